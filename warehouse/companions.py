"""Companion files: what stands beside the records of the main file, joined to them by a key.

Belongs here: opening companions, bringing their values together a key, fates of records that belong to nothing. Does
not belong here: which landed file is the companion (`companion_files`), or what a construct means.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from schemas.constructs import Many, One, Record
from schemas.constructs.base import NO_ITEMS, item, literal, quoted
from schemas.constructs.beside import Beside
from schemas.export import Companion, Export
from schemas.finding import Finding
from warehouse.engine import only_row
from warehouse.open_table import OpenTable, open_table
from warehouse.rejects import REJECT_SCHEMA
from warehouse.run import Report

JOINED = "delivery_joined"


@dataclass(frozen=True)
class Joined:
    """The main file's records with what stands beside them, and the fates of the companions' own records."""

    relation: str
    beside: dict[str, str] = field(default_factory=dict)
    children: str = "0"
    n_records: int = 0
    n_ignored: int = 0
    rejects: pa.Table = field(default_factory=REJECT_SCHEMA.empty_table)
    remarks: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class _Opened:
    """One companion, open: its table of values a key is `keyed`."""

    name: str
    companion: Companion
    table: OpenTable
    record: Record
    answers: tuple[tuple[str, Beside], ...]
    keyed: str


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
    rejects = [
        main_rejects for one in opened for main_rejects in (one.table.rejects, _orphans(connection, one, main, own))
    ]
    lists = [one for one in opened if one.companion.holds == "one"]
    remarks = [_missing(connection, one, main, own) for one in lists] + [_repeated(connection, one) for one in lists]
    _create_view(connection, opened, main, own)
    counted = [one for one in opened if one.companion.holds == "many"]
    remarks += [odd for one in opened for odd in oddities(one.table)]
    return Joined(
        relation=JOINED,
        beside={key: value for one in opened for key, value in _spell_answers(one, own).items()},
        children=" + ".join(f"coalesce({quoted(_children(one))}, 0)" for one in counted) or "0",
        n_records=sum(one.table.n_records for one in counted),
        n_ignored=sum(one.table.n_ignored for one in counted),
        rejects=pa.concat_tables(rejects),
        remarks=tuple(remark for remark in remarks if remark),
    )


def _open(
    connection: duckdb.DuckDBPyConnection,
    export: Export,
    number: int,
    name: str,
    path: Path,
    work: Path,
    report: Report,
) -> _Opened:
    companion = export.companions[name]
    asked: dict[str, Beside] = {}
    for construct in export.constructs():
        for inner in _besides(construct):
            if inner.beside == name:
                asked.setdefault(inner.own_name, inner)
    prefixes = [prefix for inner in asked.values() for prefix in inner.there.prefixes()]
    columns = tuple(dict.fromkeys([*companion.key, *(c for inner in asked.values() for c in inner.there.columns())]))
    wanted = None if prefixes else columns
    table = open_table(connection, path, companion.read, wanted, companion.renamed, f"companion_{number}", report, work)
    record = Record(table.header, frozenset(companion.read.json_cells))
    answers = tuple((f"beside_{number}_{place}", inner) for place, inner in enumerate(asked.values()))
    opened = _Opened(name, companion, table, record, answers, f"companion_keyed_{number}")
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


def _bring_together(connection: duckdb.DuckDBPyConnection, opened: _Opened) -> None:
    """One row a key: how many records it has, and each asked answer over them in record order."""
    keys = [f"{opened.record.text(column)} as key_{place}" for place, column in enumerate(opened.companion.key)]
    spelled, gathered = [], []
    for name, inner in opened.answers:
        there = inner.there
        if isinstance(there, Many):
            spelled.append(f"{there.many(opened.record)} as many_{name}")
            gathered.append(f"flatten(list(many_{name} order by row_number)) as many_{name}")
        if isinstance(there, One):
            spelled.append(f"{there.one(opened.record)} as one_{name}")
            gathered.append(f"arg_min(one_{name}, row_number) as one_{name}")
    names = ", ".join(f"key_{place}" for place in range(len(keys)))
    filled = " and ".join(f"key_{place} is not null" for place in range(len(keys)))
    connection.execute(
        f"create or replace temp table {opened.keyed} as select {names}, count(*) as n_records, {', '.join(gathered)} "
        f"from (select row_number, {', '.join([*keys, *spelled])} from {opened.table.relation}) "
        f"where {filled} group by {names}"
    )


def _spell_match(opened: _Opened, own: Record, left: str) -> str:
    """SQL: the keyed row belongs to this record of the main file."""
    pairs = zip(opened.companion.here, range(len(opened.companion.key)), strict=True)
    return " and ".join(f"{own.text(column)} = {left}.key_{place}" for column, place in pairs)


def _orphans(connection: duckdb.DuckDBPyConnection, opened: _Opened, main: OpenTable, own: Record) -> pa.Table:
    """Records of contacts whose contact is not in the main file: a reject each."""
    if opened.companion.holds == "one":
        return REJECT_SCHEMA.empty_table()
    keys = ", ".join(f"{opened.record.text(c)} as key_{place}" for place, c in enumerate(opened.companion.key))
    column = f"{opened.name}: {', '.join(opened.companion.key)}"
    query = f"""
        select
            {literal(opened.name)} as file_name,
            row_number,
            'no_parent' as reject_code,
            {literal(column)} as column_name,
            cast(0 as bigint) as byte_start,
            cast(0 as bigint) as byte_end
        from (select row_number, {keys} from {opened.table.relation}) as child
        where not exists (select 1 from {main.relation} where {_spell_match(opened, own, "child")})
        order by row_number"""
    return connection.sql(query).to_arrow_table().cast(REJECT_SCHEMA)


def _missing(connection: duckdb.DuckDBPyConnection, opened: _Opened, main: OpenTable, own: Record) -> Finding | None:
    """References to a code that the companion's list does not have: the code itself stays as the value."""
    filled = " and ".join(f"{own.text(column)} is not null" for column in opened.companion.here)
    known = f"exists (select 1 from {opened.keyed} as listed where {_spell_match(opened, own, 'listed')})"
    query = f"select count(*) filter (where not {known}), count(*) from {main.relation} where {filled}"
    n_missing, n_filled = only_row(connection, query)
    if not n_missing:
        return None
    return Finding(
        "",
        "missing_reference",
        "warn",
        f"{n_missing} of {n_filled} records name something that the companion {opened.name} does not hold "
        f"(column {', '.join(opened.companion.here)}). The reference itself stays as the value.",
        numerator=n_missing,
        denominator=n_filled,
        value=n_missing / n_filled,
        question="Is the companion older than the file? Can the helpline send the whole list?",
    )


def oddities(table: OpenTable) -> tuple[Finding, ...]:
    """What a reader of the file may not see (hidden sheets, formulas without a result), each a finding."""
    question = "Is what is hidden part of the export?"
    return tuple(Finding("", "odd_workbook", "warn", sentence, question=question) for sentence in table.remarks)


def _repeated(connection: duckdb.DuckDBPyConnection, opened: _Opened) -> Finding | None:
    """Codes that the list explains more than once."""
    query = f"select count(*) filter (where n_records > 1), count(*) from {opened.keyed}"
    n_repeated, n_codes = only_row(connection, query)
    if not n_repeated:
        return None
    return Finding(
        "",
        "repeated_reference",
        "warn",
        f"{n_repeated} of {n_codes} codes stand more than once in the companion {opened.name}; the first counts.",
        numerator=n_repeated,
        denominator=n_codes,
        value=n_repeated / n_codes,
        question="Is it a list of codes, or are these records of contacts?",
    )


def _create_view(connection: duckdb.DuckDBPyConnection, opened: list[_Opened], main: OpenTable, own: Record) -> None:
    columns, joins = ["main.*"], []
    for place, one in enumerate(opened):
        alias = f"keyed_{place}"
        keys = ", ".join(own.text(column) for column in one.companion.here)
        # Several records of the main file with one key: the companion's records are counted with the first.
        is_first = f"row_number() over (partition by {keys} order by main.row_number) = 1"
        columns.append(f"case when {is_first} then {alias}.n_records end as {quoted(_children(one))}")
        columns.append(f"{alias}.key_0 is not null as {quoted(f'{one.keyed}_found')}")
        for name, inner in one.answers:
            modes = [mode for mode, kind in (("many", Many), ("one", One)) if isinstance(inner.there, kind)]
            columns += [f"{alias}.{mode}_{name} as {mode}_{name}" for mode in modes]
        joins.append(f"left join {one.keyed} as {alias} on {_spell_match(one, own, alias)}")
    connection.execute(
        f"create or replace temp table {JOINED} as select {', '.join(columns)} from {main.relation} as main "
        f"{' '.join(joins)} order by main.row_number"
    )


def _children(opened: _Opened) -> str:
    return f"{opened.keyed}_records"


def _spell_answers(opened: _Opened, own: Record) -> dict[str, str]:
    """SQL for what each `beside` gives on a record of the main file, by the name that the construct asks for."""
    spelled: dict[str, str] = {}
    is_list = opened.companion.holds == "one"
    raw = f"concat_ws(' ', {', '.join(own.text(column) for column in opened.companion.here)})"
    reference = f"nullif({raw}, '')" if is_list else "cast(null as varchar)"
    found = quoted(f"{opened.keyed}_found")
    for name, inner in opened.answers:
        if isinstance(inner.there, One):
            spelled[f"one {inner.own_name}"] = f"case when {found} then one_{name} else {reference} end"
        if isinstance(inner.there, Many):
            otherwise = f"case when {reference} is null then {NO_ITEMS} else [{item(reference)}] end"
            spelled[f"many {inner.own_name}"] = (
                f"case when {found} then coalesce(many_{name}, {NO_ITEMS}) else {otherwise} end"
            )
    return spelled
