"""Workbooks as invented spreadsheets look: a title, a header of two rows, dates that are dates, a sheet of reasons.

Belongs here: XLSX files. Does not belong here: what stands in the cells (`cells`, `beside`).
"""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby
from pathlib import Path

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from pipelines.demo.helplines import FileSpec
from pipelines.demo.recorders.beside import Tables
from pipelines.demo.recorders.cells import Columns
from pipelines.demo.recorders.tables import CHILDREN, MAIN

MADE_ON = datetime(2026, 1, 1, 12)
"""The date in the workbook's properties: the hour of the simulation must not change its bytes."""


class WorkbookFile:
    """Two sheets: the contacts under a title and a header of two rows, and their reasons. Written whole at the end."""

    def __init__(self, path: Path, spec: FileSpec) -> None:
        self._path, self._spec = path, spec
        self._pieces: list[Tables] = []

    def write(self, tables: Tables) -> None:
        """Keep records for the end, when the workbook is written."""
        self._pieces.append(tables)

    def close(self) -> tuple[int, int]:
        """Write the workbook; give the numbers of files and records."""
        companion = self._spec.companion
        assert companion is not None
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with xlsxwriter.Workbook(str(self._path)) as book:
            book.set_properties({"title": "Invented data", "created": MADE_ON})
            day = book.add_format({"num_format": "dd.mm.yyyy"})
            contacts, reasons = book.add_worksheet(self._spec.member), book.add_worksheet(companion.name)
            headers = [header for header, _ in self._pieces[0][MAIN]]
            contacts.write_row(0, 0, self._spec.preamble)
            _write_header(contacts, headers)
            reasons.write_row(0, 0, [header for header, _ in self._pieces[0][CHILDREN]])
            n_contacts = self._write_all(contacts, 3, MAIN, day)
            n_reasons = self._write_all(reasons, 1, CHILDREN, day)
        return 1, n_contacts + n_reasons

    def _write_all(self, sheet: Worksheet, first: int, table: str, day: object) -> int:
        row = first
        for piece in self._pieces:
            for cells in zip(*_values(piece[table], self._spec), strict=True):
                for column, cell in enumerate(cells):
                    if isinstance(cell, date):
                        sheet.write_datetime(row, column, cell, day)
                    elif cell is not None:
                        sheet.write(row, column, cell)
                row += 1
        return row - first


def _values(columns: Columns, spec: FileSpec) -> list[list[object]]:
    """The cells of each column; a day as a day."""
    days = {spec.columns["date"], spec.columns["age"]} if spec.ages == "birth" else {spec.columns["date"]}
    return [
        [_as_day(cell, spec) if header in days else cell for cell in cells.to_pylist()] for header, cells in columns
    ]


def _as_day(text: str | None, spec: FileSpec) -> date | None:
    return datetime.strptime(text, spec.date).date() if text else None


def _write_header(sheet: Worksheet, headers: list[str]) -> None:
    """Rows 2 and 3: what stands before the blank is the group, merged over its columns."""
    parted = [header.split(" ", 1) if " " in header else ["", header] for header in headers]
    place = 0
    for group, members in groupby(parted, key=lambda parts: parts[0]):
        names = [name for _, name in members]
        if group and len(names) > 1:
            sheet.merge_range(1, place, 1, place + len(names) - 1, group)
        elif group:
            sheet.write(1, place, group)
        sheet.write_row(2, place, names)
        place += len(names)
