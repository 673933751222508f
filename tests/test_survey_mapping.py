"""`survey.yaml` is refused with all its mistakes, each with file and line; a sound one is no source."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from schemas.mapping.registry import load_registry, load_sound, source_folders
from schemas.mapping.survey import QUESTIONS
from schemas.text.problem import MappingError
from tests.conftest import ROOT
from tests.survey_network import SURVEY, SURVEY_ID, SurveyNetwork, make_survey_network

WRONG = {
    "another question": (("      setting:", "      settings:"), 10, "unknown question `settings`"),
    "no year in the name": (("survey_(%Y)*.csv", "survey_(%d).csv"), 6, "is written in brackets"),
    "no pattern": (("survey_(%Y)*.csv", "survey.csv"), 6, "is written in brackets"),
    "an unknown code": (("answers: {by_list:", "answers: {per_list:"), 12, "unknown code `per_list`"),
    "one spelling twice": (
        ("answers: {by_list: [our list says so]}", "answers: {by_list: [so], other: [So]}"),
        12,
        "one spelling is given as `by_list` and as `other`",
    ),
    "one column twice": (('"Several reasons for one contact?"}', "Helpline}"), 6, "one column is named twice"),
    "no table": (('csv: {encoding: utf-8, delimiter: ";"}', "json: lines"), 6, "a survey is one table"),
    "a secret": (("address: tiny_survey", "address: https://me:hush77@example.org/x"), 3, "address"),
    "an unknown key": (("synthetic: yes", "region: africa"), 4, "region"),
}


@pytest.fixture
def network(tmp_path: Path) -> SurveyNetwork:
    return make_survey_network(tmp_path, ["tiny_a"])


@pytest.mark.parametrize("how", WRONG)
def test_a_mistake_is_named_with_its_line(network: SurveyNetwork, how: str) -> None:
    (old, new), line, words = WRONG[how]
    assert old in SURVEY
    network.describe(SURVEY.replace(old, new))

    with pytest.raises(MappingError) as refused:
        load_registry(network.settings.mappings)
    named = [(problem.file, problem.line) for problem in refused.value.problems]
    assert (f"mappings/{SURVEY_ID}/survey.yaml", line) in named
    assert words in str(refused.value) and "hush77" not in str(refused.value)
    assert "nothing is named here" not in str(refused.value)  # forms with mistakes are no empty list of forms


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("network: demo", "network: dmeo", 2, "no source is of the network `dmeo`"),
        ("synthetic: yes", "members: {member_tiny_b: [Other]}\nsynthetic: yes", 4, "did you mean member_tiny_a?"),
    ],
)
def test_a_network_or_member_that_no_source_has_is_named_by_check_and_stops_no_run(
    network: SurveyNetwork, old: str, new: str, line: int, words: str
) -> None:
    """`check` said that survey.yaml has no mistake, and a run rejected the rows."""
    network.describe(SURVEY.replace(old, new))

    with pytest.raises(MappingError, match=re.escape(words)) as refused:
        load_registry(network.settings.mappings)
    assert [(one.file, one.line) for one in refused.value.problems] == [(f"mappings/{SURVEY_ID}/survey.yaml", line)]
    assert not load_sound(network.settings.mappings).broken

    (network.settings.mappings / "tiny_a" / "source.yaml").write_text("name: [", encoding="utf-8")
    with pytest.raises(MappingError) as refused:
        load_registry(network.settings.mappings)
    assert words not in str(refused.value)  # who that source is, nobody knows


def test_a_mistake_of_the_survey_stops_no_source(network: SurveyNetwork) -> None:
    network.describe("network: demo\n")

    registry = load_sound(network.settings.mappings)
    assert set(registry.broken) == {SURVEY_ID} and set(registry.sources) == {"tiny_a"} and not registry.surveys
    assert registry.named == registry.delivering == ["tiny_a", SURVEY_ID]


def test_a_sound_survey_delivers_and_is_no_source(network: SurveyNetwork) -> None:
    registry = load_registry(network.settings.mappings)

    assert set(registry.surveys) == {SURVEY_ID} and set(registry.sources) == {"tiny_a"}
    assert registry.address_of(SURVEY_ID) == "tiny_survey"
    assert [folder.name for folder in source_folders(network.settings.mappings)] == ["tiny_a"]
    assert [one.member_id for one in registry.members_of("demo")] == ["member_tiny_a"]


def test_a_folder_is_a_source_or_a_survey(network: SurveyNetwork) -> None:
    folder = network.settings.mappings / SURVEY_ID
    (folder / "source.yaml").write_text("name: both\n")

    with pytest.raises(MappingError, match="a source or a survey, not both"):
        load_registry(network.settings.mappings)


def test_what_the_survey_says_is_part_of_what_a_release_is_made_from(network: SurveyNetwork) -> None:
    before = load_registry(network.settings.mappings).content_hash
    network.describe(SURVEY.replace("our list says so", "it is on our list"))

    assert load_registry(network.settings.mappings).content_hash != before


def test_the_description_on_the_page_is_sound(tmp_path: Path) -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "survey.md").read_text(encoding="utf-8"), re.DOTALL)
    folder = tmp_path / "mappings" / "any_survey"
    folder.mkdir(parents=True)
    (folder / "survey.yaml").write_text(text, encoding="utf-8")

    survey = load_registry(tmp_path / "mappings", "any_survey").surveys["any_survey"]
    assert set(survey.forms[0].questions) == set(QUESTIONS)
