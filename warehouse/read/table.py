"""A file of a declared container as a relation of text: the one door to every reader.

Belongs here: choosing the reader, unpacking before it, and the one shape that all of them give. Does not belong here:
reading itself (`read.csv.read`, `workbook`, `read.parquet`, `read.json.read`), files in several parts (`read.parts`),
or which columns are asked for and what they mean.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from schemas.constructs import Record
from schemas.finding import Finding
from schemas.mapping.read import Csv, Read, Workbook
from warehouse.land.delivery import Manifest
from warehouse.read.csv.count import CsvDialect
from warehouse.read.csv.read import CsvRead, open_unread_csv, settle
from warehouse.read.fill import fill_down
from warehouse.read.json.beside import KeyKind
from warehouse.read.json.moved import Moved
from warehouse.read.json.read import read_documents
from warehouse.read.parquet import open_parquet
from warehouse.read.parts import Part, find_members_alike, open_parts
from warehouse.read.rejects import UnreadableError
from warehouse.read.unpack import unpack
from warehouse.read.workbook.read import transcribe_sheet

if TYPE_CHECKING:
    from warehouse.store.run import Report


@dataclass(frozen=True)
class OpenTable:
    """A file as relation `relation` of the connection: `row_number` BIGINT (from 1) and one VARCHAR column a name.

    Of a table `header` holds all its columns, canonical where renamed; an empty cell is ''. Of documents it holds the
    paths that were asked for; a value that is absent or null is NULL. `in_order` is the same in record order without
    row_number, where no record is missing; else empty. `n_records` = rows of the relation + `n_ignored` + `n_rejected`;
    `rejects` is a table of REJECT_SCHEMA. `remarks`: findings on what a reader of the file may not see,
    without a source and delivery.
    """

    relation: str
    in_order: str
    header: tuple[str, ...]
    encoding: str
    n_records: int
    n_ignored: int
    n_rejected: int
    rejects: pa.Table
    remarks: tuple[Finding, ...] = ()
    others: str = ""
    """As `CsvRead.others`."""
    nameless: str = ""
    """As `CsvRead.nameless`."""
    beside: Mapping[str, KeyKind] = field(default_factory=dict)
    """As `JsonRead.beside`."""
    untold: Mapping[str, KeyKind] = field(default_factory=dict)
    """As `JsonRead.untold`."""
    parts: tuple[Part, ...] = ()
    """The parts of a file that was read in several, in their order; `rejects` names them, with their own rows."""
    moved: tuple[Moved, ...] = ()
    """Of documents: paths that some lack, which have another key in their place."""
    reread: Callable[[], OpenTable] | None = None
    """As `CsvRead.reread`."""

    @property
    def every_row(self) -> str:
        """The relation that is read fastest."""
        return self.in_order or self.relation


def open_table(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    read: Read,
    wanted: Sequence[str] | None,
    renamed: Mapping[str, Sequence[str]],
    name: str,
    report: Report,
    work: Path,
) -> OpenTable:
    """Give a file as the temporary view `name` of `connection`, read through once to be sure of it.

    Parameters and errors: `open_unread_table`.
    """
    table = open_unread_table(connection, path, read, wanted, renamed, name, report, work)
    return settle(connection, table, table.every_row)


def open_unread_table(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    read: Read,
    wanted: Sequence[str] | None,
    renamed: Mapping[str, Sequence[str]],
    name: str,
    report: Report,
    work: Path,
) -> OpenTable:
    """As `open_table`, for a caller who reads every row anyway and settles by that; see `OpenTable.reread`.

    `wanted`: canonical names (None: all named columns); `renamed`: canonical name -> other spellings of its header.
    `work` takes temporary files, which the view reads until another file is opened under the same name.
    Raises UnreadableError where the whole file is held, HarmoniseError where the disk is full.
    """
    if read.filled_down and not read.is_in_parts:
        with_blanks = read.model_copy(update={"filled_down": ()})
        asked = None if wanted is None else tuple(dict.fromkeys([*wanted, *read.filled_down]))
        table = open_table(connection, path, with_blanks, asked, renamed, name, report, work)
        require_columns(read.filled_down, (), table, path.name)
        return fill_down(connection, table, read.filled_down, name, work / name, path.name)
    work = _empty_folder(work / name)
    if read.is_in_parts:

        def open_part(part: Path, alone: Read, asked: Sequence[str] | None) -> OpenTable:
            return open_table(connection, part, alone, asked, renamed, f"{name}_part", report, work)

        return open_parts(connection, path, read, wanted, name, work, open_part)
    plain = unpack(path, read, work)
    remarks = find_members_alike(path, read.member) if read.packed == "zip" else ()
    if read.parquet is not None:
        opened = open_parquet(connection, plain, wanted, renamed, name)
        report("read", path.stat().st_size, path.stat().st_size)
    elif read.workbook is not None:
        sheet = transcribe_sheet(plain, read.workbook, work)
        remarks = (*remarks, *sheet.remarks)
        opened = open_unread_csv(
            connection, sheet.csv, _sheet_dialect(read.workbook), wanted, renamed, name, report, work
        )
    elif read.csv is not None:
        opened = open_unread_csv(connection, plain, csv_dialect(read.csv), wanted, renamed, name, report, work)
    else:
        raise TypeError("JSON documents are no table: use open_documents")
    return _describe(opened, read.encoding, remarks, path.name)


def _empty_folder(folder: Path) -> Path:
    """The folder without what an earlier file of that name has left: a source may send a hundred workbooks."""
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    return folder


def _describe(read: CsvRead, encoding: str, remarks: tuple[Finding, ...], file_name: str) -> OpenTable:
    careful = read.reread
    say = partial(Finding.of, file_name=file_name, denominator=read.n_records)
    if read.n_filled:
        remarks = (*remarks, say("filled_rows", "pass", numerator=read.n_filled))
    if read.n_like_records:
        remarks = (*remarks, say("record_in_footer", "warn", numerator=read.n_like_records))
    return OpenTable(
        relation=read.table,
        in_order=read.unnumbered if read.is_fast else "",
        header=read.header,
        encoding=encoding,
        n_records=read.n_records,
        n_ignored=read.n_ignored,
        n_rejected=read.n_rejected,
        rejects=read.rejects,
        remarks=remarks,
        others=read.others,
        nameless=read.nameless,
        reread=None if careful is None else lambda: _describe(careful(), encoding, remarks, file_name),
    )


def require_columns(columns: Sequence[str], prefixes: Sequence[str], table: OpenTable, file_name: str) -> None:
    """Raise UnreadableError where a file, or a part of it, lacks a column, or has none that begins with a prefix."""
    for name, header in [(part.name, part.header) for part in table.parts] or [(file_name, table.header)]:
        _require(columns, prefixes, header, name)


def _require(columns: Sequence[str], prefixes: Sequence[str], header: tuple[str, ...], file_name: str) -> None:
    missing = [column for column in columns if column not in header]
    missing += [f"{prefix}..." for prefix in prefixes if not Record(header).named(prefix)]
    if missing:
        raise UnreadableError(
            "missing_column",
            "not_there",
            {"file_name": file_name, "columns": ", ".join(repr(name) for name in missing)},
        )


def csv_dialect(csv: Csv) -> CsvDialect:
    """The declared dialect as the readers of text take it."""
    return CsvDialect(
        encoding=csv.encoding,
        delimiter=csv.delimiter,
        quote=csv.quote or None,
        header_row=csv.header_row,
        header_rows=csv.header_rows,
        fills_header=csv.merged == "fill",
        trailing_delimiter=csv.trailing_delimiter,
        newline_at_end=csv.newline_at_end,
        footer_rows=csv.footer_rows,
        escape=csv.escape or None,
        fills_short_rows=csv.short_rows == "fill",
    )


def _sheet_dialect(workbook: Workbook) -> CsvDialect:
    """The dialect in which a sheet is transcribed; rows above the header are left out there."""
    return CsvDialect(
        header_row=min(workbook.header_row, 1), header_rows=workbook.header_rows, footer_rows=workbook.footer_rows
    )


def open_documents(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    manifest: Manifest,
    read: Read,
    paths: Mapping[str, tuple[str, ...]],
    name: str,
    report: Report,
    work: Path,
) -> OpenTable:
    """Give the JSON documents of a landed delivery as the temporary view `name` of `connection`.

    `paths`: column name -> keys from the top of a document. Raises as `open_table`.
    """
    if read.json_ is None:
        raise TypeError("a table has no documents: use open_table")
    work = _empty_folder(work / name)
    data = unpack(folder / manifest.data_name, read, work)
    opened = read_documents(connection, data, manifest, read.json_, paths, name, report)
    # The table holds what was asked for; nothing else of an unpacked file is kept.
    shutil.rmtree(work)
    return OpenTable(
        relation=opened.table,
        in_order="",
        header=tuple(paths),
        encoding=read.encoding,
        n_records=opened.n_records,
        n_ignored=0,
        n_rejected=opened.n_rejected,
        rejects=opened.rejects,
        moved=opened.moved,
        beside=opened.beside,
        untold=opened.untold,
    )
