"""All relations of a network-year at once, as the entries of a sparse matrix.

Belongs here: what relations leave open within given bounds. Does not belong here: which relations there are
(`relations`), or narrowing bounds (`tighten`, `bounds`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from warehouse.publish.disclosure.figures import Figures, Place
from warehouse.publish.disclosure.relation import Relation

Vector = NDArray[np.float64]
Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]
OF_NO_TABLE = -1


@dataclass(frozen=True)
class Matrix:
    """`row`, `column` and `factor` of each entry; `low`, `high` and `table` of each relation."""

    relations: Sequence[Relation]
    row: Numbers
    column: Numbers
    factor: Vector
    low: Vector
    high: Vector
    table: Numbers

    @property
    def n_terms(self) -> Numbers:
        """How many quantities each relation names."""
        return np.bincount(self.row, minlength=len(self.relations))

    @classmethod
    def of(cls, figures: Figures, relations: Sequence[Relation]) -> Matrix:
        """The relations of these figures."""
        return cls(
            relations,
            np.repeat(np.arange(len(relations)), np.array([len(one.terms) for one in relations], dtype=np.int64)),
            np.array([quantity for one in relations for quantity, _ in one.terms], dtype=np.int64),
            np.array([factor for one in relations for _, factor in one.terms], dtype=np.float64),
            np.array([one.low for one in relations], dtype=np.float64),
            np.array([one.high for one in relations], dtype=np.float64),
            _tables_of(figures, relations),
        )

    def only(self, kept: Mask) -> Matrix:
        """The matrix of some of the relations, in their order."""
        entries = kept[self.row]
        return replace(
            self,
            relations=[self.relations[number] for number in np.flatnonzero(kept).tolist()],
            row=(np.cumsum(kept) - 1)[self.row[entries]],
            column=self.column[entries],
            factor=self.factor[entries],
            low=self.low[kept],
            high=self.high[kept],
            table=self.table[kept],
        )

    def with_columns(self, leader: Numbers) -> Matrix:
        """The same entries, of the leaders of their quantities."""
        return replace(self, column=leader[self.column])

    def leaders(self, n_quantities: int) -> Numbers:
        """For each quantity, the first of those that pairs of this matrix make equal."""
        from scipy.sparse import coo_array  # not before it is needed: its import takes time
        from scipy.sparse.csgraph import connected_components

        is_pair = (self.n_terms == 2) & (self.low == 0) & (self.high == 0)
        is_pair &= self.sum_of(self.factor) == 0
        pairs = self.column[is_pair[self.row]].reshape(-1, 2)
        edges = coo_array((np.ones(len(pairs), dtype=bool), pairs.T), shape=(n_quantities, n_quantities))
        _, first, group = np.unique(
            connected_components(edges, directed=False)[1], return_index=True, return_inverse=True
        )
        return first[group].astype(np.int64)

    def ends(self, low: Vector, high: Vector) -> tuple[Vector, Vector]:
        """The least and the most that each entry can be."""
        is_plus = self.factor > 0
        low, high = low[self.column], high[self.column]
        return self.factor * np.where(is_plus, low, high), self.factor * np.where(is_plus, high, low)

    def sum_of(self, entries: Vector) -> Vector:
        """The sum of each relation's entries."""
        return np.bincount(self.row, entries, len(self.relations)).astype(np.float64, copy=False)

    def sums(self, low: Vector, high: Vector) -> tuple[Vector, Vector]:
        """The least and the most that each relation's sum can be."""
        least, most = self.ends(low, high)
        return self.sum_of(least), self.sum_of(most)

    def can_hold(self, low: Vector, high: Vector) -> Mask:
        """Which relations the bounds do not contradict."""
        least, most = self.sums(low, high)
        return (least <= self.high) & (most >= self.low)

    def that_name(self, quantities: Sequence[int]) -> list[Relation]:
        """Relations with one of the quantities, in their order."""
        return [self.relations[number] for number in np.unique(self.row[np.isin(self.column, quantities)]).tolist()]


def _tables_of(figures: Figures, relations: Sequence[Relation]) -> Numbers:
    """The number of each relation's table, OF_NO_TABLE of a pair of two; codes and mains of a list are one table."""
    names = [_name_of(place) for place in figures.place_of]
    number_of = {name: number for number, name in enumerate(sorted(set(names), key=str))}
    numbers = [number_of[name] for name in names]
    tables = [{numbers[quantity] for quantity, _ in one.terms} for one in relations]
    return np.array(
        [
            OF_NO_TABLE if len(found) > 1 and len(one.terms) == 2 else min(found)
            for one, found in zip(relations, tables, strict=True)
        ],
        dtype=np.int64,
    )


def _name_of(place: Place) -> tuple[str | None, ...]:
    statistic = str(place.value("statistic_code"))
    statistic = statistic[:3] if statistic.startswith(("t2.", "t4.")) else statistic
    framework = None if statistic == "t2." else place.value("framework")
    return statistic, framework, place.value("base_code"), place.panel
