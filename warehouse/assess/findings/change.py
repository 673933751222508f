"""When did a monthly series change, if it did?

Belongs here: the best split of a series in two, how surprising it is once every split that was looked at is counted,
and Benjamini and Hochberg's correction across series. Does not belong here: which series (`break`), or how large a
change matters.

Months differ by more than chance (holidays, campaigns), so the chi-square of a split is divided by how months differ
within its two sides: the source's own spread, of which a year shows little, together with the network's. One odd month
widens that spread and so accuses nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from warehouse.assess.findings.interval import Count


@dataclass(frozen=True)
class Split:
    """The best split of a series: `position` is the first month after it. `dispersion`: chi-square within the sides per
    degree of freedom `n_free`; `n_splits`: so many were looked at.
    """

    position: int
    before: Count
    after: Count
    between: float
    dispersion: float
    n_free: int
    n_splits: int

    @property
    def effect(self) -> float:
        """The share after less the share before."""
        return self.after.share - self.before.share

    def chance(self, dispersion: float, n_free: int) -> float:
        """How likely so good a split is where nothing changed, by the F distribution and Bonferroni over the splits."""
        from scipy.special import fdtrc

        return min(float(fdtrc(1, n_free, self.between / dispersion)) * self.n_splits, 1.0)


def best_split(series: Sequence[Count], least_months: int) -> Split | None:
    """The split into two sides of at least so many months that differ most; None where there are too few months."""
    positions = range(least_months, len(series) - least_months + 1)
    if not positions:
        return None
    hits = [0, *accumulate(one.numerator for one in series)]
    totals = [0, *accumulate(one.denominator for one in series)]
    variance = hits[-1] / totals[-1] * (1 - hits[-1] / totals[-1])
    best: tuple[float, int, Count, Count] | None = None
    for position in positions:
        before = Count(hits[position], totals[position])
        after = Count(hits[-1] - hits[position], totals[-1] - totals[position])
        scale = variance * (1 / before.denominator + 1 / after.denominator)
        between = (after.share - before.share) ** 2 / scale if scale else 0.0
        if best is None or between > best[0]:
            best = between, position, before, after
    assert best is not None
    between, position, before, after = best
    within = _within(series[:position], before) + _within(series[position:], after)
    n_free = max(len(series) - 2, 1)
    return Split(position, before, after, between, within / n_free, n_free, len(positions))


def false_discovery(chances: Sequence[float]) -> list[float]:
    """Benjamini and Hochberg's q values: the share of false ones among all that are at most so likely."""
    ordered = sorted(range(len(chances)), key=lambda position: chances[position], reverse=True)
    lowest, found = 1.0, [1.0] * len(chances)
    for rank, position in zip(range(len(chances), 0, -1), ordered, strict=True):
        lowest = min(lowest, chances[position] * len(chances) / rank)
        found[position] = lowest
    return found


def _within(side: Sequence[Count], whole: Count) -> float:
    """The chi-square of the months of a side around its share."""
    variance = whole.share * (1 - whole.share)
    if not variance:
        return 0.0
    return sum((one.numerator - one.denominator * whole.share) ** 2 / (one.denominator * variance) for one in side)
