"""A second table below the first on one sheet: its header names the columns of counts again, under another label.

Belongs here: finding such a record, and its finding. Does not belong here: a header that stands again as a whole, which
is no record (`stage.header_again`), or totals beside their parts (`harmonise.totals`).
"""

from __future__ import annotations

import duckdb

from schemas.constructs.base import Record, literal
from schemas.finding import Finding, spell_part
from schemas.mapping.count_export import CountExport
from warehouse.read.parts import place_of
from warehouse.stage.counts.open import OpenCounts
from warehouse.stage.delivery import Staged
from warehouse.stage.header_again import MARK
from warehouse.store.engine import only_row

SECOND = "second_table"
FEWEST_NAMES = 2
"""One number may be a year's name by chance; two names beside each other are a header."""
LEAST_DIGITS = 4
"""A name of fewer digits and nothing else (`1` and `2` for half years) is as well a small count."""


def find_second_table(
    connection: duckdb.DuckDBPyConnection, export: CountExport, opened: OpenCounts, source_id: str, delivery: Staged
) -> list[Finding]:
    """The finding that holds a delivery in which another table follows; none where records are records."""
    record = opened.record
    counted = [one.column for one in opened.categories if one.column in record.header]
    labels = [name for name in export.columns() if name in record.header and name not in counted]
    labels = [name for name in labels if name != export.read.key]
    words = [name for name in counted if not name.strip().isdecimal() or len(name.strip()) >= LEAST_DIGITS]
    if not export.read.is_table or len(words) < FEWEST_NAMES or not labels:
        return []
    named = " and ".join(f"{_said(record, name)} = {_name(name)}" for name in counted)
    # without a label, or under the same one in other letters, it is the header of the table itself
    again = " and ".join(f"{_said(record, name)} in ('', {_name(name)})" for name in labels)
    left_out = " or ".join(rule.test(record) for rule in export.leave_out) or "false"
    query = (
        f"select count(*), min(row_number) from {opened.relation} "
        f"where {named} and not ({again}) and not coalesce({left_out}, false)"
    )
    n_again, row_number = only_row(connection, query)
    if not n_again:
        return []
    part, row = place_of(opened.parts, row_number)
    place = spell_part(SECOND, "row_in_part" if part else "row", {"row": row, "part": part} if part else {"row": row})
    return [
        Finding.of(
            SECOND,
            "fail",
            facts={"file_name": delivery.file_name, "place": place},
            source_id=source_id,
            delivery_id=delivery.delivery_id,
            file_name=delivery.file_name,
            numerator=n_again,
            denominator=delivery.n_rows,
            value=n_again / delivery.n_rows,
        )
    ]


def _said(record: Record, name: str) -> str:
    """SQL: a cell, however its letters are written; the mark of a file that was put behind another is no letter."""
    return f"lower(trim(replace(coalesce({record.text(name)}, ''), {literal(MARK)}, '')))"


def _name(name: str) -> str:
    return literal(name.strip().lower())
