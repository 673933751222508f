"""Which of the first rows is the header, and over how many rows it goes.

Belongs here: looking at rows of cells, whatever container they come from. Does not belong here: cutting text into cells
(`warehouse.scan.dialect`), or what a column holds (`warehouse.scan.kinds`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from schemas.text.fold import fold
from schemas.text.sql import with_plain_digits
from warehouse.read.csv.header import fold_header
from warehouse.scan.headers import says_header

MOST_HEADER_ROWS = 4
MOST_TITLE_ROWS = 40
FEWEST_TYPED, FEWEST_BELOW_NAMES = 2, 5
FEWEST_GAPS = 2
"""Columns of numbers and dates, and records, that tell a second row of names from a record."""
MOST_HEADER_CELLS = 60
"""So many of its first cells show whether a row is a header."""
FEWEST_COUNTED_UP = 4
"""So many numbers beside each other, each one more than the one before, name months or ages: `1`, `2` ... `12`."""
DATA = re.compile(
    r"^[-+]?\d[\d\s.,]*%?$|^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T]\d.*)?$|^\d{1,2}:\d\d"
    r"|^[^@\s]+@[^@\s]+\.\w+$|^\+?\d[\d ()-]{6,}$"
)
PERIOD = re.compile(r"^(% ?)?(19|20)\d\d([-/ ]?(Q[1-4]|T[1-4]|0?[1-9]|1[0-2])|[-/–](19|20)?\d\d)?( ?%)?$")
"""Also as the header of shares: `2023 %`."""
BAND = re.compile(r"^\d{1,3}\s?[-–+]\s?(\d{1,3})?$|^[<>≥≤]\s?\d{1,3}$")

Row = Sequence[str]


@dataclass(frozen=True)
class HeaderPlace:
    """Where the header stands: index of its first row (from 0), number of rows, how sure, why.

    `is_missing`: the row there looks like data, so that its cells must not be taken for names. `is_doubtful`: it may
    be data too. `is_known`: enough of its cells are words that stand in headers. `has_groups`: a heading stands once
    for several columns, as in cells that were merged.
    """

    first: int
    n_rows: int
    sure: float
    why: str
    is_missing: bool = False
    is_doubtful: bool = False
    is_known: bool = False
    has_groups: bool = False


def find_header(rows: Sequence[Row], width: int) -> HeaderPlace:
    """Look for the header in the first rows. `width`: cells of a typical row. A blank row is an empty sequence."""
    first = _first_full_row(rows, width)
    above = first
    while above > 0 and _is_group_row(rows[above - 1], rows[above], width):
        above -= 1
    n_rows = first - above + 1
    while n_rows < MOST_HEADER_ROWS and (_goes_on(rows, above, n_rows) or _names_again(rows, above + n_rows)):
        n_rows += 1
    body = _body(rows, above, n_rows)
    if n_rows == 1 and _looks_like_data(rows[above], body):
        return HeaderPlace(above, 1, 0.6, "the first full row looks like data: there is no header", True)
    header = rows[above] if n_rows == 1 else [cell for row in rows[above : above + n_rows] for cell in row]
    is_known = _is_known(header)
    is_doubtful = n_rows == 1 and not is_known and _may_be_data(rows[above], body)
    title = f"{above} row{'s' if above > 1 else ''} above it" if above else "the first row"
    wide = f", over {n_rows} rows" if n_rows > 1 else ""
    sure = _how_sure(rows[above], body, above, n_rows)
    return HeaderPlace(
        above,
        n_rows,
        min(sure, 0.5) if is_doubtful else sure,
        f"{title}{wide}{', which may be no header' if is_doubtful else ''}",
        is_doubtful=is_doubtful,
        is_known=is_known,
        has_groups=n_rows > 1 and _has_gaps(rows[above]),
    )


def _body(rows: Sequence[Row], above: int, n_rows: int) -> list[Row]:
    """The rows below the header. One that stands again, as where files were put together, is no record; a text that
    most rows repeat is no header.
    """
    named = {_folded(row) for row in rows[above : above + n_rows]}
    below = [row for row in rows[above + n_rows :] if filled_cells(row)]
    body = [row for row in below if _folded(row) not in named]
    return body if 2 * len(body) > len(below) else below


def _folded(row: Row) -> tuple[str, ...]:
    return tuple(map(fold_header, row))


def _is_known(header: Row) -> bool:
    """Whether a third of the cells says what headers say, and not what cells below them do."""
    cells = [cell for cell in header if cell.strip()][:MOST_HEADER_CELLS]
    return sum(map(says_header, cells)) * 3 >= len(cells) > 0


def _may_be_data(header: Row, body: Sequence[Row]) -> bool:
    """Whether a date or number stands there as in the column below, or nothing below differs from it in kind."""
    differs = False
    named = _counted_up(header)
    for place, cell in enumerate(header):
        cells = [row[place].strip() for row in body if place < len(row) and row[place].strip()]
        if not cells or sum(map(is_data, cells)) <= 0.5 * len(cells):
            continue
        if is_data(cell) and not _may_name(cell) and place not in named:
            return True
        differs = differs or not is_data(cell) or place in named or not any(_names_alike(cell, one) for one in cells)
    return not differs


def _has_gaps(row: Row) -> bool:
    """A blank cell behind a filled one."""
    filled = [bool(cell.strip()) for cell in row]
    return any(before and not now for before, now in pairwise(filled))


def _names_each(row: Row) -> bool:
    """Whether every cell of a row is a text of its own that is neither number nor date."""
    return all(cell.strip() and not is_data(cell) for cell in row) and len(set(_folded(row))) == len(row)


def filled_cells(row: Row) -> int:
    """How many cells of a row are filled."""
    return sum(bool(cell.strip()) for cell in row)


def _first_full_row(rows: Sequence[Row], width: int) -> int:
    """The first row that is as wide as the body and mostly filled."""
    fits = [place for place, row in enumerate(rows[:MOST_TITLE_ROWS]) if len(row) in (width, width - 1) and any(row)]
    is_wider = bool(rows) and len(rows[0]) > width and all(map(str.strip, rows[0][:width]))
    if is_wider and (_is_known(rows[0][:width]) or _names_each(rows[0])):
        return 0  # another table stands at its right, or its last columns are seldom filled
    typical = sorted(filled_cells(row) for row in rows if len(row) in (width, width - 1))
    needed = max(1, 0.6 * (typical[len(typical) // 2] if typical else width))
    full = [place for place in fits if filled_cells(rows[place]) >= max(needed, 0.5 * width)]
    return next(iter(full or [place for place in fits if filled_cells(rows[place]) >= needed] or fits), 0)


def _is_group_row(above: Row, header: Row, width: int) -> bool:
    """A row of group headings: as wide, with gaps, and it tells apart what the row below does not."""
    if len(above) < width - 1 or not 2 <= filled_cells(above) < filled_cells(header) or any(map(is_data, above)):
        return False
    names = Counter(cell.strip() for cell in header if cell.strip())
    has_repeats = any(n > 1 for n in names.values())
    fills = any(a.strip() and not b.strip() for a, b in zip(above, header, strict=False))
    return has_repeats or fills


def _goes_on(rows: Sequence[Row], first: int, n_rows: int) -> bool:
    """Whether the row below belongs to the header: the header is ambiguous or has gaps, and that row has no data."""
    at = first + n_rows
    if at + 1 >= len(rows):
        return False
    header, below = rows[first:at], rows[at]
    names = [" ".join(row[i].strip() for row in header if i < len(row)) for i in range(max(map(len, header)))]
    named = [name for name in names if name]
    is_clear = len(named) == len(set(named)) and len(named) >= len(names) - 1
    if is_clear or not filled_cells(below) or any(is_data(cell) and not _may_name(cell) for cell in below):
        return False
    body = rows[at + 1 : at + 30]
    typed = [i for i in range(len(below)) if sum(is_data(row[i]) for row in body if i < len(row)) > 0.5 * len(body)]
    if _fills_gaps(names, below, typed):
        return True
    return any(below[i].strip() and not (is_data(below[i]) and not _may_name(below[i])) for i in typed)


def _fills_gaps(names: Sequence[str], below: Row, typed: Sequence[int]) -> bool:
    """Whether a row names every column that the header leaves blank, and none of numbers and dates, in which a record
    would have something: the answers of questions with several, as survey tools write them.
    """
    gaps = [i for i, name in enumerate(names) if not name]
    fills = len(gaps) >= FEWEST_GAPS and all(i < len(below) and below[i].strip() for i in gaps)
    return fills and bool(typed) and not any(below[i].strip() for i in typed)


def _names_again(rows: Sequence[Row], at: int) -> bool:
    """Whether a row tells once more what the columns are, as survey tools do (the question, its id): words of its own
    in every column of numbers and dates, and none of its cells comes again.
    """
    below, body = rows[at] if at < len(rows) else [], [row for row in rows[at + 1 : at + 30] if filled_cells(row)]
    if len(body) < FEWEST_BELOW_NAMES:
        return False
    columns = [[row[i].strip() for row in body if i < len(row)] for i in range(len(below))]
    typed = [below[i].strip() for i, cells in enumerate(columns) if sum(map(is_data, cells)) > 0.8 * len(cells)]
    if len(typed) < FEWEST_TYPED or len(set(map(fold, typed))) < len(typed) or not all(typed):
        return False
    again = any(cell.strip() in cells for cell, cells in zip(below, columns, strict=True) if cell.strip())
    return not again and not any(is_data(cell) for cell in below)


def is_data(cell: str) -> bool:
    """Whether a cell is a number, a day or the like, and no name."""
    return bool(DATA.match(cell.strip()))


def _may_name(cell: str) -> bool:
    """Years, periods and age bands also stand in headers."""
    return _names_alike(cell, cell)


def _names_alike(cell: str, other: str) -> bool:
    """Whether both are years and periods, or both bands of ages: `2022` above `<5` is a name above a hidden number."""
    texts = [with_plain_digits(one.strip()) for one in (cell, other)]
    return any(all(kind.match(text) for text in texts) for kind in (PERIOD, BAND))


def _counted_up(row: Row) -> set[int]:
    """Places of numbers that go up by one from cell to cell, as the names of months and ages do."""
    found: set[int] = set()
    run: list[int] = []
    for place, cell in enumerate([*row, ""]):
        text = cell.strip()
        follows = text.isdecimal() and len(text) <= 2 and bool(run) and int(text) == int(row[run[-1]].strip()) + 1
        if not follows:
            found |= set(run) if len(run) >= FEWEST_COUNTED_UP else set()
            run = []
        if text.isdecimal() and len(text) <= 2:
            run.append(place)
    return found


def _looks_like_data(header: Row, body: Sequence[Row]) -> bool:
    """Numbers and dates where the column has them too, or words that come again below."""
    if len(body) < 2:
        return sum(is_data(cell) and not _may_name(cell) for cell in header) >= max(1, 0.5 * filled_cells(header))
    alike = differs = again = 0
    named = _counted_up(header)
    for place, cell in enumerate(header):
        cells = [row[place].strip() for row in body if place < len(row) and row[place].strip()]
        is_own_label = set(cells) == {cell.strip()} and len(cells) < len(body)
        if not cells or not cell.strip() or is_own_label:
            continue  # a box that is ticked with what its header says tells nothing
        if sum(map(is_data, cells)) > 0.8 * len(cells):
            is_alike = is_data(cell) and place not in named and not (_may_name(cell) and _is_told_apart(cell, cells))
            alike, differs = alike + is_alike, differs + (not is_alike)
        elif len(set(cells)) < 0.7 * len(cells) and not cell.strip().isdigit():
            again += cell.strip() in cells
            differs += cell.strip() not in cells
    return alike + again > differs


def _is_told_apart(cell: str, below: Sequence[str]) -> bool:
    return len(set(below)) > 3 or not any(_names_alike(cell, one) for one in below)


def _how_sure(header: Row, body: Sequence[Row], n_above: int, n_rows: int) -> float:
    names = [fold(cell) for cell in header if cell.strip()]
    sure = 0.98 if len(set(names)) == len(names) else 0.8
    typed = any(sum(is_data(row[i]) for row in body if i < len(row)) > 0.5 * len(body) for i in range(len(header)))
    return round(sure - 0.08 * bool(n_above) - 0.1 * (n_rows > 1) - 0.2 * (not typed), 2)
