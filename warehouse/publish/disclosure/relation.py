"""A relation between quantities: a sum with its bounds.

Belongs here: the shape, and the kinds of it. Does not belong here: which relations hold (`relations`, `sums`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from warehouse.publish.disclosure.figures import UNBOUNDED

SINGLE_ANSWERS = ("setting_code", "gender_code", "age_band_code", "population_code", "channel_code", "person_code")
"""Fields of which a contact, or a reason of it, has one answer."""


@dataclass(frozen=True)
class Relation:
    """`low <= sum of factor x quantity <= high`. `parts` are what could be hidden besides, to protect one of them."""

    terms: tuple[tuple[int, int], ...]
    low: float
    high: float
    parts: tuple[int, ...] = ()

    def within(self) -> Relation:
        """The same, where the parts need not make the whole."""
        return replace(self, high=UNBOUNDED)


def equal(whole: int, parts: Sequence[int]) -> Relation:
    """The parts make the whole."""
    return Relation(_terms(whole, parts), 0, 0, tuple(parts))


def at_most(whole: int, parts: Sequence[int]) -> Relation:
    """The parts together are at most the whole."""
    return Relation(_terms(whole, parts), 0, UNBOUNDED, tuple(parts))


def at_least(whole: int, parts: Sequence[int]) -> Relation:
    """The parts together are at least the whole: one contact may count in several."""
    return Relation(_terms(whole, parts), -UNBOUNDED, 0, tuple(parts))


def _terms(whole: int, parts: Iterable[int]) -> tuple[tuple[int, int], ...]:
    factors: dict[int, int] = defaultdict(int)
    factors[whole] += 1
    for part in parts:
        factors[part] -= 1
    return tuple(sorted((quantity, factor) for quantity, factor in factors.items() if factor))
