"""A release's tables on members and their survey, filled row by row, for tests of what is told of it.

Belongs here: the tables and views that `survey_count` and `survey_beside_data` read. Does not belong here: expectations.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from schemas.contract.table import load_tables
from warehouse.publish.disclosure.survey import fill_survey_count
from warehouse.publish.survey import SurveyCount, read_survey_counts
from warehouse.publish.views import create_views

YEAR = 2024


class Release:
    """The tables that the views read, as a release has them, filled row by row."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        for table in load_tables().values():
            if table.place == "release":
                connection.execute(table.ddl())
        create_views(connection, load_tables())
        for code_list, codes in {
            "survey_answer": ("yes", "no", "unknown"),
            "survey_setting": ("per_reason", "per_contact", "by_list", "other", "no", "unknown"),
            "survey_detection": ("very_well", "moderately_well", "slightly_well", "not_well", "unknown"),
        }.items():
            for code in codes:
                self.insert("code", list=code_list, code=code, label=code, definition=code)

    def insert(self, table: str, **values: object) -> None:
        """One row; what is not named takes any value that its contract allows."""
        contract = load_tables()[table]
        given = {
            column.name: values.get(column.name, None if column.nullable else _any(column.type))
            for column in contract.columns
        }
        marks = ", ".join("?" for _ in given)
        self.connection.execute(f"insert into {table} values ({marks})", list(given.values()))

    def member(
        self,
        member_id: str,
        ocsea: int | None,
        *,
        detection: str | None = None,
        several: str | None = None,
        setting: str | None = None,
        capability: str = "per_contact",
        can_several: bool = True,
        evidence: tuple[str, str] = ("shown", "shown"),
        network: str = "demo",
        contacts: int = 100,
    ) -> None:
        """A member with one source, its year of data, and its answers."""
        self.insert("member", member_id=member_id, name=member_id.title())
        self.source(member_id, member_id, ocsea, capability, can_several, evidence, network, contacts)
        self.insert(
            "member_survey",
            network_code=network,
            member_id=member_id,
            survey_year=YEAR,
            several_reasons_code=several,
            setting_code=setting,
            own_detection_code=detection,
        )

    def source(
        self,
        source_id: str,
        member_id: str,
        ocsea: int | None,
        capability: str = "per_contact",
        can_several: bool = True,
        evidence: tuple[str, str] = ("shown", "shown"),
        network: str = "demo",
        contacts: int = 100,
    ) -> None:
        self.insert(
            "source",
            source_id=source_id,
            member_id=member_id,
            network_code=network,
            can_record_several_reasons=can_several,
            setting_capability_code=capability,
        )
        self.insert(
            "source_year",
            source_id=source_id,
            contact_year=YEAR,
            n_contacts=contacts,
            n_ocsea_wide=ocsea,
            use_ocsea_code="out" if ocsea is None else "in",
            evidence_several_reasons_code=evidence[0],
            evidence_setting_code=evidence[1],
            verdict_code="complete",
        )

    def beside(self, member_id: str, *columns: str) -> tuple[Any, ...]:
        query = f"select {', '.join(columns)} from survey_beside_data where member_id = ?"
        (row,) = self.connection.execute(query, [member_id]).fetchall()
        return tuple(row)

    def counts(self, earlier: Sequence[Path] = ()) -> list[SurveyCount]:
        """What may be told, beside the releases in these folders, oldest first."""
        fill_survey_count(self.connection, earlier)
        return read_survey_counts(self.connection, "temp")


def _any(kind: str) -> object:
    return {"BOOLEAN": False, "BIGINT": 1, "INTEGER": YEAR}.get(kind, "")
