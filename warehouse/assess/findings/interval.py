"""What so many of so many say of the true share, however few they are.

Belongs here: a number of a number; Jeffreys' posterior of its share, a Beta(x + 1/2, n - x + 1/2), its 90% interval and
its tails. Does not belong here: comparing sources with each other (`low_tail`), or which share is too high (each
finding).
"""

from __future__ import annotations

from dataclasses import dataclass

TAIL = 0.05


@dataclass(frozen=True)
class Count:
    """`numerator` of `denominator` contacts of one source; the denominator is at least 1."""

    numerator: int
    denominator: int

    @property
    def share(self) -> float:
        """The share, 0-1."""
        return self.numerator / self.denominator


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


def least_not_below(denominator: int, share: float, sure: float) -> int:
    """The least number of so many that does not surely (`sure`) show a true share below `share`; less shows it."""
    few, most = 0, denominator + 1
    while few < most:
        middle = (few + most) // 2
        is_below = middle <= denominator and chance_below(Count(middle, denominator), share) >= sure
        few, most = (middle + 1, most) if is_below else (few, middle)
    return few


def _posterior(count: Count) -> tuple[float, float]:
    return count.numerator + 0.5, count.denominator - count.numerator + 0.5
