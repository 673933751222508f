"""Columns of shares and rates beside counts, which count nothing: `12.5%`, `% of calls`, `Rate per 1,000`.

Belongs here: telling them by their cells, and by a header only where the cells may be shares. Does not belong here:
what else a column of numbers is (`warehouse.scan.count_table`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np

from warehouse.scan.columns import ReadTable
from warehouse.scan.number_columns import NumberColumn, read_numbers
from warehouse.scan.profile import ColumnProfile
from warehouse.scan.words import SHARE, says
from warehouse.store.engine import only_row

KINDS = ("decimal", "integer", "closed_list", "constant", "id", "text", "yes_no")
UNIT = re.compile(r"(?<![0-9])(?<![0-9] )%|\b(?:19|20)[0-9]{2}(?:[-/–](?:[0-9]{2}){1,2})? ?%\)?$")
"""A sign that says in what a column is told; behind a number that is no year, `100% online`, it is part of a label."""
WHOLE, ROUNDING = 100, 3


@dataclass(frozen=True)
class Share:
    """A column of shares; `is_shown`: whether its cells show it, and not its header alone; `is_above`: whether some
    are above 100%, as where numbers have the format of shares.
    """

    name: str
    is_shown: bool
    is_above: bool = False


def find_shares(
    connection: duckdb.DuckDBPyConnection, read: ReadTable, columns: Sequence[ColumnProfile]
) -> list[Share]:
    """Every column of shares, and of numbers with decimals."""
    written = [one.name for one in columns if one.kind in KINDS and _is_written_as_share(one)]
    possible = [one for one in columns if one.kind in KINDS and one.name not in written and not one.personal]
    named = [one for one in possible if _says_share(one.name) or (one.kind == "decimal" and not one.is_long_decimal)]
    whole = read_numbers(connection, read, [one.name for one in named])
    low = [number for number in whole if number.highest <= WHOLE and _says_share(number.name)]
    add_up = _add_up(low)
    parts = {column.name for column in named if column.kind not in ("closed_list", "text")} - {
        number.name for number in whole
    }
    shown = [one.name for one in columns if one.name in written or one.name in parts]
    above = {name for name in shown if _is_above(connection, read, name)}
    return [*(Share(name, True, name in above) for name in shown), *(Share(number.name, add_up) for number in low)]


def _is_above(connection: duckdb.DuckDBPyConnection, read: ReadTable, name: str) -> bool:
    cell = f"trim(c{read.names.index(name)})"
    number = f"try_cast(rtrim(replace({cell}, ',', '.'), ' %') as double)"
    query = f"select max({number}) > {WHOLE} from {read.relation} where ends_with({cell}, '%')"
    return bool(only_row(connection, query)[0])


def holds_shares(column: ColumnProfile) -> bool:
    """Whether cells are written as shares, or have decimals below a header that speaks of a share."""
    return _is_written_as_share(column) or (column.kind == "decimal" and _says_share(column.name))


def _is_written_as_share(column: ColumnProfile) -> bool:
    texts = [one.text for one in (*column.shapes, *column.values)]
    return bool(texts) and all(text.rstrip().endswith("%") for text in texts)


def _says_share(header: str) -> bool:
    return bool(UNIT.search(header)) or says(header, SHARE)


def _add_up(numbers: Sequence[NumberColumn]) -> bool:
    """Whether whole numbers make a hundred: of one column in all records, of several in each."""
    if not numbers:
        return False
    if len(numbers) == 1:
        return abs(int(numbers[0].numbers.sum()) - WHOLE) <= ROUNDING
    sums = np.sum([number.numbers for number in numbers], axis=0)
    return bool((np.abs(sums[sums > 0] - WHOLE) <= ROUNDING).all())


def ask_about(shares: Sequence[Share]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Columns of shares, none of which is read, with the questions that they leave."""
    above = tuple(one.name for one in shares if one.is_above)
    if above:
        listed = ", ".join(map(repr, above))
        yield (
            above,
            f"{listed}: shown in percent, and above 100%: are these counts below a wrong format? They are not read; "
            "have the format of the cells changed to that of numbers, and the file sent again",
        )
    shown = tuple(one.name for one in shares if one.is_shown and not one.is_above)
    if shown:
        yield shown, f"{', '.join(map(repr, shown))}: shares or decimals, which count nobody, and not read: is it so?"
    unshown = tuple(one.name for one in shares if not one.is_shown)
    if unshown:
        listed = ", ".join(map(repr, unshown))
        yield (
            unshown,
            f"{listed}: the header speaks of a share, and the whole numbers below it may be counts as well. They are "
            "not read: are they shares?",
        )
