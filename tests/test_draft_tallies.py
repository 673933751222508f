"""Tallies as helplines send them: what tells their period, and what would count twice, is drafted or asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drafting import draft_files, write_csv
from tests.test_draft_counts import CODES, WHY, Rows, counted, total_of

DECIDED = dict(zip(WHY, CODES, strict=True))
NUMBERS = ((31, 45), (17, 29), (52, 38), (13, 7))


def by_year(*headers: str) -> Rows:
    return [["Reason", *headers], *([why, *numbers] for why, numbers in zip(WHY, NUMBERS, strict=True))]


def test_a_table_without_a_period_is_that_of_the_year_in_its_name(tmp_path: Path) -> None:
    rows = by_year("Girls", "Boys", "Total")
    rows[1:] = [[*row, sum(numbers)] for row, numbers in zip(rows[1:], NUMBERS, strict=True)]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally_2023.csv", rows)])

    assert drafted.content["period"] == {"whole_file": "slot"} and "QUESTION" in drafted.line("period")
    assert counted(drafted, DECIDED) == total_of(rows, 1, 2)
    days = drafted.query("select distinct period_start::varchar, period_end::varchar from reported_count")
    assert days == [("2023-01-01", "2023-12-31")]


@pytest.mark.parametrize("headers", [("2022", "2023"), ("٢٠٢٢", "٢٠٢٣")])
def test_two_years_beside_each_other_are_counted(tmp_path: Path, headers: tuple[str, str]) -> None:
    rows = by_year(*headers)

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally.csv", rows)])

    assert drafted.content["across"] == {"columns": list(headers), "gives": "period"}
    assert counted(drafted, DECIDED) == total_of(rows, 1, 2)


@pytest.mark.parametrize(
    ("headers", "form", "last"),
    [
        pytest.param(("2021年", "2022年"), "%Y年", "2022-12-31", marks=pytest.mark.long),
        pytest.param(("2021年3月", "2021年12月"), "%Y年%m月", "2021-12-31", marks=pytest.mark.long),
        (("2021년 3월", "2021년 12월"), "%Y년 %m월", "2021-12-31"),
        (("２０２１年", "２０２２年"), "%Y年", "2022-12-31"),
    ],
)
def test_years_and_months_of_east_asia_are_counted(
    tmp_path: Path, headers: tuple[str, str], form: str, last: str
) -> None:
    rows = by_year(*headers)

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally.csv", rows)])

    assert drafted.content["period"] == {"format": [form]}
    assert counted(drafted, DECIDED) == total_of(rows, 1, 2)
    assert drafted.query("select max(period_end)::varchar from reported_count") == [(last,)]


def test_a_year_of_an_office_is_asked_about(tmp_path: Path) -> None:
    """`2021年度` begins in April in Japan, and is the calendar year elsewhere."""
    rows = by_year("2021年度", "2022年度")

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally.csv", rows)])

    assert "with which month does" in drafted.line("period") and "QUESTION" in drafted.line("period")
    assert counted(drafted, DECIDED) == total_of(rows, 1, 2)
    assert drafted.query("select max(period_end)::varchar from reported_count") == [("2023-03-31",)]


@pytest.mark.parametrize(("headers", "form"), [(("2021/22", "2022/23"), "%Y/%f"), (("2021-22", "2022-23"), "%Y-%f")])
def test_years_that_end_in_the_next_are_drafted_and_asked_about(
    tmp_path: Path, headers: tuple[str, str], form: str
) -> None:
    rows = by_year(*headers)

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally.csv", rows)])

    assert drafted.content["period"] == {"format": [form], "year_begins": "4"} and "QUESTION" in drafted.line("period")
    assert counted(drafted, DECIDED) == total_of(rows, 1, 2)
    assert drafted.query("select max(period_end)::varchar from reported_count") == [("2023-03-31",)]


def test_years_that_look_like_months_are_no_months(tmp_path: Path) -> None:
    rows: Rows = [["Year", *WHY], ["2009-10", 3, 4, 5, 6], ["2010-11", 7, 8, 9, 1], ["2011-12", 2, 3, 4, 5]]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally.csv", rows)])

    assert drafted.content["period"]["format"] == "%Y-%f" and "QUESTION" in drafted.line("period")


def test_quarters_in_words(tmp_path: Path) -> None:
    rows = by_year("1er trim.", "2e trim.")

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally_2023.csv", rows)])

    assert counted(drafted, DECIDED) == total_of(rows, 1, 2)
    assert drafted.query("select max(period_end)::varchar from reported_count") == [("2023-06-30",)]


def test_what_stands_for_a_number_is_neither_zero_nor_counted_and_is_asked_about(tmp_path: Path) -> None:
    rows = by_year("2022", "2023")
    rows[1], rows[2] = [WHY[0], "-", 45], [WHY[1], "n/a", "<5"]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally.csv", rows)])

    assert drafted.content["number"] == {"suppressed": ["-", "<5", "n/a"]} and "QUESTION" in drafted.line("number")
    assert counted(drafted, DECIDED) == 45 + 52 + 38 + 13 + 7


def test_headings_that_are_the_sum_of_their_parts_are_left_out_and_asked_about(tmp_path: Path) -> None:
    rows: Rows = [["Reason", "2021", "2022", "2023"], ["HARM", 138, 111, 127], [WHY[0], 51, 34, 72]]
    rows += [[WHY[1], 87, 77, 55], ["OTHER", 69, 160, 141], [WHY[2], 48, 97, 60], [WHY[3], 21, 63, 81]]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally.csv", rows)])

    assert "QUESTION" in drafted.line("leave_out") or "QUESTION" in drafted.line("reasons")
    assert any("sum of rows beside" in one for one in drafted.questions)


def test_a_group_and_its_parts_are_both_the_reason(tmp_path: Path) -> None:
    rows: Rows = [["Category", "Subcategory", "2022", "2023"]]
    for group, parts in {"Violence": WHY[:3], "Mood": (WHY[3], "Fear", "Anger")}.items():
        rows += [[group, part, 11 + place, 31 + 2 * place] for place, part in enumerate(parts)]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally.csv", rows)])

    assert drafted.content["reasons"] == {"levels": ["Category", "Subcategory"]}
    assert "QUESTION" in drafted.line("reasons")


def test_columns_that_add_up_to_a_hundred_are_asked_about(tmp_path: Path) -> None:
    rows: Rows = [["Reason", "2022", "2023"], *([why, n, n] for why, n in zip(WHY, (40, 30, 20, 10), strict=True))]

    assert any(
        "add" in one and "100" in one
        for one in draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally.csv", rows)]).questions
    )


def test_a_second_table_below_is_asked_about_and_its_file_held(tmp_path: Path) -> None:
    rows = by_year("2022", "2023")
    rows += [["Gender", "2022", "2023"], ["Girls", 60, 70], ["Boys", 53, 49]]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally.csv", rows)])

    assert any("a second table" in one for one in drafted.questions)
    assert any("a second table begins" in one for one in drafted.made.notes)


@pytest.mark.parametrize(
    ("total", "said"), [(28, "is the sum of the columns drafted, in too few"), (29, "is not the sum of the columns")]
)
def test_the_total_of_a_single_month_is_not_called_wrong(tmp_path: Path, total: int, said: str) -> None:
    rows: Rows = [["month", *WHY[:3], "Total"], ["2024-01", 12, 7, 9, total]]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally_2024-01.csv", rows)])

    assert "Total" not in drafted.content["across"]["columns"]
    [asked] = [question for question in drafted.questions if "'Total'" in question]
    assert said in asked
