"""Network statistics before disclosure control: totals, parts and wholes, bounds, structural zeros, panels."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pytest

from schemas.contract.table import load_tables
from tests.invented_network import (
    ABUSE_BOTH,
    ABUSE_OFFLINE,
    ABUSE_OFFLINE_BY_LIST,
    ABUSE_ONLINE,
    ABUSE_UNKNOWN,
    MOOD,
    SCHOOL,
    InventedNetwork,
    all_rows,
)
from warehouse.tabulate.tables import tabulate_tables

BULLYING_UNKNOWN = ("violence.bullying", "unknown", "none")
NO_HOME = ("other", "not_applicable", "none")


@pytest.fixture(scope="module")
def figures() -> duckdb.DuckDBPyConnection:
    """Two regions; `mute` cannot tell online from offline; `listed` tells by its list."""
    network = InventedNetwork()
    network.add_source("able", region_code="africa", member_id="one")
    network.add_contacts("able", 10, (SCHOOL, MOOD))
    network.add_contacts("able", 6, (ABUSE_ONLINE,))
    network.add_contacts("able", 3, (ABUSE_BOTH,))
    network.add_contacts("able", 11, (ABUSE_OFFLINE, MOOD))
    network.add_contacts("able", 5, (), kind="non_counselling.silent")
    network.add_contacts("able", 9, (ABUSE_ONLINE,), population="adult")
    network.add_source("mute", region_code="africa", member_id="one", setting_capability_code="none")
    network.rows["decision"] = [row for row in network.rows["decision"] if row["source_id"] != "mute"]
    network.add_decision("mute", "reason", "violence.sexual.abuse")
    network.add_decision("mute", "reason", "education.academic")
    network.add_contacts("mute", 20, (ABUSE_UNKNOWN,))
    network.add_contacts("mute", 30, (SCHOOL,))
    listed = (ABUSE_ONLINE, ABUSE_OFFLINE_BY_LIST, NO_HOME)
    network.add_source(
        "listed", region_code="europe", member_id="two", setting_capability_code="by_list", expresses=listed
    )
    network.add_contacts("listed", 4, (ABUSE_ONLINE,))
    network.add_contacts("listed", 40, (ABUSE_OFFLINE_BY_LIST,))
    network.add_contacts("listed", 7, (NO_HOME,))
    network.add_source("elsewhere", network_code="other_network")
    network.add_contacts("elsewhere", 1000, (ABUSE_ONLINE,))
    connection = network.connect()
    tabulate_tables(connection)
    return connection


def figure(connection: duckdb.DuckDBPyConnection, statistic: str, panel: str = "all", **keys: Any) -> dict[str, Any]:
    """The one row of network `demo`, all regions unless said, with these dimensions."""
    keys = {"region_code": None, "base_code": "contacts", **keys}
    where = " and ".join(f"{name} is not distinct from ${name}" for name in keys)
    result = connection.execute(
        f"select * from network_statistics_exact where network_code = 'demo' and statistic_code = $statistic "
        f"and panel_code = $panel and {where}",
        {"statistic": statistic, "panel": panel, **keys},
    )
    names = [column[0] for column in result.description or ()]
    (row,) = result.fetchall()
    return dict(zip(names, row, strict=True))


def pair(row: dict[str, Any]) -> tuple[int | None, int | None]:
    return row["numerator"], row["denominator"]


def test_contacts_by_kind(figures: duckdb.DuckDBPyConnection) -> None:
    counselling = figure(figures, "t1.contacts_by_kind", contact_type_code="counselling")
    silent = figure(figures, "t1.contacts_by_kind", contact_type_code="non_counselling.silent")
    non_counselling = figure(figures, "t1.contacts_by_kind", contact_type_code="non_counselling")
    assert pair(counselling) == (140, 145)
    assert pair(silent) == pair(non_counselling) == (5, 145)
    assert silent["n_sources_able"] == 1
    assert counselling["n_members"] == 2


def test_counselling_by_population_leads_to_the_base_of_child_statistics(figures: duckdb.DuckDBPyConnection) -> None:
    adult = figure(figures, "t1.counselling_by_population", population_code="adult", contact_type_code="counselling")
    assert pair(adult) == (9, 140)
    assert pair(figure(figures, "t1.with_reason")) == (131, 131)


def test_ocsea_and_its_bounds(figures: duckdb.DuckDBPyConnection) -> None:
    wide = figure(figures, "t4.ocsea_wide_of_sexual_violence")
    assert pair(wide) == (13, 84)
    assert float(wide["share_low"]) == pytest.approx(13 / 84, abs=1e-6)
    assert float(wide["share_high"]) == pytest.approx((13 + 20 + 40) / 84, abs=1e-6)
    assert (wide["n_sources"], wide["n_sources_able"]) == (3, 2)


def test_panel_is_by_capability_and_never_by_outcome(figures: duckdb.DuckDBPyConnection) -> None:
    able = figure(figures, "t4.ocsea_wide_of_sexual_violence", panel="able")
    assert pair(able) == (13, 64)
    network = InventedNetwork()
    network.add_source("none_seen")
    network.add_contacts("none_seen", 30, (ABUSE_OFFLINE,))
    network.add_source("some_seen")
    network.add_contacts("some_seen", 10, (ABUSE_ONLINE,))
    connection = network.connect()
    tabulate_tables(connection)
    assert pair(figure(connection, "t4.ocsea_wide_of_sexual_violence", panel="able")) == (10, 40)


@pytest.mark.parametrize("panel", ["all", "able"])
def test_settings_are_the_whole(figures: duckdb.DuckDBPyConnection, panel: str) -> None:
    rows = [
        figure(figures, "t4.setting_of_sexual_violence", panel=panel, setting_code=setting)
        for setting in ("online", "offline", "both", "unknown")
    ]
    assert sum(row["numerator"] for row in rows) == rows[0]["denominator"]
    assert len({row["denominator"] for row in rows}) == 1


def test_what_only_the_list_implies_is_no_lower_bound(figures: duckdb.DuckDBPyConnection) -> None:
    offline = figure(figures, "t4.setting_of_sexual_violence", setting_code="offline")
    assert offline["numerator"] == 51
    assert float(offline["share_low"]) == pytest.approx(11 / 84, abs=1e-6)
    assert float(offline["share_high"]) == pytest.approx(71 / 84, abs=1e-6)


def test_structural_zero_is_null_and_a_counted_zero_is_zero(figures: duckdb.DuckDBPyConnection) -> None:
    nobody = figure(
        figures, "t2.code", framework="CHI_V2", framework_code="MH.01", main_code="MH", region_code="europe"
    )
    assert (nobody["numerator"], nobody["share"], nobody["status_code"]) == (None, None, "structural_zero")
    network = InventedNetwork()
    network.add_source("it")
    network.add_contacts("it", 5, (SCHOOL,))
    connection = network.connect()
    tabulate_tables(connection)
    query = (
        "select reason_code, numerator, status_code from network_statistics_exact where framework = 'COMMON' "
        "and statistic_code = 't2.code' and panel_code = 'all' and base_code = 'contacts' and region_code is null "
        "and reason_code in ('mental_health.mood', 'mental_health.anxiety') order by all"
    )
    assert all_rows(connection, query) == [
        ("mental_health.anxiety", None, "structural_zero"),
        ("mental_health.mood", 0, "available"),
    ]


def test_what_is_recorded_only_together_is_not_available() -> None:
    network = InventedNetwork()
    network.add_source("mute", setting_capability_code="none", expresses=())
    network.add_decision("mute", "reason", "violence.sexual.abuse")
    network.add_contacts("mute", 20, (ABUSE_UNKNOWN,))
    connection = network.connect()
    tabulate_tables(connection)
    online = figure(connection, "t2.code", framework="CHI_V2", framework_code="V.14", main_code="V")
    assert (online["numerator"], online["status_code"]) == (None, "not_available")
    undetermined = figure(connection, "t2.code", framework="CHI_V2", framework_code="undetermined", main_code="V")
    assert pair(undetermined) == (20, 20)
    main = figure(connection, "t2.main", framework="CHI_V2", main_code="V", framework_code=None)
    assert pair(main) == (20, 20)


def test_what_no_label_could_leave_undetermined_is_no_zero_of_a_hundred() -> None:
    """A reader would work out from it that a count of the list is nothing, of helplines that were never asked."""
    network = InventedNetwork()
    network.add_source("plain", expresses=())
    network.add_decision("plain", "reason", "family.caregiver")
    network.add_contacts("plain", 20, (("family.caregiver", "not_applicable", "not_applicable"),))
    connection = network.connect()
    tabulate_tables(connection)
    words = {
        "undetermined": "No word of the sources here fits several codes: nothing can stand here.",
        "none": "Every word of the sources here has a code in the framework: nothing can stand here.",
    }
    for code, sentence in words.items():
        found = figure(
            connection, "t2.code", framework="CHI_V2", framework_code=code, main_code="V" if code != "none" else code
        )
        assert (found["numerator"], found["status_code"]) == (None, "structural_zero")
        # what a system has a place for, or what was recorded, is not the question
        told = [note for note in found["footnotes"] if "place for it" in note or "was recorded" in note]
        assert (found["footnotes"][0], told) == (sentence, [])


def test_sources_whose_words_all_fit_are_said_beside_what_does_not() -> None:
    network = InventedNetwork()
    network.add_source("mute", setting_capability_code="none", expresses=())
    network.add_decision("mute", "reason", "violence.sexual.abuse")
    network.add_contacts("mute", 20, (ABUSE_UNKNOWN,))
    network.add_decision("mute", "reason", "safety.harmful_sexual_behaviour")
    network.add_contacts("mute", 20, (("safety.harmful_sexual_behaviour", "unknown", "none"),))
    network.add_source("plain", expresses=())
    network.add_decision("plain", "reason", "family.caregiver")
    network.add_contacts("plain", 20, (("family.caregiver", "not_applicable", "not_applicable"),))
    connection = network.connect()
    tabulate_tables(connection)
    code = figure(connection, "t2.code", framework="CHI_V2", framework_code="undetermined", main_code="V")
    fits = "What was recorded fits several codes of the framework; it is not shared out among them."
    rest = "1 of 2 sources has no word known to fit several codes; their contacts stay in the base."
    main = figure(connection, "t2.main", framework="CHI_V1", main_code="undetermined")
    for found in (code, main):
        assert {fits, rest} <= set(found["footnotes"])
        assert not [note for note in found["footnotes"] if "cannot record" in note]


def test_undetermined_widens_the_bounds_and_is_not_shared_out(figures: duckdb.DuckDBPyConnection) -> None:
    online = figure(figures, "t2.code", framework="CHI_V2", framework_code="V.14", main_code="V")
    assert pair(online) == (13, 131)
    assert float(online["share_high"]) == pytest.approx((13 + 20 + 40) / 131, abs=1e-6)


def test_both_counts_under_two_codes_and_says_so(figures: duckdb.DuckDBPyConnection) -> None:
    online = figure(figures, "t2.code", framework="CHI_V2", framework_code="V.14", main_code="V", base_code="reasons")
    offline = figure(figures, "t2.code", framework="CHI_V2", framework_code="V.16", main_code="V", base_code="reasons")
    assert (online["numerator"], offline["numerator"]) == (6 + 3 + 4, 3 + 11 + 40)
    assert any("two codes" in footnote for footnote in online["footnotes"])


def test_what_a_framework_has_no_code_for_stays_visible(figures: duckdb.DuckDBPyConnection) -> None:
    row = figure(figures, "t2.main", framework="CHI_V2", main_code="none", framework_code=None)
    assert pair(row) == (7, 131)


@pytest.mark.parametrize("framework", ["CHI_V1", "CHI_V2", "CHI_V3", "COMMON"])
def test_mains_are_the_whole_of_recorded_reasons(figures: duckdb.DuckDBPyConnection, framework: str) -> None:
    query = (
        "select region_code, sum(numerator), any_value(denominator) from network_statistics_exact "
        "where statistic_code = 't2.main' and base_code = 'reasons' and panel_code = 'all' and framework = $1 "
        "and network_code = 'demo' group by all"
    )
    rows = figures.execute(query, [framework]).fetchall()
    assert len(rows) == 3
    for _, parts, whole in rows:
        assert parts == whole


@pytest.mark.parametrize("framework", ["CHI_V1", "CHI_V2", "CHI_V3", "COMMON"])
def test_codes_are_their_main_but_for_both(figures: duckdb.DuckDBPyConnection, framework: str) -> None:
    query = (
        "select main_code, sum(numerator) filter (where statistic_code = 't2.code') as parts, "
        "sum(numerator) filter (where statistic_code = 't2.main') as whole from network_statistics_exact "
        "where base_code = 'reasons' and panel_code = 'all' and region_code is null and framework = $1 "
        "and network_code = 'demo' group by main_code having whole > 0"
    )
    twice = 0 if framework == "COMMON" else 3
    for main, parts, whole in figures.execute(query, [framework]).fetchall():
        assert parts == whole + (twice if main == "V" else 0), main


def test_all_regions_are_the_sum_of_regions(figures: duckdb.DuckDBPyConnection) -> None:
    key = ", ".join(name for name in load_tables()["network_statistics_exact"].key if name != "region_code")
    query = f"""
        with sums as (
            select {key},
                coalesce(sum(numerator) filter (where region_code is null), 0) as whole,
                coalesce(sum(numerator) filter (where region_code is not null), 0) as parts,
                coalesce(sum(n_sources) filter (where region_code is null), 0) as whole_sources,
                coalesce(sum(n_sources) filter (where region_code is not null), 0) as part_sources
            from network_statistics_exact where panel_code in ('all', 'able') group by all
        )
        select count(*) filter (where whole <> parts or whole_sources <> part_sources), count(*) from sums
    """
    ((different, number),) = all_rows(figures, query)
    assert different == 0
    assert number > 500


def test_networks_are_never_added_up(figures: duckdb.DuckDBPyConnection) -> None:
    query = (
        "select distinct network_code, denominator from network_statistics_exact "
        "where statistic_code = 't1.with_reason' and region_code is null order by all"
    )
    assert all_rows(figures, query) == [("demo", 131), ("other_network", 1000)]


def test_a_dominant_source_is_named_in_a_footnote(figures: duckdb.DuckDBPyConnection) -> None:
    row = figure(figures, "t1.contacts_by_kind", contact_type_code="counselling", region_code="africa")
    assert any(footnote.startswith("One source holds 53 of 100") for footnote in row["footnotes"])


def test_decisions_count_only_in_the_years_in_which_they_hold() -> None:
    network = InventedNetwork()
    network.add_source("it", expresses=())
    network.add_decision("it", "reason", "education.academic")
    network.add_decision("it", "reason", "mental_health.mood")
    network.rows["decision"][-1]["valid_from"] = date(2023, 5, 1)
    for year in (2022, 2023):
        network.add_contacts("it", 3, (SCHOOL,), year=year)
    connection = network.connect()
    tabulate_tables(connection)
    query = (
        "select year, numerator, status_code from network_statistics_exact where reason_code = 'mental_health.mood' "
        "and statistic_code = 't2.code' and framework = 'COMMON' and panel_code = 'all' and base_code = 'contacts' and region_code is null "
        "order by all"
    )
    assert all_rows(connection, query) == [(2022, None, "structural_zero"), (2023, 0, "available")]


def test_table_has_the_columns_of_its_contract(figures: duckdb.DuckDBPyConnection) -> None:
    contract = load_tables()["network_statistics_exact"]
    assert figures.sql("from network_statistics_exact").columns == list(contract.names)
    assert all_rows(figures, contract.repeated_keys_query("network_statistics_exact")) == [(0,)]
