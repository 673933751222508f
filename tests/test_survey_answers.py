"""What a cell of the survey means: known spellings are codes, blanks are no answer, anything else is said by its shape."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.survey_network import ANSWERS, HEADER, SURVEY, SurveyNetwork, fates, found, make_survey_network


@pytest.fixture
def network(tmp_path: Path) -> SurveyNetwork:
    return make_survey_network(tmp_path)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("Very well", "very_well"),
        ("very_well", "very_well"),
        ("  VERY   WELL ", "very_well"),
        ("Slightly-well", "slightly_well"),
        ("Don't know", "unknown"),
        ("unknown", "unknown"),
        ("", None),
        ("   ", None),
    ],
)
def test_spellings_of_a_grade(network: SurveyNetwork, cell: str, code: str | None) -> None:
    network.deliver([f"1;member_tiny_a;Yes;;{cell}"])
    manifest = network.take_in()

    assert network.answers("own_detection_code") == [(2024, "member_tiny_a", code)]
    assert not found(manifest, "survey_answer")


def test_a_spelling_of_the_form_itself(network: SurveyNetwork) -> None:
    network.deliver(["1;member_tiny_a;Yes;Our list says so;"])
    network.take_in()

    assert network.answers("setting_code") == [(2024, "member_tiny_a", "by_list")]


def test_an_answer_that_is_not_known_is_none_and_the_others_of_its_row_count(network: SurveyNetwork) -> None:
    network.deliver(["1;member_tiny_a;perhaps, says Rosa;Not at all;Very well", ANSWERS[1]])
    manifest = network.take_in()

    assert network.answers("several_reasons_code", "own_detection_code")[0] == (
        2024,
        "member_tiny_a",
        None,
        "very_well",
    )
    (answer,) = found(manifest, "survey_answer")
    assert (answer.state_code, answer.contact_year, answer.file_name) == ("warn", 2024, "survey_2024.csv")
    for part in ("survey_2024.csv", "row 1 ", "Several reasons for one contact?", "'aaaaaaa, aaaa aaaa'"):
        assert part in answer.sentence
    assert "Rosa" not in str(manifest)


def test_a_member_that_nobody_names_is_rejected_with_its_row(network: SurveyNetwork) -> None:
    network.deliver([ANSWERS[0], "2;Rosa's line;Yes;;", "3;;Yes;;", ";;;;", ANSWERS[1]])
    manifest = network.take_in()

    assert fates(manifest.deliveries[0]) == ("used", 5, 2, 0, 1, 2)
    unknown, blank = found(manifest, "survey_member")
    assert "row 2 " in unknown.sentence and "'Helpline'" in unknown.sentence and "(11 characters)" in unknown.sentence
    assert "row 3 " in blank.sentence and blank.form_code == "blank"
    assert network.query("select row_number, step, reject_code, column_name from rejected_row order by all") == [
        (2, "stage", "unknown_member", "Helpline"),
        (3, "stage", "no_member", "Helpline"),
    ]
    assert "Rosa" not in str(manifest)


def test_another_name_of_a_member_is_declared(network: SurveyNetwork) -> None:
    network.describe(SURVEY.replace("synthetic: yes", 'synthetic: yes\nmembers: {member_tiny_c: "Línea C"}'))
    network.deliver(["1;linea c;Yes;;"])
    network.take_in()

    assert network.answers() == [(2024, "member_tiny_c")]


def test_a_name_that_two_members_bear_is_nobodys(network: SurveyNetwork) -> None:
    network.describe(
        SURVEY.replace("synthetic: yes", "synthetic: yes\nmembers: {member_tiny_b: Line, member_tiny_c: Line}")
    )
    network.deliver([*ANSWERS, "3;Line;Yes;;"])

    assert len(found(network.take_in(), "survey_member")) == 1


def test_many_rows_of_one_kind_are_counted_in_one_finding_more(network: SurveyNetwork) -> None:
    network.deliver([ANSWERS[0], *(f"{row};nobody {row};Yes;;" for row in range(2, 26))])
    members = found(network.take_in(), "survey_member")

    assert len(members) == 21
    assert "4 more rows like these 20" in members[-1].sentence


def test_another_spelling_of_a_header_is_the_same_column(network: SurveyNetwork) -> None:
    network.deliver(
        ["1;member_tiny_a;Yes;;Very well"], header=HEADER.replace("How well do you detect OCSEA?", "detection")
    )
    network.take_in()

    assert network.answers("own_detection_code") == [(2024, "member_tiny_a", "very_well")]


def test_a_column_that_no_question_reads_is_said_by_name(network: SurveyNetwork) -> None:
    network.deliver([f"{row};Rosa" for row in ANSWERS], header=f"{HEADER};Who filled this in?")
    manifest = network.take_in()

    (column,) = found(manifest, "survey_column")
    assert (
        column.state_code == "warn"
        and "'Who filled this in?'" in column.sentence
        and "Timestamp" not in column.sentence
    )
    assert "Rosa" not in str(manifest)
    assert len(network.answers()) == 2


def test_a_row_with_a_cell_too_many_is_rejected_with_its_place(network: SurveyNetwork) -> None:
    network.deliver([*ANSWERS, "3;member_tiny_c;Yes;Not at all; none;Very well"])
    manifest = network.take_in()

    (row,) = found(manifest, "survey_row")
    assert "row 3 " in row.sentence and row.state_code == "warn"
    assert fates(manifest.deliveries[0]) == ("used", 3, 2, 0, 0, 1)
    assert network.query("select row_number, step from rejected_row") == [(3, "read")]
