"""None with two reasons of very many is a habit also where few other helplines can be compared with."""

from __future__ import annotations

import pytest

from tests.invented_metrics import states, year_of
from warehouse.assess.findings.evidence import SourceYear


def source(source_id: str, two: int, total: int) -> SourceYear:
    return year_of(source_id, {"with_reason": total, "with_two_reasons": two})


PEERS = [source(f"p{n}", two, 700) for n, two in enumerate((18, 24, 30, 38, 52, 70, 90))]


@pytest.mark.parametrize(("two", "total", "expected"), [(0, 900, "fail"), (0, 60, "open"), (14, 700, "pass")])
def test_few_others_do_not_hide_that_there_is_none(two: int, total: int, expected: str) -> None:
    own = states("one_reason", [*PEERS, source("it", two, total)])
    assert own["it"] == expected
    assert {own[year.source_id] for year in PEERS} == {"pass"}
