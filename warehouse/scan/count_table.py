"""A table that may hold counts, as it is looked at: its columns of numbers, and those that name what is counted.

Belongs here: which columns may be counts, periods and categories. Does not belong here: telling counts from contacts
(`warehouse.scan.counts`), or spelling them (`warehouse.scan.count_mapping`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import duckdb

from warehouse.scan.categories import says_total
from warehouse.scan.columns import ReadTable
from warehouse.scan.number_columns import NumberColumn, Sum, find_sums, read_numbers, texts_of
from warehouse.scan.profile import ColumnProfile, TableProfile
from warehouse.scan.words import AGE, COUNT, DATE, ID, PERIOD, says

MOST_TEXTS = 2_000
LONGEST_DAY = 10
CLOCK = re.compile(r"\d{1,2}:\d\d")
MIDNIGHT = re.compile(r"\b0?0:00(:00([.]0+)?)?")


@dataclass(frozen=True)
class CountTable:
    """A table that may hold counts: its columns of numbers, those that name what is counted, and the period."""

    connection: duckdb.DuckDBPyConnection
    read: ReadTable
    profile: TableProfile
    numbers: list[NumberColumn]
    labels: list[ColumnProfile]
    sums: list[Sum]

    @property
    def days(self) -> list[ColumnProfile]:
        """Columns of days or periods, without a time of the day."""
        return [one for one in self.labels if _is_period(one) and not self._tells_time(one)]

    @property
    def categories(self) -> list[ColumnProfile]:
        """Columns that name something else than the period."""
        periods = {one.name for one in self.days}
        return [one for one in self.labels if one.name not in periods and one.kind != "blank"]

    @property
    def parts(self) -> list[NumberColumn]:
        """Columns of numbers that are no sum of others, and do not call themselves one."""
        sums = {one.name for one in self.sums}
        named = {column.name for column in self.numbers if says_total(column.name)}
        parts = [column for column in self.numbers if column.name not in sums | named]
        return parts or [column for column in self.numbers if column.name not in sums] or self.numbers

    def _tells_time(self, column: ColumnProfile) -> bool:
        """Whether days are told with their time: no count has one."""
        if column.kind != "date" or column.longest <= LONGEST_DAY:
            return False
        return any(CLOCK.search(text) and not MIDNIGHT.search(text) for text in self.texts(column))

    def texts(self, column: ColumnProfile) -> list[str]:
        """The different texts of a column; for comparing, never for showing."""
        return texts_of(self.connection, self.read, column.name, MOST_TEXTS)


def open_counts(connection: duckdb.DuckDBPyConnection, read: ReadTable, profile: TableProfile) -> CountTable | None:
    """The table as one of counts; None where no column holds whole numbers that may count something."""
    possible = [column for column in profile.columns if _may_count(column)]
    if not possible or not profile.n_rows:
        return None
    numbers = read_numbers(connection, read, [column.name for column in possible])
    named = {column.name for column in numbers}
    labels = [column for column in profile.columns if column.name not in named and not column.personal]
    return CountTable(connection, read, profile, numbers, labels, find_sums(numbers)) if numbers else None


def _may_count(column: ColumnProfile) -> bool:
    if column.kind in ("date", "time", "period", "age", "blank", "free_text", "json", "objects", "tree"):
        return False
    if column.is_unique and column.n_filled > 1 and says(column.name, ID) and not says(column.name, COUNT):
        return False
    return not (says(column.name, AGE) or says(column.name, PERIOD) or says(column.name, DATE)) or says_total(
        column.name
    )


def _is_period(column: ColumnProfile) -> bool:
    return column.kind in ("date", "period") or says(column.name, PERIOD)
