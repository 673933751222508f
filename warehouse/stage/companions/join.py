"""Companion files: what stands beside the records of the main file, joined to them by a key.

Belongs here: opening companions, joining what `gather` brought together, fates of records that belong to nothing. Does
not belong here: which landed file is the companion (`stage.companions.match`), or what a construct means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from schemas.constructs import Many, One, Record
from schemas.constructs.base import NO_ITEMS, cell_of, item, literal
from schemas.constructs.beside import Beside
from schemas.constructs.joined import Joined as JoinedCells
from schemas.finding import Finding
from schemas.mapping.export import Companion, Export
from warehouse.read.rejects import REJECT_SCHEMA
from warehouse.read.table import OpenTable, open_table, require_columns
from warehouse.stage.companions.gather import asked_of, bring_together
from warehouse.stage.companions.opened import Opened, named_rejects, remark_list, spell_match
from warehouse.store.run import Report

JOINED = "delivery_joined"


@dataclass(frozen=True)
class Joined:
    """The main file's records with what stands beside them, and the fates of the companions' own records."""

    relation: str
    beside: dict[str, str] = field(default_factory=dict)
    children: tuple[tuple[str, str], ...] = ()
    differs: str = "false"
    opened: tuple[Opened, ...] = ()
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
    _create_view(connection, export, opened, main, own)
    return Joined(
        relation=JOINED,
        beside={key: value for one in opened for key, value in _spell_answers(one, own).items()},
        children=tuple((one.named("key of"), one.named("records of")) for one in counted),
        differs=" or ".join(
            f"coalesce({one.named('differs')} and {one.named('has records')}, false)" for one in opened
        ),
        opened=tuple(opened),
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
    once: set[str] = set()
    gives_several = False
    for inner, is_once in asked_of(export, name):
        asked.setdefault(inner.own_name, inner)
        once |= {inner.own_name} if is_once else set()
        gives_several = gives_several or not is_once
    cells = companion.read.json_cells
    prefixes = [prefix for inner in asked.values() for prefix in inner.there.prefixes()]
    named = [*companion.key, *(column for inner in asked.values() for column in inner.there.columns())]
    columns = tuple(dict.fromkeys(cell_of(column, cells) for column in named))
    wanted = None if prefixes else columns
    table = open_table(connection, path, companion.read, wanted, companion.renamed, f"companion_{number}", report, work)
    require_columns(columns, prefixes, table, path.name)
    answers = tuple((str(place), inner) for place, inner in enumerate(asked.values()))
    opened = Opened(
        number,
        name,
        path.name,
        companion,
        table,
        Record(table.header, frozenset(cells)),
        answers,
        frozenset(place for place, inner in answers if inner.own_name in once),
        gives_several,
        _is_shared(export, companion),
    )
    bring_together(connection, opened)
    return opened


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
    connection: duckdb.DuckDBPyConnection, export: Export, opened: list[Opened], main: OpenTable, own: Record
) -> None:
    """Every record has what its key says. Where only the first contact of a key has its records, that is chosen once
    fates are known (`first`).
    """
    columns, places, joins = ["main.*"], [], []
    for one in opened:
        keys = ", ".join(own.text(column) for column in one.companion.here)
        places.append(
            f"true as {one.named('has records')}, {_spell_contact(export, own)} as {one.named('contact of')}, "
            f"concat_ws(chr(31), {keys}) as {one.named('key of')}"
        )
        joins.append(f"left join {one.keyed} on {spell_match(one, own, one.keyed)}")
        columns += [f"{one.keyed}.{one.named(what)}" for what in ("records of", "differs", "unseen of")]
        for name, inner in one.answers:
            modes = [mode for mode, kind in (("many", Many), ("one", One)) if isinstance(inner.there, kind)]
            columns += [f"{one.keyed}.{one.named(f'{mode} {name}')}" for mode in modes]
    connection.execute(
        f"create or replace temp table {JOINED} as select {', '.join(columns)} "
        f"from (select *, {', '.join(places)} from {main.relation}) as main {' '.join(joins)} order by main.row_number"
    )


def _is_shared(export: Export, companion: Companion) -> bool:
    """Whether every contact of a key has its records. Records of a case or an event belong to each of its contacts:
    with the first alone, the others would look like contacts without a reason, and which is first is chance. Where the
    key is the contact's own id, its records are those of one contact, and would double on two.
    """
    if companion.holds == "one" or companion.shared is not None:
        return companion.holds == "one" or bool(companion.shared)
    # Where contacts come again, one of the records under an id will count.
    return not companion.is_found_by(export.id) or export.arrives.kind == "updates"


def _spell_contact(export: Export, own: Record) -> str:
    """SQL for what tells contacts apart before they are staged: versions of one contact are one contact."""
    if export.id is None or export.arrives.kind != "updates":
        return "row_number"
    return export.id.identity(own) if isinstance(export.id, JoinedCells) else export.id.one(own)


def _spell_answers(opened: Opened, own: Record) -> dict[str, str]:
    """SQL for what each `beside` gives on a record of the main file, by the name that the construct asks for.

    A key that a list does not hold gives nothing: it is an id, or may be one. By declaration it is the value itself.
    """
    spelled: dict[str, str] = {}
    key = ", ".join(own.text(column) for column in opened.companion.here)
    raw = f"case when {opened.named('records of')} is null then nullif(concat_ws(' ', {key}), '') end"
    given = opened.named("has records")
    is_value = opened.companion.where_absent == "value"
    for name, inner in opened.answers:
        if isinstance(inner.there, One):
            one = opened.named("one " + name)
            answer = f"coalesce({one}, {raw})" if is_value else one
            spelled[f"one {inner.own_name}"] = answer if opened.is_shared else f"case when {given} then {answer} end"
        if isinstance(inner.there, Many):
            many = f"coalesce({opened.named('many ' + name)}, {NO_ITEMS})"
            itself = f"case when {raw} is null then {NO_ITEMS} else [{item(raw)}] end"
            with_code = f"case when len({many}) > 0 then {many} else {itself} end"
            answer = with_code if is_value else many
            spelled[f"many {inner.own_name}"] = (
                answer if opened.is_shared else f"case when {given} then {answer} else {NO_ITEMS} end"
            )
    return spelled
