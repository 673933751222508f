"""Reading one landed CSV file: fast where nothing is odd, record by record where anything is.

Belongs here: the choice between the two, and the table that both give. Does not belong here: the rules of a record
(`warehouse.read.csv.records`), fates (`warehouse.read.csv.strict`), what a column means.
The fast result stands only where DuckDB reads without error, its count equals the count made on the bytes, and so does
the number of delimiters (DuckDB drops an empty cell too many in silence, which would hide a shifted row).
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self, TypeVar

import duckdb
import pyarrow as pa

from schemas.constructs.base import literal, quoted
from warehouse.read.csv.beside import Beside, spell_nameless, spell_others
from warehouse.read.csv.count import CsvDialect, RecordCount, count_records
from warehouse.read.csv.footer import LOOKED_AT, count_records_like
from warehouse.read.csv.header import Header, match_columns, name_columns, read_header
from warehouse.read.csv.records import ends_first_line_with_cr_lf
from warehouse.read.csv.spell import spell_scan
from warehouse.read.csv.strict import StrictRead, read_strictly
from warehouse.read.csv.transcript import make_splittable, transcribe
from warehouse.read.rejects import REJECT_SCHEMA, UnreadableError, refuse_file, tabulate_rejects
from warehouse.store.engine import only_row

if TYPE_CHECKING:
    from warehouse.store.run import Report

__all__ = ["CsvDialect", "CsvRead", "UnreadableError", "open_csv"]


@dataclass(frozen=True)
class CsvRead:
    """What one file gave.

    `table`: a temporary view with `row_number` BIGINT (from 1, rejected records counted) and the wanted columns as
    VARCHAR; an empty cell is '' and never NULL. `unnumbered`: the same rows in the same order without row_number; it
    reads on all threads, a row number does not. `header`: all named columns of the file, canonical where renamed.
    `n_records` = rows of the table + `n_rejected` + `n_ignored` (footer). `is_fast`: the fast result stood; then
    row_number is the place in the file without gaps. `rejects`: a table of REJECT_SCHEMA.
    """

    table: str
    unnumbered: str
    header: tuple[str, ...]
    n_records: int
    n_rejected: int
    n_ignored: int
    n_blank_lines: int
    rejects: pa.Table
    is_fast: bool
    n_filled: int = 0
    """Records that lacked cells at their end and were given blank ones, as declared."""
    n_like_records: int = 0
    """Of what was ignored as a footer: what looks like any other record."""
    others: str = ""
    """SELECT of the columns that were not wanted and have a name of their own, for a look at some rows; of a file that
    is read record by record the first ones.
    """
    nameless: str = ""
    """SELECT of how many records have a cell under no name, and how many there are; empty where no column is nameless.
    """
    reread: Callable[[], CsvRead] | None = None
    """Where the fast result has not been held against the bytes yet: gives the file record by record, for a reader who
    meets an error or another number of rows.
    """


class _Unsettled(Protocol):
    """What a reader gives: `CsvRead`, `OpenTable`."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def n_records(self) -> int: ...

    @property
    def reread(self) -> Callable[[], Self] | None: ...


Unsettled = TypeVar("Unsettled", bound=_Unsettled)


def settle(connection: duckdb.DuckDBPyConnection, read: Unsettled, relation: str) -> Unsettled:
    """What stands for sure: `read` where its relation has as many rows as the bytes show, else the careful result."""
    if read.reread is None:
        return read
    try:
        (n_rows,) = only_row(connection, f"select count(*) from {quoted(relation)}")
    except duckdb.Error:
        return read.reread()
    return replace(read, reread=None) if n_rows == read.n_records else read.reread()


def open_csv(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    dialect: CsvDialect,
    wanted: Sequence[str] | None,
    renamed: Mapping[str, Sequence[str]],
    table: str,
    report: Report,
    work_folder: Path,
) -> CsvRead:
    """Give a landed file as the temporary view `table` of `connection`, read through once to be sure of it.

    Parameters and errors: `open_unread_csv`.
    """
    read = open_unread_csv(connection, path, dialect, wanted, renamed, table, report, work_folder)
    return settle(connection, read, read.unnumbered)


def open_unread_csv(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    dialect: CsvDialect,
    wanted: Sequence[str] | None,
    renamed: Mapping[str, Sequence[str]],
    table: str,
    report: Report,
    work_folder: Path,
) -> CsvRead:
    """As `open_csv`, for a caller who reads every row anyway and settles by that; see `CsvRead.reread`.

    `wanted`: canonical names (None: all named columns); `renamed`: canonical name -> other spellings of its header.
    `work_folder` takes temporary files, which the views read: keep it until the views are no longer needed.
    Raises UnreadableError where the whole file is held: empty_file, wrong_encoding, malformed_csv, missing_column,
    truncated, hostile_file.
    """
    if path.stat().st_size == 0:
        raise refuse_file("empty_file", path, "no_header")
    work_folder.mkdir(parents=True, exist_ok=True)
    source, dialect = make_splittable(path, dialect, work_folder)
    header = read_header(source, dialect)
    columns = match_columns(path, header, wanted, renamed)
    named = name_columns(header, wanted or (), renamed)
    names = tuple(name for name in named if name)
    count = count_records(source, dialect, header.end)
    _check_last_line(source, dialect, header, count)
    read = CsvRead(table, f"{table}_unnumbered", names, count.n_records, 0, 0, count.n_blank_lines, _NO_REJECTS, True)

    def read_carefully() -> CsvRead:
        target = _name_temporary(work_folder, ".parquet")
        beside = Beside.of(named, columns, dialect)
        strict = read_strictly(source, dialect, header, columns, target, report, beside)
        if source != path:
            shutil.rmtree(source.parent)
        rows = f"from read_parquet({literal(str(target))})"
        _create_views(connection, read, rows, f"select * exclude (row_number) {rows}")
        return _describe_strict(read, strict, beside, work_folder)

    scan = (
        _read_fast(connection, source, dialect, header, columns, count, read, work_folder) if count.is_regular else ""
    )
    if not scan:
        return read_carefully()
    report("read", path.stat().st_size, path.stat().st_size)
    fast = replace(read, n_ignored=min(dialect.footer_rows, count.n_records), reread=read_carefully)
    fast = _spell_beside(fast, scan, Beside.of(named, columns, dialect))
    n_like = _count_records_like(connection, scan, dialect, count.n_records)
    # With a footer, the view has as many rows as it should whatever DuckDB reads: `_read_fast` has looked.
    return replace(fast, n_like_records=n_like, reread=None) if _needs_look(dialect) else fast


_NO_REJECTS = pa.Table.from_batches([], REJECT_SCHEMA)
"""Of no batches: an array of nothing would have pyarrow look for pandas, and import it, whoever imports this module."""


def _spell_beside(fast: CsvRead, scan: str, beside: Beside) -> CsvRead:
    """What stands beside, in the records that are no footer."""
    kept = f"(select * from {scan} limit {fast.n_records - fast.n_ignored})" if fast.n_ignored else scan
    return replace(fast, others=spell_others(kept, beside), nameless=spell_nameless(kept, beside))


def _describe_strict(read: CsvRead, strict: StrictRead, beside: Beside, work_folder: Path) -> CsvRead:
    return replace(
        read,
        n_records=strict.n_records,
        n_rejected=len(strict.rejects),
        n_ignored=strict.n_ignored,
        n_blank_lines=strict.n_blank_lines,
        n_filled=strict.n_filled,
        n_like_records=strict.n_like_records,
        rejects=tabulate_rejects(strict.rejects),
        is_fast=False,
        others=beside.write(_name_temporary(work_folder, ".parquet")),
        nameless=beside.spell_nameless(strict.n_records - strict.n_ignored),
    )


def _check_last_line(source: Path, dialect: CsvDialect, header: Header, count: RecordCount) -> None:
    """Refuse a file that does not end its last line, or that ends between the CR and the LF of one."""
    if not dialect.newline_at_end or count.ends_inside_quote:
        return
    with source.open("rb") as file:
        file.seek(max(0, header.end - 2))
        is_cr_lf = file.read(2) == b"\r\n" if header.n_skipped else ends_first_line_with_cr_lf(source)
        file.seek(-1, os.SEEK_END)
        is_cut = is_cr_lf and file.read(1) == b"\r"
    if is_cut or not count.ends_with_newline:
        raise refuse_file("truncated", source, "last_line")


def _read_fast(
    connection: duckdb.DuckDBPyConnection,
    source: Path,
    dialect: CsvDialect,
    header: Header,
    columns: Mapping[str, int],
    count: RecordCount,
    read: CsvRead,
    work_folder: Path,
) -> str:
    """Create the views over DuckDB's reader; the SQL of that, empty where its reading is not what the bytes show."""
    n_cells = len(header.cells)
    is_counted = dialect.delimiter.isascii() and len(dialect.delimiter) == 1
    if not is_counted or count.n_delimiters != count.n_records * (n_cells - 1):
        return ""
    n_skipped = header.n_skipped
    if not dialect.is_utf8:
        transcript = _name_temporary(work_folder, ".csv")
        if not transcribe(source, dialect, header.end, transcript):
            return ""
        source, n_skipped = transcript, 0
    scan = spell_scan(_name_plainly(source, work_folder), dialect, n_cells, n_skipped)
    if _needs_look(dialect) and not _looks_right(connection, scan, dialect, n_cells, count):
        return ""
    picked = ", ".join(f"c{place} as {quoted(name)}" for name, place in columns.items())
    numbered, unnumbered = (
        f"select row_number() over () as row_number, {picked} from {scan}",
        f"select {picked} from {scan}",
    )
    if dialect.footer_rows:
        numbered += f" qualify row_number <= {count.n_records - dialect.footer_rows}"
        unnumbered = f"select * exclude (row_number) from ({numbered})"
    _create_views(connection, read, numbered, unnumbered)
    return scan


def _name_plainly(source: Path, work_folder: Path) -> Path:
    """The file, or a link to it: the engine takes a backslash in a name for the end of a folder."""
    if "\\" not in source.name:
        return source
    link = Path(tempfile.mkdtemp(prefix="read-", dir=work_folder)) / "source.csv"
    link.symlink_to(source.absolute())
    return link


def _needs_look(dialect: CsvDialect) -> bool:
    """Whether more has to be known of DuckDB's reading than how many rows it gives."""
    return dialect.trailing_delimiter or dialect.footer_rows > 0


def _looks_right(
    connection: duckdb.DuckDBPyConnection, scan: str, dialect: CsvDialect, n_cells: int, count: RecordCount
) -> bool:
    """Something in the nameless last column means that the row is shifted."""
    trailing = f"count(*) filter (c{n_cells - 1} <> '')" if dialect.trailing_delimiter else "0"
    try:
        counted = only_row(connection, f"select count(*), {trailing} from {scan}")
    except duckdb.Error:
        return False
    return counted == (count.n_records, 0)


def _count_records_like(connection: duckdb.DuckDBPyConnection, scan: str, dialect: CsvDialect, n_records: int) -> int:
    """Of the footer's records, those that look like the ones before them."""
    if not dialect.footer_rows:
        return 0
    n_kept = max(0, n_records - dialect.footer_rows)
    n_before = min(n_kept, LOOKED_AT)
    end = connection.execute(f"select * from {scan} offset {n_kept - n_before}").fetchall()
    return count_records_like(end[:n_before], end[n_before:])


def _create_views(connection: duckdb.DuckDBPyConnection, read: CsvRead, numbered: str, unnumbered: str) -> None:
    connection.execute(f"create or replace temp view {quoted(read.table)} as {numbered}")
    connection.execute(f"create or replace temp view {quoted(read.unnumbered)} as {unnumbered}")


def _name_temporary(folder: Path, ending: str) -> Path:
    descriptor, name = tempfile.mkstemp(prefix="read-", suffix=ending, dir=folder)
    os.close(descriptor)
    return Path(name)
