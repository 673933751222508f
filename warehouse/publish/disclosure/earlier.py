"""What earlier releases made public is known for good: what of it bears on the next one.

Belongs here: reading earlier releases' public figures and the members behind them, taking years over, hiding figures
that would give away a member who came or left. Does not belong here: differences within one release (`differences`).

A network-year of which one or two members came or left since the newest earlier release is taken over from it: the
difference of its figures would be theirs. Elsewhere a figure is hidden where its own members differ so from an earlier
one's. A year that was itself taken over is compared with the release in which it was made. What an earlier release
gives away by itself (made by a program that asked less) cannot be taken back: hiding more would not hide it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from schemas.contract.table import load_tables
from schemas.text.sql import literal
from warehouse.publish.disclosure.attack import Memory, attack_year
from warehouse.publish.disclosure.differences import differ_by_few
from warehouse.publish.disclosure.figures import Bounds, Place, Row, Shown, count_interval
from warehouse.publish.disclosure.placed import (
    FIRST_CELL,
    Members,
    Year,
    by_year,
    read_members,
    read_places,
    read_shown,
)

DATABASE = "helplines.duckdb"
CARRIED = "Taken over from an earlier release: what one or two members that came or left since have counted would show."
EXACT = "network_statistics_exact"


@dataclass
class Release:
    """The public figures of one release, and the members behind them."""

    name: str
    table: pa.Table
    shown: dict[Year, list[Shown]]
    members: dict[Year, dict[Place, Members]]

    def is_carried(self, year: Year) -> bool:
        return year in self.shown and any(CARRIED in row["footnotes"] for row in self.rows_of(year, most=1))

    def members_of(self, year: Year) -> Members:
        return frozenset().union(*set(self.members.get(year, {}).values()))

    def rows_of(self, year: Year, most: int | None = None) -> list[Row]:
        """The rows of a network-year, as they stand in the table."""
        network, number = year
        is_of_year = pc.and_(pc.equal(self.table["network_code"], network), pc.equal(self.table["year"], number))
        rows: list[Row] = self.table.filter(is_of_year)[:most].to_pylist()
        return rows


@dataclass
class Earlier:
    """What is known of earlier releases, for one candidate."""

    releases: list[Release] = field(default_factory=list)
    taken: dict[Year, list[Row]] = field(default_factory=dict)
    carried: list[tuple[str, int, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    given_away: dict[Year, dict[Place, Bounds]] = field(default_factory=dict)

    @property
    def carried_years(self) -> set[Year]:
        return set(self.taken)

    def bounds_of(self, year: Year) -> dict[Place, Bounds]:
        """What earlier releases tell of a network-year's counts: shown, the newest where several did, or given away."""
        return self.given_away.get(year, {}) | _shown_in(self.releases, year)

    def learn_given_away(self, years: Iterable[Year]) -> None:
        """Attack what the newest earlier release showed of these network-years: what breaks there is known for good."""
        for year in years:
            having = [release for release in self.releases if year in release.shown]
            if having:
                *older, newest = having
                found = attack_year(newest.shown[year], _shown_in(older, year), Memory())
                self.given_away[year] = found.broken

    def carry(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Put the years that are taken over into `network_statistics`, in place of their own figures."""
        if not self.taken:
            return
        contract = load_tables()["network_statistics"]
        rows = [row for of_year in self.taken.values() for row in of_year]
        connection.register("taken_over", pa.Table.from_pylist(rows, schema=contract.arrow_schema()))
        for network, year in self.taken:
            connection.execute(
                "delete from network_statistics where network_code = $1 and year = $2", [network, year]
            ).fetchall()
        connection.execute(f"insert into network_statistics by name select {contract.select_list()} from taken_over")
        connection.unregister("taken_over")

    def hide_differing(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Hide figures in `disclosure_cell` whose members differ by one or two from an earlier public figure's."""
        shown: dict[tuple[Year, Place], set[Members]] = defaultdict(set)
        for release in self.releases:
            for year, rows in release.shown.items():
                if not release.is_carried(year):
                    members = release.members.get(year, {})
                    for row in rows:
                        if row.denominator is not None and row.place in members:
                            shown[year, row.place].add(members[row.place])
        if not shown:
            return
        now = zip(*read_places(connection, "disclosure_cell"), read_members(connection, "disclosure_cell"), strict=True)
        hidden = [
            number
            for number, (year, place, members) in enumerate(now, start=FIRST_CELL)
            if any(differ_by_few(one, members) for one in shown.get((year, place), ()))
        ]
        connection.register("differing_cell", pa.table({"cell_id": pa.array(hidden, pa.int64())}))
        connection.execute(
            "update disclosure_cell set base_rule = 'releases' from differing_cell "
            "where differing_cell.cell_id = disclosure_cell.cell_id and disclosure_cell.base_rule is null"
        ).fetchall()
        connection.unregister("differing_cell")


def _shown_in(releases: Sequence[Release], year: Year) -> dict[Place, Bounds]:
    shown = (row for release in releases for row in release.shown.get(year, ()))
    return {row.place: bounds for row in shown if (bounds := count_interval(row)) is not None}


def read_earlier(connection: duckdb.DuckDBPyConnection, folders: Sequence[Path]) -> Earlier:
    """Read earlier releases, oldest first, and decide which years are taken over from the newest."""
    past = Earlier()
    for folder in folders:
        release = _read_release(connection, folder)
        if isinstance(release, str):
            past.notes.append(release)
        else:
            past.releases.append(release)
    if past.releases:
        _take_over(connection, past)
    return past


def _take_over(connection: duckdb.DuckDBPyConnection, past: Earlier) -> None:
    newest = past.releases[-1]
    now: dict[Year, set[str]] = defaultdict(set)
    query = f"select network_code, year, list_distinct(flatten(list(member_ids))) from {EXACT} group by all"
    for network, number, members in connection.execute(query).fetchall():
        now[network, number].update(members or ())
    for year in sorted(newest.shown):
        made = next((one for one in reversed(past.releases) if year in one.shown and not one.is_carried(year)), None)
        # where the release in which it was made is gone, nothing can be compared, and it stays as it is
        if made is None or differ_by_few(made.members_of(year), frozenset(now.get(year, ()))):
            footnoted: list[Row] = [
                {**row, "footnotes": [CARRIED, *(n for n in row["footnotes"] if n != CARRIED)]}
                for row in newest.rows_of(year)
            ]
            past.taken[year] = footnoted
            past.carried.append((*year, newest.name if made is None else made.name))


def _read_release(connection: duckdb.DuckDBPyConnection, folder: Path) -> Release | str:
    """A release, or a sentence that says why it could not be read."""
    path = folder / DATABASE
    try:
        connection.execute(f"attach {literal(str(path))} as earlier (read_only)")
    except duckdb.Error:
        return f"{folder.name}: its database cannot be opened, so nothing was compared with it."
    of_earlier = "earlier.main.network_statistics"
    try:
        columns = ", ".join(load_tables()["network_statistics"].names)
        table = connection.sql(f"select {columns} from {of_earlier}").to_arrow_table()
        shown = read_shown(connection, of_earlier, by_year(*read_places(connection, of_earlier)))
        behind: dict[Year, dict[Place, Members]] = defaultdict(dict)
        years, places = read_places(connection, f"earlier.main.{EXACT}")
        for year, place, members in zip(years, places, read_members(connection, f"earlier.main.{EXACT}"), strict=True):
            behind[year][place] = members
    except duckdb.Error:
        return f"{folder.name}: it has no public figures of this form, so nothing was compared with it."
    finally:
        connection.execute("detach earlier")
    if not shown:
        return f"{folder.name}: it has no public figures, so nothing was compared with it."
    return Release(folder.name, table, shown, dict(behind))
