"""Figures by what was answered: gender, age, profile of OCSEA, channel, person, referrals; unknown parts and ability."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from tests.invented_network import ABUSE_OFFLINE, ABUSE_ONLINE, MOOD, SCHOOL, InventedNetwork, all_rows
from tests.test_tabulate import figure, pair
from warehouse.tabulate.tables import tabulate_tables

SOME = {"gender_code": "girl", "age_band_code": "age_13_15", "channel_code": "chat", "person_code": "child_self"}


def asks(network: InventedNetwork, source_id: str, **codes: tuple[str, ...]) -> None:
    """The source's list has these answers."""
    for name, several in codes.items():
        for code in several:
            network.add_decision(source_id, name, code)


@pytest.fixture(scope="module")
def figures() -> duckdb.DuckDBPyConnection:
    """`asks` asks everything, `silent` nothing; both tell online from offline."""
    network = InventedNetwork()
    network.add_source("asks", member_id="one")
    asks(network, "asks", gender=("girl", "boy"), age_band=("under_18", "age_13_15"), channel=("chat", "voice"))
    asks(network, "asks", platform=("gaming.roblox", "gaming", "email"), time_to_contact=("same_day", "over_year"))
    asks(network, "asks", referral_out=("police", "hotline"), incident_place=("online",), person=("child_self",))
    network.add_contacts("asks", 6, (ABUSE_ONLINE,), answers={**SOME, "platform": ["gaming.roblox", "email"]})
    network.add_contacts("asks", 4, (ABUSE_ONLINE, MOOD), answers={"gender_code": "boy", "platform": ["gaming"]})
    network.add_contacts("asks", 2, (ABUSE_ONLINE,), answers={"gender_code": "unknown", "age_band_code": "under_18"})
    network.add_contacts("asks", 8, (SCHOOL,), answers={**SOME, "gender_code": "boy", "referral_out": ["police"]})
    network.add_contacts("asks", 3, (ABUSE_ONLINE,), population="adult", answers=SOME)
    network.add_source("silent", member_id="two")
    network.add_contacts("silent", 5, (ABUSE_ONLINE,))
    network.add_contacts("silent", 5, (ABUSE_OFFLINE,))
    connection = network.connect()
    tabulate_tables(connection)
    return connection


def bounds(row: dict[str, object]) -> tuple[float, float]:
    return round(float(str(row["share_low"])), 4), round(float(str(row["share_high"])), 4)


def test_gender_of_counselling_child_contacts(figures: duckdb.DuckDBPyConnection) -> None:
    keys = {"contact_type_code": "counselling"}
    girl = figure(figures, "t3.gender", gender_code="girl", **keys)
    assert pair(girl) == (6, 30)
    assert bounds(girl) == (round(6 / 30, 4), round(18 / 30, 4))
    assert pair(figure(figures, "t3.gender", panel="able", gender_code="boy", **keys)) == (12, 20)
    assert pair(figure(figures, "t3.gender", panel="able", gender_code="unknown", **keys)) == (2, 20)
    nobody = figure(figures, "t3.gender", gender_code="non_binary", **keys)
    assert (nobody["numerator"], nobody["status_code"]) == (None, "structural_zero")


@pytest.mark.parametrize("statistic", ["t3.gender", "t3.age", "t3.gender_age", "t3.gender_of_ocsea_wide", "t6.channel"])
@pytest.mark.parametrize("panel", ["all", "able"])
def test_answers_of_which_there_is_one_are_the_whole(
    figures: duckdb.DuckDBPyConnection, statistic: str, panel: str
) -> None:
    query = (
        "select sum(numerator), any_value(denominator) from network_statistics_exact "
        "where statistic_code = $1 and panel_code = $2 and region_code is null"
    )
    ((parts, whole),) = figures.execute(query, [statistic, panel]).fetchall()
    assert parts == whole > 0


def test_a_band_that_is_not_told_apart_may_be_any_below_it(figures: duckdb.DuckDBPyConnection) -> None:
    band = figure(figures, "t3.age", panel="able", age_band_code="age_13_15", contact_type_code="counselling")
    assert pair(band) == (14, 20)
    assert bounds(band) == (0.7, 1.0)


def test_a_share_within_a_gender_allows_for_contacts_of_unknown_gender(figures: duckdb.DuckDBPyConnection) -> None:
    boys = figure(figures, "t3.ocsea_wide_by_gender", panel="able", gender_code="boy", reason_code="violence.sexual")
    assert pair(boys) == (4, 12)
    assert bounds(boys) == (round(4 / 12, 4), round(6 / 14, 4))
    main = figure(
        figures, "t3.main_by_gender", panel="able", framework="COMMON", main_code="education", gender_code="boy"
    )
    assert pair(main) == (8, 12)
    assert pair(figure(figures, "t3.gender_of_violence", gender_code="girl", reason_code="violence")) == (6, 22)


def test_profile_of_ocsea_counts_a_contact_under_each_answer_and_above(figures: duckdb.DuckDBPyConnection) -> None:
    def platform(code: str, panel: str = "able") -> dict[str, object]:
        return figure(
            figures, "t5.profile", panel, attribute_code="platform", value_code=code, reason_code="violence.sexual"
        )

    assert pair(platform("gaming")) == (10, 12)
    assert pair(platform("gaming.roblox")) == (6, 12)
    assert bounds(platform("gaming.roblox")) == (0.5, 1.0)
    assert pair(platform("email")) == (6, 12)
    assert bounds(platform("email")) == (0.5, round(8 / 12, 4))
    assert pair(platform("unknown")) == (2, 12)
    assert pair(platform("unknown", "all")) == (7, 17)
    assert platform("dating")["status_code"] == "structural_zero"


def test_a_question_that_is_asked_and_left_blank_keeps_its_source_in_the_panel(
    figures: duckdb.DuckDBPyConnection,
) -> None:
    row = figure(
        figures,
        "t5.profile",
        "able",
        attribute_code="time_to_contact",
        value_code="same_day",
        reason_code="violence.sexual",
    )
    assert pair(row) == (0, 12)
    assert bounds(row) == (0.0, 1.0)
    assert row["n_sources_able"] == 1


def test_a_question_that_nobody_asks_has_no_figures(figures: duckdb.DuckDBPyConnection) -> None:
    query = "select count(*) from network_statistics_exact where value_code is not null and attribute_code = 'barrier'"
    assert all_rows(figures, query) == [(0,)]
    able = figure(figures, "t0.members_able.t5.profile", attribute_code="barrier", base_code="members")
    assert pair(able) == (0, 2)


def test_forms_of_ocsea(figures: duckdb.DuckDBPyConnection) -> None:
    form = figure(figures, "t5.form", reason_code="violence.sexual.abuse")
    assert pair(form) == (17, 17)
    assert figure(figures, "t5.form", reason_code="violence.sexual.extortion")["status_code"] == "structural_zero"


def test_referrals_places_channels_and_persons(figures: duckdb.DuckDBPyConnection) -> None:
    referral = {"attribute_code": "referral_out", "contact_type_code": "counselling"}
    assert pair(figure(figures, "t7.referrals", "able", value_code="police", **referral)) == (8, 20)
    assert pair(figure(figures, "t7.referrals", "able", value_code="hotline", **referral)) == (0, 20)
    place = {"attribute_code": "incident_place", "value_code": "online", "reason_code": "violence"}
    assert pair(figure(figures, "t6.profile_of_violence", "able", **place)) == (0, 12)
    assert pair(figure(figures, "t6.channel", "able", channel_code="chat", contact_type_code="counselling")) == (14, 20)
    person = figure(figures, "t6.person", "able", person_code="child_self", contact_type_code="counselling")
    assert pair(person) == (14, 20)
    by_channel = figure(
        figures, "t6.main_by_channel", "able", framework="COMMON", main_code="violence", channel_code="chat"
    )
    assert pair(by_channel) == (6, 14)


def test_reports_of_content_are_counted_among_all_contacts() -> None:
    network = InventedNetwork()
    network.add_source("it")
    network.add_contacts("it", 9, (SCHOOL,))
    network.add_contacts("it", 3, kind="content_report")
    connection = network.connect()
    tabulate_tables(connection)
    assert pair(figure(connection, "t7.content_reports", contact_type_code="content_report")) == (3, 12)


def test_ability_is_that_of_the_year_and_never_what_is_seen() -> None:
    network = InventedNetwork()
    network.add_source("it")
    network.add_decision("it", "gender", "girl")
    network.rows["decision"][-1]["valid_from"] = date(2023, 1, 1)
    for year in (2022, 2023):
        network.add_contacts("it", 3, (SCHOOL,), year=year)
    connection = network.connect()
    tabulate_tables(connection)
    query = (
        "select year, numerator, status_code from network_statistics_exact where statistic_code = 't3.gender' "
        "and gender_code = 'girl' and panel_code = 'all' and region_code is null order by all"
    )
    assert all_rows(connection, query) == [(2022, None, "structural_zero"), (2023, 0, "available")]
