"""The day of the contact in `export.yaml` of a draft.

Belongs here: which column it is, in which form, and what has to be asked of it: days that may be others, and records
that have none. Does not belong here: finding forms (`warehouse.scan.date_forms`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from pipelines.draft.guess import guess_entry
from pipelines.draft.lines import Lines
from pipelines.draft.reasons import name_some
from pipelines.report.scan_words import ask_order
from warehouse.scan import ColumnProfile, TableProfile
from warehouse.scan.date_forms import SHORT_BUDDHIST
from warehouse.scan.words import DATE, says

CALENDARS = {
    "ET": "years of the Ethiopian calendar are 7 or 8 less than ours and begin in September: are these such years? A "
    "run reads them as ours; have them sent in ours"
}
"""What is asked where a country counts years that lie among ours, so that no number tells."""
UNKNOWN = "?"
"""Stands for a column that nobody knows yet."""
FIRST_YEAR = 1990


def set_date(lines: Lines, table: TableProfile) -> None:
    """Write the likeliest column, with its questions."""
    found = table.best("date")
    if found is None:
        asked = ["no column looks like the day of the contact", *_ask_unread(table)]
        lines.set("date", {"column": _unknown(table), "format": "iso"}, "", *asked)
        return
    mapping = found.mapping
    if isinstance(mapping, dict) and len(mapping["format"]) == 1:
        mapping = {**mapping, "format": mapping["format"][0]}
    lines.entries["date"] = guess_entry(replace(found, mapping=mapping))
    column = table.column(found.columns[0])
    for question in _ask(column) if column is not None else ():
        lines.ask("date", question)
    rivals = [one.columns[0] for one in table.candidates if one.role == "date" and one is not found]
    if rivals and found.sure < 0.95:
        lines.ask("date", f"other columns hold days as well: {name_some(rivals)}")


def _unknown(table: TableProfile) -> Any:
    """A column that nobody knows yet, beside the names of sheets or files that tell a part of the day."""
    key = table.read.get("key")
    return {"joined": [UNKNOWN, key], "with": " "} if key else UNKNOWN


def is_unknown(column: object) -> bool:
    """Whether it is not known yet where the day stands."""
    return column == UNKNOWN or (isinstance(column, dict) and UNKNOWN in column.get("joined", ()))


def _ask_unread(table: TableProfile) -> Iterator[str]:
    """Columns that speak of a date in a form that cannot be said, and sheets whose names tell a part of it."""
    if key := table.read.get("key"):
        yield (
            f"the name of each sheet or file, read as {key!r}, tells its period: name the column of the day beside it, "
            "and the form of both together. Where no year stands in either, have it added"
        )
    for column in table.columns:
        if column.kind == "text" and not column.personal and says(column.name, DATE):
            told = f": {column.note}" if column.note else ""
            yield f"{column.name!r} speaks of a date that no form here reads{told}. Have the days sent as 2024-01-31"


def _ask(column: ColumnProfile) -> Iterator[str]:
    if column.is_date_ambiguous:
        yield ask_order(column)
    if column.is_swapped:
        yield "a spreadsheet seems to have taken days for months: `dates: swapped`, or right?"
    yield from ask_calendar(column)
    if n := _count_dayless(column):
        blank = f", {column.n_blank:,} of them blank" if column.n_blank else ""
        yield f"{n:,} records hold no day there{blank}, and would be rejected: what are they?"


def ask_calendar(column: ColumnProfile) -> Iterator[str]:
    """What is asked of years of two digits that seem to be of another calendar, and of years in which nobody called."""
    if SHORT_BUDDHIST in column.note:
        yield SHORT_BUDDHIST
    if odd := [year.text for year in column.years if not FIRST_YEAR <= int(year.text) <= date.today().year + 1]:
        yield (
            f"the days lie in {', '.join(odd[:3])}: are these years of another calendar? Only "
            "`calendar: buddhist` can be said; else have them sent in ours"
        )


def _count_dayless(column: ColumnProfile) -> int:
    """Records whose cell no form reads; of rival forms one counts."""
    shares = [form.share for form in column.date_forms]
    read = max(shares, default=0.0) if column.is_date_ambiguous else min(1.0, sum(shares))
    n_missing = sum(word.n for word in column.missing)
    return column.n_blank + n_missing + round((1 - read) * column.n_filled) if column.kind == "date" else 0
