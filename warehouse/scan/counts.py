"""Telling a table whose records are counts from one of contacts: a row a period with a column a category, or a row a
category.

Belongs here: what speaks for counts. Does not belong here: the columns of such a table (`warehouse.scan.count_table`),
or spelling it as an export (`warehouse.scan.count_mapping`).
"""

from __future__ import annotations

import duckdb

from warehouse.scan.columns import ReadTable
from warehouse.scan.count_mapping import spell_long, spell_wide
from warehouse.scan.count_table import CountTable, open_counts
from warehouse.scan.grid import as_grid
from warehouse.scan.header_kinds import says_total, with_blank_periods
from warehouse.scan.number_columns import NumberColumn, Sum, repeats
from warehouse.scan.periods import (
    business_years,
    find_named_months,
    find_period_form,
    months_of,
    quarters_in_words,
    years_with_number,
)
from warehouse.scan.profile import Candidate, TableProfile
from warehouse.scan.words import AGE, COUNT, ID, REASONS, says

PERIODS_OF_HEADERS = (find_period_form, find_named_months, quarters_in_words, years_with_number, business_years)
FEWEST_DAYS = 5
FEWEST_DAYS_OF_BOXES = 20
"""Where no day has two contacts of a kind, so many days speak for counts all the same."""
FEWEST_PERIODS = 1
FEWEST_MONTHS = 3
"""So many headers that are months without a year, with those still blank: `June` alone may be a name."""
FEW_COLUMNS = 8
FEW_LISTED, MOST_LISTED = 4, 200
MOST_RECORDS = 2_000


def find_counts(connection: duckdb.DuckDBPyConnection, read: ReadTable, profile: TableProfile) -> list[Candidate]:
    """What one record is, with all that an export of counts needs, and the questions that are left; nothing where the
    table is none of counts.
    """
    table = open_counts(connection, read, profile)
    if table is None:
        return []
    if grid := as_grid(table):
        why = f"every combination of {_listed(grid)} stands there once, with its numbers"
        return spell_long(grid, grid.numbers[0]) if len(grid.numbers) == 1 else spell_wide(grid, why)
    if long := _long_number(table):
        return spell_long(table, long)
    if why := _why_wide(table):
        return spell_wide(table, why)
    return []


def _listed(grid: CountTable) -> str:
    return ", ".join(repr(one.name) for one in grid.labels if one.n_distinct > 1)


def _has_id(table: CountTable) -> bool:
    return any(one.role == "id" and one.sure > 0.6 for one in table.profile.candidates)


# ---------------------------------------------------------------- which kind


def _long_number(table: CountTable) -> NumberColumn | None:
    """The one column of numbers of a table in which the others say what is counted."""
    counting = [one for one in table.numbers if says(one.name, COUNT) or says_total(one.name)]
    lone = table.numbers if len(table.numbers) == 1 else counting if len(counting) == 1 else []
    if len(lone) != 1 or len(table.parts) > 1 or lone[0].highest < 2 or _has_id(table):
        return None
    one = lone[0]
    if not table.days:
        is_counting = one in counting or (_names_reasons(table) and not says(one.name, AGE))
        return one if is_counting and _is_list_of_counts(table) else None
    if repeats(table.connection, table.read, [column.name for column in table.labels]):
        return one if one in counting and len(table.profile.columns) <= FEW_COLUMNS else None
    is_listed = all(column.kind in ("closed_list", "constant", "text", "path", "age") for column in table.categories)
    return one if is_listed and (one in counting or _is_grid(table) or _is_list_of_one_period(table)) else None


def _names_reasons(table: CountTable) -> bool:
    """Whether what stands beside the numbers is each reason once: contacts, each with a reason of its own, are not."""
    names = [one for one in table.categories if one.kind != "free_text" and says(one.name, REASONS)]
    return len(names) == len(table.categories) > 0 and all(one.is_unique and one.n_filled > 1 for one in names)


def _is_list_of_counts(table: CountTable) -> bool:
    """Whether a small table holds a label or two, each once, and their number: only the file's name tells when."""
    names = [column.name for column in table.categories]
    is_small = len(names) > 0 and len(table.profile.columns) <= FEW_LISTED and table.profile.n_rows < MOST_LISTED
    return is_small and not repeats(table.connection, table.read, names)


def _is_list_of_one_period(table: CountTable) -> bool:
    """Whether all stands in one period, as in the file of a month: each reason once, with its number."""
    return all(one.n_distinct == 1 for one in table.days) and _names_reasons(table) and _is_list_of_counts(table)


def _is_grid(table: CountTable) -> bool:
    """Whether periods and categories come again and again, as in a table of counts, with no pair twice."""
    return bool(table.categories) and all(
        2 * column.n_distinct <= column.n_filled for column in (*table.days, *table.categories)
    )


def _why_wide(table: CountTable) -> str:
    """Why a record may be several counts; empty where nothing says so."""
    many, others = table.numbers, [one for one in table.labels if one.kind != "blank"]
    highest = max((column.highest for column in table.parts), default=0)
    is_by_day = _is_unique_by_period(table)
    is_grid = is_by_day or (len(many) >= len(table.categories) and not _repeats(table))
    are_sums = is_grid and any(not _are_boxes(table, one) for one in table.sums)
    is_year_of_days = bool(table.sums) and is_by_day and table.profile.n_rows >= FEWEST_DAYS_OF_BOXES
    if (are_sums and highest > 1) or is_year_of_days:
        return f"{table.sums[0].name!r} is the sum of other columns in every record"
    if _has_id(table) or highest < 2:
        return ""
    if is_by_day and (len(many) >= 2 or says(many[0].name, COUNT)):
        return f"no period comes twice, and {len(many)} {'columns hold' if len(many) > 1 else 'column holds'} numbers"
    names = [column.name for column in table.parts]
    known = with_blank_periods(names, table.profile)
    are_months = len(known) >= FEWEST_MONTHS and bool(months_of(known))
    if len(many) >= FEWEST_PERIODS and (are_months or any(told(names) for told in PERIODS_OF_HEADERS)):
        return f"the headers of {len(table.parts)} columns of numbers are periods"
    if len(many) == 2 and not table.days and _names_reasons(table) and _is_list_of_counts(table):
        return f"each {others[0].name!r} stands there once, beside {len(many)} columns of numbers"
    if len(many) >= 3 and len(many) > 2 * len(others) and table.profile.n_rows < MOST_RECORDS:
        return f"{len(many)} columns of numbers beside {len(others)} others: a crosstab of counts"
    return ""


def _repeats(table: CountTable) -> bool:
    """Whether two records say the same of everything but numbers: contacts do, however many children a family has."""
    names = [one.name for one in table.labels if not (one.is_unique and says(one.name, ID))]
    return not names or repeats(table.connection, table.read, names)


def _are_boxes(table: CountTable, total: Sum) -> bool:
    """A number of ticks beside the boxes that it counts is no total of counts."""
    highest = {column.name: column.highest for column in table.numbers}
    return all(highest[name] <= 1 for part in total.parts for name in part)


def _is_unique_by_period(table: CountTable) -> bool:
    periods = [one for one in table.days if one.kind == "date"] or table.days
    if not periods or table.profile.n_rows < FEWEST_DAYS:
        return False
    return not repeats(table.connection, table.read, [one.name for one in periods])
