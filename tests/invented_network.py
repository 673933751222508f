"""An invented network as relations of one connection: what `assess` and `tabulate` read, without files.

Belongs here: building those relations with the contracts' columns. Does not belong here: any expectation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import duckdb
import pyarrow as pa

from schemas.contract.table import load_tables
from schemas.vocabulary.code import load_codes
from schemas.vocabulary.crosswalk import load_crosswalks
from warehouse.network.still_held import SCHEMA

Label = tuple[str, str, str]
"""Reason, setting, basis of the setting."""

SCHOOL: Label = ("education.academic", "not_applicable", "none")
MOOD: Label = ("mental_health.mood", "not_applicable", "none")
ABUSE_ONLINE: Label = ("violence.sexual.abuse", "online", "label")
ABUSE_OFFLINE: Label = ("violence.sexual.abuse", "offline", "recorded")
ABUSE_OFFLINE_BY_LIST: Label = ("violence.sexual.abuse", "offline", "list")
ABUSE_BOTH: Label = ("violence.sexual.abuse", "both", "recorded")
ABUSE_UNKNOWN: Label = ("violence.sexual.abuse", "unknown", "none")

RELATIONS = (
    *("contact", "contact_reason", "contact_attribute", "reported_count", "source_value"),
    *("source", "earlier_system", "member", "source_declaration", "decision"),
    *("lake_finding", "finding_reply", "finding", "source_year"),
)
FINDINGS = ("lake_finding", "finding")


@dataclass
class InventedNetwork:
    """Rows by relation; every source can record several reasons and the setting unless it is told otherwise."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {name: [] for name in RELATIONS})
    held: list[str] = field(default_factory=list)
    held_years: list[tuple[str, int]] = field(default_factory=list)

    def add_source(self, source_id: str, **declared: Any) -> str:
        """A source; `declared` overrides columns of the table `source`. `expresses` is what its list has."""
        labels = declared.pop("expresses", (SCHOOL, MOOD, ABUSE_ONLINE, ABUSE_OFFLINE, ABUSE_BOTH))
        row = {
            "source_id": source_id,
            "network_code": "demo",
            "member_id": f"member_{source_id}",
            "name": source_id,
            "country_code": "SN",
            "region_code": "africa",
            "remit_code": "general",
            "is_synthetic": True,
            "mapping_status_code": "agreed",
            "can_record_several_reasons": True,
            "reason_cap": 3,
            "setting_capability_code": "per_reason",
            "serves_young_people": False,
            "zone": "Africa/Dakar",
            "cadence_code": "yearly",
            "lists_online_bullying": False,
            "can_be_named": False,
            **declared,
        }
        self.rows["source"].append(row)
        if row["member_id"] not in {member["member_id"] for member in self.rows["member"]}:
            self.rows["member"].append(
                {name: row[name] for name in ("member_id", "name", "region_code", "country_code")}
            )
        for reason, setting, basis in labels:
            self.add_decision(source_id, "reason", reason, setting if setting != "not_applicable" else None, basis)
        return source_id

    def add_decision(
        self, source_id: str, name: str, code: str, setting: str | None = None, basis: str | None = None
    ) -> None:
        self.rows["decision"].append(
            {
                "decision_id": f"{len(self.rows['decision']):016d}",
                "source_id": source_id,
                "field": name,
                "source_value": f"{code} {setting}",
                "outcome_code": "mapped",
                "code": code,
                "setting_code": setting,
                "setting_basis_code": basis if setting else None,
            }
        )

    def add_contacts(
        self,
        source_id: str,
        number: int,
        labels: Sequence[Label] = (),
        year: int = 2023,
        kind: str | None = "counselling",
        population: str | None = "child",
        n_recorded: int | None = None,
        month: int = 6,
        main: int | None = None,
        answers: Mapping[str, str | Sequence[str]] | None = None,
    ) -> None:
        """So many contacts that are alike. `main`: which label is marked, of a source that ranks; -1 marks none.

        `answers`: a code by column of `contact`, or codes by attribute.
        """
        answers = answers or {}
        columns = {name: code for name, code in answers.items() if isinstance(code, str)}
        for _ in range(number):
            contact_id = len(self.rows["contact"]).to_bytes(16, "big")
            n_reasons = len({reason for reason, _, _ in labels})
            self.rows["contact"].append(
                {
                    "contact_id": contact_id,
                    "source_id": source_id,
                    "contact_date": date(year, month, 1),
                    "contact_year": year,
                    "contact_type_code": kind,
                    "population_code": population,
                    "n_reasons": n_reasons,
                    "n_reasons_recorded": len(labels) if n_recorded is None else n_recorded,
                    "delivery_id": "d",
                    **columns,
                }
            )
            for name, codes in answers.items():
                for code in () if isinstance(codes, str) else codes:
                    self.rows["contact_attribute"].append(
                        {
                            "contact_id": contact_id,
                            "source_id": source_id,
                            "contact_year": year,
                            "attribute_code": name,
                            "value_code": code,
                            "decision_id": "d",
                        }
                    )
            for place, (reason, setting, basis) in enumerate(labels):
                self.rows["contact_reason"].append(
                    {
                        "contact_id": contact_id,
                        "source_id": source_id,
                        "contact_year": year,
                        "reason_code": reason,
                        "setting_code": setting,
                        "setting_basis_code": basis,
                        "is_setting_conflict": False,
                        "is_main": None if main is None else main == place,
                        "n_source_values": 1,
                        "decision_id": "d",
                    }
                )

    def declare(self, source_id: str, reason: str, setting: str | None, declaration: str) -> None:
        row = {"source_id": source_id, "reason_code": reason, "setting_code": setting, "declaration_code": declaration}
        self.rows["source_declaration"].append(row)

    def could(self, source_id: str, until: date, **declared: Any) -> None:
        """What the system of a source could up to a day, before it was as `add_source` says; the oldest first."""
        own = [one["valid_to"] for one in self.rows["earlier_system"] if one["source_id"] == source_id]
        row = {
            "source_id": source_id,
            "valid_from": max(own) + timedelta(days=1) if own else None,
            "valid_to": until,
            "can_record_several_reasons": True,
            "reason_cap": 3,
            "setting_capability_code": "per_reason",
            **declared,
        }
        self.rows["earlier_system"].append(row)

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A connection with all relations."""
        connection = duckdb.connect(":memory:", config={"threads": 1})
        contracts = load_tables()
        for name, rows in self.rows.items():
            schema = contracts["finding" if name in FINDINGS else name].arrow_schema()
            whole = [{column: row.get(column) for column in schema.names} for row in rows]
            connection.register("arriving", pa.Table.from_pylist(whole, schema=schema))
            connection.execute(f"create table {name} as from arriving")
        connection.register("held_source", pa.table({"source_id": pa.array(self.held, pa.string())}))
        connection.register("held_year", held_year_relation(self.held_years))
        connection.register("crosswalk", crosswalk_relation())
        connection.register("code", code_relation())
        return connection


def held_year_relation(held_years: Sequence[tuple[str, int]]) -> pa.Table:
    """The years of sources for which a file came that is held back."""
    rows = [{"source_id": source_id, "contact_year": year} for source_id, year in held_years]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def crosswalk_relation() -> pa.Table:
    """The table `crosswalk`: a row for every framework code that a pair rolls up to, or one where there is none."""
    rows = []
    for framework, crosswalk in load_crosswalks().items():
        for rollup in crosswalk.rows:
            for code in rollup.framework_codes or (None,):
                rows.append(
                    {
                        "framework": framework,
                        "reason_code": rollup.reason_code,
                        "setting_code": rollup.setting_code,
                        "framework_code": code,
                        "framework_label": crosswalk.codes[code].label if code else None,
                        "main_code": crosswalk.codes[code].main if code else rollup.main,
                        "rollup_code": rollup.rollup_code,
                        "candidates": list(rollup.candidates),
                    }
                )
    return pa.Table.from_pylist(rows, schema=load_tables()["crosswalk"].arrow_schema())


def code_relation() -> pa.Table:
    """The table `code`."""
    rows = [
        {"list": code_list.name, "code": code.code, "parent": code.parent, "label": code.label, "since": code.since}
        for code_list in load_codes().lists.values()
        for code in code_list.codes.values()
    ]
    return pa.Table.from_pylist(rows, schema=load_tables()["code"].arrow_schema())


def all_rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return connection.execute(query).fetchall()


def add_ordinary_sources(network: InventedNetwork, names: Iterable[str], year: int = 2023) -> None:
    """Sources that record everything: 400 contacts, 48-54 with two reasons, 80 of sexual violence, a third online."""
    for number, name in enumerate(names):
        network.add_source(name)
        network.add_contacts(name, 48 + number % 7, [SCHOOL, MOOD], year)
        network.add_contacts(name, 24 + number % 5, [ABUSE_ONLINE], year)
        network.add_contacts(name, 4, [ABUSE_BOTH], year)
        network.add_contacts(name, 52 - number % 5, [ABUSE_OFFLINE], year)
        network.add_contacts(name, 272 - number % 7, [SCHOOL], year)
