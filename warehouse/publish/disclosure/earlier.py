"""What earlier releases made public is known for good: what of it bears on the next one.

Belongs here: reading earlier releases' public figures and the members behind them, taking years over, hiding figures
that would give away a member who came or left. Does not belong here: differences within one release (`differences`).

A network-year of which one or two members came or left since the newest earlier release is taken over from it: the
difference of its figures would be theirs. Elsewhere a figure is hidden where its own members differ so from an earlier
one's. A year that was itself taken over is compared with the release in which it was made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from schemas.contract.table import load_tables
from schemas.text.sql import literal
from warehouse.publish.disclosure.differences import differ_by_few
from warehouse.publish.disclosure.figures import Place, Row, place_of
from warehouse.publish.disclosure.policy import key_columns

DATABASE = "helplines.duckdb"
CARRIED = "Taken over from an earlier release: what one or two members that came or left since have counted would show."
Year = tuple[str, int]
Members = frozenset[str]


@dataclass
class Release:
    """The public figures of one release, and the members behind them."""

    name: str
    rows: dict[Year, list[Row]]
    members: dict[tuple[Year, Place], Members]

    def is_carried(self, year: Year) -> bool:
        return any(CARRIED in row["footnotes"] for row in self.rows.get(year, ())[:1])

    def members_of(self, year: Year) -> Members:
        return frozenset().union(*(members for (of, _), members in self.members.items() if of == year))


@dataclass
class Earlier:
    """What is known of earlier releases, for one candidate."""

    releases: list[Release] = field(default_factory=list)
    taken: dict[Year, list[Row]] = field(default_factory=dict)
    carried: list[tuple[str, int, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def carried_years(self) -> set[Year]:
        return set(self.taken)

    def rows_of(self, year: Year) -> list[Row]:
        """What any earlier release showed of a network-year, newest last."""
        return [row for release in self.releases for row in release.rows.get(year, ())]

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
            for year, rows in release.rows.items():
                if not release.is_carried(year):
                    for row in rows:
                        key = (year, place_of(row))
                        if row["denominator"] is not None and key in release.members:
                            shown[key].add(release.members[key])
        hidden = [
            row["cell_id"]
            for row in _exact_rows(connection, "disclosure_cell", "cell_id, ")
            for members in shown.get(((row["network_code"], row["year"]), place_of(row)), ())
            if differ_by_few(members, frozenset(row["member_ids"]))
        ]
        connection.register("differing_cell", pa.table({"cell_id": pa.array(hidden, pa.int64())}))
        connection.execute(
            "update disclosure_cell set base_rule = 'releases' from differing_cell "
            "where differing_cell.cell_id = disclosure_cell.cell_id and disclosure_cell.base_rule is null"
        ).fetchall()
        connection.unregister("differing_cell")


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
    for row in _exact_rows(connection, "network_statistics_exact", ""):
        now[row["network_code"], row["year"]].update(row["member_ids"])
    for year, rows in sorted(newest.rows.items()):
        made = next((one for one in reversed(past.releases) if year in one.rows and not one.is_carried(year)), None)
        # where the release in which it was made is gone, nothing can be compared, and it stays as it is
        if made is None or differ_by_few(made.members_of(year), frozenset(now.get(year, ()))):
            footnoted: list[Row] = [
                {**row, "footnotes": [CARRIED, *(n for n in row["footnotes"] if n != CARRIED)]} for row in rows
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
    try:
        columns = ", ".join(load_tables()["network_statistics"].names)
        rows = connection.sql(f"select {columns} from earlier.main.network_statistics").to_arrow_table().to_pylist()
        exact = _exact_rows(connection, "earlier.main.network_statistics_exact", "")
    except duckdb.Error:
        return f"{folder.name}: it has no public figures of this form, so nothing was compared with it."
    finally:
        connection.execute("detach earlier")
    if not rows:
        return f"{folder.name}: it has no public figures, so nothing was compared with it."
    by_year: dict[Year, list[Row]] = defaultdict(list)
    for row in rows:
        by_year[row["network_code"], row["year"]].append(row)
    members = {((row["network_code"], row["year"]), place_of(row)): frozenset(row["member_ids"]) for row in exact}
    return Release(folder.name, dict(by_year), members)


def _exact_rows(connection: duckdb.DuckDBPyConnection, table: str, more: str) -> list[Row]:
    query = f"select {more}{', '.join(key_columns())}, member_ids from {table}"
    rows: list[Row] = connection.sql(query).to_arrow_table().to_pylist()
    return rows
