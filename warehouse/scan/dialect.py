"""The dialect of a delimited text file: delimiter, quote, header, trailing delimiter, totals at the end, last line.

Belongs here: guessing from the head and the end of a file. Does not belong here: proving the guess over the whole file
(`warehouse.scan.csv_table`), encodings (`warehouse.scan.encoding`). Guessing is for scanning only: a mapping declares.
Delimiter and quote are clevercsv's guess on the first lines, held against our own rules of a record.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from warehouse.read.csv.count import CsvDialect
from warehouse.read.csv.records import count_end_mark, scanner_of
from warehouse.scan.footer import count_footer
from warehouse.scan.opened import UnscannableError
from warehouse.scan.profile import Found
from warehouse.scan.rows import HeaderPlace, find_header

HEAD_BYTES = 1 << 19
TAIL_BYTES = 1 << 16
MOST_RECORDS = 1_500
MOST_LINES_OPEN = 60
DELIMITERS = (",", ";", "\t", "|", "^", "~", "\x1f")
LONG_DELIMITERS = ("||", ";;", "::", "~~", "^^", "|~|", "~|~")
NAMES = {"\t": "tab", "\x1f": "unit separator", '"': '"', "": "none"}
USUAL_QUOTE = '"'
QUOTES = (USUAL_QUOTE, "'", "")
SAMPLE_CHARACTERS = 1 << 15
"""What clevercsv looks at: it takes up to half a second on so much, and a time that grows with it."""
MOST_WRONG_QUOTES = 0.01
ESCAPE = "\\"
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
    delimiter, quote, records, found = _choose_marks(lines, encoding, path.name)
    escape = _find_escape(lines, CsvDialect(encoding, delimiter, quote or None), records)
    if escape:
        records = cut_records(lines, CsvDialect(encoding, delimiter, quote or None, escape=escape))
        found = (*found, Found("escape", escape, 0.9, "a quote within a cell stands behind it"))
    cut = [record for record in records if record.cells is not None]
    if not cut:
        raise UnscannableError(f"{path.name} has no record whose quotes are right. Is it a table at all?")
    width = _width_of([record.cells for record in cut if record.cells])
    header = find_header([record.cells or () for record in cut], width)
    dialect = CsvDialect(encoding=encoding, delimiter=delimiter, quote=quote or None, escape=escape)
    # Where nothing stands above the first record, a file without a header is read by places.
    has_none = header.is_missing and header.first == 0
    dialect = replace(
        dialect,
        header_row=0 if has_none else cut[header.first].line,
        header_rows=header.n_rows,
        fills_header=header.has_groups,
        trailing_delimiter=_has_trailing(cut, header, width),
        newline_at_end=tail.endswith(("\n", "\r")),
    )
    dialect = replace(dialect, footer_rows=_count_footer(tail, dialect, is_whole))
    return FoundDialect(dialect, header, (*found, *_tell(dialect, header)))


def _read_ends(path: Path, encoding: str) -> tuple[str, str, bool]:
    size = path.stat().st_size
    n_bytes = size - count_end_mark(path)
    with path.open("rb") as file:
        head = file.read(min(HEAD_BYTES, n_bytes))
        start = max(0, n_bytes - TAIL_BYTES)
        file.seek(start)
        tail = file.read(n_bytes - start)
    text = head.decode(encoding, "replace").removeprefix("\ufeff")
    return text, tail.decode(encoding, "replace"), size <= HEAD_BYTES


def _choose_marks(
    lines: Sequence[str], encoding: str, file_name: str
) -> tuple[str, str, list[CutRecord], tuple[Found, ...]]:
    """The delimiter and the quote of the file, and its records under them. Raises UnscannableError."""
    long = _find_long_delimiter(lines, encoding)
    delimiter, quote = (long, USUAL_QUOTE) if long else _ask_clevercsv(lines, file_name)
    records = cut_records(lines, CsvDialect(encoding, delimiter, quote or None))
    if quote != USUAL_QUOTE:
        # It sees no quotes where few cells are enclosed in them, or where the sample ends within one.
        usual = cut_records(lines, CsvDialect(encoding, delimiter, USUAL_QUOTE))
        n_wrong = sum(record.cells is None for record in usual)
        if not quote and n_wrong <= MOST_WRONG_QUOTES * len(usual):
            quote, records = USUAL_QUOTE, usual
    share, width = _measure(records)
    why = f"{share:.0%} of the first {len(records):,} records have {width} cells" if width > 1 else "one column"
    sure = round(share if width > 1 else 0.5, 2)
    is_used = any(quote and quote in line for line in lines)
    found_quote = Found("quote", quote or "none", 0.95 if is_used or not quote else 0.9, _tell_quote(quote, is_used))
    return delimiter, quote, records, (Found("delimiter", name_mark(delimiter), sure, why), found_quote)


def _find_long_delimiter(lines: Sequence[str], encoding: str) -> str:
    """A delimiter of several characters, where it stands in every line and all records have as many cells; else empty.
    A pair of delimiters around a blank cell does not stand in the header.
    """
    filled = [line for line in lines if line][:MOST_RECORDS]
    for mark in LONG_DELIMITERS:
        if len(filled) > 1 and all(mark in line for line in filled):
            share, width = _measure(cut_records(filled, CsvDialect(encoding, mark)))
            if share == 1 and width > 1:
                return mark
    return ""


def _find_escape(lines: Sequence[str], dialect: CsvDialect, records: Sequence[CutRecord]) -> str | None:
    """A backslash, where quotes stand behind it and more records are right so."""
    if dialect.quote is None or not any(ESCAPE + dialect.quote in line for line in lines):
        return None
    escaped = cut_records(lines, replace(dialect, escape=ESCAPE))
    width = _measure(escaped)[1]
    n_right, n_before = (sum(len(one.cells or ()) == width for one in cut) for cut in (escaped, records))
    return ESCAPE if n_right > n_before else None


def _ask_clevercsv(lines: Sequence[str], file_name: str) -> tuple[str, str]:
    """Delimiter and quote by the first lines; a comma and the usual quote where there is one column."""
    # its import takes half a second
    from clevercsv.cparser import Error
    from clevercsv.detect import Detector
    from clevercsv.exceptions import NoDetectionResult

    # It takes no zeros; the records that hold one are told where all of the file is read.
    sample = "".join(f"{line}\n" for line in lines)[:SAMPLE_CHARACTERS].replace("\0", "")
    whole_lines = sample[: sample.rfind("\n") + 1] or sample
    try:
        found = Detector().detect(whole_lines, delimiters=DELIMITERS)
    except (NoDetectionResult, Error, RecursionError) as error:
        kind = type(error).__name__
        raise UnscannableError(f"{file_name}: no delimiter can be found ({kind}). Is it a table at all?") from None
    if found is None or found.delimiter not in DELIMITERS:
        return DELIMITERS[0], USUAL_QUOTE
    return found.delimiter, found.quotechar if found.quotechar in QUOTES else ""


def name_mark(mark: str) -> str:
    """A delimiter as it is shown."""
    return NAMES.get(mark, mark)


def _tell_quote(quote: str, is_used: bool) -> str:
    if not quote:
        return "quoting characters stand within cells, and do not enclose them"
    return (
        "cells are enclosed in it" if is_used else "nothing is quoted in the part looked at; the usual one is declared"
    )


def cut_records(lines: Sequence[str], dialect: CsvDialect) -> list[CutRecord]:
    """The records of the lines, blank lines left out; one with wrong quotes loses its first line only."""
    records: list[CutRecord] = []
    scanner = scanner_of(dialect)
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


def _measure(records: Sequence[CutRecord]) -> tuple[float, int]:
    """Share of records with the usual number of cells, and that number. Title rows do not count."""
    if not records:
        return 0.0, 1
    width = _width_of([record.cells for record in records if record.cells])
    begin = next((i for i, one in enumerate(records[:40]) if one.cells and len(one.cells) == width), 0)
    body = records[begin:]
    return sum(one.cells is not None and len(one.cells) == width for one in body) / len(body), width


def _has_trailing(cut: Sequence[CutRecord], header: HeaderPlace, width: int) -> bool:
    """Every record ends with a nameless empty cell."""
    body = [one.cells for one in cut[header.first + header.n_rows :] if one.cells and len(one.cells) == width]
    names = cut[header.first].cells
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
    place = f"line {dialect.header_row}" if dialect.header_row else "none"
    found = [Found("header", place, header.sure, header.why)]
    if dialect.trailing_delimiter:
        found.append(Found("trailing delimiter", "yes", 0.95, "every record ends with a nameless empty cell"))
    if not dialect.newline_at_end:
        found.append(Found("newline at end", "no", 1.0, "the last line does not end: is the file cut off?"))
    if dialect.footer_rows:
        found.append(
            Found("footer rows", str(dialect.footer_rows), 0.8, "the last records look like totals or remarks")
        )
    return found
