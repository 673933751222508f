"""Days and months: forms that rival are refused, and a file whose days a spreadsheet has swapped is held."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from schemas.finding import Finding
from schemas.mapping.date_forms import refuse_rival_forms, tells_day_before_month
from tests.tiny_source import TinySource
from warehouse.scan import scan_files

EXPORT = """\
files: "c_*.csv"
read: {{csv: {{encoding: utf-8}}}}
row: contact
id: no
arrives: {{as: additions}}
date: {{column: day, format: [{forms}]{dates}}}
fields: {{channel: {{never: not asked}}, gender: {{never: not asked}}, age: {{never: not asked}}}}
reasons: {{cell: why}}
"""
DAYS = [date(2024, month, day) for month in (1, 2, 3) for day in (2, 5, 11, 14, 20, 28)]


def spoilt(month_first: bool = True) -> list[str]:
    """What a spreadsheet that reads months first makes of days written day first (or the other way round)."""
    cells = []
    for day in DAYS:
        if day.day <= 12:
            cells.append(f"2024-{day.day:02}-{day.month:02}")
        else:
            cells.append(f"{day:%d/%m/%Y}" if month_first else f"{day:%m/%d/%Y}")
    return cells


def ingest(
    folder: Path, cells: list[str], forms: str = 'iso, "%d/%m/%Y"', dates: str = ""
) -> tuple[TinySource, list[Finding]]:
    source = TinySource.write(folder, EXPORT.format(forms=forms, dates=dates), "")
    source.put("c_1.csv", "no,day,why\n" + "".join(f"{n},{cell},\n" for n, cell in enumerate(cells)))
    found = source.ingest()[2].findings
    return source, [one for one in found if one.finding_code == "swapped_days"]


@pytest.mark.parametrize(("form", "is_day_first"), [("%d/%m/%Y", True), ("%m/%d/%Y", False)])
def test_a_file_that_looks_swapped_is_held(tmp_path: Path, form: str, is_day_first: bool) -> None:
    source, [swapped] = ingest(tmp_path, spoilt(is_day_first), f'iso, "{form}"')

    assert (swapped.state_code, swapped.numerator, swapped.denominator) == ("fail", 9, 18)
    assert "dates: swapped" in swapped.sentence
    assert source.query("select status_code from delivery") == [("held",)]


def test_declared_as_swapped_they_are_changed_back(tmp_path: Path) -> None:
    source, found = ingest(tmp_path, spoilt(), dates=", dates: swapped")

    assert found == []
    assert source.query("select contact_date from contact order by all") == [(day,) for day in DAYS]


def test_declared_as_right_they_stay(tmp_path: Path) -> None:
    source, found = ingest(tmp_path, spoilt(), dates=", dates: right")

    assert found == []
    assert source.query("select count(*) from contact where contact_date = '2024-02-01'") == [(1,)]


@pytest.mark.parametrize("cells", [[f"{day:%Y-%m-%d}" for day in DAYS], [f"{day:%d/%m/%Y}" for day in DAYS]])
def test_what_is_of_one_form_is_not_held(tmp_path: Path, cells: list[str]) -> None:
    assert ingest(tmp_path, cells)[1] == []


def test_a_mixture_in_which_a_date_is_late_is_not_held(tmp_path: Path) -> None:
    assert ingest(tmp_path, [*spoilt(), "2024-03-31"])[1] == []


@pytest.mark.parametrize("is_day_first", [True, False])
def test_scan_says_so_and_a_run_holds_what_it_proposes(tmp_path: Path, is_day_first: bool) -> None:
    path = tmp_path / "x.csv"
    cells = spoilt(is_day_first)
    path.write_text("no,day,why\n" + "".join(f"{n},{cell},\n" for n, cell in enumerate(cells)), "utf-8")
    (table,) = scan_files([path]).tables
    date_of = table.best("date")
    assert date_of is not None

    _, [swapped] = ingest(tmp_path / "run", cells, ", ".join(f'"{form}"' for form in date_of.mapping["format"]))

    assert any("'day'" in note and "took days for months" in note for note in table.notes)
    assert "swapped" in date_of.why
    assert swapped.state_code == "fail"


@pytest.mark.parametrize("more", ["2024-03-31", "07/03/2024"])
def test_scan_does_not_say_so_where_one_cell_speaks_against_it(tmp_path: Path, more: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text("no,day,why\n" + "".join(f"{n},{cell},\n" for n, cell in enumerate([*spoilt(), more])), "utf-8")

    (table,) = scan_files([path]).tables

    assert not any("took days for months" in note for note in table.notes)


def test_scan_says_so_of_a_workbook(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "x.xlsx")
    sheet = book.add_worksheet("Contacts")
    sheet.write_row(0, 0, ["no", "day", "why"])
    as_date = book.add_format({"num_format": "dd/mm/yyyy"})
    for n, day in enumerate(DAYS, start=1):
        sheet.write(n, 0, n)
        if day.day <= 12:
            sheet.write_datetime(n, 1, datetime(2024, day.day, day.month), as_date)
        else:
            sheet.write(n, 1, f"{day:%d/%m/%Y}")
    book.close()

    (table,) = scan_files([tmp_path / "x.xlsx"]).tables

    assert any("took days for months" in note for note in table.notes)


@pytest.mark.parametrize(
    "forms",
    [
        ("%d/%m/%Y", "%m/%d/%Y"),
        ("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"),
        ("%d.%m.%y", "%m.%d.%y"),
        ("iso", "%Y-%d-%m"),
        ("%d-%m-%y", "%y-%m-%d"),
    ],
)
def test_forms_that_read_one_text_as_two_days_are_refused(forms: tuple[str, str]) -> None:
    for pair in (forms, forms[::-1]):
        with pytest.raises(ValueError, match="as different days"):
            refuse_rival_forms(pair)


@pytest.mark.parametrize(
    "forms",
    [
        ("iso", "%d/%m/%Y"),
        ("%d/%m/%Y", "%d/%m/%y"),
        ("%d/%m/%Y %H:%M", "%d/%m/%Y"),
        ("iso", "%Y-%m-%d"),
        ("%d-%b-%Y", "iso"),
        ("%d/%m/%Y", "%Y-%m-%d", "excel"),
        ("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M"),
    ],
)
def test_forms_that_do_not_rival_are_taken(forms: tuple[str, ...]) -> None:
    refuse_rival_forms(forms)


def test_which_comes_first() -> None:
    assert [tells_day_before_month(form) for form in ("%d/%m/%Y", "%m/%d/%y", "%Y-%m-%d", "%d %b %Y", "iso")] == [
        True,
        False,
        False,
        None,
        None,
    ]


def weekly(month: int, first: int, n_days: int = 7) -> list[str]:
    """Three contacts a day of a few days, as a form in the United States writes them."""
    return [f"{month:02}/{day:02}/2023" for day in range(first, first + n_days) for _ in range(3)]


def test_days_of_one_month_that_are_read_as_months_are_asked_about(tmp_path: Path) -> None:
    source, [swapped] = ingest(tmp_path, weekly(3, 4), '"%d/%m/%Y"')

    assert (swapped.state_code, swapped.form_code) == ("warn", "one_day")
    assert "all 21 contacts of 7 months stand on 1 day of the month" in swapped.sentence
    assert "dates: right" in swapped.next_step
    assert source.query("select count(*) from contact") == [(21,)]


@pytest.mark.parametrize(
    ("cells", "forms", "dates"),
    [
        (weekly(3, 4), '"%m/%d/%Y"', ""),
        (weekly(3, 4), '"%d/%m/%Y"', ", dates: right"),
        (weekly(1, 1, 12), '"%d/%m/%Y"', ""),
        (weekly(3, 4, 3), '"%d/%m/%Y"', ""),
        ([f"2023-{month:02}-03" for month in range(1, 13)], "iso", ""),
    ],
)
def test_days_that_may_be_so_are_not(tmp_path: Path, cells: list[str], forms: str, dates: str) -> None:
    """Read as declared; said to be right; the first of each month; a few months; no numbers that could be swapped."""
    _, found = ingest(tmp_path, cells, forms, dates)
    assert found == []
