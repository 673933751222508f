"""What each reason is recorded with, by month: from the one pass over contacts, and without what a source cannot record."""

from __future__ import annotations

import duckdb

from tests.invented_network import (
    ABUSE_BOTH,
    ABUSE_OFFLINE,
    ABUSE_ONLINE,
    ABUSE_UNKNOWN,
    MOOD,
    SCHOOL,
    InventedNetwork,
    Label,
    all_rows,
)
from warehouse.assess.read_metrics import read_metrics
from warehouse.assess.tables import assess_tables

PHYSICAL: Label = ("violence.physical", "offline", "nature")


def assessed(network: InventedNetwork) -> duckdb.DuckDBPyConnection:
    connection = network.connect()
    assess_tables(connection)
    return connection


def one_source() -> InventedNetwork:
    network = InventedNetwork()
    network.add_source("it")
    network.add_contacts("it", 5, (SCHOOL,), month=2)
    network.add_contacts("it", 3, (SCHOOL, MOOD), month=2)
    network.add_contacts("it", 2, (ABUSE_ONLINE, ABUSE_OFFLINE), month=2)
    network.add_contacts("it", 4, (ABUSE_UNKNOWN, MOOD), month=3)
    network.add_contacts("it", 1, (ABUSE_BOTH,), month=3)
    network.add_contacts("it", 6, (PHYSICAL,), month=3)
    network.add_contacts("it", 9, (SCHOOL,), month=3, population="adult")
    network.add_contacts("it", 9, (SCHOOL,), month=3, kind="content_report")
    return network


def test_a_contact_counts_under_each_of_its_reasons() -> None:
    query = "select strftime(contact_month, '%m'), * exclude (source_id, contact_month) from source_reason order by all"
    assert all_rows(assessed(one_source()), query) == [
        ("02", "education.academic", 8, 3, 0, 0),
        ("02", "mental_health.mood", 3, 3, 0, 0),
        # online and offline of one reason are one contact of it, and two labels; one reason is no second one
        ("02", "violence.sexual.abuse", 2, 0, 4, 2),
        ("03", "mental_health.mood", 4, 4, 0, 0),
        ("03", "violence.physical", 6, 0, 0, 0),
        ("03", "violence.sexual.abuse", 5, 4, 1, 1),
    ]


def test_labels_add_up_to_those_of_the_month() -> None:
    connection = assessed(one_source())
    of_months = "select contact_month, n_tellable - n_tellable_unknown, n_tellable_online from source_month order by 1"
    of_reasons = "select contact_month, sum(n_told), sum(n_online) from source_reason group by 1 order by 1"
    assert all_rows(connection, of_reasons) == all_rows(connection, of_months)


def test_a_system_that_holds_one_reason_has_no_number_of_second_ones_unless_its_data_show_some() -> None:
    network = InventedNetwork()
    for name in ("holds_one", "contradicted"):
        network.add_source(name, can_record_several_reasons=False, reason_cap=1)
        network.add_contacts(name, 3, (SCHOOL,), month=1)
    network.add_contacts("contradicted", 1, (SCHOOL, MOOD), month=2)
    connection = assessed(network)
    query = "select source_id, n_with_two_reasons from {} order by all"
    expected = [("contradicted", 1), ("holds_one", None)]
    assert all_rows(connection, query.format("source_year")) == expected
    of_months = "select source_id, sum(n_with_two_reasons) from source_month group by 1 order by 1"
    assert all_rows(connection, of_months) == expected
    of_school = (
        "select source_id, sum(n_with_two_reasons) from source_reason where reason_code = $1 group by 1 order by 1"
    )
    assert connection.execute(of_school, [SCHOOL[0]]).fetchall() == expected


def test_months_of_a_year_are_read_with_their_reasons_and_declared_changes() -> None:
    network = one_source()
    network.add_decision("it", "reason", "missing.runaway")
    network.rows["decision"][-1]["valid_from"] = __import__("datetime").date(2023, 3, 20)
    (year,) = read_metrics(assessed(network))
    assert [(month.month.month, month.is_declared_change) for month in year.months] == [(2, False), (3, True)]
    assert year.reasons["mental_health.mood"] == (7, 7, 0, 0)
    assert year.reasons["violence.sexual.abuse"] == (7, 4, 5, 3)
    assert year.count("with_reason") == sum(month.count("with_reason") for month in year.months)
