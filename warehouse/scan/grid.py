"""A table that holds every combination of its periods and categories once: it is one of counts, whatever its columns
are called, and a number of its own in each record is no contact's id.

Belongs here: finding that, and which columns are the categories, also where they are numbers. Does not belong here:
other signs of counts (`warehouse.scan.counts`), or spelling them (`warehouse.scan.count_mapping`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import prod

from warehouse.scan.count_table import CountTable
from warehouse.scan.profile import ColumnProfile
from warehouse.store.engine import only_row

FEWEST_RECORDS = 24
FEWEST_AXES = 2
MOST_COMPARED = 24
"""A table of so many columns that may be categories is none of counts."""


def as_grid(table: CountTable) -> CountTable | None:
    """The table with its categories told from its numbers; None where combinations are missing or come again.

    Needs a period among the categories, and a number above 1 beside them.
    """
    known = [one for one in table.profile.columns if one.kind != "blank" and not one.is_unique]
    if table.profile.n_rows < FEWEST_RECORDS or len(known) > MOST_COMPARED:
        return None
    axes: list[ColumnProfile] = []
    for column in known:
        if _is_even(table, column) and not _is_told(table, column, axes):
            axes.append(column)
    named = {one.name for one in axes}
    if len(axes) < FEWEST_AXES or prod(one.n_distinct for one in axes) != table.profile.n_rows:
        return None
    if not named & {one.name for one in table.days} or _n_combinations(table, axes) != table.profile.n_rows:
        return None
    numbers = [one for one in table.numbers if one.name in {column.name for column in known} - named]
    counted = {one.name for one in numbers}
    rest = [one for one in known if one.name not in named | counted and one.n_distinct > 1]
    if not numbers or max(one.highest for one in numbers) < 2 or any(not _is_told(table, one, axes) for one in rest):
        return None
    return replace(table, numbers=numbers, labels=[one for one in known if one.name not in counted], sums=[])


def _cell(table: CountTable, column: ColumnProfile) -> str:
    return f"lower(trim(c{table.read.names.index(column.name)}))"


def _is_even(table: CountTable, column: ColumnProfile) -> bool:
    """Whether each value stands in as many records as any other; most columns are told by their numbers alone."""
    if column.n_distinct < 2 or table.profile.n_rows % column.n_distinct:
        return False
    query = (
        f"select min(n), max(n) from (select count(*) as n from {table.read.relation} group by {_cell(table, column)})"
    )
    fewest, most = only_row(table.connection, query)
    return bool(fewest == most)


def _n_combinations(table: CountTable, columns: Sequence[ColumnProfile]) -> int:
    cells = ", ".join(_cell(table, one) for one in columns)
    return int(only_row(table.connection, f"select count(distinct hash({cells})) from {table.read.relation}")[0])


def _is_told(table: CountTable, column: ColumnProfile, axes: Sequence[ColumnProfile]) -> bool:
    """Whether the column says nothing that one of the axes does not: a name beside its number, a region."""
    return any(_n_combinations(table, [axis, column]) == axis.n_distinct for axis in axes)
