"""Companion files: what stands beside the records of the main file, joined to them by a key.

Belongs here: opening companions, bringing their values together a key, fates of records that belong to nothing. Does
not belong here: which landed file is the companion (`stage.companions.match`), or what a construct means.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from schemas.constructs import Many, One, Record
from schemas.constructs.base import NO_ITEMS, cell_of, item, literal
from schemas.constructs.beside import Beside
from schemas.finding import Finding
from schemas.mapping.export import Export
from warehouse.read.rejects import REJECT_SCHEMA
from warehouse.read.table import OpenTable, open_table, require_columns
from warehouse.stage.companions.opened import Opened, named_rejects, remark_list, spell_match
from warehouse.store.run import Report

JOINED = "delivery_joined"


@dataclass(frozen=True)
class Joined:
    """The main file's records with what stands beside them, and the fates of the companions' own records."""

    relation: str
    beside: dict[str, str] = field(default_factory=dict)
    children: tuple[tuple[str, str], ...] = ()
    n_records: int = 0
    n_ignored: int = 0
    rejects: pa.Table = field(default_factory=REJECT_SCHEMA.empty_table)
    remarks: tuple[Finding, ...] = ()


def join_companions(
    connection: duckdb.DuckDBPyConnection,
    export: Export,
    main: OpenTable,
    paths: Mapping[str, Path],
    work: Path,
    report: Report,
) -> Joined:
    """Open every companion (`paths`: name -> file) and join it. Raises UnreadableError: the delivery is held."""
    if not export.companions:
        return Joined(main.relation)
    own = Record(main.header, frozenset(export.read.json_cells))
    opened = [
        _open(connection, export, number, name, paths[name], work, report)
        for number, name in enumerate(sorted(export.companions))
    ]
    counted = [one for one in opened if one.companion.holds == "many"]
    lists = [one for one in opened if one.companion.holds == "one"]
    rejects = [named_rejects(one) for one in counted] + [_orphans(connection, one, main, own) for one in counted]
    _create_view(connection, opened, main, own, has_versions=export.arrives.kind == "updates")
    return Joined(
        relation=JOINED,
        beside={key: value for one in opened for key, value in _spell_answers(one, own).items()},
        children=tuple((one.named("key of"), one.named("records of")) for one in counted),
        n_records=sum(one.table.n_records for one in counted),
        n_ignored=sum(one.table.n_ignored for one in counted),
        rejects=pa.concat_tables([REJECT_SCHEMA.empty_table(), *rejects]),
        remarks=(
            *(odd for one in opened for odd in one.table.remarks),
            *(remark for one in lists for remark in remark_list(connection, one, main, own)),
        ),
    )


def _open(
    connection: duckdb.DuckDBPyConnection,
    export: Export,
    number: int,
    name: str,
    path: Path,
    work: Path,
    report: Report,
) -> Opened:
    companion = export.companions[name]
    asked: dict[str, Beside] = {}
    for construct in export.constructs():
        for inner in _besides(construct):
            if inner.beside == name:
                asked.setdefault(inner.own_name, inner)
    cells = companion.read.json_cells
    prefixes = [prefix for inner in asked.values() for prefix in inner.there.prefixes()]
    named = [*companion.key, *(column for inner in asked.values() for column in inner.there.columns())]
    columns = tuple(dict.fromkeys(cell_of(column, cells) for column in named))
    wanted = None if prefixes else columns
    table = open_table(connection, path, companion.read, wanted, companion.renamed, f"companion_{number}", report, work)
    require_columns(columns, prefixes, table, path.name)
    answers = tuple((str(place), inner) for place, inner in enumerate(asked.values()))
    opened = Opened(number, name, path.name, companion, table, Record(table.header, frozenset(cells)), answers)
    _bring_together(connection, opened)
    return opened


def _besides(construct: object) -> list[Beside]:
    """Every `beside` within a construct, itself included."""
    if isinstance(construct, Beside):
        return [construct]
    found: list[Beside] = []
    for name in getattr(type(construct), "model_fields", {}):
        value = getattr(construct, name)
        for inner in _parts_of(value):
            if hasattr(type(inner), "model_fields"):
                found += _besides(inner)
    return found


def _parts_of(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return tuple(value.values())
    return value if isinstance(value, tuple) else (value,)


def _bring_together(connection: duckdb.DuckDBPyConnection, opened: Opened) -> None:
    """One row a key: how many records it has, and each asked answer: of a list, its first record's; else all of them,
    in record order.
    """
    keys = [f"{opened.record.text(column)} as {opened.key(place)}" for place, column in enumerate(opened.companion.key)]
    spelled, gathered = [], []
    for name, inner in opened.answers:
        there = inner.there
        if isinstance(there, Many):
            spelled.append(f"{there.many(opened.record)} as {opened.named('many ' + name)}")
            gathered.append((opened.named("many " + name), "flatten(list({0} order by "))
        if isinstance(there, One):
            spelled.append(f"{there.one(opened.record)} as {opened.named('one ' + name)}")
            gathered.append((opened.named("one " + name), "first({0} order by {0} is null, "))
    if opened.companion.holds == "one":
        gathered = [(name, "first({0} order by ") for name, _ in gathered]
    number = "row_number"
    answers = [f"{how.format(name)}{number}){')' if 'flatten' in how else ''} as {name}" for name, how in gathered]
    names = ", ".join(opened.key(place) for place in range(len(keys)))
    filled = " and ".join(f"{opened.key(place)} is not null" for place in range(len(keys)))
    connection.execute(
        f"create or replace temp table {opened.keyed} as "
        f"select {names}, count(*) as {opened.named('records of')}, {', '.join(answers)} "
        f"from (select row_number, {', '.join([*keys, *spelled])} from {opened.table.relation}) "
        f"where {filled} group by {names}"
    )


def _orphans(connection: duckdb.DuckDBPyConnection, opened: Opened, main: OpenTable, own: Record) -> pa.Table:
    """Records of contacts whose contact is not in the main file: a reject each."""
    keys = ", ".join(
        f"{opened.record.text(column)} as {opened.key(place)}" for place, column in enumerate(opened.companion.key)
    )
    column = f"{opened.name}: {', '.join(opened.companion.key)}"
    query = f"""
        select
            {literal(opened.file_name)} as file_name,
            row_number,
            'no_parent' as reject_code,
            {literal(column)} as column_name
        from (select row_number, {keys} from {opened.table.relation}) as child
        where not exists (select 1 from {main.relation} where {spell_match(opened, own, "child")})
        order by row_number"""
    return connection.sql(query).to_arrow_table().cast(REJECT_SCHEMA)


def _create_view(
    connection: duckdb.DuckDBPyConnection, opened: list[Opened], main: OpenTable, own: Record, has_versions: bool
) -> None:
    """Where a contact stands several times in the main file as versions of itself, each has its companions' values, and
    one of them will count. Where these are contacts of their own, the first has them: told twice, they would double.
    """
    columns, places, joins = ["main.*"], [], []
    for one in opened:
        keys = ", ".join(own.text(column) for column in one.companion.here)
        places.append(
            f"row_number() over (partition by {keys} order by row_number) as {one.named('place of')}, "
            f"concat_ws(chr(31), {keys}) as {one.named('key of')}"
        )
        match = spell_match(one, own, one.keyed)
        if one.companion.holds == "many" and not has_versions:
            match += f" and {one.named('place of')} = 1"
        joins.append(f"left join {one.keyed} on {match}")
        columns.append(f"{one.keyed}.{one.named('records of')}")
        for name, inner in one.answers:
            modes = [mode for mode, kind in (("many", Many), ("one", One)) if isinstance(inner.there, kind)]
            columns += [f"{one.keyed}.{one.named(f'{mode} {name}')}" for mode in modes]
    connection.execute(
        f"create or replace temp table {JOINED} as select {', '.join(columns)} "
        f"from (select *, {', '.join(places)} from {main.relation}) as main {' '.join(joins)} order by main.row_number"
    )


def _spell_answers(opened: Opened, own: Record) -> dict[str, str]:
    """SQL for what each `beside` gives on a record of the main file, by the name that the construct asks for.

    A code that a list does not hold, or holds without a label, stays as the value itself.
    """
    spelled: dict[str, str] = {}
    raw = f"nullif(concat_ws(' ', {', '.join(own.text(column) for column in opened.companion.here)}), '')"
    is_list = opened.companion.holds == "one"
    for name, inner in opened.answers:
        if isinstance(inner.there, One):
            one = opened.named("one " + name)
            spelled[f"one {inner.own_name}"] = f"coalesce({one}, {raw})" if is_list else one
        if isinstance(inner.there, Many):
            many = f"coalesce({opened.named('many ' + name)}, {NO_ITEMS})"
            itself = f"case when {raw} is null then {NO_ITEMS} else [{item(raw)}] end"
            with_code = f"case when len({many}) > 0 then {many} else {itself} end"
            spelled[f"many {inner.own_name}"] = with_code if is_list else many
    return spelled
