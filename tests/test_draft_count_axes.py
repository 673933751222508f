"""Numbers and headers of tables of counts that a draft must not pass over: what it does not read it asks about."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from tests.drafting import draft_files, write_csv
from tests.test_draft_counts import CODES, WHY, Rows, counted, total_of
from warehouse.scan import ColumnProfile, TableProfile
from warehouse.scan.categories import Categories, find_categories
from warehouse.scan.number_columns import NumberColumn

DECIDED = dict(zip(WHY, CODES, strict=True))
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
MESES = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
]


@pytest.mark.parametrize("ending", [[], ["Total"]])
def test_numbers_of_which_each_stands_there_once_are_counted(tmp_path: Path, ending: list[str]) -> None:
    """A small table by chance repeats no number of one column: that makes it no number of the record."""
    rows: Rows = [["Month", "Reason", "F", "M", "Other", *ending]]
    for month in range(1, 13):
        for place, why in enumerate(WHY):
            girls, boys, others = 1_000 * place + 7 * month, 30 * place + month % 5, month % 3
            rows.append([f"2023-{month:02}", why, girls, boys, others, *([girls + boys + others] if ending else [])])

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally_2023.csv", rows)])

    assert drafted.content["across"] == {"columns": ["F", "M", "Other"], "gives": "gender"}
    assert counted(drafted, DECIDED) == total_of(rows, 2, 3, 4)


@pytest.mark.few(4)
@pytest.mark.parametrize("lacking", [0, 7])
@pytest.mark.parametrize("header", ["Number", "No.", "Numero"])
def test_a_number_that_stands_there_once_beside_periods_is_no_id(tmp_path: Path, header: str, lacking: int) -> None:
    """`Number` says of which record, or how many: beside months it counts, and the draft asks."""
    rows: Rows = [["Month", "Reason", header]]
    numbers = random.Random(4).sample(range(10, 900), 24 * len(WHY))
    for month in range(24):
        for why in WHY:
            rows.append([f"{2022 + month // 12}-{month % 12 + 1:02}", why, numbers[len(rows) - 1]])
    del rows[len(rows) - lacking :]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally.csv", rows)])

    assert drafted.content["count"] == header and "id" not in drafted.content
    assert any(one.startswith("is one record one count") for one in drafted.questions)
    assert counted(drafted, DECIDED) == total_of(rows, 2)


@pytest.mark.few(4)
@pytest.mark.parametrize(
    "headers",
    [
        [f"2023{month:02}" for month in range(1, 13)],
        [f"2023W{week}" for week in range(1, 53)],
        [f"2023Q{quarter}" for quarter in range(1, 5)],
        [f"Q{quarter}" for quarter in range(1, 5)],
        [f"{month} 2023" for month in MONTHS],
        [f"{month} 2023" for month in MESES],
    ],
)
def test_every_header_that_is_a_period_is_counted(tmp_path: Path, headers: list[str]) -> None:
    chance = random.Random(1)
    rows: Rows = [["dataname", *headers], *([why, *(chance.randint(1, 60) for _ in headers)] for why in WHY)]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "pivot_2023.csv", rows)])

    assert drafted.content["across"] == {"columns": headers, "gives": "period"}
    assert counted(drafted, DECIDED) == total_of(rows, *range(1, len(headers) + 1))
    assert drafted.query("select count(distinct period_start) from reported_count") == [(len(headers),)]


def test_periods_beside_other_headers_are_asked_about(tmp_path: Path) -> None:
    rows: Rows = [["Centre", *WHY, "2022", "2023"], *([f"C{n}", 3, 4, 5 + n, 6, 70, 80 + n] for n in range(9))]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "x.csv", rows)])

    assert any("'2022', '2023'" in question for question in drafted.questions)


@pytest.mark.parametrize("months", [MONTHS, MESES])
def test_a_column_a_month_takes_its_year_from_the_name_of_the_file(tmp_path: Path, months: list[str]) -> None:
    rows: Rows = [["Motivo", *months], *([why, *(place * 10 + n for n in range(12))] for place, why in enumerate(WHY))]
    rows.append(["Total", *(sum(int(str(row[n])) for row in rows[1:]) for n in range(1, 13))])

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "conteo_2023.csv", rows)])

    assert "of which year" in drafted.line("period")
    assert counted(drafted, DECIDED) == total_of(rows, *range(1, 13)) // 2
    assert drafted.query("select min(period_start)::text, max(period_end)::text from reported_count") == [
        ("2023-01-01", "2023-12-31")
    ]


def test_a_row_a_month_takes_its_year_from_the_name_of_the_file(tmp_path: Path) -> None:
    rows: Rows = [["Mes", *WHY], *([month, 3 + n, 4, 5, 6 * n] for n, month in enumerate(MESES))]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "conteo_2023.csv", rows)])

    assert "of which year" in drafted.line("period")
    assert counted(drafted, DECIDED) == total_of(rows, 1, 2, 3, 4)
    assert drafted.query("select count(distinct period_start) from reported_count") == [(12,)]


@pytest.mark.parametrize(
    "headers",
    [
        ["2023", "Enero", "Febrero", "Marzo"],
        ["Jan", "Feb", "Mar", "Q2"],
        ["Enero 2024", "Febrero 2024", "Setembro 2024"],
        ["Jan", "Feb", "Jan."],
        ["2022", "2023 Q1", "Enero 2024"],
        ["Girls Jan", "Girls Feb", "Boys jan", "Boys Feb"],
        ["Q3", "Q4", "Q1", "Q2"],
    ],
)
def test_periods_of_several_kinds_are_a_question(headers: list[str]) -> None:
    found = of_headers(headers)

    assert "period" in found.gives
    assert "period" in {one.field for one in found.asked}


def test_a_mark_that_a_header_holds_twice_parts_none() -> None:
    found = of_headers([f"{gender} {month} 2024" for gender in ("Girls", "Boys") for month in MONTHS])

    assert "split" not in found.mapping["across"]
    assert any("more than once" in one.why for one in found.asked)


@pytest.mark.parametrize(("beside", "told"), [("Month", "age_band"), ("Centre", "period")])
def test_numbers_in_headers_are_months_only_where_no_column_tells_the_period(beside: str, told: str) -> None:
    found = of_headers(["F_10", "F_11", "F_12", "M_10", "M_11", "M_12"], beside)

    assert found.gives == ("gender", told)
    assert found.asked


def of_headers(headers: list[str], beside: str = "Reason") -> Categories:
    """What headers tell beside one other column."""
    column = ColumnProfile(beside, 0, "closed_list", 0.9, 9, 0, 3, True, 9)
    table = TableProfile("", {"csv": {}}, (), 9, columns=(column,))
    return find_categories([NumberColumn(name, np.arange(9)) for name in headers], (), table)


def test_a_month_and_a_gender_in_each_header(tmp_path: Path) -> None:
    headers = [f"{month} - {gender}" for month in MONTHS for gender in ("F", "M")]
    rows: Rows = [["Reason", *headers], *([why, *(n + 2 for n in range(24))] for why in WHY)]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally_2023.csv", rows)])

    assert drafted.content["across"] == {"columns": headers, "split": " - ", "gives": ["period", "gender"]}
    assert counted(drafted, DECIDED) == total_of(rows, *range(1, 25))


def test_a_year_that_does_not_begin_in_january_is_asked_about(tmp_path: Path) -> None:
    rows: Rows = [["Reason", *MONTHS[6:], *MONTHS[:6]], *([why, *range(3, 15)] for why in WHY)]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "FY2023.csv", rows)])

    assert "from 'Jan' on" in drafted.line("period")


@pytest.mark.parametrize("months", [MESES, [str(n) for n in range(1, 13)]])
def test_months_in_cells_of_a_year_that_begins_in_july_are_asked_about(tmp_path: Path, months: list[str]) -> None:
    rows: Rows = [["Mes", *WHY], *([month, 3 + n, 4, 5, 6 * n] for n, month in enumerate(months[6:] + months[:6]))]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "conteo_2023.csv", rows)])

    assert f"from {months[0]!r} on" in drafted.line("period")


def test_a_number_of_the_record_with_gaps_counts_nothing(tmp_path: Path) -> None:
    rows: Rows = [["Row", "Month", "Gender", "Reason", "Cases"]]
    places = ((month, gender, why) for month in range(1, 13) for gender in ("Girl", "Boy") for why in WHY)
    rows += [
        [101 + n + n // 3, f"2023-{month:02}", gender, why, n % 7] for n, (month, gender, why) in enumerate(places)
    ]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally_2023.csv", rows)])

    assert (drafted.content["count"], drafted.content["reasons"]) == ("Cases", "Reason")


def test_of_two_lists_the_one_with_words_for_reasons_is_that_of_the_reasons(tmp_path: Path) -> None:
    months = [f"2023{month:02}" for month in range(1, 13)]
    rows: Rows = [["organisationunitname", "dataname", *months]]
    chance = random.Random(2)
    rows += [
        [unit, why, *(chance.randint(1, 60) for _ in months)] for unit in ("North", "South", "East") for why in WHY
    ]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "pivot_2023.csv", rows)])

    assert drafted.content["reasons"] == "dataname"
    assert any("'organisationunitname'" in question for question in drafted.questions)


@pytest.mark.parametrize("genders", [("Mädchen", "Jungen"), ("Girls", "Wavulana"), ("Ragazze", "Ragazzi")])
def test_a_gender_beside_each_reason_is_known_by_one_of_its_words(tmp_path: Path, genders: tuple[str, str]) -> None:
    """`Jungen` was no known word: the columns of boys were drafted as reasons, and those of girls not at all."""
    names = [f"{why} {gender}" for why in ("Mobbing", "Missbrauch", "Trauer") for gender in genders]
    rows: Rows = [["Monat", *names, "Gesamt"]]
    for month in range(1, 13):
        counts = [7 * month + place for place in range(len(names))]
        rows.append([f"2023-{month:02}", *counts, sum(counts)])

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally_2023.csv", rows)])

    assert drafted.content["across"] == {"columns": names, "split": " ", "gives": ["reason", "gender"]}
