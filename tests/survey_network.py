"""A network of tiny helplines and the survey of its members, for tests.

Belongs here: writing the survey's description and files into a test's own folder, and taking them in. Does not belong
here: expectations. The helplines are those of `tests.tiny_network`: member `member_tiny_a`, named `Member tiny_a`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipelines.base.settings import Settings
from schemas.finding import Finding
from tests.tiny_network import make_network
from warehouse.network.lake import attach
from warehouse.steps import harmonise_source, land_source, stage_source
from warehouse.store.manifest import LakeDelivery, SourceManifest, read_source_manifest
from warehouse.store.run import Run

SURVEY_ID = "tiny_survey"
SURVEY = """\
name: Yearly survey (invented)
network: demo
address: tiny_survey
synthetic: yes
forms:
  - files: "survey_(%Y)*.csv"
    read: {csv: {encoding: utf-8, delimiter: ";"}}
    member: Helpline
    ignored_columns: [Timestamp]
    questions:
      several_reasons: {column: "Several reasons for one contact?"}
      setting: {column: "Online from offline, how?", answers: {by_list: [our list says so]}}
      own_detection: {column: ["How well do you detect OCSEA?", Detection]}
"""
HEADER = "Timestamp;Helpline;Several reasons for one contact?;Online from offline, how?;How well do you detect OCSEA?"
ANSWERS = (
    "1;member_tiny_a;Yes;Once per contact;Very well",
    "2;Member tiny_b;no;Not at all;moderately_well",
)


@dataclass(frozen=True)
class SurveyNetwork:
    """The settings of the network, and ways to write and take in files of its survey."""

    folder: Path
    settings: Settings

    def describe(self, text: str = SURVEY) -> None:
        """Write survey.yaml."""
        folder = self.settings.mappings / SURVEY_ID
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "survey.yaml").write_text(text, encoding="utf-8")

    def deliver(
        self,
        rows: Iterable[str] = ANSWERS,
        name: str = "survey_2024.csv",
        header: str = HEADER,
        encoding: str = "utf-8",
        newline: str = "\r\n",
    ) -> Path:
        """Write a file of the survey to where it comes in."""
        path = self.settings.deliveries / SURVEY_ID / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes("".join(f"{line}{newline}" for line in (header, *rows)).encode(encoding))
        return path

    def run(self) -> Run:
        return self.settings.open_run()

    def take_in(self) -> SourceManifest:
        """Land, stage and harmonise the survey; what the lake knows of it then."""
        run = self.run()
        land_source(run, SURVEY_ID, self.settings.resolve_address(run.registry.address_of(SURVEY_ID)))
        stage_source(run, SURVEY_ID)
        harmonise_source(run, SURVEY_ID)
        return self.manifest()

    def manifest(self) -> SourceManifest:
        manifest = read_source_manifest(self.settings.layout, SURVEY_ID)
        assert manifest is not None
        return manifest

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask the lake's relations of the survey."""
        with duckdb.connect() as connection:
            attach(connection, self.settings.layout, [SURVEY_ID])
            return connection.execute(sql).fetchall()

    def answers(self, *columns: str) -> list[tuple[Any, ...]]:
        """These columns of member_survey, after year and member."""
        names = ", ".join(("survey_year", "member_id", *columns))
        return self.query(f"select {names} from member_survey order by all")


def make_survey_network(folder: Path, source_ids: Sequence[str] = ("tiny_a", "tiny_b", "tiny_c")) -> SurveyNetwork:
    """A network whose helplines have delivered once, and whose survey is described."""
    network = SurveyNetwork(folder, make_network(folder, source_ids))
    network.describe()
    return network


def fates(delivery: LakeDelivery) -> tuple[str, int, int, int, int, int]:
    """Status, and rows: all, used, superseded, ignored, rejected."""
    numbers = (delivery.n_rows, delivery.n_rows_used, delivery.n_superseded, delivery.n_ignored, delivery.n_rejected)
    return (delivery.status_code, *numbers)


def found(manifest: SourceManifest, code: str) -> list[Finding]:
    """The findings of a code."""
    return [one for one in manifest.findings if one.finding_code == code]
