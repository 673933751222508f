"""What a draft would read wrongly without a word is a question: separators within labels, settings that stand several
times, dates that are no days.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from schemas.mapping.questions import MARK
from tests.drafting import Drafted, day, draft_files, write_csv

HEADER = ("Case ID", "Date of call", "Channel", "Reasons")
WITH_COMMAS = ("Bullying, at school", "Neglect", "Suicide, self-harm", "Physical abuse")
PLAIN = ("Bullying", "Neglect", "Suicide", "Physical abuse")


def drafted_of(folder: Path, header: Sequence[str], records: Sequence[Sequence[object]]) -> Drafted:
    return draft_files(folder, [write_csv(folder / "in" / "calls_2023.csv", [header, *records])])


def line_of(drafted: Drafted, key: str) -> str:
    lines = (drafted.folder / "export.yaml").read_text(encoding="utf-8").splitlines()
    return next(line for line in lines if line.startswith(f"{key}:"))


def draft_lists(folder: Path, labels: Sequence[str]) -> Drafted:
    """Cells with one label, two, or three, in all combinations that stand beside each other."""
    records = [
        (f"C{n:04}", day(n), ("Phone", "Chat")[n % 2], ", ".join(labels[(n + i) % 4] for i in range(n % 3 + 1)))
        for n in range(240)
    ]
    return drafted_of(folder, HEADER, records)


def test_pieces_that_never_stand_apart_make_the_separator_a_question(tmp_path: Path) -> None:
    line = line_of(draft_lists(tmp_path, WITH_COMMAS), "reasons")

    assert MARK in line
    assert "4 pieces stand nowhere without the same one beside them" in line
    assert "`whole`" in line


def test_pieces_that_also_stand_apart_are_reasons(tmp_path: Path) -> None:
    assert MARK not in line_of(draft_lists(tmp_path, PLAIN), "reasons")


def draft_numbered(folder: Path, reason: str, place: str) -> Drafted:
    """Up to two reasons a record, with the place of each in a column of its own."""
    header = ("Case ID", "Date of call", *(one.format("reasons", n) for n in (1, 2) for one in (reason, place)))
    told = ("Online", "Offline")
    records = [
        (
            f"C{n:04}",
            day(n),
            PLAIN[n % 4],
            told[n % 2],
            *((PLAIN[(n + 1) % 4], told[n // 2 % 2]) if n % 3 else ("", "")),
        )
        for n in range(240)
    ]
    return drafted_of(folder, header, records)


def test_a_setting_beside_each_reason_is_not_taken_for_the_contacts(tmp_path: Path) -> None:
    line = line_of(draft_numbered(tmp_path, "reason_{1}", "place_{1}"), "setting")

    assert "place_1" in line.partition(MARK)[0]
    assert "'place_2' may tell it as well" in line.partition(MARK)[2]


@pytest.mark.parametrize("form", ["{0}/{1}/type {0}/{1}/place", "{0}[{1}].type {0}[{1}].place"])
def test_of_a_group_that_comes_again_the_setting_stands_beside_its_reason(tmp_path: Path, form: str) -> None:
    reason, place = form.split()
    drafted = draft_numbered(tmp_path, reason, place)

    assert drafted.content["reasons"] == {
        "listed": [reason.format("reasons", 1), reason.format("reasons", 2)],
        "settings": [place.format("reasons", 1), place.format("reasons", 2)],
    }
    assert MARK not in line_of(drafted, "reasons")
    assert "setting" not in drafted.content


@pytest.mark.parametrize("form", ["{0}-W{1:02}", "{0}S{2}", "{0}"])
def test_a_period_that_dates_no_contact_is_a_question_and_the_rest_is_drafted(tmp_path: Path, form: str) -> None:
    records = [
        (f"C{n:04}", form.format(2022 + n % 2, n % 50 + 1, n % 2 + 1), ("Phone", "Chat")[n % 2], PLAIN[n % 4])
        for n in range(240)
    ]

    drafted = drafted_of(tmp_path, ("Case ID", "Period", "Channel", "Reasons"), records)

    line = line_of(drafted, "date")
    assert MARK in line and "ask for the day" in line
    assert drafted.content["fields"]["channel"] == "Channel"
    assert drafted.content["id"] == "Case ID"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (lambda n: f"1445-{n % 12 + 1:02}-{n % 29 + 1:02}", "the days lie in 1445"),
        (lambda n: day(n).strftime("%d/%m/66"), "years of two digits seem to be of the Buddhist calendar"),
        (lambda n: "" if n < 6 else "Reason" if n < 9 else day(n), "9 records hold no day there, 6 of them blank"),
    ],
)
def test_days_of_another_calendar_and_records_without_a_day_are_asked(
    tmp_path: Path, written: Callable[[int], object], told: str
) -> None:
    records = [(f"C{n:04}", written(n), ("Phone", "Chat")[n % 2], PLAIN[n % 4]) for n in range(120)]

    line = line_of(drafted_of(tmp_path, HEADER, records), "date")

    assert told in line.partition(MARK)[2]
