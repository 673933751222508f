"""Opening a landed delivery of counts: its records, and what the header says of each column of counts.

Belongs here: which columns are categories, and the parts of their headers, also where a header goes over several rows.
Does not belong here: readers (`read.table`), or the meaning of a cell (`stage.counts.query`, `stage.counts.delivery`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, zip_longest
from pathlib import Path

import duckdb
import pyarrow as pa

from schemas.constructs import Record
from schemas.finding import Finding, spell_part
from schemas.mapping.count_axes import Across
from schemas.mapping.count_export import CountExport
from schemas.mapping.read import Csv, Read
from schemas.text.paths import split_path
from warehouse.land.delivery import Manifest
from warehouse.read.csv.count import CsvDialect
from warehouse.read.csv.header import Header, fold_header, name_columns, with_places
from warehouse.read.csv.records import scanner_of
from warehouse.read.json.beside import KeyKind
from warehouse.read.parts import Part
from warehouse.read.rejects import UnreadableError, refuse_file
from warehouse.read.table import csv_dialect, open_documents, open_table, require_columns
from warehouse.read.unpack import unpack
from warehouse.read.workbook.read import transcribe_sheet
from warehouse.store.run import Report

RECORDS = "delivery_record"
MOST_TOLD = 5
"""Of many headers that tell nothing, how many a sentence names."""


@dataclass(frozen=True)
class Category:
    """One column of counts: its header, how a message names it, what the header tells, by field, and the axes of its
    counts.
    """

    column: str
    shown: str
    tells: Mapping[str, str]
    axes: tuple[str, ...]


@dataclass(frozen=True)
class OpenCounts:
    """A delivery as relation `relation` of the connection: row_number and one text column a name of `record`.

    `categories`: the columns of counts, where a column is one category; empty where a record is one count.
    """

    relation: str
    record: Record
    categories: tuple[Category, ...]
    encoding: str
    n_records: int
    n_ignored: int
    n_rejected: int
    rejects: pa.Table
    header: tuple[str, ...] = ()
    """All columns of a table."""
    excluded: frozenset[str] = frozenset()
    """Columns that a block leaves out, by their whole header or a part of it."""
    others: str = ""
    """As `CsvRead.others`."""
    nameless: str = ""
    """As `CsvRead.nameless`."""
    beside: Mapping[str, KeyKind] = field(default_factory=dict)
    """As `OpenTable.beside`."""
    untold: Mapping[str, KeyKind] = field(default_factory=dict)
    """As `OpenTable.untold`."""
    remarks: tuple[Finding, ...] = ()
    parts: tuple[Part, ...] = ()
    """As `OpenTable.parts`."""


def open_counts(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    manifest: Manifest,
    export: CountExport,
    work: Path,
    report: Report,
) -> OpenCounts:
    """Open the data of a delivery folder as its format declares. Raises UnreadableError: the delivery is held."""
    if not export.read.is_table:
        paths = {column: split_path(column) for column in export.columns()}
        read = open_documents(connection, folder, manifest, export.read, paths, RECORDS, report, work)
        # As with contacts: the members of a pack are named after them.
        read = replace(read, rejects=read.rejects.set_column(0, "file_name", pa.nulls(read.n_rejected, pa.string())))
        parts, header = {}, tuple(paths)
    else:
        path = folder / manifest.data_name
        plain, declared, remarks = _flatten(path, export.read, work)
        wanted = None if export.reads_all_columns else export.columns()
        renamed = with_places(export.renamed, export.columns())
        read = open_table(connection, plain, declared, wanted, renamed, RECORDS, report, work)
        read = replace(read, remarks=(*remarks, *read.remarks))
        require_columns(export.columns(), export.prefixes(), read, path.name)
        parts = _header_parts(plain, declared, export, read.header)
        header = read.header if wanted is None else tuple(wanted)
    record = Record(header=header, json_cells=frozenset(export.read.json_cells))
    shown = _name_to_show(export, header)
    categories, excluded = _categories(export, record, parts, shown, manifest.data_name)
    return OpenCounts(
        relation=read.relation,
        record=record,
        categories=categories,
        encoding=export.read.encoding,
        n_records=read.n_records,
        n_ignored=read.n_ignored,
        n_rejected=read.n_rejected,
        rejects=_show_places(read.rejects, shown),
        header=read.header if export.read.is_table else (),
        excluded=excluded,
        others=read.others,
        nameless=read.nameless,
        beside=read.beside,
        untold=read.untold,
        remarks=read.remarks,
        parts=read.parts,
    )


def _flatten(path: Path, read: Read, work: Path) -> tuple[Path, Read, tuple[Finding, ...]]:
    """A file whose header goes over several rows as plain text, so that each row can be looked at; and remarks on its
    sheet. Other files stay as they are.
    """
    if read.workbook and read.workbook.header_rows > 1:
        sheet = transcribe_sheet(unpack(path, read, work), read.workbook, work)
        text = Csv(encoding="utf-8", header_rows=read.workbook.header_rows, footer_rows=read.workbook.footer_rows)
        return sheet.csv, Read(csv=text, json_cells=read.json_cells), sheet.remarks
    if read.csv and read.csv.header_rows > 1:
        return unpack(path, read, work), Read(csv=read.csv, json_cells=read.json_cells), ()
    return path, read, ()


def _header_parts(path: Path, read: Read, export: CountExport, header: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Of a header over several rows, the filled cells above each other, by the column's whole name."""
    if not read.csv or read.csv.header_rows == 1 or not export.across:
        return {}
    rows = _header_rows(path, csv_dialect(read.csv))
    parts = [tuple(cell for cell in column if cell) for column in zip_longest(*rows, fillvalue="")]
    joined = Header(tuple(" ".join(_once(column)) for column in zip_longest(*rows, fillvalue="")), 0, 0)
    names = name_columns(joined, export.columns(), export.renamed)
    if tuple(name for name in names if name) != header:
        raise refuse_file("malformed_csv", path, "header_rows")
    return {name: cells for name, cells in zip(names, parts, strict=True) if name}


def _once(column: Sequence[str]) -> list[str]:
    """As the reader joins a column's header: a text that stands twice, one below the other, is told once."""
    return [cell for cell, above in zip(column, ("", *column), strict=False) if cell and cell != above]


def _header_rows(path: Path, dialect: CsvDialect) -> list[list[str]]:
    """The rows of the header, as the reader of the file has joined them."""
    encoding = "utf-8-sig" if dialect.is_utf8 else dialect.encoding
    rows: list[list[str]] = []
    scanner = scanner_of(dialect)
    state = "closed"
    with path.open(encoding=encoding, newline="") as file:
        for line in islice(file, dialect.header_row - 1, None):
            text = line.rstrip("\r\n")
            if text or state == "open":
                state = scanner.go_on("\n", text) if state == "open" else scanner.begin(text)
                rows += [scanner.cells] if state == "closed" else []
            if len(rows) == dialect.header_rows:
                break
    cells = [[cell.strip() for cell in row] for row in rows]
    return [*map(_fill_to_the_right, cells[:-1]), cells[-1]] if dialect.fills_header else cells


def _fill_to_the_right(row: list[str]) -> list[str]:
    filled: list[str] = []
    for cell in row:
        filled.append(cell or (filled[-1] if filled else ""))
    return filled


def _name_to_show(export: CountExport, header: Sequence[str]) -> dict[str, str]:
    """How a message may name each column. Where the mapping names none by which the first line were known to be a
    header, that line is perhaps a record: nothing of it is told, and a place stands for each column.
    """
    is_header = bool(export.columns())
    return {column: column if is_header else str(place) for place, column in enumerate(header, start=1)}


def _show_places(rejects: pa.Table, shown: Mapping[str, str]) -> pa.Table:
    """The reader's rejects, with columns named as a message may name them."""
    place = rejects.schema.get_field_index("column_name")
    names = [None if name is None else shown.get(name, name) for name in rejects["column_name"].to_pylist()]
    return rejects.set_column(place, rejects.schema.field(place), pa.array(names, pa.string()))


def _categories(
    export: CountExport,
    record: Record,
    parts: Mapping[str, tuple[str, ...]],
    shown: Mapping[str, str],
    file_name: str,
) -> tuple[tuple[Category, ...], frozenset[str]]:
    """The columns of counts in file order, and those that a block excludes. Raises UnreadableError where a header does
    not tell what it should.
    """
    found: list[Category] = []
    excluded: set[str] = set()
    for across in export.across:
        told = {}
        for column in _columns_of(export, across, record):
            cells = _split(column, across, parts)
            if _is_excluded((column, *cells), across.excluded):
                excluded.add(column)
            else:
                told[column] = (column,) if len(across.gives) == 1 else cells
        odd = [column for column, cells in told.items() if len(cells) != len(across.gives) or not all(cells)]
        if odd or not told:
            facts = {"file_name": file_name, "gives": " and ".join(across.gives), "columns": _list_columns(odd, shown)}
            raise UnreadableError("missing_column", "odd_category" if odd else "no_category", facts)
        found += [
            Category(column, shown[column], dict(zip(across.gives, cells, strict=True)), export.axes_of(across))
            for column, cells in told.items()
        ]
    names = [one.column for one in found]
    if twice := [name for name in dict.fromkeys(names) if names.count(name) > 1]:
        facts = {"file_name": file_name, "columns": _list_columns(twice, shown)}
        raise UnreadableError("missing_column", "two_blocks", facts)
    return tuple(found), frozenset(excluded)


def _columns_of(export: CountExport, across: Across, record: Record) -> list[str]:
    """The columns of a block; the rest is what neither the document nor another block names."""
    if across.columns or across.prefix:
        named = across.columns or [column for prefix in across.prefix for column in record.named(prefix)]
        return list(dict.fromkeys(named))
    taken = {*export.columns(), *(column for prefix in export.prefixes() for column in record.named(prefix))}
    return [column for column in record.header if column not in taken]


def _list_columns(columns: Sequence[str], shown: Mapping[str, str]) -> str:
    told = columns[:MOST_TOLD]
    if all(shown[column] == column for column in columns):
        return ", ".join(repr(column) for column in told)
    return spell_part("missing_column", "places", {"places": ", ".join(shown[column] for column in told)})


def _split(column: str, across: Across, parts: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    if across.split:
        return tuple(part.strip() for part in column.split(across.split))
    return parts.get(column, (column,))


def _is_excluded(texts: Sequence[str], excluded: Sequence[str]) -> bool:
    """True where a header, or a part of it, is one of the excluded texts, or begins with one that ends in `*`."""
    folded = [fold_header(text) for text in texts]
    for one in excluded:
        wanted = fold_header(one.removesuffix("*"))
        if any(text.startswith(wanted) if one.endswith("*") else text == wanted for text in folded):
            return True
    return False
