"""A share of unknown settings that is likely too large fails where it is far beyond the other sources, too."""

from __future__ import annotations

import pytest

from tests.invented_metrics import found, states, year_of
from warehouse.assess.findings.evidence import SourceYear


def source(source_id: str, unknown: int, told: int = 200, capability: str = "per_reason") -> SourceYear:
    """So many of the reasons that can be either have no setting; of the others three in ten are online."""
    online = 3 * (told - unknown) // 10
    counts = {"contacts": 900, "tellable": told, "tellable_unknown": unknown, "tellable_online": online}
    return year_of(source_id, counts, setting_capability_code=capability)


def peers(shares: tuple[float, ...] = (0.01, 0.02, 0.03, 0.04, 0.05), number: int = 12) -> list[SourceYear]:
    return [source(f"p{n}", round(200 * shares[n % len(shares)])) for n in range(number)]


@pytest.mark.parametrize(
    ("unknown", "told", "expected"),
    [(20, 62, "fail"), (15, 44, "fail"), (58, 229, "fail"), (12, 40, "warn"), (18, 64, "warn"), (40, 200, "open")],
)
def test_two_looks_that_agree_need_less_of_each(unknown: int, told: int, expected: str) -> None:
    """Alone, 58 of 229 may still be a fifth; where hardly anybody else leaves it out it is no chance."""
    it = source("it", unknown, told)
    assert states("no_setting", [it])["it"] == ("warn" if expected == "fail" else expected)
    own = states("no_setting", [*peers(), it])
    assert own.pop("it") == expected
    assert set(own.values()) == {"pass"}


def test_where_many_leave_out_much_it_is_as_the_others_are() -> None:
    spread = peers((0.02, 0.10, 0.18, 0.26, 0.30))
    assert states("no_setting", [*spread, source("it", 20, 62)])["it"] == "warn"


def test_those_that_leave_it_out_alike_do_not_become_the_norm() -> None:
    alike = [source(f"it{n}", 19 + n % 2, 62) for n in range(8)]
    own = states("no_setting", [*peers(), *alike])
    assert {own[f"it{n}"] for n in range(8)} == {"fail"}


def test_lists_and_remits_do_not_say_how_often_a_question_is_left_open() -> None:
    """They ask nothing: four others that ask are too few to say what is usual."""
    others = [source(f"list{n}", 0, capability="by_list" if n % 2 else "remit") for n in range(8)]
    own = [*peers(number=4), *others, source("it", 20, 62)]
    assert states("no_setting", own)["it"] == "warn"


def test_the_finding_says_its_numbers_and_what_is_usual() -> None:
    it = found("no_setting", [*peers(), source("it", 20, 62)])["it"]
    assert (it.state_code, it.numerator, it.denominator, it.threshold) == ("fail", 20, 62, 0.2)
    assert "half of helplines: 2 of 100 or fewer" in it.sentence
    assert "half of helplines" not in found("no_setting", [source("it", 30, 62)])["it"].sentence
