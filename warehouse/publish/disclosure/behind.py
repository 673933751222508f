"""What each member has in the figures of a network-year: how vague an attacker has to be left, not what one can know.

Belongs here: the parts of members as tables, and what the p%-rule asks of quantities and of rests. Does not belong
here: the rule (`dominance`), or what an attacker works out (`attack`), who sees none of this.

A rest is what shown counts leave of a shown whole: a figure of its own, though it stands in no table. Of a main with
one large code it is all other codes, and may be one helpline's; of a region's girls and boys those of other genders
together, each of whom is hidden.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from warehouse.publish.disclosure.bounds import NARROWEST
from warehouse.publish.disclosure.dominance import lacking_of_each
from warehouse.publish.disclosure.figures import UNBOUNDED, Figures, Place
from warehouse.publish.disclosure.matrix import Mask, Matrix, Numbers, Vector
from warehouse.publish.disclosure.parts import Parts, Sparse
from warehouse.publish.disclosure.placed import Cells, Year

BOTH_WAYS = 2
"""What the rule asks for has to be left above the truth as well as below it."""
ROWS_AT_ONCE = 10_000


@dataclass(frozen=True)
class Needs:
    """`widths`: how wide the interval of each quantity has to be; `rests`: that of what each relation leaves where all
    of it is shown; `parts`: of members (columns) in the quantities (rows), None where nobody says.
    """

    widths: Vector
    rests: Vector
    parts: Sparse | None = None

    def of_hidden(self, matrix: Matrix, is_hidden: Mask) -> Vector:
        """`widths` where a hidden count that is known well would tell the rest of a shown whole, too."""
        n_shown = np.bincount(matrix.row, ~is_hidden[matrix.column], len(matrix.relations))
        is_pair = (matrix.n_terms == 2) & (n_shown == 1)
        entries = is_pair[matrix.row] & is_hidden[matrix.column]
        widths = self.widths.copy()
        np.maximum.at(widths, matrix.column[entries], self.rests[matrix.row[entries]])
        return widths

    def of_rests(self, matrix: Matrix, is_hidden: Mask) -> Vector:
        """`rests`, and what has to be left of the sums that hidden parts of a shown whole make together."""
        n = len(matrix.relations)
        entry_is_hidden = is_hidden[matrix.column]
        n_hidden = np.bincount(matrix.row, entry_is_hidden, n)
        rests = np.where(n_hidden == 0, self.rests, 0)
        has_whole = np.bincount(matrix.row, entry_is_hidden & (matrix.factor > 0), n) == 0
        # of one hidden part of a sum that is whole its own width is asked
        is_told = has_whole & (matrix.low == 0) & (n_hidden > (matrix.high == 0)) & (n_hidden < matrix.n_terms - 1)
        numbers = np.flatnonzero(is_told)
        if self.parts is not None and len(numbers):
            shown = replace(matrix, factor=np.where(entry_is_hidden, 0.0, matrix.factor))
            rests[numbers] = _needed_of_rests(shown, numbers, self.parts)
        return rests

    @classmethod
    def usual(cls, figures: Figures, matrix: Matrix) -> Needs:
        """Where nobody says who is behind the figures: enough counts have to be possible; of rests nothing is asked."""
        return cls(np.full(len(figures.low), float(NARROWEST)), np.zeros(len(matrix.relations)))


@dataclass(frozen=True)
class Behind:
    """The parts of members in counts and bases: a row a cell, a column a member. `row_of`: rows of one network-year."""

    counts: Sparse
    bases: Sparse
    row_of: Mapping[Place, int]

    def needs(self, figures: Figures, matrix: Matrix) -> Needs:
        """What has to be left open of these quantities, and of the rests of these relations."""
        parts = self._table(figures)
        widths = np.maximum(NARROWEST, BOTH_WAYS * _lacking(parts))
        rests = np.zeros(len(matrix.relations))
        leaves: Mask = np.abs(matrix.low) + np.abs(matrix.high) == UNBOUNDED
        numbers = np.flatnonzero(leaves)
        rests[numbers] = _needed_of_rests(matrix, numbers, parts)
        return Needs(widths, rests, parts)

    def _table(self, figures: Figures) -> Sparse:
        from scipy.sparse import vstack  # not before it is needed: its import takes time

        rows = np.array([self.row_of[place] for place in figures.place_of], dtype=np.int64)
        return vstack([self.bases[rows[: figures.n_bases]], self.counts[rows[figures.n_bases :]]]).tocsr()


def _needed_of_rests(matrix: Matrix, numbers: Numbers, parts: Sparse) -> Vector:
    """How wide the interval has to be of what each of these relations leaves. Whole and part are rounded, so that none
    knows a rest nearer than `ROOM_OF_DIFFERENCE` up or down: of few contacts that is enough, whoever has them.
    """
    rests = _sparse(matrix, parts.shape[0])[numbers] @ parts
    found: Vector = BOTH_WAYS * np.maximum(0, _lacking(rests))
    return found


def behind_of(cells: Cells, parts: Parts) -> dict[Year, Behind]:
    """The parts of members in every cell, by network-year."""
    row_of: dict[Year, dict[Place, int]] = {}
    for row, (year, place) in enumerate(zip(cells.years, cells.places, strict=True)):
        row_of.setdefault(year, {})[place] = row
    return {year: Behind(parts.counts, parts.bases, rows) for year, rows in row_of.items()}


def _sparse(matrix: Matrix, n_quantities: int) -> Sparse:
    from scipy.sparse import csr_array  # not before it is needed: its import takes time

    shape = len(matrix.relations), n_quantities
    return csr_array((matrix.factor, (matrix.row, matrix.column)), shape=shape)


def _lacking(parts: Sparse) -> Vector:
    """Row by row, a few thousand at a time: of many members the whole would fill the memory."""
    starts: Sequence[int] = range(0, parts.shape[0], ROWS_AT_ONCE)
    found = [lacking_of_each(np.abs(parts[start : start + ROWS_AT_ONCE].toarray())) for start in starts]
    return np.concatenate(found) if found else np.zeros(0)
