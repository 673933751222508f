"""Days and months that are swapped: the sign of it in a column of dates and texts, or in the days of a whole file.

Belongs here: seeing the sign in one delivery, or in a column of a file that nobody has declared. Does not belong here:
reading dates (`stage.moment`), the forms that a mapping may give (`schemas.mapping.date_forms`).

A spreadsheet that reads months first makes dates of `05/03/2024` and leaves `25/03/2024` as text. Then no date has a
day after the 12th, and every text has. A few days of one month that are read the other way round stand on the same day
of many months.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from schemas.finding import Finding
from schemas.mapping.date_forms import ISO, tells_day_before_month
from schemas.mapping.export import Export
from warehouse.stage.delivery import Staged
from warehouse.stage.findings import find_share
from warehouse.stage.open import OpenDelivery
from warehouse.store.engine import only_row, sql_text

SWAPPED = "swapped_days"
FEWEST = 5
"""Dates of which none has a day after the 12th: of so many right ones, one in a hundred columns would look so."""

FEWEST_CONTACTS = 10
FEWEST_MONTHS = 5
MOST_DAYS = 3
DAY_FIRST = "^([0-9]{1,2})[^0-9]"
DAY_SECOND = "^[0-9]{1,2}[^0-9]+([0-9]{1,2})"


def count_swapped(
    connection: duckdb.DuckDBPyConnection, relation: str, cell: str, forms: Sequence[str]
) -> tuple[int, int] | None:
    """How many dates and how many texts a column holds that looks swapped; None where it does not. `cell`: SQL of it,
    `forms`: those in which its dates are read.
    """
    orders = {order for form in forms if (order := tells_day_before_month(form)) is not None}
    if ISO not in forms or len(orders) != 1:
        return None
    place = DAY_FIRST if orders == {True} else DAY_SECOND
    query = sql_text("stage/swapped_days").format(cell=cell, relation=relation, place=place)
    n_dates, n_late_dates, n_texts, n_early_texts = only_row(connection, query)
    return None if n_dates < FEWEST or n_late_dates or not n_texts or n_early_texts else (n_dates, n_texts)


def find_swapped_days(
    connection: duckdb.DuckDBPyConnection, whole: Staged, source_id: str, export: Export, opened: OpenDelivery
) -> list[Finding]:
    """The finding that holds a delivery whose days look swapped; none where the mapping says how its dates are."""
    if export.date.dates != "unsure" or export.date.column is None:
        return []
    cell = export.date.column.one(opened.record)
    counted = count_swapped(connection, opened.relation, cell, export.date.format)
    if counted is None:
        return []
    n_dates, n_texts = counted
    return [find_share(SWAPPED, "fail", source_id, whole, n_dates, n_dates + n_texts, "texts", {"n_texts": n_texts})]


def find_one_day_of_months(
    connection: duckdb.DuckDBPyConnection, whole: Staged, source_id: str, export: Export, target: Path
) -> list[Finding]:
    """The question on a delivery whose contacts of many months all stand on one to three days of the month, as where
    months are read as days. The first alone is none of these: it often stands for a whole month.
    """
    orders = {tells_day_before_month(form) for form in export.date.format}
    if export.date.dates != "unsure" or orders <= {None}:
        return []
    query = sql_text("stage/days_of_months")
    n_used, n_days, n_months, last_day = only_row(connection, query, [str(target)])
    is_odd = n_used >= FEWEST_CONTACTS and n_months >= FEWEST_MONTHS and n_days <= MOST_DAYS and 2 * n_days < n_months
    if not is_odd or not 1 < last_day <= 12:
        return []
    facts = {"n_days": n_days, "n_months": n_months}
    return [find_share(SWAPPED, "warn", source_id, whole, n_used, whole.n_used, "one_day", facts)]
