"""How many rows at the end of a table are totals or remarks, and no records.

Belongs here: looking at the last rows of cells, whatever container they come from. Does not belong here: the header
(`warehouse.scan.rows`), or rows of totals among the others (`warehouse.scan.row_totals`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from warehouse.read.totals import is_called_total
from warehouse.scan.periods import find_period_form, is_a_period
from warehouse.scan.rows import Row, filled_cells, is_data

MOST_FOOTER_ROWS = 5
DAY = re.compile(r"^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T]\d.*)?$")


def count_footer(rows: Sequence[Row]) -> int:
    """How many of the last rows are totals or remarks: from the first total word or narrow row on.

    A row of which the like stands further up is a record, and so is a full one: neither is ever left out, nor is what
    stands above it.
    """
    last = [row for row in rows if filled_cells(row)]
    again = Counter(_label(row) for row in last if _is_total(row))
    width = Counter(len(row) for row in last).most_common(1)[0][0] if last else 0
    typical = sorted(map(filled_cells, last))[len(last) // 2] if last else 0
    for n in range(min(MOST_FOOTER_ROWS, len(last) - 2), 0, -1):
        row = last[-n]
        # A subtotal of which the like stands further up is one of many: they are left out by their label.
        is_total = _is_total(row) and filled_cells(row) <= typical and again[_label(row)] == 1
        is_remark = len(row) in (1, width) and width > 3 and filled_cells(row) == 1 and typical > 2
        is_remark = is_remark and not (len(row) == 1 and is_data(row[0]))  # a record that is cut off
        if is_remark and not is_total and (_is_again(row, last[:-n]) or _is_blank_period(row, last[:-n])):
            continue
        is_end = all(_is_total(one) or filled_cells(one) < typical for one in last[-n + 1 :]) if n > 1 else True
        if (is_total or is_remark) and is_end:
            return n
    return 0


def _is_again(row: Row, above: Sequence[Row]) -> bool:
    """Whether the like stands further up; a blank month there makes no record of a remark."""
    tells_more = not _tells_period(_label(row).strip())
    return any(
        _places(one) == _places(row) and not (tells_more and _tells_period(_label(one).strip())) for one in above
    )


def _is_blank_period(row: Row, above: Sequence[Row]) -> bool:
    """Whether all that a row says is a period or day, as the rows above it do in the same place: a month of a form of
    counts that nobody has filled in yet.
    """
    place = _places(row).index(True)
    cells = [one[place].strip() for one in above if place < len(one) and one[place].strip()]
    return _tells_period(row[place].strip()) and 2 * sum(map(_tells_period, cells)) > len(cells)


def _tells_period(text: str) -> bool:
    return bool(find_period_form([text]) or is_a_period(text) or DAY.match(text))


def _is_total(row: Row) -> bool:
    return is_called_total(_label(row))


def _label(row: Row) -> str:
    """The first filled cell."""
    return next((cell for cell in row if cell.strip()), "")


def _places(row: Row) -> tuple[bool, ...]:
    """Which cells are filled."""
    return tuple(bool(cell.strip()) for cell in row)
