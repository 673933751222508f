"""The statistics behind findings: the over-dispersed funnel, the beta-binomial tail, and fits that do not collapse.

Published numbers: the BCG vaccine trials (Colditz 1994; Q = 152.2330 and DerSimonian-Laird tau^2 = 0.3088 as every
meta-analysis package prints them) check the additive variance; Geissler's families of 12 children (Lindsey & Altham
1998: alpha 34.10, beta 31.57) check the beta-binomial.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import asin, exp, lgamma, log, pi, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.assess.findings.core import grow_core
from warehouse.assess.findings.funnel import (
    Funnel,
    Measure,
    arcsine,
    between_variance,
    fit_funnel,
    from_arcsine,
    funnels_without_each,
    measure_of,
    quantile,
    standard_error,
    widen_score,
    winsorise,
)
from warehouse.assess.findings.interval import Count
from warehouse.assess.findings.low_tail import BetaBinomial, fit_beta_binomial, fits_without_each
from warehouse.assess.thresholds import load_thresholds

LIMITS = load_thresholds().network
FAIL_P = load_thresholds().one_reason.fail_p
SCORE = 3.0

BCG = [
    (4, 119, 11, 128),
    (6, 300, 29, 274),
    (3, 228, 11, 209),
    (62, 13536, 248, 12619),
    (33, 5036, 47, 5761),
    (180, 1361, 372, 1079),
    (8, 2537, 10, 619),
    (505, 87886, 499, 87892),
    (29, 7470, 45, 7232),
    (17, 1699, 65, 1600),
    (186, 50448, 141, 27197),
    (5, 2493, 3, 2338),
    (27, 16886, 29, 17825),
]
GEISSLER = [3, 24, 104, 286, 670, 1033, 1343, 1112, 829, 478, 181, 45, 7]

shares = st.floats(0, 1)
counts = st.integers(20, 5000).flatmap(lambda n: st.integers(0, n).map(lambda k: Count(k, n)))


def even_network(share: float, number: int, contacts: int = 800) -> list[Count]:
    """Sources that lie evenly within a third around a share."""
    spread = [share * (0.67 + 0.66 * position / (number - 1)) for position in range(number)]
    return [Count(round(one * contacts), contacts) for one in spread]


def test_additive_variance_gives_the_published_number_of_the_bcg_trials() -> None:
    effects, errors = [], []
    for treated, treated_well, control, control_well in BCG:
        n_treated, n_control = treated + treated_well, control + control_well
        effects.append(log(treated / n_treated) - log(control / n_control))
        errors.append(sqrt(1 / treated - 1 / n_treated + 1 / control - 1 / n_control))
    weights = [1 / error**2 for error in errors]
    mean = sum(w * effect for w, effect in zip(weights, effects, strict=True)) / sum(weights)
    z_scores = [(effect - mean) / error for effect, error in zip(effects, errors, strict=True)]
    assert sum(z**2 for z in z_scores) == pytest.approx(152.2330, abs=5e-5)
    assert between_variance(z_scores, errors) == pytest.approx(0.3088, abs=5e-5)


def test_beta_binomial_gives_the_published_numbers_of_geissler() -> None:
    families = [Count(boys, 12) for boys, number in enumerate(GEISSLER) for _ in range(number)]
    fit = fit_beta_binomial(families, load_thresholds().but("network", highest_precision=1000).network)
    assert fit.alpha == pytest.approx(34.10, rel=2e-3)
    assert fit.beta == pytest.approx(31.57, rel=2e-3)


def test_beta_binomial_tail_is_the_sum_of_its_terms() -> None:
    alpha, beta, total = 2.5, 7.0, 30

    def log_beta(a: float, b: float) -> float:
        return lgamma(a) + lgamma(b) - lgamma(a + b)

    def term(hits: int) -> float:
        choose = lgamma(total + 1) - lgamma(hits + 1) - lgamma(total - hits + 1)
        return exp(choose + log_beta(hits + alpha, total - hits + beta) - log_beta(alpha, beta))

    fit = BetaBinomial(alpha, beta, n_sources=30)
    assert fit.low_tail(Count(4, total)) == pytest.approx(sum(term(hits) for hits in range(5)))
    assert fit.low_tail(Count(total, total)) == pytest.approx(1)


def test_arcsine_scale_is_spiegelhalters() -> None:
    assert arcsine(0.25) == pytest.approx(asin(0.5))
    assert standard_error(100) == pytest.approx(0.05)
    assert from_arcsine(-0.1) == 0
    assert from_arcsine(pi) == 1


@given(shares)
def test_arcsine_goes_back(share: float) -> None:
    assert from_arcsine(arcsine(share)) == pytest.approx(share, abs=1e-12)


def test_winsorising_pulls_the_tails_in_to_the_quantiles() -> None:
    values = [float(value) for value in range(11)]
    assert quantile(values, 0.1) == 1
    assert winsorise(values, 0.1) == [1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9]


def measures_of(sources: Sequence[Count]) -> list[Measure]:
    return [measure_of(count) for count in sources]


def test_no_spread_is_invented_where_chance_explains_all() -> None:
    assert fit_funnel(measures_of([Count(40, 400)] * 8), LIMITS.winsorised_share).between_variance == 0


def test_the_limit_is_where_the_score_is() -> None:
    funnel = Funnel(target=arcsine(0.12), between_variance=0.002, n_sources=12)
    high = from_arcsine(funnel.limit(measure_of(Count(0, 400)), SCORE))
    assert high > 0.12
    assert not funnel.is_above(measure_of(Count(round(high * 400) - 1, 400)), SCORE)
    assert funnel.is_above(measure_of(Count(round(high * 400) + 1, 400)), SCORE)


def test_few_sources_need_more_evidence() -> None:
    assert widen_score(-SCORE, 6) < widen_score(-SCORE, 20) < -SCORE
    assert widen_score(-SCORE, 5000) == pytest.approx(-SCORE, abs=0.01)


@given(st.lists(counts, min_size=1, max_size=12))
def test_the_core_is_the_unsuspicious_part(sources: list[Count]) -> None:
    def near(trusted: Sequence[int], rest: Sequence[int]) -> list[int]:
        least = max(sources[position].share for position in trusted) / 3
        return [position for position in rest if sources[position].share >= least]

    core = grow_core([(-count.share, -count.denominator) for count in sources], LIMITS.trusted_share, near)
    assert len(core) >= len(sources) / 2
    lowest = min(sources[position].share for position in core)
    outside = [count.share for position, count in enumerate(sources) if position not in core]
    assert all(share < lowest for share in outside)


def test_no_comparison_below_the_least_number_of_peers() -> None:
    few, enough = (measures_of(even_network(0.12, LIMITS.least_peers + more)) for more in (0, 1))
    assert funnels_without_each(few, SCORE, LIMITS) == [None] * LIMITS.least_peers
    assert None not in funnels_without_each(enough, SCORE, LIMITS)


@pytest.mark.parametrize("share", [0.02, 0.08, 0.15])
@pytest.mark.parametrize("more", [0.25, 0.4])
def test_funnel_holds_when_four_of_ten_are_skewed_alike(share: float, more: float) -> None:
    clean = even_network(share, 15)
    skewed = [Count(round(count.numerator + more * 800), 800) for count in even_network(share, 10)]
    network = measures_of(clean + skewed)
    funnels = funnels_without_each(network, SCORE, LIMITS)
    found = [funnel.is_above(measure, SCORE) for measure, funnel in zip(network, funnels, strict=True) if funnel]
    assert found == [False] * 15 + [True] * 10
    plain = fit_funnel(network, LIMITS.winsorised_share)
    assert not any(plain.is_above(measure, SCORE) for measure in network), "the ordinary fit is expected to collapse"


@pytest.mark.parametrize("share", [0.2, 0.4])
def test_low_tail_holds_when_four_of_ten_are_offline_alike(share: float) -> None:
    network = even_network(share, 15, contacts=150) + [Count(0, 150)] * 5 + [Count(2, 150)] * 5
    found = [
        count.share < fit.lowest_share(count.denominator, FAIL_P)
        for count, fit in zip(network, fits_without_each(network, LIMITS), strict=True)
        if fit
    ]
    assert found == [False] * 15 + [True] * 10


def test_a_source_does_not_hide_itself() -> None:
    network = measures_of([*even_network(0.1, 8), Count(130, 800)])
    own = funnels_without_each(network, SCORE, LIMITS)[-1]
    assert own == fit_funnel(network[:-1], LIMITS.winsorised_share)


@given(st.lists(counts | st.just(Count(0, 100)), min_size=6, max_size=9))
def test_order_of_sources_changes_nothing(sources: list[Count]) -> None:
    network = measures_of(sources)
    forward = funnels_without_each(network, SCORE, LIMITS)
    backward = list(reversed(funnels_without_each(list(reversed(network)), SCORE, LIMITS)))
    for one, other in zip(forward, backward, strict=True):
        assert one is not None and other is not None
        assert one.target == pytest.approx(other.target)
        assert one.between_variance == pytest.approx(other.between_variance)


def test_equal_sources_are_never_accused() -> None:
    network = [Count(30, 100)] * 12
    for count, fit in zip(network, fits_without_each(network, LIMITS), strict=True):
        assert fit is not None
        assert count.share >= fit.lowest_share(count.denominator, FAIL_P)
