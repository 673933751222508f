"""The dialect of a delimited text file: delimiter, quote, header, trailing delimiter, totals at the end, last line.

Belongs here: guessing from the head and the end of a file. Does not belong here: proving the guess over the whole file
(`warehouse.scan.csv_table`), encodings (`warehouse.scan.encoding`). Guessing is for scanning only: a mapping declares.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log2
from pathlib import Path

from warehouse.read.csv.count import CsvDialect
from warehouse.read.csv.records import CellScanner
from warehouse.scan.opened import UnscannableError
from warehouse.scan.profile import Found
from warehouse.scan.rows import HeaderPlace, count_footer, find_header

HEAD_BYTES = 1 << 19
TAIL_BYTES = 1 << 16
MOST_RECORDS = 1_500
MOST_LINES_OPEN = 60
DELIMITERS = (",", ";", "\t", "|", "^", "~", "\x1f")
NAMES = {"\t": "tab", "\x1f": "unit separator", '"': '"', "": "none"}
QUOTES = ('"', "'", "")
MOST_WRONG_QUOTES = 0.01
LINE_END = re.compile("\r\n|\r|\n")


@dataclass(frozen=True)
class CutRecord:
    """One record of the head: the line where it begins (from 1), and its cells; none where its quotes are wrong."""

    line: int
    cells: tuple[str, ...] | None


@dataclass(frozen=True)
class FoundDialect:
    """What was found. `dialect` is for the file in UTF-8 or the given encoding; `header.is_missing`: no header."""

    dialect: CsvDialect
    header: HeaderPlace
    found: tuple[Found, ...]


def find_dialect(path: Path, encoding: str) -> FoundDialect:
    """Guess the dialect of a file whose encoding splits on bytes and is known. Raises UnscannableError."""
    head, tail, is_whole = _read_ends(path, encoding)
    lines = LINE_END.split(head)
    if not is_whole:
        lines.pop()
    if not any(lines):
        raise UnscannableError(f"{path.name} has no line that ends within {HEAD_BYTES:,} bytes. Is it a table at all?")
    delimiter, quote, records, found = _choose_marks(lines, encoding)
    cut = [record for record in records if record.cells is not None]
    width = _width_of([record.cells for record in cut if record.cells])
    header = find_header([record.cells or () for record in cut], width)
    dialect = CsvDialect(encoding=encoding, delimiter=delimiter, quote=quote or None)
    dialect = replace(
        dialect,
        header_row=cut[header.first].line if cut else 1,
        header_rows=header.n_rows,
        fills_header=header.has_groups,
        trailing_delimiter=_has_trailing(cut, header, width),
        newline_at_end=tail.endswith(("\n", "\r")),
    )
    dialect = replace(dialect, footer_rows=_count_footer(tail, dialect, is_whole))
    return FoundDialect(dialect, header, (*found, *_tell(dialect, header)))


def _read_ends(path: Path, encoding: str) -> tuple[str, str, bool]:
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        file.seek(max(0, size - TAIL_BYTES))
        tail = file.read()
    text = head.decode(encoding, "replace").removeprefix("\ufeff")
    return text, tail.decode(encoding, "replace"), size <= HEAD_BYTES


_Weighed = tuple[float, int, float, int, str, str, list[CutRecord]]
"""Score, order, share, width, delimiter, quote, records."""


def _choose_marks(lines: Sequence[str], encoding: str) -> tuple[str, str, list[CutRecord], tuple[Found, Found]]:
    """The delimiter and quote under which most records have the same number of cells."""
    text = "\n".join(lines[:200])
    weighed: list[_Weighed] = []
    for order, (delimiter, quote) in enumerate((d, q) for q in QUOTES for d in DELIMITERS if d in text or d == ","):
        if quote == "'" and not _has_quoted(text, delimiter, quote):
            continue
        records = cut_records(lines, CsvDialect(encoding, delimiter, quote or None))
        score, share, width = _score(records)
        weighed.append((score, -order, share, width, delimiter, quote, records))
    weighed = _prefer_quotes(weighed)
    weighed.sort(key=lambda one: one[:2], reverse=True)
    score, _, share, width, delimiter, quote, records = weighed[0]
    others = [one for one in weighed[1:] if one[4] != delimiter and one[3] > 1]
    sure = share if width > 1 else 0.5
    if others and others[0][0] > 0:
        sure *= min(1.0, 0.6 + 0.4 * max(0.0, score - others[0][0]) / score)
    why = f"{share:.0%} of the first {len(records):,} records have {width} cells" if width > 1 else "one column"
    near = tuple(name_mark(one[4]) for one in others[:2] if one[0] > 0.4 * score)
    quoted = any(quote and quote in line for line in lines)
    found_quote = Found("quote", quote or "none", 0.95 if quoted or not quote else 0.9, _tell_quote(quote, quoted))
    return delimiter, quote, records, (Found("delimiter", name_mark(delimiter), round(sure, 2), why, near), found_quote)


def _prefer_quotes(weighed: list[_Weighed]) -> list[_Weighed]:
    """Quotes count as quotes, unless they often stand where no rule allows them."""
    with_quotes = {one[4]: one[6] for one in weighed if one[5] == QUOTES[0]}
    kept = []
    for one in weighed:
        records = with_quotes.get(one[4], [])
        n_wrong = sum(record.cells is None for record in records)
        if one[5] or not records or n_wrong > MOST_WRONG_QUOTES * len(records):
            kept.append(one)
    return kept


def name_mark(mark: str) -> str:
    """A delimiter as it is shown."""
    return NAMES.get(mark, mark)


def _tell_quote(quote: str, is_used: bool) -> str:
    if not quote:
        return "quoting characters stand within cells, and do not enclose them"
    return (
        "cells are enclosed in it" if is_used else "nothing is quoted in the part looked at; the usual one is declared"
    )


def _has_quoted(text: str, delimiter: str, quote: str) -> bool:
    mark = re.escape(delimiter)
    pattern = f"(?:^|{mark}){quote}[^{quote}\n]*{quote}(?:{mark}|$)"
    return len(re.findall(pattern, text, re.MULTILINE)) > 0.5 * text.count("\n")


def cut_records(lines: Sequence[str], dialect: CsvDialect) -> list[CutRecord]:
    """The records of the lines, blank lines left out; one with wrong quotes loses its first line only."""
    records: list[CutRecord] = []
    scanner = CellScanner(dialect)
    at = 0
    while at < len(lines) and len(records) < MOST_RECORDS:
        start = at
        at += 1
        if not lines[start]:
            continue
        state = scanner.begin(lines[start])
        while state == "open" and at < len(lines) and at - start < MOST_LINES_OPEN:
            state = scanner.go_on("\n", lines[at])
            at += 1
        if state == "open" and at == len(lines) and at - start < MOST_LINES_OPEN:
            break
        if state != "closed":
            at = start + 1
        records.append(CutRecord(start + 1, tuple(scanner.cells) if state == "closed" else None))
    return records


def _width_of(rows: Sequence[Sequence[str]]) -> int:
    """The number of cells that most rows have; of equal ones the larger. The first rows may be titles."""
    widths = Counter(len(row) for row in rows[min(5, len(rows) // 2) :])
    return max(widths.items(), key=lambda pair: (pair[1], pair[0]))[0] if widths else 1


def _score(records: Sequence[CutRecord]) -> tuple[float, float, int]:
    """Score, share of records with the usual number of cells, and that number. Title rows do not count."""
    if not records:
        return 0.0, 0.0, 1
    width = _width_of([record.cells for record in records if record.cells])
    begin = next((i for i, one in enumerate(records[:40]) if one.cells and len(one.cells) == width), 0)
    body = records[begin:]
    share = sum(one.cells is not None and len(one.cells) == width for one in body) / len(body)
    return (share**2 * log2(1 + min(width, 64)) if width > 1 else 0.01), share, width


def _has_trailing(cut: Sequence[CutRecord], header: HeaderPlace, width: int) -> bool:
    """Every record ends with a nameless empty cell."""
    body = [one.cells for one in cut[header.first + header.n_rows :] if one.cells and len(one.cells) == width]
    names = cut[header.first].cells if cut else None
    if not body or names is None or width < 2:
        return False
    is_nameless = len(names) == width - 1 or not names[-1].strip()
    return is_nameless and sum(not row[-1].strip() for row in body) > 0.98 * len(body)


def _count_footer(tail: str, dialect: CsvDialect, is_whole: bool) -> int:
    lines = LINE_END.split(tail)
    # Without the file's beginning the first line is a part of one, and a quote may be open: records settle soon.
    records = cut_records(lines if is_whole else lines[1:], dialect)
    rows = [record.cells for record in records if record.cells]
    return count_footer(rows[dialect.header_rows :] if is_whole else rows)


def _tell(dialect: CsvDialect, header: HeaderPlace) -> list[Found]:
    found = [Found("header", f"line {dialect.header_row}", header.sure, header.why)]
    if dialect.trailing_delimiter:
        found.append(Found("trailing delimiter", "yes", 0.95, "every record ends with a nameless empty cell"))
    if not dialect.newline_at_end:
        found.append(Found("newline at end", "no", 1.0, "the last line does not end: is the file cut off?"))
    if dialect.footer_rows:
        found.append(
            Found("footer rows", str(dialect.footer_rows), 0.8, "the last records look like totals or remarks")
        )
    return found
