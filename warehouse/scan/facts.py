"""What is known of a column before and after it is judged.

Belongs here: the facts that a judgement rests on, its shape, and the few questions that all judgements ask. Does not
belong here: judging (`warehouse.scan.kinds`, `warehouse.scan.withhold`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from warehouse.scan.lists import FoundList
from warehouse.scan.profile import MOST_VALUES, Counted, DateForm

FEW_CODES = 12
MOSTLY, NEARLY_ALL = 0.8, 0.95

Weighed = tuple[str, int]
"""A cell and in how many records it stands."""


@dataclass(frozen=True)
class Facts:
    """What is known of a column besides its cells: missing words and blanks left out of all counts."""

    header: str
    n_filled: int
    n_distinct: int
    longest: int

    @property
    def share_distinct(self) -> float:
        return self.n_distinct / self.n_filled if self.n_filled else 0.0


@dataclass(frozen=True)
class Kind:
    """The judgement on a column; see `ColumnProfile` for the fields."""

    kind: str
    sure: float
    personal: str = ""
    dates: tuple[DateForm, ...] = ()
    is_ambiguous: bool = False
    date_keys: Mapping[str, str] = field(default_factory=dict)
    several: FoundList = field(default_factory=FoundList)
    note: str = ""


def share(cells: Sequence[Weighed], test: Callable[[str], object]) -> float:
    """Share of cells for which a test is true."""
    total = sum(n for _, n in cells)
    return sum(n for text, n in cells if test(text)) / total if total else 0.0


def share_of(values: Iterable[Counted], test: Callable[[str], object]) -> float:
    """The same of values that may be shown, with their numbers."""
    return share([(value.text, value.n) for value in values], test)


def is_closed(facts: Facts) -> bool:
    """Few different values for the number of records."""
    if facts.n_distinct > MOST_VALUES:
        return False
    return facts.share_distinct <= 0.2 or (facts.n_distinct <= FEW_CODES and facts.share_distinct <= 0.5)
