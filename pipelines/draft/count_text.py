"""A format of counts in `export.yaml` of a draft.

Belongs here: turning what a scan found in a table of counts into a format that loads, or into questions. Does not
belong here: finding it (`warehouse.scan.counts`), formats of contacts (`pipelines.draft.export_text`).
"""

from __future__ import annotations

from typing import Any

from pipelines.draft.date_text import ask_calendar
from pipelines.draft.export_text import begin, leave_out_unread_key, set_slot
from pipelines.draft.formats import Format
from pipelines.draft.lines import Entry, Lines
from pipelines.draft.names import NamePattern
from pipelines.draft.reasons import SURE, name_some
from pipelines.report.scan_words import ask_order
from warehouse.scan.count_mapping import ASK_SLOT
from warehouse.scan.header_periods import ASK_YEAR, MONTH

KEYS = ("ignored_columns", "period", "count", "across", "reasons", "setting", "fields", "other", "leave_out", "number")

ASK_YEAR_OF_NAME = "of which year are these periods: the one in the file's name?"
ASK_MONTH_OF_NAME = (
    "the file's name tells a month, and the file itself too; of the name only the year is read: do both always tell "
    "the same month, or does a file hold others, which the next one repeats?"
)
ASK_PART = (
    "is it {part}, which the file's name tells? No pattern reads a quarter or a month in words there: have the next "
    "files named with the month as 2024-01, or the period told in a column"
)


def draft_counts(one: Format) -> Lines:
    """The format of one table of counts: never contacts, and no total beside its parts."""
    lines = begin(one)
    row = one.table.best("row")
    assert row is not None
    told = f"{row.why} ({row.sure:.0%} sure)"
    lines.set("row", "count", told if row.sure >= SURE else "")
    if row.sure < SURE:
        lines.ask("row", f"is one record one count, or several? {told}")
    _set_arrives(lines, one.pattern)
    mapping = row.mapping or {}
    for key in KEYS:
        if key == "fields":
            lines.fields = {name: Entry(column) for name, column in mapping.get(key, {}).items()}
        elif key == "period":
            lines.set(key, _with_year(mapping[key], one))
            if one.pattern.part:
                lines.ask(key, ASK_PART.format(part=one.pattern.part))
        elif key in mapping:
            lines.set(key, mapping[key])
    if part := sorted(set(row.columns) & one.partly):
        lines.ask("across", f"these columns are not in every file, and a file without them is held: {name_some(part)}")
    periods = [column for column in one.table.columns if column.name in str(mapping.get("period"))]
    for column in periods:
        if column.is_date_ambiguous:
            lines.ask("period", ask_order(column))
        for question in ask_calendar(column):
            lines.ask("period", question)
    for found in one.table.candidates:
        # the name tells it as no slot can, which is asked already
        if found.role == "ask" and not (one.pattern.part and found.why == ASK_SLOT):
            is_of_name = found.why == ASK_YEAR and "year" in lines.entries["period"].value
            for why in _ask_name(one.pattern) if is_of_name else (found.why,):
                lines.ask(found.field or "-", why)
    leave_out_unread_key(lines)
    return lines


def _ask_name(pattern: NamePattern) -> tuple[str, ...]:
    """What is asked where the year of periods comes from the names of files."""
    return (ASK_YEAR_OF_NAME, ASK_MONTH_OF_NAME) if "%m" in pattern.caught else (ASK_YEAR_OF_NAME,)


def _set_arrives(lines: Lines, pattern: NamePattern) -> None:
    if pattern.caught and not pattern.is_day:
        set_slot(lines, pattern)
    else:
        asked = "is every period in one file only? Periods that stand in two files would be counted twice"
        lines.set("arrives", {"as": "additions"}, "", asked)


def _with_year(period: dict[str, Any], one: Format) -> dict[str, Any]:
    """The period of a table; where it tells no year, or nothing at all, what the name of the file tells, else a form
    that nothing fits until somebody says it.
    """
    pattern = one.pattern
    if "whole_file" in period:
        if pattern.part:
            return {"whole_file": pattern.part}
        is_told = pattern.caught and not pattern.is_day
        return period if is_told else {"column": one.table.columns[0].name, "format": "%Y"}
    (form, *_) = period["format"]
    if form not in (MONTH, "Q%q", "T%q") or "year" in period:
        return period
    if pattern.part:
        return {**period, "format": form, "year": pattern.part[:4]}
    if pattern.caught and not pattern.is_day:
        return {**period, "format": form, "year": "slot"}
    return {**period, "format": f"%Y-{form}"}
