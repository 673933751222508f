"""Every state of a finding is rendered everywhere: none is known to the engine alone."""

from __future__ import annotations

from typing import get_args

import dagster as dg
import pytest

from pipelines.defs.checks import finding_result
from schemas.contract.table import load_tables
from schemas.finding import Finding, State

STATES = get_args(State)


@pytest.mark.parametrize("state", STATES)
def test_a_check_of_dagster_counts_it(state: State) -> None:
    finding = Finding("it", "one_reason", state, "a sentence", cause_code="habit", contact_year=2024)
    result = finding_result(dg.AssetKey("assess"), [finding])
    assert result.description == f"1 {state}"
    assert result.passed == (state not in ("fail", "warn"))


def test_the_contract_of_the_table_has_all_states_and_no_other() -> None:
    column = next(one for one in load_tables()["finding"].columns if one.name == "state_code")
    assert set(column.values) == set(STATES)
