"""`99` under an age, or among bands of ages, is asked about: it may be an age, and may say that none is known."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.drafting import Drafted, day, draft_files, write_csv


def ages(folder: Path, header: str, values: list[str]) -> Drafted:
    rows: list[list[str]] = [["id", "date of call", "channel", header, "reason"]]
    for number in range(40 * len(values)):
        value = values[number % len(values)]
        rows.append([f"K{number:04}", day(number).isoformat(), "Phone", value, "Bullying"])
    return draft_files(folder, [write_csv(folder / "in" / "calls_2023.csv", rows)])


def suggested(drafted: Drafted, value: str) -> list[tuple[str, str, str]]:
    """Field, code and note of the rows of a value."""
    with (drafted.folder / "decisions.csv").open(encoding="utf-8", newline="") as file:
        return [
            (row["field"], row["code"], row["note"]) for row in csv.DictReader(file) if row["source_value"] == value
        ]


@pytest.mark.few(4)
@pytest.mark.parametrize("number", ["99", "999", "-1", "88", "99.0"])
def test_a_number_far_from_all_ages_is_asked_about(tmp_path: Path, number: str) -> None:
    drafted = ages(tmp_path, "age", ["9", "11", "13", "15", "17", number])

    assert drafted.content["fields"]["age"] == "age"
    assert "QUESTION" in drafted.line("age") and number in drafted.line("age")


def test_decided_as_missing_it_is_no_grown_person(tmp_path: Path) -> None:
    drafted = ages(tmp_path, "age", ["9", "11", "13", "15", "17", "99"])
    ((_, code, note),) = suggested(drafted, "99")
    assert not code and note.startswith("1 of 1; missing")

    drafted.answer_as_guessed()
    text = (drafted.folder / "decisions.csv").read_text(encoding="utf-8")
    accepted = text.replace("age,99,suggested", "age,99,missing")
    (drafted.folder / "decisions.csv").write_text(accepted, encoding="utf-8")
    assert drafted.run() == ()
    assert drafted.query("select max(age_years), count(*) filter (age_years is null) from contact") == [(17, 40)]


@pytest.mark.parametrize("number", ["99", "999", "-1"])
def test_among_bands_no_band_is_suggested_for_it(tmp_path: Path, number: str) -> None:
    drafted = ages(tmp_path, "age group", ["0-9", "10-12", "13-15", "16-17", number])

    assert [(field, code) for field, code, _ in suggested(drafted, number)] == [("age_band", "")]
    assert all(" ask" in note for _, _, note in suggested(drafted, number))


def test_ages_of_grown_persons_up_to_it_are_ages(tmp_path: Path) -> None:
    drafted = ages(tmp_path, "age", ["9", "14", "35", "52", "69", "77", "81", "88"])

    assert "QUESTION" not in drafted.line("age")
    assert suggested(drafted, "15") == []
