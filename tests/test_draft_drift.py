"""Files of one source whose headers and dates have drifted give one format."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from tests.drafting import day, draft_files, write_csv

WHY = ("Acoso", "Violencia", "Duelo")
FORMS = {2021: "%d/%m/%Y", 2022: "%Y-%m-%d", 2023: "%d.%m.%Y"}
HEADERS = {
    2021: ["Folio", "Fecha", "Canal", "Sexo", "Motivo"],
    2022: ["Folio", "Fecha de contacto", "Canal", "Sexo", "Motivo"],
    2023: ["Folio", "Fecha de contacto", "Canal", "Género", "Motivo", "Región"],
}


def yearly(folder: Path, forms: dict[int, str] = FORMS, headers: dict[int, list[str]] = HEADERS) -> list[Path]:
    chance = random.Random(3)
    paths = []
    for year, form in forms.items():
        rows = [headers[year]]
        for number in range(120):
            told = [
                f"F{year}{number:05}",
                day(number * 3, year).strftime(form),
                "Teléfono",
                chance.choice(("niña", "niño")),
            ]
            rows.append([*told, chance.choice(WHY), *["Norte"] * (len(headers[year]) - 5)])
        paths.append(write_csv(folder / "in" / f"contactos_{year}.csv", rows))
    return paths


def test_renamed_columns_and_other_forms_of_dates_are_one_document(tmp_path: Path) -> None:
    drafted = draft_files(tmp_path, yearly(tmp_path))

    (document,) = drafted.documents
    assert document["renamed"] == {"Fecha de contacto": ["Fecha"], "Género": ["Sexo"]}
    assert set(document["date"]["format"]) == {"%d/%m/%Y", "iso", "%d.%m.%Y"}
    assert document["arrives"] == {"as": "replaces_period", "slot": "contactos_(%Y).csv"}
    drafted.answer_as_guessed()
    assert drafted.run() == ()
    years = drafted.query("select contact_year, count(*) from contact group by all order by all")
    assert years == [(2021, 120), (2022, 120), (2023, 120)]
    assert drafted.query("select count(*) from source_value where field = 'gender'") == [(6,)]


def test_without_the_line_of_renamed_columns_nothing_is_lost_in_silence(tmp_path: Path) -> None:
    drafted = draft_files(tmp_path, yearly(tmp_path))

    drafted.without_lines_of_questions()

    assert drafted.is_refused()


def test_a_column_that_came_later_is_asked_about_and_holds_no_older_file(tmp_path: Path) -> None:
    headers = {2022: HEADERS[2021], 2023: [*HEADERS[2021], "Convive con"]}
    paths = yearly(tmp_path, {2022: "%Y-%m-%d", 2023: "%Y-%m-%d"}, headers)

    drafted = draft_files(tmp_path, paths)

    assert "living_situation" not in drafted.content["fields"]
    drafted.answer_as_guessed()
    assert drafted.run() == ()
    assert drafted.query("select count(*) from contact") == [(240,)]


def test_a_file_that_leaves_day_and_month_open_is_read_as_the_others(tmp_path: Path) -> None:
    paths = yearly(tmp_path, {2022: "%d/%m/%Y"}, HEADERS)
    rows: list[Sequence[object]] = [
        HEADERS[2022],
        *([f"G{n:05}", f"0{1 + n % 9}/0{1 + n % 9}/2023", "Chat", "niña", "Acoso"] for n in range(60)),
    ]
    drafted = draft_files(tmp_path, [*paths, write_csv(tmp_path / "in" / "contactos_2023.csv", rows)])

    assert drafted.content["date"]["format"] == "%d/%m/%Y"


def test_files_that_write_the_day_and_the_month_first_are_asked_about(tmp_path: Path) -> None:
    paths = yearly(tmp_path, {2022: "%d/%m/%Y", 2023: "%m/%d/%Y"}, {2022: HEADERS[2022], 2023: HEADERS[2022]})

    drafted = draft_files(tmp_path, paths)

    assert len(drafted.documents) == 1 and "QUESTION" in drafted.line("date")
    drafted.without_lines_of_questions()
    assert drafted.is_refused()


def test_numbers_that_begin_anew_every_year_are_asked_about(tmp_path: Path) -> None:
    paths = []
    for year in (2022, 2023):
        rows: list[Sequence[object]] = [
            HEADERS[2021],
            *([n, day(n, year).isoformat(), "Chat", "niña", "Acoso"] for n in range(1, 101)),
        ]
        paths.append(write_csv(tmp_path / "in" / f"contactos_{year}.csv", rows))

    drafted = draft_files(tmp_path, paths)

    assert "id_within" in drafted.line("id")
    drafted.without_lines_of_questions()
    assert drafted.is_refused()


def test_formats_whose_names_overlap_exclude_each_other(tmp_path: Path) -> None:
    first = write_csv(
        tmp_path / "in" / "a.csv",
        [HEADERS[2021], *([f"F{n:05}", day(n).isoformat(), "Chat", "niña", "Acoso"] for n in range(90))],
    )
    other = [
        ["Ticket", "Opened", "Topic", "Via"],
        *([f"T{n:05}", day(n).isoformat(), "Duelo", "Chat"] for n in range(90)),
    ]
    third = write_csv(
        tmp_path / "in" / "c.csv",
        [HEADERS[2021], *([f"H{n:05}", day(n).isoformat(), "Chat", "niña", "Acoso"] for n in range(90))],
    )
    drafted = draft_files(tmp_path, [first, write_csv(tmp_path / "in" / "b.csv", other, ";"), third])

    assert len(drafted.documents) == 2
    drafted.answer_as_guessed()
    assert drafted.run() == ()
    assert drafted.query("select count(*) from contact") == [(270,)]
