"""What two releases tell of the survey, one after the other, is nobody's own answer: a question stays as it was told
until three helplines make the difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest

from tests.survey_release import YEAR, Release

Said = dict[str, str | None]
Answer = tuple[int | None, str]
"""OCSEA contacts of the year, and the helpline's judgement of itself."""
FIRST: dict[str, Answer] = {
    **{f"none_{number}": (0, "very_well") for number in range(4)},
    **{f"some_{number}": (7, "not_well") for number in range(4)},
}


def publish(folder: Path, answers: Mapping[str, Answer], *earlier: Path) -> tuple[Said, Said, bool]:
    """A release of these answers: what is told of all and of those without OCSEA, and whether it is taken over."""
    folder.mkdir()
    with duckdb.connect() as connection:
        release = Release(connection)
        for member_id, (ocsea, detection) in answers.items():
            release.member(member_id, ocsea, detection=detection)
        counts = [one for one in release.counts(earlier) if one.question_code == "own_detection"]
        connection.execute(f"attach '{folder / 'helplines.duckdb'}' as file")
        connection.execute("use file")
        of_file = Release(connection)
        connection.execute("insert into file.main.survey_count from temp.main.survey_count")
        for member_id, (ocsea, detection) in answers.items():
            of_file.member(member_id, ocsea, detection=detection)
        connection.execute("use memory")
        connection.execute("detach file")
    told = [
        {one.answer_code: one.said for one in counts if one.base_code == base} for base in ("all", "no_ocsea_counted")
    ]
    return told[0], told[1], any(one.is_taken_over for one in counts)


@pytest.mark.parametrize(
    ("later", "not_well"),
    [
        (FIRST | {"late": (7, "not_well")}, "4 of 8"),
        ({name: answer for name, answer in FIRST.items() if name != "some_0"}, "4 of 8"),
        (FIRST | {"some_0": (7, "very_well"), "some_1": (7, "very_well")}, "4 of 8"),
        (FIRST | {f"late_{number}": (7, "not_well") for number in range(3)}, "7 of 11"),
        (FIRST, "4 of 8"),
    ],
    ids=["one late answer", "one withdrawn", "two corrected", "three late answers", "the same"],
)
def test_one_or_two_answers_more_or_less_are_not_told(tmp_path: Path, later: dict[str, Answer], not_well: str) -> None:
    publish(tmp_path / "r1", FIRST)

    of_all, _, is_taken_over = publish(tmp_path / "r2", later, tmp_path / "r1")

    assert of_all["not_well"] == not_well
    assert is_taken_over == (not_well == "4 of 8" and later != FIRST)


def test_a_first_contact_about_ocsea_does_not_single_a_helpline_out(tmp_path: Path) -> None:
    """Its answer is the same; it left those that counted none."""
    publish(tmp_path / "r1", FIRST)

    _, of_none, is_taken_over = publish(tmp_path / "r2", FIRST | {"none_0": (1, "very_well")}, tmp_path / "r1")

    assert of_none == {"very_or_moderately_well": "4 of 4"}
    assert is_taken_over


@pytest.mark.long
def test_what_was_taken_over_is_compared_with_the_release_that_made_it(tmp_path: Path) -> None:
    publish(tmp_path / "r1", FIRST)
    second = FIRST | {"late_0": (7, "not_well"), "late_1": (7, "not_well")}
    publish(tmp_path / "r2", second, tmp_path / "r1")
    third = second | {"late_2": (7, "not_well")}

    of_all, _, is_taken_over = publish(tmp_path / "r3", third, tmp_path / "r1", tmp_path / "r2")
    assert (of_all["not_well"], is_taken_over) == ("7 of 11", False), "three more than the first release told of"

    of_all, _, is_taken_over = publish(tmp_path / "r4", third, tmp_path / "r2")
    assert (of_all["not_well"], is_taken_over) == ("4 of 8", True), "the release that made it is gone: it stays"


def test_another_year_is_told_by_itself(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        release = Release(connection)
        for member_id, (ocsea, detection) in FIRST.items():
            release.member(member_id, ocsea, detection=detection)
        connection.execute("update member_survey set survey_year = survey_year - 1")
        publish(tmp_path / "r1", FIRST | {"late": (7, "not_well")})

        bases = {(one.survey_year, one.n_base) for one in release.counts([tmp_path / "r1"]) if one.base_code == "all"}

    assert bases == {(YEAR - 1, 8)}
