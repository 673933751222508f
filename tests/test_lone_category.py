"""A reason that stands alone as nowhere else is asked about, and never fails; a specialty is none."""

from __future__ import annotations

from typing import Any

import pytest

from tests.invented_metrics import FAMILY, MOOD, SCHOOL, found, month_of, states, year_of
from warehouse.assess.findings.evidence import ReasonCount, SourceMonth, SourceYear


def even(school: tuple[int, int], mood: tuple[int, int], family: tuple[int, int]) -> SourceMonth:
    """A month in which each of three reasons is so often alone and so often beside one of the others."""
    own = {SCHOOL: school, MOOD: mood, FAMILY: family}
    pairs = sum(beside for _, beside in own.values()) // 2
    alone = sum(alone for alone, _ in own.values())
    counts = {"with_reason": alone + pairs, "with_two_reasons": pairs}
    return month_of(1, counts, {reason: ReasonCount(sum(both), both[1]) for reason, both in own.items()})


def source(source_id: str, month: SourceMonth, last: SourceMonth | None = None, **declared: Any) -> SourceYear:
    """Twelve months that are alike, or eleven and another one."""
    months = [month] * 11 + [last or month]
    return year_of(source_id, {}, [month_of(n, one.counts, one.reasons) for n, one in enumerate(months, 1)], **declared)


USUAL = even((20, 6), (20, 5), (15, 5))


def peers(number: int = 12) -> list[SourceYear]:
    """Sources of which a quarter of each reason's contacts carry another one, a little more or less."""
    return [source(f"p{n}", even((20 - n % 3, 6), (20, 4 + n % 3), (15 + n % 4, 6))) for n in range(number)]


DUMP = even((80, 6), (10, 5), (8, 5))
"""Two of three contacts under one reason alone; it stands beside others as often as before."""
SPECIALIST = even((60, 18), (6, 10), (5, 8))
"""As large a share, with other reasons beside it as often as elsewhere."""
SELDOM_TWO = even((20, 1), (20, 1), (15, 2))
"""Every reason stands alone more often than elsewhere."""

LINE_FOR_ONE_THING = even((88, 10), (4, 6), (2, 4))
"""Its topic stands alone more often than elsewhere, and is in all contacts with two reasons, too."""
QUESTION = even((20, 1), (20, 6), (15, 5))
"""The first reason stands alone by its nature, whoever records it."""
LINE_FOR_QUESTIONS = even((80, 4), (8, 6), (8, 6))

OTHERS_PAIRED = even((20, 6), (12, 18), (8, 16))
"""The other reasons stand together more often than elsewhere; the first is as it is there."""


def test_a_dump_is_asked_about_and_never_red() -> None:
    own = found("lone_category", [*peers(), source("it", DUMP)])["it"]
    assert own.state_code == "warn"
    assert "is on" in own.sentence and "more than your other reasons do" in own.sentence
    assert own.question == "Is this your specialty, or the first item on the form?"


@pytest.mark.parametrize("month", [USUAL, SPECIALIST, SELDOM_TWO, OTHERS_PAIRED])
def test_one_contrast_alone_accuses_nobody(month: SourceMonth) -> None:
    assert states("lone_category", [*peers(), source("it", month)])["it"] == "pass"


def test_a_specialty_stands_alone_and_in_contacts_with_several_reasons() -> None:
    """A habit adds nothing to contacts with several reasons."""
    assert states("lone_category", [*peers(), source("it", LINE_FOR_ONE_THING)])["it"] == "pass"


def test_a_reason_that_is_alone_by_nature_accuses_no_line_for_it_and_hides_no_dump() -> None:
    """Compared is each reason with itself elsewhere, not with what stands alone most at each helpline."""
    others = [source(f"q{n}", QUESTION) for n in range(12)]
    assert states("lone_category", [*others, source("it", LINE_FOR_QUESTIONS)])["it"] == "pass"
    dump = even((20, 1), (80, 6), (8, 5))
    own = found("lone_category", [*others, source("it", dump)])["it"]
    assert own.state_code == "warn" and "Mood" in own.sentence


def test_a_dump_of_which_not_one_carries_another_reason_is_asked_about_where_that_is_rare_elsewhere() -> None:
    others = [source(f"q{n}", QUESTION) for n in range(12)]
    never_beside = even((80, 0), (10, 6), (8, 6))
    assert states("lone_category", [*others, source("it", never_beside)])["it"] == "warn"


def test_reasons_that_lie_in_one_month_each_are_no_error() -> None:
    """Without the month in which each was alone most nothing is left of them."""
    school, rest = (
        month_of(1, {"with_reason": 300}, {SCHOOL: ReasonCount(300)}),
        month_of(
            2, {"with_reason": 340, "with_two_reasons": 20}, {SCHOOL: ReasonCount(300), MOOD: ReasonCount(60, 20)}
        ),
    )
    assert states("lone_category", [*peers(), year_of("it", {}, [school, rest])])["it"] == "pass"


def test_a_campaign_of_one_month_is_no_dump() -> None:
    campaign = even((500, 6), (20, 5), (15, 5))
    assert states("lone_category", [*peers(), source("it", USUAL, campaign)])["it"] == "pass"


def test_four_of_ten_that_dump_alike_do_not_become_the_norm() -> None:
    own = states("lone_category", [*peers(12), *(source(f"dump_{n}", DUMP) for n in range(8))])
    assert {own[f"dump_{n}"] for n in range(8)} == {"warn"}
    assert {own[f"p{n}"] for n in range(12)} == {"pass"}


def test_who_stores_one_reason_is_not_judged() -> None:
    one = even((80, 0), (10, 0), (8, 0))
    own = states("lone_category", [*peers(), source("it", one, can_record_several_reasons=False)])
    assert own["it"] == "not_applicable"


def test_what_a_service_declares_to_be_for_is_not_asked_about() -> None:
    own = found("lone_category", [*peers(), source("it", DUMP, remit_code="online_safety")])["it"]
    assert own.state_code == "not_applicable"
    assert "specialty" in own.sentence and not own.question


def test_too_few_contacts_or_helplines_leave_it_open() -> None:
    few = even((6, 1), (2, 1), (2, 0))
    assert states("lone_category", [*peers(), source("it", few)])["it"] == "open"
    assert states("lone_category", [source("it", DUMP)]) == {"it": "open"}


def test_a_reason_that_no_other_helpline_has_is_left_open() -> None:
    month = month_of(1, DUMP.counts, {"family.sibling" if r == SCHOOL else r: n for r, n in DUMP.reasons.items()})
    own = found("lone_category", [*peers(), source("it", month)])["it"]
    assert own.state_code == "open" and "too few helplines" in own.sentence
