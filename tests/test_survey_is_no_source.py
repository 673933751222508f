"""A survey of members among the sources: commands on lists and values say that it has none, and `check` counts it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import Command
from tests.survey_network import SURVEY_ID, SurveyNetwork, make_survey_network
from tests.tiny_network import enter_network

SHEET = "rater,helpline,source,scenario,answer\nr1,h1,{source},s02,Yes\n"


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SurveyNetwork:
    enter_network(monkeypatch, tmp_path)
    monkeypatch.setenv("HARMONISE_MEMORY", "400MB")
    network = make_survey_network(tmp_path, ["tiny_a"])
    network.deliver()
    return network


@pytest.fixture
def harmonise(network: SurveyNetwork, capfd: pytest.CaptureFixture[str]) -> Command:
    return Command(capfd)


def test_it_has_no_list_to_agree_on(harmonise: Command, tmp_path: Path) -> None:
    sheet, blank = tmp_path / "answers.csv", tmp_path / "blank.csv"
    sheet.write_text(SHEET.format(source=SURVEY_ID), encoding="utf-8")

    of_all = harmonise("agree", str(sheet), "--source", SURVEY_ID)
    new = harmonise("agree", "--blank", str(blank), "--source", SURVEY_ID)
    of_row = harmonise("agree", str(sheet))

    for said in (of_all, new):
        assert said.code == 2 and "survey of members" in " ".join(said.err.split())
    assert not blank.exists()
    assert of_row.code == 2 and "answers.csv:2: column `source`: there is no source of this name" in of_row.err


@pytest.mark.parametrize("with_file", [True, False])
def test_nothing_of_it_is_drafted(harmonise: Command, network: SurveyNetwork, with_file: bool) -> None:
    files = [str(network.settings.deliveries / SURVEY_ID)] if with_file else []

    said = harmonise("draft", SURVEY_ID, *files, "--without-encoder")

    assert said.code == 1 and "docs/survey.md" in said.out + said.err
    assert [path.name for path in (network.settings.mappings / SURVEY_ID).iterdir()] == ["survey.yaml"]


def test_check_counts_it(harmonise: Command) -> None:
    said = harmonise("check")

    assert said.code == 0 and "1 mapping and 1 survey of members without a problem." in said.lines()
