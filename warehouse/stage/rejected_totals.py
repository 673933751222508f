"""Rejected records that are rows of totals: what helps is to leave them out, not to have them corrected.

Belongs here: telling such a record by its cells. Does not belong here: what is said of it (`warehouse.stage.unused`),
or totals among counts that are used (`warehouse.harmonise.totals`). Cells are looked at, never told.
"""

from __future__ import annotations

import re

import duckdb

from schemas.text.sql import with_plain_digits
from warehouse.read.totals import MEANS_NOTHING_ELSE, is_called_total, is_word_for_total

MOST_LOOKED_AT = 200
"""A file has a few rows of totals; of one with more rejects something else is wrong."""
LONGEST = 60
NUMBER = re.compile(r"[-+]?[0-9][0-9 .,'\u00a0\u202f]*%?")


def count_rejected_totals(connection: duckdb.DuckDBPyConnection, relation: str, rejected: str) -> int:
    """How many rejected records hold a word for a total and beside it nothing but numbers. `relation`: the records as
    they were read; `rejected`: a query of the `row_number` of those that are rejected.
    """
    query = f"select * exclude (row_number) from {relation} where row_number in ({rejected}) limit {MOST_LOOKED_AT + 1}"
    records = connection.execute(query).fetchall()
    return 0 if len(records) > MOST_LOOKED_AT else sum(map(_is_total, records))


def _is_total(record: tuple[object, ...]) -> bool:
    cells = [cell.strip() for cell in record if isinstance(cell, str) and cell.strip()]
    words = [cell for cell in cells if not NUMBER.fullmatch(with_plain_digits(cell))]
    return bool(words) and all(len(word) <= LONGEST and _speaks_of_total(word) for word in words)


def _speaks_of_total(text: str) -> bool:
    """Whether a text is called a total by a word that means nothing else: `Both` may be an answer."""
    return is_called_total(text) and (not is_word_for_total(text) or text.casefold() in MEANS_NOTHING_ELSE)
