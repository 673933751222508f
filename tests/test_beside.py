"""Reasons that stand beside OCSEA, compared with all contacts and with those without it; the main reason; response."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from tests.invented_network import ABUSE_OFFLINE, ABUSE_ONLINE, ABUSE_UNKNOWN, MOOD, SCHOOL, InventedNetwork, all_rows
from tests.test_tabulate import figure, pair
from warehouse.tabulate.tables import tabulate_tables

MOOD_CELL = {
    "framework": "COMMON",
    "main_code": "mental_health",
    "framework_code": "mental_health.mood",
    "reason_code": "mental_health.mood",
}


@pytest.fixture(scope="module")
def figures() -> duckdb.DuckDBPyConnection:
    """`several` holds several reasons, `single` one."""
    network = InventedNetwork()
    network.add_source("several")
    network.add_contacts("several", 6, (ABUSE_ONLINE, MOOD))
    network.add_contacts("several", 4, (ABUSE_ONLINE,))
    network.add_contacts("several", 2, (ABUSE_UNKNOWN, MOOD))
    network.add_contacts("several", 10, (SCHOOL,))
    network.add_contacts("several", 5, (MOOD,))
    network.add_contacts("several", 3, (ABUSE_ONLINE, ABUSE_OFFLINE))
    network.add_source("single", can_record_several_reasons=False, reason_cap=None)
    network.add_contacts("single", 7, (ABUSE_ONLINE,))
    network.add_contacts("single", 9, (MOOD,))
    connection = network.connect()
    tabulate_tables(connection)
    return connection


def test_what_stands_beside_ocsea_among_sources_that_hold_several_reasons(figures: duckdb.DuckDBPyConnection) -> None:
    beside = figure(figures, "t5b.beside", "able", **MOOD_CELL)
    assert pair(beside) == (6, 13)
    assert beside["n_sources"] == 1
    assert float(beside["share_low"]) == pytest.approx(6 / 13, abs=1e-6)
    assert float(beside["share_high"]) == pytest.approx(8 / 15, abs=1e-6)
    assert pair(figure(figures, "t5b.beside", **MOOD_CELL)) == (6, 20)


def test_the_same_sources_stand_in_the_comparison(figures: duckdb.DuckDBPyConnection) -> None:
    assert pair(figure(figures, "t5b.beside_all", "able", **MOOD_CELL)) == (13, 30)
    assert pair(figure(figures, "t5b.beside_others", "able", **MOOD_CELL)) == (7, 17)


def test_a_reason_that_is_itself_ocsea_stands_beside_nothing(figures: duckdb.DuckDBPyConnection) -> None:
    keys = {"framework": "COMMON", "main_code": "violence"}
    abuse = {"framework_code": "violence.sexual.abuse", "reason_code": "violence.sexual.abuse"}
    assert pair(figure(figures, "t5b.beside", "able", **keys, **abuse)) == (3, 13)
    assert pair(figure(figures, "t5b.beside", "able", **keys, framework_code=None)) == (3, 13)


def test_where_no_system_holds_two_reasons_nothing_beside_is_a_structural_zero() -> None:
    network = InventedNetwork()
    network.add_source("single", can_record_several_reasons=False, reason_cap=None)
    network.add_contacts("single", 7, (ABUSE_ONLINE,))
    connection = network.connect()
    tabulate_tables(connection)
    row = figure(connection, "t5b.beside", **MOOD_CELL)
    assert (row["numerator"], row["denominator"], row["status_code"]) == (None, 7, "structural_zero")


def test_main_reasons_are_counted_of_sources_that_rank() -> None:
    network = InventedNetwork()
    network.add_source("ranks")
    network.add_contacts("ranks", 6, (ABUSE_ONLINE, MOOD), main=0)
    network.add_contacts("ranks", 3, (ABUSE_ONLINE, MOOD), main=1)
    network.add_contacts("ranks", 1, (SCHOOL, MOOD), main=-1)
    network.add_source("ticks")
    network.add_contacts("ticks", 50, (MOOD,))
    connection = network.connect()
    tabulate_tables(connection)
    mood = figure(connection, "t2.code", base_code="main_reason", **MOOD_CELL)
    assert pair(mood) == (3, 9)
    assert (mood["n_sources"], float(mood["share_low"]), float(mood["share_high"])) == (1, 0.3, 0.4)
    query = (
        "select sum(numerator), any_value(denominator) from network_statistics_exact where statistic_code = 't2.main' "
        "and base_code = 'main_reason' and panel_code = 'all' and region_code is null group by framework"
    )
    assert all_rows(connection, query) == [(9, 9)] * 4


def test_response_counts_members_of_the_year_by_region() -> None:
    network = InventedNetwork()
    for name, region, country in (("a", "africa", "SN"), ("b", "africa", "SN"), ("c", "europe", "FR")):
        network.add_source(name, region_code=region, country_code=country)
        network.add_contacts(name, 5, (SCHOOL,), year=2022)
    network.add_source("a_too", member_id="member_a")
    network.add_source("mute", region_code="europe", country_code="DE")
    network.add_source("gone", region_code="europe", country_code="IT")
    network.rows["member"][-1]["member_to"] = date(2021, 12, 31)
    network.add_contacts("a", 5, (SCHOOL,))
    connection = network.connect()
    tabulate_tables(connection)

    def response(statistic: str, year: int, region: str | None = None) -> tuple[int | None, int | None]:
        return pair(figure(connection, statistic, base_code="members", year=year, region_code=region))

    assert response("t0.members_answering", 2022) == (3, 4)
    assert response("t0.members_answering", 2022, "europe") == (1, 2)
    assert response("t0.members_answering", 2023) == (1, 4)
    assert response("t0.countries", 2022) == (2, 3)
    assert response("t0.countries", 2023) == (1, 3)
    row = figure(connection, "t0.members_answering", base_code="members", year=2022)
    assert row["member_ids"] == ["member_a", "member_b", "member_c", "member_mute"]


def test_members_able_are_counted_by_table() -> None:
    network = InventedNetwork()
    network.add_source("able")
    network.add_source("mute", setting_capability_code="none", expresses=())
    network.add_decision("mute", "reason", "violence.sexual.abuse")
    network.add_contacts("able", 5, (ABUSE_ONLINE,))
    network.add_contacts("mute", 5, (ABUSE_UNKNOWN,))
    connection = network.connect()
    tabulate_tables(connection)
    assert pair(figure(connection, "t0.members_able.t4.ocsea_wide_of_violence", base_code="members")) == (1, 2)
    assert pair(figure(connection, "t0.members_able.t1.with_reason", base_code="members")) == (2, 2)
