"""Reading figures with their places: what is shown of each, and which members stand behind it.

Belongs here: from a relation with the key of `network_statistics` to places, each column read at once. Does not belong
here: what a place is (`figures`), or what is done with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import duckdb

from warehouse.publish.disclosure.figures import FIGURE, Place, Shown
from warehouse.publish.disclosure.policy import key_columns

Year = tuple[str, int]
"""Network and year."""
Members = frozenset[str]
FIRST_CELL = 1
"""Cells of `disclosure_cell` are numbered from here in the order of their key: so its places are those of its cells."""
SHOWN = "numerator, denominator, status_code"
MEMBERS = """
    select any_value(member_ids), list(place) from (
        select row_number() over (order by {key}) - 1 as place, member_ids from {relation}
    ) group by member_ids
"""


def read_places(connection: duckdb.DuckDBPyConnection, relation: str) -> tuple[list[Year], list[Place]]:
    """Network-year and place of every row of a relation, in the order of its key."""
    key = ", ".join(key_columns())
    table = connection.sql(f"select {key} from {relation} order by {key}").to_arrow_table()
    cells = {name: table[name].to_pylist() for name in table.column_names}
    figures = zip(*(cells[name] for name in FIGURE), strict=True)
    places = map(Place, figures, cells["panel_code"], cells["region_code"])
    return list(zip(cells["network_code"], cells["year"], strict=True)), list(places)


def read_shown(connection: duckdb.DuckDBPyConnection, relation: str) -> Iterator[tuple[int | None, int | None, str]]:
    """What is shown of every row of a relation, in the order of its key."""
    query = f"select {SHOWN} from {relation} order by {', '.join(key_columns())}"
    table = connection.sql(query).to_arrow_table()
    return zip(*(column.to_pylist() for column in table.columns), strict=True)


def read_members(connection: duckdb.DuckDBPyConnection, relation: str) -> list[Members]:
    """The members behind every row of a relation, in the order of its key; equal sets are one object."""
    found: dict[int, Members] = {}
    query = MEMBERS.format(key=", ".join(key_columns()), relation=relation)
    for members, places in connection.execute(query).fetchall():
        found.update(dict.fromkeys(places, frozenset(members or ())))
    return [found[number] for number in range(len(found))]


def by_year(
    years: Sequence[Year], places: Sequence[Place], shown: Iterator[tuple[int | None, int | None, str]]
) -> dict[Year, list[Shown]]:
    """What is shown, parted by network-year."""
    parted: dict[Year, list[Shown]] = defaultdict(list)
    for year, place, (numerator, denominator, status) in zip(years, places, shown, strict=True):
        parted[year].append(Shown(place, numerator, denominator, status))
    return dict(parted)
