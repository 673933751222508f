"""Two figures that differ by one or two members, or by what these could share out, are never both shown: which goes.

Belongs here: panels of one release against each other. Does not belong here: releases against each other (`earlier`),
regions against the whole (`publish/sql/disclosure/complementary.sql`), or what differs by contacts (`attack`).

A unit is one figure in one panel: its whole, or all its regions together, since what would be hidden in one region only
could be put together from the others. Wholes come first, and regions only beside a whole that is shown. Units of one
family count in the same base, so the difference of their bases is the base of the members that one of them lacks.
A base that another table shows as a count (all contacts about violence) is public whatever is hidden here: what all
members have in it comes first, so that nothing is shown that differs from that by a few. Counts are compared like
bases, by the members that are in them: of 24 helplines 22 may be able to record it, and 20 of these were there before.
Where units stand beside each other, so do their counts, cell by cell (`publish/sql/disclosure/counts_of_panels.sql`),
and those of two statistics that count the same (`counts_of_statistics.sql`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import duckdb
import pyarrow as pa

from warehouse.publish.disclosure.dominance import lacking
from warehouse.publish.disclosure.policy import FEWEST_MEMBERS, ORDER_OF_PANELS, ROOM_OF_DIFFERENCE
from warehouse.publish.disclosure.queries import disclosure_sql

HIDE = """
    update disclosure_cell set base_rule = 'panels'
    from differing_unit as unit
    where unit.figure_id = disclosure_cell.figure_id and unit.panel_code = disclosure_cell.panel_code
        and unit.is_regional = (disclosure_cell.region_code is not null) and disclosure_cell.base_rule is null
"""
YIELDS = (False, True)
"""Counts that yield to another statistic (T5b) come last: else a panel of theirs hides another and then yields too."""
UNITS = "select rowid, * exclude (step, cell_id, member_ids, parts) from unit_row order by step, cell_id, family"
PARTS_OF_UNITS = "select member_ids, parts, list(rowid) from unit_row group by member_ids, parts"
ROWS_AT_ONCE = 1_000
Unit = tuple[int, str]
Parts = frozenset[tuple[str, int]]
"""Members, and what each has in a base or count."""
Sets = frozenset[tuple[str, Parts]]
"""Region and the parts of its members, for every region of a unit; the empty region is the whole."""


def hide_differing_panels(connection: duckdb.DuckDBPyConnection) -> None:
    """Hide in `disclosure_cell` every unit that differs by one or two members from one that is preferred to it.

    Of units that are shown, counts to which one or two members make the difference are hidden.
    """
    families: dict[int, dict[Unit, set[tuple[str, Parts]]]] = defaultdict(lambda: defaultdict(set))
    preferred: dict[int, tuple[bool, int]] = {}
    told: dict[int, set[Unit]] = defaultdict(set)
    for family, figure, panel, is_by_ability, turn, region, parts, is_told in _read_units(connection):
        families[family][figure, panel].add((region, parts))
        preferred[figure] = is_by_ability, turn
        if is_told:
            told[family].add((figure, panel))
    losers: dict[tuple[Unit, bool], None] = {}
    for family, units in families.items():
        # what is lost by then stands beside nothing
        left = {unit: frozenset(sets) for unit, sets in units.items() if (unit, False) not in losers}
        losers.update(dict.fromkeys(_losers_of(left, preferred, told[family])))
    table = pa.table(
        {
            "figure_id": pa.array([figure for (figure, _), _ in losers], pa.uint64()),
            "panel_code": pa.array([panel for (_, panel), _ in losers], pa.string()),
            "is_regional": pa.array([is_regional for _, is_regional in losers], pa.bool_()),
        }
    )
    connection.register("differing_unit", table)
    connection.execute(HIDE).fetchall()
    connection.unregister("differing_unit")
    for yields in YIELDS:
        for place in range(2, len(ORDER_OF_PANELS[True]) + 1):
            connection.execute(disclosure_sql("counts_of_panels"), [place, yields]).fetchall()
        connection.execute(disclosure_sql("counts_of_statistics")).fetchall()


def _read_units(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    """The rows of `unit.sql`, by step and cell. Equal parts are one object and are read once: thousands of figures have
    the same. Rows are sorted without them.
    """
    connection.execute(f"create or replace temp table unit_row as {disclosure_sql('unit')}").fetchall()
    parts_of: dict[int, Parts] = {}
    found = connection.execute(PARTS_OF_UNITS)
    while rows := found.fetchmany(ROWS_AT_ONCE):
        for members, numbers, places in rows:
            parts_of.update(dict.fromkeys(places, frozenset(zip(members, numbers, strict=True))))
    for place, *before, is_told in connection.execute(UNITS).fetchall():
        yield *before, parts_of[place], is_told
    connection.execute("drop table unit_row").fetchall()


def differ_by_few(one: frozenset[str], other: frozenset[str]) -> bool:
    """True where one or two members make the difference."""
    return 0 < len(one ^ other) < FEWEST_MEMBERS


def _losers_of(
    units: Mapping[Unit, Sets], preferred: Mapping[int, tuple[bool, int]], told: Container[Unit]
) -> Iterable[tuple[Unit, bool]]:
    """Units not to be shown beside those accepted before them, and whether it is the regions: what is told elsewhere
    first, then preferred panels, then by the turn of the figure, then common sets before rare.
    """
    as_common = Counter(units.values())
    place = {sets: number for number, sets in enumerate(sorted(as_common, key=_as_text))}

    def rank(unit: Unit) -> tuple[bool, int, int, int, int, Unit]:
        figure, panel = unit
        needs_ability, turn = preferred[figure]
        order = ORDER_OF_PANELS[needs_ability].index(panel)
        return unit not in told, order, turn, -as_common[units[unit]], place[units[unit]], unit

    ranked = sorted(units, key=rank)
    wholes = {unit: frozenset(one for one in units[unit] if not one[0]) for unit in ranked}
    lost = set(_not_accepted(wholes))
    yield from ((unit, False) for unit in lost)
    yield from ((unit, True) for unit in lost)
    regions = {unit: units[unit] - wholes[unit] for unit in ranked if unit not in lost}
    yield from ((unit, True) for unit in _not_accepted(regions))


def _not_accepted(units: Mapping[Unit, Sets]) -> Iterable[Unit]:
    """Units, in their order, that may not stand beside one accepted before."""
    accepted: dict[Sets, bool] = {}
    for unit, sets in units.items():
        if sets not in accepted:
            accepted[sets] = all(_may_stand_together(sets, other) for other, is_in in accepted.items() if is_in)
        if not accepted[sets]:
            yield unit


def _may_stand_together(one: Sets, other: Sets) -> bool:
    """True where in every region both rest on the same parts, or differ by three members or more, of whom no two could
    work out a third's part of the difference.
    """
    others = dict(other)
    return all(region not in others or _may_differ(parts, others[region]) for region, parts in one)


@lru_cache(maxsize=100_000)
def _may_differ(one: Parts, other: Parts) -> bool:
    if one == other:
        return True
    parts, other_parts = dict(one), dict(other)
    if len(parts.keys() ^ other_parts.keys()) < FEWEST_MEMBERS:
        return False
    members = parts.keys() | other_parts.keys()
    return lacking(abs(parts.get(member, 0) - other_parts.get(member, 0)) for member in members) <= ROOM_OF_DIFFERENCE


def _as_text(sets: Sets) -> str:
    return repr(sorted((region, sorted(parts)) for region, parts in sets))
