"""What a system can is declared for each period: a year is judged by what the system could then, and nobody is accused
for months in which it could not.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pytest

from tests.assessed_network import ORDINARY, assessed
from tests.changed_network import NOT_TOLD, ONE, beside_others, forms, not_told, one_each, several
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
from warehouse.assess.entry import assess_network
from warehouse.tabulate.tables import tabulate_tables


def judged(connection: duckdb.DuckDBPyConnection, year: int) -> tuple[Any, ...]:
    """Verdict, that of three years, use for several reasons, and what the system could."""
    query = (
        "select verdict_code, verdict_pool_code, use_several_reasons_code, can_record_several_reasons, "
        f"setting_capability_code from source_year where source_id = 'it' and contact_year = {year}"
    )
    (row,) = all_rows(connection, query)
    return row


def test_each_year_is_judged_by_the_system_of_then() -> None:
    network = beside_others(2022, 2023)
    network.could("it", date(2022, 12, 31), **ONE)
    one_each(network, 300, 2022, 6)
    several(network, 2023)
    connection = assessed(network)
    assert judged(connection, 2022) == ("one_reason_only", "one_reason_only", "out", False, "per_reason")
    assert judged(connection, 2023) == ("complete", "complete", "in", True, "per_reason")
    assert forms(connection, "one_reason", 2022)["stores_one"][0] == "fail"
    assert forms(connection, "one_reason", 2023)["usual"] == ("pass", 26, 200)


def test_the_years_before_are_no_part_of_the_pool() -> None:
    network = beside_others(2022, 2023)
    network.could("it", date(2022, 12, 31), **ONE)
    one_each(network, 900, 2022, 6)
    network.add_contacts("it", 16, (SCHOOL,))
    network.add_contacts("it", 4, (ABUSE_ONLINE,))
    assert judged(assessed(network), 2023)[:3] == ("able_unproven", "able_unproven", "in")


def test_of_a_year_in_which_it_changed_only_the_months_after_are_judged() -> None:
    network = beside_others(2023)
    network.could("it", date(2023, 5, 14), **ONE)
    for month in (1, 3, 5):
        one_each(network, 60, 2023, month)
    several(network, 2023, month=9)
    connection = assessed(network)
    # with a note: a part of the year was recorded by a system that could not
    assert judged(connection, 2023) == ("complete", "complete", "in_with_note", True, "per_reason")
    found = forms(connection, "one_reason", 2023)
    assert found["stored_several"] == ("pass", 26, 200) and found["usual"] == ("pass", 26, 200)
    (sentence,) = all_rows(connection, "select sentence from finding where form_code = 'stored_several'")[0]
    assert "2023-05-15" in sentence
    # the year's own numbers stay those of all its contacts; of months that could not, NULL and no zero
    whole = "select n_contacts, n_with_reason, n_with_two_reasons from source_year where source_id = 'it'"
    assert all_rows(connection, whole) == [(380, 380, 26)]
    months = "select n_with_two_reasons from source_month where source_id = 'it' order by contact_month"
    assert all_rows(connection, months) == [(None,), (None,), (0,), (26,)]


def test_a_year_that_was_mostly_recorded_before_is_judged_by_that_and_nothing_is_contradicted() -> None:
    network = beside_others(2023)
    network.could("it", date(2023, 10, 31), **ONE)
    for month in (2, 5, 8):
        one_each(network, 200, 2023, month)
    several(network, 2023, month=11)
    connection = assessed(network)
    assert judged(connection, 2023) == ("one_reason_only", "one_reason_only", "out", False, "per_reason")
    found = forms(connection, "one_reason", 2023)
    assert found["stored_one"][0] == "fail" and "contradicted" not in found


def test_two_reasons_while_the_system_had_one_still_contradict() -> None:
    network = beside_others(2023)
    network.could("it", date(2023, 10, 31), **ONE)
    network.add_contacts("it", 5, (SCHOOL, MOOD), month=3)
    one_each(network, 300, 2023, 5)
    several(network, 2023, month=12)
    assert forms(assessed(network), "one_reason", 2023)["contradicted"] == ("warn", 5, 305)


def test_settings_that_could_not_be_told_are_no_habit() -> None:
    network = beside_others(2022, 2023)
    network.could("it", date(2023, 3, 31), **NOT_TOLD)
    for year, month in ((2022, 6), (2023, 2)):
        not_told(network, year, month)
    several(network, 2023, month=9)
    connection = assessed(network)
    assert judged(connection, 2022)[::4] == ("setting_not_told", "none")
    assert judged(connection, 2023)[:2] == ("complete", "complete")
    failing = "from finding where source_id = 'it' and cause_code = 'habit' and state_code = 'fail'"
    assert not all_rows(connection, failing)


@pytest.mark.parametrize("until", [date(2022, 12, 31), date(2023, 3, 31)])
def test_the_same_contacts_under_one_system_are_accused(until: date) -> None:
    """What the tests above rest on: without the declaration the months before do accuse."""
    network = beside_others(2022, 2023)
    for year, month in ((2022, 6), (2023, 2)):
        not_told(network, year, month)
    several(network, 2023, month=9)
    assert judged(assessed(network), 2023)[0] == "setting_not_told"
    network.could("it", until, **NOT_TOLD)
    assert judged(assessed(network), 2022)[0] == "setting_not_told"


def test_a_change_of_the_cap_alone_takes_no_month_away() -> None:
    network = beside_others(2023)
    network.could("it", date(2023, 6, 30), reason_cap=2)
    several(network, 2023, month=3)
    several(network, 2023, month=9)
    connection = assessed(network)
    assert forms(connection, "one_reason", 2023)["usual"] == ("pass", 52, 400)
    assert judged(connection, 2023)[2] == "in"


def test_who_could_hold_one_reason_for_most_of_the_year_is_not_among_those_that_hold_several() -> None:
    network = beside_others(2023)
    network.could("it", date(2023, 10, 31), **ONE)
    for month in (2, 5):
        one_each(network, 200, 2023, month)
    several(network, 2023, month=11)
    able = (
        "select n_sources_able from network_statistics_exact "
        "where statistic_code = 't5b.beside' and region_code is null and panel_code = 'all'"
    )
    counted = []
    for is_declared in (True, False):
        if not is_declared:
            network.rows["earlier_system"].clear()
        connection = assessed(network)
        tabulate_tables(connection)
        counted.append(max(n for (n,) in all_rows(connection, able)))
    assert counted == [9, 10]


def test_the_entry_takes_earlier_systems_and_does_without() -> None:
    network = InventedNetwork()
    add_ordinary_sources(network, ORDINARY)
    network.add_source("it")
    network.could("it", date(2022, 12, 31), **ONE, **NOT_TOLD)
    network.add_contacts("it", 60, (ABUSE_UNKNOWN,), 2022)
    several(network, 2023)
    connection = network.connect()
    names = ("contact", "contact_reason", "source", "earlier_system")
    given = {name: connection.sql(f"from {name}").to_arrow_table() for name in names}
    query = "select contact_year, verdict_code, n_ocsea_wide from years where source_id = 'it' order by contact_year"
    verdicts = []
    for tables in (given, {name: given[name] for name in names[:3]}):
        years = assess_network(tables)["source_year"]
        connection.register("years", years)
        verdicts.append(all_rows(connection, query))
    declared, undeclared = verdicts
    assert declared == [(2022, "skewed_and_incomplete", None), (2023, "complete", 14)]
    assert undeclared == [(2022, "setting_not_told", 0), (2023, "complete", 14)]


@pytest.mark.parametrize("first", [7, 8])
@pytest.mark.parametrize("is_declared", [True, False])
def test_a_break_at_the_day_of_the_change_is_explained_by_it(is_declared: bool, first: int) -> None:
    """Also where nobody called in the month of the change."""
    network = beside_others(2023)
    for month in (*range(1, 7), *range(first, 13)):
        network.add_contacts("it", 60 if month < 7 else 46, (SCHOOL,), month=month)
        network.add_contacts("it", 0 if month < 7 else 14, (SCHOOL, MOOD), month=month)
    if is_declared:
        network.could("it", date(2023, 6, 30), **ONE)
    found = forms(assessed(network), "break", 2023)
    form, state = ("declared_system", "pass") if is_declared else ("changed", "fail")
    assert {name: numbers[0] for name, numbers in found.items()} == {form: state}


def test_a_year_under_another_system_is_no_past() -> None:
    years = range(2018, 2024)
    network = beside_others(2023)
    for year in years:
        for month in range(1, 13):
            network.add_contacts("it", 30 if year < 2023 else 4, (ABUSE_UNKNOWN,), year, month=month)
            network.add_contacts("it", 26 if year == 2023 else 0, (ABUSE_OFFLINE,), year, month=month)
    unlike = "select form_code from finding where source_id = 'it' and finding_code = 'unlike_its_past' and state_code = 'warn'"
    assert all_rows(assessed(network), unlike) == [("unknown",)]
    network.could("it", date(2022, 12, 31), **NOT_TOLD)
    assert not all_rows(assessed(network), unlike)
