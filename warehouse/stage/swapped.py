"""Days and months that a spreadsheet has swapped: the sign of it in a column of dates and texts.

Belongs here: seeing the sign in one delivery. Does not belong here: reading dates (`stage.query`), the forms that a
mapping may give (`schemas.mapping.date_forms`).

A spreadsheet that reads months first makes dates of `05/03/2024` and leaves `25/03/2024` as text. Then no date has a
day after the 12th, and every text has.
"""

from __future__ import annotations

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


def find_swapped_days(
    connection: duckdb.DuckDBPyConnection, whole: Staged, source_id: str, export: Export, opened: OpenDelivery
) -> list[Finding]:
    """The finding that holds a delivery whose days look swapped; none where the mapping says how its dates are."""
    orders = {order for form in export.date.format if (order := tells_day_before_month(form)) is not None}
    if ISO not in export.date.format or len(orders) != 1 or export.date.dates != "unsure" or export.date.column is None:
        return []
    query = sql_text("stage/swapped_days").format(
        cell=export.date.column.one(opened.record),
        relation=opened.relation,
        place=DAY_FIRST if orders == {True} else DAY_SECOND,
    )
    n_dates, n_late_dates, n_texts, n_early_texts = only_row(connection, query)
    if n_dates < FEWEST or n_late_dates or not n_texts or n_early_texts:
        return []
    return [find_share(SWAPPED, "fail", source_id, whole, n_dates, n_dates + n_texts, facts={"n_texts": n_texts})]
