"""Before any programme: what single relations say already.

Belongs here: narrowing intervals relation by relation until nothing changes, and which relations say more than that.
Does not belong here: relations taken together (`pieces`, `bounds`).
"""

from __future__ import annotations

import numpy as np

from warehouse.publish.disclosure.figures import Figures
from warehouse.publish.disclosure.matrix import Mask, Matrix, Vector

MOST_PASSES = 30


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


def say_more(matrix: Matrix, is_hidden: Mask, low: Vector, high: Vector) -> Mask:
    """Which relations say more than the bounds. No more is said by what holds within them; and, that one quantity is at
    most another, only where both are hidden: else it is in the bounds.
    """
    n = len(matrix.relations)
    least, most = matrix.sums(low, high)
    is_pair = (matrix.n_terms == 2) & (matrix.low != matrix.high)
    n_shown = np.bincount(matrix.row, ~is_hidden[matrix.column], n)
    says: Mask = ((matrix.low > least) | (most > matrix.high)) & (~is_pair | (n_shown == 0))
    return says
