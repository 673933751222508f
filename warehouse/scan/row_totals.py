"""Rows of a wide table of counts that are sums of the rows beside them, and columns of which all rows are shares.

Belongs here: what the numbers of such a table show, row by row. Does not belong here: totals among columns
(`warehouse.scan.number_columns`), or spelling what is left out (`warehouse.scan.count_mapping`).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log2

from warehouse.read.totals import Tally, Total, are_proven_together, cover_all, find_totals, is_called_total
from warehouse.scan.count_table import CountTable
from warehouse.scan.number_columns import NumberColumn
from warehouse.scan.profile import ColumnProfile

WHOLE, FEWEST_SHARES = 100, 3
MOST_ROWS = 400
PLACES = 1_000_003


def sum_labels(table: CountTable, column: ColumnProfile, numbers: Sequence[NumberColumn]) -> tuple[list[str], bool]:
    """Labels of rows that are, in every column, the sum of other rows beside them, and whether that is no chance; only
    where every label stands once, so that rows are nothing but labels. What is called a total is not among them.
    """
    labels = table.rows(column)
    if len(set(labels)) < len(labels) or not all(labels) or not 3 < len(labels) <= MOST_ROWS:
        return [], False
    tallies = [_tally(label, place, numbers) for place, label in enumerate(labels)]
    found = [one for one in find_totals(tallies) if one.is_sum]
    weighed = [(one, _bits(one, numbers)) for one in found]
    is_whole = cover_all(found, len(labels))
    likely = [(one, bits) for one, bits in weighed if is_whole or one.is_likely(bits, tallies[one.place])]
    unnamed = [(one, bits) for one, bits in likely if not tallies[one.place].is_called_total]
    named = [labels[one.place] for one, _ in unnamed]
    return named, are_proven_together([(one, bits) for one, bits in unnamed])


def _tally(label: str, place: int, numbers: Sequence[NumberColumn]) -> Tally:
    cells = [int(column.numbers[place]) for column in numbers]
    mark = sum(cell * (1 + hash((number, PLACES)) % PLACES) for number, cell in enumerate(cells))
    return Tally(label, mark, sum(cells))


def _bits(total: Total, numbers: Sequence[NumberColumn]) -> float:
    """As `warehouse.read.totals.evidence_bits`, over the columns in which two parts or more are above 0."""
    return sum(
        1 + log2(1 + int(column.numbers[total.place])) / 2
        for column in numbers
        if sum(column.numbers[part] > 0 for part in total.parts) > 1
    )


def are_shares(table: CountTable, numbers: Sequence[NumberColumn]) -> bool:
    """Whether every column of numbers adds up to a hundred, rounded: shares of a total, which count nothing."""
    columns = [one for one in table.categories if one.n_distinct > 1]
    is_total = [is_called_total(label) for label in table.rows(columns[0])] if columns else []
    if len(is_total) - sum(is_total) < FEWEST_SHARES:
        return False
    kept = [place for place, is_left_out in enumerate(is_total) if not is_left_out]
    sums = [sum(int(column.numbers[place]) for place in kept) for column in numbers]
    slack = max(1, len(kept) // 4)
    return bool(sums) and all(abs(one - WHOLE) <= slack for one in sums)
