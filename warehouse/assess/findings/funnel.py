"""Is one source's share far below those of sources that can do the same?

Belongs here: the over-dispersed arcsine funnel (Spiegelhalter 2005: additive random effects on winsorised z) and the
choice of the sources that it is fitted to. Does not belong here: what the share means, or what a finding says.

A plain median or spread collapses when many sources are skewed alike: at 40 of 100 the skewed ones become the target.
So the fit grows outward from the side that is not suspicious (the high shares), one source at a time, and stops at the
first that the sources so far make implausible.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import asin, ceil, pi, sin, sqrt
from statistics import median

WINSORISED_SHARE = 0.10
FAIL_Z = -3.0
WARN_Z = -2.0
FAIL_BELOW_MEDIAN = 1 / 3
LEAST_PEERS = 5


@dataclass(frozen=True)
class Count:
    """`numerator` of `denominator` contacts of one source; the denominator is at least 1."""

    numerator: int
    denominator: int

    @property
    def share(self) -> float:
        """The share, 0-1."""
        return self.numerator / self.denominator


@dataclass(frozen=True)
class Funnel:
    """Where the shares of comparable sources lie, on the arcsine scale: a target and a spread between sources."""

    target: float
    between_variance: float
    n_sources: int

    @property
    def target_share(self) -> float:
        """The share in the middle of the sources, 0-1."""
        return from_arcsine(self.target)

    def z_of(self, count: Count) -> float:
        """How many (over-dispersed) standard errors a source lies above the target."""
        return (arcsine(count.share) - self.target) / self._error(count.denominator)

    def is_below(self, count: Count, z: float) -> bool:
        """True where the source lies below `z` errors, read on Student's t: few sources tell little of the spread."""
        return self.z_of(count) < widen_score(z, self.n_sources)

    def limits(self, denominator: int, z: float) -> tuple[float, float]:
        """The shares between which a source with so many contacts lies unless it is |z| errors away (as `is_below`)."""
        reach = abs(widen_score(z, self.n_sources)) * self._error(denominator)
        return from_arcsine(self.target - reach), from_arcsine(self.target + reach)

    def _error(self, denominator: int) -> float:
        return sqrt(standard_error(denominator) ** 2 + self.between_variance)


def arcsine(share: float) -> float:
    """The variance-stabilised share: asin(sqrt(p)), 0 to pi/2."""
    return asin(sqrt(share))


def from_arcsine(value: float) -> float:
    """The share of which `arcsine` gives the value; values outside 0 to pi/2 give the nearest share."""
    return sin(min(max(value, 0.0), pi / 2)) ** 2


def standard_error(denominator: int) -> float:
    """Sampling error of an arcsine share: 1 / (2 sqrt(n))."""
    return 1 / (2 * sqrt(denominator))


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


def winsorise(values: Sequence[float], share: float = WINSORISED_SHARE) -> list[float]:
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


def fit_funnel(counts: Sequence[Count]) -> Funnel:
    """Target (median) and spread (winsorised, additive) of the given sources, all of which are trusted."""
    values = [arcsine(count.share) for count in counts]
    errors = [standard_error(count.denominator) for count in counts]
    target = median(values)
    z_scores = winsorise([(value - target) / error for value, error in zip(values, errors, strict=True)])
    return Funnel(target=target, between_variance=between_variance(z_scores, errors), n_sources=len(counts))


def grow_core(counts: Sequence[Count], is_beyond: Callable[[Sequence[Count], Count], bool]) -> list[int]:
    """Positions of the sources that a fit may rest on, from the highest share downward.

    Starts with the upper half, so it holds while fewer than half of the sources are skewed alike. Ends at the first
    source of which `is_beyond(trusted, candidate)` is true. Equal shares are in or out together.
    """
    ordered = sorted(range(len(counts)), key=lambda position: (-counts[position].share, -counts[position].denominator))
    size = _with_equals(counts, ordered, min(len(ordered), max(ceil(len(ordered) / 2), 3)))
    while size < len(ordered):
        trusted = [counts[position] for position in ordered[:size]]
        if is_beyond(trusted, counts[ordered[size]]):
            break
        size = _with_equals(counts, ordered, size + 1)
    return sorted(ordered[:size])


def _with_equals(counts: Sequence[Count], ordered: Sequence[int], size: int) -> int:
    while 0 < size < len(ordered) and counts[ordered[size]].share == counts[ordered[size - 1]].share:
        size += 1
    return size


def _is_beyond(trusted: Sequence[Count], candidate: Count) -> bool:
    funnel = fit_funnel(trusted)
    return funnel.z_of(candidate) < FAIL_Z and _is_under_a_third(candidate, funnel)


def is_far_below(count: Count, funnel: Funnel) -> bool:
    """True where the share is beyond chance and spread, and also under a third of the target."""
    return funnel.is_below(count, FAIL_Z) and _is_under_a_third(count, funnel)


def _is_under_a_third(count: Count, funnel: Funnel) -> bool:
    return count.share < funnel.target_share * FAIL_BELOW_MEDIAN


def funnels_without_each(counts: Sequence[Count]) -> list[Funnel | None]:
    """For each source the funnel of the others (leave one out), grown outward; None below `LEAST_PEERS` others."""
    if len(counts) <= LEAST_PEERS:
        return [None] * len(counts)
    core = grow_core(counts, _is_beyond)
    whole = fit_funnel([counts[position] for position in core])
    funnels: list[Funnel | None] = []
    for position in range(len(counts)):
        others = [counts[other] for other in core if other != position]
        funnels.append(whole if len(others) == len(core) else fit_funnel(others))
    return funnels
