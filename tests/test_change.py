"""The statistics of a change: the best split, its chance once every split is counted, and the false discovery rate.

Published numbers: Benjamini & Hochberg (1995), the 15 ordered p values of their example: at .05 the first four are
discoveries, where Bonferroni makes three. The F distribution's upper points are those of any table (5%: F(1, 10) = 4.965).
"""

from __future__ import annotations

import random

import pytest

from warehouse.assess.findings.change import Split, best_split, false_discovery
from warehouse.assess.findings.interval import Count

BENJAMINI_HOCHBERG = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
]


def test_discoveries_are_those_of_benjamini_and_hochberg() -> None:
    values = false_discovery(BENJAMINI_HOCHBERG)
    assert [q < 0.05 for q in values] == [True] * 4 + [False] * 11
    assert values[3] == pytest.approx(0.0095 * 15 / 4)
    assert values == sorted(values)


def test_order_changes_no_discovery() -> None:
    shuffled = random.Random(3).sample(range(15), 15)
    values = false_discovery([BENJAMINI_HOCHBERG[place] for place in shuffled])
    assert [values[shuffled.index(place)] for place in range(15)] == false_discovery(BENJAMINI_HOCHBERG)
    assert false_discovery([]) == []


@pytest.mark.parametrize(("n_free", "upper_point"), [(10, 4.965), (20, 4.351), (30, 4.171), (120, 3.920)])
def test_the_chance_of_one_split_is_that_of_the_tables_of_f(n_free: int, upper_point: float) -> None:
    split = Split(5, Count(1, 9), Count(2, 9), between=upper_point * 1.7, dispersion=1.7, n_free=n_free, n_splits=1)
    assert split.chance(1.7, n_free) == pytest.approx(0.05, abs=2e-5)


def test_every_split_that_was_looked_at_counts() -> None:
    split = Split(5, Count(1, 9), Count(2, 9), between=20.0, dispersion=1.0, n_free=20, n_splits=7)
    one = Split(5, Count(1, 9), Count(2, 9), between=20.0, dispersion=1.0, n_free=20, n_splits=1)
    assert split.chance(1.0, 20) == pytest.approx(7 * one.chance(1.0, 20))
    assert split.chance(1000.0, 20) == 1.0


def test_the_best_split_is_where_the_shares_differ_most() -> None:
    series = [Count(30, 100)] * 5 + [Count(3, 100)] * 7
    split = best_split(series, 3)
    assert split is not None
    assert (split.position, split.before, split.after, split.n_splits) == (5, Count(150, 500), Count(21, 700), 7)
    assert split.effect == pytest.approx(-0.27)
    # Pearson's chi-square of the table [[150, 350], [21, 679]]
    assert split.between == pytest.approx(1200 * (150 * 679 - 350 * 21) ** 2 / (500 * 700 * 171 * 1029))
    assert split.dispersion == 0


def test_a_side_has_its_months_and_a_short_series_no_split() -> None:
    late = best_split([Count(5, 100)] * 11 + [Count(90, 100)], 3)
    assert late is not None and late.position <= 9
    assert best_split([Count(5, 100)] * 5, 3) is None
    assert best_split([], 3) is None


def test_one_odd_month_widens_the_spread_instead_of_making_a_change() -> None:
    odd = best_split([Count(10, 100)] * 9 + [Count(80, 100)] + [Count(10, 100)] * 2, 3)
    assert odd is not None
    assert odd.chance(max(odd.dispersion, 1), odd.n_free) > 0.2


def test_nothing_changes_where_nothing_ever_happens() -> None:
    split = best_split([Count(0, 50)] * 12, 3)
    assert split is not None and split.between == 0 and split.chance(1.0, 10) == 1.0


@pytest.mark.parametrize("share", [0.08, 0.3])
def test_of_steady_series_hardly_more_than_the_limit_are_called_changed(share: float) -> None:
    rng = random.Random(11)
    chances = []
    for _ in range(1500):
        series = [Count(sum(rng.random() < share for _ in range(60)), 60) for _ in range(12)]
        split = best_split(series, 3)
        assert split is not None
        chances.append(split.chance(max(split.dispersion, 1.0), split.n_free))
    assert sum(chance < 0.05 for chance in chances) / len(chances) < 0.05
