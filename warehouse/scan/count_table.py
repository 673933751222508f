"""A table that may hold counts, as it is looked at: its columns of numbers, and those that name what is counted.

Belongs here: which columns may be counts, periods and categories. Does not belong here: telling counts from contacts
(`warehouse.scan.counts`), or spelling them (`warehouse.scan.count_mapping`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from schemas.constructs.base import literal
from warehouse.read.totals import is_called_total
from warehouse.scan.columns import ReadTable
from warehouse.scan.header_kinds import says_total
from warehouse.scan.number_columns import (
    MOST_RECORDS,
    NumberColumn,
    Sum,
    find_sums,
    read_numbers,
    texts_as_they_come,
    texts_of,
)
from warehouse.scan.periods import find_named_months, find_period_form, in_our_years, is_a_period, months_of
from warehouse.scan.profile import ColumnProfile, TableProfile
from warehouse.scan.shares import Share, find_shares
from warehouse.scan.words import AGE, COUNT, DATE, ID_ALONE, PERIOD, says
from warehouse.store.engine import only_row

MOST_TEXTS = 2_000
FEWEST_NAMES = 2
FEWEST_MONTHS = 2
"""One word alone that is a month may be a name as well: June, Avril."""
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
    shares: tuple[Share, ...] = ()

    @property
    def days(self) -> list[ColumnProfile]:
        """Columns of days or periods, without a time of the day."""
        return [
            one for one in self.labels if (_is_period(one) or self._holds_periods(one)) and not self._tells_time(one)
        ]

    def _holds_periods(self, column: ColumnProfile) -> bool:
        """Whether all that stands there is periods and their totals, whatever the header says: `Rok`, `Yıl`."""
        if column.kind not in ("closed_list", "text", "constant"):
            return False
        texts = [text for text in self.texts(column) if not is_called_total(text)]
        are_months = len(texts) >= FEWEST_MONTHS and not any(map(str.isdecimal, texts)) and bool(months_of(texts))
        return bool(find_period_form(texts) or find_named_months(texts)) or are_months

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

    def n_combinations(self, columns: Sequence[ColumnProfile]) -> int:
        """How many different combinations the records hold in these columns."""
        cells = ", ".join(f"lower(trim(c{self.read.names.index(one.name)}))" for one in columns)
        return int(only_row(self.connection, f"select count(distinct hash({cells})) from {self.read.relation}")[0])

    def pairs(self, one: ColumnProfile, other: ColumnProfile) -> list[tuple[str, str]]:
        """The different texts that two columns hold in one record; for comparing, never for showing."""
        cells = ", ".join(f"coalesce(trim(c{self.read.names.index(column.name)}), '')" for column in (one, other))
        return self.connection.execute(f"select distinct {cells} from {self.read.relation}").fetchall()

    def years(self) -> list[tuple[ColumnProfile, dict[str, Any]]]:
        """Columns of years, each with the key of `period` that says that they are of another calendar."""
        found = [(one, *in_our_years(self.texts(one))) for one in self.days]
        return [(one, calendar) for one, texts, calendar in found if find_period_form(texts) == "%Y"]

    def texts(self, column: ColumnProfile) -> list[str]:
        """The different texts of a column; for comparing, never for showing."""
        return texts_of(self.connection, self.read, column.name, MOST_TEXTS)

    def rows(self, column: ColumnProfile) -> list[str]:
        """The text of each record, blank ones included, as numbers are read; for comparing, never for showing."""
        cell = f"coalesce(trim(c{self.read.names.index(column.name)}), '')"
        query = f"select {cell} from {self.read.relation} order by file_row_number limit {MOST_RECORDS}"
        return [row[0] for row in self.connection.execute(query).fetchall()]

    def holds_names(self, columns: Sequence[NumberColumn]) -> bool:
        """Whether some record holds the names of these columns, as the header of another table below does."""
        tests = [f"trim(c{self.read.names.index(one.name)}) = {literal(one.name)}" for one in columns]
        if len(tests) < FEWEST_NAMES:
            return False
        return bool(only_row(self.connection, f"select bool_or({' and '.join(tests)}) from {self.read.relation}")[0])

    def texts_as_they_come(self, column: ColumnProfile) -> list[str]:
        """The same in the order of the file."""
        return texts_as_they_come(self.connection, self.read, column.name, MOST_TEXTS)


def open_counts(connection: duckdb.DuckDBPyConnection, read: ReadTable, profile: TableProfile) -> CountTable | None:
    """The table as one of counts; None where no column holds whole numbers that may count something."""
    shares = tuple(find_shares(connection, read, profile.columns))
    is_share = {one.name for one in shares}
    possible = [column for column in profile.columns if column.name not in is_share and _may_count(column)]
    if not possible or not profile.n_rows:
        return None
    numbers = read_numbers(connection, read, [column.name for column in possible])
    named = {column.name for column in numbers} | is_share
    labels = [one for one in profile.columns if one.name not in named and not one.personal]
    return CountTable(connection, read, profile, numbers, labels, find_sums(numbers), shares) if numbers else None


def _may_count(column: ColumnProfile) -> bool:
    if column.kind in ("date", "time", "period", "age", "blank", "free_text", "json", "objects", "tree"):
        return False
    if column.is_unique and column.n_filled > 1 and says(column.name, ID_ALONE) and not says(column.name, COUNT):
        return False
    if says_total(column.name) or is_a_period(column.name):
        return True  # `1月`, `2021年`, `Tháng 1` and `1er trimestre` speak of a period, and are its counts
    return not (says(column.name, AGE) or says(column.name, PERIOD) or says(column.name, DATE))


def _is_period(column: ColumnProfile) -> bool:
    return column.kind in ("date", "period") or says(column.name, PERIOD)
