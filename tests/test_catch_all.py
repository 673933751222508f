"""More Other than is accepted is asked about: above what half of the helplines have, beyond chance and their spread."""

from __future__ import annotations

import pytest

from tests.invented_metrics import found, states, year_of
from warehouse.assess.findings.evidence import SourceYear


def other(source_id: str, number: int, total: int) -> SourceYear:
    return year_of(source_id, {"contacts": total, "reasons": total, "other_reasons": number})


def peers(number: int = 12, usual: int = 12) -> list[SourceYear]:
    """Sources of which a few of 300 reasons say Other, around `usual`."""
    return [other(f"p{n}", usual - 5 + n % 11, 300) for n in range(number)]


@pytest.mark.parametrize(
    ("number", "total", "expected"),
    [(105, 300, "fail"), (78, 300, "fail"), (54, 300, "warn"), (30, 300, "pass"), (0, 300, "pass"), (20, 49, "open")],
)
def test_it_is_judged_above_an_accepted_share(number: int, total: int, expected: str) -> None:
    assert states("catch_all", [*peers(), other("it", number, total)])["it"] == expected


def test_where_half_of_the_helplines_have_more_more_is_accepted() -> None:
    """Of 100 reasons 32 are Other: 27 above what every list needs, and 12 above what is usual here."""
    assert states("catch_all", [*peers(usual=12), other("it", 96, 300)])["it"] == "fail"
    assert states("catch_all", [*peers(usual=60), other("it", 96, 300)])["it"] == "warn"


def test_where_helplines_differ_much_a_high_share_is_within_their_spread() -> None:
    spread = [other(f"p{n}", (3, 30, 60, 90, 120)[n % 5], 300) for n in range(15)]
    assert states("catch_all", [*spread, other("it", 125, 300)])["it"] == "pass"


def test_few_reasons_are_not_enough_to_be_sure() -> None:
    assert states("catch_all", [*peers(usual=40), other("it", 15, 50)])["it"] != "fail"


@pytest.mark.parametrize("more", [90, 150])
def test_four_of_ten_that_dump_alike_do_not_become_the_norm(more: int) -> None:
    network = [*peers(12), *(other(f"dump_{n}", more + n, 300) for n in range(8))]
    own = states("catch_all", network)
    assert {own[f"dump_{n}"] for n in range(8)} == {"fail"}
    assert {own[f"p{n}"] for n in range(12)} == {"pass"}


def test_it_says_what_is_usual_and_offers_a_code() -> None:
    own = found("catch_all", [*peers(), other("it", 105, 300)])["it"]
    assert (
        own.sentence
        == "105 of 300 reasons are Other or Unspecified (half of helplines: under 4 of 100; accepted: 5 of 100)."
    )
    assert own.question == "What is most often put there? We can add a code."
    assert own.threshold is not None and own.value is not None and own.threshold < own.value


def test_alone_in_its_network_nothing_is_said() -> None:
    assert states("catch_all", [other("it", 200, 300)]) == {"it": "open"}


def several(source_id: str, number: int, reasons: int, contacts: int) -> SourceYear:
    """`number` of the reasons of so many contacts say Other."""
    return year_of(source_id, {"with_reason": contacts, "reasons": reasons, "other_reasons": number})


def test_among_several_reasons_a_contact_other_is_as_much_lost() -> None:
    """Three of ten contacts have two reasons; three of ten went into Other, which is under a quarter of the reasons."""
    honest = [several(f"p{n}", 8 + n % 11, 520, 400) for n in range(12)]
    own = found("catch_all", [*honest, several("it", 120, 520, 400)])["it"]
    assert own.state_code == "fail"
    assert own.value is not None and own.threshold is not None and own.threshold < own.value < 0.25


def test_without_any_reason_there_is_nothing_to_look_at() -> None:
    own = found("catch_all", [*peers(), year_of("it", {"contacts": 3})])["it"]
    assert (own.state_code, own.value, own.interval_high) == ("open", None, None)
    assert own.sentence == "No contact carries a reason: there is nothing to look at."
