"""A network in which the system of one helpline, `it`, was changed, beside ordinary ones.

Belongs here: what the tests of such changes begin with, and reading the findings on it. Does not belong here: any
expectation.
"""

from __future__ import annotations

from typing import Any

import duckdb

from tests.assessed_network import ORDINARY
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

ONE: dict[str, Any] = {"can_record_several_reasons": False, "reason_cap": 1}
NOT_TOLD: dict[str, Any] = {"setting_capability_code": "none"}


def several(network: InventedNetwork, year: int, month: int = 6, source_id: str = "it") -> None:
    """200 contacts as ordinary sources have them: 26 with two reasons, 40 of sexual violence, a third of them online."""
    network.add_contacts(source_id, 26, (SCHOOL, MOOD), year, month=month)
    network.add_contacts(source_id, 14, (ABUSE_ONLINE,), year, month=month)
    network.add_contacts(source_id, 26, (ABUSE_OFFLINE,), year, month=month)
    network.add_contacts(source_id, 134, (SCHOOL,), year, month=month)


def one_each(network: InventedNetwork, number: int, year: int, month: int) -> None:
    network.add_contacts("it", number // 5, (ABUSE_ONLINE,), year, month=month)
    network.add_contacts("it", number - number // 5, (SCHOOL,), year, month=month)


def not_told(network: InventedNetwork, year: int, month: int) -> None:
    network.add_contacts("it", 20, (ABUSE_UNKNOWN, MOOD), year, month=month)
    network.add_contacts("it", 80, (ABUSE_UNKNOWN,), year, month=month)


def beside_others(*years: int, **declared: Any) -> InventedNetwork:
    network = InventedNetwork()
    for year in years:
        add_ordinary_sources(network, [f"{name}_{year}" for name in ORDINARY], year)
    network.add_source("it", **declared)
    return network


def forms(connection: duckdb.DuckDBPyConnection, code: str, year: int) -> dict[str, tuple[Any, ...]]:
    """By form: state, numerator and denominator."""
    query = (
        "select form_code, state_code, numerator, denominator from finding "
        f"where source_id = 'it' and finding_code = '{code}' and contact_year = {year}"
    )
    return {form: tuple(rest) for form, *rest in all_rows(connection, query)}
