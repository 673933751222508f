"""Parting a network-year into pieces that can be attacked one by one.

Belongs here: which quantities are one unknown because they are equal, and which unknowns hang together. Does not belong
here: solving (`bounds`), or what single relations say (`tighten`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from warehouse.publish.disclosure.figures import Figures
from warehouse.publish.disclosure.matrix import OF_NO_TABLE, Mask, Matrix, Numbers, Vector
from warehouse.publish.disclosure.relation import Relation
from warehouse.publish.disclosure.tighten import say_more

NO_PIECE = -1


@dataclass(frozen=True)
class Piece:
    """Unknowns that hang together, with the relations between them, whose terms name them by their number here.

    `members` are the quantities that an unknown stands for: they are equal. `needed`: how wide its interval has to be.
    """

    members: tuple[tuple[int, ...], ...]
    low: Vector
    high: Vector
    needed: Vector
    is_hidden: tuple[bool, ...]
    relations: tuple[Relation, ...]


@dataclass(frozen=True)
class Unknowns:
    """Quantities that are equal as one: `leader` of each quantity, bounds and members of each leader."""

    leader: Numbers
    low: Vector
    high: Vector
    needed: Vector
    is_hidden: Mask
    members: Mapping[int, tuple[int, ...]]

    @classmethod
    def of(cls, figures: Figures, matrix: Matrix, low: Vector, high: Vector, needed: Vector) -> Unknowns:
        """The unknowns of these quantities."""
        leader = matrix.leaders(len(low))
        least, most, width, is_hidden = low.copy(), high.copy(), needed.copy(), np.zeros(len(low), dtype=bool)
        np.maximum.at(width, leader, needed)
        np.maximum.at(least, leader, low)
        np.minimum.at(most, leader, high)
        np.logical_or.at(is_hidden, leader, np.array(figures.is_hidden, dtype=bool))
        members: dict[int, list[int]] = defaultdict(list)
        for quantity, one in enumerate(leader.tolist()):
            members[one].append(quantity)
        return cls(leader, least, most, width, is_hidden, {one: tuple(found) for one, found in members.items()})


def part(figures: Figures, matrix: Matrix, low: Vector, high: Vector, needed: Vector) -> list[Piece]:
    """Pieces with a hidden quantity in them, each within one table, table by table."""
    unknowns = Unknowns.of(figures, matrix, low, high, needed)
    says_more = say_more(matrix, unknowns.is_hidden[unknowns.leader], low, high)
    kept = matrix.only((matrix.table != OF_NO_TABLE) & says_more).with_columns(unknowns.leader)
    pieces = _pieces_of(kept, unknowns.is_hidden, unknowns.low < unknowns.high)
    tables: dict[int, dict[int, list[Relation]]] = defaultdict(lambda: defaultdict(list))
    for table, number, relation in zip(kept.table.tolist(), pieces.tolist(), kept.relations, strict=True):
        groups = tables[table]
        if number != NO_PIECE:
            groups[number].append(relation)
    return [_piece(unknowns, group) for groups in tables.values() for group in groups.values()]


def _piece(unknowns: Unknowns, relations: Iterable[Relation]) -> Piece:
    """The piece of these relations; those between the same unknowns are one."""
    leader = unknowns.leader
    found: dict[tuple[tuple[int, int], ...], Relation] = {}
    for one in relations:
        factors: dict[int, int] = defaultdict(int)
        for quantity, factor in one.terms:
            factors[int(leader[quantity])] += factor
        terms = tuple(sorted((quantity, factor) for quantity, factor in factors.items() if factor))
        kept = found.get(terms, one)
        found[terms] = Relation(terms, max(kept.low, one.low), min(kept.high, one.high))
    found.pop((), None)
    names = sorted({quantity for terms in found for quantity, _ in terms})
    number_of = {quantity: number for number, quantity in enumerate(names)}
    return Piece(
        members=tuple(unknowns.members[quantity] for quantity in names),
        low=unknowns.low[names],
        high=unknowns.high[names],
        needed=unknowns.needed[names],
        is_hidden=tuple(unknowns.is_hidden[names].tolist()),
        relations=tuple(
            Relation(tuple((number_of[quantity], factor) for quantity, factor in terms), one.low, one.high)
            for terms, one in found.items()
        ),
    )


def _pieces_of(matrix: Matrix, is_hidden: Mask, is_loose: Mask) -> Numbers:
    """The piece of each relation: what shares a loose unknown within a table; NO_PIECE where nothing is hidden."""
    from scipy.sparse import coo_array  # not before it is needed: its import takes time
    from scipy.sparse.csgraph import connected_components

    n = len(matrix.relations)
    loose = is_loose[matrix.column]
    places = matrix.table[matrix.row] * len(is_loose) + matrix.column
    _, nodes = np.unique(places[loose], return_inverse=True)
    size = n + int(nodes.max(initial=-1)) + 1
    edges = coo_array((np.ones(len(nodes), dtype=bool), (matrix.row[loose], n + nodes)), shape=(size, size))
    piece = connected_components(edges, directed=False)[1][:n].astype(np.int64)
    has_loose = np.bincount(matrix.row, loose, n) > 0
    has_hidden = np.bincount(piece, np.bincount(matrix.row, is_hidden[matrix.column], n), size) > 0
    return np.where(has_loose & has_hidden[piece], piece, NO_PIECE)
