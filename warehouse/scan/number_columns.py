"""The columns of a table that hold whole numbers, and which of them are sums of others.

Belongs here: reading numbers once and comparing columns with each other, record by record. Does not belong here: what
the numbers count (`warehouse.scan.counts`). No number of a cell leaves this module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np

from schemas.constructs.base import literal
from schemas.text.shape import shape_of
from schemas.text.sql import plain_digits, with_plain_digits
from warehouse.scan.columns import ReadTable

MOST_RECORDS = 5_000
MOST_COLUMNS = 400
MOSTLY_NUMBERS = 0.9
FEWEST_RECORDS_OF_A_SUM = 3
PLAIN = r"[0-9]{1,15}([.,]0)?"
GROUPED = r"[1-9][0-9]{0,2}([.,'’ ][0-9]{3})+|[1-9][0-9]?([.,'’ ][0-9]{2})+[.,'’ ][0-9]{3}"
"""Groups of three, or as in India of two with a last one of three; one kind of blank."""
ONE_MARK = re.compile(r"[0-9]{1,3}[.,][0-9]{3}")
ZERO = re.compile(r"0([.,]0+)?")
HIDDEN = r"[<≤] ?[0-9]{1,3}|[*]{1,3}"
"""A small number that is not told."""
UNTOLD = r"[-–—]{1,2}|[.]{1,3}|:|[nN][/.]?[aAdDvV][.]?|[sS]/[dD]|[kK][.]?[aA][.]?"
"""What stands in the place of a number: nothing, or not known. It is neither zero nor counted until somebody says."""
MARKED = re.compile(rf"({PLAIN}|{GROUPED})(?: ?[*†‡§#¹²³⁴⁵ªº]{{1,3}}| ?[(\[][^()\[\]]{{1,12}}[)\]])")
"""A number with a mark of a footnote, or with a share or another number in brackets: no run reads it."""

Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True)
class NumberColumn:
    """A column of whole numbers. `thousands`: what parts thousands in it; `hidden`: texts for small numbers that are
    not told; `marked`: how such numbers look of which a run reads none, and how many there are.
    """

    name: str
    numbers: Numbers
    thousands: str = ""
    hidden: tuple[str, ...] = ()
    marked: tuple[str, ...] = ()
    n_marked: int = 0
    is_grouped_throughout: bool = False
    """Every number but 0 has one point or comma, with three digits behind it."""

    @property
    def highest(self) -> int:
        """The highest number."""
        return int(self.numbers.max(initial=0))


@dataclass(frozen=True)
class Sum:
    """A column that is, in every record, the sum of others; where it is so of two groups of columns, both."""

    name: str
    parts: tuple[tuple[str, ...], ...]


def read_numbers(connection: duckdb.DuckDBPyConnection, read: ReadTable, names: Sequence[str]) -> list[NumberColumn]:
    """Those of the columns whose filled cells are whole numbers, in their order."""
    found = []
    for name in names[:MOST_COLUMNS]:
        cell = f"trim(c{read.names.index(name)})"
        query = (
            f"select case when {cell} = '' then null else {cell} end from {read.relation} "
            f"order by file_row_number limit {MOST_RECORDS}"
        )
        if column := _as_numbers(name, [row[0] for row in connection.execute(query).fetchall()], connection):
            found.append(column)
    return found


def _as_numbers(name: str, cells: Sequence[str | None], connection: duckdb.DuckDBPyConnection) -> NumberColumn | None:
    cells = [None if cell is None else with_plain_digits(cell) for cell in cells]
    shapes = [shape_of(cell) for cell in cells if cell is not None and MARKED.fullmatch(cell)]
    cells = [cell if cell is None or not (found := MARKED.fullmatch(cell)) else found[1] for cell in cells]
    filled = [cell for cell in cells if cell is not None]
    plain, grouped, hidden = (re.compile(one) for one in (PLAIN, GROUPED, f"{HIDDEN}|{UNTOLD}"))
    marks = {cell.lstrip("0123456789")[0] for cell in filled if grouped.fullmatch(cell)}
    n_fitting = sum(bool(plain.fullmatch(one) or grouped.fullmatch(one) or hidden.fullmatch(one)) for one in filled)
    n_numbers = sum(bool(plain.fullmatch(one) or grouped.fullmatch(one)) for one in filled)
    # small numbers that are hidden are numbers; marks of nothing are more than numbers in no column of counts
    n_untold = sum(bool(re.fullmatch(UNTOLD, one)) for one in filled)
    if 2 * n_untold > len(filled) or not n_numbers or n_fitting < MOSTLY_NUMBERS * len(filled) or len(marks) > 1:
        return None
    numbers = np.array([_number(cell or "", plain, grouped) for cell in cells], np.int64)
    told = tuple(sorted({cell for cell in filled if hidden.fullmatch(cell)}))
    mark = next(iter(marks), "")
    marked = tuple(sorted(set(shapes)))
    is_grouped = all(
        ONE_MARK.fullmatch(cell) for cell in filled if not (hidden.fullmatch(cell) or ZERO.fullmatch(cell))
    )
    return NumberColumn(name, numbers, "'" if mark == "’" else mark, told, marked, len(shapes), is_grouped)


def _number(cell: str, plain: re.Pattern[str], grouped: re.Pattern[str]) -> int:
    """The number of a cell; nothing where it holds none."""
    if grouped.fullmatch(cell):
        return int("".join(character for character in cell if character.isdecimal()))
    return int(cell.partition(".")[0].partition(",")[0]) if plain.fullmatch(cell) else 0


def find_sums(columns: Sequence[NumberColumn]) -> list[Sum]:
    """Columns that are the sum of two or more others beside each other, in every record: first those of a few columns,
    then those of what is left.
    """
    left = list(columns)
    sums: list[Sum] = []
    while found := _next_sum(left):
        sums.append(found)
        left = [column for column in left if column.name != found.name]
    return sums


def _next_sum(columns: Sequence[NumberColumn]) -> Sum | None:
    best: Sum | None = None
    for place, column in enumerate(columns):
        if np.count_nonzero(column.numbers) < FEWEST_RECORDS_OF_A_SUM:
            continue
        runs = [run for run in (_run(columns, place, -1), _run(columns, place, 1)) if run]
        if whole := _all_others(columns, place):
            runs = runs or [whole]
        if runs and (best is None or sum(map(len, runs)) < sum(map(len, best.parts))):
            best = Sum(column.name, tuple(runs))
    return best


def _run(columns: Sequence[NumberColumn], place: int, step: int) -> tuple[str, ...]:
    """The columns next to a place, in one direction, of which it is the sum; the most where empty ones follow."""
    target = columns[place].numbers
    total = np.zeros_like(target)
    n_used = 0
    found: tuple[str, ...] = ()
    names: list[str] = []
    for column in columns[place + step :: step] if step > 0 else columns[place - 1 :: -1] if place else ():
        total = total + column.numbers
        names.append(column.name)
        n_used += bool(column.numbers.any())
        if (total > target).any():
            break
        if n_used >= 2 and np.array_equal(total, target):
            found = tuple(names if step > 0 else reversed(names))
    return found


def _all_others(columns: Sequence[NumberColumn], place: int) -> tuple[str, ...]:
    others = [column for number, column in enumerate(columns) if number != place]
    used = [column for column in others if column.numbers.any()]
    if len(used) < 2 or not np.array_equal(sum(column.numbers for column in others), columns[place].numbers):
        return ()
    return tuple(column.name for column in others)


def find_second_axis(columns: Sequence[NumberColumn]) -> int:
    """Where columns count the same contacts twice, by one thing and then by another: the place at which the second
    begins; 0 where they do not.
    """
    if len(columns) < 4 or sum(np.count_nonzero(column.numbers) > 0 for column in columns) < 4:
        return 0
    totals = np.cumsum(np.stack([column.numbers for column in columns]), axis=0)
    for place in range(2, len(columns) - 1):
        first, rest = totals[place - 1], totals[-1] - totals[place - 1]
        if np.count_nonzero(first) >= FEWEST_RECORDS_OF_A_SUM and np.array_equal(first, rest):
            return place
    return 0


def repeats(connection: duckdb.DuckDBPyConnection, read: ReadTable, names: Sequence[str]) -> bool:
    """Whether two records hold the same in all of these columns."""
    cells = ", ".join(f"lower(trim(c{read.names.index(name)}))" for name in names) or literal("")
    query = f"select count(*), count(distinct hash({cells})) from {read.relation}"
    n_records, n_distinct = connection.execute(query).fetchone() or (0, 0)
    return bool(n_distinct < n_records)


def texts_of(connection: duckdb.DuckDBPyConnection, read: ReadTable, name: str, most: int) -> list[str]:
    """The different texts of a column, at most so many; for comparing, never for showing."""
    cell = f"trim(c{read.names.index(name)})"
    query = f"select distinct {cell} as cell from {read.relation} where {cell} <> '' order by cell limit {most}"
    return [row[0] for row in connection.execute(query).fetchall()]


def texts_as_they_come(connection: duckdb.DuckDBPyConnection, read: ReadTable, name: str, most: int) -> list[str]:
    """The different texts of a column in the order in which the file has them first; for comparing, never for
    showing.
    """
    cell = f"trim(c{read.names.index(name)})"
    query = (
        f"select {cell} as cell from {read.relation} where {cell} <> '' "
        f"group by cell order by min(file_row_number) limit {most}"
    )
    return [row[0] for row in connection.execute(query).fetchall()]


def label_totals(
    connection: duckdb.DuckDBPyConnection, read: ReadTable, label: str, number: str, beside: Sequence[str]
) -> Iterator[str]:
    """Labels whose number is the sum of all others with the same in the columns beside, at least three times."""
    place = {one: f"trim(c{read.names.index(one)})" for one in (label, number, *beside)}
    groups = ", ".join(place[one] for one in beside) or "1"
    digits = f"try_cast(regexp_replace({plain_digits(place[number])}, '[^0-9]', '', 'g') as bigint)"
    query = f"""
        select label from (
            select {place[label]} as label, {digits} as n, sum({digits}) over (partition by {groups}) as total,
                count(*) over (partition by {groups}) as n_beside
            from {read.relation}
        ) where label <> ''
        group by label having count(*) >= 3 and bool_and(2 * n = total and n_beside > 2) and sum(n) > 0
        order by label"""
    yield from (row[0] for row in connection.execute(query).fetchall())
