"""Opening a delimited text file of unknown dialect.

Belongs here: proving the dialect that was guessed by reading the whole file with the strict reader, and the `read:`
that follows. Does not belong here: guessing (`warehouse.scan.dialect`, `warehouse.scan.encoding`).
"""

from __future__ import annotations

import codecs
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb

from schemas.constructs.base import quoted
from warehouse.read.csv.count import CsvDialect
from warehouse.read.csv.header import read_header
from warehouse.read.csv.read import CsvRead, open_csv
from warehouse.read.rejects import UnreadableError
from warehouse.scan.columns import ReadTable
from warehouse.scan.dialect import FoundDialect, find_dialect
from warehouse.scan.doubt import doubt_encoding, doubt_header, doubt_records
from warehouse.scan.encoding import find_encoding
from warehouse.scan.opened import (
    NamedColumns,
    Opened,
    UnscannableError,
    check_width,
    keep_table,
    name_cells,
    number_cells,
    require_names,
    tell_again,
)
from warehouse.scan.profile import Found
from warehouse.store.run import Report

BLOCK_BYTES = 4 << 20
UNPRINTABLE = 0.02


def open_text(connection: duckdb.DuckDBPyConnection, path: Path, work: Path, report: Report) -> Opened:
    """Find the encoding and dialect of a text file, and read all of it so. Raises UnscannableError."""
    size = path.stat().st_size
    encoding = find_encoding(path, lambda done: report("encoding", done, size))
    if encoding is None or _is_binary(path, encoding.value):
        raise UnscannableError(f"{path.name} is no text and no known container. Is it damaged, or encrypted?")
    source, read_as = _make_splittable(path, encoding.value, work)
    found = find_dialect(source, read_as)
    try:
        check_width(path.name, len(read_header(source, found.dialect).cells))
        read, columns = _read_whole(connection, source, found, work, report)
    except UnreadableError as error:
        raise UnscannableError(f"{error.message} {error.next_step}") from None
    target = work / "table.parquet"
    # Of columns that are taken by their folded header the view has the names, in the same order.
    described = connection.execute(f"describe {quoted(read.unnumbered)}").fetchall()
    names = [row[0] for row in described[: len(columns.names)]]
    n_rows = keep_table(connection, read.unnumbered, names, target, columns.names)
    rejected: dict[str, int] = {}
    for code in read.rejects.column("reject_code").to_pylist():
        rejected[code] = rejected.get(code, 0) + 1
    notes = [*columns.notes, *tell_again(read.n_records - read.n_rejected - read.n_ignored - n_rows)]
    if len(columns.names) < 2:
        notes.append("There is only one column. Is the delimiter one that is not known here?")
    return Opened(
        name="",
        table=ReadTable(target, columns.names, columns.places, n_rows),
        read={"csv": _spell_read(found.dialect, encoding.value)},
        found=(encoding, *found.found, _tell_proof(read)),
        rejected=rejected,
        n_ignored=read.n_ignored,
        n_blank_lines=read.n_blank_lines,
        notes=tuple(notes),
        doubts=(
            *doubt_encoding(encoding.sure),
            *doubt_header(found.header),
            *doubt_records(rejected, read.n_records),
        ),
        is_header_sure=found.header.is_known and not found.header.is_missing,
        sure_of_encoding=encoding.sure,
    )


def _is_binary(path: Path, encoding: str) -> bool:
    """Text of any language has next to no control characters."""
    with path.open("rb") as file:
        text = codecs.getincrementaldecoder(encoding)("replace").decode(file.read(1 << 16))
    odd = sum(
        (ord(c) < 32 and c not in "\t\r\n\f\x1c\x1d\x1e\x1f") or 0x7F <= ord(c) < 0xA0 or c == "\ufffd" for c in text
    )
    return odd > UNPRINTABLE * len(text)


def _make_splittable(path: Path, encoding: str, work: Path) -> tuple[Path, str]:
    """The file, or its copy in UTF-8 where its encoding (UTF-16 ...) cannot be cut into lines on its bytes."""
    if CsvDialect(encoding).splits_on_bytes:
        return path, encoding
    target = work / path.name
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        with path.open("rb") as file, target.open("wb") as copy:
            while block := file.read(BLOCK_BYTES):
                copy.write(decoder.decode(block).encode("utf-8"))
            copy.write(decoder.decode(b"", True).encode("utf-8"))
    except UnicodeError:
        target.unlink(missing_ok=True)
        raise UnscannableError(f"{path.name} begins as {encoding}, but not all of it decodes. Is it damaged?") from None
    return target, "utf-8"


def _read_whole(
    connection: duckdb.DuckDBPyConnection, source: Path, found: FoundDialect, work: Path, report: Report
) -> tuple[CsvRead, NamedColumns]:
    """Read all records under the dialect. Raises UnreadableError, UnscannableError."""
    cells = read_header(source, found.dialect).cells
    if found.dialect.trailing_delimiter:
        cells = cells[:-1]
    # By its folded spelling each wanted column is found again. A file that is read without a header has places for
    # names; where something stands above a header that is none, the first record serves as one.
    is_named = found.dialect.header_row == 0 or not (found.header.is_missing or found.header.is_doubtful)
    columns = (name_cells if is_named else number_cells)(cells)
    require_names(source.name, columns)
    report("read", 0, source.stat().st_size)
    return open_csv(connection, source, found.dialect, columns.wanted, {}, "scanned", report, work), columns


def _spell_read(dialect: CsvDialect, encoding: str) -> dict[str, Any]:
    """What stands under `read: csv:`; what is as usual is left out."""
    spelled: dict[str, Any] = {
        "encoding": encoding,
        "delimiter": "\\t" if dialect.delimiter == "\t" else dialect.delimiter,
    }
    usual = asdict(CsvDialect())
    for key, value in asdict(dialect).items():
        if key == "fills_header":
            if value:
                spelled["merged"] = "fill"
        elif key not in ("encoding", "delimiter") and value != usual[key]:
            spelled[key] = value if value is not None else ""
    return spelled


def _tell_proof(read: CsvRead) -> Found:
    if not read.n_rejected:
        return Found(
            "records", f"{read.n_records:,}", 1.0, "all of them can be read so: the whole file was read strictly"
        )
    sure = round(max(0.1, 1 - 10 * read.n_rejected / max(1, read.n_records)), 2)
    return Found(
        "records", f"{read.n_records:,}", sure, f"{read.n_rejected:,} of them would be rejected under this dialect"
    )
