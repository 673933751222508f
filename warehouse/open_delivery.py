"""Opening a landed delivery as a table of text, whatever its container.

Belongs here: choosing the reader that the export declares, and saying which columns are asked of it.
Does not belong here: reading itself (`read_csv`, `read_json`), or what the cells mean (`stage_delivery`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from schemas.constructs import Record
from schemas.constructs.base import quoted
from schemas.export import Export
from warehouse.count_records import CsvDialect
from warehouse.delivery import Manifest
from warehouse.engine import only_row
from warehouse.read_csv import open_csv
from warehouse.read_json import read_json_pack
from warehouse.run import Report
from warehouse.strict_csv import UnreadableError


@dataclass(frozen=True)
class OpenDelivery:
    """A delivery as relation `relation` of the connection: row_number and one text column a name of `record`.

    `in_order` is the same in record order without row_number, where every record is there, so that its place is its
    number; empty where records are missing. It is read by several threads, numbering by one only.
    """

    relation: str
    in_order: str
    record: Record
    undeclared: tuple[str, ...]
    absent: tuple[str, ...]
    """Constructs of a JSON export for which no document held anything, by the paths that they read."""
    encoding: str
    n_records: int
    n_ignored: int
    n_rejected: int
    rejects: pa.Table


def open_delivery(
    connection: duckdb.DuckDBPyConnection, folder: Path, manifest: Manifest, export: Export, work: Path, report: Report
) -> OpenDelivery:
    """Open the data of a delivery folder as its export declares. Raises UnreadableError: the delivery is held."""
    if export.read.csv is None:
        return _open_json(connection, folder, manifest, export, report)
    csv = export.read.csv
    dialect = CsvDialect(
        encoding=csv.encoding,
        delimiter=csv.delimiter,
        quote=csv.quote or None,
        header_row=csv.header_row,
        trailing_delimiter=csv.trailing_delimiter,
        newline_at_end=csv.newline_at_end,
        footer_rows=csv.footer_rows,
    )
    path = folder / manifest.data_name
    reads_all = export.id is None or bool(export.prefixes())
    wanted = None if reads_all else export.columns()
    read = open_csv(connection, path, dialect, wanted, export.renamed, "delivery_record", report, work)
    header = read.header
    _require(export, header, path.name)
    declared = {*export.columns(), *(name for prefix in export.prefixes() for name in Record(header).named(prefix))}
    return OpenDelivery(
        relation=read.table,
        in_order=read.unnumbered if read.is_fast else "",
        record=Record(header if wanted is None else tuple(wanted)),
        undeclared=tuple(name for name in header if name not in declared),
        absent=(),
        encoding=csv.encoding,
        n_records=read.n_records,
        n_ignored=read.n_ignored,
        n_rejected=read.n_rejected,
        rejects=read.rejects,
    )


def _require(export: Export, header: tuple[str, ...], file_name: str) -> None:
    missing = [column for column in export.columns() if column not in header]
    missing += [f"{prefix}..." for prefix in export.prefixes() if not Record(header).named(prefix)]
    if missing:
        raise UnreadableError(
            "missing_column",
            f"{file_name}: the file has no column {', '.join(repr(name) for name in missing)}.",
            "If the helpline renamed it, add the new spelling under `renamed`; if it is gone, ask the helpline.",
        )


def _open_json(
    connection: duckdb.DuckDBPyConnection, folder: Path, manifest: Manifest, export: Export, report: Report
) -> OpenDelivery:
    assert export.read.json_kind is not None
    paths = {column: tuple(column.split(".")) for column in export.columns()}
    read = read_json_pack(connection, folder, manifest, export.read.json_kind, paths, "delivery_record", report)
    return OpenDelivery(
        relation=read.table,
        in_order="",
        record=Record(tuple(paths)),
        undeclared=(),
        absent=_find_absent(connection, export, read.table),
        encoding="utf-8",
        n_records=read.n_records,
        n_ignored=0,
        n_rejected=read.n_rejected,
        rejects=read.rejects,
    )


def _find_absent(connection: duckdb.DuckDBPyConnection, export: Export, table: str) -> tuple[str, ...]:
    """A path that moved or was renamed is no error of any one document; that no document has it is worth telling."""
    read = [" or ".join(columns) for construct in export.constructs() if (columns := construct.columns())]
    filled = [
        f"count(coalesce({', '.join(quoted(column) for column in columns)}))"
        for construct in export.constructs()
        if (columns := construct.columns())
    ]
    counts = only_row(connection, f"select count(*), {', '.join(filled)} from {table}")
    return tuple(dict.fromkeys(path for path, n in zip(read, counts[1:], strict=True) if counts[0] and not n))
