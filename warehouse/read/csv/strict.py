"""Reading a CSV file record by record: slow, honest, rare. Every physical record gets exactly one fate.

Belongs here: the fate of each record (used, ignored as footer, rejected with a reason), and what holds a whole file
back. Does not belong here: the fast engine (`warehouse.read.csv.read`), the meaning of a cell.
A record over several lines that turns out wrong loses its first line only: reading goes on at the next line, so that
one stray quote never swallows the records after it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.constructs.base import inner_name
from warehouse.read import limits
from warehouse.read.csv.beside import Beside
from warehouse.read.csv.count import CsvDialect
from warehouse.read.csv.footer import LOOKED_AT, count_records_like
from warehouse.read.csv.header import Header
from warehouse.read.csv.records import CellScanner, Line, read_lines, scanner_of
from warehouse.read.rejects import REJECT_SCHEMA, Reject, UnreadableError, find_undecodable, refuse_file

if TYPE_CHECKING:
    from warehouse.store.run import Report

__all__ = ["REJECT_SCHEMA", "StrictRead", "UnreadableError", "read_strictly"]

BATCH_ROWS = 20_000
MOST_LINES_A_RECORD = 1_000
MOST_REJECTS = 200_000


@dataclass
class StrictRead:
    """What became of each record: rows written to the Parquet file + rejects + ignored = n_records."""

    n_records: int = 0
    n_used: int = 0
    n_ignored: int = 0
    n_blank_lines: int = 0
    n_filled: int = 0
    """Records that had too few cells and were given blank ones, as declared."""
    n_like_records: int = 0
    """Of what was ignored as a footer: what looks like any other record."""
    rejects: list[Reject] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Record:
    """One physical record: where it ends in the file, and its cells or why it has none."""

    end: int
    cells: Sequence[str]
    reject_code: str = ""
    place: int | None = None
    is_ended: bool = True
    is_filled: bool = False


def read_strictly(
    path: Path,
    dialect: CsvDialect,
    header: Header,
    columns: dict[str, int],
    target: Path,
    report: Report,
    beside: Beside,
) -> StrictRead:
    """Read the records behind the header; write row_number and `columns` (name -> place) to the Parquet file `target`,
    and look at what stands `beside` them.

    Raises UnreadableError: truncated, wrong_encoding. Needs an encoding that splits on bytes.
    """
    reading = StrictRead()
    names = {place: name for name, place in columns.items()}
    schema = pa.schema([("row_number", pa.int64()), *((inner_name(name), pa.string()) for name in columns)])
    rows: list[tuple[int, _Record]] = []
    size = path.stat().st_size
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for record in _leave_out_footer(_Reader(path, dialect, header, reading).read(), dialect.footer_rows, reading):
            reading.n_records += 1
            if record.reject_code:
                column = (
                    names.get(record.place, header.cells[record.place] or None) if record.place is not None else None
                )
                reading.rejects.append(Reject(path.name, reading.n_records, record.reject_code, column))
                _check_number(path, reading)
                continue
            reading.n_filled += record.is_filled
            beside.look(record.cells)
            rows.append((reading.n_records, record))
            if len(rows) == BATCH_ROWS:
                _write_rows(writer, schema, rows, columns)
                report("read", record.end, size)
        _write_rows(writer, schema, rows, columns)
    reading.n_used = reading.n_records - len(reading.rejects)
    reading.n_records += reading.n_ignored
    report("read", size, size)
    _check_encoding(path, dialect, reading)
    return reading


def _write_rows(
    writer: pq.ParquetWriter, schema: pa.Schema, rows: list[tuple[int, _Record]], columns: dict[str, int]
) -> None:
    numbers = pa.array([number for number, _ in rows], pa.int64())
    cells = [pa.array([record.cells[place] for _, record in rows], pa.string()) for place in columns.values()]
    writer.write_table(pa.table([numbers, *cells], schema=schema))
    rows.clear()


def _leave_out_footer(records: Iterator[_Record], n_footer: int, reading: StrictRead) -> Iterator[_Record]:
    """All records but the last `n_footer`, which are ignored whatever they hold."""
    held: deque[_Record] = deque()
    before: deque[_Record] = deque(maxlen=LOOKED_AT)
    for record in records:
        held.append(record)
        if len(held) > n_footer:
            before.append(held.popleft())
            yield before[-1]
    reading.n_ignored = len(held)
    sound = [record.cells for record in before if not record.reject_code]
    reading.n_like_records = count_records_like(sound, [record.cells for record in held])


def _check_number(path: Path, reading: StrictRead) -> None:
    if len(reading.rejects) > MOST_REJECTS:
        facts = {"most": MOST_REJECTS, "n_records": reading.n_records}
        raise refuse_file("malformed_csv", path, "many_rejects", facts)


def _check_encoding(path: Path, dialect: CsvDialect, reading: StrictRead) -> None:
    if rows := find_undecodable(reading.rejects, reading.n_records):
        facts = {
            "encoding": dialect.encoding,
            "n_undecodable": len(rows),
            "n_records": reading.n_records,
            "first": rows[0],
        }
        raise refuse_file("wrong_encoding", path, "records", facts)


def _may_go_on(taken: Sequence[Line]) -> bool:
    """Whether a record of these lines may take another one."""
    return len(taken) < MOST_LINES_A_RECORD and _measure(taken) <= limits.MOST_RECORD_BYTES


def _measure(taken: Sequence[Line]) -> int:
    """Bytes of a record, its own line end not counted."""
    return taken[-1].end - len(taken[-1].line_end) - taken[0].start


class _Reader:
    """Cuts a file into records. Lines that an abandoned record had taken are given back and read again."""

    def __init__(self, path: Path, dialect: CsvDialect, header: Header, reading: StrictRead) -> None:
        self.path = path
        self.dialect = dialect
        self.codec = "utf-8" if dialect.is_utf8 else dialect.codec
        self.n_cells = len(header.cells)
        self.lines = read_lines(path, header.end)
        self.given_back: deque[Line] = deque()
        self.reading = reading
        self.n_good_since_unclosed = -1

    def read(self) -> Iterator[_Record]:
        """Every record of the file, in order. Raises UnreadableError truncated."""
        while (line := self._next_line()) is not None:
            if not line.content:
                self.reading.n_blank_lines += 1
                continue
            record = self._read_record(line)
            if not record.reject_code and self.n_good_since_unclosed >= 0 and self.n_cells > 1:
                self.n_good_since_unclosed += 1
            self._check_end(record)
            yield record
        if self.n_good_since_unclosed == 0:
            raise refuse_file("truncated", self.path, "quoted_cell")

    def _next_line(self) -> Line | None:
        return self.given_back.popleft() if self.given_back else next(self.lines, None)

    def _read_record(self, first: Line) -> _Record:
        """The record that begins with a line; lines behind it are taken only where the record comes out right."""
        scanner = scanner_of(self.dialect)
        text, is_decodable = self._decode(first.content)
        taken = [first]
        state = scanner.begin(text)
        while state == "open" and _may_go_on(taken):
            if (line := self._next_line()) is None:
                break
            before = taken[-1].line_end.decode("ascii")
            taken.append(line)
            text, is_line_decodable = self._decode(line.content)
            is_decodable = is_decodable and is_line_decodable
            state = scanner.go_on(before, text)
        n_lacking = self.n_cells - len(scanner.cells) if self.dialect.fills_short_rows and state == "closed" else 0
        scanner.cells += [""] * n_lacking
        code, place = self._judge(scanner, is_decodable)
        if not code and _measure(taken) > limits.MOST_RECORD_BYTES:
            code, place = "too_long", max(range(self.n_cells), key=lambda one: len(scanner.cells[one]))
        if code in ("undecodable", "nul_byte", "too_long") or not code:
            return _Record(taken[-1].end, scanner.cells, code, place, bool(taken[-1].line_end), n_lacking > 0)
        if code == "unclosed_quote" and _may_go_on(taken):
            self.n_good_since_unclosed = 0
        self.given_back.extendleft(reversed(taken[1:]))
        return _Record(first.end, (), code, place, bool(first.line_end))

    def _judge(self, scanner: CellScanner, is_decodable: bool) -> tuple[str, int | None]:
        """Reject code ("": none) and the place of the cell that it is about."""
        if scanner.state == "open":
            return "unclosed_quote", min(len(scanner.cells), self.n_cells - 1)
        if scanner.state == "malformed":
            return "malformed_quote", min(len(scanner.cells), self.n_cells) - 1
        n_expected = self.n_cells
        if len(scanner.cells) < n_expected:
            return "too_few_cells", None
        if len(scanner.cells) > n_expected or (self.dialect.trailing_delimiter and scanner.cells[-1]):
            return "too_many_cells", None
        if len(scanner.strays) > 1:
            # A separator lacks before a quoted cell: cut inside the quotes, the number of cells may still fit.
            return "stray_quotes", scanner.strays[0]
        if not is_decodable:
            return "undecodable", self._find_cell(scanner.cells, self._is_undecodable)
        nul = self._find_cell(scanner.cells, lambda cell: "\0" in cell)
        return ("nul_byte", nul) if nul is not None else ("", None)

    def _decode(self, content: bytes) -> tuple[str, bool]:
        """Text of a line, and whether it is text. Where it is not, what is given serves to find the cells only."""
        try:
            return content.decode(self.codec, "strict"), True
        except UnicodeDecodeError:
            return content.decode("ascii", "surrogateescape"), False

    def _is_undecodable(self, cell: str) -> bool:
        return not self._decode(cell.encode("ascii", "surrogateescape"))[1]

    @staticmethod
    def _find_cell(cells: Sequence[str], is_meant: Callable[[str], bool]) -> int | None:
        return next((place for place, cell in enumerate(cells) if is_meant(cell)), None)

    def _check_end(self, record: _Record) -> None:
        """A last line that does not end is cut off, unless the file is declared so and the record is whole."""
        if record.is_ended:
            return
        if self.dialect.newline_at_end:
            raise refuse_file("truncated", self.path, "last_line")
        code = "too_few_cells" if record.is_filled else record.reject_code
        if code in ("too_few_cells", "unclosed_quote", "undecodable"):
            raise refuse_file("truncated", self.path, "last_record", {"reject_code": code})
