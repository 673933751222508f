"""A word that is one month in one language and another in the next is asked about wherever months stand by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drafting import draft_files, write_csv
from tests.test_draft_counts import WHY, Rows
from warehouse.scan import scan_files
from warehouse.scan.periods import are_months_at_odds, find_named_months, months_of

ASKED = "which month is it?"


def by_columns(word: str, year: str) -> Rows:
    """A year and a month beside each reason."""
    return [["Year", "Month", "Reason", "Number"], *([year, word, why, 31 + i] for i, why in enumerate(WHY))]


def by_month(word: str, year: str) -> Rows:
    """A month beside each reason; the name of the file tells the year."""
    return [["Month", "Reason", "Number"], *([word, why, 31 + i] for i, why in enumerate(WHY))]


def by_headers(word: str, year: str) -> Rows:
    """A column of the month, and one of its year."""
    return [["Reason", f"{word} {year}"], *([why, 31 + i] for i, why in enumerate(WHY))]


def by_headers_of_months(word: str, year: str) -> Rows:
    """Two columns of the month, by gender."""
    return [["Reason", f"{word} - girls", f"{word} - boys"], *([why, 31 + i, 22 + i] for i, why in enumerate(WHY))]


@pytest.mark.parametrize("table", [by_columns, by_month, by_headers, by_headers_of_months])
@pytest.mark.parametrize(("word", "is_asked"), [("listopad", True), ("lip", True), ("srp", True), ("rujan", False)])
def test_counts_of_such_a_month_are_asked_about(tmp_path: Path, table: object, word: str, is_asked: bool) -> None:
    rows: Rows = table(word, "2023")  # type: ignore[operator]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "counts_2023.csv", rows)])

    assert drafted.content["row"] == "count"
    assert any(ASKED in question for question in drafted.questions) == is_asked, drafted.text


def test_sheets_of_such_months_are_asked_about() -> None:
    assert are_months_at_odds(["listopad"]) and are_months_at_odds(["srp", "lis"])
    assert not are_months_at_odds(["listopad", "rujan"])
    assert not are_months_at_odds(["enero"]) and not are_months_at_odds(["Grief"]) and not are_months_at_odds([])


def test_the_next_file_is_read_in_no_language_that_this_one_does_not_prove() -> None:
    """`pro` is December in Czech and Croatian, which differ about `lis`."""
    assert months_of(["pro"])["pro"] == "12"
    assert not {"lis", "srp", "listopad"} & months_of(["pro"]).keys()
    assert months_of(["pro", "listopad", "rujan"])["lis"] == "10"
    assert not find_named_months(["pro 2023"]) and find_named_months(["pro 2023", "rujan 2023"])["months"] == "hr"


def test_neither_is_the_next_file_of_contacts(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("no\tdate\n" + "".join(f"{n}\t{n % 28 + 1} pro 2023\n" for n in range(40)), "utf-8")
    (table,) = scan_files([path]).tables
    column = table.column("date")

    assert table.best("date") is None
    assert column is not None and "say by `months` which language it is" in column.note


@pytest.mark.parametrize("header", ["Měsíc", "X"])
def test_words_for_months_are_the_period_whatever_their_header_says(tmp_path: Path, header: str) -> None:
    rows: Rows = [[header, *WHY], *([name, 31 + i, 7, 12, 5] for i, name in enumerate(("leden", "únor", "září")))]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "pocty_2024.csv", rows)])

    assert drafted.content["row"] == "count" and drafted.content["period"]["year"] == "slot"
    assert drafted.content["period"]["column"]["coded"] == header
    assert drafted.content["period"]["column"]["labels"]["září"] == "9"
