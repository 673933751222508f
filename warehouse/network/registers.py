"""What is declared, as tables: sources, members, decisions, replies, code lists, crosswalks.

Belongs here: turning the registry and the vocabulary into rows of their contracts. Does not belong here: anything that
was delivered.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pyarrow as pa

from schemas.contract.table import load_tables
from schemas.finding import finding_kinds
from schemas.mapping.decision import Decision
from schemas.mapping.registry import Mapping, Registry
from schemas.vocabulary.code import Codes
from schemas.vocabulary.crosswalk import load_crosswalks
from schemas.vocabulary.fields import REASON
from warehouse.store.engine import load_table


def register_tables(registry: Registry) -> dict[str, pa.Table]:
    """The declared tables, of sources (source, earlier_system, source_declaration, member, decision, finding_reply) and
    of the vocabulary (code, crosswalk), each in the order of its key.
    """
    mappings = list(registry.sources.values())
    rows = {
        "source": [_source(mapping, registry) for mapping in mappings],
        "earlier_system": [row for mapping in mappings for row in _earlier_systems(mapping)],
        "source_declaration": [row for mapping in mappings for row in _declarations(mapping)],
        "member": list({m.source.member.member_id: m.source.member.model_dump() for m in mappings}.values()),
        "decision": [row for mapping in mappings for row in _decisions(mapping)],
        "finding_reply": _replies(registry),
    }
    return {**{name: _typed(name, content) for name, content in rows.items()}, **vocabulary_tables(registry.codes)}


def vocabulary_tables(codes: Codes) -> dict[str, pa.Table]:
    """The tables code and crosswalk, which hang on no mapping."""
    return {
        "code": _typed("code", [*_codes(codes), *_words_of_findings()]),
        "crosswalk": _typed("crosswalk", _crosswalks()),
    }


def attach_registers(connection: duckdb.DuckDBPyConnection, registry: Registry) -> None:
    """Make the tables of `register_tables` relations of a connection."""
    for name, content in register_tables(registry).items():
        load_table(connection, name, content)


def _typed(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    contract = load_tables()[name]
    known = [{column: row.get(column) for column in contract.arrow_schema().names} for row in rows]
    ordered = sorted(known, key=lambda row: tuple(str(row[column]) for column in contract.key))
    return pa.Table.from_pylist(ordered, schema=contract.arrow_schema())


def _source(mapping: Mapping, registry: Registry) -> dict[str, Any]:
    source = mapping.source
    names = (
        "source_id",
        "network_code",
        "name",
        "country_code",
        "region_code",
        "remit_code",
        "is_synthetic",
        "mapping_status_code",
        "can_record_several_reasons",
        "reason_cap",
        "setting_capability_code",
        "valid_from",
        "valid_to",
        "serves_young_people",
        "zone",
        "cadence_code",
        "language_code",
        "can_be_named",
        "counts_beside_code",
    )
    return {
        **{name: getattr(source, name) for name in names},
        "member_id": source.member.member_id,
        "software": source.software or None,
        "lists_online_bullying": any(_says_online_bullying(one, registry) for one in mapping.decisions),
    }


def _earlier_systems(mapping: Mapping) -> list[dict[str, Any]]:
    names = ("can_record_several_reasons", "reason_cap", "setting_capability_code")
    return [
        {
            "source_id": mapping.source_id,
            "valid_from": one.valid_from,
            "valid_to": one.valid_to,
            **{name: getattr(one.records, name) for name in names},
        }
        for one in mapping.source.earlier_systems
    ]


def _says_online_bullying(decision: Decision, registry: Registry) -> bool:
    """True where a label of the source's own list says that bullying took place online."""
    below = registry.codes.descendants(REASON, "violence.bullying")
    return decision.field == REASON and decision.code in below and decision.setting == "online"


def _declarations(mapping: Mapping) -> list[dict[str, Any]]:
    return [
        {
            "source_id": mapping.source_id,
            "reason_code": elsewhere.reason,
            "setting_code": elsewhere.setting or None,
            "declaration_code": "goes_elsewhere",
            "note": elsewhere.note,
        }
        for elsewhere in mapping.source.goes_elsewhere
    ]


def _decisions(mapping: Mapping) -> list[dict[str, Any]]:
    return [
        {
            "decision_id": decision.decision_id(mapping.source_id),
            "source_id": mapping.source_id,
            "field": decision.field,
            "source_value": decision.source_value,
            "outcome_code": decision.outcome,
            "code": decision.code or None,
            "setting_code": decision.setting or None,
            "setting_basis_code": decision.basis_code or None,
            "fit_code": decision.fit or None,
            "valid_from": decision.valid_from,
            "valid_to": decision.valid_to,
            "reviewed_by": decision.reviewed_by or None,
            "reviewed_on": decision.reviewed_on,
            "note": decision.note or None,
        }
        for decision in mapping.decisions
    ]


def _replies(registry: Registry) -> list[dict[str, Any]]:
    """Of sources that are known; a folder whose source.yaml cannot be read is not."""
    return [
        {
            "source_id": source_id,
            "finding_code": one.finding,
            "cause_code": one.cause or "",
            "contact_year": one.year,
            "reply": one.reply,
            "is_explained": one.is_explained,
            "replied_by": one.by,
            "replied_on": one.on,
        }
        for source_id, replies in registry.replies.items()
        if source_id in registry.sources
        for one in replies
    ]


def _codes(codes: Codes) -> list[dict[str, Any]]:
    return [
        {"list": name, **code.model_dump(include={"code", "parent", "label", "definition", "since", "replaced_by"})}
        for name, code_list in codes.lists.items()
        for code in code_list.codes.values()
    ]


def _words_of_findings() -> Iterator[dict[str, Any]]:
    """What the codes of findings and their states mean, as lists: a join explains them to who has only the release."""
    states = load_tables()["finding"].column("state_code").values
    meanings = {
        "finding": {code: kind.meaning for code, kind in finding_kinds().items()},
        "finding_state": {state: f"{meaning[0].upper()}{meaning[1:]}." for state, meaning in states.items()},
    }
    for name, by_code in meanings.items():
        for code, meaning in by_code.items():
            label = code.replace("_", " ").capitalize()
            yield {"list": name, "code": code, "label": label, "definition": meaning, "since": "1"}


def _crosswalks() -> list[dict[str, Any]]:
    """One row a (reason, setting) and framework code; two where `both` counts under two codes."""
    rows = []
    for framework, crosswalk in load_crosswalks().items():
        for rollup in crosswalk.rows:
            for code in rollup.framework_codes or (None,):
                main = crosswalk.codes[code].main if code else rollup.main
                rows.append(
                    {
                        "framework": framework,
                        "reason_code": rollup.reason_code,
                        "setting_code": rollup.setting_code,
                        "framework_code": code,
                        "framework_label": crosswalk.codes[code].label if code else None,
                        "main_code": main,
                        "main_label": crosswalk.mains[main].label if main else None,
                        "rollup_code": rollup.rollup_code,
                        "candidates": list(rollup.candidates),
                    }
                )
    return rows
