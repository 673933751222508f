"""Marks that what one helpline does puts on public figures: a finding on how it records, a break in its series.

Belongs here: on which figures such a mark stands. Does not belong here: what a finding or a break is (`assess`,
`tabulate`), the words of marks (`mark_figures.sql`), or any other footnote (`public_footnote.sql`).

A finding of a single helpline is never public. How many of a figure's sources it stands against would tell whose it is:
who is behind a figure is known to members, and figures rest on many sets of them. So no number is said; and since a
figure without a mark would clear all that are in it, a finding is said of a network's year as a whole.

That a series breaks has to be said where it does, or nothing could be compared. It is said of further figures too, the
fewest at a time, until of every figure that has the mark three members or more are in no figure without it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import duckdb
import pyarrow as pa

from warehouse.publish.disclosure.placed import Members, Year
from warehouse.publish.disclosure.policy import FEWEST_MEMBERS
from warehouse.publish.disclosure.queries import disclosure_sql


def mark_figures(connection: duckdb.DuckDBPyConnection) -> None:
    """Mark the shown figures of `disclosure_cell` so that no mark tells whose it is."""
    breaks: dict[Year, dict[bool, set[Members]]] = defaultdict(lambda: {True: set(), False: set()})
    for network, year, members, has_break in connection.execute(disclosure_sql("break_mark")).fetchall():
        breaks[network, year][has_break].add(frozenset(members))
    rows = [
        {"network_code": network, "year": year, "member_ids": sorted(members)}
        for (network, year), sets in breaks.items()
        for members in sorted(spread_mark(sets[True], sets[False]), key=sorted)
    ]
    columns = pa.schema({"network_code": pa.string(), "year": pa.int32(), "member_ids": pa.list_(pa.string())})
    connection.register("broken_set", pa.Table.from_pylist(rows, schema=columns))
    connection.execute(disclosure_sql("mark_figures")).fetchall()
    connection.unregister("broken_set")


def spread_mark(marked: Iterable[Members], unmarked: Iterable[Members]) -> frozenset[Members]:
    """The sets of members of which a mark stands on the figures, `marked` and as many more as needed."""
    with_mark = set(marked)
    without = set(unmarked) - with_mark
    while True:
        cleared: Members = frozenset().union(*without)
        told = [one for one in with_mark if len(one - cleared) < FEWEST_MEMBERS and one & cleared]
        if not told:
            return frozenset(with_mark)
        known = min(told, key=sorted) & cleared
        member = min(known, key=lambda one: (sum(one in members for members in without), one))
        more = {members for members in without if member in members}
        with_mark |= more
        without -= more
