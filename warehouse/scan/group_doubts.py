"""What else leading columns that are mostly blank may be: optional ones, records that continue another, subtotals.

Belongs here: the signs that speak for and against a grouped report. Does not belong here: finding such columns, or
filling them (`warehouse.scan.grouped`). A column that is filled wrongly says of records what nobody said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import duckdb

from warehouse.scan.columns import ReadTable
from warehouse.scan.words import AGE, DATE, ID, says

PERSONS = "they hold persons"
SUBTOTALS = "the first record of each group looks like the sum of those below it"
OPTIONAL = "nothing else says that records belong to groups: nothing may have been recorded there"
MOST_LOOKED_AT, MOST_NUMBERS = 200, 6
NEARLY_ALL = 0.9
BLANK, WHOLE, DAY, TEXT = "0123"
"""What a cell looks like."""
LOOKS = (
    "case when coalesce(trim(c{0}), '') = '' then '0' when regexp_full_match(trim(c{0}), '[0-9]{{1,9}}') then '1' "
    "when regexp_matches(c{0}, '[0-9]{{1,4}}[-/.][0-9]{{1,2}}[-/.][0-9]{{1,4}}') then '2' else '3' end"
)


@dataclass(frozen=True)
class Record:
    """A record: the first cells, its first filled one, and how each of the cells looks."""

    number: int
    texts: tuple[str, ...]
    label: str
    looks: str


def read_records(
    connection: duckdb.DuckDBPyConnection, table: ReadTable, n_texts: int, n_records: int, longest: int
) -> list[Record]:
    """The first records, as little of each as is needed."""
    cells = [f"coalesce(trim(c{place}), '')" for place in range(len(table.names))]
    texts = ", ".join(f"left({cell}, {longest})" for cell in cells[:n_texts])
    filled = ", ".join(f"nullif({cell}, '')" for cell in cells)
    label = f"left(coalesce({filled}, ''), {longest})"
    looks = " || ".join(LOOKS.format(place) for place in range(min(len(cells), MOST_LOOKED_AT)))
    query = f"select file_row_number, [{texts}], {label}, {looks} from {table.relation} order by 1 limit {n_records}"
    rows = connection.execute(query).fetchall()
    return [Record(number, tuple(found), first, looked) for number, found, first, looked in rows]


@dataclass(frozen=True)
class Groups:
    """Records without rows of totals, of which the first columns (`n_levels`) may be those of groups."""

    connection: duckdb.DuckDBPyConnection
    table: ReadTable
    records: Sequence[Record]
    n_levels: int

    def continue_a_record(self) -> bool:
        """Whether something else of a record stands in the first of a group alone, as where the others continue it."""
        first = [one for one in self.records if any(one.texts[: self.n_levels])]
        below = [one for one in self.records if not any(one.texts[: self.n_levels])]
        if any(
            self._share_blank(first, place) <= 1 - NEARLY_ALL and self._share_blank(below, place) >= NEARLY_ALL
            for place in self._others
        ):
            return True
        levels = [{one.number for one in self.records if one.texts[place]} for place in range(self.n_levels)]
        return any(outer == inner for outer, inner in pairwise(levels)) and not self._are_counts

    def doubt(self, totals: Sequence[Record]) -> str:
        """Why these columns are to be asked about; empty where they are those of a grouped report."""
        if self._begin_with_subtotals():
            return SUBTOTALS
        is_group = self._are_counts or self._end_with(totals) or self._come_again()
        return "" if is_group else OPTIONAL

    def _end_with(self, totals: Sequence[Record]) -> bool:
        """Whether there is a row of totals a group, without what every contact has; the last may be a footer."""
        always = [place for place in self._others if self._share_blank(self.records, place) <= 1 - NEARLY_ALL]
        n_totals = sum(any(one.looks[place] == BLANK for place in always) for one in totals)
        return n_totals > 0 and n_totals + 1 >= sum(bool(one.texts[0]) for one in self.records)

    @property
    def _others(self) -> range:
        return range(self.n_levels, min(len(self.table.names), MOST_LOOKED_AT))

    @staticmethod
    def _share_blank(records: Sequence[Record], place: int) -> float:
        return sum(one.looks[place] == BLANK for one in records) / len(records) if records else 0.0

    @cached_property
    def _filled(self) -> list[tuple[str, ...]]:
        """What each record would hold in the columns of its groups."""
        filled: list[tuple[str, ...]] = []
        above: tuple[str, ...] = ("",) * self.n_levels
        for one in self.records:
            own = one.texts[: self.n_levels]
            if any(own):
                begun = next(place for place, text in enumerate(own) if text)
                above = (*above[:begun], *own[begun:])
                above = tuple(text or before for text, before in zip(own, above, strict=True))
            filled.append(above)
        return filled

    @cached_property
    def _numbers(self) -> dict[int, list[int]]:
        """The columns of nothing but whole numbers, and what they hold."""
        places = [
            place
            for place in self._others
            if all(one.looks[place] == WHOLE for one in self.records)
            and not any(says(self.table.names[place], words) for words in (ID, AGE, DATE))
        ][:MOST_NUMBERS]
        if not places:
            return {}
        picked = ", ".join(f"trim(c{place})::bigint" for place in places)
        wanted = ", ".join(str(one.number) for one in self.records)
        query = (
            f"select {picked} from {self.table.relation} where file_row_number in ({wanted}) order by file_row_number"
        )
        found = self.connection.execute(query).fetchall()
        return {place: [row[at] for row in found] for at, place in enumerate(places)}

    @cached_property
    def _are_counts(self) -> bool:
        """Whether records are counts: with a number, without an id or a day, and none says the same as another."""
        labels = [place for place in self._others if place not in self._numbers]
        if not self._numbers or any(says(self.table.names[place], words) for place in labels for words in (ID, DATE)):
            return False
        if any(one.looks[place] == DAY for place in labels for one in self.records):
            return False
        cells = ", ".join(f"c{place}" for place in labels) or "1"
        wanted = ", ".join(str(one.number) for one in self.records)
        query = f"select hash({cells}) from {self.table.relation} where file_row_number in ({wanted}) "
        told = [row[0] for row in self.connection.execute(f"{query} order by file_row_number").fetchall()]
        return len(set(zip(self._filled, told, strict=True))) == len(self.records)

    def _come_again(self) -> bool:
        """Whether the values of inner groups come again in other groups."""
        if self.n_levels == 1:
            return False
        inner = [one.texts[self.n_levels - 1] for one in self.records if one.texts[self.n_levels - 1]]
        return 2 * len(set(inner)) <= len(inner)

    def _begin_with_subtotals(self) -> bool:
        """Whether the first record of each group is a sum: it names no part, or its number is that of all below."""
        if self.n_levels < len(self.table.names):
            first = [one for one in self.records if one.texts[self.n_levels - 1]]
            below = [one for one in self.records if not one.texts[self.n_levels - 1]]
            place = self.n_levels
            if self._share_blank(first, place) == 1 and self._share_blank(below, place) < NEARLY_ALL:
                return True
        return any(self._is_sum(numbers, level) for numbers in self._numbers.values() for level in range(self.n_levels))

    def _is_sum(self, numbers: Sequence[int], level: int) -> bool:
        groups: dict[tuple[str, ...], list[int]] = {}
        for told, number in zip(self._filled, numbers, strict=True):
            groups.setdefault(told[: level + 1], []).append(number)
        several = [found for found in groups.values() if len(found) > 2 and found[0]]
        return bool(several) and all(found[0] == sum(found[1:]) for found in several)
