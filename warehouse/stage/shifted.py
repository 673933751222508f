"""Rows with the right number of cells whose content stands under the neighbouring headers.

Belongs here: finding them by what their cells hold. Does not belong here: their fate (`stage.query`: a reject).
A row is shifted where two or more of its cells hold what is common under the header a fixed number of columns away, and
never or hardly ever under their own: rare answers alone prove nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import duckdb

from schemas.constructs.base import literals, quoted
from schemas.constructs.column import Column
from schemas.mapping.export import Export

LEAST_RECORDS = 20
LEAST_SHARE = 0.005
LEAST_TIMES = 3
MOST_VALUES = 200
"""A column with more common values than this is no closed list."""
OFFSETS = (1, -1, 2, -2)


@dataclass(frozen=True)
class _Place:
    """An answer of the format that is a plain column, and where that column stands in the file."""

    field: str
    position: int


def find_shifted(
    connection: duckdb.DuckDBPyConnection, export: Export, header: tuple[str, ...], relation: str, number: str
) -> tuple[int, ...]:
    """Numbers of the records of `relation` that are shifted. `number`: SQL for the number of a record.

    `relation` has a text column for each answer, as staged. Files that are small or have no two neighbours give none.
    """
    places = _places(export, header)
    pairs = {offset: _pairs(places, offset) for offset in OFFSETS}
    if all(len(found) < 2 for found in pairs.values()):
        return ()
    counted = _count_values(connection, relation, [place.field for place in places])
    strange = _find_strange(counted)
    tests = [test for found in pairs.values() if (test := _spell_offset(found, strange))]
    if not tests:
        return ()
    query = f"select {number} from {relation} where {' or '.join(tests)} order by 1"
    return tuple(row[0] for row in connection.execute(query).fetchall())


def _places(export: Export, header: tuple[str, ...]) -> list[_Place]:
    answers = dict(export.answers())
    if isinstance(export.setting, Column) and export.row == "contact":
        answers["setting"] = export.setting
    places = [
        _Place(name, header.index(construct.column))
        for name, construct in answers.items()
        if isinstance(construct, Column) and construct.column in header
    ]
    # Two answers from one column say the same thing: one of them is enough.
    first = {place.position: place for place in sorted(places, key=lambda place: place.field, reverse=True)}
    return [first[position] for position in sorted(first)]


def _pairs(places: list[_Place], offset: int) -> list[tuple[str, str]]:
    """(field, field under whose header its content belongs) where a row has slipped by `offset` columns."""
    at = {place.position: place.field for place in places}
    return [(place.field, at[place.position - offset]) for place in places if place.position - offset in at]


def _count_values(
    connection: duckdb.DuckDBPyConnection, relation: str, fields: list[str]
) -> dict[str, list[tuple[str, int]]]:
    """How often each value stands in each field."""
    columns = ", ".join(quoted(name) for name in fields)
    sets = ", ".join(f"({quoted(name)})" for name in fields)
    values = "coalesce(" + ", ".join(quoted(name) for name in fields) + ")"
    query = (
        f"select grouping_id({columns}), {values}, count(*) from {relation} "
        f"group by grouping sets ({sets}) having {values} is not null order by all"
    )
    counted: dict[str, list[tuple[str, int]]] = {name: [] for name in fields}
    for grouped, value, n_values in connection.execute(query).fetchall():
        # One bit a field, the first field the highest; 0 where the field is grouped by.
        place = next(i for i in range(len(fields)) if not grouped >> (len(fields) - 1 - i) & 1)
        counted[fields[place]].append((value, n_values))
    return counted


def _find_strange(counted: Mapping[str, list[tuple[str, int]]]) -> dict[tuple[str, str], list[str]]:
    """(field, other field) -> values that stand in the first, are rare there, and are at home in the other only.

    Found among the different values, which are few; where there are none, as in nearly every file, no record is looked
    at. A word for nothing is at home in several columns, and tells nothing of where a cell came from.
    """
    common = {name: found for name, values in counted.items() if (found := _common(values))}
    homes = Counter(value for values in common.values() for value in values)
    telling = {name: {value for value in values if homes[value] == 1} for name, values in common.items()}
    return {
        (name, home): sorted(value for value, _ in counted[name] if value in telling[home])
        for name in common
        for home in common
        if name != home
    }


def _common(values: list[tuple[str, int]]) -> list[str]:
    total = sum(n_values for _, n_values in values)
    if total < LEAST_RECORDS:
        return []
    least = max(LEAST_TIMES, total * LEAST_SHARE)
    common = [value for value, n_values in values if n_values >= least]
    return common if len(common) <= MOST_VALUES else []


def _spell_offset(pairs: list[tuple[str, str]], strange: Mapping[tuple[str, str], list[str]]) -> str:
    """SQL: at least two neighbouring cells are foreign to their own column and at home in the other."""
    known = [pair for pair in pairs if pair in strange]
    tests = [
        f"({_spell_in(one[0], strange[one])} and {_spell_in(other[0], strange[other])})"
        for one, other in pairwise(known)
        if strange[one] and strange[other]
    ]
    return " or ".join(tests)


def _spell_in(name: str, values: list[str]) -> str:
    return f"coalesce({quoted(name)} in ({literals(values)}), false)"
