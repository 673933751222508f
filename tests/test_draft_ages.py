"""Bands of ages, and codes of them, are no whole years without somebody saying so."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from schemas.vocabulary.years import whole_years
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


@pytest.mark.few(2)
@pytest.mark.parametrize("form", ["{} лет", "{}歳", "{} años", "{} yrs", "{}세", "{} ans", "miaka {}", "{} éves"])
def test_a_number_and_a_word_for_years_is_an_age(tmp_path: Path, form: str) -> None:
    drafted = ages(tmp_path, "age", [form.format(n) for n in (9, 12, 15)])
    assert drafted.content["fields"]["age"] == "age"
    assert "QUESTION" not in drafted.line("age") and "band" not in drafted.text
    assert not any(line.startswith("age") for line in (drafted.folder / "decisions.csv").read_text().splitlines())

    drafted.answer_as_guessed()
    assert drafted.run() == ()
    assert drafted.query("select distinct age_years from contact order by 1") == [(9,), (12,), (15,)]


@pytest.mark.few(2)
@pytest.mark.parametrize("other", ["10-14 años", "8 meses", "adulto"])
def test_ages_beside_anything_else_are_asked_about(tmp_path: Path, other: str) -> None:
    drafted = ages(tmp_path, "edad", [*(f"{n} años" for n in range(9, 18)), other])
    assert drafted.content["fields"]["age"].split()[0] == "edad"
    assert "QUESTION" in drafted.line("age")


@pytest.mark.few(1)
@pytest.mark.parametrize("header", ["Age (months)", "Edad en meses", "age_months", "Возраст в месяцах", "年齢（か月）"])
def test_an_age_in_months_is_no_age_in_years(tmp_path: Path, header: str) -> None:
    drafted = ages(tmp_path, header, [str(n) for n in range(5, 99, 7)])
    assert "age" not in drafted.content["fields"]
    assert any("`divide_by: 12`" in question for question in drafted.questions)


def test_a_unit_beside_the_age_is_asked_about(tmp_path: Path) -> None:
    rows = [["id", "date of call", "channel", "Age", "Age unit", "reason"]]
    rows += [
        [f"K{n:04}", day(n).isoformat(), "Chat", str(n % 17), ("years", "months")[n % 2], "Grief"] for n in range(99)
    ]
    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls.csv", rows)])
    assert "'months'" in drafted.line("age")


@pytest.mark.parametrize(
    ("text", "age"),
    [("14", 14), ("014.0", 14), ("14 лет.", 14), ("14 YEARS OLD", 14), ("٩ سنوات", 9), ("0 ans", 0)]
    + [(text, None) for text in ("10-14 ans", "18+", "18 y más", "8 months", "14 14", "years", "14 x", "1400 ans")],
)
def test_what_is_an_age_in_whole_years(text: str, age: int | None) -> None:
    assert whole_years(text) == age


def test_an_age_of_99_in_words_is_asked_about(tmp_path: Path) -> None:
    drafted = ages(tmp_path, "edad", ["9 años", "12 años", "15 años", "99 años"])
    assert "99 años" in drafted.line("age")
