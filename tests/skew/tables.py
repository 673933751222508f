"""Simulated records as the contracts' tables: what `warehouse.assess.entry` takes.

Belongs here: turning numbers into codes, and what each source's list and declarations say. Does not belong here: chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from schemas.contract.table import load_tables
from tests.skew.families import Records
from tests.skew.network import NetworkPlan, SourcePlan
from tests.skew.reasons import BOTH, COARSE, CODES, IS_EITHER, IS_NATURE, OFFLINE, ONLINE, SETTINGS, UNKNOWN, Ints

BASES = ("recorded", "label", "list", "nature", "remit", "none")
RECORDED, LABEL, LIST, NATURE, REMIT, NONE = range(len(BASES))
Key = tuple[str, int]
"""Source and year."""


def tables_of(plan: NetworkPlan, records: Mapping[Key, Records]) -> dict[str, pa.Table]:
    """The tables of a network whose sources and years have these records."""
    contacts, reasons, before = [], [], 0
    by_id = {source.source_id: source for source in plan.sources}
    for (source_id, year), of_year in records.items():
        contacts.append(_contacts(source_id, year, of_year, before))
        reasons.append(_reasons(by_id[source_id], year, of_year, before))
        before += len(of_year.month)
    return {
        "contact": pa.concat_tables(contacts),
        "contact_reason": pa.concat_tables(reasons),
        "source": _typed("source", [_source(source) for source in plan.sources]),
        "decision": _typed("decision", [row for source in plan.sources for row in _decisions(source, plan)]),
        "source_declaration": _typed("source_declaration", list(_declarations(plan.sources))),
    }


def _typed(name: str, rows: Iterable[dict[str, Any]]) -> pa.Table:
    schema = load_tables()[name].arrow_schema()
    return pa.Table.from_pylist([{column: row.get(column) for column in schema.names} for row in rows], schema=schema)


def _contacts(source_id: str, year: int, records: Records, before: int) -> pa.Table:
    number = len(records.month)
    n_reasons = (records.reasons >= 0).sum(axis=1).astype(np.int32)
    days = pa.array([date(year, month, 15) for month in range(1, 13)], pa.date32()).take(pa.array(records.month - 1))
    return pa.table(
        {
            "contact_id": pa.array(np.arange(before, before + number)),
            "source_id": pa.repeat(source_id, number),
            "contact_date": days,
            "contact_year": pa.repeat(pa.scalar(year, pa.int32()), number),
            "contact_type_code": pa.repeat("counselling", number),
            "population_code": pa.repeat("child", number),
            "n_reasons": n_reasons,
            "n_reasons_recorded": n_reasons,
        }
    )


def _reasons(source: SourcePlan, year: int, records: Records, before: int) -> pa.Table:
    rows, slots = np.nonzero(records.reasons >= 0)
    reasons, settings = records.reasons[rows, slots], records.settings[rows, slots]
    if source.setting == "by_list":
        # such a list has no word for both: two rows
        is_both = settings == BOTH
        rows, reasons = np.concatenate([rows, rows[is_both]]), np.concatenate([reasons, reasons[is_both]])
        settings = np.concatenate([np.where(is_both, ONLINE, settings), np.full(is_both.sum(), OFFLINE)])
    number = len(rows)
    return pa.table(
        {
            "contact_id": pa.array(rows + before),
            "source_id": pa.repeat(source.source_id, number),
            "contact_year": pa.repeat(pa.scalar(year, pa.int32()), number),
            "reason_code": pa.array(CODES).take(pa.array(reasons)),
            "setting_code": pa.array(SETTINGS).take(pa.array(settings)),
            "setting_basis_code": pa.array(BASES).take(pa.array(_bases(source, reasons, settings))),
        }
    )


def _bases(source: SourcePlan, reasons: Ints, settings: Ints) -> Ints:
    of_told = {"by_list": LABEL, "remit": REMIT}.get(source.setting, RECORDED)
    bases = np.where(settings == UNKNOWN, NONE, np.full(len(reasons), of_told))
    if source.setting == "by_list":
        bases = np.where(settings == OFFLINE, LIST, bases)
    return np.asarray(np.where(IS_EITHER[reasons], bases, np.where(IS_NATURE[reasons], NATURE, NONE)))


def _source(source: SourcePlan) -> dict[str, Any]:
    return {
        "source_id": source.source_id,
        "network_code": "simulated",
        "member_id": source.source_id,
        "name": source.source_id,
        "country_code": "SN",
        "region_code": "africa",
        "remit_code": "online_safety" if source.role == "online_remit" else "general",
        "is_synthetic": True,
        "mapping_status_code": "agreed",
        "can_record_several_reasons": source.several,
        "reason_cap": 3 if source.several else 1,
        "setting_capability_code": source.setting,
        "serves_young_people": False,
        "zone": "Africa/Dakar",
        "cadence_code": "monthly",
        "lists_online_bullying": source.setting == "by_list",
        "can_be_named": False,
    }


def _decisions(source: SourcePlan, plan: NetworkPlan) -> Iterator[dict[str, Any]]:
    """Its list: a word for each reason, dated where the list changed; settings beside it, or in the words."""
    change = date(plan.years[-1], source.month, 1) if source.role == "list_change" else None
    fine = COARSE[source.coarse] if change else {}
    for number, code in enumerate(CODES):
        row = {"field": "reason", "code": code, "source_value": code, "valid_from": change if number in fine else None}
        if source.setting == "by_list" and IS_EITHER[number]:
            yield _decided(
                source,
                {**row, "setting_code": "online", "setting_basis_code": "label", "source_value": f"{code} online"},
            )
            yield _decided(source, {**row, "setting_code": "offline", "setting_basis_code": "list"})
        else:
            yield _decided(source, row)
        if number in fine:
            broad = {"code": CODES[fine[number]], "source_value": f"{code} (old list)"}
            yield _decided(
                source, {**row, **broad, "valid_from": None, "valid_to": change.replace(day=1) if change else None}
            )
    if source.setting in ("per_reason", "per_contact"):
        for code in ("online", "offline", "both", "unknown"):
            yield _decided(source, {"field": "setting", "code": code, "source_value": code})


def _decided(source: SourcePlan, row: dict[str, Any]) -> dict[str, Any]:
    identity = f"{row['field']} {row['source_value']} {row.get('setting_code')}"
    return {**row, "decision_id": identity, "source_id": source.source_id, "outcome_code": "mapped"}


def _declarations(sources: Sequence[SourcePlan]) -> Iterator[dict[str, Any]]:
    for source in sources:
        if source.role == "goes_elsewhere":
            yield {
                "source_id": source.source_id,
                "reason_code": "violence.sexual",
                "setting_code": "online",
                "declaration_code": "goes_elsewhere",
            }
