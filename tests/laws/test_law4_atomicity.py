"""Law 4: killed at any boundary, a source shows its old state or its new one, and the next run equals an undisturbed
one.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections import Counter
from pathlib import Path

import pytest

from tests.tiny_source import TinySource
from warehouse.store.run import SourceHeldError

EXPORT = """\
files: "d_*.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: id
arrives: {as: updates, newest: {by: "d_(%Y-%m-%d).csv"}}
date: {column: day, format: "%Y-%m-%d"}
fields: {channel: channel}
reasons: {cell: reasons}
"""
DECISIONS = "channel,Phone,mapped,voice,,,,,,,,\nreason,Grief,mapped,mental_health.mood,,,,,,,,\n"
HEAD = "id,day,channel,reasons\n"
FIRST = {"d_2024-01-01.csv": "1,2022-12-31,Phone,Grief\n2,2023-01-01,Phone,\n3,bad,,\n"}
THEN = {
    "d_2024-02-01.csv": "1,2023-01-02,Phone,Grief\n4,2024-01-01,fax,\n",
    "d_2024-03-01.csv": "2,2023-01-03,Phone,Grief\n5,bad,,\n6,2024-01-02,Phone,\n",
}
BOUNDARIES = [
    "land.bytes_written:1",
    "land.delivery_renamed:1",
    "land.bytes_written:2",
    "land.delivery_renamed:2",
    "land.receipts_written:1",
    "stage.delivery_staged:1",
    "stage.delivery_staged:2",
    "stage.delivery_staged:3",
    "stage.state_written:1",
    "harmonise.year_written:1",
    "harmonise.year_written:2",
    "harmonise.years_written:1",
    "harmonise.manifest_written:1",
]
"""Every boundary that the second run passes, in order. A new one in the engine makes the first test fail: add it."""


def deliver(tiny: TinySource, files: dict[str, str]) -> None:
    for name, rows in files.items():
        os.utime(tiny.put(name, HEAD + rows), (1_700_000_000, 1_700_000_000))


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> TinySource:
    """A source with one delivery in the lake and two more waiting."""
    tiny = TinySource.write(tmp_path_factory.mktemp("standing"), EXPORT, DECISIONS)
    deliver(tiny, FIRST)
    tiny.ingest()
    deliver(tiny, THEN)
    return tiny


@pytest.fixture(scope="module")
def undisturbed(standing: TinySource, tmp_path_factory: pytest.TempPathFactory) -> tuple[TinySource, list[str]]:
    """The state after a run that nobody disturbed, and the boundaries that it passed, numbered."""
    folder = tmp_path_factory.mktemp("undisturbed")
    tiny = copy(standing, folder / "source")
    ran = tiny.ingest_in_process({"HARMONISE_BOUNDARY_LOG": str(folder / "log")})
    assert ran.returncode == 0, ran.stderr
    passed: Counter[str] = Counter()
    numbered = []
    for name in (folder / "log").read_text(encoding="ascii").split():
        passed[name] += 1
        numbered.append(f"{name}:{passed[name]}")
    return tiny, numbered


def copy(tiny: TinySource, folder: Path) -> TinySource:
    shutil.copytree(tiny.folder, folder)
    return TinySource(folder)


def test_the_boundaries_are_those_of_this_file(undisturbed: tuple[TinySource, list[str]]) -> None:
    assert undisturbed[1] == BOUNDARIES


def shown(tiny: TinySource) -> dict[str, bytes]:
    """What a reader of the lake sees: the manifest, and the files that it names (all of them are there)."""
    manifest = json.loads((tiny.lake / "manifest.json").read_text(encoding="utf-8"))
    named = [name for year in manifest["years"].values() for name in year["files"].values()]
    named += [one["rejected"] for one in manifest["deliveries"] if one["rejected"]]
    return {name: (tiny.lake / name).read_bytes() for name in ["manifest.json", *named]}


@pytest.mark.faults
@pytest.mark.parametrize("stop_at", BOUNDARIES)
def test_the_next_run_equals_an_undisturbed_one(
    standing: TinySource, undisturbed: tuple[TinySource, list[str]], tmp_path: Path, stop_at: str
) -> None:
    tiny = copy(standing, tmp_path / "source")
    ran = tiny.ingest_in_process({"HARMONISE_STOP_AT": stop_at})
    assert ran.returncode == -signal.SIGKILL, ran.stderr
    assert shown(tiny) in (shown(standing), shown(undisturbed[0]))
    tiny.ingest()
    assert tiny.lake_bytes() == undisturbed[0].lake_bytes()
    assert not [path for path in tiny.layout.root.rglob(".tmp-*") if path.is_file()]
    assert tiny.query("select contact_date::varchar from contact order by all") == [
        (day,) for day in ("2023-01-02", "2023-01-03", "2024-01-01", "2024-01-02")
    ]
    assert not any(result.changed for result in tiny.ingest())


def test_a_source_that_is_held_keeps_what_it_showed(standing: TinySource, tmp_path: Path) -> None:
    """A threshold breaks after the years are built: the old state stays whole, and the cure brings the new one."""
    tiny = copy(standing, tmp_path / "source")
    before = shown(tiny)
    path = tiny.folder / "mappings" / "tiny" / "source.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("thresholds: {", "thresholds: {unmapped: 0.01, "), encoding="utf-8")
    with pytest.raises(SourceHeldError, match="threshold_broken"):
        tiny.ingest()
    assert shown(tiny) == before
    assert tiny.layout.held("tiny").is_file()
    assert ("threshold_broken", "fail") in tiny.query("select finding_code, state_code from lake_finding")
    path.write_text(text, encoding="utf-8")
    tiny.ingest()
    assert not tiny.layout.held("tiny").exists()
    assert shown(tiny) != before
