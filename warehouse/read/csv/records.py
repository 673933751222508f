"""The rules of a CSV record, spelled once: lines on the bytes, cells by RFC 4180.

Belongs here: cutting bytes into lines, and text into cells. Does not belong here: fates, columns, engines.
A quote opens only as the first character of a cell; a quote within an unquoted cell is a character like any other. Two
cells of a record that each hold half a pair may be one that was cut inside its quotes: who reads them judges.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from warehouse.read import limits
from warehouse.read.csv.count import CsvDialect
from warehouse.read.rejects import refuse_file

BLOCK_BYTES = 1 << 20
CellState = Literal["closed", "open", "malformed"]


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


def _cut_line(place: int, raw: bytes) -> Line:
    content = raw.rstrip(b"\r\n") if raw[-1] in b"\r\n" else raw
    return Line(place, place + len(raw), content, raw[len(content) :])


class CellScanner:
    """Cuts one record into cells, fed with one physical line after another while a quoted cell is open."""

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
        if self.quote is None or self.quote not in text:
            self.cells = text.split(self.delimiter)
            self.state = "closed"
        else:
            self.state = self._scan(text, 0)
        return self.state

    def go_on(self, line_end: str, text: str) -> CellState:
        """Scan the next line of a record whose last cell is open."""
        self.open_cell += line_end
        self.state = self._scan_quoted(text, 0)
        return self.state

    def _scan(self, text: str, place: int) -> CellState:
        """Scan from the beginning of a cell."""
        while True:
            if text.startswith(self.quote or "", place):
                return self._scan_quoted(text, place + 1)
            end = text.find(self.delimiter, place)
            cell = text[place : end if end >= 0 else len(text)]
            if cell.count(self.quote or "\0") % 2:
                self.strays.append(len(self.cells))
            self.cells.append(cell)
            if end < 0:
                return "closed"
            place = end + 1

    def _scan_quoted(self, text: str, place: int) -> CellState:
        """Scan from within a quoted cell."""
        quote = self.quote or ""
        while True:
            end = text.find(quote, place)
            if end < 0:
                self.open_cell += text[place:]
                return "open"
            self.open_cell += text[place:end]
            if text.startswith(quote, end + 1):
                self.open_cell += quote
                place = end + 2
                continue
            self.cells.append(self.open_cell)
            self.open_cell = ""
            if end + 1 == len(text):
                return "closed"
            if not text.startswith(self.delimiter, end + 1):
                return "malformed"
            return self._scan(text, end + 2)
