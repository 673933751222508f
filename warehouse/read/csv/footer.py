"""Records at the end of a file that are left out as a footer: whether one of them may be a record like the others.

Belongs here: how that is seen on cells. Does not belong here: leaving them out (`strict`, `read`), or what is said of
it (`warehouse.read.table`). A footer is declared once, for every file to come; a file that ends without one would lose
its last records, and nobody would see it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from warehouse.read.totals import is_called_total

AS_FULL = 0.8
"""A record like the others fills so much of what the emptiest before it fills; a total or a remark says less."""
NEARLY_BLANK = 0.5
"""A record that fills no more than so much of what most fill is nearly blank."""
LOOKED_AT = 20
"""So many records before the footer tell what one fills."""


def count_records_like(before: Sequence[Sequence[str]], left_out: Sequence[Sequence[str]]) -> int:
    """How many of the records that are left out look like those `before` them; none where there are none before. A
    blank record looks like nothing, and one that is nearly blank beside the others (a heading, a remark among them)
    tells nothing of what a record fills.
    """
    filled = sorted(n for cells in before if (n := _filled(cells)))
    usual = filled[(len(filled) - 1) // 2] if filled else 0
    least = AS_FULL * min((n for n in filled if n > NEARLY_BLANK * usual), default=math.inf)
    return sum(_filled(cells) >= least and not _is_total(cells) for cells in left_out)


def _is_total(cells: Sequence[str]) -> bool:
    """Whether its first filled cell says so: behind it the same words are answers, `Both`, `All`."""
    return is_called_total(next((cell for cell in cells if cell.strip()), ""))


def _filled(cells: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)
