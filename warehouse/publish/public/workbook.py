"""Writes `tables.xlsx` as the UK's Government Analysis Function recommends for spreadsheets with statistics.

Belongs here: sheets and their form: cover, contents, notes, then one table a sheet, marked as a table, without
merged cells or blank rows, symbols in a column of their own, panes frozen. Does not belong here: what the cells
say. The same tables give the same bytes: dates are given, and nothing reads a clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from warehouse.publish.public.symbols import LEGEND
from warehouse.publish.public.table import PERCENT, Field, PublicTable

FILE = "tables.xlsx"
STYLE = "Table Style Light 1"
HEADER_ROW = 3
"""Title, what the table is about, where symbols are explained; then the header, counted from 0."""
MOST_ROWS = 1_048_576 - HEADER_ROW - 1
A4 = 9
"""As the format numbers paper."""
NARROWEST, WIDEST = 10, 46
OF_COVER, OF_MEANING, LINE_HEIGHT = 100, 110, 15
SEE_NOTES = "This worksheet contains one table. Symbols and columns are explained on the worksheet Notes."
UNLESS_EMPTY = "An empty cell of a number is explained by the symbol beside it, or by the notes."


@dataclass(frozen=True)
class Cover:
    """What the cover says, and the day that stands in the document's properties.

    `warning` stands above every table too: a worksheet is copied without its cover.
    """

    title: str
    lines: Sequence[str]
    notes: Sequence[str]
    day: datetime
    warning: str = ""


def write_workbook(folder: Path, cover: Cover, tables: Sequence[PublicTable], footnotes: PublicTable) -> str:
    """Write the workbook below the folder; its name. Footnotes stand on the worksheet Notes."""
    import xlsxwriter

    shown = [table for table in tables if table.n_rows]
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(folder / FILE), options) as workbook:
        workbook.set_properties({"title": cover.title, "author": "", "comments": cover.lines[0], "created": cover.day})
        forms = {
            "title": workbook.add_format({"bold": True, "font_size": 14}),
            "head": workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 0}),
            "text": workbook.add_format({"text_wrap": True, "valign": "top"}),
            "percent": workbook.add_format({"num_format": "General"}),  # as precise as it was published: 3, or 3.1
            "whole": workbook.add_format({"num_format": "#,##0"}),
            "year": workbook.add_format({"num_format": "0"}),
        }
        _write_lines(workbook, forms, "Cover", cover.title, cover.lines)
        _write_contents(workbook, forms, shown)
        _write_notes(workbook, forms, shown, [*_notes_of(cover), *_footnotes_of(footnotes)])
        for table in shown:
            _write_table(workbook, forms, table, cover.warning)
    (folder / FILE).chmod(0o600)
    return FILE


def _write_lines(workbook: Any, forms: dict[str, Any], name: str, title: str, lines: Sequence[str]) -> None:
    sheet = workbook.add_worksheet(name)
    sheet.set_column(0, 0, OF_COVER)
    sheet.write_string(0, 0, title, forms["title"])
    for place, line in enumerate(lines, start=1):
        _give_room(sheet, place, line, OF_COVER)
        sheet.write_string(place, 0, line, forms["text"])
    _for_print(sheet)


def _write_contents(workbook: Any, forms: dict[str, Any], tables: Sequence[PublicTable]) -> None:
    sheet = workbook.add_worksheet("Contents")
    sheet.write_string(0, 0, "Contents", forms["title"])
    sheet.write_string(1, 0, "One table a worksheet." if tables else "No figure could be published in this release.")
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 60)
    sheet.set_column(2, 2, 12)
    rows = [("Notes", "Symbols, and what each column says", 0), *((_sheet_of(t), t.title, t.n_rows) for t in tables)]
    _add_table(sheet, forms, 2, ("worksheet", "title", "rows"), len(rows), "contents")
    for place, (name, title, n_rows) in enumerate(rows, start=3):
        sheet.write_url(place, 0, f"internal:'{name}'!A1", string=name)
        sheet.write_string(place, 1, title)
        if n_rows:
            sheet.write_number(place, 2, n_rows, forms["whole"])
    _for_print(sheet)


def _write_notes(
    workbook: Any, forms: dict[str, Any], tables: Sequence[PublicTable], notes: Sequence[tuple[str, str, str]]
) -> None:
    columns: dict[str, Field] = {field.name: field for table in tables for field in table.fields}
    rows = [
        *(("symbol", symbol, meaning) for symbol, meaning in LEGEND.items()),
        *notes,
        *(("column", field.name, field.comment) for field in columns.values()),
    ]
    sheet = workbook.add_worksheet("Notes")
    sheet.write_string(0, 0, "Notes", forms["title"])
    sheet.write_string(1, 0, "What symbols and columns mean, and what to know before a figure is used.")
    for place, width in enumerate((10, 36, OF_MEANING)):
        sheet.set_column(place, place, width)
    _add_table(sheet, forms, 2, ("about", "name", "meaning"), len(rows), "notes")
    for place, texts in enumerate(rows, start=3):
        _give_room(sheet, place, texts[-1], OF_MEANING)
        for column, text in enumerate(texts):
            sheet.write_string(place, column, text, forms["text"])
    sheet.freeze_panes(3, 0)
    _for_print(sheet, 2)


def _give_room(sheet: Any, row: int, text: str, width: int) -> None:
    """A row as high as its text is long: not every program makes room for wrapped lines by itself."""
    sheet.set_row(row, LINE_HEIGHT * -(-len(text) // width))


def _notes_of(cover: Cover) -> list[tuple[str, str, str]]:
    return [("note", f"note {place}", text) for place, text in enumerate((*cover.notes, UNLESS_EMPTY), start=1)]


def _footnotes_of(footnotes: PublicTable) -> list[tuple[str, str, str]]:
    return [("footnote", code, text) for code, text in footnotes.lines()]


def _write_table(workbook: Any, forms: dict[str, Any], table: PublicTable, warning: str) -> None:
    sheet = workbook.add_worksheet(_sheet_of(table))
    about = f"{warning} {table.description}".strip()
    for place, text in enumerate((table.title, about, SEE_NOTES)):
        sheet.write_string(place, 0, text, forms["title"] if place == 0 else None)
    names = [field.name for field in table.fields]
    _add_table(sheet, forms, HEADER_ROW, names, table.n_rows, table.name)
    form_of = {place: forms[_form_of(field)] for place, field in enumerate(table.fields) if field.is_number}
    for row, line in enumerate(table.lines(), start=HEADER_ROW + 1):
        for column, cell in enumerate(line):
            if cell is not None and column in form_of:
                sheet.write_number(row, column, cell, form_of[column])
            elif cell is not None:
                sheet.write_string(row, column, cell)
    for column, field in enumerate(table.fields):
        width = max(len(field.name), _longest(table, field))
        sheet.set_column(column, column, min(max(width + 2, NARROWEST), WIDEST))
    sheet.freeze_panes(HEADER_ROW + 1, 0)
    _for_print(sheet, HEADER_ROW)


def _longest(table: PublicTable, field: Field) -> int:
    """How long the longest text of a column is; 0 of numbers."""
    if field.is_number:
        return 0
    return int(pc.max(pc.utf8_length(table.content.column(field.name))).as_py() or 0)


def _for_print(sheet: Any, header_row: int | None = None) -> None:
    """On paper: across, as wide as a page, with the names of the columns on every page where there are columns."""
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    if header_row is not None:
        sheet.repeat_rows(header_row)


def _add_table(sheet: Any, forms: dict[str, Any], top: int, names: Sequence[str], n_rows: int, name: str) -> None:
    columns = [{"header": one, "header_format": forms["head"]} for one in names]
    options = {"name": name, "style": STYLE, "columns": columns}
    sheet.add_table(top, 0, top + n_rows, len(names) - 1, options)


def _form_of(field: Field) -> str:
    return "percent" if field.type == PERCENT else "year" if field.name == "year" else "whole"


def _sheet_of(table: PublicTable) -> str:
    """`t5b_beside_ocsea` is on the worksheet `T5b`, `not_shown` on `Not shown`."""
    name = table.name if table.path == table.name else table.name.partition("_")[0]
    return name.replace("_", " ").capitalize()
