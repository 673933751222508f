"""Is one source's value far above those of sources that can do the same?

Belongs here: the over-dispersed funnel (Spiegelhalter 2005: additive random effects on winsorised z) of values with
sampling errors, and shares on the arcsine scale. Does not belong here: what the value means, or what a finding says.
Low shares have a tail of their own (`low_tail`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, pi, sin, sqrt
from statistics import median

from warehouse.assess.findings.core import grow_core
from warehouse.assess.findings.interval import Count
from warehouse.assess.thresholds import NetworkLimits


@dataclass(frozen=True)
class Measure:
    """A source's value and its sampling error."""

    value: float
    error: float


@dataclass(frozen=True)
class Funnel:
    """Where the values of comparable sources lie: a target and a variance between sources."""

    target: float
    between_variance: float
    n_sources: int

    def z_of(self, measure: Measure) -> float:
        """How many (over-dispersed) standard errors a source lies above the target."""
        return (measure.value - self.target) / self.error_of(measure)

    def error_of(self, measure: Measure) -> float:
        """Sampling error and spread between sources together."""
        return sqrt(measure.error**2 + self.between_variance)

    def limit(self, measure: Measure, score: float) -> float:
        """The value that is `score` errors above the target, on Student's t: few sources tell little of the spread."""
        return self.target - widen_score(-score, self.n_sources) * self.error_of(measure)

    def is_above(self, measure: Measure, score: float) -> bool:
        """True where the source lies beyond `limit`."""
        return measure.value > self.limit(measure, score)


def arcsine(share: float) -> float:
    """The variance-stabilised share: asin(sqrt(p)), 0 to pi/2."""
    return asin(sqrt(share))


def from_arcsine(value: float) -> float:
    """The share of which `arcsine` gives the value; values outside 0 to pi/2 give the nearest share."""
    return sin(min(max(value, 0.0), pi / 2)) ** 2


def standard_error(denominator: int) -> float:
    """Sampling error of an arcsine share: 1 / (2 sqrt(n))."""
    return 1 / (2 * sqrt(denominator))


def measure_of(count: Count) -> Measure:
    """A share on the arcsine scale."""
    return Measure(arcsine(count.share), standard_error(count.denominator))


def widen_score(z: float, n_sources: int) -> float:
    """The score of Student's t (n - 1 degrees of freedom) that is as rare as the normal score `z`."""
    from scipy.special import ndtr, stdtrit

    return float(stdtrit(max(n_sources - 1, 1), ndtr(z)))


def quantile(values: Sequence[float], share: float) -> float:
    """The quantile by linear interpolation between order statistics (R's type 7)."""
    ordered = sorted(values)
    position = (len(ordered) - 1) * share
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


def winsorise(values: Sequence[float], share: float) -> list[float]:
    """Pull the lowest and highest `share` of the values in to the quantile there."""
    low, high = quantile(values, share), quantile(values, 1 - share)
    return [min(max(value, low), high) for value in values]


def between_variance(z_scores: Sequence[float], errors: Sequence[float]) -> float:
    """The variance between sources that explains the z scores beyond chance: moment estimator, never negative.

    With scores around the weighted mean and not winsorised this is DerSimonian and Laird's estimator.
    """
    weights = [1 / error**2 for error in errors]
    excess = sum(score**2 for score in z_scores) - (len(z_scores) - 1)
    scale = sum(weights) - sum(weight**2 for weight in weights) / sum(weights)
    return max(excess / scale, 0.0) if scale > 0 else 0.0


def fit_funnel(measures: Sequence[Measure], winsorised_share: float) -> Funnel:
    """Target (median) and spread (winsorised, additive) of the given sources, all of which are trusted."""
    target = median(measure.value for measure in measures)
    z_scores = winsorise([(measure.value - target) / measure.error for measure in measures], winsorised_share)
    spread = between_variance(z_scores, [measure.error for measure in measures])
    return Funnel(target=target, between_variance=spread, n_sources=len(measures))


def funnels_without_each(measures: Sequence[Measure], score: float, limits: NetworkLimits) -> list[Funnel | None]:
    """For each source the funnel of the others (leave one out), grown upward from the low values, which are not
    suspicious, until a source lies `score` errors above; None below `least_peers` others.
    """
    if len(measures) <= limits.least_peers:
        return [None] * len(measures)

    def fit(positions: Sequence[int]) -> Funnel:
        return fit_funnel([measures[position] for position in positions], limits.winsorised_share)

    def near(trusted: Sequence[int], rest: Sequence[int]) -> list[int]:
        """The lowest of the rest, unless it lies above: one at a time, since each widens the funnel for the next."""
        whole = fit(trusted)
        lowest = min(rest, key=lambda position: whole.z_of(measures[position]))
        return [lowest] if whole.z_of(measures[lowest]) <= score else []

    core = grow_core(
        [(measure.value, measure.error) for measure in measures],
        limits.trusted_share,
        near,
    )
    whole = fit(core)
    return [
        fit([other for other in core if other != position]) if position in core else whole
        for position in range(len(measures))
    ]
