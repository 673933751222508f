"""Small numbers give an interval and no verdict; three years together show what each alone leaves open."""

from __future__ import annotations

import pytest

from tests.assessed_network import ORDINARY, assessed
from tests.invented_network import (
    ABUSE_OFFLINE,
    ABUSE_ONLINE,
    ABUSE_UNKNOWN,
    MOOD,
    SCHOOL,
    InventedNetwork,
    add_ordinary_sources,
    all_rows,
)
from warehouse.assess.findings import no_setting, one_reason
from warehouse.assess.findings.evidence import SourceYear
from warehouse.assess.thresholds import load_thresholds


@pytest.mark.parametrize(
    ("unknown", "total", "state"),
    [
        (0, 8, "open"),
        (0, 9, "pass"),
        (0, 40, "pass"),
        (4, 40, "pass"),
        (12, 40, "warn"),
        (8, 8, "fail"),
    ],
)
def test_small_numbers_give_an_interval_not_silence(unknown: int, total: int, state: str) -> None:
    counts = {"contacts": 50, "tellable": total, "tellable_unknown": unknown}
    year = SourceYear("it", "demo", 2023, True, None, "per_reason", counts=counts)
    system, habit, _ = no_setting.judge([year], load_thresholds())
    assert (habit.state_code, habit.numerator, habit.denominator) == (state, unknown, total)
    assert habit.interval_low is not None and habit.interval_high is not None
    assert habit.interval_low <= unknown / total <= habit.interval_high
    assert system.state_code == "declared"


def test_none_of_none_has_no_interval() -> None:
    year = SourceYear("it", "demo", 2023, True, None, "per_reason", counts={"contacts": 50, "tellable": 0})
    _, habit, _ = no_setting.judge([year], load_thresholds())
    assert (habit.state_code, habit.denominator, habit.interval_low, habit.interval_high) == ("open", None, None, None)


@pytest.mark.parametrize(("total", "state"), [(29, "open"), (30, "open"), (50, "fail")])
def test_no_second_reason_among_few_is_open_and_among_many_a_habit(total: int, state: str) -> None:
    peers = [
        SourceYear(f"p{n}", "demo", 2023, True, None, "per_reason", counts=_two(200, 40 + n % 5)) for n in range(12)
    ]
    year = SourceYear("it", "demo", 2023, True, None, "per_reason", counts=_two(total, 0))
    (found,) = [
        one
        for one in one_reason.judge([*peers, year], load_thresholds())
        if one.source_id == "it" and one.cause_code == "habit"
    ]
    assert found.state_code == state
    assert found.interval_high is not None and found.interval_high > 0


def _two(total: int, two: int) -> dict[str, int]:
    return {"contacts": total, "with_reason": total, "with_two_reasons": two}


def test_three_years_together_show_what_each_alone_leaves_open() -> None:
    network = InventedNetwork()
    add_ordinary_sources(network, ORDINARY)
    network.add_source("it")
    for year in (2021, 2022, 2023):
        network.add_contacts("it", 4, (ABUSE_OFFLINE,), year=year)
        network.add_contacts("it", 1, (SCHOOL, MOOD), year=year)
    query = "select verdict_code, verdict_pool_code from source_year where source_id = 'it' order by contact_year"
    assert all_rows(assessed(network), query) == [
        ("able_unproven", "able_unproven"),
        ("able_unproven", "able_unproven"),
        ("able_unproven", "complete"),
    ]


def test_a_pool_never_overrides_a_failing_year() -> None:
    network = InventedNetwork()
    add_ordinary_sources(network, ORDINARY)
    network.add_source("it")
    network.add_contacts("it", 200, (ABUSE_ONLINE, MOOD), year=2022)
    network.add_contacts("it", 20, (ABUSE_UNKNOWN, MOOD), year=2023)
    query = "select verdict_code, verdict_pool_code from source_year where source_id = 'it' and contact_year = 2023"
    assert all_rows(assessed(network), query) == [("setting_not_told", "setting_not_told")]
