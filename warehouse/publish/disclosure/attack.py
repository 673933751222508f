"""The attack on a release candidate: what could be worked out from what is public, and what has to go besides.

Belongs here: attacking one network-year, and which figures to hide where it succeeds. Does not belong here: hiding
them (`fill`), or anything exact: an attacker has the public figures of this and of earlier releases, and the code book.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from warehouse.publish.disclosure.bounds import NARROWEST, NoWorldError, Programme
from warehouse.publish.disclosure.figures import Bounds, Figures, Place, Shown, read_figures
from warehouse.publish.disclosure.matrix import Matrix, Vector
from warehouse.publish.disclosure.policy import DEAREST
from warehouse.publish.disclosure.relations import Relation, relate
from warehouse.publish.disclosure.tighten import Piece, part, tighten

MOST_MOVED = 0.1
"""Where more of what two releases show differs, an attacker cannot take the one for the other."""
Measured = dict[Place, tuple[Bounds, frozenset[Place]]]
"""Boundss that no two worlds prove safe, each with the places of the relations that hold it."""


@dataclass
class Attack:
    """What an attack on one network-year found. `broken`: hidden quantities that are known too well, and how well."""

    n_attacked: int = 0
    n_exact: int = 0
    narrowest: float | None = None
    broken: dict[Place, Bounds] = field(default_factory=dict)
    partners: set[Place] = field(default_factory=set)


@dataclass
class Memory:
    """What was found out before and has not changed since: figures and their relations by what is shown of the bases,
    intervals by piece.
    """

    structures: dict[int, tuple[Figures, Matrix]] = field(default_factory=dict)
    intervals: dict[int, Measured] = field(default_factory=dict)

    def structure_of(self, rows: Sequence[Shown]) -> tuple[Figures, Matrix]:
        """The figures of these rows, and how they hang together: that follows from places and bases alone."""
        state = hash(tuple((row.place, row.denominator) for row in rows))
        if state in self.structures:
            figures, matrix = self.structures[state]
            return figures.with_counts(rows), matrix
        figures = read_figures(rows)
        matrix = Matrix.of(figures, relate(figures))
        self.structures[state] = figures, matrix
        return figures, matrix


def attack_year(rows: Sequence[Shown], before: Mapping[Place, Bounds], memory: Memory) -> Attack:
    """Attack what is shown of one network-year, with what earlier releases showed: `before`, the bounds of counts."""
    figures, matrix = memory.structure_of(rows)
    known = _learn(figures, before)
    # an attacker drops an assumption that cannot be true
    matrix = matrix.only(matrix.can_hold(*figures.bounds()))
    low, high = tighten(figures, matrix)
    found = Attack(n_attacked=sum(figures.is_hidden) - len(known))
    narrow: dict[int, Bounds] = {
        int(quantity): (float(low[quantity]), float(high[quantity]))
        for quantity in np.flatnonzero(np.array(figures.is_hidden, dtype=bool) & (high - low < NARROWEST))
    }
    held: dict[int, frozenset[Place]] = {}
    for piece in part(figures, matrix, low, high):
        for quantity, (interval, holders) in _attack_piece(figures, piece, low, high, memory).items():
            narrow[quantity], held[quantity] = interval, holders
    for quantity, (least, most) in narrow.items():
        if quantity in known:
            continue
        found.n_exact += int(least == most)
        found.narrowest = min(most - least, NARROWEST if found.narrowest is None else found.narrowest)
        if most - least < NARROWEST:
            found.broken[figures.place_of[quantity]] = (least, most)
    if found.n_attacked and found.narrowest is None:
        found.narrowest = NARROWEST
    broken = [q for q, (least, most) in narrow.items() if q not in known and most - least < NARROWEST]
    found.partners = _partners(figures, matrix, low, high, broken)
    found.partners |= _partners_of_many(figures, [held[q] for q in broken if q in held])
    return found


def _learn(figures: Figures, before: Mapping[Place, Bounds]) -> set[int]:
    """Narrow what is hidden now and was shown before, if hardly anything else has moved; what was known anyway."""
    both = [place for place in figures.counts if place in before and not figures.is_hidden[figures.counts[place]]]
    moved = sum(
        (figures.low[figures.counts[place]], figures.high[figures.counts[place]]) != before[place] for place in both
    )
    if not both or moved > MOST_MOVED * len(both):
        return set()
    known = {
        figures.counts[place]
        for place in before
        if place in figures.counts and figures.is_hidden[figures.counts[place]]
    }
    for place, quantity in figures.counts.items():
        if quantity in known:
            # one contact may have been corrected
            figures.low[quantity], figures.high[quantity] = before[place][0] - 1, before[place][1] + 1
    return known


def _attack_piece(
    figures: Figures, piece: Piece, low: Vector, high: Vector, memory: Memory
) -> dict[int, tuple[Bounds, frozenset[Place]]]:
    """The intervals of the piece's hidden quantities that no two worlds prove safe."""
    places = [figures.place_of[quantity] for quantity in piece.quantities]
    state = hash(
        (
            tuple(places),
            tuple((low[quantity], high[quantity], figures.is_hidden[quantity]) for quantity in piece.quantities),
            len(piece.relations),
        )
    )
    if state not in memory.intervals:
        memory.intervals[state] = _measure(figures, piece, low, high)
    measured = memory.intervals[state]
    return {
        quantity: measured[place]
        for quantity, place in zip(piece.quantities, places, strict=True)
        if place in measured and figures.is_hidden[quantity]
    }


def _measure(figures: Figures, piece: Piece, low: Vector, high: Vector) -> Measured:
    programme = Programme(piece, low, high)
    hidden = [number for number, quantity in enumerate(piece.quantities) if figures.is_hidden[quantity]]
    try:
        left = programme.look_around(hidden)
        measured: Measured = {}
        for number in left:
            least, most, rows = programme.interval(number)
            holders = {figures.place_of[quantity] for row in rows for quantity, _ in piece.relations[row].terms}
            measured[figures.place_of[piece.quantities[number]]] = ((least, most), frozenset(holders))
        return measured
    except NoWorldError:
        return {}


def _partners(figures: Figures, matrix: Matrix, low: Vector, high: Vector, narrow: Iterable[int]) -> set[Place]:
    """For each relation that narrows something too far, the smallest part that is shown; the whole where none is."""
    wanted = set(narrow)
    place_of_count = {quantity: place for place, quantity in figures.counts.items()}
    partners: set[Place] = set()
    for relation in matrix.that_name(sorted(wanted)):
        if not any(quantity in wanted and _narrows(relation, quantity, low, high) for quantity, _ in relation.terms):
            continue
        shown = [
            quantity
            for quantity, _ in relation.terms
            if quantity in place_of_count and not figures.is_hidden[quantity] and figures.high[quantity] > 0
        ]
        parts = [quantity for quantity in shown if quantity in relation.parts]
        chosen = [place_of_count[quantity] for quantity in parts or shown]
        if chosen:
            partners.add(_cheapest(figures, chosen))
    return partners


def _partners_of_many(figures: Figures, holders: Iterable[frozenset[Place]]) -> set[Place]:
    """Of what several relations narrow together: the smallest count that is shown in one of them."""
    partners: set[Place] = set()
    for places in holders:
        shown = [
            place
            for place in places
            if place in figures.counts
            and not figures.is_hidden[figures.counts[place]]
            and figures.high[figures.counts[place]] > 0
        ]
        if not partners.intersection(shown) and shown:
            partners.add(_cheapest(figures, shown))
    return partners


def _cheapest(figures: Figures, places: Iterable[Place]) -> Place:
    """The place that is missed least: of what fewest people look for the smallest count."""

    def price(place: Place) -> tuple[int, float, int]:
        statistic, quantity = str(place.value("statistic_code")), figures.counts[place]
        dearest = next(
            (number for number, pattern in enumerate(DEAREST) if re.search(pattern, statistic)), len(DEAREST)
        )
        return -dearest, figures.high[quantity], quantity

    return min(places, key=price)


def _narrows(relation: Relation, quantity: int, low: Vector, high: Vector) -> bool:
    """True where the relation alone, with what is known of its other quantities, keeps this one too near."""
    factor = dict(relation.terms)[quantity]
    least = sum(f * (low[q] if f > 0 else high[q]) for q, f in relation.terms if q != quantity)
    most = sum(f * (high[q] if f > 0 else low[q]) for q, f in relation.terms if q != quantity)
    ends = ((relation.low - most) / factor, (relation.high - least) / factor)
    return bool(max(ends) - max(min(ends), 0) < NARROWEST)
