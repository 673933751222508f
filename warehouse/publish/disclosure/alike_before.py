"""Figures of now that count the same as an earlier release's of other members, whatever tables they stand in.

Belongs here: that comparison. Does not belong here: the same within one release (`alike`), which is asked first, or of
one figure in both releases (`earlier`).

How many girls there were stood in T3 of an earlier release, and stands there still where the newer number would tell
who left. The base of violence among girls, of another panel that was not shown then, is as many without them. A member
that is in the base of both figures neither came nor left, whatever it corrected or delivered late. Where more than a
hundredth was corrected, nobody can take the one figure for the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator
from dataclasses import dataclass

import duckdb
import numpy as np
from numpy.typing import NDArray

from warehouse.publish.disclosure.alike import (
    FEWEST_OF_BASE,
    FEWEST_OF_COUNTS,
    N_LARGEST,
    ROOM_OF,
    SHOWN,
    Group,
    Vector,
    are_of_few,
    hide_cells,
    row_of,
)
from warehouse.publish.disclosure.parts import Parts
from warehouse.publish.disclosure.placed import FIRST_CELL, Cells, Year
from warehouse.publish.disclosure.policy import FEWEST_MEMBERS, ROOM_OF_DIFFERENCE
from warehouse.publish.disclosure.queries import disclosure_sql
from warehouse.store.engine import relation_names

RULE = "releases"
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Had:
    """What members have in a base or count, of now or of an earlier release. `base`: the members in the base of it."""

    members: Numbers
    parts: Vector
    base: Numbers
    is_base: bool

    @property
    def name(self) -> tuple[bytes, bytes, bytes]:
        return self.members.tobytes(), self.parts.tobytes(), self.base.tobytes()

    @property
    def largest(self) -> set[tuple[int, float]]:
        """The members with the largest parts, and these."""
        order = np.argsort(-self.parts, kind="stable")[:N_LARGEST]
        return set(zip(self.members[order].tolist(), self.parts[order].tolist(), strict=True))


def hide_alike_before(
    connection: duckdb.DuckDBPyConnection, cells: Cells, parts: Parts, carried: Container[Year]
) -> None:
    """Hide figures that beside one of an earlier release, in whatever table, would tell of one or two members.

    Not those of years that are taken over, nor what an earlier release showed of the same members: that is known.
    """
    if "earlier_cell" not in relation_names(connection):
        return
    before = _read_before(connection, parts, carried)
    now: dict[Group, dict[tuple[bytes, bytes, bytes], tuple[Had, list[tuple[int, bool]]]]] = defaultdict(dict)
    for group, number, had in _read_now(connection, cells, parts):
        if group in before:
            now[group].setdefault(had.name, (had, []))[1].append((number, had.is_base))
    rejected = [
        cell
        for group, by_name in now.items()
        for had, numbers in by_name.values()
        if any(tells_too_much(had, other) for other in before[group].like(had))
        for cell in numbers
    ]
    hide_cells(connection, cells, rejected, RULE)


def tells_too_much(now: Had, then: Had) -> bool:
    """Whether two figures count the same, and what those had that came or left is one or two members', or nearly so."""
    _, at_now, at_then = np.intersect1d(now.members, then.members, assume_unique=True, return_indices=True)
    common, also = now.parts[at_now], then.parts[at_then]
    fewest = FEWEST_OF_BASE if now.is_base or then.is_base else FEWEST_OF_COUNTS
    if len(common) < FEWEST_MEMBERS or common.sum() < fewest:
        return False
    came, left = ~np.isin(now.members, then.base), ~np.isin(then.members, now.base)
    corrected = np.abs(common - also).sum()
    corrected += np.delete(np.where(came, 0, now.parts), at_now).sum()
    corrected += np.delete(np.where(left, 0, then.parts), at_then).sum()
    if corrected > max(ROOM_OF_DIFFERENCE, common.sum() / ROOM_OF):
        return False
    return are_of_few(np.concatenate([now.parts[came], then.parts[left]]))


class _Before:
    """What earlier releases showed of a network-year and region, to be looked up by large parts."""

    def __init__(self) -> None:
        self.all: list[Had] = []
        self.that_have: dict[tuple[int, float], list[int]] = defaultdict(list)
        self.that_lead: dict[tuple[int, float], list[int]] = defaultdict(list)

    def add(self, had: Had) -> None:
        for key in zip(had.members.tolist(), had.parts.tolist(), strict=True):
            self.that_have[key].append(len(self.all))
        for key in had.largest:
            self.that_lead[key].append(len(self.all))
        self.all.append(had)

    def like(self, had: Had) -> Iterator[Had]:
        """Those that share one of the largest parts of one of the two."""
        found = {number for key in had.largest for number in self.that_have.get(key, ())}
        for key in zip(had.members.tolist(), had.parts.tolist(), strict=True):
            found.update(self.that_lead.get(key, ()))
        yield from (self.all[number] for number in sorted(found))


def _read_before(connection: duckdb.DuckDBPyConnection, parts: Parts, carried: Container[Year]) -> dict[Group, _Before]:
    number_of = {one: number for number, one in enumerate(parts.members.to_pylist())}
    before: dict[Group, _Before] = defaultdict(_Before)
    for network, year, region, base, ids, own, is_base in connection.execute(
        disclosure_sql("earlier_quantity")
    ).fetchall():
        if (network, year) in carried:
            continue
        members = np.array([number_of.setdefault(one, len(number_of)) for one in ids], dtype=np.int64)
        order = np.argsort(members)
        of_base = np.sort(np.array([number_of.setdefault(one, len(number_of)) for one in base], dtype=np.int64))
        had = Had(members[order], np.array(own, dtype=float)[order], of_base, is_base)
        before[(network, year), region].add(had)
    return before


def _read_now(connection: duckdb.DuckDBPyConnection, cells: Cells, parts: Parts) -> Iterator[tuple[Group, int, Had]]:
    """The quantities that are shown now and were not shown before of the same members, by number of their cell."""
    known = dict(connection.execute(disclosure_sql("known_cell")).fetchall())
    for number, is_count_shown, _, _ in connection.execute(SHOWN).fetchall():
        row = number - FIRST_CELL
        group = cells.years[row], cells.places[row].region
        base, of_base = row_of(parts.bases, row)
        if number not in known:
            yield group, number, Had(base, of_base, base, True)
        if is_count_shown and not known.get(number, False):
            yield group, number, Had(*row_of(parts.counts, row), base, False)
