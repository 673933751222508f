"""The simulated network as relations of one connection, without files: what its helplines record, and what happened.

Belongs here: the demo's truth and habits (`pipelines.demo`) as rows of `contact`, `contact_reason` and `source_value`, as
the pipeline would bring them, and the truth of each contact. Does not belong here: reading exports, expectations.
Helplines that hand on counts only are left out. Everything is invented.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipelines.demo.acts import NONE, SETTINGS, codes, scope_numbers
from pipelines.demo.helplines import Habits, Helpline, ListSpec, all_helplines
from pipelines.demo.months import Month
from pipelines.demo.population import KINDS, Contacts, draw_contacts
from pipelines.demo.recorders.cells import setting_cells
from pipelines.demo.recording import UNDECIDED_LABEL, Ticks, apply_habits, settings_told, tick
from pipelines.demo.sizes import months_of, size_of_each
from schemas.contract.table import load_tables
from schemas.mapping.registry import Registry, load_registry
from warehouse.network.registers import attach_registers
from warehouse.network.still_held import SCHEMA
from warehouse.store.engine import load_table

PREFIX = "demo_"
POPULATIONS = ("child", "young_person", "adult", "unknown")
TRUTH = pa.schema(
    [
        ("contact_number", pa.int64()),
        ("source_id", pa.string()),
        ("contact_year", pa.int32()),
        ("contact_month", pa.int32()),
        ("contact_type_code", pa.string()),
        ("population_code", pa.string()),
        ("reason_code", pa.string()),
        ("setting_code", pa.string()),
    ]
)
"""One act of one contact; reason NULL where there is none."""
RECORDED = pa.schema(
    [
        ("contact_number", pa.int64()),
        ("source_id", pa.string()),
        ("contact_year", pa.int32()),
        ("reason_code", pa.string()),
        ("setting_code", pa.string()),
        ("setting_basis_code", pa.string()),
        ("fit_code", pa.string()),
        ("setting_value", pa.string()),
    ]
)
"""One tick of one contact; reason NULL where no decision knows the label. `setting_value`: what stands in the field."""


@cache
def demo_registry() -> Registry:
    """The mappings of the demo's helplines."""
    return load_registry(Path(__file__).resolve().parent.parent / "mappings")


@cache
def honest_and_able() -> tuple[Helpline, ...]:
    """The demo's helplines without planted habits, each with a system that holds several reasons and the setting of each."""
    return tuple(
        one.model_copy(update={"habits": Habits(), "cap": 0, "list": _telling(one.list)}) for one in all_helplines()
    )


def _telling(its: ListSpec) -> ListSpec:
    """A list that tells nothing, or not of every act, gets the setting beside each reason."""
    if its.setting not in ("none", "list"):
        return its
    return ListSpec(setting="beside", words=its.words or "medium", levels=its.levels)


def simulated_network(
    contacts: int, seed: int, helplines: tuple[Helpline, ...] = all_helplines()
) -> duckdb.DuckDBPyConnection:
    """A connection with what `assess` and `tabulate` read, and `truth`. The helplines are those of the demo."""
    connection = duckdb.connect(config={"threads": 1})
    pieces = list(_simulate(contacts, seed, helplines))
    connection.register("truth", pa.concat_tables([truth for truth, _ in pieces]))
    connection.register("tick", pa.concat_tables([ticks for _, ticks in pieces]))
    attach_registers(connection, demo_registry())
    for name in ("source", "decision", "source_declaration"):
        connection.execute(f"delete from {name} where not starts_with(source_id, '{PREFIX}')")
    for helpline in helplines:
        _declare(connection, helpline)
    connection.execute(RELATIONS)
    for name in ("reported_count", "contact_attribute"):
        load_table(connection, name, load_tables()[name].empty())
    load_table(connection, "held_source", pa.table({"source_id": pa.array([], pa.string())}))
    load_table(connection, "held_year", SCHEMA.empty_table())
    return connection


RELATIONS = """
    create table contact_reason as
    select
        contact_number as contact_id, source_id, contact_year, reason_code, setting_code,
        arg_min(setting_basis_code, list_position(['label', 'recorded', 'list', 'remit', 'nature', 'none'], setting_basis_code))
            as setting_basis_code,
        false as is_setting_conflict, null::boolean as is_main, cast(count(*) as integer) as n_source_values,
        min(fit_code) as fit_code, 'd' as decision_id
    from tick
    where reason_code is not null
    group by contact_number, source_id, contact_year, reason_code, setting_code;
    create table source_value as
    select
        source_id, contact_year, 'reason' as field, coalesce(reason_code, '?') as source_value,
        if(reason_code is null, 'unmapped', 'mapped') as outcome_code,
        count(*) as n_values, count(distinct contact_number) as n_contacts
    from tick
    group by all
    union all
    select source_id, contact_year, 'setting', setting_value, 'mapped', count(*), count(distinct contact_number)
    from tick
    where setting_value is not null
    group by all;
    create table contact as
    with ticked as (
        select contact_number, count(*) as n_recorded, count(distinct reason_code) as n_reasons
        from tick
        group by contact_number
    )
    select
        truth.contact_number as contact_id, source_id, make_date(contact_year, contact_month, 1) as contact_date, contact_year,
        contact_type_code, population_code, null::varchar as channel_code, null::varchar as gender_code,
        null::varchar as age_band_code, null::smallint as age_years, null::varchar as person_code,
        null::varchar as living_situation_code, null::varchar as time_to_contact_code, null::varchar as first_told_code, cast(coalesce(n_reasons, 0) as integer) as n_reasons,
        cast(coalesce(n_recorded, 0) as integer) as n_reasons_recorded, false as is_reason_cap_reached
    from (select distinct on (contact_number) * from truth) as truth
    left join ticked using (contact_number);
"""


def _declare(connection: duckdb.DuckDBPyConnection, helpline: Helpline) -> None:
    """What the mapping does not say of a helpline whose system is not the one that the mapping is of."""
    mapped = next(one for one in all_helplines() if one.source_id == helpline.source_id)
    if helpline.cap != mapped.cap:
        connection.execute(
            "update source set reason_cap = null, can_record_several_reasons = true where source_id = $1",
            [helpline.source_id],
        )
    if helpline.list.setting != mapped.list.setting:
        connection.execute(
            "update source set setting_capability_code = 'per_reason' where source_id = $1", [helpline.source_id]
        )
        connection.execute(
            "insert into decision by name select source_id, 'setting' as field, code.code as source_value, "
            "'mapped' as outcome_code, code.code as code, 'd' as decision_id from source cross join code "
            "where code.list = 'setting' and code.code in ('online', 'offline', 'both') and source_id = $1",
            [helpline.source_id],
        )


def _simulate(size: int, seed: int, helplines: tuple[Helpline, ...]) -> Iterator[tuple[pa.Table, pa.Table]]:
    """As `pipelines.demo.simulate`, month by month: the acts, and what was ticked."""
    sizes = size_of_each(helplines, size)
    first = 0
    for helpline in (one for one in helplines if not one.is_counts_only):
        for month, n in months_of(helpline, sizes[helpline.source_id]).items():
            if n:
                rng = np.random.default_rng([seed, zlib.crc32(helpline.source_id.encode()), month.year, month.month])
                contacts = draw_contacts(helpline, month, n, first + 1, rng)
                recorded = apply_habits(contacts, tick(contacts), rng)
                yield _truth_of(contacts, first), _ticks_of(helpline, month, recorded, first)
                first += n


def _truth_of(contacts: Contacts, first: int) -> pa.Table:
    helpline = contacts.helpline
    row, position = np.nonzero(contacts.reason != NONE)
    without = np.flatnonzero((contacts.reason == NONE).all(axis=1))
    reason = np.concatenate([contacts.reason[row, position], np.full(len(without), NONE)])
    setting = np.concatenate([contacts.setting[row, position], np.full(len(without), NONE)])
    row = np.concatenate([row, without])
    grown = 1 if helpline.serves_young_people else 2
    people = np.where(contacts.age < 0, 3, np.where(contacts.age < 18, 0, grown))
    return pa.Table.from_arrays(
        [
            pa.array(first + row),
            pa.array([helpline.source_id] * len(row), pa.string()),
            pa.array(np.full(len(row), contacts.month.year, dtype=np.int32)),
            pa.array(np.full(len(row), contacts.month.month, dtype=np.int32)),
            _words(KINDS, contacts.kind[row]),
            _words(POPULATIONS, people[row]),
            _words(codes(), reason),
            _words(SETTINGS, setting),
        ],
        schema=TRUTH,
    )


def _ticks_of(helpline: Helpline, month: Month, ticks: Ticks, first: int) -> pa.Table:
    row, position = np.nonzero((ticks.label >= 0) | (ticks.label == UNDECIDED_LABEL))
    label = ticks.label[row, position]
    code = np.where(label >= 0, ticks.codebook.code[label], NONE)
    told = settings_told(helpline, ticks)[row, position]
    rows = [_judge(helpline, ticks, int(one), int(setting)) for one, setting in zip(label, told, strict=True)]
    return pa.Table.from_arrays(
        [
            pa.array(first + row),
            pa.array([helpline.source_id] * len(row), pa.string()),
            pa.array(np.full(len(row), month.year, dtype=np.int32)),
            _words(codes(), code),
            _words(SETTINGS, told),
            pa.array([basis for basis, _ in rows], pa.string()),
            pa.array([fit for _, fit in rows], pa.string()),
            setting_cells(helpline, helpline.file_in(month), _setting_in_field(helpline, told)),
        ],
        schema=RECORDED,
    )


def _setting_in_field(helpline: Helpline, told: NDArray[np.int8]) -> NDArray[np.int8]:
    """What a field says of the setting of a tick; nothing where there is no such field."""
    has_field = helpline.list.setting in ("beside", "field")
    return told if has_field else np.full(len(told), NONE, dtype=np.int8)


def _judge(helpline: Helpline, ticks: Ticks, label: int, told: int) -> tuple[str | None, str | None]:
    """On what the setting of a tick rests, and the fit that the mapping's decision gives the label."""
    if label < 0:
        return None, None
    known, scope = ticks.codebook.labels[label], scope_numbers()[ticks.codebook.code[label]]
    fit = _fits().get((helpline.source_id, known.code, known.setting), "equal")
    if scope == 1:
        return "nature", fit
    if scope == 2 or SETTINGS[told] == "unknown":
        return "none", fit
    if known.setting:
        return known.basis, fit
    return "remit" if helpline.list.setting == "remit" else "recorded", fit


@cache
def _fits() -> dict[tuple[str, str, str], str]:
    return {
        (source_id, row.code, row.setting): row.fit
        for source_id, mapping in demo_registry().sources.items()
        for row in mapping.decisions
        if row.field == "reason" and row.fit
    }


def _words(words: tuple[str, ...], number: NDArray[np.generic]) -> pa.Array:
    """The words by number; NULL for -1."""
    return pa.array([words[one] if one >= 0 else None for one in number.tolist()], pa.string())
