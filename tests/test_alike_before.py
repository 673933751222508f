"""A figure of one table beside an earlier release's of another does not tell who left in between."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.exact_figures import publish_rows, release_rows
from tests.test_alike import Row, figure, is_base_shown

GIRLS = {"statistic_code": "t3.gender", "gender_code": "girl"}
VIOLENCE = {"statistic_code": "t3.violence_by_gender", "gender_code": "girl", "reason_code": "violence"}
STAYED = (60, 55, 50, 45, 40, 48)
LARGE, ALIKE = (400, 12, 9), (60, 50, 45)
"""Girls at the three that left: nearly all of them at one, or not."""


def girls(numbers: Sequence[int]) -> Row:
    return figure(numbers, [3 * n for n in numbers], "all", **GIRLS)


def violence(numbers: Sequence[int], panel: str = "matched_next") -> Row:
    return figure([n // 3 for n in numbers], numbers, panel, **VIOLENCE)


@pytest.mark.parametrize(("gone", "is_shown"), [(LARGE, False), (ALIKE, True)])
def test_a_base_that_is_new_beside_the_count_that_was_taken_over(
    tmp_path: Path, gone: tuple[int, ...], is_shown: bool
) -> None:
    """Panel `matched_next` of a year comes a year later: three have left by then, and the number of girls stays."""
    first = release_rows(tmp_path / "r0001", [girls([*gone, *STAYED])])
    now = [girls([0, 0, 0, *STAYED]), violence([0, 0, 0, *STAYED])]

    rows, report = publish_rows(now, [first])

    assert is_base_shown(rows, "t3.gender") and not report.carried
    assert is_base_shown(rows, "t3.violence_by_gender") == is_shown


@pytest.mark.parametrize("corrected", [0, 1])
def test_a_contact_that_was_corrected_hides_nobody(tmp_path: Path, corrected: int) -> None:
    first = release_rows(tmp_path / "r0001", [girls([*LARGE, *STAYED])])
    after = [0, 0, 0, STAYED[0] + corrected, *STAYED[1:]]

    rows, _ = publish_rows([girls(after), violence(after)], [first])

    assert not is_base_shown(rows, "t3.violence_by_gender")


def test_what_was_delivered_late_is_told_of_nobody(tmp_path: Path) -> None:
    """One that had counted no girl then has forty now: it was in the base all the time."""
    before = figure([0, *STAYED], [90, *(3 * n for n in STAYED)], "all", **GIRLS)
    now = figure([40, *STAYED], [90, *(3 * n for n in STAYED)], "all", **GIRLS)
    first = release_rows(tmp_path / "r0001", [before])

    rows, report = publish_rows([now, violence([40, *STAYED])], [first])

    assert is_base_shown(rows, "t3.violence_by_gender") and report.hidden["t3.violence_by_gender", "releases"] == 0


def test_what_an_earlier_release_gave_away_itself_is_not_hidden(tmp_path: Path) -> None:
    """A program that asked less showed both: to hide one of them now would hide nothing."""
    first = release_rows(tmp_path / "r0001", [girls([*LARGE, *STAYED])])
    second = release_rows(tmp_path / "r0002", [violence([0, 0, 0, *STAYED])])

    rows, _ = publish_rows([violence([0, 0, 0, *STAYED])], [first, second])

    assert is_base_shown(rows, "t3.violence_by_gender")
