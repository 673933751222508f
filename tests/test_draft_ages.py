"""Bands of ages, and codes of them, are no whole years without somebody saying so."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.drafting import Drafted, day, draft_files, write_csv


def ages(folder: Path, header: str, values: list[str]) -> Drafted:
    chance = random.Random(4)
    rows: list[list[str]] = [["id", "date of call", "channel", header, "reason"]]
    for number in range(200):
        rows.append([f"K{number:04}", day(number).isoformat(), "Phone", chance.choice(values), "Bullying"])
    return draft_files(folder, [write_csv(folder / "in" / "calls_2023.csv", rows)])


BANDS = (
    "age_group", "Age band", "AgeRange", "Grupo de edad", "Rango de edad", "Faixa etária (idade)", "Tranche d'âge",
    "Altersgruppe", "Возрастная группа (возраст)", "ช่วงอายุ", "korcsoport kor", "age code",
)  # fmt: skip
YEARS_PERHAPS = ["10", "11", "12", "13", "14", "15"]
"""Of single digits it is asked whatever the header says; here it is the header alone that tells."""


@pytest.mark.few(4)
@pytest.mark.parametrize(
    ("header", "values"),
    [*((header, YEARS_PERHAPS) for header in BANDS), ("age_group", ["1", "2", "3", "4", "5"])],
)
def test_numbers_under_a_header_of_bands_are_asked_about(tmp_path: Path, header: str, values: list[str]) -> None:
    drafted = ages(tmp_path, header, values)

    assert not {"age", "age_band"} & set(drafted.content["fields"])
    assert any(header in question for question in drafted.questions)


@pytest.mark.parametrize(
    "values", [[str(n) for n in range(10)], ["1", "2", "3"], ["0", "1"], ["1", "2", "3", "4", "9"]]
)
def test_single_digits_are_asked_about(tmp_path: Path, values: list[str]) -> None:
    drafted = ages(tmp_path, "edad", values)

    assert not {"age", "age_band"} & set(drafted.content["fields"])
    assert any("'edad'" in question for question in drafted.questions)


def test_bands_in_words_are_bands(tmp_path: Path) -> None:
    assert ages(tmp_path, "age group", ["0-9", "10-12", "13-15", "16-17"]).content["fields"]["age_band"] == "age group"


def test_whole_years_are_ages(tmp_path: Path) -> None:
    assert ages(tmp_path, "age", [str(n) for n in range(4, 18)]).content["fields"]["age"] == "age"
