"""A table that holds every combination of its periods and categories once: it is one of counts, whatever its columns
are called, and a number of its own in each record is no contact's id.

Belongs here: finding that, and which columns are the categories, also where they are numbers. Does not belong here:
other signs of counts (`warehouse.scan.counts`), or spelling them (`warehouse.scan.count_mapping`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import prod

import numpy as np

from warehouse.scan.count_table import CountTable
from warehouse.scan.number_columns import NumberColumn, find_sums
from warehouse.scan.profile import ColumnProfile
from warehouse.scan.words import COUNT, says
from warehouse.store.engine import only_row

FEWEST_RECORDS = 24
FEWEST_AXES = 2
MOST_COMPARED = 24
"""A table of so many columns that may be categories is none of counts."""


def as_grid(table: CountTable) -> CountTable | None:
    """The table with its categories told from its numbers; None where combinations are missing or come again.

    Needs a period among the categories, and a number above 1 beside them.
    """
    serial = {one.name for one in table.profile.columns if one.is_unique} - _counting(table)
    left_out = serial | {one.name for one in table.shares}
    known = [one for one in table.profile.columns if one.kind != "blank" and one.name not in left_out]
    if table.profile.n_rows < FEWEST_RECORDS or len(known) > MOST_COMPARED:
        return None
    axes: list[ColumnProfile] = []
    for column in known:
        if not column.is_unique and _is_even(table, column) and not _is_told(table, column, axes):
            axes.append(column)
    named = {one.name for one in axes}
    if len(axes) < FEWEST_AXES or prod(one.n_distinct for one in axes) != table.profile.n_rows:
        return None
    if not named & {one.name for one in table.days} or table.n_combinations(axes) != table.profile.n_rows:
        return None
    numbers = [one for one in table.numbers if one.name in {column.name for column in known} - named]
    counted = {one.name for one in numbers}
    rest = [one for one in known if one.name not in named | counted and one.n_distinct > 1]
    if not numbers or max(one.highest for one in numbers) < 2 or any(not _is_told(table, one, axes) for one in rest):
        return None
    return replace(
        table, numbers=numbers, labels=[one for one in known if one.name not in counted], sums=find_sums(numbers)
    )


def _counting(table: CountTable) -> set[str]:
    """Numbers that may count, also where each of them stands there once. A record's own number goes up, or down, from
    record to record, and another counts.
    """
    counting = {one.name for one in table.numbers if says(one.name, COUNT) or not _goes_one_way(one)}
    return counting or {one.name for one in table.numbers if (np.diff(one.numbers) != 1).any()}


def _goes_one_way(column: NumberColumn) -> bool:
    steps = np.diff(column.numbers)
    return bool((steps > 0).all() or (steps < 0).all())


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


def _is_told(table: CountTable, column: ColumnProfile, axes: Sequence[ColumnProfile]) -> bool:
    """Whether the column says nothing that one of the axes does not: a name beside its number, a region."""
    return any(table.n_combinations([axis, column]) == axis.n_distinct for axis in axes)
