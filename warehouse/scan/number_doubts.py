"""What has to be asked of cells with the numbers of counts: signs, footnotes, decimals that look like thousands.

Belongs here: those questions. Does not belong here: reading the numbers (`warehouse.scan.number_columns`), shares that
say so (`warehouse.scan.shares`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from warehouse.scan.count_cells import ask
from warehouse.scan.number_columns import UNTOLD, NumberColumn
from warehouse.scan.profile import Candidate

MOST_SHAPES = 3


def ask_numbers(columns: Sequence[NumberColumn]) -> list[Candidate]:
    """All that has to be asked of the numbers of these columns."""
    return [*_ask_untold(columns), *_ask_marked(columns), *_ask_decimals(columns)]


def _ask_untold(columns: Sequence[NumberColumn]) -> list[Candidate]:
    """What stands in the place of numbers and is no small number that is hidden: zero, or not known, who can tell?"""
    texts = sorted({text for column in columns for text in column.hidden if re.fullmatch(UNTOLD, text)})
    listed = ", ".join(map(repr, texts))
    why = f"{listed}: none, or not known? As `suppressed` it is neither zero nor counted"
    return [ask("number", tuple(column.name for column in columns), why)] if texts else []


def _ask_marked(columns: Sequence[NumberColumn]) -> list[Candidate]:
    """Numbers with a mark of a footnote, or with another number in brackets: a run rejects each such record."""
    marked = [one for one in columns if one.n_marked]
    if not marked:
        return []
    n, shapes = sum(one.n_marked for one in marked), sorted({shape for one in marked for shape in one.marked})
    why = (
        f"{n} {'cells hold' if n > 1 else 'cell holds'} more than a number ({'; '.join(shapes[:MOST_SHAPES])}), in "
        f"{', '.join(repr(one.name) for one in marked[:MOST_SHAPES])}: such a record would be rejected whole. Have "
        "them sent as bare numbers"
    )
    return [ask("number", tuple(one.name for one in marked), why)]


def _ask_decimals(columns: Sequence[NumberColumn]) -> list[Candidate]:
    """Whether every number has a mark and three digits behind it: thousands, or decimals that a program has filled up?
    Among thousands there are nearly always numbers below.
    """
    counted = [one for one in columns if one.numbers.any()]
    if not counted or not all(one.is_grouped_throughout for one in counted):
        return []
    mark = counted[0].thousands
    why = (
        f"every number has a {mark!r} and three digits behind it: thousands, or shares and rates with three decimals, "
        "which count nothing?"
    )
    return [ask("number", tuple(one.name for one in counted), why)]
