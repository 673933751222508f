"""Whether low shares are a second practice or the end of one wide spread, and whom that accuses."""

from __future__ import annotations

import numpy as np
import pytest

from warehouse.assess.findings.interval import Count
from warehouse.assess.findings.low_tail import fits_without_each
from warehouse.assess.thresholds import load_thresholds

LIMITS = load_thresholds().network
FAIL_P = 0.002
SEEDS = range(12)


def drawn(seed: int, n_sources: int, alpha: float, mean: float, parts: list[float]) -> list[Count]:
    """Sources whose shares vary as a beta distribution does; the last record only their part of it."""
    rng = np.random.default_rng(seed)
    kept = [1.0] * (n_sources - len(parts)) + parts
    totals = np.exp(rng.uniform(np.log(30), np.log(3000), n_sources)).astype(int)
    shares = rng.beta(alpha, alpha * (1 - mean) / mean, n_sources) * np.array(kept)
    return [Count(int(rng.binomial(n, share)), int(n)) for n, share in zip(totals, shares, strict=True)]


def chances(counts: list[Count]) -> list[float]:
    """The chance of each source beside the fit it is compared with."""
    fits = fits_without_each(counts, LIMITS)
    return [fit.chance(count) for fit, count in zip(fits, counts, strict=True) if fit]


def test_the_low_end_of_a_wide_spread_is_accused_of_nothing() -> None:
    """Sources that differ as much as their mean: one in ten records a tenth of it, and is honest."""
    low = [chance < FAIL_P for seed in SEEDS for chance in chances(drawn(seed, 30, 1.0, 0.1, []))]
    assert len(low) == 30 * len(SEEDS)
    assert sum(low) <= 0.02 * len(low)


@pytest.mark.parametrize("part", [0.0, 0.1])
def test_forty_of_a_hundred_skewed_alike_do_not_become_the_norm(part: float) -> None:
    """Not even where many of them are so small that none, by itself, is no news."""
    found, large = 0, 0
    for seed in SEEDS:
        counts = drawn(seed, 30, 6.0, 0.1, [part] * 12)
        fits = fits_without_each(counts, LIMITS)
        assert all(fit and fit.mean > 0.07 for fit in fits)
        every = chances(counts)
        skewed = [every[place] for place in range(18, 30) if counts[place].denominator >= 500]
        found, large = found + sum(chance < 0.01 for chance in skewed), large + len(skewed)
    assert found >= 0.9 * large > 0


def test_one_that_records_none_is_found_beside_its_like() -> None:
    counts = [Count(n, 500) for n in (40, 45, 50, 55, 60, 65, 48, 52, 58, 0)]
    every = chances(counts)
    assert every[-1] < FAIL_P
    assert min(every[:-1]) > 0.01


def test_who_stands_apart_at_the_top_is_no_practice_of_its_own() -> None:
    """One records nearly all: the greater part, who record one in ten, is not the second practice beside it."""
    pairs = [(0, 42), (192, 192), (2, 26), (201, 3771), (13, 166), (8, 121), (11, 98), (13, 175), (2, 57), (5, 281)]
    pairs += [(427, 2130), (145, 1270), (36, 641), (3, 72), (58, 515), (25, 200), (2, 21), (45, 338)]
    every = chances([Count(*pair) for pair in pairs])
    assert len(every) == len(pairs)
    assert min(every) > FAIL_P
