"""The evaluation in small: what is planted is planted, what is honest stays, and a few networks come out as they should."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from tests.evaluate_skew import NETWORKS, PAGE, plans
from tests.skew.bars import BARS, is_found
from tests.skew.families import Records, draw_year
from tests.skew.habits import skew
from tests.skew.measure import Counts, Outcome, run_network
from tests.skew.network import ALIKE, Family, Habit, Kind, NetworkPlan, SourcePlan, plan_network
from tests.skew.reasons import OTHER
from tests.skew.report import page
from tests.skew.tables import tables_of
from warehouse.assess.entry import NEEDED

SMALL = 3_000
FAMILIES: tuple[Family, ...] = ("g1", "g2")


@cache
def alike(family: Family, kind: Kind, severity: float) -> list[Outcome]:
    return run_network(plan_network(family, 5, 0.40, (kind, severity), SMALL))


@cache
def honest(family: Family) -> list[Outcome]:
    return [one for seed in (3, 4) for one in run_network(plan_network(family, seed, 0.0, None, SMALL))]


def year_of(family: Family) -> tuple[NetworkPlan, SourcePlan, Records]:
    plan = plan_network(family, 5, 0.0, None)
    source = max((one for one in plan.sources if one.is_able), key=lambda one: one.contacts.get(plan.years[-1], 0))
    return plan, source, draw_year(np.random.default_rng(1), plan, source, plan.years[-1])


def skewed(records: Records, kind: Kind, severity: float = 1.0, **how: int) -> Records:
    return skew(np.random.default_rng(2), records, Habit(kind, severity, **how), is_last_year=True)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_habit_does_what_it_is_called_and_leaves_the_rest(family: Family) -> None:
    _, _, records = year_of(family)
    truth = Counts.of(records)
    assert truth.two > 0 and truth.ocsea > 0 and truth.reasons_both > 0
    assert Counts.of(skewed(records, "single")).two == 0
    assert Counts.of(skewed(records, "single")).n == truth.n
    assert set(skewed(records, "other", target=OTHER).reasons[:, 0]) == {OTHER}
    assert Counts.of(skewed(records, "zero_ocsea", variant=1)).ocsea == 0
    assert Counts.of(skewed(records, "zero_ocsea")).sexual == truth.sexual
    assert Counts.of(skewed(records, "blank")).sexual_told == 0
    assert Counts.of(skewed(records, "offline")).reasons_online == 0
    both = Counts.of(skewed(records, "both"))
    assert (both.reasons_both, both.reasons_asked) == (0, truth.reasons_asked)
    assert 0.2 < Counts.of(skewed(records, "single", 0.6)).two / truth.two < 0.6


@pytest.mark.parametrize("family", FAMILIES)
def test_a_habit_that_begins_in_the_middle_leaves_what_was_before(family: Family) -> None:
    _, _, records = year_of(family)
    after = skewed(records, "mid_dump", month=7, target=OTHER)
    is_before = records.month < 7
    assert (after.reasons[is_before] == records.reasons[is_before]).all()
    assert set(after.reasons[~is_before, 0]) == {OTHER}
    earlier = skew(np.random.default_rng(2), records, Habit("mid_dump", 1.0, month=7), is_last_year=False)
    assert (earlier.reasons == records.reasons).all()


@pytest.mark.parametrize("family", FAMILIES)
def test_the_same_seed_gives_the_same_network(family: Family) -> None:
    first, second = (plan_network(family, 9, 0.2, None) for _ in range(2))
    assert [(one.contacts, one.habit) for one in first.sources] == [(one.contacts, one.habit) for one in second.sources]
    other = plan_network(family, 10, 0.2, None)
    assert [one.contacts for one in first.sources] != [one.contacts for one in other.sources]


def test_families_differ_and_reasons_depend_on_each_other_in_g2_only() -> None:
    """How much more often a pair of reasons stands together than chance has it, over all pairs."""

    def excess(family: Family) -> float:
        _, _, records = year_of(family)
        pairs = records.reasons[records.reasons[:, 1] >= 0][:, :2]
        table = np.zeros((23, 23))
        np.add.at(table, (pairs[:, 0], pairs[:, 1]), 1)
        table = table + table.T
        expected = table.sum(0)[None, :] * table.sum(1)[:, None] / table.sum()
        return float((np.abs(table - expected) / np.sqrt(expected + 1)).mean())

    assert excess("g2") > excess("g1")


def test_the_tables_are_those_that_the_entry_takes_and_hold_every_contact_once() -> None:
    plan, source, records = year_of("g1")
    tables = tables_of(plan, {(source.source_id, plan.years[-1]): records})
    assert set(NEEDED) <= set(tables)
    assert tables["contact"].num_rows == len(records.month) == len(set(tables["contact"]["contact_id"].to_pylist()))
    n_labels = int((records.reasons >= 0).sum())
    assert tables["contact_reason"].num_rows >= n_labels


@pytest.mark.long
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(("kind", "severity"), [("single", 1.0), ("blank", 1.0)])
def test_a_habit_of_40_of_100_sources_is_found(family: Family, kind: Kind, severity: float) -> None:
    bar = next(bar for bar in BARS if bar.kind == kind and severity in bar.severities)
    planted = [one for one in alike(family, kind, severity) if bar.concerns(one)]
    assert len(planted) >= 3
    assert bar.share(planted).value >= 0.9


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
def test_honest_sources_are_hardly_ever_accused(family: Family) -> None:
    outcomes = honest(family)
    assert all(one.truth == one.shown and not is_found(one) for one in outcomes)
    assert sum(bool(one.flags) for one in outcomes) <= 0.05 * len(outcomes)
    large = [one for one in outcomes if one.is_able and one.truth.n >= 200]
    assert sum(one.verdict == "complete" for one in large) >= 0.8 * len(large)


@pytest.mark.long
def test_the_page_has_a_row_for_every_bar_and_is_the_one_in_docs() -> None:
    said = page([*alike("g1", "single", 1.0), *honest("g1"), *alike("g2", "blank", 1.0)])
    written = PAGE.read_text(encoding="utf-8")
    for bar in BARS:
        assert f"| {bar.label} | >= {bar.least} |" in said
        assert f"| {bar.label} | >= {bar.least} |" in written
    assert [line for line in said.splitlines() if line.startswith("## ")] == [
        line for line in written.splitlines() if line.startswith("## ")
    ]


def test_every_way_of_being_alike_is_in_a_run_of_the_usual_length() -> None:
    own = {plan.alike for plan in plans(NETWORKS, 1000)}
    assert own == {*ALIKE, None}
