"""A survey beside mappings with mistakes, one whose own description has some, and one whose folder was taken away."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.command import Command
from tests.survey_network import SURVEY, SURVEY_ID, SurveyNetwork, make_survey_network
from tests.tiny_network import ROWS, enter_network, write_delivery
from warehouse.publish.retention import list_releases


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SurveyNetwork:
    enter_network(monkeypatch, tmp_path)
    return make_survey_network(tmp_path)


@pytest.fixture
def harmonise(capfd: pytest.CaptureFixture[str]) -> Command:
    return Command(capfd)


def released(network: SurveyNetwork, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(network.settings.layout.database), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_checked_alone_it_writes_the_page_that_is_asked_for(
    network: SurveyNetwork, harmonise: Command, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    assert harmonise("check", SURVEY_ID, "--html", str(page)).code == 0
    assert "1 survey of members without a problem" in page.read_text(encoding="utf-8")
    assert harmonise("check", SURVEY_ID, "--from", str(tmp_path)).code == 2


@pytest.mark.long
def test_beside_a_mapping_with_mistakes_it_is_taken_in(network: SurveyNetwork, harmonise: Command) -> None:
    mapping = network.settings.mappings / "tiny_c" / "source.yaml"
    mapping.write_text(mapping.read_text().replace("region: africa", "region: atlantis"), encoding="utf-8")
    network.deliver()

    said = harmonise("run")

    assert said.code == 1
    assert "tiny_c: the source is held back" in said.lines()
    assert released(network, "select count(*) from member_survey") == [(2,)]


@pytest.mark.long
def test_one_with_mistakes_holds_itself_alone_and_keeps_its_answers(network: SurveyNetwork, harmonise: Command) -> None:
    network.deliver()
    assert harmonise("run").code == 0
    network.describe(SURVEY.replace("network: demo\n", ""))
    network.deliver(["1;member_tiny_c;Yes;;"], "survey_2023.csv")
    write_delivery(network.settings.deliveries, "tiny_b", [ROWS[0].replace("1001", "1004")], day="2024-05-01")

    said = harmonise("run")

    assert said.code == 1
    assert [line for line in said.lines() if line.endswith("is held back")] == [f"{SURVEY_ID}: the survey is held back"]
    assert released(network, "select survey_year, count(*) from member_survey group by all") == [(2024, 2)]
    assert released(network, "select source_id, count(*) from contact group by all order by all")[1] == ("tiny_b", 4)


@pytest.mark.long
def test_without_its_folder_no_release_loses_its_answers_and_the_doctor_says_so(
    network: SurveyNetwork, harmonise: Command
) -> None:
    network.deliver()
    assert harmonise("run").code == 0
    shutil.move(network.settings.mappings / SURVEY_ID, network.folder / "away")

    said, doctor = harmonise("run"), harmonise("doctor")

    assert said.code == 1
    assert f"{SURVEY_ID}: what came from there is in the lake" in " ".join(said.out.split())
    assert doctor.code == 1
    assert f"bad lake: {SURVEY_ID}: in the lake, and no mapping describes it" in " ".join(doctor.out.split())
    assert released(network, "select count(*) from member_survey") == [(2,)]
    shutil.move(network.folder / "away", network.settings.mappings / SURVEY_ID)
    assert harmonise("run").code == 0 and harmonise("doctor").code == 0
    assert [folder.name for folder in list_releases(network.settings.layout)] == ["r0001"]


@pytest.mark.long
def test_it_is_withdrawn_by_taking_its_folder_out_of_the_lake_too(network: SurveyNetwork, harmonise: Command) -> None:
    network.deliver()
    assert harmonise("run").code == 0
    shutil.rmtree(network.settings.mappings / SURVEY_ID)
    shutil.move(network.settings.layout.lake_of(SURVEY_ID), network.folder / "away")

    assert harmonise("run").code == 0

    assert released(network, "select count(*) from member_survey") == [(0,)]
    assert released(network, "select count(distinct source_id) from contact") == [(3,)]
