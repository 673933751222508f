"""The day of the contact in `export.yaml` of a draft.

Belongs here: which column it is, in which form, and what has to be asked of it: days that may be others, and records
that have none. Does not belong here: finding forms (`warehouse.scan.date_forms`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from pipelines.draft.guess import guess_entry
from pipelines.draft.lines import Lines
from pipelines.draft.reasons import name_some
from warehouse.scan import ColumnProfile, TableProfile

UNKNOWN = "?"
"""Stands for a column that nobody knows yet."""
FIRST_YEAR = 1990


def set_date(lines: Lines, table: TableProfile) -> None:
    """Write the likeliest column, with its questions."""
    found = table.best("date")
    if found is None:
        lines.set("date", {"column": UNKNOWN, "format": "iso"}, "", "no column looks like the day of the contact")
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


def _ask(column: ColumnProfile) -> Iterator[str]:
    if column.is_date_ambiguous:
        yield "is the day or the month written first?"
    if column.is_swapped:
        yield "a spreadsheet seems to have taken days for months: `dates: swapped`, or right?"
    if odd := [year.text for year in column.years if not FIRST_YEAR <= int(year.text) <= date.today().year + 1]:
        yield (
            f"the days lie in {', '.join(odd[:3])}: are these years of another calendar? Only `calendar: buddhist`"
            " with years of four digits can be said; else have them sent in ours"
        )
    if n := _count_dayless(column):
        blank = f", {column.n_blank:,} of them blank" if column.n_blank else ""
        yield f"{n:,} records hold no day there{blank}, and would be rejected: what are they?"


def _count_dayless(column: ColumnProfile) -> int:
    """Records whose cell no form reads; of rival forms one counts."""
    shares = [form.share for form in column.date_forms]
    read = max(shares, default=0.0) if column.is_date_ambiguous else min(1.0, sum(shares))
    n_missing = sum(word.n for word in column.missing)
    return column.n_blank + n_missing + round((1 - read) * column.n_filled) if column.kind == "date" else 0
