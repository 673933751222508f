"""Grouped reports: what stands only in the first record of a group, put into the records below it.

Belongs here: the records of one table with such columns filled. Does not belong here: reading the table
(`warehouse.read.table`), cells that were merged (`warehouse.read.workbook.child`), or records that continue another
contact (`continues: above`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from schemas.constructs.base import literal, quoted
from warehouse.read.rejects import Reject, tabulate_rejects
from warehouse.store.engine import sql_text

if TYPE_CHECKING:
    from warehouse.read.table import OpenTable

NUMBER = "row_number"
LOST = '" lost column"'
"""In names of its own a blank comes first, as in no header: a column may be called `group_0`."""


def fill_down(
    connection: duckdb.DuckDBPyConnection,
    opened: OpenTable,
    columns: Sequence[str],
    name: str,
    work: Path,
    file_name: str,
) -> OpenTable:
    """The table with these columns filled, the outermost first: a blank cell is what stands above it in its group.

    A record that could not be read may have begun a group: what is blank below it, or at the top of a file, belongs to
    nobody knows what, and is a reject.
    """
    target = work / "filled.parquet"
    refused = ", ".join(map(str, opened.rejects.column(NUMBER).to_pylist()))
    query = spell_fill(columns, f"select * from {quoted(opened.relation)}", f"unnest([{refused}]::bigint[])", NUMBER)
    connection.execute(f"copy ({query}) to {literal(str(target))} (format parquet, compression zstd)")
    rows = f"from read_parquet({literal(str(target))})"
    lost = connection.execute(f"select {NUMBER}, {LOST} {rows} where {LOST} <> '' order by 1").fetchall()
    filled = f"{name}_filled"
    kept = f"select * exclude ({LOST}) {rows} where {LOST} = ''"
    connection.execute(f"create or replace temp view {quoted(filled)} as {kept}")
    more = tabulate_rejects([Reject(file_name, number, "nothing_above", column) for number, column in lost])
    return replace(
        opened,
        relation=filled,
        in_order="",
        reread=None,
        n_rejected=opened.n_rejected + len(lost),
        rejects=pa.concat_tables([opened.rejects, more]).sort_by(NUMBER),
    )


def spell_fill(columns: Sequence[str], rows: str, refused: str, number: str, headers: Sequence[str] = ()) -> str:
    """SELECT of rows with these columns filled, in their order, and `LOST`: of a record in which one cannot be
    filled, which. `refused`: a table of the numbers of records that could not be read; `headers`: how the file calls
    the columns, where the rows call them otherwise.
    """
    groups, filled, begins, lost = [], [], [], []
    for place, (column, header) in enumerate(zip(columns, headers or columns, strict=True)):
        cell, group = f"coalesce(trim({quoted(column)}), '')", f'(partition by " group {place}")'
        # A header that stands there again, as at the top of a printed page, begins no group: as the file spells it.
        begins.append(f"{_fold(cell)} not in ('', {_fold(literal(header))})")
        told = f'" is refused" or {" or ".join(begins)}'
        # `count(*) filter` over a window would look at all records above for each.
        groups.append(f'count(case when {told} then 1 end) over (order by {number}) as " group {place}"')
        own = f"max(case when {begins[-1]} then {quoted(column)} end) over {group}"
        filled.append(f"case when {cell} = '' then coalesce({own}, '') else {quoted(column)} end as {quoted(column)}")
        is_lost = f'{cell} = \'\' and (" group {place}" = 0 or bool_or(" is refused") over {group})'
        lost.append(f"when {is_lost} then {literal(header)}")
    return sql_text("read/fill_down").format(
        rows=rows,
        refused=refused,
        number=number,
        groups=",\n        ".join(groups),
        dropped=", ".join(['" is refused"', *(f'" group {place}"' for place in range(len(columns)))]),
        filled=", ".join(filled),
        lost=" ".join(lost),
        lost_column=LOST,
    )


def _fold(text: str) -> str:
    """SQL of a text as headers are compared: without case, accents and more than one blank."""
    return f"regexp_replace(strip_accents(lower(trim({text}))), '\\s+', ' ', 'g')"
