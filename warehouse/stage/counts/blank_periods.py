"""Periods that stand in a file of counts and of which nothing is told: months of a form that are not filled in yet.

Belongs here: the finding on them. Does not belong here: telling them from a number that lacks (`stage/sql/read_count`),
or a file that tells no number at all (`stage.counts.delivery`).
"""

from __future__ import annotations

from datetime import date

import duckdb

from schemas.finding import Finding, spell_part
from warehouse.stage.delivery import Staged
from warehouse.store.engine import only_row, sql_text


def find_blank_periods(
    connection: duckdb.DuckDBPyConnection, source_id: str, delivery: Staged, received_on: date
) -> list[Finding]:
    """What is said of them: a warning where some were over when the file came. Nothing where no period tells a number,
    which is said of the file.
    """
    query = sql_text("stage/blank_periods")
    n_blank, n_periods, first, last, adjoin, n_over = only_row(connection, query, [received_on])
    if not n_blank or n_blank == n_periods:
        return []
    form = "over" if n_over else "to_come"
    days = {"first": first.isoformat(), "last": last.isoformat()}
    span = spell_part("blank_periods", "adjoin" if adjoin else "apart", days)
    return [
        Finding.of(
            "blank_periods",
            "warn" if n_over else "pass",
            form=form,
            facts={"span": span, **({"n_over": n_over} if n_over else {})},
            source_id=source_id,
            delivery_id=delivery.delivery_id,
            file_name=delivery.file_name,
            numerator=n_blank,
            denominator=n_periods,
            value=n_blank / n_periods,
        )
    ]
