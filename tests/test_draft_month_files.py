"""A file a month whose records name the month as well: the year is that of the name, and nothing of contacts is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drafting import draft_files, write_csv
from tests.test_draft_counts import CODES, WHY, Rows, counted

DECIDED = dict(zip(WHY, CODES, strict=True))
MONTHS = {"3": "4", "March": "April", "marzo": "abril", "Mar": "Apr"}


def long(month: str, first: int) -> Rows:
    """A row a reason; `Number` is no word for a count by itself."""
    return [["Month", "Reason", "Number"], *([month, why, first + i] for i, why in enumerate(WHY))]


def wide(month: str, first: int) -> Rows:
    """A column a reason."""
    return [["Month", *WHY], [month, *(first + i for i in range(len(WHY)))]]


@pytest.mark.parametrize("table", [long, wide])
@pytest.mark.parametrize("month", MONTHS)
def test_each_file_is_its_month(tmp_path: Path, month: str, table: object) -> None:
    files = [
        write_csv(tmp_path / "in" / "counts_2024-03.csv", table(month, 31)),  # type: ignore[operator]
        write_csv(tmp_path / "in" / "counts_2024-04.csv", table(MONTHS[month], 52)),  # type: ignore[operator]
    ]

    drafted = draft_files(tmp_path, files)

    assert drafted.content["period"]["year"] == "slot"
    assert drafted.content["arrives"]["slot"] == "counts_(%Y-%m).csv"
    asked = drafted.line("period")
    assert (
        "of which year are these periods: the one in the file" in asked
        and "do both always tell the same month" in asked
    )
    assert "of which year is each file" not in asked and not any(" ids stand" in one for one in drafted.questions)
    assert counted(drafted, DECIDED) == sum(range(31, 35)) + sum(range(52, 56))
    months = drafted.query("select distinct period_start::varchar, period_end::varchar from reported_count order by 1")
    assert months == [("2024-03-01", "2024-03-31"), ("2024-04-01", "2024-04-30")]


def test_one_such_file_is_counts_too(tmp_path: Path) -> None:
    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "counts_2024-03.csv", long("March", 31))])

    assert drafted.content["row"] == "count" and drafted.content["count"] == "Number"
    assert counted(drafted, DECIDED) == sum(range(31, 35))


def test_a_name_that_tells_a_year_alone_is_asked_about_alone(tmp_path: Path) -> None:
    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "counts_2024.csv", long("March", 31))])

    assert "in the file's name" in drafted.line("period") and "same month" not in drafted.line("period")


def test_a_list_of_contacts_of_one_month_is_none_of_counts(tmp_path: Path) -> None:
    rows: Rows = [["Month", "Reason", "Number"], *(["March", WHY[i % 4], i + 1] for i in range(40))]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls_2024-03.csv", rows)])

    assert drafted.content["row"] != "count"
