"""Totals beside their parts: columns that are, in every record, the sum of others.

Belongs here: telling them, in every table. Does not belong here: finding them (`warehouse.scan.number_columns`), or
what an export of counts reads (`warehouse.scan.counts`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb

from warehouse.scan.columns import ReadTable
from warehouse.scan.number_columns import find_sums, read_numbers
from warehouse.scan.profile import ColumnProfile

NUMBERS = frozenset({"integer", "decimal", "closed_list", "constant", "yes_no", "age"})
MOST_NAMED = 3


def tell_totals(
    connection: duckdb.DuckDBPyConnection, read: ReadTable, columns: Sequence[ColumnProfile]
) -> Iterator[str]:
    """A sentence for each total."""
    numbers = read_numbers(connection, read, [column.name for column in columns if column.kind in NUMBERS])
    for one in find_sums(numbers) if len(numbers) > 2 else ():
        for part in one.parts:
            named = [repr(name) for name in part]
            listed = ", ".join(named[:MOST_NAMED]) + (f" ... {named[-1]}" if len(named) > MOST_NAMED else "")
            yield (
                f"{one.name!r} is in every record the sum of {len(named)} others ({listed}): counted beside them, the "
                "same contacts count twice."
            )
