"""Is one source's share too low to be chance, given how far comparable sources differ among themselves?

Belongs here: the beta-binomial of the sources' shares (maximum likelihood), its low tail, and how rare is rare enough.
Does not belong here: what is counted, or what a finding says. Sources that are all skewed alike do not become the norm:
where two practices describe the sources better than one spread (`two_practices`) the first is the norm.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log
from statistics import median
from typing import TYPE_CHECKING

from warehouse.assess.findings.change import false_discovery
from warehouse.assess.findings.core import grow_core
from warehouse.assess.findings.funnel import widen_score
from warehouse.assess.findings.interval import Count, least_not_below
from warehouse.assess.findings.two_practices import FURTHEST, first_of_two
from warehouse.assess.thresholds import NetworkLimits

if TYPE_CHECKING:
    import numpy

LEAST_CHANCE = 1e-300
"""What has no chance at all has a normal score, too."""


@dataclass(frozen=True)
class BetaBinomial:
    """Shares that vary between sources as a beta distribution does."""

    alpha: float
    beta: float
    n_sources: int

    @property
    def mean(self) -> float:
        """The mean share of the sources, 0-1."""
        return self.alpha / (self.alpha + self.beta)

    def low_tail(self, count: Count) -> float:
        """The chance that a comparable source with as many contacts has as few or fewer."""
        return float(self._low_tails(count.denominator, count.numerator)[-1])

    def high_tail(self, count: Count) -> float:
        """The chance that a comparable source with as many contacts has as many or more."""
        return (
            max(1 - float(self._low_tails(count.denominator, count.numerator)[count.numerator - 1]), 0.0)
            if count.numerator
            else 1.0
        )

    def chance(self, count: Count) -> float:
        """The low tail, its normal score read on Student's t (n - 1): few sources tell little of the spread."""
        from scipy.special import stdtr

        return float(stdtr(max(self.n_sources - 1, 1), _normal_score(max(self.low_tail(count), LEAST_CHANCE))))

    def lowest_share(self, denominator: int, tail: float) -> float:
        """The least share whose `chance` is not below `tail`, for a source with so many contacts."""
        return self._n_rare(denominator, tail, denominator) / denominator

    def _n_rare(self, denominator: int, tail: float, most: int) -> int:
        """How many of the numbers from 0 to `most` have a `chance` below `tail`."""
        from scipy.special import ndtr

        limit = float(ndtr(widen_score(_normal_score(tail), self.n_sources)))
        return int((self._low_tails(denominator, most) < limit).sum())

    def surely_low(self, denominator: int, tail: float, under: float, sure: float) -> float:
        """Below this share of so many a source is rare (`tail`), and its own numbers show (`sure`) that what it records
        is under so much of the mean. Many contacts tell how little that is, and the others need not be as alike.
        """
        shown = least_not_below(denominator, self.mean * under, sure)
        return self._n_rare(denominator, tail, shown - 1) / denominator if shown else 0.0

    def _low_tails(self, denominator: int, most: int) -> numpy.ndarray:
        """The chance of so many or fewer, for every number from 0 to `most`."""
        import numpy
        from scipy.special import betaln, gammaln

        hits = numpy.arange(most + 1)
        choose = gammaln(denominator + 1) - gammaln(hits + 1) - gammaln(denominator - hits + 1)
        terms = choose + betaln(hits + self.alpha, denominator - hits + self.beta) - betaln(self.alpha, self.beta)
        return numpy.asarray(numpy.minimum(numpy.cumsum(numpy.exp(terms)), 1.0))

    def range_of_shares(self, tail: float) -> tuple[float, float]:
        """The shares between which all but `tail` on each side of the sources lie (sampling error not counted)."""
        from scipy.special import betaincinv

        low, high = (float(betaincinv(self.alpha, self.beta, side)) for side in (tail, 1 - tail))
        return low, high


def _normal_score(tail: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(tail))


def fit_beta_binomial(counts: Sequence[Count], limits: NetworkLimits) -> BetaBinomial:
    """Alpha and beta of greatest likelihood over the given sources, all of which are trusted (at least one)."""
    import numpy
    from scipy.optimize import minimize
    from scipy.special import betaln, expit, logit

    hits = numpy.array([count.numerator for count in counts], dtype=float)
    totals = numpy.array([count.denominator for count in counts], dtype=float)

    def unlikeliness(parameters: Sequence[float]) -> float:
        mean, precision = float(expit(parameters[0])), exp(parameters[1])
        alpha, beta = mean * precision, (1 - mean) * precision
        return -float(numpy.sum(betaln(hits + alpha, totals - hits + beta) - betaln(alpha, beta)))

    pooled = float((hits.sum() + 0.5) / (totals.sum() + 1))
    bounds = [(-FURTHEST, FURTHEST), (log(limits.lowest_precision), log(limits.highest_precision))]
    start = [min(max(float(logit(pooled)), -FURTHEST), FURTHEST), log(min(10.0, limits.highest_precision))]
    # two numbers: a simplex needs no matrices, whose threads take longer than the search
    accuracy = {"xatol": 1e-7, "fatol": 1e-10, "maxiter": 2000}
    found = minimize(unlikeliness, start, method="Nelder-Mead", bounds=bounds, options=accuracy)
    mean, precision = float(expit(found.x[0])), exp(float(found.x[1]))
    return BetaBinomial(alpha=mean * precision, beta=(1 - mean) * precision, n_sources=len(counts))


def _shrunk_shares(counts: Sequence[Count]) -> list[float]:
    """Shares drawn towards the usual one, as if one more had come where one was to be expected: none of 10 is no sign,
    none of 1,000 is one.
    """
    usual = sum(count.share for count in counts) / len(counts)
    return [(count.numerator + 1) / (count.denominator + 1 / usual) if usual else 0.0 for count in counts]


def fits_without_each(counts: Sequence[Count], limits: NetworkLimits) -> list[BetaBinomial | None]:
    """For each source the fit to the others (leave one out); None below `least_peers` others. The search for a second
    practice begins with a fit grown outward (`core`); where there is one, all are compared with the first.

    A source that is not rare among all is compared with all of them: one source hides only itself, and only where it is
    rare.
    """
    return list(_fits_without_each(tuple(counts), limits))


@lru_cache(maxsize=512)
def _fits_without_each(counts: Sequence[Count], limits: NetworkLimits) -> Sequence[BetaBinomial | None]:
    """Kept: several findings ask about the same sources, and all of them again for years put together, so that nine of
    ten times the answer is known.
    """
    if len(counts) <= limits.least_peers:
        return [None] * len(counts)

    def fit(positions: Sequence[int]) -> BetaBinomial:
        return fit_beta_binomial([counts[position] for position in positions], limits)

    def near(trusted: Sequence[int], rest: Sequence[int]) -> list[int]:
        """Not far under the median of the trusted ones, or not so low that they make it implausible."""
        whole = fit(trusted)
        far = median(counts[position].share for position in trusted) * limits.beyond_share
        return [one for one in rest if counts[one].share >= far or whole.low_tail(counts[one]) >= limits.beyond_p]

    core = grow_core([(-share, 0.0) for share in _shrunk_shares(counts)], limits.trusted_share, near)
    every = range(len(counts))
    whole = fit(every)
    if first := first_of_two(counts, core, (whole.alpha, whole.beta), limits):
        n_sources = max(round(first.part * len(counts)), 1)
        return [BetaBinomial(first.alpha, first.beta, n_sources)] * len(counts)
    return [
        whole if whole.low_tail(counts[one]) > limits.not_rare_p else fit([other for other in every if other != one])
        for one in every
    ]


def rare_enough(chances: Sequence[float], tail: float, most_false: float, limits: NetworkLimits) -> float:
    """From which chance on a low share is none: `tail`; or more, where many of a network are so low that at most
    `most_false` of them are so by chance (Benjamini and Hochberg). A few may be the end of a wide spread.
    """
    n_low = sum(value <= most_false for value in false_discovery(chances))
    if n_low < limits.many * len(chances) or not n_low:
        return tail
    return max(tail, most_false * n_low / len(chances))


def fits_beside(
    names: Iterable[str], able: Mapping[str, Count], least_fitted: int, limits: NetworkLimits
) -> dict[str, BetaBinomial | None]:
    """For each source: the fit to the *other* able ones with `least_fitted` or more. Who is too small to be in the fit,
    or not able, is compared with it all the same.
    """
    fitted = {name: count for name, count in able.items() if count.denominator >= least_fitted}
    fits = dict(zip(fitted, fits_without_each(list(fitted.values()), limits), strict=True))
    everybody = next((fit for fit in fits.values() if fit is not None), None)
    return {name: fits.get(name, everybody) for name in names}
