"""Of two releases' figures: of which those that came or left in between would be told.

Belongs here: that comparison, figure by figure. Does not belong here: what is done with such figures (`earlier`).

Three members that leave are told together. Not where one had nearly all of the base, or of what was counted, or only
two of them had counted any: then the difference is their own. What is lost in the rounding of both figures is told of
nobody: a few contacts that only one of three had counted.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from warehouse.publish.disclosure.dominance import lacking_of_each
from warehouse.publish.disclosure.parts import Parts, Sparse
from warehouse.publish.disclosure.policy import FEWEST_MEMBERS, ROOM_OF_DIFFERENCE

ROWS_AT_ONCE = 10_000
Numbers = NDArray[np.int64]


def told_of_one(now: Parts, rows: Sequence[int], then: Parts, rows_then: Sequence[int]) -> NDArray[np.bool_]:
    """For each pair of rows, whether base or count tells of one of the members that are in one base only."""
    place = pc.index_in(then.members, now.members).to_numpy(zero_copy_only=False)
    is_gone = np.isnan(place) if place.dtype.kind == "f" else np.zeros(len(place), dtype=bool)
    columns = np.where(is_gone, len(now.members) + np.cumsum(is_gone) - 1, np.nan_to_num(place)).astype(np.int64)
    width = len(now.members) + int(is_gone.sum())
    found = []
    for start in range(0, len(rows), ROWS_AT_ONCE):
        ours = np.array(rows[start : start + ROWS_AT_ONCE], dtype=np.int64)
        theirs = np.array(rows_then[start : start + ROWS_AT_ONCE], dtype=np.int64)
        of_now = [_dense(one, ours, np.arange(len(now.members)), width) for one in (now.bases, now.counts)]
        of_then = [_dense(one, theirs, columns, width) for one in (then.bases, then.counts)]
        differs = (of_now[0] > 0) != (of_then[0] > 0)
        found.append(np.logical_or(*(_is_of_few((a + b) * differs) for a, b in zip(of_now, of_then, strict=True))))
    return np.concatenate(found) if found else np.zeros(0, dtype=bool)


def _dense(table: Sparse, rows: Numbers, columns: Numbers, width: int) -> NDArray[np.float64]:
    dense = np.zeros((len(rows), width))
    dense[:, columns] = table[rows].toarray()
    return dense


def _is_of_few(parts: NDArray[np.float64]) -> NDArray[np.bool_]:
    n_members = np.count_nonzero(parts, axis=1)
    is_of_few = (n_members < FEWEST_MEMBERS) & (parts.max(axis=1, initial=0) > ROOM_OF_DIFFERENCE)
    is_told: NDArray[np.bool_] = is_of_few | (lacking_of_each(parts) > ROOM_OF_DIFFERENCE)
    return is_told
