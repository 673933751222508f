"""Before any programme: what single relations say already, and which quantities have to do with each other at all.

Belongs here: narrowing intervals relation by relation until nothing changes, and parting a network-year into pieces
that can be attacked one by one. Does not belong here: relations taken together (`bounds`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from warehouse.publish.disclosure.figures import Figures
from warehouse.publish.disclosure.matrix import OF_NO_TABLE, Mask, Matrix, Numbers, Vector
from warehouse.publish.disclosure.relations import Relation

MOST_PASSES = 30
NO_PIECE = -1


@dataclass(frozen=True)
class Piece:
    """Quantities that hang together, with the relations between them."""

    quantities: tuple[int, ...]
    relations: tuple[Relation, ...]


def tighten(figures: Figures, matrix: Matrix) -> tuple[Vector, Vector]:
    """The bounds of all quantities, narrowed by each relation alone; as they were where relations contradict them."""
    low, high = figures.bounds()
    rows, columns, factors = matrix.row, matrix.column, matrix.factor
    for _ in range(MOST_PASSES):
        least_term, most_term = matrix.ends(low, high)
        least, most = matrix.sum_of(least_term), matrix.sum_of(most_term)
        room = matrix.high[rows] - (least[rows] - least_term)
        need = matrix.low[rows] - (most[rows] - most_term)
        new_low, new_high = low.copy(), high.copy()
        np.minimum.at(new_high, columns, np.floor(np.where(factors > 0, room / factors, need / factors) + 1e-6))
        np.maximum.at(new_low, columns, np.ceil(np.where(factors > 0, need / factors, room / factors) - 1e-6))
        if (new_low > new_high).any():
            return figures.bounds()
        if (new_low == low).all() and (new_high == high).all():
            break
        low, high = new_low, new_high
    return low, high


def part(figures: Figures, matrix: Matrix, low: Vector, high: Vector) -> list[Piece]:
    """Pieces with a hidden quantity in them, each within one table, table by table. Left out is what says nothing more:
    a relation that holds within the bounds; and that one quantity is at most another where one of the two is shown, or
    both stand in different tables, so that what it says is in their bounds.
    """
    is_hidden = np.array(figures.is_hidden, dtype=bool)
    kept = matrix.only((matrix.table != OF_NO_TABLE) & _say_more(matrix, is_hidden, low, high))
    tables: dict[int, dict[int, list[Relation]]] = defaultdict(lambda: defaultdict(list))
    pieces = _pieces_of(kept, is_hidden, low < high)
    for table, piece, relation in zip(kept.table.tolist(), pieces.tolist(), kept.relations, strict=True):
        groups = tables[table]
        if piece != NO_PIECE:
            groups[piece].append(relation)
    return [
        Piece(tuple(sorted({quantity for one in group for quantity, _ in one.terms})), tuple(group))
        for groups in tables.values()
        for group in groups.values()
    ]


def _pieces_of(matrix: Matrix, is_hidden: Mask, is_loose: Mask) -> Numbers:
    """The piece of each relation: what shares a loose quantity within a table; NO_PIECE where nothing is hidden."""
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


def _say_more(matrix: Matrix, is_hidden: Mask, low: Vector, high: Vector) -> Mask:
    n = len(matrix.relations)
    least, most = matrix.sums(low, high)
    is_pair = (np.bincount(matrix.row, minlength=n) == 2) & (matrix.low != matrix.high)
    n_shown = np.bincount(matrix.row, ~is_hidden[matrix.column], n)
    says: Mask = ((matrix.low > least) | (most > matrix.high)) & (~is_pair | (n_shown == 0))
    return says
