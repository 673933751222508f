"""Public figures as an attacker reads them: quantities, each with the interval that rounding leaves.

Belongs here: from what is shown in `network_statistics` to unknowns with bounds, and which figures count in the same
base. Does not belong here: reading tables (`placed`), how quantities hang together (`relations`), or solving
(`attack`). Nothing exact is ever read here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from warehouse.publish.disclosure.policy import FEWEST, NUMBERS, STEP, STEP_OF_FORMS
from warehouse.publish.disclosure.queries import key_columns

UNBOUNDED = 1e7
Row = Mapping[str, Any]
Bounds = tuple[float, float]
NOT_OF_FIGURE = ("network_code", "year", "region_code", "panel_code")
FIGURE = tuple(column for column in key_columns() if column not in NOT_OF_FIGURE)
COLUMN = {column: number for number, column in enumerate(FIGURE)}
BASES = (
    (),
    ("reason_code",),
    ("gender_code", "age_band_code", "population_code", "channel_code", "person_code"),
    ("attribute_code", "value_code"),
    FIGURE,
)
"""By what a statistic's base may differ: the first under which all that is shown of it agrees is believed."""
BY_ANSWER = 2
"""Of BASES, those that can be believed of a rate by answer, which has a base for each answer."""
ONE_BASE = {
    "^t2[.]": "with_reason",
    "^t1[.]with_reason$": "counted",
    "^(t3[.](gender|age|gender_age)|t6[.](channel|person|profile)|t7[.]referrals)$": "counted",
    "_of_violence$": "violence",
    "_of_sexual_violence$": "sexual_violence",
    "^(t5[.]profile|t5[.]form|t5b[.]beside)$": "ocsea_wide",
    "^t5[.]profile_narrow$": "ocsea_narrow",
}
"""Statistics that count in one base, where every source counts."""


@dataclass(frozen=True)
class Place:
    """Where a quantity stands: its figure (values of FIGURE), panel and region; the whole has no region."""

    figure: tuple[str | None, ...]
    panel: str
    region: str | None
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # a place is looked up millions of times, and a tuple works out its hash anew each time
        object.__setattr__(self, "_hash", hash((self.figure, self.panel, self.region)))

    def __hash__(self) -> int:
        return self._hash

    def value(self, column: str) -> str | None:
        return self.figure[COLUMN[column]]

    def as_dict(self) -> dict[str, str | None]:
        """The columns that say something."""
        named = {column: value for column, value in zip(FIGURE, self.figure, strict=True) if value is not None}
        return {**named, "panel_code": self.panel, "region_code": self.region}

    def at(self, **changed: str | None) -> Place:
        """The same place in another statistic, region ..."""
        panel = changed.pop("panel_code", self.panel)
        region = changed.pop("region_code", self.region)
        figure = list(self.figure)
        for column, value in changed.items():
            figure[COLUMN[column]] = value
        return Place(tuple(figure) if changed else self.figure, str(panel), region)


class Shown(NamedTuple):
    """What is shown of a figure; nothing of a count that is hidden."""

    place: Place
    numerator: int | None
    denominator: int | None
    status_code: str


@dataclass
class Figures:
    """Quantities of one network-year, bases before counts. `counts` and `bases` lead from a place to its quantity;
    bases are shared. Of `left_out` nothing is known but that they are there: sums without them are not whole.
    """

    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    is_hidden: list[bool] = field(default_factory=list)
    place_of: list[Place] = field(default_factory=list)
    left_out: list[Place] = field(default_factory=list)
    counts: dict[Place, int] = field(default_factory=dict)
    bases: dict[Place, int] = field(default_factory=dict)

    @property
    def n_bases(self) -> int:
        return len(self.place_of) - len(self.counts)

    def is_count(self, quantity: int) -> bool:
        """True of a count, False of a base."""
        return quantity >= self.n_bases

    def with_counts(self, rows: Iterable[Shown]) -> Figures:
        """The same places and bases with the counts of these rows."""
        n = self.n_bases
        made = replace(self, low=self.low[:n], high=self.high[:n], is_hidden=self.is_hidden[:n])
        for row in rows:
            if row.place in self.counts:
                made._bound(_count_bounds(row))
        return made

    def bounds(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Least and most of every quantity."""
        return np.array(self.low, dtype=np.float64), np.array(self.high, dtype=np.float64)

    def add(self, place: Place, bounds: Bounds | None) -> int:
        """A new quantity; None is hidden."""
        self._bound(bounds)
        self.place_of.append(place)
        return len(self.low) - 1

    def _bound(self, bounds: Bounds | None) -> None:
        low, high = bounds or (0, UNBOUNDED)
        self.low.append(low)
        self.high.append(high)
        self.is_hidden.append(bounds is None)


def read_figures(rows: Iterable[Shown]) -> Figures:
    """Quantities of the rows of one network-year. Units without any base shown are left out: nothing bears on them."""
    placed = {row.place: row for row in rows if row.place.value("base_code") != "members"}
    known = {(place.figure, place.panel) for place, row in placed.items() if row.denominator is not None}
    figures = Figures(left_out=[place for place in placed if (place.figure, place.panel) not in known])
    placed = {place: row for place, row in placed.items() if (place.figure, place.panel) in known}
    for places in _same_bases(placed):
        shown = next((placed[place].denominator for place in places if placed[place].denominator is not None), None)
        quantity = figures.add(places[0], None if shown is None else interval(shown, STEP))
        figures.bases.update(dict.fromkeys(places, quantity))
    for place, row in placed.items():
        figures.counts[place] = figures.add(place, _count_bounds(row))
    return figures


def shown_of(row: Row) -> Shown:
    """What a row of `network_statistics` shows, and where."""
    place = Place(tuple(row[column] for column in FIGURE), row["panel_code"], row["region_code"])
    return Shown(place, row["numerator"], row["denominator"], row["status_code"])


def interval(shown: int, step: int) -> tuple[float, float]:
    """What a rounded count may have been: halves are rounded up, and nothing below the threshold is shown.

    One that is no multiple was not rounded, and says all.
    """
    if shown % step:
        return shown, shown
    return max(shown - step // 2, FEWEST), shown + (step - 1) // 2


def count_interval(row: Shown) -> Bounds | None:
    """What the numerator may have been; None where it is hidden."""
    shown = row.numerator
    if shown is None or row.denominator is None:
        return None
    low, high = interval(shown, STEP_OF_FORMS if _is_form(row.place.value("statistic_code")) else STEP)
    # a form rounded beyond its base is shown as the base
    return (low, high) if shown < row.denominator else (low, shown + STEP // 2)


def _count_bounds(row: Shown) -> Bounds | None:
    if row.status_code in ("published", "suppressed"):
        return count_interval(row)
    # nobody there can record it; but what is not known counts also where nobody asks
    return 0, UNBOUNDED if "unknown" in row.place.figure else 0


@cache
def _is_form(statistic: str | None) -> bool:
    return re.search(NUMBERS["forms_of_ocsea"], statistic or "") is not None


@cache
def is_rate_by_answer(statistic: str) -> bool:
    """True of statistics whose base is the contacts of one gender, age, channel ..."""
    return re.search("^t[36][.].*_by_", statistic) is not None


def _same_bases(placed: Mapping[Place, Shown]) -> list[list[Place]]:
    """Places that count in one base: of one statistic, and of statistics whose bases are shown alike everywhere."""
    tables: dict[tuple[str | None, ...], list[Place]] = defaultdict(list)
    for place in placed:
        tables[place.value("statistic_code"), place.value("framework"), place.value("base_code"), place.panel].append(
            place
        )
    bases: dict[tuple[Any, ...], list[Place]] = defaultdict(list)
    for table, places in tables.items():
        is_by_code = str(table[0]).startswith("t2.") and table[-1] != "all"
        ways = BASES[BY_ANSWER:] if is_rate_by_answer(str(table[0])) else BASES
        by = FIGURE if is_by_code else next(one for one in ways if one == FIGURE or _agree(placed, places, one))
        parts: dict[tuple[str | None, ...], list[Place]] = defaultdict(list)
        for place in places:
            parts[tuple(place.value(column) for column in by)].append(place)
        for part, members in parts.items():
            base = next((base for pattern, base in ONE_BASE.items() if re.search(pattern, str(table[0]))), None)
            shown = tuple(sorted(_shown_by_region(placed, members).items()))
            name = (base, table[2], shown) if base and table[-1] == "all" else (table, part)
            for place in members:
                bases[*name, place.region].append(place)
    return list(bases.values())


def _agree(placed: Mapping[Place, Shown], places: list[Place], by: tuple[str, ...]) -> bool:
    seen: dict[tuple[str | None, ...], int] = {}
    for place in places:
        base = placed[place].denominator
        if base is not None:
            part = (place.region, *(place.value(column) for column in by))
            if seen.setdefault(part, base) != base:
                return False
    return True


def _shown_by_region(placed: Mapping[Place, Shown], places: list[Place]) -> dict[str, int]:
    bases = ((place.region or "", placed[place].denominator) for place in places)
    return {region: base for region, base in bases if base is not None}
