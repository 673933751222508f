"""A system may change in how many reasons it stores, or in how it tells online from offline: a change of one is not told
as one of the other, and its days are its own.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb

from tests.assessed_network import assessed
from tests.changed_network import NOT_TOLD, ONE, beside_others, forms, not_told, one_each, several
from tests.invented_network import ABUSE_UNKNOWN, all_rows


def said(connection: duckdb.DuckDBPyConnection, form: str) -> str:
    query = f"select sentence from finding where source_id = 'it' and form_code = '{form}'"
    ((sentence,),) = all_rows(connection, query)
    return str(sentence)


def uses(connection: duckdb.DuckDBPyConnection) -> tuple[Any, ...]:
    """For several reasons, setting, OCSEA and shares by reason."""
    names = ", ".join(f"use_{name}_code" for name in ("several_reasons", "setting", "ocsea", "reasons"))
    (row,) = all_rows(connection, f"select {names} from source_year where source_id = 'it' and contact_year = 2023")
    return row


def test_a_change_of_the_setting_is_none_of_who_always_stored_one_reason() -> None:
    network = beside_others(2023, **ONE)
    network.could("it", date(2023, 5, 14), **ONE, **NOT_TOLD)
    network.add_contacts("it", 60, (ABUSE_UNKNOWN,), month=3)
    one_each(network, 300, 2023, 9)
    connection = assessed(network)
    found = forms(connection, "one_reason", 2023)
    assert "stored_one" not in found and found["stores_one"][0] == "fail"
    assert "2023-05-15" in said(connection, "told_then")
    assert uses(connection)[:3] == ("out", "in_with_note", "in_with_note")


def test_nor_of_who_always_stored_several_and_it_is_said_which_months_are_judged() -> None:
    network = beside_others(2023)
    network.could("it", date(2023, 5, 14), **NOT_TOLD)
    not_told(network, 2023, 3)
    several(network, 2023, month=9)
    connection = assessed(network)
    found = forms(connection, "one_reason", 2023)
    assert "stored_several" not in found and found["stored_all_year"] == ("pass", 26, 200)
    assert "2023-05-15" in said(connection, "stored_all_year")
    assert uses(connection) == ("in", "in_with_note", "in_with_note", "in")


def test_a_change_of_how_many_reasons_says_nothing_of_the_setting() -> None:
    network = beside_others(2023)
    network.could("it", date(2023, 5, 14), **ONE)
    one_each(network, 60, 2023, 3)
    several(network, 2023, month=9)
    connection = assessed(network)
    found = forms(connection, "no_setting", 2023)
    assert "told_then" not in found and found["told_all_year"][0] == "pass"
    assert "2023-05-15" in said(connection, "told_all_year")
    assert uses(connection) == ("in_with_note", "in", "in", "in_with_note")


def test_the_days_that_are_told_are_those_of_what_changed() -> None:
    """Neither that of the other part of the system nor that of the cap alone."""
    network = beside_others(2023)
    network.could("it", date(2023, 1, 31), **ONE, **NOT_TOLD)
    network.could("it", date(2023, 2, 28), reason_cap=2, **NOT_TOLD)
    network.could("it", date(2023, 3, 31), **NOT_TOLD)
    for month in (1, 2, 3):
        not_told(network, 2023, month)
    several(network, 2023, month=9)
    several(network, 2023, month=10)
    connection = assessed(network)
    assert "(2023-02-01)" in said(connection, "stored_several")
    assert "(2023-04-01)" in said(connection, "told_then")


def test_several_earlier_systems_need_no_first_day() -> None:
    network = beside_others(2019)
    network.could("it", date(2020, 12, 31), **ONE)
    network.could("it", date(2022, 12, 31), **NOT_TOLD)
    for row in network.rows["earlier_system"]:
        row["valid_from"] = None
    one_each(network, 300, 2019, 6)
    connection = assessed(network)
    columns = "can_record_several_reasons, setting_capability_code, is_mixed"
    query = f"select {columns} from system_year where source_id = 'it' and contact_year = 2019"
    assert all_rows(connection, query) == [(False, "per_reason", False)]
