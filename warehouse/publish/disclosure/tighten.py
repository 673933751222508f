"""Before any programme: what single relations say already, and which quantities have to do with each other at all.

Belongs here: narrowing intervals relation by relation until nothing changes, and parting a network-year into pieces
that can be attacked one by one. Does not belong here: relations taken together (`bounds`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from warehouse.publish.disclosure.figures import Figures, Place
from warehouse.publish.disclosure.relations import Relation

MOST_PASSES = 30
Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Piece:
    """Quantities that hang together, with the relations between them."""

    quantities: tuple[int, ...]
    relations: tuple[Relation, ...]


def tighten(figures: Figures, relations: Sequence[Relation]) -> tuple[Vector, Vector]:
    """The bounds of all quantities, narrowed by each relation alone; as they were where relations contradict them."""
    rows = np.array([row for row, one in enumerate(relations) for _ in one.terms], dtype=np.int64)
    columns = np.array([quantity for one in relations for quantity, _ in one.terms], dtype=np.int64)
    factors = np.array([factor for one in relations for _, factor in one.terms], dtype=float)
    row_low = np.array([one.low for one in relations], dtype=float)
    row_high = np.array([one.high for one in relations], dtype=float)
    low, high = np.array(figures.low, dtype=float), np.array(figures.high, dtype=float)
    for _ in range(MOST_PASSES):
        least_term = np.where(factors > 0, factors * low[columns], factors * high[columns])
        most_term = np.where(factors > 0, factors * high[columns], factors * low[columns])
        least = np.bincount(rows, least_term, len(relations))
        most = np.bincount(rows, most_term, len(relations))
        room = row_high[rows] - (least[rows] - least_term)
        need = row_low[rows] - (most[rows] - most_term)
        new_low, new_high = low.copy(), high.copy()
        np.minimum.at(new_high, columns, np.floor(np.where(factors > 0, room / factors, need / factors) + 1e-6))
        np.maximum.at(new_low, columns, np.ceil(np.where(factors > 0, need / factors, room / factors) - 1e-6))
        if (new_low > new_high).any():
            return np.array(figures.low, dtype=float), np.array(figures.high, dtype=float)
        if (new_low == low).all() and (new_high == high).all():
            break
        low, high = new_low, new_high
    return low, high


def part(figures: Figures, relations: Sequence[Relation], low: Vector, high: Vector) -> list[Piece]:
    """Pieces with a hidden quantity in them, each within one table. Left out is what says nothing more: a relation that
    holds within the bounds; and that one quantity is at most another where one of the two is shown, or both stand in
    different tables, so that what it says is in their bounds.
    """
    tables: dict[tuple[str | None, ...], list[Relation]] = defaultdict(list)
    for one in relations:
        table = _table_of(figures, one)
        if table and _says_more(figures, one, low, high):
            tables[table].append(one)
    return [piece for kept in tables.values() for piece in _pieces_of(figures, kept, low, high)]


def _pieces_of(figures: Figures, kept: Sequence[Relation], low: Vector, high: Vector) -> list[Piece]:
    leader = list(range(len(low)))

    def find(quantity: int) -> int:
        while leader[quantity] != quantity:
            leader[quantity] = leader[leader[quantity]]
            quantity = leader[quantity]
        return quantity

    def is_fixed(quantity: int) -> bool:
        return bool(low[quantity] == high[quantity])

    for one in kept:
        loose = [quantity for quantity, _ in one.terms if not is_fixed(quantity)]
        for quantity in loose[1:]:
            leader[find(quantity)] = find(loose[0])
    groups: dict[int, list[Relation]] = defaultdict(list)
    for one in kept:
        loose = [quantity for quantity, _ in one.terms if not is_fixed(quantity)]
        if loose:
            groups[find(loose[0])].append(one)
    pieces = []
    for group in groups.values():
        quantities = tuple(sorted({quantity for one in group for quantity, _ in one.terms}))
        if any(figures.is_hidden[quantity] for quantity in quantities):
            pieces.append(Piece(quantities, tuple(group)))
    return pieces


def _table_of(figures: Figures, relation: Relation) -> tuple[str | None, ...] | None:
    """The table of a relation, None where a pair of two tables; codes and mains of a list are one table."""
    names = {_name_of(figures.place_of[quantity]) for quantity, _ in relation.terms}
    return None if len(names) > 1 and len(relation.terms) == 2 else min(names, key=str)


def _name_of(place: Place) -> tuple[str | None, ...]:
    statistic = str(place.value("statistic_code"))
    statistic = statistic[:3] if statistic.startswith(("t2.", "t4.")) else statistic
    return statistic, place.value("framework"), place.value("base_code"), place.panel


def _says_more(figures: Figures, relation: Relation, low: Vector, high: Vector) -> bool:
    least = sum(f * (low[q] if f > 0 else high[q]) for q, f in relation.terms)
    most = sum(f * (high[q] if f > 0 else low[q]) for q, f in relation.terms)
    if relation.low <= least and most <= relation.high:
        return False
    is_pair = len(relation.terms) == 2 and relation.low != relation.high
    return not is_pair or all(figures.is_hidden[quantity] for quantity, _ in relation.terms)
