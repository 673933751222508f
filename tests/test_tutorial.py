"""The tutorial, as a data officer follows it: its commands are run and its files written, in a workspace of its own."""

from __future__ import annotations

import csv
import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from schemas.mapping.date_forms import refuse_name_pattern
from tests.conftest import ROOT
from warehouse.land.file_names import catch_in_name
from warehouse.store.key import make_key_file

PAGE = ROOT / "docs" / "new_helpline.md"
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Workspace:
    """A checkout as the officer has it: mappings to learn from, the export, an empty warehouse."""

    folder: Path
    environment: dict[str, str]

    def run(self, command: str) -> str:
        arguments = shlex.split(command)
        assert arguments[0] == "harmonise"
        done = subprocess.run(
            [sys.executable, "-m", "pipelines.cli.main", *arguments[1:]],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout


def workspace_in(folder: Path) -> Workspace:
    for name in ("new_helpline", "new_helpline_counts"):
        shutil.copytree(ROOT / "docs" / name, folder / "docs" / name)
    for name in ("demo_garonne", "demo_baobab", "_exports"):
        shutil.copytree(ROOT / "mappings" / name, folder / "mappings" / name)
    make_key_file(folder / "key")
    assert stat.S_IMODE((folder / "key").stat().st_mode) == 0o600
    own = {
        "HARMONISE_WAREHOUSE": folder / "warehouse",
        "HARMONISE_DELIVERIES": folder / "deliveries",
        "HARMONISE_KEY_FILE": folder / "key",
        "HARMONISE_MAPPINGS": folder / "mappings",
        "DAGSTER_HOME": folder / "dagster_home",
        "PYTHONPATH": ROOT,
    }
    return Workspace(folder, {**os.environ, **{name: str(value) for name, value in own.items()}})


def follow(workspace: Workspace) -> dict[str, str]:
    """Go through the page: run each command, write each file; what each command printed."""
    printed: dict[str, str] = {}
    for language, target, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if target:
            place = workspace.folder / target
            assert place.is_file(), f"{target} is shown, but nothing has written it yet"
            place.write_text(text, encoding="utf-8")
        elif language == "console":
            for line in text.splitlines():
                command = line.removeprefix("$ ")
                printed[f"{len(printed)} {command}"] = workspace.run(command)
    return printed


@pytest.mark.slow
def test_a_new_helpline_from_an_unknown_file_to_a_release(tmp_path: Path) -> None:
    workspace = workspace_in(tmp_path)
    printed = follow(workspace)
    contacts = ["scan", "draft", "check", "check", "run", "sql", "sql", "sql"]
    assert [key.split()[2] for key in printed] == [*contacts, "scan", "draft", "check", "run", "sql"]
    assert "one record is one count" in next(told for key, told in printed.items() if "scan" in key and "conteo" in key)
    with duckdb.connect(str(tmp_path / "warehouse/current/helplines.duckdb"), read_only=True) as release:

        def query(sql: str) -> list[tuple[object, ...]]:
            return release.execute(sql).fetchall()

        assert query("select mapping_status_code from source where source_id = 'sn_allo'") == [("proposed",)]
        counts = query("select n_rows, n_rows_used, n_rejected, n_contacts from delivery where source_id = 'sn_allo'")
        assert counts == [(240, 240, 0, 240)]
        unmapped = "select count(*) from source_value where source_id = 'sn_allo' and outcome_code = 'unmapped'"
        assert query(unmapped) == [(0,)]
        assert query("select setting_code, count(*) from contact_reason where reason_code = 'violence.sexual.extortion' "
                     "group by all") == [("online", expected_rows("Chantage sexuel en ligne"))]  # fmt: skip

        sums = "select reason_code, setting_code, sum(n_contacts) from reported_count where source_id = 'uy_ejemplo' "
        assert sorted(query(f"{sums} and reason_code is not null group by all")) == sorted(expected_counts())
        assert query("select count(*) from contact where source_id = 'uy_ejemplo'") == [(0,)]


def expected_counts() -> list[tuple[str, str, int]]:
    """The sums of the invented file's columns, each under what the page decides, counted without the project."""
    text = (ROOT / "docs" / "new_helpline_counts" / "conteo_2023.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines(), delimiter=";"))
    decided = {
        "Acoso escolar": ("violence.bullying", "offline"),
        "Ciberacoso": ("violence.bullying", "online"),
        "Violencia física": ("violence.physical", "offline"),
        "Abuso sexual": ("violence.sexual.abuse", "unknown"),
        "Duelo": ("mental_health.mood", "not_applicable"),
    }
    return [(*codes, sum(int(row[label]) for row in rows)) for label, codes in decided.items()]


def expected_rows(label: str) -> int:
    """How many records of the invented file carry a label, counted without the project."""
    text = (ROOT / "docs" / "new_helpline" / "appels_2023.csv").read_bytes().decode("cp1252")
    rows = csv.reader(text.splitlines()[2:], delimiter=";")
    header = next(rows)
    return sum(label in row[header.index("Motifs")].split(", ") for row in rows)


SLOT = re.compile(r"^\| `([^`]+)` \| `([^`]*\(%[^`]*)` \|$", re.MULTILINE)


def test_every_slot_that_the_page_shows_catches_a_period_in_the_name_beside_it() -> None:
    shown = SLOT.findall(PAGE.read_text(encoding="utf-8"))

    assert len(shown) == 5
    for name, slot in shown:
        refuse_name_pattern(slot)
        assert (catch_in_name(slot, name) or "").startswith("2023"), slot


def test_the_page_names_only_commands_that_there_are() -> None:
    known = {"scan", "draft", "check", "run", "sql", "diff", "doctor"}
    named = set(re.findall(r"`?harmonise (\w+)", PAGE.read_text(encoding="utf-8")))
    assert named <= known
