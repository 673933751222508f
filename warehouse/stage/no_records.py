"""Rejected records that are rows of totals, or blank: what helps is to leave them out, not to have them corrected.

Belongs here: telling such a record by its cells. Does not belong here: what is said of it (`warehouse.stage.unused`),
or totals among counts that are used (`warehouse.harmonise.totals`). Cells are looked at, never told.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import duckdb

from schemas.constructs.base import RESERVED
from schemas.text.sql import quote, with_plain_digits
from warehouse.read.totals import MEANS_NOTHING_ELSE, is_called_total, is_word_for_total
from warehouse.store.engine import only_row

MOST_LOOKED_AT = 200
"""A file has a few rows of totals; of one with more rejects something else is wrong."""
LONGEST = 60
NUMBER = "row_number"
A_NUMBER = re.compile(r"[-+]?[0-9][0-9 .,'\u00a0\u202f]*%?")


class NoRecords(NamedTuple):
    """How many rejected records hold a word for a total and beside it nothing but numbers, and how many hold nothing in
    any column that is read.
    """

    n_totals: int = 0
    n_blank: int = 0


def count_no_records(connection: duckdb.DuckDBPyConnection, relation: str, rejected: str) -> NoRecords:
    """What of the rejected records is none. `relation`: the records as they were read; `rejected`: a query of the
    `row_number` of those that are rejected.
    """
    names = [name for name in connection.sql(f"from {relation} limit 0").columns if name not in RESERVED]
    cells = ", ".join(f"coalesce(trim({quote(name)}::varchar), '')" for name in names) or "''"
    connection.execute(f"create or replace temp table rejected_number as {rejected}")
    # Once over the file, which may be large: of what is not blank the first few records are enough.
    query = (
        "select count(*) filter (is_blank), count(*) filter (not is_blank), "
        f"arg_min(cells, {NUMBER}, {MOST_LOOKED_AT}) filter (not is_blank) "
        f"from (select {NUMBER}, [{cells}] as cells, array_to_string(cells, '') = '' as is_blank "
        f"from {relation} semi join rejected_number using ({NUMBER}))"
    )
    n_blank, n_filled, records = only_row(connection, query)
    return NoRecords(sum(map(_is_total, records or ())) if n_filled <= MOST_LOOKED_AT else 0, n_blank)


def _is_total(cells: Sequence[str]) -> bool:
    words = [cell for cell in cells if cell and not A_NUMBER.fullmatch(with_plain_digits(cell))]
    return bool(words) and all(len(word) <= LONGEST and _speaks_of_total(word) for word in words)


def _speaks_of_total(text: str) -> bool:
    """Whether a text is called a total by a word that means nothing else: `Both` may be an answer."""
    return is_called_total(text) and (not is_word_for_total(text) or text.casefold() in MEANS_NOTHING_ELSE)
