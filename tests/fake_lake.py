"""A small lake written by hand, as its manifests' contract says: for tests of the release alone.

Belongs here: two invented sources, their Parquet files, manifests and receipts, and relations over them without the
engine. Does not belong here: expectations. Every contact's content follows from its number, so that tests can say what
must stand in a release without looking.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from schemas.contract.table import load_tables
from schemas.mapping.decision import Decision
from schemas.mapping.registry import Mapping, Registry
from schemas.mapping.source import Source, SourceDeclared
from schemas.vocabulary.code import load_codes
from schemas.vocabulary.crosswalk import load_crosswalks
from warehouse.land.receipts import Receipt, write_receipts
from warehouse.store.durable import make_restricted_folder
from warehouse.store.key import Key
from warehouse.store.lake_files import hash_files
from warehouse.store.layout import Layout
from warehouse.store.manifest import LakeDelivery, LakeYear, SourceManifest, write_source_manifest
from warehouse.store.run import Run

SOURCES = ("demo_alpha", "demo_beta")
YEARS = (2022, 2023)
RARE_VALUE = "Amina Khalil, 555-0134"
"""Stands in two contacts of each source's reasons, and nobody has decided it."""
COMMON_VALUE = "Erpressung im Netz"

Row = dict[str, Any]

REASONS: dict[int, list[tuple[str, str, str]]] = {
    0: [("violence.sexual.extortion", "online", "label")],
    1: [("violence.sexual.abuse", "offline", "recorded"), ("violence.sexual.abuse", "online", "label")],
    2: [("violence.sexual.assault", "both", "recorded")],
    3: [("violence.sexual.harassment", "online", "recorded")],
    4: [("violence.bullying", "offline", "recorded")],
    5: [("mental_health.mood", "not_applicable", "nature"), ("violence.sexual.abuse", "unknown", "none")],
    6: [],
}
"""What contact number n carries: `REASONS[n % 7]`."""


def registry_of(sources: Iterable[str] = SOURCES) -> Registry:
    """A registry of invented sources, without export descriptions; one decision each."""
    decision = Decision.model_validate(
        {"field": "reason", "source_value": COMMON_VALUE, "outcome": "mapped", "code": "violence.sexual.extortion"}
    )
    return Registry(
        {name: Mapping(_source(name), (), (decision,), Path("mappings") / name) for name in sources}, load_codes()
    )


def run_of(layout: Layout, key: Key, sources: Iterable[str] = SOURCES) -> Run:
    """What `publish` is given."""
    return Run(layout, registry_of(sources), key)


def write_lake(layout: Layout, sources: Sequence[str] = SOURCES, n_contacts: int = 28, age: int = 14) -> None:
    """Write the lake of these sources: `n_contacts` contacts a year each, all of one age. Replaces what was there."""
    make_restricted_folder(layout.lake)
    for source_id in sources:
        folder = make_restricted_folder(layout.lake_of(source_id))
        years = {year: _write_year(folder, source_id, year, n_contacts, age) for year in YEARS}
        deliveries = [_delivery(source_id, year, n_contacts) for year in YEARS]
        write_source_manifest(
            layout,
            SourceManifest(
                source_id,
                deliveries=tuple(LakeDelivery(**delivery) for delivery in deliveries),
                years=years,
                hashes=hash_files(folder, [name for year in years.values() for name in year.files.values()]),
                key_check="0" * 64,
                lake_program="test",
                mapping_hash="",  # nothing was kept of a mapping
            ),
        )
        receipts = [_receipt(index, delivery["delivery_id"]) for index, delivery in enumerate(deliveries, start=1)]
        write_receipts(make_restricted_folder(layout.landing_of(source_id)), receipts)


def relate(connection: duckdb.DuckDBPyConnection, layout: Layout, sources: Sequence[str] = SOURCES) -> None:
    """Give the connection the relations of which a release is built, without the engine's own reading of the lake."""
    for name in ("contact", "contact_reason", "contact_attribute", "source_value"):
        paths = [str(path) for source in sources for path in sorted((layout.lake_of(source) / name).glob("*.parquet"))]
        connection.execute(f"create view {name} as from read_parquet({paths!r})")
    for name, rows in registers(sources).items():
        connection.register(name, table_of(name, rows))


def registers(sources: Sequence[str]) -> dict[str, list[Row]]:
    """Rows of the tables that come from declarations and vocabulary, and of `delivery`."""
    registry = registry_of(sources)
    return {
        "delivery": [{**_delivery(source, year, 28), "source_id": source} for source in sources for year in YEARS],
        "source": [_source_row(mapping.source) for mapping in registry.sources.values()],
        "member": [mapping.source.member.model_dump() for mapping in registry.sources.values()],
        "code": [
            {"list": code_list.name, **code.model_dump(include={"code", "parent", "label", "definition", "since"})}
            for code_list in registry.codes.lists.values()
            for code in code_list.entries
        ],
        "crosswalk": list(_crosswalk_rows()),
        "decision": [
            {
                "decision_id": f"{source}-{index}",
                "source_id": source,
                "field": decision.field,
                "source_value": decision.source_value,
                "outcome_code": decision.outcome,
                "code": decision.code,
            }
            for source, mapping in registry.sources.items()
            for index, decision in enumerate(mapping.decisions)
        ],
    }


def table_of(name: str, rows: Sequence[Row]) -> pa.Table:
    """Rows as the contract's Arrow table; what a row does not name is NULL."""
    table = load_tables()[name]
    schema = table.arrow_schema()
    pseudonyms = {column.name for column in table.columns if column.type == "PSEUDONYM"}
    stored = [{column: _stored(row.get(column), column in pseudonyms) for column in schema.names} for row in rows]
    return pa.Table.from_pylist(stored, schema=schema)


def _stored(cell: Any, is_pseudonym: bool) -> Any:
    """A pseudonym lies in the lake as 16 bytes."""
    return UUID(cell).bytes if is_pseudonym and cell is not None else cell


def contact_id(source_id: str, year: int, number: int) -> str:
    """The pseudonym of an invented contact."""
    return hashlib.sha256(f"{source_id}/{year}/{number}".encode()).hexdigest()[:32]


def _write_year(folder: Path, source_id: str, year: int, n_contacts: int, age: int) -> LakeYear:
    tables = {
        "contact": [_contact(source_id, year, number, age) for number in range(n_contacts)],
        "contact_reason": [row for number in range(n_contacts) for row in _reasons(source_id, year, number)],
        "contact_attribute": [_attribute(source_id, year, number) for number in range(0, n_contacts, 2)],
        "source_value": _values(source_id, year, n_contacts),
    }
    fingerprint = hashlib.sha256(f"{n_contacts}/{age}".encode()).hexdigest()[:16]
    files = {}
    for name, rows in tables.items():
        make_restricted_folder(folder / name)
        for older in (folder / name).glob(f"{year}-*.parquet"):
            older.unlink()
        files[name] = f"{name}/{year}-{fingerprint}.parquet"
        pq.write_table(table_of(name, rows), folder / files[name], compression="zstd")
    counts = {name: len(rows) for name, rows in tables.items()}
    return LakeYear(files, counts)


def _contact(source_id: str, year: int, number: int, age: int) -> Row:
    reasons = REASONS[number % 7]
    return {
        "contact_id": contact_id(source_id, year, number),
        "source_id": source_id,
        "contact_date": date(year, 1 + number % 12, 1 + number % 28),
        "contact_year": year,
        "contact_type_code": "counselling",
        "channel_code": ("voice", "chat")[number % 2],
        "gender_code": ("girl", "boy", "unknown")[number % 3],
        "age_years": age,
        "age_band_code": "age_13_15",
        "n_reasons": len({reason for reason, _, _ in reasons}),
        "n_reasons_recorded": len(reasons),
        "delivery_id": _delivery_id(source_id, year),
    }


def _reasons(source_id: str, year: int, number: int) -> list[Row]:
    return [
        {
            "contact_id": contact_id(source_id, year, number),
            "source_id": source_id,
            "contact_year": year,
            "reason_code": reason,
            "setting_code": setting,
            "setting_basis_code": basis,
            "is_setting_conflict": False,
            "n_source_values": 1,
            "fit_code": "equal",
            "decision_id": f"{source_id}-0",
        }
        for reason, setting, basis in REASONS[number % 7]
    ]


def _attribute(source_id: str, year: int, number: int) -> Row:
    return {
        "contact_id": contact_id(source_id, year, number),
        "source_id": source_id,
        "contact_year": year,
        "attribute_code": "platform",
        "value_code": next(iter(load_codes().list_of("platform").codes)),
        "decision_id": f"{source_id}-0",
    }


def _values(source_id: str, year: int, n_contacts: int) -> list[Row]:
    common: Row = {"source_value": COMMON_VALUE, "outcome_code": "mapped", "codes": ["violence.sexual.extortion"]}
    rare: Row = {"source_value": RARE_VALUE, "outcome_code": "unmapped", "codes": []}
    blank: Row = {"source_value": None, "outcome_code": "missing", "codes": []}
    return [
        {"source_id": source_id, "contact_year": year, "field": "reason", **value, "n_values": n, "n_contacts": n}
        for value, n in ((common, n_contacts), (rare, 1), (blank, 2))
    ]


def _delivery_id(source_id: str, year: int) -> str:
    return hashlib.sha256(f"{source_id}/{year}".encode()).hexdigest()[:24]


def _delivery(source_id: str, year: int, n_contacts: int) -> Row:
    return {
        "delivery_id": _delivery_id(source_id, year),
        "file_name": f"contacts_{year}.csv",
        "n_bytes": 1000 + n_contacts,
        "encoding": "utf-8",
        "n_rows": n_contacts + 3,
        "n_rows_used": n_contacts,
        "n_superseded": 1,
        "n_ignored": 1,
        "n_rejected": 1,
        "n_contacts": n_contacts,
        "n_reasons": sum(len({reason for reason, _, _ in REASONS[number % 7]}) for number in range(n_contacts)),
        "status_code": "used",
        "identity_code": "id",
        "staged": "",
        "lists": "",
        "answers": (),
        "rejected": "",
    }


def _receipt(arrival: int, delivery_id: str) -> Receipt:
    return Receipt(arrival, delivery_id, ("contacts.csv",), "2026-01-02T03:04:05+00:00", "0" * 24, ("0" * 24,))


def _source(source_id: str) -> Source:
    declared = SourceDeclared.model_validate(
        {
            "name": f"{source_id} (invented)",
            "network": "demo",
            "member": {"id": f"member_{source_id}", "name": f"Member of {source_id} (invented)"},
            "country": "SN",
            "region": "africa",
            "zone": "Africa/Dakar",
            "address": f"{source_id}/*",
            "cadence": "yearly",
            "records": {"several_reasons": True, "setting": "per_reason"},
            "synthetic": True,
        }
    )
    return Source(source_id=source_id, declared=declared)


def _source_row(source: Source) -> Row:
    names = load_tables()["source"].names
    return {
        "lists_online_bullying": True,
        "member_id": source.member.member_id,
        **{name: getattr(source, name) for name in names if hasattr(source, name)},
    }


def _crosswalk_rows() -> Iterable[Row]:
    for framework, crosswalk in load_crosswalks().items():
        for rollup in crosswalk.rows:
            for code in rollup.framework_codes or (None,):
                yield {
                    "framework": framework,
                    "reason_code": rollup.reason_code,
                    "setting_code": rollup.setting_code,
                    "framework_code": code,
                    "framework_label": crosswalk.codes[code].label if code else None,
                    "main_code": rollup.main,
                    "rollup_code": rollup.rollup_code,
                    "candidates": list(rollup.candidates),
                }
