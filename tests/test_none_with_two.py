"""None with two reasons of very many is a habit also where few other helplines can be compared with."""

from __future__ import annotations

import pytest

from tests.invented_metrics import found, states, year_of
from warehouse.assess.findings.evidence import SourceYear


def source(source_id: str, two: int, total: int) -> SourceYear:
    return year_of(source_id, {"with_reason": total, "with_two_reasons": two})


PEERS = [source(f"p{n}", two, 700) for n, two in enumerate((18, 24, 30, 38, 52, 70, 90))]


@pytest.mark.parametrize(("two", "total", "expected"), [(0, 900, "fail"), (0, 60, "open"), (14, 700, "pass")])
def test_few_others_do_not_hide_that_there_is_none(two: int, total: int, expected: str) -> None:
    own = states("one_reason", [*PEERS, source("it", two, total)])
    assert own["it"] == expected
    assert {own[year.source_id] for year in PEERS} == {"pass"}


def test_many_that_tick_one_make_a_low_share_rarer_by_chance() -> None:
    """Among others that differ much, a share is too near to be told alone; where 12 of 30 are like it, it fails."""
    spread = [source(f"p{n}", two, 1000) for n, two in enumerate((70, 100, 140, 190, 250, 330) * 3)]
    alone = states("one_reason", [*spread, source("it", 38, 1000)])["it"]
    among = states(
        "one_reason", [*spread, source("it", 38, 1000), *(source(f"one_{n}", 8 + n, 1000) for n in range(11))]
    )
    assert (alone, among["it"]) == ("pass", "fail")
    assert "fail" not in {among[year.source_id] for year in spread}


@pytest.mark.parametrize(("two", "total", "expected"), [(16, 1000, "fail"), (160, 10_000, "fail"), (2, 100, "pass")])
def test_who_is_surely_under_a_quarter_of_the_others_may_stand_less_alone(two: int, total: int, expected: str) -> None:
    """2 of 100 may be 5 of 100 as well; 16 of 1,000 are few whatever chance did, and among these one of 50 is as low."""
    spread = [source(f"p{n}", two, 1000) for n, two in enumerate((70, 100, 140, 190, 250, 330) * 3)]
    own = found("one_reason", [*spread, source("it", two, total)])["it"]
    assert own.state_code == expected
    if expected == "fail":
        # what is said of the others goes with what was rare enough
        assert own.value is not None and own.expected_low is not None and own.threshold is not None
        assert own.value < own.expected_low and own.value < own.threshold


def test_a_few_that_are_low_may_be_the_end_of_a_wide_spread() -> None:
    """Three of 21 that are low say nothing of a practice of the network, and each widens what the others let expect."""
    spread = [source(f"p{n}", two, 1000) for n, two in enumerate((70, 100, 140, 190, 250, 330) * 3)]
    own = states("one_reason", [*spread, *(source(f"low_{n}", 15 + n, 1000) for n in range(3))])
    assert "fail" not in {own[f"low_{n}"] for n in range(3)}
