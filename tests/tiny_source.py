"""One invented source in a folder of its own: its three files, its deliveries, and the steps run on them.

Belongs here: writing what a test asks for, running land, stage and harmonise, reading back what the lake says. Does not
belong here: expectations, or Dagster (`tests.tiny_network`). The key is the fixed test key, so that ids can be golden.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from schemas.finding import Finding
from schemas.mapping.registry import load_registry
from tests.conftest import ROOT, TEST_KEY
from warehouse.network.lake import attach
from warehouse.steps import harmonise_source, land_source, stage_source
from warehouse.store.engine import engine
from warehouse.store.key import Key
from warehouse.store.layout import Layout
from warehouse.store.run import Run, StepResult

SOURCE_ID = "tiny"
SOURCE = """\
name: An invented line
network: demo
member: {id: tiny_member, name: An invented member, membership: full, from: 2015-01-01}
country: SN
region: africa
zone: Africa/Dakar
address: tiny
cadence: monthly
records: {several_reasons: yes, setting: per_contact}
thresholds: {rejected: 1, rejected_held: 1, because: rejects are what is tested}
valid: {from: 2015-01-01}
synthetic: yes
mapping: agreed
"""
EVERY_SIZE = SOURCE.replace("thresholds: {", "thresholds: {shrunk_held: 1, ")
"""A source of which a period may come again with less: what a test makes up may shrink."""

HEADER = "field,source_value,outcome,code,setting,basis,fit,from,to,note,by,on\n"
CODE = "import sys; from pathlib import Path; from tests.tiny_source import TinySource; TinySource(Path(sys.argv[1])).ingest()"


@dataclass(frozen=True)
class TinySource:
    """A source below `folder`: mappings/, inbox/ and warehouse/."""

    folder: Path

    @classmethod
    def write(cls, folder: Path, export: str, decisions: str, source: str = SOURCE) -> TinySource:
        """Write the three files; `decisions` are the rows below the header."""
        place = folder / "mappings" / SOURCE_ID
        place.mkdir(parents=True, exist_ok=True)
        (folder / "inbox").mkdir(exist_ok=True)
        (folder / "warehouse").mkdir(exist_ok=True)
        (place / "source.yaml").write_text(source, encoding="utf-8")
        (place / "export.yaml").write_text(export, encoding="utf-8")
        (place / "decisions.csv").write_text(HEADER + decisions, encoding="utf-8")
        return cls(folder)

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"

    @property
    def layout(self) -> Layout:
        return Layout(self.folder / "warehouse")

    @property
    def lake(self) -> Path:
        return self.layout.lake_of(SOURCE_ID)

    def put(self, name: str, content: str | bytes) -> Path:
        """Put a file into the inbox, in the place of an older one of that name."""
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    def run(self) -> Run:
        """The run that steps are given; mappings are loaded anew."""
        return Run(self.layout, load_registry(self.folder / "mappings"), Key(bytes.fromhex(TEST_KEY)))

    def land(self) -> StepResult:
        """Take what lies in the inbox."""
        return land_source(self.run(), SOURCE_ID, str(self.inbox))

    def ingest(self) -> tuple[StepResult, StepResult, StepResult]:
        """land, stage, harmonise. Raises SourceHeldError."""
        run = self.run()
        landed = land_source(run, SOURCE_ID, str(self.inbox))
        return landed, stage_source(run, SOURCE_ID), harmonise_source(run, SOURCE_ID)

    def ingest_in_process(self, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """The same in a process of its own, under other settings."""
        command = [sys.executable, "-c", CODE, str(self.folder)]
        variables = {**os.environ, **environment}
        return subprocess.run(command, env=variables, cwd=ROOT, capture_output=True, text=True, check=False)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query over the relations of the lake gives."""
        with engine(self.layout.work) as connection:
            attach(connection, self.layout, [SOURCE_ID])
            return connection.execute(sql).fetchall()

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """The same, each row by column name."""
        with engine(self.layout.work) as connection:
            attach(connection, self.layout, [SOURCE_ID])
            result: duckdb.DuckDBPyConnection = connection.execute(sql)
            names = [column[0] for column in result.description]
            return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def lake_bytes(self) -> dict[str, bytes]:
        """Every file of the source's lake by its path."""
        files = (path for path in self.lake.rglob("*") if path.is_file())
        return {path.relative_to(self.lake).as_posix(): path.read_bytes() for path in sorted(files)}


def codes_of(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    """Code and state of each finding."""
    return [(finding.finding_code, finding.state_code) for finding in findings]
