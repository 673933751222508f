"""What a source's own earlier years let expect of one of its numbers.

Belongs here: the range in which a share, or a number a month, lies unless it is unlike its past. Does not belong here:
which numbers are looked at, and what is said (`own_past`).

Years differ by more than chance, and three to five of them tell little of how much. So a source's own spread is taken
together with that of its network, as if that were `prior_years` more years (a moderated t: Smyth 2004), and the range
is read on Student's t. Shares on the arcsine scale (Anscombe's, which holds for small numbers), numbers a month as
logarithms: there the chance of one year is known from its size alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, exp, log, sqrt

from warehouse.assess.findings.funnel import from_arcsine, quantile
from warehouse.assess.thresholds import OwnPastLimits


@dataclass(frozen=True)
class Period:
    """`n` of `base` contacts in a year; of a number a month, `n` contacts in `base` months."""

    n: int
    base: int


@dataclass(frozen=True)
class Scale:
    """How a number is made comparable: its spreads and the least change that is worth a word are in its own unit.

    `least_spread`: years of one source never differ by less. `unknown_spread`: where the network tells nothing.
    `least_change`: what is not worth a question, however sure.
    """

    is_share: bool
    least_spread: float
    unknown_spread: float
    least_change: float
    limits: OwnPastLimits

    @classmethod
    def of_shares(cls, limits: OwnPastLimits) -> Scale:
        """For shares: the arcsine of their square root."""
        spreads = limits.least_spread_of_share, limits.unknown_spread_of_share
        return cls(True, *spreads, limits.least_change_of_share, limits)

    @classmethod
    def of_months(cls, limits: OwnPastLimits) -> Scale:
        """For numbers a month: their logarithm."""
        spreads = limits.least_spread_of_volume, limits.unknown_spread_of_volume
        return cls(False, *spreads, log(limits.least_growth), limits)

    def place(self, period: Period) -> float:
        """Where a period lies on the scale."""
        if self.is_share:
            return asin(sqrt((period.n + 0.375) / (period.base + 0.75)))
        return log((period.n + 0.5) / period.base)

    def chance(self, period: Period) -> float:
        """The variance by chance alone."""
        return 1 / (4 * period.base + 2) if self.is_share else 1 / (period.n + 0.5)

    def number(self, place: float) -> float:
        """The share, or number a month, at a place."""
        return from_arcsine(place) if self.is_share else exp(place)


@dataclass(frozen=True)
class Range:
    """What was to be expected. `excess`: how far the year lies beyond it, 1 at its edge; below 1 it is as expected."""

    low: float
    middle: float
    high: float
    excess: float


def spread_of(scale: Scale, past: Sequence[Period]) -> float:
    """The variance between years beyond chance; 0 where chance alone explains them."""
    places = [scale.place(period) for period in past]
    middle = sum(places) / len(places)
    variance = sum((place - middle) ** 2 for place in places) / (len(places) - 1)
    return max(variance - sum(map(scale.chance, past)) / len(past), 0.0)


def usual_spread(scale: Scale, spreads: Sequence[float]) -> float:
    """What is usual in a network, given one variance a source: so many of its sources (`usual`) differ by no more."""
    if len(spreads) < scale.limits.least_sources:
        return scale.unknown_spread**2
    return max(quantile(spreads, scale.limits.usual), scale.least_spread**2)


def expect(scale: Scale, past: Sequence[Period], now: Period, usual: float, tail: float) -> Range:
    """The range that is left on either side by one in 1 / `tail` years, given the past (at least two periods)."""
    from scipy.special import stdtrit

    n_free, n_prior = len(past) - 1, scale.limits.prior_years
    between = (n_prior * usual + n_free * spread_of(scale, past)) / (n_prior + n_free)
    weights = [1 / (scale.chance(period) + between) for period in past]
    middle = sum(weight * scale.place(period) for weight, period in zip(weights, past, strict=True)) / sum(weights)
    error = sqrt(_chance_of(scale, now, middle) + between + 1 / sum(weights))
    reach = max(float(stdtrit(n_prior + n_free, 1 - tail)) * error, scale.least_change)
    low, centre, high = (scale.number(place) for place in (middle - reach, middle, middle + reach))
    return Range(low, centre, high, abs(scale.place(now) - middle) / reach)


def _chance_of(scale: Scale, now: Period, middle: float) -> float:
    """Of a number a month the chance hangs on how many were to be expected: of none it would be anything."""
    if scale.is_share:
        return scale.chance(now)
    return scale.chance(Period(round(exp(middle) * now.base), now.base))
