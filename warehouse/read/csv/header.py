"""The header of a CSV file: its cells, where the data begin, and which cell is which wanted column.

Belongs here: reading and matching header text. Does not belong here: data records. Header text names columns and may be
shown; it is matched after folding (Unicode NFKC, zero-width marks, white space, case), so that drift does no harm.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from schemas.finding import spell_part
from schemas.text.garbled import mend_garbled
from schemas.text.near import find_near
from warehouse.read import limits
from warehouse.read.csv.count import CsvDialect
from warehouse.read.csv.records import Line, read_lines, scanner_of
from warehouse.read.rejects import UnreadableError, refuse_file

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
USUAL_DELIMITERS = ",;\t|"
LINES_LOOKED_AT = 200
"""Of a file without a header, to see how many columns it has."""
ZERO_WIDTH = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
PLACE = re.compile("#[1-9][0-9]*")
"""How a mapping calls a column without a name: by its place."""


@dataclass(frozen=True)
class Header:
    """Cells of the header as written, and where the data begin. `n_skipped`: lines and records before the data.

    A nameless last cell stands in `cells` as "" where the file has a trailing delimiter.
    """

    cells: tuple[str, ...]
    end: int
    n_skipped: int


def fold_header(text: str) -> str:
    """Header text as it is compared."""
    return " ".join(ZERO_WIDTH.sub("", unicodedata.normalize("NFKC", text)).split()).casefold()


def read_header(path: Path, dialect: CsvDialect) -> Header:
    """Read the header, or name the columns by their places where there is none.

    Raises UnreadableError: empty_file, wrong_encoding, malformed_csv.
    """
    if dialect.header_row == 0:
        return _name_by_places(path, dialect)
    lines = read_lines(path)
    rows: list[list[str]] = []
    n_lines = n_continued = 0
    scanner = scanner_of(dialect)
    state = "closed"
    for line in lines:
        n_lines += 1
        n_continued += state == "open"
        if n_lines < dialect.header_row or (state == "closed" and not line.content):
            continue
        text = _decode_header(path, dialect, line)
        state = scanner.go_on("\n", text) if state == "open" else scanner.begin(text)
        if state == "malformed":
            break
        if state == "closed":
            rows.append(scanner.cells)
        if len(rows) == dialect.header_rows:
            return _check_header(path, dialect, Header(_join_rows(rows, dialect), line.end, n_lines - n_continued))
    if state != "closed":
        raise refuse_file("malformed_csv", path, "open_quotes")
    raise refuse_file("empty_file", path, "no_header")


def _name_by_places(path: Path, dialect: CsvDialect) -> Header:
    """As many columns as most of the first records have; of equal numbers the larger. Where short rows are filled, as
    many as the longest has.
    """
    texts = list(_decode_first_lines(path, dialect))
    if not texts:
        raise refuse_file("empty_file", path, "no_header")
    widths = _count_cells(texts, dialect)
    if not widths:
        raise refuse_file("malformed_csv", path, "open_quotes")
    width = max(widths) if dialect.fills_short_rows else max(widths, key=lambda one: (widths[one], one))
    if width == 1:
        _refuse_other_delimiter(path, dialect, texts[0])
    names = [f"#{place + 1}" for place in range(width)]
    cells = (*names[:-1], "") if dialect.trailing_delimiter else tuple(names)
    begin = len(BYTE_ORDER_MARK) if dialect.is_utf8 and _has_mark(path) else 0
    return _check_header(path, dialect, Header(cells, begin, 0))


def _decode_first_lines(path: Path, dialect: CsvDialect) -> Iterator[str]:
    """Of a file without a header; its first line has to decode, what later ones do its records will tell."""
    is_first = True
    for line in islice(read_lines(path), LINES_LOOKED_AT):
        if not line.content:
            continue
        try:
            yield _decode_header(path, dialect, line)
        except UnreadableError:
            if is_first:
                raise
        is_first = False


def _count_cells(texts: Sequence[str], dialect: CsvDialect) -> Counter[int]:
    """How many of the records that begin among these lines have how many cells."""
    scanner = scanner_of(dialect)
    widths: Counter[int] = Counter()
    state = "closed"
    for text in texts:
        state = scanner.go_on("\n", text) if state == "open" else scanner.begin(text)
        if state == "closed":
            widths[len(scanner.cells)] += 1
    return widths


def _has_mark(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(BYTE_ORDER_MARK)) == BYTE_ORDER_MARK


def _decode_header(path: Path, dialect: CsvDialect, line: Line) -> str:
    if line.start == 0 and line.content.startswith(BYTE_ORDER_MARK) and not dialect.is_utf8:
        raise refuse_file("wrong_encoding", path, "mark_of_utf8", {"encoding": dialect.encoding})
    content = line.content.removeprefix(BYTE_ORDER_MARK) if line.start == 0 else line.content
    if 0 in content:
        raise refuse_file("wrong_encoding", path, "nul_bytes", {"encoding": dialect.encoding})
    try:
        return content.decode("utf-8" if dialect.is_utf8 else dialect.codec, "strict")
    except UnicodeDecodeError as error:
        facts = {"encoding": dialect.encoding, "byte": line.start + error.start}
        raise refuse_file("wrong_encoding", path, "header", facts) from None


def _join_rows(rows: Sequence[Sequence[str]], dialect: CsvDialect) -> tuple[str, ...]:
    """One name a column; names over several rows are joined with a blank, as a reader sees them one below the other."""
    if dialect.fills_header:
        rows = [*map(_fill_to_the_right, rows[:-1]), rows[-1]]
    width = max(len(row) for row in rows)
    cells = [_join_column([row[place].strip() for row in rows if place < len(row)]) for place in range(width)]
    if dialect.trailing_delimiter and cells[-1]:
        cells.append("")
    return tuple(cells)


def _join_column(texts: Sequence[str]) -> str:
    """A text that stands twice, one below the other, as it does in cells that were merged, is told once."""
    above = ["", *texts]
    return " ".join(text for text, before in zip(texts, above, strict=False) if text and text != before)


def _fill_to_the_right(row: Sequence[str]) -> list[str]:
    filled: list[str] = []
    for cell in row:
        filled.append(cell if cell.strip() or not filled else filled[-1])
    return filled


def _check_header(path: Path, dialect: CsvDialect, header: Header) -> Header:
    if len(header.cells) > limits.MOST_COLUMNS:
        facts = {"n_columns": len(header.cells), "most": limits.MOST_COLUMNS}
        raise refuse_file("hostile_file", path, "many_columns", facts)
    if len(header.cells) == 1:
        _refuse_other_delimiter(path, dialect, header.cells[0])
    if not any(fold_header(cell) for cell in header.cells):
        raise refuse_file("empty_file", path, "no_header")
    return header


def _refuse_other_delimiter(path: Path, dialect: CsvDialect, text: str) -> None:
    """Refuse a table of one column in whose first line another delimiter stands."""
    others = [mark for mark in USUAL_DELIMITERS if mark != dialect.delimiter and mark in text]
    if others:
        delimiters = {"delimiter": dialect.delimiter, "other": others[0]}
        raise refuse_file("malformed_csv", path, "other_delimiter", delimiters)


def match_columns(
    path: Path, header: Header, wanted: Sequence[str] | None, renamed: Mapping[str, Sequence[str]]
) -> dict[str, int]:
    """Canonical name -> place in the record, in the order wanted (None: all named columns in the file's order).

    Raises UnreadableError missing_column, which names every column that is missing or there more than once.
    """
    canonical = name_columns(header, wanted or (), renamed)
    places: dict[str, list[int]] = {}
    for place, name in enumerate(canonical):
        if name:
            places.setdefault(name, []).append(place)
    declared = {*(wanted or ()), *renamed}
    # Where few of the wanted columns are there, the line is perhaps no header but a record: nothing of it is told.
    is_header = len(declared & set(places)) * 2 >= len(declared) > 0
    complaints = [
        _say_repeated(name, places[name], declared)
        if name in places
        else _say_missing(name, header if is_header else None)
        for name in (places if wanted is None else wanted)
        if len(places.get(name, ())) != 1
    ]
    if complaints:
        if is_header:
            _refuse_garbled(path, header, [name for name in wanted or () if name not in places])
        raise refuse_file("missing_column", path, "header", {"columns": "; ".join(complaints)})
    return {name: places[name][0] for name in (places if wanted is None else wanted)}


def name_columns(header: Header, wanted: Sequence[str], renamed: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The header with canonical names where it has a wanted or renamed column; "" for nameless ones, but `#5` where the
    fifth column has no name and is wanted so.
    """
    known = {fold_header(spelling): name for name, spellings in renamed.items() for spelling in (*spellings, name)}
    known |= {fold_header(name): name for name in wanted}
    places = {f"#{place}" for place, cell in enumerate(header.cells, start=1) if not fold_header(cell)}
    places &= {*wanted, *renamed}
    return tuple(
        place if (place := f"#{number}") in places else known.get(fold_header(cell), _clean(cell))
        for number, cell in enumerate(header.cells, start=1)
    )


def with_places(renamed: Mapping[str, Sequence[str]], columns: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """`renamed` and, for a caller who wants all columns, those of `columns` that go by their place: `#5`."""
    return {**{column: () for column in columns if PLACE.fullmatch(column)}, **renamed}


def _clean(cell: str) -> str:
    return " ".join(ZERO_WIDTH.sub("", cell).split())


def _say_repeated(name: str, places: Sequence[int], declared: set[str]) -> str:
    """A column that nobody declared goes by its place: what stands there may be a record."""
    if name in declared:
        return spell_part("missing_column", "repeated", {"column": name, "n_times": len(places)})
    numbers = ", ".join(str(place + 1) for place in places)
    return spell_part("missing_column", "repeated_places", {"places": numbers})


def _refuse_garbled(path: Path, header: Header, missing: Sequence[str]) -> None:
    """Refuse a file in whose header a missing column stands, read in a wrong encoding."""
    mended = {fold_header(text): cell for cell in header.cells for text in mend_garbled(cell)}
    for name in missing:
        if cell := mended.get(fold_header(name)):
            raise refuse_file("wrong_encoding", path, "garbled", {"column": name, "garbled": cell})


def _say_missing(name: str, header: Header | None) -> str:
    folded = {} if header is None else {fold_header(cell): cell for cell in header.cells if cell}
    close = find_near(fold_header(name), folded)
    likely = ", ".join(repr(folded[one]) for one in close)
    return spell_part("missing_column", "missing_like" if close else "missing", {"column": name, "likely": likely})
