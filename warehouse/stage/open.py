"""Opening a landed delivery as a table of text, whatever its container.

Belongs here: saying which columns are asked of the reader, and joining what stands in companions. Does not belong here:
reading itself (`read.table`), companions themselves (`companions`), or what the cells mean (`stage.delivery`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from schemas.constructs import Record
from schemas.constructs.base import quoted
from schemas.constructs.each import Each
from schemas.finding import Finding
from schemas.mapping.export import Export
from schemas.text.fold import fold
from schemas.text.paths import split_path
from warehouse.land.delivery import Manifest
from warehouse.read.csv.header import with_places
from warehouse.read.csv.read import settle
from warehouse.read.json.beside import KeyKind
from warehouse.read.json.moved import Moved
from warehouse.read.parts import Part
from warehouse.read.table import OpenTable, open_documents, open_unread_table, require_columns
from warehouse.stage.companions.join import join_companions
from warehouse.stage.companions.opened import Opened
from warehouse.store.engine import only_row
from warehouse.store.run import Report

RECORDS = "delivery_record"


@dataclass(frozen=True)
class OpenDelivery:
    """A delivery as relation `relation` of the connection: row_number and one text column a name of `record`.

    `in_order` is the same in record order without row_number, where every record is there, so that its place is its
    number; empty where records are missing. It is read by several threads, numbering by one only. `header`: all columns
    of the file, in its order; empty for documents. Counts are of physical records, those of companions included.
    """

    relation: str
    in_order: str
    record: Record
    header: tuple[str, ...]
    undeclared: tuple[str, ...]
    """Columns of the file, or keys beside those that are read, which the mapping neither reads nor names under
    `ignored_columns`."""
    absent: tuple[str, ...]
    """Constructs of a JSON export for which no document held anything, by the paths that they read."""
    encoding: str
    n_records: int
    n_ignored: int
    n_rejected: int
    rejects: pa.Table
    beside: Mapping[str, KeyKind] = field(default_factory=dict)
    """As `OpenTable.beside`."""
    untold: Mapping[str, KeyKind] = field(default_factory=dict)
    """As `OpenTable.untold`."""
    remarks: tuple[Finding, ...] = ()
    """Findings without a source and delivery, which the caller knows."""
    companions: tuple[Opened, ...] = ()
    """What stands beside it, as columns of `relation`."""
    others: str = ""
    """As `CsvRead.others`."""
    nameless: str = ""
    """As `CsvRead.nameless`."""
    parts: tuple[Part, ...] = ()
    """As `OpenTable.parts`."""
    reread: Callable[[], OpenDelivery] | None = None
    """As `CsvRead.reread`."""


def open_delivery(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    manifest: Manifest,
    export: Export,
    companions: Mapping[str, Path],
    work: Path,
    report: Report,
) -> OpenDelivery:
    """Open the data of a delivery folder as its export declares; `companions`: the file of each, by name.

    Raises UnreadableError: the delivery is held.
    """
    if not export.read.is_table:
        return _open_documents(connection, folder, manifest, export, work, report)
    path = folder / manifest.data_name
    reads_all = export.id is None or bool(export.prefixes())
    wanted = None if reads_all else export.columns()
    renamed = with_places(export.renamed, export.columns())
    table = open_unread_table(connection, path, export.read, wanted, renamed, RECORDS, report, work)
    require_columns(export.columns(), export.prefixes(), table, path.name)
    # What is joined to companions is read more than once.
    table = settle(connection, table, table.every_row) if export.companions else table
    return _describe(connection, table, export, wanted, companions, work, report)


def _describe(
    connection: duckdb.DuckDBPyConnection,
    table: OpenTable,
    export: Export,
    wanted: Sequence[str] | None,
    companions: Mapping[str, Path],
    work: Path,
    report: Report,
) -> OpenDelivery:
    joined = join_companions(connection, export, table, companions, work, report)
    prefixed = (name for prefix in export.prefixes() for name in Record(table.header).named(prefix))
    declared = {*export.columns(), *prefixed}
    record = Record(
        header=table.header if wanted is None else tuple(wanted),
        json_cells=frozenset(export.read.json_cells),
        beside=joined.beside,
        children=joined.children,
        differs=joined.differs,
    )
    rejects = pa.concat_tables([table.rejects, joined.rejects])
    return OpenDelivery(
        relation=joined.relation,
        in_order="" if export.companions or export.continues else table.in_order,
        record=record,
        header=table.header,
        undeclared=tuple(name for name in table.header if name not in declared and not export.ignores(name)),
        absent=_find_absent_within(connection, export, record, joined.relation),
        encoding=table.encoding,
        n_records=table.n_records + joined.n_records,
        n_ignored=table.n_ignored + joined.n_ignored,
        n_rejected=rejects.num_rows,
        rejects=rejects,
        remarks=(*table.remarks, *joined.remarks),
        companions=joined.opened,
        others=table.others,
        nameless=table.nameless,
        parts=table.parts,
        reread=None
        if (careful := table.reread) is None
        else lambda: _describe(connection, careful(), export, wanted, companions, work, report),
    )


def _open_documents(
    connection: duckdb.DuckDBPyConnection, folder: Path, manifest: Manifest, export: Export, work: Path, report: Report
) -> OpenDelivery:
    paths = {column: split_path(column) for column in export.columns()}
    read = open_documents(connection, folder, manifest, export.read, paths, RECORDS, report, work)
    record = Record(tuple(paths))
    absent = _find_absent(connection, export, read.relation)
    return OpenDelivery(
        relation=read.relation,
        in_order="",
        record=record,
        header=(),
        undeclared=tuple(name for name in read.beside if not export.ignores(name)),
        beside=read.beside,
        untold={name: kind for name, kind in read.untold.items() if not export.ignores(name)},
        absent=(*absent, *_find_absent_within(connection, export, record, read.relation)),
        encoding="utf-8",
        n_records=read.n_records,
        n_ignored=read.n_ignored,
        n_rejected=read.n_rejected,
        # The members of a pack are named after contacts: which one it was, its number says.
        rejects=read.rejects.set_column(0, "file_name", pa.nulls(read.n_rejected, pa.string())),
        remarks=_remark_moved(export, read.moved, manifest.data_name),
    )


def _remark_moved(export: Export, moved: Sequence[Moved], file_name: str) -> tuple[Finding, ...]:
    """What of a renamed key has to be said: that of a reason or a setting, and any that is only in another place. Where
    several places are read for one thing, they may all be there.
    """
    matters = (export.reasons, *([export.setting] if export.setting else []))
    single = {columns[0] for one in export.constructs() if len(columns := one.columns()) == 1}
    heavy = {column for one in matters for column in one.columns()}
    return tuple(
        Finding.of(
            "missing_column",
            "warn",
            form="moved",
            facts={"path": one.path, "key": one.key},
            file_name=file_name,
            numerator=one.n_without,
            denominator=one.n_looked_at,
        )
        for one in moved
        if one.path in single and not export.ignores(one.key)
        if one.path in heavy or _last_of(one.path) == _last_of(one.key)
    )


def _last_of(path: str) -> str:
    return fold(re.split(r"[./]", path)[-1])


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


def _find_absent_within(
    connection: duckdb.DuckDBPyConnection, export: Export, record: Record, table: str
) -> tuple[str, ...]:
    """The same within lists of objects: keys that no object has, though there are objects."""
    absent: list[str] = []
    for construct in export.constructs():
        if not isinstance(construct, Each):
            continue
        cell, items = record.text(construct.columns()[0]), construct.many(record)
        query = (
            f"select count(*) filter (where {cell} not in ('[]', '{{}}')), "
            f"count(*) filter (where len({items}) > 0), "
            f"count(*) filter (where len(list_filter({items}, lambda v: v.setting is not null)) > 0) from {table}"
        )
        n_filled, n_taken, n_placed = only_row(connection, query)
        if n_filled and not n_taken:
            absent.append(f"{construct.each}[].{construct.take}")
        elif n_filled and construct.place and not n_placed:
            absent.append(f"{construct.each}[].{construct.place}")
    return tuple(absent)
