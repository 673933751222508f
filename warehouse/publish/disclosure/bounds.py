"""The linear programme of an attack: how far a quantity can be narrowed by all relations together.

Belongs here: the solver (HiGHS), kept warm from one question to the next. Does not belong here: what the quantities are
(`figures`), how they hang together (`relations`), or what follows (`attack`).

Most quantities need no programme of their own: each solution is a world that fits all that is public, and two worlds in
which a quantity is far enough apart prove that it is safe.
"""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from warehouse.publish.disclosure.matrix import Vector
from warehouse.publish.disclosure.pieces import Piece
from warehouse.publish.disclosure.policy import FEWEST

NARROWEST = FEWEST - 1
"""Two worlds in which a quantity is so far apart prove it safe, others are measured exactly. Where one member has most
of it, they have to be further apart (`behind`)."""
N_WORLDS = 8
TOLERANCE = 1e-6


class NoWorldError(Exception):
    """Nothing fits all relations: an attacker who believes them is wrong."""


@contextmanager
def _without_banner() -> Iterator[None]:
    """The solver's library greets on standard output, below Python, before it can be silenced; that is for results."""
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(nowhere)
        os.close(kept)


class Programme:
    """One piece of a network-year as a linear programme."""

    def __init__(self, piece: Piece) -> None:
        import highspy  # not before it is needed: its import takes time

        relations = piece.relations
        self._n = len(piece.members)
        with _without_banner():
            self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self._solver.silent()
        self._solver.setOptionValue("threads", 1)
        # from one question to the next only costs change: the last world still fits
        self._solver.setOptionValue("presolve", "off")
        self._solver.setOptionValue("simplex_strategy", 4)
        self._solver.setOptionValue("random_seed", 1)
        self._optimal = highspy.HighsModelStatus.kOptimal
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = self._n, len(relations)
        lp.col_cost_ = np.zeros(self._n)
        lp.col_lower_, lp.col_upper_ = piece.low, piece.high
        lp.row_lower_ = np.array([one.low for one in relations], dtype=float)
        lp.row_upper_ = np.array([one.high for one in relations], dtype=float)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(len(one.terms) for one in relations)])
        lp.a_matrix_.index_ = np.array([number for one in relations for number, _ in one.terms])
        lp.a_matrix_.value_ = np.array([factor for one in relations for _, factor in one.terms], dtype=float)
        self._solver.passModel(lp)
        self._cost = np.zeros(self._n)
        self._needed = piece.needed
        self.low_seen = np.full(self._n, np.inf)
        self.high_seen = np.full(self._n, -np.inf)

    def solve(self, cost: Vector) -> Vector:
        """A world in which the cost is least. Raises NoWorldError."""
        changed = np.flatnonzero(cost != self._cost)
        if len(changed):
            self._solver.changeColsCost(len(changed), changed.astype(np.int32), cost[changed])
            self._cost = cost
        self._solver.run()
        if self._solver.getModelStatus() != self._optimal:
            raise NoWorldError
        world = np.array(self._solver.getSolution().col_value)
        np.minimum(self.low_seen, world, out=self.low_seen)
        np.maximum(self.high_seen, world, out=self.high_seen)
        return world

    def binding(self) -> list[int]:
        """The relations that hold the last answer where it is."""
        return [int(row) for row in np.flatnonzero(np.abs(np.array(self._solver.getSolution().row_dual)) > TOLERANCE)]

    def look_around(self, quantities: Sequence[int]) -> list[int]:
        """Make worlds that differ; which of the quantities were never far apart."""
        chance = random.Random(len(quantities))
        left = np.array(quantities, dtype=np.int64)
        for number in range(N_WORLDS):
            cost = np.zeros(self._n)
            signs = (
                [1.0 if number == 0 else -1.0] * len(left) if number < 2 else [chance.choice((-1.0, 1.0)) for _ in left]
            )
            cost[left] = signs
            self.solve(cost)
            left = left[self.high_seen[left] - self.low_seen[left] < self._needed[left]]
            if not len(left):
                break
        return [int(quantity) for quantity in left]

    def interval(self, quantity: int) -> tuple[float, float, list[int]] | None:
        """The whole numbers between which a quantity must lie, and the relations that hold it there; None where two
        worlds, made for whatever quantity, prove it safe.
        """
        ends = []
        held: list[int] = []
        for sign in (1.0, -1.0):
            if self.high_seen[quantity] - self.low_seen[quantity] >= self._needed[quantity]:
                return None
            cost = np.zeros(self._n)
            cost[quantity] = sign
            ends.append(self.solve(cost)[quantity])
            held += self.binding()
        return float(np.ceil(ends[0] - TOLERANCE)), float(np.floor(ends[1] + TOLERANCE)), held
