"""A sheet or a file of an archive that is a copy of another one is said: without ids its contacts count twice."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from schemas.finding import Finding
from tests.tiny_source import TinySource
from warehouse.store.run import StepResult

EXPORT = """\
files: "c_*"
read: {READ}
row: contact
arrives: {as: additions}
date: {column: day, format: iso}
fields: {channel: {never: not asked}}
reasons: {cell: why}
"""
COUNTS = """\
files: "c_*"
read: {READ}
row: count
arrives: {as: replaces_period}
period: {column: day, format: "%Y-%m-%d"}
count: n
reasons: why
"""
BY_MONTH = COUNTS.replace("{READ}", "{READ, key: month}").replace(
    '{column: day, format: "%Y-%m-%d"}', '{column: month, format: "%Y-%m"}'
)
BY_OFFICE = (
    COUNTS.replace("{READ}", "{READ, key: office}")
    + "other: {axis: office, labels: [2024-01]}\nfields: {other: office}\n"
)
DECISIONS = "reason,Grief,mapped,mental_health.mood,,,,,,,,\n"
ARCHIVE = 'csv: {encoding: utf-8}, packed: zip, members: each, member: "*.csv"'
BOOK = "workbook: {sheets: each}"


def archive(parts: dict[str, list[list[str]]]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        for name, rows in parts.items():
            file.writestr(f"{name}.csv", "".join(",".join(row) + "\n" for row in rows))
    return target.getvalue()


def book(parts: dict[str, list[list[str]]]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as file:
        for name, rows in parts.items():
            sheet = file.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    return target.getvalue()


def copies(staged: StepResult) -> list[Finding]:
    return [one for one in staged.findings if one.finding_code == "duplicate_delivery"]


def january(n: int, month: int = 1) -> list[list[str]]:
    return [["day", "why", "n"], *([f"2024-{month:02}-{day:02}", "Grief", str(day)] for day in range(1, n + 1))]


@pytest.mark.parametrize(("read", "pack"), [(ARCHIVE, archive), (BOOK, book)])
@pytest.mark.parametrize("export", [EXPORT, COUNTS])
def test_a_part_that_is_a_copy_is_said(
    tmp_path: Path, read: str, pack: Callable[[dict[str, list[list[str]]]], bytes], export: str
) -> None:
    tiny = TinySource.write(tmp_path, export.replace("READ", read), DECISIONS)
    tiny.put("c_1", pack({"2024-01": january(8), "2024-02": january(8), "2024-03": january(7, 3)}))
    _, staged, _ = tiny.ingest()
    (one,) = copies(staged)
    assert (one.state_code, one.form_code, one.numerator) == ("warn", "parts", 8)
    assert "2) holds byte for byte what c_1 (" in one.sentence
    assert "1) holds (8 records)" in one.sentence


@pytest.mark.parametrize(
    "parts",
    [{"a": january(8), "b": january(8, 2)}, {"a": january(0), "b": january(0)}, {"a": january(2), "b": january(2)}],
)
def test_other_parts_and_parts_of_hardly_a_record_are_not(tmp_path: Path, parts: dict[str, list[list[str]]]) -> None:
    tiny = TinySource.write(tmp_path, EXPORT.replace("READ", ARCHIVE), DECISIONS)
    tiny.put("c_1", archive(parts))
    _, staged, _ = tiny.ingest()
    assert copies(staged) == []


def months(*numbers: str) -> dict[str, list[list[str]]]:
    """A sheet a month, each with the same days and one number on all of them."""
    days = [(row[0], row[1]) for row in january(8)[1:]]
    return {
        f"2024-{place:02}": [["day", "why", "n"], *([*day, number] for day in days)]
        for place, number in enumerate(numbers, 1)
    }


@pytest.mark.parametrize(("read", "pack"), [(ARCHIVE, archive), (BOOK, book)])
@pytest.mark.parametrize(
    ("export", "numbers"),
    [
        (COUNTS, ("3", "0", "0", "0")),
        (BY_OFFICE, ("3", "0", "0", "0")),
        (BY_MONTH, ("3", "0", "0", "0")),
        (BY_MONTH, ("3", "1", "1", "1")),
        (
            COUNTS.replace("count: n", "across: {columns: [n], gives: reason}").replace("reasons: why\n", ""),
            ("3", "", ""),
        ),
    ],
)
def test_months_of_a_template_are_no_copies(
    tmp_path: Path,
    read: str,
    pack: Callable[[dict[str, list[list[str]]]], bytes],
    export: str,
    numbers: tuple[str, ...],
) -> None:
    tiny = TinySource.write(
        tmp_path, export.replace("READ", read), DECISIONS + "reason,n,mapped,mental_health.mood,,,,,,,,\n"
    )
    tiny.put("c_1", pack(months(*numbers)))
    _, staged, _ = tiny.ingest()
    assert copies(staged) == []


@pytest.mark.parametrize("export", [EXPORT, COUNTS, BY_OFFICE])
def test_several_copies_are_one_finding(tmp_path: Path, export: str) -> None:
    tiny = TinySource.write(tmp_path, export.replace("READ", BOOK), DECISIONS)
    tiny.put("c_1", book(months("3", "3", "4", "3", "4")))
    _, staged, _ = tiny.ingest()
    (one,) = copies(staged)
    assert (one.state_code, one.form_code, one.numerator) == ("warn", "several_parts", 24)
    assert "3 parts of this file" in one.sentence
    assert "2) what c_1 (" in one.sentence


def test_contacts_whose_day_is_the_name_of_the_sheet_are_no_copies(tmp_path: Path) -> None:
    export = EXPORT.replace("{READ}", "{READ, key: month}").replace(
        "column: day, format: iso", "column: month, format: iso"
    )
    tiny = TinySource.write(tmp_path, export.replace("READ", BOOK), DECISIONS)
    tiny.put("c_1", book({"2024-01-01": january(8), "2024-01-02": january(8)}))
    _, staged, _ = tiny.ingest()
    assert copies(staged) == []
