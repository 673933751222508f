"""The name of a sheet, or of a file in an archive, tells the period where no column does; a column of the records wins."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from tests.drafting import draft_files
from tests.test_draft_count_axes import DECIDED
from tests.test_draft_counts import WHY, Rows, counted

NAMES = ("2023-01", "2023-02", "2023-03")


def parts_of(*columns: str, month: list[str] | None = None) -> list[Rows]:
    """Counts a reason, in three parts; `month`: what a column of the records says, the same in a whole part."""
    return [
        [
            [*(["Month"] if month else []), "Reason", *columns],
            *([*([month[place]] if month else []), why, 10 * place + n] for n, why in enumerate(WHY)),
        ]
        for place in range(3)
    ]


def write_zip(path: Path, names: tuple[str, ...], parts: list[Rows]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, rows in zip(names, parts, strict=True):
            text = io.StringIO()
            csv.writer(text).writerows(rows)
            archive.writestr(name, text.getvalue())
    return path


def write_book(path: Path, names: tuple[str, ...], parts: list[Rows]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(path)
    for name, rows in zip(names, parts, strict=True):
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    return path


@pytest.mark.parametrize(
    ("names", "period"),
    [
        (tuple(f"{name}.csv" for name in NAMES), {"column": "Month (file)", "format": "%Y-%m"}),
        (tuple(f"calls_{name}.csv" for name in NAMES), {"column": "Month (file)", "format": "calls_%Y-%m"}),
    ],
)
def test_a_file_a_month_in_a_zip_is_read_with_its_name(
    tmp_path: Path, names: tuple[str, ...], period: dict[str, str]
) -> None:
    drafted = draft_files(tmp_path, [write_zip(tmp_path / "in" / "counts.zip", names, parts_of("Number"))])

    assert drafted.content["read"]["members"] == "each"
    assert drafted.content["read"]["key"] == "Month (file)"
    assert drafted.content["period"] == period
    assert "QUESTION" in drafted.line("read")
    assert counted(drafted, DECIDED) == sum(10 * place + n for place in range(3) for n in range(len(WHY)))


def test_months_in_words_in_a_zip_ask_for_the_year(tmp_path: Path) -> None:
    names = ("enero.csv", "febrero.csv", "marzo.csv")

    drafted = draft_files(tmp_path, [write_zip(tmp_path / "in" / "cuentas.zip", names, parts_of("Numero"))])

    assert drafted.content["read"]["key"] == "Month (file)"
    assert any("of which year" in question for question in drafted.questions)


def test_files_of_a_zip_that_tell_no_period_are_asked_about_as_before(tmp_path: Path) -> None:
    names = ("north.csv", "south.csv", "east.csv")

    drafted = draft_files(tmp_path, [write_zip(tmp_path / "in" / "counts.zip", names, parts_of("Number"))])

    assert "key" not in drafted.content["read"]
    assert any("members: each" in question for question in drafted.questions)


def test_the_month_of_a_record_wins_over_the_name_of_its_sheet(tmp_path: Path) -> None:
    """The sheets were named for the month in which they were sent."""
    parts = parts_of("Number", month=["December 2022", "January 2023", "February 2023"])

    drafted = draft_files(tmp_path, [write_book(tmp_path / "in" / "counts.xlsx", NAMES, parts)])

    assert drafted.content["period"]["column"] == "Month"


def test_a_month_that_cannot_be_read_alone_is_asked_about(tmp_path: Path) -> None:
    parts = parts_of("Number", month=["December", "January", "February"])

    drafted = draft_files(tmp_path, [write_book(tmp_path / "in" / "counts.xlsx", NAMES, parts)])

    assert drafted.content["period"]["column"] == "Month (sheet)"
    assert "'Month'" in drafted.line("period") and "QUESTION" in drafted.line("period")


def test_a_month_that_says_what_the_sheet_says_is_not_asked_about(tmp_path: Path) -> None:
    names = ("January 2023", "February 2023", "March 2023")
    parts = parts_of("Number", month=["January", "February", "March"])

    drafted = draft_files(tmp_path, [write_book(tmp_path / "in" / "counts.xlsx", names, parts)])

    assert drafted.content["period"] == {"column": "Month (sheet)", "format": "%B %Y"}
    assert "QUESTION" not in drafted.line("period")
