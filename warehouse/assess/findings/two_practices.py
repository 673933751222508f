"""Are the sources with low shares another practice, or the end of one wide spread?

Belongs here: that question, answered by comparing two descriptions of all sources. Does not belong here: the fit of one
spread (`low_tail`), who is trusted at first (`core`), or whether a single source is low.

Trusting only who is high leaves out whoever is far below. Where helplines differ widely those are the low end of honest
ones, and the spread of the others, now too narrow, accuses them. And it takes in zeros of small sources one by one,
each making the next more usual. So all are described at once: as one spread, or as two practices of which the second
records a part of what the first does, each source belonging to each as far as its numbers say. The second has to pay
for the numbers it needs (Schwarz's criterion), and must not be what most of them follow.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log
from typing import NamedTuple

from warehouse.assess.findings.interval import Count
from warehouse.assess.thresholds import NetworkLimits

LEAST_SHARE = 1e-3
"""One of 1,000, of contacts or of what the first practice records: less cannot be told from none."""
MOST_SHARE = 0.98
"""Where the search begins, at most."""
MOST_SOURCES = 0.999
"""Of all sources: with every one of them there is one practice only."""
FURTHEST = 9.0
"""Log odds of the mean share: beyond one of 8,000 nothing can be told from nothing."""
LEAST_ALPHA = 0.05
SURELY_NOT = 0.05
"""Who is so unlikely to follow the first practice follows the second. Where most do, whatever number the search is held
to, the first is no practice of the greater part but a few that stand apart."""
MORE_NUMBERS = 2
"""What a second practice needs: how many follow it, and which part they record."""


class Practice(NamedTuple):
    """A beta distribution of shares, and the part of the sources that follows it."""

    alpha: float
    beta: float
    part: float


def first_of_two(
    counts: Sequence[Count], core: Sequence[int], one: tuple[float, float], limits: NetworkLimits
) -> Practice | None:
    """The practice of the greater part, where two describe the sources better than `one` spread (alpha, beta) of all;
    else None. `core`: whose numbers the search begins with.
    """
    import numpy
    from scipy.optimize import minimize
    from scipy.special import betaln, expit

    hits = numpy.array([count.numerator for count in counts], dtype=float)
    totals = numpy.array([count.denominator for count in counts], dtype=float)

    def unlikeliness(alpha: float, beta: float, part: float = 1.0) -> numpy.ndarray:
        return numpy.asarray(betaln(alpha, beta) - betaln(hits + alpha, totals - hits + beta) - log(part))

    def of_each(numbers: Sequence[float]) -> tuple[numpy.ndarray, numpy.ndarray]:
        mean, alpha, ratio, part = float(expit(numbers[0])), exp(numbers[1]), exp(numbers[2]), float(numbers[3])
        # the same alpha: those who record a part of it differ among themselves as much, in proportion
        first = unlikeliness(alpha, alpha * (1 - mean) / mean, part)
        return first, unlikeliness(alpha, alpha * (1 - mean * ratio) / (mean * ratio), 1 - part)

    def of_two(numbers: Sequence[float]) -> float:
        first, second = of_each(numbers)
        return -float(numpy.sum(numpy.logaddexp(-first, -second)))

    bounds = [
        (-FURTHEST, FURTHEST),
        (log(LEAST_ALPHA), log(limits.highest_precision)),
        (log(LEAST_SHARE), log(limits.beyond_share)),
        (limits.trusted_share, MOST_SOURCES),
    ]
    accuracy = {"xatol": 1e-5, "fatol": 1e-6, "maxiter": 2000}
    found = minimize(of_two, _start(counts, core, one, limits), method="Nelder-Mead", bounds=bounds, options=accuracy)
    gain = float(numpy.sum(unlikeliness(*one))) - float(found.fun)
    if gain <= MORE_NUMBERS / 2 * log(len(counts)):
        return None
    first, second = of_each(found.x)
    if float(numpy.mean(expit(second - first) < SURELY_NOT)) > 1 - limits.trusted_share:
        return None
    mean, alpha = float(expit(found.x[0])), exp(float(found.x[1]))
    return Practice(alpha, alpha * (1 - mean) / mean, float(found.x[3]))


def _start(
    counts: Sequence[Count], core: Sequence[int], one: tuple[float, float], limits: NetworkLimits
) -> tuple[float, float, float, float]:
    """Those in the core follow the first practice, the others the second."""
    inside = set(core)
    trusted = [counts[place].share for place in core]
    left = [count.share for place, count in enumerate(counts) if place not in inside]
    mean = min(max(sum(trusted) / len(trusted), LEAST_SHARE), MOST_SHARE)
    ratio = sum(left) / max(len(left), 1) / mean
    ratio = min(max(ratio, 2 * LEAST_SHARE), limits.beyond_share / 2)
    alpha = min(max(2 * one[0], 2.0), limits.highest_precision / 2)
    return log(mean / (1 - mean)), log(alpha), log(ratio), min(len(core) / len(counts), MOST_SHARE)
