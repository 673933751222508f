"""The rules of a CSV record, spelled once: lines on the bytes, cells by RFC 4180 or with an escape.

Belongs here: cutting bytes into lines, and text into cells. Does not belong here: fates, columns, engines.
A quote opens only as the first character of a cell; a quote within an unquoted cell is a character like any other. Two
cells of a record that each hold half a pair may be one that was cut inside its quotes: who reads them judges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from warehouse.read import limits
from warehouse.read.csv.count import CsvDialect
from warehouse.read.rejects import refuse_file

BLOCK_BYTES = 1 << 20
CellState = Literal["closed", "open", "malformed"]
END_MARK = re.compile(rb"\x1a[\x1a\r\n]*\Z")
MOST_BYTES_OF_MARK = 1 << 12
NOT_WHOLE = -1
ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}
"""What a letter means behind the escape; every other character means itself."""


@dataclass(frozen=True, slots=True)
class Line:
    """One physical line. `content` is without its line end; `end` is behind the line end."""

    start: int
    end: int
    content: bytes
    line_end: bytes


def read_lines(path: Path, start: int = 0) -> Iterator[Line]:
    """Lines from byte `start` on; a line ends with LF, CR or CR LF. Needs an encoding that splits on bytes.

    Raises UnreadableError hostile_file at a line that does not end.
    """
    with path.open("rb") as file:
        file.seek(start)
        place, rest = start, b""
        while block := file.read(BLOCK_BYTES):
            lines = (rest + block).splitlines(keepends=True)
            # The last line may go on in the next block, or its CR may have an LF there.
            rest = lines.pop()
            for raw in lines:
                yield _cut_line(place, raw)
                place += len(raw)
            if len(rest) > limits.MOST_LINE_BYTES:
                facts = {"most": limits.MOST_LINE_BYTES, "byte": place}
                raise refuse_file("hostile_file", path, "long_line", facts)
        for raw in rest.splitlines(keepends=True):
            yield _cut_line(place, raw)
            place += len(raw)


def count_end_mark(path: Path) -> int:
    """How many bytes at the end of a file are DOS's mark of it (Ctrl-Z, once or as a filling) and line ends behind it:
    old programs write it behind the last record, and it is none.
    """
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - MOST_BYTES_OF_MARK))
        return len(found.group()) if (found := END_MARK.search(file.read())) else 0


def ends_first_line_with_cr_lf(path: Path) -> bool:
    """Whether the first line of a file ends as lines do on Windows."""
    return next((line.line_end for line in read_lines(path)), b"") == b"\r\n"


def _cut_line(place: int, raw: bytes) -> Line:
    content = raw.rstrip(b"\r\n") if raw[-1] in b"\r\n" else raw
    return Line(place, place + len(raw), content, raw[len(content) :])


class CellScanner:
    """Cuts one record into cells, fed with one physical line after another while a cell is open."""

    def __init__(self, dialect: CsvDialect) -> None:
        self.delimiter = dialect.delimiter
        self.quote = dialect.quote
        self.cells: list[str] = []
        self.open_cell = ""
        self.strays: list[int] = []
        """Places of cells without quotes around them that hold an odd number of quotes."""
        self.state: CellState = "closed"

    def begin(self, text: str) -> CellState:
        """Scan the first line of a record."""
        self.cells, self.open_cell, self.strays = [], "", []
        return self._scan(text, 0)

    def go_on(self, line_end: str, text: str) -> CellState:
        """Scan the next line of a record whose last cell is open."""
        self.open_cell += line_end
        return self._scan(text, self._take_quoted(text, 0))

    def _scan(self, text: str, place: int) -> CellState:
        """Scan from the beginning of a cell, or take the state of what was not taken whole."""
        if place == 0 and (self.quote is None or self.quote not in text):
            self.cells = text.split(self.delimiter)
            place = len(text) + 1
        while NOT_WHOLE < place <= len(text):
            is_quoted = self.quote is not None and text.startswith(self.quote, place)
            place = self._take_quoted(text, place + 1) if is_quoted else self._take_plain(text, place)
        if place != NOT_WHOLE:
            self.state = "closed"
        return self.state

    def _take_plain(self, text: str, place: int) -> int:
        """Take a cell without quotes around it; where the next one begins, behind the text where it was the last."""
        end = text.find(self.delimiter, place)
        cell = text[place : end if end >= 0 else len(text)]
        if cell.count(self.quote or "\0") % 2:
            self.strays.append(len(self.cells))
        self.cells.append(cell)
        return end + len(self.delimiter) if end >= 0 else len(text) + 1

    def _take_quoted(self, text: str, place: int) -> int:
        """Take a quoted cell from within; where the next one begins, or NOT_WHOLE and the state."""
        quote = self.quote or ""
        while True:
            end = text.find(quote, place)
            if end < 0:
                self.open_cell += text[place:]
                self.state = "open"
                return NOT_WHOLE
            self.open_cell += text[place:end]
            if not text.startswith(quote, end + 1):
                return self._close_quoted(text, end + 1)
            self.open_cell += quote
            place = end + 2

    def _close_quoted(self, text: str, place: int) -> int:
        """End the open cell at a place behind its closing quote, where nothing but a delimiter may follow."""
        self.cells.append(self.open_cell)
        self.open_cell = ""
        if place == len(text):
            return place + 1
        if text.startswith(self.delimiter, place):
            return place + len(self.delimiter)
        self.state = "malformed"
        return NOT_WHOLE


class EscapedScanner(CellScanner):
    """The same for a dialect with an escape: what stands behind it, a line end too, is part of the cell."""

    def __init__(self, dialect: CsvDialect) -> None:
        super().__init__(dialect)
        self.escape = dialect.escape or ""
        self.is_quoted = False

    def go_on(self, line_end: str, text: str) -> CellState:
        """Scan the next line of a record whose last cell is open, with or without quotes around it."""
        self.open_cell += line_end
        take = self._take_quoted if self.is_quoted else self._take_plain
        return self._scan(text, take(text, 0))

    def _scan(self, text: str, place: int) -> CellState:
        if place == 0 and self.escape in text:
            is_quoted = self.quote is not None and text.startswith(self.quote)
            place = self._take_quoted(text, 1) if is_quoted else self._take_plain(text, 0)
        return super()._scan(text, place)

    def _take_plain(self, text: str, place: int) -> int:
        self.is_quoted = False
        if self.open_cell == "" and text.startswith(f"{self.escape}N", place) and self._ends_at(text, place + 2):
            self.cells.append("")
            return place + 2 + len(self.delimiter) if place + 2 < len(text) else len(text) + 1
        n_quotes = 0
        while place < len(text) and not text.startswith(self.delimiter, place):
            n_quotes += text[place] == self.quote
            place = self._take_character(text, place)
            if place == NOT_WHOLE:
                return NOT_WHOLE
        if n_quotes % 2:
            self.strays.append(len(self.cells))
        self.cells.append(self.open_cell)
        self.open_cell = ""
        return place + len(self.delimiter) if place < len(text) else len(text) + 1

    def _take_quoted(self, text: str, place: int) -> int:
        self.is_quoted = True
        quote = self.quote or ""
        while place < len(text):
            if text.startswith(quote, place):
                if not text.startswith(quote, place + 1):
                    return self._close_quoted(text, place + 1)
                place += 1
            place = self._take_character(text, place)
            if place == NOT_WHOLE:
                return NOT_WHOLE
        self.state = "open"
        return NOT_WHOLE

    def _take_character(self, text: str, place: int) -> int:
        """Take one character, or the one behind the escape; the place behind it."""
        if text[place] != self.escape:
            self.open_cell += text[place]
            return place + 1
        if place + 1 == len(text):
            self.state = "open"
            return NOT_WHOLE
        self.open_cell += ESCAPED.get(text[place + 1], text[place + 1])
        return place + 2

    def _ends_at(self, text: str, place: int) -> bool:
        return place == len(text) or text.startswith(self.delimiter, place)


def scanner_of(dialect: CsvDialect) -> CellScanner:
    """The scanner for a dialect."""
    return EscapedScanner(dialect) if dialect.escape else CellScanner(dialect)
