"""Opening the sheets of a workbook that nobody has declared.

Belongs here: asking a limited process for the sheets, finding each one's header and totals, and the `read:` that
follows. Does not belong here: reading a declared sheet (`warehouse.read.table`).
"""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from schemas.mapping.read import Read
from warehouse.read.csv.count import CsvDialect
from warehouse.read.csv.header import Header, read_header
from warehouse.read.rejects import UnreadableError, refuse_file
from warehouse.read.table import OpenTable, open_table
from warehouse.read.workbook.read import child_limits, run_child, transcribe_sheet
from warehouse.scan.columns import ReadTable
from warehouse.scan.doubt import doubt_header, doubt_records
from warehouse.scan.footer import count_footer
from warehouse.scan.opened import (
    NamedColumns,
    Opened,
    UnscannableError,
    check_width,
    keep_table,
    name_cells,
    number_cells,
    require_names,
    tell_again,
    tell_remark,
)
from warehouse.scan.profile import Found
from warehouse.scan.rows import HeaderPlace, find_header
from warehouse.store.run import Report

HEAD_LOOKED_AT = 100
MODULE = "warehouse.scan.sheet_heads"


@dataclass(frozen=True)
class SheetHead:
    """A sheet as the process saw it: rows from the first of the sheet, blank rows included."""

    name: str
    is_hidden: bool
    n_rows: int
    head: list[list[str]]
    tail: list[list[str]]


def open_sheets(
    connection: duckdb.DuckDBPyConnection, path: Path, work: Path, report: Report
) -> Iterator[Opened | UnscannableError]:
    """Each sheet with a table in it; for one that cannot be read, why. Raises UnscannableError for the whole file."""
    sheets = _look_into(path, work)
    filled = [one for one in sheets if any(any(cell.strip() for cell in row) for row in one.head)]
    if not filled:
        raise UnscannableError(f"{path.name} has no sheet with anything in it. Ask for the file again.")
    for number, sheet in enumerate(filled):
        report("sheets", number, len(filled))
        folder = work / f"sheet-{number}"
        folder.mkdir()
        try:
            yield _open_sheet(connection, path, sheet, len(filled) > 1 or len(sheets) > 1, folder, report)
        except UnreadableError as error:
            yield UnscannableError(f"sheet {sheet.name!r}: {error.message} {error.next_step}")
        except UnscannableError as error:
            yield error


def _look_into(path: Path, work: Path) -> list[SheetHead]:
    target = work / "heads.json"
    request = {"path": str(path.resolve()), "target": str(target.resolve()), **child_limits(work)}
    try:
        done = run_child(MODULE, request)
        answer: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise UnscannableError(f"{path.name} takes too long to read, so it is not read. Ask for CSV.") from None
    except ValueError:
        raise UnscannableError(f"{path.name} cannot be opened as a workbook. Is it damaged? Ask for CSV.") from None
    if answer:
        refused = refuse_file(answer["finding_code"], path, answer["form"], answer["facts"])
        raise UnscannableError(f"{refused.message} Save it again without a password, or ask for CSV.")
    return [SheetHead(**one) for one in json.loads(target.read_text(encoding="utf-8"))]


def _open_sheet(
    connection: duckdb.DuckDBPyConnection, path: Path, sheet: SheetHead, must_name: bool, work: Path, report: Report
) -> Opened:
    """Raises UnreadableError, UnscannableError."""
    header = find_header(sheet.head, _width_of(sheet))
    workbook: dict[str, Any] = {"sheet": sheet.name} if must_name else {}
    if header.first:
        workbook["header_row"] = header.first + 1
    if header.n_rows > 1:
        workbook |= {"header_rows": header.n_rows, "merged": "fill"}
    last_rows = sheet.head[header.first + header.n_rows :] if sheet.n_rows == len(sheet.head) else sheet.tail
    if n_footer := count_footer(last_rows):
        workbook["footer_rows"] = n_footer
    read = Read.model_validate({"workbook": workbook})
    columns = _name_columns(path, read, header, work)
    opened = open_table(connection, path, read, columns.wanted, {}, "scanned", report, work)
    target = work / "table.parquet"
    n_rows = keep_table(connection, opened.in_order or opened.relation, columns.wanted, target, columns.names)
    rejected = Counter(opened.rejects.column("reject_code").to_pylist())
    notes = [
        *columns.notes,
        *tell_again(opened.n_records - opened.n_rejected - opened.n_ignored - n_rows),
        *map(tell_remark, opened.remarks),
    ]
    return Opened(
        name=sheet.name,
        table=ReadTable(target, columns.names, columns.places, n_rows),
        read={"workbook": workbook},
        found=(*_tell(header, n_footer), _tell_records(opened)),
        rejected=dict(rejected),
        n_ignored=opened.n_ignored,
        notes=tuple(notes),
        doubts=(
            *doubt_header(header),
            *doubt_records(dict(rejected), opened.n_records),
        ),
        is_header_sure=header.is_known and not header.is_missing,
    )


def _width_of(sheet: SheetHead) -> int:
    """Cells up to the last filled one, in most rows."""
    widths = Counter(
        max((i + 1 for i, cell in enumerate(row) if cell.strip()), default=0) for row in sheet.head[:HEAD_LOOKED_AT]
    )
    widths.pop(0, None)
    width = max(widths.items(), key=lambda pair: (pair[1] * pair[0], pair[0]))[0] if widths else 1
    for place, row in enumerate(sheet.head):
        sheet.head[place] = row[: max(width, _filled_up_to(row))] + [""] * (width - len(row)) if any(row) else []
    return width


def _filled_up_to(row: list[str]) -> int:
    return max((i + 1 for i, cell in enumerate(row) if cell.strip()), default=0)


def _name_columns(path: Path, read: Read, header: HeaderPlace, work: Path) -> NamedColumns:
    """The columns, and the header cells by which the reader finds them."""
    cells = _read_cells(path, read, work).cells
    check_width(path.name, len(cells))
    columns = (number_cells if header.is_missing or header.is_doubtful else name_cells)(cells)
    require_names(path.name, columns)
    return columns


def _read_cells(path: Path, read: Read, work: Path) -> Header:
    assert read.workbook is not None
    sheet = transcribe_sheet(path, read.workbook, work)
    found = read_header(sheet.csv, CsvDialect(header_rows=read.workbook.header_rows))
    sheet.csv.unlink()
    return found


def _tell(header: HeaderPlace, n_footer: int) -> list[Found]:
    found = [Found("header", f"row {header.first + 1}", header.sure, header.why)]
    if n_footer:
        found.append(Found("footer rows", str(n_footer), 0.8, "the last rows look like totals or remarks"))
    return found


def _tell_records(opened: OpenTable) -> Found:
    n = opened.n_rejected
    why = f"{n:,} of them would be rejected" if n else "all of them can be read so"
    return Found("records", f"{opened.n_records:,}", 1.0 if not n else 0.7, why)
