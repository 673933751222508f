"""What so many of so many say of the true share, however few they are.

Belongs here: Jeffreys' posterior of a share, a Beta(x + 1/2, n - x + 1/2), its 90% interval and its tails. Does not
belong here: comparing sources with each other (`low_tail`), or which share is too high (each finding).
"""

from __future__ import annotations

from warehouse.assess.findings.funnel import Count

TAIL = 0.05


def interval_of(count: Count) -> tuple[float, float]:
    """The shares between which the true one lies in 9 of 10 cases. 0 of n may be 0, n of n may be 1."""
    from scipy.special import betaincinv

    a, b = _posterior(count)
    low = 0.0 if count.numerator == 0 else float(betaincinv(a, b, TAIL))
    high = 1.0 if count.numerator == count.denominator else float(betaincinv(a, b, 1 - TAIL))
    return low, high


def chance_below(count: Count, share: float) -> float:
    """How likely it is that the true share is below `share`."""
    from scipy.special import betainc

    return float(betainc(*_posterior(count), share))


def _posterior(count: Count) -> tuple[float, float]:
    return count.numerator + 0.5, count.denominator - count.numerator + 0.5
