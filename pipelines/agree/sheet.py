"""A sheet of answers as a file: its bytes, its dialect, its columns, its rows.

Belongs here: reading the file into rows of text with the line on which each begins, and writing an empty one. Does not
belong here: what an answer means (`pipelines.agree.answers`).
A sheet comes back from a spreadsheet: byte order mark, semicolons, tabs and rows of empty cells are expected.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from schemas.text.formula import for_spreadsheet, from_spreadsheet
from schemas.text.problem import Problem, ProblemsError
from schemas.text.shape import shape_of
from schemas.vocabulary.scenario import ScenarioSet

COLUMNS = ("rater", "helpline", "source", "scenario", "text", "answer", "setting", "note")
REQUIRED = ("rater", "scenario", "answer")
OTHER_NAMES = {"scenario_id": "scenario", "answers": "answer"}
DELIMITERS = (",", ";", "\t", "|")
MOST_PROBLEMS = 50
MOST_BYTES = 50_000_000
"""Thousands of raters; whatever is larger is another file."""
_AS_UTF8 = "save the sheet as `CSV UTF-8` and try again"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_NOT_TEXT = {b"PK": "a workbook or zip file", b"\xd0\xcf\x11\xe0": "an old workbook", b"%PDF": "a PDF"}


class AnswersError(ProblemsError):
    """The sheet of answers cannot be used as it stands."""


@dataclass(frozen=True)
class SheetRow:
    """One row: the line on which it begins, and what stands under each column, without blanks around it."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def refuse(problems: list[Problem], file: str) -> AnswersError:
    """The first problems of many: whoever has fifty to mend has made one mistake fifty times."""
    more = len(problems) - MOST_PROBLEMS
    kept = sorted(set(problems))[:MOST_PROBLEMS]
    return AnswersError([*kept, Problem(file, 0, f"and {more} problems more")] if more > 0 else kept)


def read_sheet(path: Path, file: str) -> list[SheetRow]:
    """The rows of a sheet that hold anything. `file` is how problems name it. Raises AnswersError."""
    text = _read_text(path, file)
    delimiter = _find_delimiter(text.lstrip("\r\n"), file)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    problems: list[Problem] = []
    found: list[SheetRow] = []
    names: list[str] = []
    try:
        for line, cells in _numbered(rows):
            if not any(cell.strip() for cell in cells):
                continue
            if not names:
                names = _read_header(cells, line, file)
                continue
            if any(cell.strip() for cell in cells[len(names) :]):
                message = f"{len(cells)} cells under {len(names)} columns; the first one too many is"
                message = f"{message} {shape_of(next(cell for cell in cells[len(names) :] if cell.strip()))}"
                problems.append(Problem(file, line, message, "put a cell that holds the separator in quotes"))
                continue
            filled = dict(zip(names, (from_spreadsheet(cell.strip()) for cell in cells), strict=False))
            found.append(SheetRow(line, {name: cell for name, cell in filled.items() if name}))
    except csv.Error as error:
        problems.append(Problem(file, rows.line_num, f"not a CSV table: {error}", "check the quotes of this line"))
    if problems:
        raise refuse(problems, file)
    return found


def _read_text(path: Path, file: str) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise AnswersError([Problem(file, 0, f"larger than {MOST_BYTES:,} bytes", "is it a sheet of answers?")])
        content = path.read_bytes()
    except OSError as error:
        raise AnswersError([Problem(file, 0, f"cannot be read ({error.strerror})", "name a CSV file")]) from None
    for begin, kind in _NOT_TEXT.items():
        if content.startswith(begin):
            raise AnswersError([Problem(file, 0, f"this is {kind}, not a CSV file", _AS_UTF8)])
    if content.startswith(_UTF16) or b"\x00" in content:
        raise AnswersError([Problem(file, 0, "not UTF-8 text: it looks like UTF-16", _AS_UTF8)])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise AnswersError([Problem(file, line, "not UTF-8 text", _AS_UTF8)]) from None


def _find_delimiter(text: str, file: str) -> str:
    """The one under which the header names most of our columns."""
    first = text.partition("\n")[0].rstrip("\r")
    if not first.strip():
        raise AnswersError([Problem(file, 0, "the file is empty", "begin with `harmonise agree --blank FILE`")])
    known = {one: sum(_column(cell) in COLUMNS for cell in first.split(one)) for one in DELIMITERS}
    return max(DELIMITERS, key=lambda one: known[one])


def _column(cell: str) -> str:
    name = cell.strip().strip('"').strip().casefold().replace(" ", "_")
    return OTHER_NAMES.get(name, name)


def _numbered(rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line that it begins on (a quoted cell may hold line breaks)."""
    start = 1
    for cells in rows:
        yield start, cells
        start = rows.line_num + 1  # type: ignore[attr-defined]


def _read_header(cells: list[str], line: int, file: str) -> list[str]:
    names = [_column(cell) for cell in cells]
    known = f"columns are {', '.join(COLUMNS)}; separated by comma, semicolon, tab or |"
    problems = [
        Problem(file, line, f"column {place}: no such column; its name is {shape_of(cells[place - 1])}", known)
        for place, name in enumerate(names, start=1)
        if name and name not in COLUMNS
    ]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    problems += [Problem(file, line, f"column `{name}` stands twice", "keep one of the two") for name in twice]
    absent = [name for name in REQUIRED if name not in names]
    problems += [Problem(file, line, f"column `{name}` is missing", known) for name in absent]
    if problems:
        raise refuse(problems, file)
    return names


def spell_blank(scenarios: ScenarioSet, source_id: str = "") -> str:
    """An empty sheet: a row for each scenario, its text, and cells to fill in. The key is not in it."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in scenarios.entries:
        text = for_spreadsheet(f"{one.title}. {' '.join(one.text.split())}")
        writer.writerow(["", "", source_id, one.id, text, "", "", ""])
    return sheet.getvalue()
