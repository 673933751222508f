"""Grouped reports: leading columns whose value stands only in the first record of each group.

Belongs here: telling such columns in an unknown table, and filling them as `filled_down` does, so that all that is said
of the table holds for what a run reads. Does not belong here: how they are filled (`warehouse.read.fill`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from schemas.constructs.base import literal
from warehouse.read.fill import LOST, spell_fill
from warehouse.read.totals import is_called_total, is_word_for_total
from warehouse.scan.columns import ReadTable
from warehouse.scan.group_doubts import PERSONS, Groups, read_records
from warehouse.scan.opened import Opened
from warehouse.scan.personal import personal_by_header
from warehouse.scan.profile import Found
from warehouse.scan.words import ID, says

FILLED, TOTAL, NAMED_TOTALS, UNFILLED = "filled down", "total row", "named totals", "blank below"
"""What is found, as a draft takes it: the columns, each label of a total in the first of them, how many rows are called
a total and more, which may be a name, and columns of which it has to be asked.
"""
MOST_LEVELS, MOST_RECORDS, FEWEST_RECORDS, FEWEST_GROUPS = 3, 20_000, 12, 2
LONGEST_TEXT, LONGEST_LABEL = 100, 30
FEWEST_IN_A_GROUP, FEWEST_IN_AN_INNER_GROUP = 3, 2


def fill_groups(connection: duckdb.DuckDBPyConnection, opened: Opened) -> Opened:
    """The table with such columns filled, and `filled_down` in its `read`; as it is where there are none, or where
    they may be something else, which is then asked.
    """
    if "json" in opened.read or "key" in opened.read:
        return opened
    table = opened.table
    records = read_records(connection, table, MOST_LEVELS + 1, MOST_RECORDS, LONGEST_TEXT)
    parts = [one for one in records if not is_called_total(one.label)]
    columns = _find_levels([one.texts for one in parts], table.names)
    if not columns:
        return opened
    totals = [one for one in records if is_called_total(one.label)]
    group = Groups(connection, table, parts, len(columns))
    if group.continue_a_record():
        return opened
    if why := group.doubt(totals):
        return replace(opened, found=(*opened.found, Found(UNFILLED, ", ".join(columns), 0.4, why)))
    why = "their values stand in the first record of each group alone, as in grouped reports"
    found = [Found(FILLED, ", ".join(columns), 0.7, why)]
    labels = {one.label for one in totals if len(one.label) <= LONGEST_LABEL and is_word_for_total(one.label)}
    found += [Found(TOTAL, label, 0.9, "its label is a word for a total") for label in sorted(labels)]
    if named := sum(one.label not in labels for one in totals):
        found.append(Found(NAMED_TOTALS, f"{named:,}", 0.5, "they are called a total of something"))
    read = {**opened.read, "filled_down": list(columns)}
    return replace(opened, table=_fill(connection, table, len(columns)), read=read, found=(*opened.found, *found))


def ask_instead(opened: Opened) -> Opened:
    """The table as it was before it was filled, and the question: a column of persons is read by nobody."""
    return replace(opened, found=(*opened.found, Found(UNFILLED, "", 0.4, PERSONS)))


def _find_levels(rows: Sequence[tuple[str, ...]], names: Sequence[str]) -> tuple[str, ...]:
    """The leading columns of groups, the outermost first."""
    found: list[str] = []
    if len(rows) < FEWEST_RECORDS:
        return ()
    for place, name in enumerate(names[:MOST_LEVELS]):
        begins = [row for row in rows if row[place]]
        fewest = FEWEST_IN_AN_INNER_GROUP if found else FEWEST_IN_A_GROUP
        is_sparse = len(begins) >= FEWEST_GROUPS and fewest * len(begins) <= len(rows) and bool(rows[0][place])
        if not is_sparse or says(name, ID) or personal_by_header(name) or not _is_once_a_group(rows, place):
            break
        found.append(name)
    return tuple(found)


def _is_once_a_group(rows: Sequence[tuple[str, ...]], place: int) -> bool:
    """Whether each value stands once in a group of the columns before, and stands where such a group begins."""
    above: list[str] = [""] * place
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        if any(row[:place]):
            above = [own or outer for own, outer in zip(row[:place], above, strict=True)]
            if not row[place]:
                return False
        if row[place]:
            told = (*above, row[place])
            if told in seen:
                return False
            seen.add(told)
    return True


def _fill(connection: duckdb.DuckDBPyConnection, table: ReadTable, n_levels: int) -> ReadTable:
    target = Path(table.path).with_name("filled.parquet")
    columns = [f"c{place}" for place in range(n_levels)]
    rows = f"select * from {table.relation}"
    query = spell_fill(columns, rows, "unnest([]::bigint[])", "file_row_number", table.names[:n_levels])
    kept = f"select * exclude (file_row_number, {LOST}) from ({query})"
    connection.execute(f"copy ({kept}) to {literal(str(target))} (format parquet, compression zstd)")
    return replace(table, path=target)
