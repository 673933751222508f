"""`harmonise check` ends with what the last run found on the source and nobody has answered: code, year, sentence, step."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.base.settings import read_settings
from tests.command import Command
from tests.test_replies import entry
from tests.tiny_network import DECISIONS, SOURCE, enter_network, make_network, write_delivery, write_mapping
from warehouse.assess.step import assess
from warehouse.review.findings import read_open_findings
from warehouse.steps import harmonise_source, land_source, stage_source

HEADING = "Open findings of the last run"
STORES_ONE = "Your system stores one reason per contact."


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two sources; the system of one stores one reason and does not tell online from offline, in two years."""
    make_network(tmp_path, ["tiny_a"])
    unable = SOURCE.replace("several_reasons: yes, setting: per_contact", "several_reasons: no, setting: none")
    told_apart = "".join(line for line in DECISIONS.splitlines(keepends=True) if not line.startswith("setting,"))
    folder = write_mapping(tmp_path / "mappings", "tiny_b", unable, told_apart.replace(",online,label,", ",,,"))
    export = (folder / "export.yaml").read_text(encoding="utf-8").replace("setting: lieu", "setting: {never: no field}")
    (folder / "export.yaml").write_text(export, encoding="utf-8")
    rows = [f"{n};05/03/{2023 + n % 2};Téléphone;F;14;;1;" for n in range(12)]
    write_delivery(tmp_path / "deliveries", "tiny_b", rows)
    enter_network(monkeypatch, tmp_path)
    monkeypatch.setenv("HARMONISE_MEMORY", "400MB")
    return tmp_path


@pytest.fixture
def check(network: Path, capfd: pytest.CaptureFixture[str]) -> Command:
    return Command(capfd, "check")


def run_all() -> None:
    run = read_settings().open_run()
    for source_id in ("tiny_a", "tiny_b"):
        land_source(run, source_id, read_settings().resolve_address(f"{source_id}/*"))
        stage_source(run, source_id)
        harmonise_source(run, source_id)
    assess(run)


def test_each_is_listed_once_with_its_years_and_what_to_do(check: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    run_all()
    monkeypatch.setenv("COLUMNS", "400")
    said = check("tiny_b")
    assert said.code == 0
    listed = said.lines()[said.lines().index(HEADING) :]
    (line,) = [line for line in listed if STORES_ONE in line]
    assert line.startswith("one_reason fail 2023-2024 ")
    assert " Put it to the helpline. " in line
    assert [line for line in listed if line.startswith("no_setting fail 2023-2024 ")]


def test_what_is_not_the_sources_own_is_not_listed(check: Command) -> None:
    run_all()
    assert STORES_ONE not in check("tiny_a").out
    assert {one.source_id for one in read_open_findings(read_settings().layout, "tiny_b")} == {"tiny_b"}


def test_without_a_run_nothing_is_listed(check: Command) -> None:
    said = check("tiny_b")
    assert said.code == 0 and HEADING not in said.out


@pytest.mark.long
def test_what_a_reply_explains_is_open_no_more(check: Command, network: Path) -> None:
    rows = [f"{n};05/03/2024;Téléphone;F;14;;;1" for n in range(3000, 3030)]
    write_delivery(network / "deliveries", "tiny_a", rows, day="2024-05-01")
    run_all()
    assert "no_setting" in check("tiny_a").out
    reply = "replies:\n" + entry(finding="no_setting", cause="habit", year="2024")
    (network / "mappings" / "tiny_a" / "replies.yaml").write_text(reply, encoding="utf-8")
    run_all()
    assert "no_setting" not in check("tiny_a").out


def test_all_sources_together_say_how_many(check: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    run_all()
    monkeypatch.setenv("COLUMNS", "300")
    (line,) = [line for line in check().lines() if line.startswith("tiny_b lake")]
    assert line.endswith("2 open findings")
