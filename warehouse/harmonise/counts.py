"""The current counts of one source, and what each is told apart by.

Belongs here: the relations current_count and other_label, the SQL of count_row, and what becomes of the records of a
delivery of counts. Does not belong here: deciding labels (`harmonise.values`), totals beside their parts
(`harmonise.totals`), which delivery counts (`stage.counts.replace`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from schemas.mapping.count_axes import DECIDED_AXES
from schemas.mapping.count_export import CountExport
from schemas.mapping.registry import Mapping as SourceMapping
from schemas.vocabulary.fields import REASON
from warehouse.stage.compare import ReplacedPeriod
from warehouse.stage.delivery import Staged
from warehouse.store.engine import load_table, sql_text

UNKNOWN = "unknown"


def place_counts(
    connection: duckdb.DuckDBPyConnection,
    mapping: SourceMapping,
    lake: Path,
    used: Sequence[Staged],
    replaced: Iterable[ReplacedPeriod],
) -> None:
    """Make the view current_count over staged files, without periods that newer rows replace; and other_label."""
    files = [str(lake / one.staged) for one in used]
    adding = {export.files for export in mapping.exports if export.arrives.adds_up}
    adds_up = pa.array([one.format in adding for one in used], pa.bool_())
    placed = pa.table({"delivery_id": [one.delivery_id for one in used], "file_path": files, "adds_up": adds_up})
    load_table(connection, "placed_count_delivery", placed)
    columns = {"delivery_id": pa.string(), "period_start": pa.date32(), "period_end": pa.date32()}
    rows = [dict(zip(columns, (one.delivery_id, one.first, one.last), strict=True)) for one in replaced]
    load_table(connection, "replaced_period", pa.Table.from_pylist(rows, schema=pa.schema(columns)))
    connection.execute("set variable count_files = $1", [files])
    connection.execute(sql_text("harmonise/current_count"))
    _place_other_labels(connection, mapping, used)


def _place_other_labels(connection: duckdb.DuckDBPyConnection, mapping: SourceMapping, used: Sequence[Staged]) -> None:
    """Make other_label: what each text of an axis that is none of ours stands for, by delivery."""
    formats = {export.files: export.other for export in mapping.exports if isinstance(export, CountExport)}
    others = {one.delivery_id: formats.get(one.format) for one in used}
    found = connection.execute(
        "select distinct delivery_id, other from current_count where list_contains(told, 'other') order by all"
    ).fetchall()
    rows = []
    for delivery_id, value in found:
        if (other := others[delivery_id]) is not None:
            label = None if value is None else other.label_of(value)
            is_declared = value is None or label is not None
            rows.append((delivery_id, value, other.axis, label or UNKNOWN, is_declared))
    names = ("delivery_id", "value", "axis", "label", "is_declared")
    types = (pa.string(), pa.string(), pa.string(), pa.string(), pa.bool_())
    schema = pa.schema(list(zip(names, types, strict=True)))
    table = pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows], schema=schema)
    load_table(connection, "other_label", table)


def spell_count_rows() -> str:
    """NULL where the format does not tell a field apart; `unknown` where it does and the value says nothing."""
    names = [name for name in DECIDED_AXES if name != REASON]
    spelled = {
        name: f"case when list_contains(counted.told, '{name}') then coalesce({name}_answer.code, 'unknown') end"
        for name in names
    }
    joins = "\n".join(
        f"left join decided_answer as {name}_answer on {name}_answer.field = '{name}' "
        f"and {name}_answer.source_value = counted.{name} "
        f"and counted.period_start between {name}_answer.valid_from and {name}_answer.valid_to"
        for name in names
    )
    return sql_text("harmonise/count_row").format(joins=joins, **spelled)


def count_replaced_records(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """By delivery of counts: the records of which newer rows replace every count."""
    return dict(connection.execute(sql_text("harmonise/replaced_count_records")).fetchall())


def count_contacts(connection: duckdb.DuckDBPyConnection) -> dict[int, int]:
    """By year: the contacts in counts, no axis of theirs and no period within another one added to it."""
    return dict(connection.execute(sql_text("harmonise/contacts_in_counts")).fetchall())


def replaced_in_year(replaced: Iterable[ReplacedPeriod], year: int, deliveries: Collection[str]) -> list[str]:
    """What tells whether other counts of a year are replaced than before."""
    return sorted(
        f"{one.delivery_id}:{one.first}:{one.last}"
        for one in replaced
        if one.first.year == year and one.delivery_id in deliveries
    )
