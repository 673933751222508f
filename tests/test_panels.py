"""Panels of a trend, and what one member holds of a figure: the chain, the parts, the quartiles, the largest one away."""

from __future__ import annotations

from math import ceil, floor

import duckdb
import pytest

from tests.invented_network import ABUSE_OFFLINE, ABUSE_ONLINE, ABUSE_UNKNOWN, MOOD, SCHOOL, InventedNetwork, all_rows
from warehouse.assess.tables import assess_tables
from warehouse.store.engine import sql_text
from warehouse.tabulate.tables import tabulate_tables

FIRST, SECOND, THIRD = 2022, 2023, 2024
OCSEA = "statistic_code = 't4.ocsea_wide_of_violence' and region_code is null and network_code = 'demo'"


@pytest.fixture(scope="module")
def figures() -> duckdb.DuckDBPyConnection:
    """Twelve helplines of eleven members; `mute` is by far the largest, cannot tell the setting and leaves after a year."""
    network = InventedNetwork()
    network.add_source("mute", member_id="large", setting_capability_code="none")
    network.rows["decision"] = []
    network.add_decision("mute", "reason", "violence.sexual.abuse")
    network.add_contacts("mute", 900, (ABUSE_UNKNOWN,), year=FIRST)
    for number in range(11):
        # 00 and 01 are offices of one member; 10 joins in the second year, 09 leaves after it
        network.add_source(f"able_{number:02}", member_id="two_offices" if number < 2 else f"member_{number:02}")
        for year in (FIRST, SECOND, THIRD):
            if (number == 10 and year == FIRST) or (number == 9 and year == THIRD):
                continue
            network.add_contacts(f"able_{number:02}", number + 1, (ABUSE_ONLINE,), year=year)
            network.add_contacts(f"able_{number:02}", 20, (ABUSE_OFFLINE,), year=year)
            network.add_contacts(f"able_{number:02}", 5, (SCHOOL,), year=year)
    connection = network.connect()
    tabulate_tables(connection)
    return connection


def test_a_trend_is_chained_over_the_same_members(figures: duckdb.DuckDBPyConnection) -> None:
    query = f"""
        select later.year, later.member_ids = earlier.member_ids, len(later.member_ids), earlier.numerator, later.numerator
        from network_statistics_exact as later
        inner join network_statistics_exact as earlier
            on earlier.year = later.year - 1 and earlier.panel_code = 'matched_next' and earlier.{OCSEA.replace(" and ", " and earlier.")}
        where later.panel_code = 'matched' and later.{OCSEA.replace(" and ", " and later.")} order by 1
    """
    # 1 + ... + 10 without 10 (joins), then with it and without 09
    assert all_rows(figures, query) == [(SECOND, True, 9, 55, 55), (THIRD, True, 9, 56, 56)]


def test_no_panel_reaches_past_the_first_and_the_last_year(figures: duckdb.DuckDBPyConnection) -> None:
    query = (
        "select distinct panel_code, year from network_statistics_exact where panel_code like 'matched%' order by all"
    )
    found = all_rows(figures, query)
    assert found == [("matched", SECOND), ("matched", THIRD), ("matched_next", FIRST), ("matched_next", SECOND)]


def test_a_source_that_cannot_tell_is_in_no_panel_but_all(figures: duckdb.DuckDBPyConnection) -> None:
    query = f"select panel_code, list_contains(member_ids, 'large') from network_statistics_exact where {OCSEA} and year = 2022"
    assert dict(all_rows(figures, query)) == {"all": True, "able": False, "matched_next": False}


def test_parts_are_of_members_not_of_offices(figures: duckdb.DuckDBPyConnection) -> None:
    query = (
        "select numerator_largest, numerator_second, denominator_largest, denominator_second, n_sources, n_members "
        f"from network_statistics_exact where {OCSEA} and panel_code = 'able' and year = 2022"
    )
    # largest numerator: member_09 with 10; base: two offices with 1 + 2 + 40
    assert all_rows(figures, query) == [(10, 9, 43, 30, 10, 9)]


def test_the_largest_base_can_be_taken_away(figures: duckdb.DuckDBPyConnection) -> None:
    query = f"select share, share_without_largest from network_statistics_exact where {OCSEA} and year = 2022 and panel_code = 'all'"
    ((share, without),) = all_rows(figures, query)
    assert float(share) == pytest.approx(55 / (900 + 255), abs=1e-6)
    assert float(without) == pytest.approx(55 / 255, abs=1e-6)


def test_quartiles_are_of_sources_that_can_and_only_of_ten(figures: duckdb.DuckDBPyConnection) -> None:
    query = f"select year, share_source_q1, share_source_median, share_source_q3 from network_statistics_exact where {OCSEA} and panel_code = 'all' order by 1"
    of_first, of_second, _ = all_rows(figures, query)
    own = sorted((number + 1) / (number + 21) for number in range(10))
    # ten sources: the middle lies between the fifth and the sixth, the quarters near the third and the eighth
    assert float(of_first[2]) == pytest.approx(sum(own[3:7]) / 4, abs=1e-6), "`mute` has no vote"
    assert float(of_first[1]) == pytest.approx(sum(own[1:4]) / 3, abs=1e-6)
    assert float(of_first[3]) == pytest.approx(sum(own[6:9]) / 3, abs=1e-6)
    assert of_first[1] < of_first[2] < of_first[3]
    assert of_second[2] is not None
    by_region = "select count(share_source_median) from network_statistics_exact where n_sources_able < 10"
    assert all_rows(figures, by_region) == [(0,)]


@pytest.mark.parametrize("n_sources", [10, 11, 13, 17, 25])
def test_no_quartile_is_the_share_of_one_source(n_sources: int) -> None:
    """Of 11, 13 or 17 sources a quantile is the share of a source."""
    shares = [2.0**place for place in range(n_sources)]
    with duckdb.connect() as connection:
        connection.execute(sql_text("tabulate/shares_near"))
        for part in (0.25, 0.5, 0.75):
            ((found,),) = connection.execute("select shares_near($1, $2)", [shares, part]).fetchall()
            place = part * (n_sources - 1)
            assert found not in shares
            assert shares[floor(place) - 1] < found < shares[ceil(place) + 1]


def test_who_joined_and_left_is_said_as_a_number(figures: duckdb.DuckDBPyConnection) -> None:
    query = f"select year, footnotes from network_statistics_exact where {OCSEA} and panel_code = 'all'"
    said = {year: " ".join(notes) for year, notes in all_rows(figures, query)}
    assert "Not the same members" not in said[FIRST]
    assert "1 joined, 1 left" in said[SECOND]
    assert "0 joined, 1 left" in said[THIRD]


def test_what_neither_stores_several_nor_tells_online_counts_and_has_no_vote_among_others() -> None:
    """Its verdict says that its shares by reason are not compared with others'."""
    network = InventedNetwork()
    for number in range(14):
        cannot = {"can_record_several_reasons": False, "setting_capability_code": "none"} if number >= 10 else {}
        network.add_source(f"source_{number:02}", member_id=f"member_{number:02}", **cannot)
        network.add_contacts(f"source_{number:02}", 20, (SCHOOL,), year=FIRST)
        network.add_contacts(f"source_{number:02}", 20 if number < 10 else 2000, (MOOD,), year=FIRST)
    connection = network.connect()
    assess_tables(connection)
    tabulate_tables(connection)

    query = (
        "select denominator, share_source_q1, share_source_median, share_source_q3 from network_statistics_exact "
        "where statistic_code = 't2.main' and framework = 'COMMON' and main_code = 'education' and base_code = 'contacts' "
        "and panel_code = 'all' and region_code is null"
    )
    ((base, *quartiles),) = all_rows(connection, query)
    assert base == 10 * 40 + 4 * 2020
    assert {float(one) for one in quartiles} == {0.5}
