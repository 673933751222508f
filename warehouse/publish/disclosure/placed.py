"""Reading figures with their places: what is shown of each, and which members stand behind it.

Belongs here: from a relation with the key of `network_statistics` to places, each column read at once. Does not belong
here: what a place is (`figures`), or what is done with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb

from schemas.text.sql import literal
from warehouse.publish.disclosure.figures import FIGURE, Place, Shown
from warehouse.publish.disclosure.queries import key_columns

Year = tuple[str, int]
"""Network and year."""
Members = frozenset[str]
Places = dict[Year, list[Place]]
FIRST_CELL = 1
"""Cells of `disclosure_cell` are numbered from here in the order of their key."""
CELLS = "disclosure_cell"
SHOWN = "numerator, denominator, status_code"
MEMBERS = """
    select any_value(member_ids), list(place) from (
        select row_number() over (order by {key}) - 1 as place, member_ids from {relation}
    ) group by member_ids
"""


@dataclass(frozen=True)
class Cells:
    """The figure of every cell of `disclosure_cell` and the members behind it, in the order of their numbers."""

    years: Sequence[Year]
    places: Sequence[Place]
    members: Sequence[Members]

    def __iter__(self) -> Iterator[tuple[int, Year, Place, Members]]:
        return zip(self.numbers, self.years, self.places, self.members, strict=True)

    @property
    def numbers(self) -> range:
        return range(FIRST_CELL, FIRST_CELL + len(self.places))


def read_cells(connection: duckdb.DuckDBPyConnection) -> Cells:
    """The cells of `disclosure_cell`: what is hidden of them changes, which figures they are and whose never does."""
    return Cells(*read_places(connection, CELLS), read_members(connection, CELLS))


def read_places(connection: duckdb.DuckDBPyConnection, relation: str) -> tuple[list[Year], list[Place]]:
    """Network-year and place of every row of a relation, in the order of its key."""
    key = ", ".join(key_columns())
    table = connection.sql(f"select {key} from {relation} order by {key}").to_arrow_table()
    cells = {name: table[name].to_pylist() for name in table.column_names}
    figures = zip(*(cells[name] for name in FIGURE), strict=True)
    places = map(Place, figures, cells["panel_code"], cells["region_code"])
    return list(zip(cells["network_code"], cells["year"], strict=True)), list(places)


def read_shown(connection: duckdb.DuckDBPyConnection, relation: str, places: Places) -> dict[Year, list[Shown]]:
    """What is shown of the rows of a relation in these network-years."""
    return {year: _shown_of_year(connection, relation, year, found) for year, found in places.items()}


def _shown_of_year(
    connection: duckdb.DuckDBPyConnection, relation: str, year: Year, places: Sequence[Place]
) -> list[Shown]:
    query = (
        f"select {SHOWN} from {relation} where network_code = {literal(year[0])} and year = {year[1]} "
        f"order by {', '.join(key_columns())}"
    )
    table = connection.sql(query).to_arrow_table()
    return list(map(Shown, places, *(column.to_pylist() for column in table.columns)))


def read_members(connection: duckdb.DuckDBPyConnection, relation: str) -> list[Members]:
    """The members behind every row of a relation, in the order of its key; equal sets are one object."""
    found: dict[int, Members] = {}
    query = MEMBERS.format(key=", ".join(key_columns()), relation=relation)
    for members, places in connection.execute(query).fetchall():
        found.update(dict.fromkeys(places, frozenset(members or ())))
    return [found[number] for number in range(len(found))]


def by_year(years: Sequence[Year], places: Sequence[Place]) -> Places:
    """The places, parted by network-year."""
    parted: Places = defaultdict(list)
    for year, place in zip(years, places, strict=True):
        parted[year].append(place)
    return dict(parted)
