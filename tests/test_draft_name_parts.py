"""A month in words, or a quarter, in a file's name: its counts are never drafted as those of the whole year."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.draft.names import find_pattern
from tests.drafting import day, draft_files, write_csv
from tests.test_draft_counts import CODES, WHY, Rows, counted

NUMBERS = ((31, 45), (17, 29), (52, 38), (13, 7))
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
DECIDED = dict(zip(WHY, CODES, strict=True))


@pytest.mark.parametrize("headers", [("Number",), pytest.param(("Girls", "Boys"), marks=pytest.mark.long)])
def test_a_tally_of_a_month_in_words_is_counts_of_that_month_and_asked_about(
    tmp_path: Path, headers: tuple[str, ...]
) -> None:
    rows: Rows = [["Reason", *headers]]
    rows += [[why, *both[: len(headers)]] for why, both in zip(WHY, NUMBERS, strict=True)]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tallies_January 2024.csv", rows)])

    assert drafted.content["row"] == "count" and "QUESTION" in drafted.line("row")
    assert drafted.content["period"] == {"whole_file": "2024-01"} and "is it 2024-01" in drafted.line("period")
    assert counted(drafted, DECIDED) == sum(sum(both[: len(headers)]) for both in NUMBERS)
    days = drafted.query("select distinct period_start::varchar, period_end::varchar from reported_count")
    assert days == [("2024-01-01", "2024-01-31")]


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("tallies_January 2024.csv", "2024-01"),
        ("enero-2024.xlsx", "2024-01"),
        ("marzo 2024.csv", "2024-03"),
        ("atenciones enero de 2024.csv", "2024-01"),
        ("Meldungen_2024_Dezember.csv", "2024-12"),
        ("counts_Q2_2024.csv", "2024-Q2"),
        ("статистика 2024 март.csv", "2024-03"),
    ],
)
def test_what_a_name_tells_beside_its_year(name: str, part: str) -> None:
    found = find_pattern([name], is_period=True)
    assert (found.part, found.caught, found.files) == (part, "", name)


@pytest.mark.parametrize(
    "name",
    [
        "data_set_2024.csv",
        "kpi_pro_2024.csv",
        "data_mart_export_2024.csv",
        "data_mart_2024.csv",
        "childline_gen_2024.csv",
        "export_2024_led.csv",
        "marca_2024.csv",
        "uno_2024.csv",
        "january_x_2024.csv",
        "calls_2024.csv",
        "march_hare_2024-05.csv",
    ],
)
def test_other_words_are_no_months(name: str) -> None:
    found = find_pattern([name], is_period=True)
    assert found.caught and not found.part and not found.beside


@pytest.mark.parametrize(("name", "beside"), [("Mar2024.csv", "2024-03"), ("calls_May 2024.csv", "2024-05")])
def test_a_short_month_is_asked_about_where_counts_have_no_other(name: str, beside: str) -> None:
    found = find_pattern([name], is_period=True)
    assert (found.caught, found.part, found.beside) == (name.replace("2024", "(%Y)"), "", beside)
    assert not find_pattern([name]).beside


def test_two_readings_are_none() -> None:
    """Two months in a name are a span, or one of them says something else."""
    found = find_pattern(["January to March 2024.csv"], is_period=True)
    assert not found.part and not found.caught


@pytest.mark.parametrize(
    ("name", "slot"), [("kpi_pro_2024.csv", "kpi_pro_(%Y).csv"), ("June 2024.csv", "June (%Y).csv")]
)
def test_months_of_a_column_are_in_the_year_of_the_name(tmp_path: Path, name: str, slot: str) -> None:
    rows: Rows = [["Month", "Reason", "Number"]]
    rows += [[month, why, 3 + 7 * i % 11] for i, month in enumerate(MONTHS) for why in WHY]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / name, rows)])

    assert drafted.content["period"]["year"] == "slot" and "is it" not in drafted.line("period")
    assert drafted.content["arrives"]["slot"] == slot


@pytest.mark.parametrize(("name", "beside"), [("data_set_2023.csv", ""), ("January_2023.csv", "2023-01")])
def test_contacts_keep_the_pattern_of_the_next_year(tmp_path: Path, name: str, beside: str) -> None:
    rows: Rows = [["id", "Date", "Reason"], *([f"C{i}", f"{day(i)}", WHY[i % len(WHY)]] for i in range(60))]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / name, rows)])

    assert drafted.content["files"] == name.replace("2023", "*")
    assert drafted.content["arrives"] == {"as": "replaces_period", "slot": name.replace("2023", "(%Y)")}
    assert (f"the name may tell {beside}," in drafted.line("arrives")) == bool(beside)


def test_contacts_of_one_month_of_several_years_are_one_pattern() -> None:
    found = find_pattern(["January_2023.csv", "January_2024.csv"])
    assert (found.files, found.caught, found.beside) == ("January_*.csv", "January_(%Y).csv", "")
