"""A form of counts that is filled in month by month: a draft also names the months that are blank yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drafting import draft_files, write_csv
from tests.test_draft_counts import CODES, WHY, Rows, counted

DECIDED = dict(zip(WHY, CODES, strict=True))
MONTHS = ["Jan 2024", "Feb 2024", "Mar 2024", "Apr 2024", "May 2024", "Jun 2024"]


def write(path: Path, headers: list[str], filled: list[int]) -> Path:
    """A row a reason, and numbers below some of the headers."""
    rows = [
        [why, *(10 * n + at + 2 if at in filled else "" for at in range(len(headers)))] for n, why in enumerate(WHY)
    ]
    return write_csv(path, [["Reason", *headers], *rows])


@pytest.mark.parametrize("filled", [[0], [0, 1, 2], [0, 2], [2]])
@pytest.mark.parametrize(
    "headers", [MONTHS, MONTHS[:4], [one[:3] for one in MONTHS], [f"2024-0{n}" for n in range(1, 6)]]
)
def test_blank_months_are_periods_of_the_draft(tmp_path: Path, headers: list[str], filled: list[int]) -> None:
    drafted = draft_files(tmp_path, [write(tmp_path / "in" / "counts_2024.csv", [*headers, "Remarks"], filled)])
    assert drafted.content["across"] == {"columns": headers, "gives": "period"}


def test_what_is_filled_in_later_is_counted(tmp_path: Path) -> None:
    file = write(tmp_path / "in" / "counts_2024.csv", MONTHS, [0, 1])
    drafted = draft_files(tmp_path, [file])
    write(file, MONTHS, [0, 1, 2, 3])
    expected = sum(10 * n + at + 2 for n in range(len(WHY)) for at in range(4))
    assert counted(drafted, DECIDED) == expected


def test_blank_months_told_with_a_gender_as_well(tmp_path: Path) -> None:
    headers = [f"{who} - {month}" for month in MONTHS[:4] for who in ("Girls", "Boys")]
    drafted = draft_files(
        tmp_path, [write(tmp_path / "in" / "counts_2024.csv", [*headers, "Old - Notes"], [0, 1, 2, 3])]
    )
    assert drafted.content["across"]["columns"] == headers
    assert drafted.content["across"]["gives"] == ["gender", "period"]


def test_a_blank_column_that_is_no_month_is_none(tmp_path: Path) -> None:
    file = write(tmp_path / "in" / "counts_2024.csv", ["Remarks", *MONTHS[:3], "Total 2024", "Other"], [1, 2])
    assert draft_files(tmp_path, [file]).content["across"]["columns"] == MONTHS[:3]


@pytest.mark.parametrize("form", ["{month} 2024", "{month}", "2024-{n:02}", "{n}/2024", "2024-{n:02}-01", "2024-Q{n}"])
@pytest.mark.parametrize("n_blank", [1, 2])
def test_months_of_rows_that_are_blank_at_the_end_are_no_remarks(tmp_path: Path, form: str, n_blank: int) -> None:
    told = [form.format(month=month, n=n) for n, month in enumerate(("January", "February", "March", "April"), start=1)]
    n_told = len(told) - n_blank
    rows = [[one, *(20 + 7 * n * m if n < n_told else "" for m in range(4))] for n, one in enumerate(told)]
    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "counts_2024.csv", [["Month", *WHY], *rows])])
    assert "footer_rows" not in drafted.text


def test_a_remark_below_a_blank_month_is_left_out(tmp_path: Path) -> None:
    rows: Rows = [
        ["2024-01", 4, 5, 6, 7],
        ["2024-02", 5, 5, 7, 9],
        ["2024-03", *[""] * 4],
        ["Source: registry", *[""] * 4],
    ]
    rows.insert(0, ["Month", *WHY])
    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "counts_2024.csv", rows)])
    assert drafted.content["read"]["csv"]["footer_rows"] == "1"
