"""Drafts of invented files, and what a run makes of them.

Belongs here: writing files, drafting them in a workspace of their own, answering or taking away questions, and reading
back what a run gives. Does not belong here: expectations.
"""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from pipelines.base.settings import Settings
from pipelines.draft.drafting import Draft, draft_new
from pipelines.draft.source_text import About
from schemas.mapping.questions import MARK, find_questions
from schemas.mapping.registry import load_registry
from schemas.text.problem import MappingError
from tests.conftest import ROOT
from tests.tiny_source import SOURCE
from warehouse.network.lake import attach
from warehouse.steps import harmonise_source, land_source, stage_source
from warehouse.store.engine import engine
from warehouse.store.key import make_key_file
from warehouse.store.run import SourceHeldError, silent

SOURCE_ID = "sn_new"
UNDECIDED = SOURCE.replace("thresholds: {", "thresholds: {unmapped_reasons: 1, ")
"""How files are read is what is tested: labels that nobody has decided hold nothing."""
TODAY = date(2026, 11, 24)
ASKED = re.compile(rf"  # {MARK}.*$")


def day(number: int, year: int = 2023) -> date:
    """A day of a year, by its number from 0."""
    return date(year, 1, 1) + timedelta(days=number % 365)


def write_csv(path: Path, rows: Iterable[Sequence[object]], delimiter: str = ",") -> Path:
    """Write rows, the first of them a header."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return path


@dataclass(frozen=True)
class Drafted:
    """A draft in a workspace of its own; `inbox`: the folder of its files."""

    settings: Settings
    inbox: Path
    made: Draft
    drafted_text: str
    """What was drafted, whatever has been made of it since."""

    @property
    def folder(self) -> Path:
        return self.made.folder

    @property
    def export(self) -> Path:
        return self.folder / "export.yaml"

    @property
    def text(self) -> str:
        return self.export.read_text(encoding="utf-8")

    @property
    def documents(self) -> list[dict[str, Any]]:
        """The documents of export.yaml as they are written; scalars as YAML reads them."""
        return list(yaml.load_all(self.text, Loader=yaml.BaseLoader))

    @property
    def content(self) -> dict[str, Any]:
        (document,) = self.documents
        return document

    @property
    def questions(self) -> list[str]:
        """The questions of export.yaml."""
        return [one.text for one in find_questions(self.folder) if one.file.endswith("export.yaml")]

    def line(self, key: str) -> str:
        """The line of export.yaml on which a key stands."""
        return next(line for line in self.text.splitlines() if line.strip().startswith(f"{key}:"))

    def say_who(self) -> None:
        """Write a source.yaml in which nothing is open."""
        (self.folder / "source.yaml").write_text(UNDECIDED, encoding="utf-8")

    def without_lines_of_questions(self) -> None:
        """Take every line of export.yaml that asks something away, and answer none."""
        self.say_who()
        kept = [line for line in self.drafted_text.splitlines(keepends=True) if MARK not in line]
        self.export.write_text("".join(kept), encoding="utf-8")

    def answer_as_guessed(self) -> None:
        """Let every guess stand: the remarks go, the guesses stay."""
        self.say_who()
        lines = [ASKED.sub("", line) for line in self.drafted_text.splitlines() if not line.startswith(f"# {MARK}")]
        self.export.write_text("\n".join(lines).replace(MARK, "answered") + "\n", encoding="utf-8")

    def accept(self, codes: dict[tuple[str, str], str]) -> None:
        """Write decisions of one's own: (field, value) -> code."""
        rows = [[field, value, "mapped", code, *[""] * 8] for (field, value), code in codes.items()]
        header = [
            "field",
            "source_value",
            "outcome",
            "code",
            "setting",
            "basis",
            "fit",
            "from",
            "to",
            "note",
            "by",
            "on",
        ]
        write_csv(self.folder / "decisions.csv", [header, *rows])

    def is_refused(self) -> bool:
        """Whether the folder does not load."""
        try:
            load_registry(self.settings.mappings, SOURCE_ID)
        except MappingError:
            return True
        return False

    def run(self) -> tuple[str, ...]:
        """Run the steps; the codes of the findings that hold the source, if any does."""
        run = self.settings.open_run()
        land_source(run, SOURCE_ID, str(self.inbox))
        try:
            stage_source(run, SOURCE_ID)
            harmonise_source(run, SOURCE_ID)
        except SourceHeldError as held:
            return tuple(sorted({one.finding_code for one in held.findings}))
        return ()

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query over the lake gives."""
        with engine(self.settings.layout.work) as connection:
            attach(connection, self.settings.layout, [SOURCE_ID])
            return connection.execute(sql).fetchall()


def draft_files(folder: Path, files: Sequence[Path]) -> Drafted:
    """Draft a source of files that lie in one folder."""
    (folder / "mappings").mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "mappings" / "_exports", folder / "mappings" / "_exports", dirs_exist_ok=True)
    make_key_file(folder / "key")
    settings = Settings(
        checkout=folder,
        warehouse=folder / "warehouse",
        deliveries=folder / "deliveries",
        key_file=folder / "key",
        mappings=folder / "mappings",
        dagster_home=folder / "dagster_home",
    )
    made = draft_new(settings, About(SOURCE_ID, country="SN"), list(files), None, TODAY, silent)
    return Drafted(settings, files[0].parent, made, (made.folder / "export.yaml").read_text(encoding="utf-8"))
