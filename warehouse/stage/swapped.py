"""Days and months that a spreadsheet has swapped: the sign of it in a column of dates and texts.

Belongs here: seeing the sign in one delivery, or in a column of a file that nobody has declared. Does not belong here:
reading dates (`stage.moment`), the forms that a mapping may give (`schemas.mapping.date_forms`).

A spreadsheet that reads months first makes dates of `05/03/2024` and leaves `25/03/2024` as text. Then no date has a
day after the 12th, and every text has.
"""

from __future__ import annotations

from collections.abc import Sequence

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
    return [find_share(SWAPPED, "fail", source_id, whole, n_dates, n_dates + n_texts, facts={"n_texts": n_texts})]
