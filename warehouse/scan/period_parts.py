"""Sheets of one workbook, or files of one archive, that are one table a period each: a sheet a month, whose name alone
may tell the month.

Belongs here: telling such parts, and opening them as one table with the part's name as a column. Does not belong here:
opening a part by itself (`warehouse.scan.sheets`, `warehouse.scan.csv_table`), or reading parts
(`warehouse.read.parts`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from schemas.mapping.read import Read
from warehouse.read.csv.header import fold_header
from warehouse.read.rejects import UnreadableError
from warehouse.read.table import open_table
from warehouse.read.totals import is_called_total
from warehouse.scan.columns import ReadTable
from warehouse.scan.grouped import TOTAL
from warehouse.scan.opened import Opened, keep_table, tell_remark
from warehouse.scan.periods import find_form_of_names, months_of, months_with_years, quarters_without_year
from warehouse.scan.profile import Found
from warehouse.store.run import Report

EACH = "a sheet a period"
FEWEST_PARTS = 2
ALL_AGAIN = 0.8
KEYS = ((months_of, "Month"), (months_with_years, "Month"), (quarters_without_year, "Quarter"))


def open_period_sheets(
    connection: duckdb.DuckDBPyConnection, path: Path, sheets: Sequence[Opened], work: Path, report: Report
) -> Opened | None:
    """All sheets as one table; None where they are not alike, or their names tell no periods."""
    workbook: dict[str, Any] = {**sheets[0].read["workbook"], "sheet": "*", "sheets": "each"}
    return _open_periods(connection, path, sheets, ("sheet", {"workbook": workbook}), work, report)


def open_period_members(
    connection: duckdb.DuckDBPyConnection, path: Path, members: Sequence[Opened], work: Path, report: Report
) -> Opened | None:
    """All files of a zip as one table, under the same conditions. `name` of each: what it is called, without ending."""
    if all(one.name.isdecimal() and len(one.name) < len("2024") for one in members):
        # Files are numbered as parts of one export.
        return None
    read = {**members[0].read, "packed": "zip", "members": "each"}
    return _open_periods(connection, path, members, ("file", read), work, report)


def _open_periods(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    parts: Sequence[Opened],
    whole: tuple[str, dict[str, Any]],
    work: Path,
    report: Report,
) -> Opened | None:
    """`whole`: what a part is, and how all of them are read."""
    kind, read = whole
    totals = [one for one in parts if is_called_total(one.name)]
    periods = [one for one in parts if one not in totals]
    if any(one.table.n_rows >= ALL_AGAIN * sum(each.table.n_rows for each in periods) for one in totals):
        # It holds the contacts of all others once more.
        return None
    key = _name_key([one.name for one in periods], kind)
    if not key or not _are_alike(parts) or fold_header(key) in map(fold_header, parts[0].table.names):
        return None
    read = {**read, "key": key}
    names = (*parts[0].table.names, key)
    try:
        opened = open_table(connection, path, Read.model_validate(read), names, {}, "scanned", report, work)
    except UnreadableError:
        return None
    target = work / "table.parquet"
    n_rows = keep_table(connection, opened.in_order or opened.relation, names, target, names[:-1])
    by_number = ", by numbers alone" if all(one.name.strip().isdecimal() for one in periods) else ""
    left_out = (Found(TOTAL, one.name, 0.8, "its name is a word for a total") for one in totals)
    why = f"its {len(parts)} {kind}s have the same columns, and their names tell periods{by_number}"
    return replace(
        parts[0],
        name=f"{parts[0].name} ... {parts[-1].name}",
        table=ReadTable(target, names, tuple(range(1, len(names) + 1)), n_rows),
        read=read,
        found=(
            *(one for one in parts[0].found if one.what != "records"),
            Found("records", f"{n_rows:,}", 0.9, why),
            Found(EACH, kind, 0.7, why),
            *left_out,
        ),
        rejected=dict(Counter(opened.rejects.column("reject_code").to_pylist())),
        n_ignored=opened.n_ignored,
        notes=(why[0].upper() + why[1:] + ".", *map(tell_remark, opened.remarks)),
    )


def _name_key(names: Sequence[str], kind: str) -> str:
    """What the column of the parts' names is called: by what they tell; empty where it is no period."""
    if len(names) < FEWEST_PARTS:
        return ""
    told = next((what for told_by, what in KEYS if told_by(names)), "")
    form = find_form_of_names(names)
    told = told or ("Year" if form.endswith("%Y") and form.count("%") == 1 else "Month" if form else "")
    return f"{told} ({kind})" if told else ""


def _are_alike(parts: Sequence[Opened]) -> bool:
    """Whether all parts have the same columns, each with a name, and are read alike."""
    first = parts[0]
    columns = set(map(fold_header, first.table.names))
    ways = [
        {name: value for name, value in inner.items() if name not in ("sheet", "newline_at_end")}
        for one in parts
        for inner in one.read.values()
    ]
    return not any(name.startswith("#") for name in first.table.names) and all(
        set(map(fold_header, one.table.names)) == columns and way == ways[0]
        for one, way in zip(parts, ways, strict=True)
    )
