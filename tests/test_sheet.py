"""A worksheet whose rows are given at once is, byte for byte, the one that is written cell by cell.

Belongs here: that comparison, over tables of every length around a block of sixteen rows. Does not belong here: what a
workbook says (`test_public_workbook.py`).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from warehouse.publish.public.sheet import SheetOfRows

TEXTS = ("plain", "plain", " before", "x < y & z", "é\x01", "=1+1", "", None, "<r>no markup</r>", "e\u0301" * 40)
NUMBERS = (None, 0, 1, -3, 12_345_678, 0.1 + 0.2, 1e20, 2.50)
TOP = 4


def lines_of(n_rows: int) -> list[tuple[Any, ...]]:
    """Rows with a full, an empty and a mixed column; every seventh row and the last one are empty."""
    return [
        (None,) * 4
        if row % 7 == 5 or row == n_rows - 1 > 20
        else (TEXTS[row % len(TEXTS)], None, NUMBERS[row % len(NUMBERS)], TEXTS[(row * 7) % len(TEXTS)])
        for row in range(n_rows)
    ]


def write_at_once(path: Path, sheets: list[list[tuple[Any, ...]]]) -> bytes:
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        book.set_properties({"created": datetime(2026, 1, 1)})
        form = book.add_format({"num_format": "#,##0"})
        for lines in sheets:
            sheet = book.add_worksheet(None, SheetOfRows)
            sheet.write_string(0, 0, "title")
            sheet.fill(TOP, lines, {2: form})
            sheet.set_column(0, 3, 12)
    return path.read_bytes()


def write_one_by_one(path: Path, sheets: list[list[tuple[Any, ...]]]) -> bytes:
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        book.set_properties({"created": datetime(2026, 1, 1)})
        form = book.add_format({"num_format": "#,##0"})
        for lines in sheets:
            sheet = book.add_worksheet()
            sheet.write_string(0, 0, "title")
            for row, line in enumerate(lines, start=TOP):
                for column, cell in enumerate(line):
                    if cell is not None and column == 2:
                        sheet.write_number(row, column, cell, form)
                    elif cell is not None:
                        sheet.write_string(row, column, cell)
            sheet.set_column(0, 3, 12)
    return path.read_bytes()


@pytest.mark.parametrize("n_rows", [0, 1, 11, 12, 13, 28, 29, 44, 45, 700])
def test_rows_at_once_are_the_same_bytes(tmp_path: Path, n_rows: int) -> None:
    sheets = [lines_of(n_rows), lines_of(5), lines_of(n_rows)]
    assert write_at_once(tmp_path / "one.xlsx", sheets) == write_one_by_one(tmp_path / "two.xlsx", sheets)


def test_a_text_that_is_too_long_for_a_cell_is_cut_as_the_package_cuts_it(tmp_path: Path) -> None:
    lines = [*lines_of(40), ("long " * 7_000, None, 1, "after it")]
    assert write_at_once(tmp_path / "one.xlsx", [lines]) == write_one_by_one(tmp_path / "two.xlsx", [lines])
