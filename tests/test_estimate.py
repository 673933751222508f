"""The internal estimate sets aside what a finding is about, and nothing else of what a source recorded."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.finding import Finding
from tests.invented_network import ABUSE_OFFLINE, ABUSE_ONLINE, SCHOOL, InventedNetwork, add_ordinary_sources
from tests.test_tabulate import figure
from warehouse.tabulate.tables import tabulate_tables

SETTING: dict[str, Any] = {"statistic": "t4.ocsea_wide_of_sexual_violence", "panel": "able"}
REASON: dict[str, Any] = {
    "statistic": "t2.main", "framework": "COMMON", "main_code": "violence", "framework_code": None
}  # fmt: skip


def row_of(codes: list[str], keys: dict[str, Any]) -> dict[str, Any]:
    """Eight sources with much violence, a third of it online, and one with little of both, about which there are findings."""
    network = InventedNetwork()
    add_ordinary_sources(network, [f"ordinary_{number}" for number in range(8)])
    network.add_source("it")
    network.add_contacts("it", 4, (ABUSE_ONLINE,))
    network.add_contacts("it", 36, (ABUSE_OFFLINE,))
    network.add_contacts("it", 360, (SCHOOL,))
    for code in codes:
        finding = Finding("it", code, "fail", "", cause_code="habit", contact_year=2023)
        network.rows["finding"].append(finding.as_dict())
    connection = network.connect()
    tabulate_tables(connection)
    return figure(connection, **keys)


@pytest.mark.parametrize(
    ("codes", "keys", "is_set_aside"),
    [
        (["catch_all"], SETTING, False),
        (["one_reason"], SETTING, False),
        (["no_setting"], SETTING, True),
        (["no_setting", "catch_all"], SETTING, True),
        (["catch_all"], REASON, True),
        (["one_reason"], REASON, True),
        (["no_setting"], REASON, False),
        (["no_setting", "catch_all"], REASON, True),
    ],
)
def test_a_finding_about_reasons_moves_no_setting_and_one_about_the_setting_no_reason(
    codes: list[str], keys: dict[str, Any], is_set_aside: bool
) -> None:
    row = row_of(codes, keys)
    its, its_base = (4, 40) if keys is SETTING else (40, 400)
    others, base_of_others = row["numerator"] - its, row["denominator"] - its_base
    its_estimate = others / base_of_others * its_base if is_set_aside else its
    assert float(row["share_habit"]) == pytest.approx((others + its_estimate) / row["denominator"], abs=1e-6)


@pytest.mark.parametrize("keys", [SETTING, REASON])
@pytest.mark.parametrize("code", ["catch_all", "no_setting"])
def test_the_internal_bounds_allow_for_the_estimate_and_for_comparable_sources(code: str, keys: dict[str, Any]) -> None:
    row = row_of([code], keys)
    its, its_base = (4, 40) if keys is SETTING else (40, 400)
    others = row["numerator"] - its
    as_the_others = others + others / (row["denominator"] - its_base) * its_base
    low, high = float(row["share_low_habit"]), float(row["share_high_habit"])
    assert low <= float(row["share_habit"]) <= high
    assert low - 1e-6 <= as_the_others / row["denominator"] <= high + 1e-6


def test_what_is_surely_online_stays_in_the_estimate() -> None:
    """A source that leaves the rest at offline may have more online than it says, never less."""
    network = InventedNetwork()
    add_ordinary_sources(network, [f"ordinary_{number}" for number in range(8)])
    network.add_source("it")
    network.add_contacts("it", 60, (ABUSE_ONLINE,))
    network.add_contacts("it", 20, (ABUSE_OFFLINE,))
    finding = Finding("it", "no_setting", "fail", "", cause_code="habit", contact_year=2023)
    network.rows["finding"].append(finding.as_dict())
    connection = network.connect()
    tabulate_tables(connection)
    row = figure(connection, **SETTING)
    assert float(row["share_habit"]) == pytest.approx(row["numerator"] / row["denominator"], abs=1e-6)
