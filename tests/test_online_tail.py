"""Online hardly ever, where the others record it, fails `no_setting`; a way of working with fewer online cases does not."""

from __future__ import annotations

import pytest

from tests.invented_metrics import found, month_of, states, year_of
from warehouse.assess.findings.evidence import ReasonCount, SourceYear


def source(source_id: str, online: int, told: int = 1000) -> SourceYear:
    """So many of the reasons that can be either are online; few are about sexual violence."""
    return year_of(source_id, {"contacts": 2000, "tellable": told, "tellable_unknown": 0, "tellable_online": online})


def peers(number: int = 12, usual: int = 300) -> list[SourceYear]:
    """Sources that differ little among themselves."""
    return [source(f"p{n}", usual - 20 + 40 * n // number) for n in range(number)]


@pytest.mark.parametrize(
    ("online", "expected"),
    [(0, "fail"), (30, "fail"), (70, "fail"), (80, "pass"), (120, "pass"), (150, "pass"), (300, "pass")],
)
def test_half_of_the_usual_level_is_no_habit(online: int, expected: str) -> None:
    """However narrow the spread of few others is: 150 of 1,000 is far outside it."""
    assert states("no_setting", [*peers(), source("it", online)])["it"] == expected


@pytest.mark.parametrize(("usual", "expected"), [(350, "fail"), (220, "pass"), (120, "open")])
def test_none_of_23_fails_where_eight_were_to_be_expected(usual: int, expected: str) -> None:
    """Below four nothing is said; of five none comes once in 300 times, which is no habit yet."""
    assert states("no_setting", [*peers(usual=usual), source("it", 0, told=23)])["it"] == expected


@pytest.mark.parametrize("n_alike", [1, 8])
def test_those_that_leave_the_default_do_not_become_the_norm(n_alike: int) -> None:
    own = states("no_setting", [*peers(12), *(source(f"off_{n}", 25 + n) for n in range(n_alike))])
    assert {own[f"off_{n}"] for n in range(n_alike)} == {"fail"}
    assert {own[f"p{n}"] for n in range(12)} == {"pass"}


def test_many_zeros_of_few_reasons_do_not_hide_those_of_many() -> None:
    """None of 20 is no sign. All that have none used to come into the fit together, and none of 1,000 became usual."""
    small = [source(f"small_{n}", 0, told=20 + n) for n in range(6)]
    own = states("no_setting", [*peers(8, usual=100), *small, *(source(f"off_{n}", 0) for n in range(4))])
    assert {own[f"off_{n}"] for n in range(4)} == {"fail"}
    assert "fail" not in {own[f"small_{n}"] for n in range(6)}


def test_many_that_are_low_make_a_low_share_rarer_by_chance() -> None:
    """Among others that differ much, a share is too near to be told alone; where 12 of 30 are like it, it fails."""
    spread = [source(f"p{n}", (90, 140, 190, 240, 300, 380)[n % 6]) for n in range(18)]
    alone = states("no_setting", [*spread, source("it", 34)])["it"]
    among = states("no_setting", [*spread, source("it", 34), *(source(f"off_{n}", 10 + n) for n in range(11))])["it"]
    assert (alone, among) == ("pass", "fail")


def test_a_share_that_nobody_could_be_below_has_no_limit() -> None:
    own = found("no_setting", [*peers(), source("it", 1, told=10)])["it"]
    assert (own.state_code, own.threshold) == ("open", None)


@pytest.mark.parametrize("capability", ["per_reason", "by_list"])
def test_none_of_none_is_no_number(capability: str) -> None:
    nothing = year_of("it", {"contacts": 9, "tellable": 0}, setting_capability_code=capability)
    own = found("no_setting", [*peers(), nothing])["it"]
    assert (own.state_code, own.numerator, own.value, own.interval_low) == ("open", None, None, None)
    assert own.sentence.endswith("there is nothing to look at.") or own.sentence.endswith("no share to look at.")


ABUSE, BULLYING = "violence.sexual.abuse", "violence.bullying"


def with_reasons(source_id: str, sexual: int, bullying: int) -> SourceYear:
    """So many of 120 contacts about sexual violence and of 280 about bullying are online."""
    online = sexual + bullying
    counts = {"contacts": 900, "tellable": 400, "tellable_unknown": 0, "tellable_online": online}
    counts |= {"sexual": 120, "sexual_unknown": 0, "sexual_online": sexual, "sexual_offline": 120 - sexual}
    reasons = {ABUSE: ReasonCount(120, 0, 120, sexual), BULLYING: ReasonCount(280, 0, 280, bullying)}
    return year_of(source_id, counts, [month_of(1, {}, reasons)])


def lively(number: int = 16) -> list[SourceYear]:
    """Helplines that differ much: 10 to 58 of 100 are online."""
    return [with_reasons(f"p{n}", (12, 20, 30, 45, 70)[n % 5], (28, 45, 65, 95, 160)[n % 5]) for n in range(number)]


@pytest.mark.parametrize(
    ("sexual", "bullying", "expected"), [(2, 4, "fail"), (0, 0, "fail"), (0, 60, "pass"), (30, 0, "pass")]
)
def test_two_looks_at_different_reasons_that_agree_need_less_of_each(sexual: int, bullying: int, expected: str) -> None:
    """Rare by a few of 1,000 is no habit where online is rare about one thing only; about everything, it is."""
    own = found("no_setting", [*lively(), with_reasons("it", sexual, bullying)])
    assert own["it"].state_code == expected
    assert {finding.state_code for name, finding in own.items() if name != "it"} == {"pass"}
    if expected == "fail":
        # what is said of the others goes with what was rare enough
        assert own["it"].value is not None and own["it"].expected_low is not None
        assert own["it"].value < own["it"].expected_low
