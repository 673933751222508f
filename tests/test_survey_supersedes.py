"""Of each member and survey year the newest answer counts; older ones are counted as superseded."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.survey_network import ANSWERS, SURVEY, SurveyNetwork, fates, found, make_survey_network

LATER = ("1;member_tiny_a;No;Once per contact;Not well", "2;Member tiny_b;no;Not at all;moderately_well")


@pytest.fixture
def network(tmp_path: Path) -> SurveyNetwork:
    return make_survey_network(tmp_path)


def by_name(network: SurveyNetwork) -> dict[str, tuple[str, int, int, int, int, int]]:
    return {one.file_name: fates(one) for one in network.manifest().deliveries}


def test_a_second_version_of_a_year_stands_for_the_first(network: SurveyNetwork) -> None:
    network.deliver()
    network.take_in()
    network.deliver(LATER)
    manifest = network.take_in()

    assert sorted(map(fates, manifest.deliveries)) == [("superseded", 2, 0, 2, 0, 0), ("used", 2, 2, 0, 0, 0)]
    assert network.answers("own_detection_code") == [
        (2024, "member_tiny_a", "not_well"),
        (2024, "member_tiny_b", "moderately_well"),
    ]
    assert not found(manifest, "survey_members_kept")


def test_it_may_have_another_name(network: SurveyNetwork) -> None:
    network.deliver()
    network.take_in()
    network.deliver(LATER, "survey_2024 (2).csv")
    network.take_in()

    assert network.answers("own_detection_code")[0] == (2024, "member_tiny_a", "not_well")


def test_a_member_that_the_newer_file_lacks_keeps_its_answer_and_that_is_said(network: SurveyNetwork) -> None:
    network.deliver()
    network.take_in()
    network.deliver(LATER[:1])
    manifest = network.take_in()

    assert network.answers("own_detection_code") == [
        (2024, "member_tiny_a", "not_well"),
        (2024, "member_tiny_b", "moderately_well"),
    ]
    assert sorted(map(fates, manifest.deliveries)) == [("used", 1, 1, 0, 0, 0), ("used", 2, 1, 1, 0, 0)]
    (kept,) = found(manifest, "survey_members_kept")
    assert (kept.state_code, kept.contact_year, kept.numerator, kept.denominator) == ("warn", 2024, 1, 2)


def test_the_day_in_the_name_decides_whatever_came_first(network: SurveyNetwork) -> None:
    network.describe(SURVEY.replace('"survey_(%Y)*.csv"', '"survey_(%Y)_*.csv"\n    newest: "survey_*_(%Y-%m-%d).csv"'))
    network.deliver(LATER, "survey_2024_2025-03-17.csv")
    network.take_in()
    network.deliver(ANSWERS, "survey_2024_2025-02-03.csv")
    network.take_in()

    assert network.answers("own_detection_code")[0] == (2024, "member_tiny_a", "not_well")
    assert by_name(network) == {
        "survey_2024_2025-03-17.csv": ("used", 2, 2, 0, 0, 0),
        "survey_2024_2025-02-03.csv": ("superseded", 2, 0, 2, 0, 0),
    }


def test_another_year_supersedes_nothing(network: SurveyNetwork) -> None:
    network.deliver()
    network.deliver(LATER, "survey_2025.csv")
    manifest = network.take_in()

    assert {fates(one) for one in manifest.deliveries} == {("used", 2, 2, 0, 0, 0)}
    assert [year for year, _ in network.answers()] == [2024, 2024, 2025, 2025]


@pytest.mark.parametrize(("newest_row", "counts"), [("last", "not_well"), ("first", "very_well")])
def test_a_member_twice_in_one_file_counts_once(network: SurveyNetwork, newest_row: str, counts: str) -> None:
    network.describe(SURVEY.replace("    member: Helpline", f"    newest_row: {newest_row}\n    member: Helpline"))
    network.deliver([*ANSWERS, LATER[0]])
    manifest = network.take_in()

    assert network.answers("own_detection_code")[0] == (2024, "member_tiny_a", counts)
    assert fates(manifest.deliveries[0]) == ("used", 3, 2, 1, 0, 0)
    (twice,) = found(manifest, "survey_member_twice")
    assert (twice.state_code, twice.form_code) == ("warn", "differs")
    rows = "rows 1 and 3" if newest_row == "last" else "rows 3 and 1"
    assert rows in twice.sentence and f"row {3 if newest_row == 'last' else 1} counts" in twice.sentence


def test_the_same_row_twice_is_said_and_no_warning(network: SurveyNetwork) -> None:
    network.deliver([*ANSWERS, ANSWERS[1]])
    manifest = network.take_in()

    (twice,) = found(manifest, "survey_member_twice")
    assert (twice.state_code, twice.form_code) == ("pass", "same")
    assert fates(manifest.deliveries[0]) == ("used", 3, 2, 1, 0, 0)


def test_a_file_that_was_withdrawn_no_longer_counts(network: SurveyNetwork) -> None:
    network.deliver()
    network.deliver(LATER[:1], "survey_2024_late.csv")
    network.take_in()
    network.describe(SURVEY.replace("synthetic: yes", 'synthetic: yes\nignore_files: "survey_2024.csv"'))
    manifest = network.take_in()

    assert network.answers("own_detection_code") == [(2024, "member_tiny_a", "not_well")]
    assert sorted(one.status_code for one in manifest.deliveries) == ["ignored", "used"]


def test_of_a_file_that_was_sent_again_nothing_is_left_to_look_at(network: SurveyNetwork) -> None:
    wrong = ("1;member_tiny_a;Sehr;Once per contact;Very well", "2;member_tiny_q;no;Not at all;Not well")
    network.deliver(wrong)
    codes = {one.finding_code for one in network.take_in().findings}
    network.deliver(LATER[:1], "survey_2024 (2).csv")

    assert codes == {"survey_answer", "survey_member"}
    assert not network.take_in().findings


def test_of_a_file_that_still_counts_for_a_member_there_is(network: SurveyNetwork) -> None:
    network.deliver((*ANSWERS, "3;member_tiny_q;no;Not at all;Not well"))
    network.take_in()
    network.deliver(LATER[:1], "survey_2024 (2).csv")

    assert [one.file_name for one in found(network.take_in(), "survey_member")] == ["survey_2024.csv"]
