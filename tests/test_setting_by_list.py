"""A list with words for online shows what it tells, and only that: entries that leave it open are no proof."""

from __future__ import annotations

import pytest

from schemas.finding import Finding
from warehouse.assess.findings import no_setting
from warehouse.assess.findings.evidence import SourceYear
from warehouse.assess.thresholds import load_thresholds


def habit(unknown: int, online: int, total: int) -> tuple[Finding, bool]:
    """The finding on the unknown share of one source by list, and whether its setting is shown."""
    year = SourceYear(
        "it",
        "invented",
        2024,
        can_record_several_reasons=True,
        reason_cap=None,
        setting_capability_code="by_list",
        counts={"contacts": 100, "tellable": total, "tellable_unknown": unknown, "tellable_online": online},
    )
    thresholds = load_thresholds()
    found = [one for one in no_setting.judge([year], thresholds) if one.cause_code == "habit"]
    return found[0], no_setting.is_shown(year, thresholds.no_setting)


@pytest.mark.parametrize(
    ("unknown", "online", "total", "state", "is_shown"),
    [
        (0, 1, 8, "pass", True),
        (0, 3, 40, "pass", True),
        (2, 5, 60, "pass", True),
        (22, 1, 27, "warn", False),
        (14, 1, 18, "warn", False),
        (400, 90, 500, "warn", False),
        (0, 0, 40, "open", False),
        (20, 0, 40, "open", False),
    ],
)
def test_a_list_shows_what_it_tells(unknown: int, online: int, total: int, state: str, is_shown: bool) -> None:
    finding, shown = habit(unknown, online, total)
    assert (finding.state_code, shown) == (state, is_shown)
    assert finding.numerator == unknown and finding.denominator == total


def test_what_the_list_leaves_open_is_said_with_a_question() -> None:
    finding, _ = habit(22, 1, 27)
    assert "22 of 27" in finding.sentence and finding.question
