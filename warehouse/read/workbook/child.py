"""The process that reads one sheet of a workbook, under limits, and writes it as UTF-8 CSV.

Belongs here: what runs in that process only (limits, choosing the sheet, cells to text, the CSV). Does not belong
here: starting it (`warehouse.read.workbook.read`), looking into a file's parts (`warehouse.read.workbook.parts`). It
imports no engine. Run as `python -m warehouse.read.workbook.child` with a request as JSON on its standard input; its
answer, one line of JSON, holds names of sheets and numbers, never the content of a cell.
"""

from __future__ import annotations

import contextlib
import csv
import datetime
import hashlib
import json
import os
import re
import resource
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from schemas.text.shape import shape_of
from warehouse.read.workbook.ods import look_through_ods
from warehouse.read.workbook.parts import OTHERS, Refusal, Span, Unseen, identify
from warehouse.read.workbook.xls import look_through_xls
from warehouse.read.workbook.xlsx import look_through_xlsx

MOST_SHEETS_TOLD = 20
EXACT_INTEGERS = 2.0**53
ISO_DURATION = re.compile(r"^PT(\d+)H(\d+)M(\d+)(?:\.\d+)?S$")
Row = list[str]


def run(request: Mapping[str, Any]) -> dict[str, Any]:
    """Write the sheets that the request asks for into its `folder`, each by its place. Raises Refusal."""
    import python_calamine as calamine

    path = Path(request["path"])
    kind = identify(path, request)
    named = Path(request["folder"]) / f"workbook.{kind}"
    named.symlink_to(path)
    try:
        workbook = calamine.CalamineWorkbook.from_path(named)
        sheets = {
            place: one
            for place, one in enumerate(workbook.sheets_metadata)
            if one.typ == calamine.SheetTypeEnum.WorkSheet
        }
        chosen = choose_sheets({place: one.name for place, one in sheets.items()}, request["sheet"], request["sheets"])
        if len(chosen) > request["most_sheets"]:
            raise Refusal("hostile_file", "many_parts", {"n_parts": len(chosen)})
        hidden = {place for place, one in sheets.items() if one.visible != calamine.SheetVisibleEnum.Visible}
        told = [
            {"is_hidden": place in hidden, **write_sheet(workbook, kind, sheets[place].name, place, request)}
            for place in ([] if request["reads"] == OTHERS else chosen)
        ]
        others = [place for place in sheets if place not in chosen]
        looked_at = others if request["reads"] == OTHERS or request["sheets"] == "each" else []
        unread = [{"place": place + 1, **look_at(workbook, sheets[place].name, request)} for place in looked_at]
    except calamine.PasswordError:
        raise Refusal("encrypted_file", "workbook") from None
    except calamine.CalamineError as error:
        raise Refusal("damaged_file", "broken_part", {"error": type(error).__name__}) from None
    return {"sheets": told, "unread": unread, "n_others": len(others)}


def write_sheet(workbook: Any, kind: str, name: str, place: int, request: Mapping[str, Any]) -> dict[str, Any]:
    """Write one sheet, and what a person may not see of it. Raises Refusal."""
    sheet = workbook.get_sheet_by_name(name)
    unseen = look_through(Path(request["path"]), kind, name, place)
    rows = list_rows(sheet, unseen.texts)
    if kind == "ods":
        rows = map(spell_durations, rows)
    if request["merged"] == "fill":
        rows = fill_merged(rows, [*unseen.merged, *(sheet.merged_cell_ranges or ())])
    target = Path(request["folder"]) / f"{place + 1}.csv"
    write_table(rows, target, request["header_row"], request["header_rows"], request["record_bytes"])
    take_from_limit(target.stat().st_size)
    return {
        "place": place + 1,
        "name": name,
        "n_without_result": unseen.n_without_result,
        "n_hidden_rows": unseen.n_hidden_rows,
        "hidden_columns": unseen.list_hidden_columns(sheet.end[1] if sheet.end else -1),
        "header": spell_header(sheet, request),
    }


def look_at(workbook: Any, name: str, request: Mapping[str, Any]) -> dict[str, Any]:
    """What is told of a sheet that is not read."""
    sheet = workbook.get_sheet_by_name(name)
    return {"is_filled": sheet.start is not None, "header": spell_header(sheet, request)}


def spell_header(sheet: Any, request: Mapping[str, Any]) -> str:
    """A digest of the cells where the header of a sheet is, in any order: two of one digest are alike. Of a sheet with
    nothing in it, or without a header, empty.
    """
    rows = list_rows(sheet, {})
    first = next((row for number, row in enumerate(rows, 1) if number >= request["header_row"] and any(row)), [])
    names = sorted(fold_name(cell) for cell in first if cell.strip())
    return hashlib.sha256("\x1f".join(names).encode()).hexdigest() if names and request["header_row"] else ""


def take_from_limit(n_bytes: int) -> None:
    """What is written of one sheet may no more be written of the next."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    if soft != resource.RLIM_INFINITY:
        resource.setrlimit(resource.RLIMIT_FSIZE, (max(0, soft - n_bytes), hard))


def look_through(path: Path, kind: str, name: str, place: int) -> Unseen:
    """What the library does not tell of the sheet."""
    if kind == "xlsx":
        return look_through_xlsx(path, name)
    return look_through_ods(path, name) if kind == "ods" else look_through_xls(path, place)


def choose_sheets(names: Mapping[int, str], wanted: str, how_many: str) -> list[int]:
    """The places of the one sheet, or of each sheet, whose name is, or fits the pattern with `*`. `names`: by place.

    Raises Refusal missing_sheet.
    """
    pattern = ".*".join(re.escape(part) for part in fold_name(wanted).split("*"))
    fitting = [place for place, name in names.items() if name == wanted] or [
        place for place, name in names.items() if re.fullmatch(pattern, fold_name(name), re.DOTALL)
    ]
    if len(fitting) == 1 or (fitting and how_many == "each"):
        return fitting
    n_more = max(0, len(names) - MOST_SHEETS_TOLD)
    form = "first_listed" if n_more else "listed" if names else "none"
    # A name may be a person's: only its shape is told, and its place.
    shapes = (f"{place + 1} {shape_of(name)}" for place, name in islice(names.items(), MOST_SHEETS_TOLD))
    facts = {"n_fitting": len(fitting), "pattern": wanted, "sheets": ", ".join(shapes), "n_more": n_more}
    raise Refusal("missing_sheet", form, facts)


def fold_name(name: str) -> str:
    """A sheet's name as it is compared: spreadsheets themselves do not tell case apart."""
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()


def list_rows(sheet: Any, others: Mapping[tuple[int, int], str]) -> Iterator[Row]:
    """All rows from the first row of the sheet, cells from its first column; what is empty is ''. `others`: as
    `Unseen.texts`.
    """
    if sheet.start is None:
        return
    before = [""] * sheet.start[1]
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), text in others.items():
        by_row.setdefault(row, {})[column] = text
    for number, cells in enumerate(sheet.iter_rows()):
        texts = before + [cell if type(cell) is str else spell(cell) for cell in cells]
        for column, text in by_row.get(number, {}).items():
            texts += [""] * (column + 1 - len(texts))
            texts[column] = text
        yield texts


def spell(value: Any) -> str:
    """The text of a cell: what a person who reads the sheet means by it, not how it is formatted."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < EXACT_INTEGERS else repr(value)
    if isinstance(value, datetime.datetime):
        day = value.date().isoformat()
        return day if value.time() == datetime.time() else f"{day} {spell_time(value)}"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.time):
        return spell_time(value)
    if isinstance(value, datetime.timedelta):
        return spell_duration(value)
    return str(value)


def spell_time(value: datetime.time | datetime.datetime) -> str:
    """Whole seconds: a spreadsheet's fractions of a day are no exact times. Never rounded into the next day."""
    return f"{value.hour:02}:{value.minute:02}:{value.second:02}"


def spell_duration(value: datetime.timedelta) -> str:
    """Hours may be more than 24."""
    seconds = round(abs(value).total_seconds())
    return (
        f"{'-' if value < datetime.timedelta() else ''}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    )


def spell_durations(row: Row) -> Row:
    """Of an ODS sheet the library gives a duration of a day or more in its ISO form."""
    return [ISO_DURATION.sub(r"\1:\2:\3", text) if text.startswith("PT") else text for text in row]


def fill_merged(rows: Iterator[Row], merged: Sequence[Span]) -> Iterator[Row]:
    """Give the text of merged cells to each of them; a row that has no other cell stays empty."""
    coming = sorted(merged, reverse=True)
    active: list[tuple[Span, str]] = []
    for number, row in enumerate(rows):
        active = [one for one in active if one[0][1][0] >= number]
        while coming and coming[-1][0][0] <= number:
            span = coming.pop()
            (first_row, first_column), _ = span
            if first_row == number and first_column < len(row) and row[first_column]:
                active.append((span, row[first_column]))
        if active and any(row):
            for ((_, first), (_, last)), text in active:
                for column in range(first, min(last + 1, len(row))):
                    row[column] = row[column] or text
        yield row


def write_table(rows: Iterator[Row], target: Path, header_row: int, header_rows: int, record_bytes: int) -> None:
    """Write the header, if there is one, and the records, CR LF behind each. Empty rows are none; what cannot be used
    is to be rejected.

    A row with anything beyond the header is written as a record with a cell too many, and nothing of its content; one
    longer than `record_bytes` without the line ends in it, behind which a reader of text would look for more records.
    """
    header: list[Row] = []
    width = 0
    if header_row == 0:
        rows = iter(kept := list(rows))
        header_rows, width = 0, max(map(measure, kept), default=0)
    with target.open("w", encoding="utf-8", newline="") as file:
        # Of line ends within a cell, only those that end a line make the writer quote it.
        writer = csv.writer(file, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
        for number, row in enumerate(rows, start=1):
            if number < header_row or not any(row):
                continue
            if len(header) < header_rows:
                header.append(row)
                width = max(width, measure(row))
                if len(header) == header_rows:
                    writer.writerows(fit(one, width) for one in header)
                continue
            if sum(map(len, row)) > record_bytes:
                row = [" ".join(text.splitlines()) for text in row]
            writer.writerow(fit(row, width))


def measure(row: Row) -> int:
    """How many cells the row has up to its last filled one."""
    width = len(row)
    while width and not row[width - 1]:
        width -= 1
    return width


def fit(row: Row, width: int) -> Row:
    """The row as wide as the header; empty and one cell wider where it is filled beyond."""
    if len(row) > width and any(row[width:]):
        return [""] * (width + 1)
    return row[:width] + [""] * (width - len(row))


def set_limits(request: Mapping[str, Any]) -> None:
    """From here on this process cannot take more than it was given."""
    for what, limit in (
        (resource.RLIMIT_AS, request["memory_bytes"]),
        (resource.RLIMIT_CPU, request["cpu_seconds"]),
        (resource.RLIMIT_FSIZE, request["text_bytes"]),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        own = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(what, (own, own))


def answer_request(work: Callable[[Mapping[str, Any]], dict[str, Any]]) -> None:
    """Answer one request: exit code 0 with an answer, whatever it says; anything else is a crash."""
    request = json.load(sys.stdin)
    set_limits(request)
    try:
        answer = work(request)
    except Refusal as refusal:
        answer = {"finding_code": refusal.finding_code, "form": refusal.form, "facts": refusal.facts}
    except MemoryError:
        answer = {"finding_code": "hostile_file", "form": "too_much_memory", "facts": {}}
    except OSError as error:
        answer = {"errno": error.errno}
    except BaseException as error:
        # The library panics on some broken files; its words may hold what stood in a cell.
        facts = {"error": type(error).__name__}
        answer = {"finding_code": "damaged_file", "form": "reader_stopped", "facts": facts}
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
    with contextlib.suppress(OSError):
        os.close(2)
    os._exit(0)


if __name__ == "__main__":
    answer_request(run)
