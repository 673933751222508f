"""What earlier releases made public is known for good: what of it bears on the next one.

Belongs here: reading earlier releases' public figures and the members behind them, taking years over, hiding figures
that would give away a member who came or left. Does not belong here: differences within one release (`differences`).

A network-year of which one or two members came or left since the newest earlier release is taken over from it: the
difference of its figures would be theirs. Elsewhere single figures are taken over where their own members differ so
from an earlier one's; where the newest release did not show them they are hidden. What was itself taken over is
compared with the release in which it was made, and stays where that is gone. What an earlier release gives away by
itself (made by a program that asked less) cannot be taken back: hiding more would not hide it. Beside a release that
lies there and cannot be read no other is made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from schemas.contract.table import load_tables
from schemas.text.sql import literal
from warehouse.publish.disclosure.attack import Memory, attack_year
from warehouse.publish.disclosure.came_or_left import told_of_one
from warehouse.publish.disclosure.differences import differ_by_few
from warehouse.publish.disclosure.figures import Bounds, Place, Row, Shown, count_interval
from warehouse.publish.disclosure.parts import Parts, read_parts
from warehouse.publish.disclosure.placed import Cells, Members, Year, by_year, read_members, read_places, read_shown
from warehouse.publish.disclosure.queries import disclosure_sql, key_columns
from warehouse.publish.disclosure.taken_over import CARRIED, CARRIED_FIGURE
from warehouse.publish.disclosure.unread import columns_of, refuse_unread
from warehouse.store.engine import relation_names
from warehouse.store.layout import DATABASE

EXACT, PUBLIC = "network_statistics_exact", "network_statistics"
Spot = tuple[Year, Place]
"""A figure of a network-year."""


@dataclass
class Release:
    """The public figures of one release, and the members behind them. `rows`: where they stand in the table; `carried`:
    figures that were taken over one by one; `parts`: what members had in its exact figures, in the order of `behind`.
    """

    name: str
    table: pa.Table
    rows: dict[Spot, int]
    carried: frozenset[Spot]
    shown: dict[Year, list[Shown]]
    members: dict[Year, dict[Place, Members]]
    parts: Parts
    behind: dict[Spot, int]

    def is_carried(self, year: Year) -> bool:
        return year in self.shown and any(CARRIED in row["footnotes"] for row in self.rows_of(year, most=1))

    def made_here(self) -> Iterator[Spot]:
        """The figures whose base is shown and that were not taken over."""
        for year, rows in self.shown.items():
            if not self.is_carried(year):
                spots = ((year, row.place) for row in rows if row.denominator is not None)
                yield from (spot for spot in spots if spot in self.behind and spot not in self.carried)

    @property
    def with_a_base(self) -> set[Spot]:
        """The figures whose base is shown."""
        return {(year, row.place) for year, rows in self.shown.items() for row in rows if row.denominator is not None}

    def members_of(self, year: Year) -> Members:
        return frozenset().union(*set(self.members.get(year, {}).values()))

    def with_base(self, spots: Iterable[Spot]) -> list[Row]:
        """The rows of those of these figures whose base is shown, with the footnote of what is taken over."""
        numbers = pa.array([self.rows[spot] for spot in spots if spot in self.rows], pa.int64())
        rows: list[Row] = self.table.take(numbers).to_pylist()
        return [_footnoted(row, CARRIED_FIGURE) for row in rows if row["denominator"] is not None]

    def rows_of(self, year: Year, most: int | None = None) -> list[Row]:
        """The rows of a network-year, as they stand in the table."""
        network, number = year
        is_of_year = pc.and_(pc.equal(self.table["network_code"], network), pc.equal(self.table["year"], number))
        rows: list[Row] = self.table.filter(is_of_year)[:most].to_pylist()
        return rows


@dataclass
class Earlier:
    """What is known of earlier releases, for one candidate. `made`: the members behind every public figure in the
    releases in which it was made.
    """

    releases: list[Release] = field(default_factory=list)
    made: Mapping[Spot, set[Members]] = field(default_factory=dict)
    taken: dict[Year, list[Row]] = field(default_factory=dict)
    carried: list[tuple[str, int, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    given_away: dict[Year, dict[Place, Bounds]] = field(default_factory=dict)
    taken_figures: list[Row] = field(default_factory=list)

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
        """Put what is taken over into `network_statistics`, in place of its own figures."""
        for network, year in self.taken:
            connection.execute(
                "delete from network_statistics where network_code = $1 and year = $2", [network, year]
            ).fetchall()
        rows = [*(row for of_year in self.taken.values() for row in of_year), *self.taken_figures]
        if rows:
            contract = load_tables()["network_statistics"]
            connection.register("taken_over", pa.Table.from_pylist(rows, schema=contract.arrow_schema()))
            same = " and ".join(
                f"taken_over.{name} is not distinct from network_statistics.{name}" for name in key_columns()
            )
            connection.execute(f"delete from network_statistics using taken_over where {same}").fetchall()
            connection.execute(
                f"insert into network_statistics by name select {contract.select_list()} from taken_over"
            )
            connection.unregister("taken_over")

    def hide_differing(self, connection: duckdb.DuckDBPyConnection, cells: Cells, parts: Parts) -> None:
        """Hide figures in `disclosure_cell` whose members differ by one or two from an earlier public figure's, or by
        more of whom one is told. `parts`: what the members of the cells have in them.

        Those that the newest release shows are taken over from it: they are known, and a correction takes none away.
        """
        if not self.releases:
            return
        newest = self.releases[-1]
        told = self._told_of_one(cells, parts)
        differing = {
            number: (year, place)
            for number, year, place, members in cells
            if number in told
            or any(differ_by_few(one, members) for one in self.made.get((year, place), ()))
            or ((year, place) in newest.carried and (year, place) not in self.made)
        }
        # beside the whole of now the other regions of now would tell the one that is taken over
        in_part = {(year, place.at(region_code=None)) for year, place in differing.values() if place.region}
        # and beside what is taken over a region or panel that is new would tell who came
        in_figure = {(year, place.figure) for year, place in differing.values()}
        known = newest.with_a_base
        differing |= {
            number: (year, place)
            for number, year, place, _ in cells
            if (year, place.figure) in in_figure
            and ((year, place) not in known or (place.region and (year, place.at(region_code=None)) in in_part))
        }
        connection.register("differing_cell", pa.table({"cell_id": pa.array(differing, pa.int64())}))
        hidden = connection.execute(
            "update disclosure_cell set base_rule = 'releases' from differing_cell "
            "where differing_cell.cell_id = disclosure_cell.cell_id and disclosure_cell.base_rule is null "
            "returning disclosure_cell.cell_id"
        ).fetchall()
        connection.unregister("differing_cell")
        self.taken_figures = newest.with_base(
            differing[number] for (number,) in sorted(hidden) if differing[number][0] not in self.taken
        )

    def hide_told_elsewhere(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Hide what beside an earlier release's figure in another panel or statistic tells of one or two members."""
        if "earlier_cell" in relation_names(connection):
            connection.execute(disclosure_sql("told_elsewhere"))

    def _told_of_one(self, cells: Cells, parts: Parts) -> set[int]:
        """Cells that beside an earlier figure tell of one who came or left, however many did."""
        row_of = {spot: row for row, spot in enumerate(zip(cells.years, cells.places, strict=True))}
        told: set[int] = set()
        for release in self.releases:
            spots = [spot for spot in release.made_here() if spot in row_of]
            rows = [row_of[spot] for spot in spots]
            found = told_of_one(parts, rows, release.parts, [release.behind[spot] for spot in spots])
            told.update(cells.numbers[row] for row, is_told in zip(rows, found.tolist(), strict=True) if is_told)
        return told

    def keep_known(self, connection: duckdb.DuckDBPyConnection, cells: Cells) -> None:
        """Take over counts that the attack had hidden and the newest release shows, of the same members.

        The attack has reckoned with them as known: hidden they would be as well known, and a headline be gone.
        """
        if not self.releases:
            return
        query = "select cell_id from disclosure_cell where count_rule = 'attack' and base_rule is null order by cell_id"
        attacked = {number for (number,) in connection.execute(query).fetchall()}
        known = self.releases[-1].with_base(
            (year, place)
            for number, year, place, members in cells
            if number in attacked and year not in self.taken and members in self.made.get((year, place), ())
        )
        self.taken_figures += [row for row in known if row["numerator"] is not None]


def _footnoted(row: Row, footnote: str) -> Row:
    """A row with this footnote once, before its others."""
    return {**row, "footnotes": [footnote, *(one for one in row["footnotes"] if one != footnote)]}


def _members_when_made(releases: Iterable[Release]) -> dict[Spot, set[Members]]:
    made: dict[Spot, set[Members]] = defaultdict(set)
    for release in releases:
        for year, place in release.made_here():
            made[year, place].add(release.members[year][place])
    return dict(made)


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
    past.made = _members_when_made(past.releases)
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
            past.taken[year] = [_footnoted(row, CARRIED) for row in newest.rows_of(year)]
            past.carried.append((*year, newest.name if made is None else made.name))


def _read_release(connection: duckdb.DuckDBPyConnection, folder: Path) -> Release | str:
    """A release, or a sentence that says that it made no figures public.

    Raises ReleaseRefusedError where that cannot be known, or who is behind its figures: what nobody can compare could
    be one helpline's difference.
    """
    try:
        connection.execute(f"attach {literal(str(folder / DATABASE))} as earlier (read_only)")
    except duckdb.Error:
        raise refuse_unread(folder, "cannot be opened") from None
    of_earlier, exact = f"earlier.main.{PUBLIC}", f"earlier.main.{EXACT}"
    try:
        there = columns_of(connection, "earlier", PUBLIC)
        if not there or not connection.execute(f"select 1 from {of_earlier} limit 1").fetchall():
            return f"{folder.name}: it has no public figures, so nothing was compared with it."
        key = ", ".join(key_columns())
        # a column that an older program did not have is empty
        columns = ", ".join(
            one.name if one.name in there else f"cast(null as {one.type}) as {one.name}"
            for one in load_tables()[PUBLIC].columns
        )
        table = connection.sql(f"select {columns} from {of_earlier} order by {key}").to_arrow_table()
        spots = read_places(connection, of_earlier)
        shown = read_shown(connection, of_earlier, by_year(*spots))
        rows = {spot: number for number, spot in enumerate(zip(*spots, strict=True))}
        one_by_one = f"(from {of_earlier} where list_contains(footnotes, {literal(CARRIED_FIGURE)}))"
        carried = frozenset(zip(*read_places(connection, one_by_one), strict=True))
        behind: dict[Year, dict[Place, Members]] = defaultdict(dict)
        years, places = read_places(connection, exact)
        for year, place, members in zip(years, places, read_members(connection, exact), strict=True):
            behind[year][place] = members
        place_of = {spot: number for number, spot in enumerate(zip(years, places, strict=True))}
        has_parts = "member_parts" in columns_of(connection, "earlier", EXACT)
        parts = read_parts(connection, exact, has_parts)
        if has_parts:
            connection.execute(disclosure_sql("earlier_cell"))
    except duckdb.Error:
        raise refuse_unread(folder, "cannot be read, or is of another form") from None
    finally:
        connection.execute("detach earlier")
    return Release(folder.name, table, rows, carried, shown, dict(behind), parts, place_of)
