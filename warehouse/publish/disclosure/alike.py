"""Two figures that count the same of other members, whatever tables they stand in: which of them goes.

Belongs here: finding such figures of one release by what each member has in them. Does not belong here: those of
earlier releases (`alike_before`), panels of one figure (`differences`), sums (`attack`), or the p%-rule (`dominance`).

How many contacts girls made stands in T3, and again as the base of violence among girls: of those that can tell it, of
those that were there the year before. Nobody has to list which figures of which tables count the same: where each
member that is in two of them has the same in both, give or take what rounding hides, a reader may take them for the
same. Their difference is what the others have, and must pass the p%-rule as every difference does.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from warehouse.publish.disclosure.dominance import lacking
from warehouse.publish.disclosure.figures import Place, is_rate_by_answer
from warehouse.publish.disclosure.parts import Parts, Sparse
from warehouse.publish.disclosure.placed import FIRST_CELL, Cells, Year
from warehouse.publish.disclosure.policy import FEWEST_MEMBERS, ORDER_OF_PANELS, ROOM_OF_DIFFERENCE

PLAIN = r"^(t1[.]|t3[.](gender|age)$|t6[.](channel|person)$)"
"""How many contacts there were and of whom: among all helplines these come before any base that is like them."""
YIELDS = r"^t5b[.]"
"""What stands beside OCSEA yields to the reasons of all (T2), which most people look for."""
FEWEST_OF_BASE, FEWEST_OF_COUNTS = 10, 50
"""Contacts that two figures have to have in common: of fewer, small counts of different things are alike by chance."""
ROOM_OF = 100
"""Of a hundred contacts in common one may differ: one of the two leaves out who named no reason."""
N_LARGEST = 3
"""Figures that are alike share one of so many of their largest parts."""
SHOWN = """
    select cell_id, count_rule is null as is_count_shown, turn, is_by_ability
    from disclosure_cell
    where base_rule is null and not is_of_members
    order by cell_id
"""
HIDE = """
    update disclosure_cell
    set base_rule = if(alike.is_base, $1, base_rule), count_rule = coalesce(count_rule, $1)
    from alike_row as alike
    where alike.cell_id = disclosure_cell.cell_id
"""
Group = tuple[Year, str | None]
Rank = tuple[bool, bool, int, int, bool]
"""Preferred first: plain counts, then as panels and tables are, then counts before bases."""
Vector = NDArray[np.float64]


@dataclass
class Quantity:
    """What members have in a base or count: `members` and `parts`; the cells in which it is shown, and as what."""

    members: NDArray[np.int64]
    parts: Vector
    rank: Rank
    cells: list[tuple[int, bool]]

    @property
    def is_base(self) -> bool:
        return any(is_base for _, is_base in self.cells)

    @property
    def is_plain(self) -> bool:
        return not self.rank[0]

    def largest(self, most: int | None = None) -> Iterator[tuple[int, float]]:
        """Members with their parts, the largest first."""
        order = np.argsort(-self.parts, kind="stable")[:most]
        return zip(self.members[order].tolist(), self.parts[order].tolist(), strict=True)


def hide_bases_like_plain_counts(connection: duckdb.DuckDBPyConnection, cells: Cells, parts: Parts) -> None:
    """Hide bases that beside a plain count of all helplines would tell of one or two members.

    Before panels are chosen: the base of all helplines, which the count tells anyway, is then preferred.
    """
    _hide(connection, cells, parts, lambda one, other: one.is_plain != other.is_plain)


def hide_alike(connection: duckdb.DuckDBPyConnection, cells: Cells, parts: Parts) -> None:
    """Hide figures that beside a preferred one, in whatever table, would tell of one or two members."""
    _hide(connection, cells, parts, lambda one, other: True)


def tell_too_much(one: Quantity, other: Quantity) -> bool:
    """Whether two figures count the same, and their difference is one or two members', or nearly all one's."""
    _, at_one, at_other = np.intersect1d(one.members, other.members, assume_unique=True, return_indices=True)
    common, also = one.parts[at_one], other.parts[at_other]
    fewest = FEWEST_OF_BASE if one.is_base or other.is_base else FEWEST_OF_COUNTS
    room = min(ROOM_OF_DIFFERENCE, common.sum() / ROOM_OF)
    if len(common) < FEWEST_MEMBERS or common.sum() < fewest or np.abs(common - also).sum() > room:
        return False
    return are_of_few(np.concatenate([np.delete(one.parts, at_one), np.delete(other.parts, at_other)]))


def are_of_few(alone: Vector) -> bool:
    """Whether these parts, told together, are one or two members', or nearly all one's."""
    if not len(alone) or alone.max() <= ROOM_OF_DIFFERENCE:
        return False
    return len(alone) < FEWEST_MEMBERS or lacking(alone.tolist()) > ROOM_OF_DIFFERENCE


def _hide(
    connection: duckdb.DuckDBPyConnection,
    cells: Cells,
    parts: Parts,
    are_compared: Callable[[Quantity, Quantity], bool],
) -> None:
    rejected: list[tuple[int, bool]] = []
    for quantities in _by_group(connection, cells, parts).values():
        rejected += _rejected(sorted(quantities, key=lambda one: (one.rank, one.cells[0])), are_compared)
    hide_cells(connection, cells, rejected, "panels")


def hide_cells(
    connection: duckdb.DuckDBPyConnection, cells: Cells, rejected: Sequence[tuple[int, bool]], rule: str
) -> None:
    """Hide these cells, by their number and whether it is the base, and name the rule."""
    rejected = list(_with_answers(cells, rejected))
    table = {"cell_id": [cell for cell, _ in rejected], "is_base": [is_base for _, is_base in rejected]}
    connection.register("alike_row", pa.table(table, schema=pa.schema({"cell_id": pa.int64(), "is_base": pa.bool_()})))
    connection.execute(HIDE, [rule]).fetchall()
    connection.unregister("alike_row")


def _rejected(
    ranked: Iterable[Quantity], are_compared: Callable[[Quantity, Quantity], bool]
) -> Iterator[tuple[int, bool]]:
    """The cells of quantities, in their order, that may not stand beside one accepted before."""
    accepted: list[Quantity] = []
    that_have: dict[tuple[int, float], list[int]] = defaultdict(list)
    that_lead: dict[tuple[int, float], list[int]] = defaultdict(list)
    for one in ranked:
        likely = {number for key in one.largest(N_LARGEST) for number in that_have[key]}
        likely |= {number for key in one.largest() for number in that_lead[key]}
        if any(are_compared(accepted[n], one) and tell_too_much(accepted[n], one) for n in sorted(likely)):
            yield from one.cells
            continue
        for key in one.largest():
            that_have[key].append(len(accepted))
        for key in one.largest(N_LARGEST):
            that_lead[key].append(len(accepted))
        accepted.append(one)


def _by_group(connection: duckdb.DuckDBPyConnection, cells: Cells, parts: Parts) -> dict[Group, list[Quantity]]:
    """The different quantities that are shown of a network-year and region."""
    found: dict[Group, dict[tuple[bytes, bytes], Quantity]] = defaultdict(dict)
    for number, is_count_shown, turn, is_by_ability in connection.execute(SHOWN).fetchall():
        row = number - FIRST_CELL
        place = cells.places[row]
        kinds = ((parts.bases, True), (parts.counts, False)) if is_count_shown else ((parts.bases, True),)
        for table, is_base in kinds:
            members, own = row_of(table, row)
            is_plain = not is_base and place.panel == "all" and re.search(PLAIN, _statistic(place)) is not None
            yields = re.search(YIELDS, _statistic(place)) is not None
            rank = (not is_plain, yields, ORDER_OF_PANELS[is_by_ability].index(place.panel), turn, is_base)
            group = found[cells.years[row], place.region]
            one = group.setdefault((members.tobytes(), own.tobytes()), Quantity(members, own, rank, []))
            one.rank = min(one.rank, rank)
            one.cells.append((number, is_base))
    return {group: list(quantities.values()) for group, quantities in found.items()}


def row_of(table: Sparse, row: int) -> tuple[NDArray[np.int64], Vector]:
    """The members of a row, in order, and what each has."""
    span = slice(table.indptr[row], table.indptr[row + 1])
    members, own = table.indices[span], table.data[span]
    order = np.argsort(members)
    return members[order].astype(np.int64), own[order]


def _with_answers(cells: Cells, rejected: Sequence[tuple[int, bool]]) -> Iterator[tuple[int, bool]]:
    """With the base of one answer those of the others: together they make a base that is shown."""
    tables = {_table_of(cells, cell) for cell, is_base in rejected if is_base}
    tables = {table for table in tables if is_rate_by_answer(table[1])}
    seen = dict(sorted(rejected))
    for number in cells.numbers if tables else ():
        if _table_of(cells, number) in tables:
            seen[number] = True
    yield from seen.items()


def _table_of(cells: Cells, number: int) -> tuple[Year, str, str | None, str, str | None]:
    place = cells.places[number - FIRST_CELL]
    return cells.years[number - FIRST_CELL], _statistic(place), place.value("framework"), place.panel, place.region


def _statistic(place: Place) -> str:
    return str(place.value("statistic_code"))
