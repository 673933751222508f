"""Who knows how a network was made sees each kind of habit, and is as often wrong about honest sources as it says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.skew.families import draw_year
from tests.skew.habits import skew
from tests.skew.knowing import KNOWN, chance_if_honest
from tests.skew.network import (
    MONTHS,
    SEVERITIES,
    Family,
    Habit,
    Kind,
    NetworkPlan,
    SourcePlan,
    expit,
    logit,
    plan_network,
)

FAMILIES: tuple[Family, ...] = ("g1", "g2")


def source_of(family: Family, kind: Kind, **how: int) -> tuple[NetworkPlan, SourcePlan]:
    """An ordinary source of 6,000 contacts as online as the network, which has the habit in full."""
    plan = plan_network(family, 5, 0.0, None)
    usual = SourcePlan("s01", "ordinary", {2021: 6_000}, multi=plan.multi, habit=Habit(kind, 1.0, **how))
    return plan, usual


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(("kind", "variant"), [(kind, variant) for kind in KNOWN for variant in (0, 1)])
def test_a_habit_in_full_is_seen_by_who_knows(family: Family, kind: Kind, variant: int) -> None:
    plan, source = source_of(family, kind, variant=variant, month=MONTHS[2])
    rng = np.random.default_rng(1)
    assert source.habit
    shown = skew(rng, draw_year(rng, plan, source, 2021), source.habit, is_last_year=True)
    chance = chance_if_honest(plan, source, 2021, shown)
    assert chance is not None and chance < 0.01


@pytest.mark.few(3)
@pytest.mark.parametrize("kind", KNOWN)
def test_of_honest_sources_as_many_look_like_it_as_it_says(kind: Kind) -> None:
    """Half of 40 honest ones are below a half, not more than a few below a twentieth."""
    plan, source = source_of("g1", kind, variant=0, month=MONTHS[0])
    chances = []
    for number in range(40):
        rng = np.random.default_rng(number)
        honest = replace(
            source,
            online_shift=float(rng.normal(0, plan.spread.online)),
            both_shift=float(rng.normal(0, plan.spread.both)),
            multi=float(expit(logit(plan.multi) + rng.normal(0, plan.spread.multi))),
            unknown=float(rng.beta(1.2, 35)),
        )
        chance = chance_if_honest(plan, honest, 2021, draw_year(rng, plan, honest, 2021))
        assert chance is not None
        chances.append(chance)
    assert sum(chance <= 0.05 for chance in chances) <= 6
    assert 10 <= sum(chance <= 0.5 for chance in chances) <= 30


def test_of_other_kinds_nothing_is_said() -> None:
    for kind in SEVERITIES.keys() - KNOWN.keys():
        plan, source = source_of("g1", kind)
        assert chance_if_honest(plan, source, 2021, draw_year(np.random.default_rng(1), plan, source, 2021)) is None
