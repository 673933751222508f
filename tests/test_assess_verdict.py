"""The study's verdict on a source-year: five values, system and habit apart, and nobody accused who is only odd."""

from __future__ import annotations

from typing import Any, get_args

import duckdb
import pytest

from schemas.contract.table import load_tables
from schemas.vocabulary.code import load_codes
from tests.assessed_network import ORDINARY, assessed
from tests.invented_network import (
    ABUSE_BOTH,
    ABUSE_OFFLINE,
    ABUSE_OFFLINE_BY_LIST,
    ABUSE_ONLINE,
    ABUSE_UNKNOWN,
    MOOD,
    SCHOOL,
    InventedNetwork,
    Label,
    add_ordinary_sources,
    all_rows,
)
from warehouse.assess.findings.verdict import Verdict


def with_source(labels: dict[tuple[Label, ...], int], **declared: Any) -> duckdb.DuckDBPyConnection:
    """Nine ordinary sources and `it`, which has so many contacts with each set of labels."""
    network = InventedNetwork()
    add_ordinary_sources(network, ORDINARY)
    declarations = declared.pop("declarations", ())
    network.add_source("it", **declared)
    for declaration in declarations:
        network.declare("it", *declaration)
    for set_of_labels, number in labels.items():
        network.add_contacts("it", number, set_of_labels)
    return assessed(network)


def verdict(connection: duckdb.DuckDBPyConnection, source_id: str = "it") -> str:
    (row,) = all_rows(connection, f"select verdict_code from source_year where source_id = '{source_id}'")
    return str(row[0])


def states(connection: duckdb.DuckDBPyConnection, code: str, cause: str) -> set[str]:
    query = "select state_code from finding where source_id = 'it' and finding_code = $1 and cause_code = $2"
    return {row[0] for row in connection.execute(query, [code, cause]).fetchall()}


def failed(connection: duckdb.DuckDBPyConnection, source_id: str = "it") -> list[Any]:
    query = f"select finding_code, sentence from finding where source_id = '{source_id}' and state_code = 'fail'"
    return all_rows(connection, query)


def uses(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    columns = "use_several_reasons_code, use_setting_code, use_ocsea_code, use_reasons_code"
    (row,) = all_rows(connection, f"select {columns} from source_year where source_id = 'it'")
    return tuple(row)


Contacts = dict[tuple[Label, ...], int]
"""How many contacts carry which set of labels."""

TWO: Contacts = {(SCHOOL, MOOD): 50, (SCHOOL,): 270}
ONE: Contacts = {(SCHOOL,): 320}
TOLD: Contacts = {(ABUSE_ONLINE,): 26, (ABUSE_OFFLINE,): 54}
NOT_TOLD: Contacts = {(ABUSE_UNKNOWN,): 80}
DEFAULT_OFFLINE: Contacts = {(ABUSE_OFFLINE,): 80}
CANNOT_TELL: dict[str, Any] = {"setting_capability_code": "none"}
CANNOT_SEVERAL: dict[str, Any] = {"can_record_several_reasons": False, "reason_cap": 1}


@pytest.mark.parametrize(
    ("labels", "declared", "expected"),
    [
        (TWO | TOLD, {}, "complete"),
        (ONE | TOLD, CANNOT_SEVERAL, "one_reason_only"),
        (ONE | TOLD, {}, "one_reason_only"),
        (TWO | NOT_TOLD, CANNOT_TELL, "setting_not_told"),
        (TWO | NOT_TOLD, {}, "setting_not_told"),
        (TWO | DEFAULT_OFFLINE, {}, "setting_not_told"),
        (ONE | NOT_TOLD, CANNOT_SEVERAL | CANNOT_TELL, "skewed_and_incomplete"),
        (ONE | NOT_TOLD, CANNOT_SEVERAL, "skewed_and_incomplete"),
        (ONE | NOT_TOLD, CANNOT_TELL, "skewed_and_incomplete"),
        (ONE | NOT_TOLD, {}, "skewed_and_incomplete"),
        ({(SCHOOL,): 40}, {}, "able_unproven"),
        (TWO, {}, "able_unproven"),
        ({(SCHOOL, MOOD): 1, (ABUSE_OFFLINE,): 9}, {}, "complete"),
        ({(SCHOOL, MOOD): 1, (ABUSE_OFFLINE,): 8}, {}, "able_unproven"),
        ({(SCHOOL, MOOD): 1, (ABUSE_UNKNOWN,): 8}, {}, "setting_not_told"),
        ({(SCHOOL,): 4}, CANNOT_SEVERAL | CANNOT_TELL, "skewed_and_incomplete"),
        ({(SCHOOL,): 4}, CANNOT_SEVERAL, "one_reason_only"),
        ({(SCHOOL,): 4}, {"reason_cap": 1}, "one_reason_only"),
    ],
)
def test_verdict_by_declaration_or_by_data(
    labels: dict[tuple[Label, ...], int], declared: dict[str, Any], expected: str
) -> None:
    connection = with_source(labels, **declared)
    assert verdict(connection) == expected
    assert {verdict(connection, name) for name in ORDINARY} == {"complete"}


def test_every_verdict_has_its_code_and_every_code_its_verdict() -> None:
    assert set(get_args(Verdict)) == set(load_codes().list_of("verdict").codes)


def test_a_system_and_a_habit_are_two_findings_in_different_words() -> None:
    system = with_source(ONE | NOT_TOLD, **CANNOT_SEVERAL, **CANNOT_TELL)
    habit = with_source(ONE | NOT_TOLD)
    for code in ("one_reason", "no_setting"):
        assert (states(system, code, "system"), states(system, code, "habit")) == ({"fail"}, {"not_applicable"})
        assert states(habit, code, "system") == {"declared"}
        assert "fail" in states(habit, code, "habit")
    assert not {text for _, text in failed(system)} & {text for _, text in failed(habit)}


def test_a_failed_habit_carries_its_numbers_and_a_question() -> None:
    connection = with_source(ONE | TOLD)
    query = (
        "select numerator, denominator, threshold, sentence, question from finding "
        "where source_id = 'it' and finding_code = 'one_reason' and state_code = 'fail'"
    )
    ((numerator, denominator, threshold, sentence, question),) = all_rows(connection, query)
    assert (numerator, denominator) == (0, 400)
    assert 0 < threshold < 0.13 / 2
    assert "0 of 400 contacts" in sentence
    assert question


def test_a_share_far_below_the_network_fails_and_a_lower_one_does_not() -> None:
    assert verdict(with_source({(SCHOOL, MOOD): 4, (SCHOOL,): 916} | TOLD)) == "one_reason_only"
    assert verdict(with_source({(SCHOOL, MOOD): 80, (SCHOOL,): 840} | TOLD)) == "complete"


def test_one_label_that_means_two_reasons_is_not_a_second_tick() -> None:
    network = InventedNetwork()
    add_ordinary_sources(network, ORDINARY)
    network.add_source("it")
    network.add_contacts("it", 400, (SCHOOL, MOOD), n_recorded=1)
    assert verdict(assessed(network)) == "one_reason_only"


@pytest.mark.parametrize(
    ("unknown", "state"),
    [(0, "pass"), (8, "pass"), (15, "open"), (16, "open"), (22, "warn"), (24, "fail"), (80, "fail")],
)
def test_share_of_unknown_settings_is_judged_by_what_it_may_truly_be(unknown: int, state: str) -> None:
    told = 80 - unknown
    labels = {(ABUSE_ONLINE,): told // 3, (ABUSE_OFFLINE,): told - told // 3, (ABUSE_UNKNOWN,): unknown}
    query = (
        "select state_code from finding where source_id = 'it' and finding_code = 'no_setting' "
        "and sentence like '%do not say%'"
    )
    assert all_rows(with_source(TWO | labels), query) == [(state,)]


def test_settings_by_nature_and_reasons_without_setting_are_never_unknown() -> None:
    physical: Label = ("violence.physical", "offline", "nature")
    connection = with_source(TWO | TOLD | {(physical,): 500})
    (row,) = all_rows(
        connection, "select n_violence, n_sexual, n_sexual_unknown from source_year where source_id = 'it'"
    )
    assert row == (580, 80, 0)


def test_setting_of_a_contact() -> None:
    sets = {
        (ABUSE_BOTH,): 1,
        (ABUSE_ONLINE, ABUSE_OFFLINE_BY_LIST): 2,
        (ABUSE_ONLINE, ("violence.sexual.grooming", "unknown", "none")): 4,
        (ABUSE_OFFLINE, ("violence.sexual.grooming", "unknown", "none")): 8,
        (ABUSE_OFFLINE_BY_LIST,): 16,
        (("violence.sexual.harassment", "online", "label"),): 32,
    }
    columns = "n_sexual_both, n_sexual_online, n_sexual_unknown, n_sexual_offline, n_ocsea_narrow, n_ocsea_wide"
    (row,) = all_rows(with_source(sets), f"select {columns} from source_year where source_id = 'it'")
    assert row == (3, 36, 8, 16, 7, 39)


HONEST: dict[str, tuple[Contacts, dict[str, Any]]] = {
    "specialist on sexual violence": ({(ABUSE_ONLINE, MOOD): 60, (ABUSE_OFFLINE,): 300, (ABUSE_BOTH,): 40}, {}),
    "small": ({(SCHOOL,): 38, (ABUSE_OFFLINE,): 2}, {}),
    "true zero, declared": (
        TWO | DEFAULT_OFFLINE,
        {"declarations": [("violence.sexual", "online", "goes_elsewhere")]},
    ),
    "online only, by capability": (TWO | {(ABUSE_ONLINE,): 80}, {"setting_capability_code": "remit"}),
    "online only, by remit": (TWO | {(ABUSE_ONLINE,): 80}, {"remit_code": "online_safety"}),
    "campaign": (TWO | TOLD | {(SCHOOL,): 900}, {}),
    "few but several reasons": ({(SCHOOL, MOOD): 30, (SCHOOL,): 370} | TOLD, {}),
}


@pytest.mark.parametrize("name", HONEST)
def test_honest_odd_ones_are_not_accused(name: str) -> None:
    labels, declared = HONEST[name]
    connection = with_source(labels, **declared)
    assert failed(connection) == []


@pytest.mark.parametrize("name", [name for name in HONEST if "zero" in name or "online only" in name])
def test_low_online_share_is_not_applicable_where_it_says_nothing(name: str) -> None:
    labels, declared = HONEST[name]
    connection = with_source(labels, **declared)
    assert states(connection, "no_setting", "habit") == {"pass", "not_applicable"}
    assert verdict(connection) == "complete"


def test_campaign_month_of_one_topic_is_not_accused() -> None:
    network = InventedNetwork()
    add_ordinary_sources(network, ORDINARY)
    network.add_source("it")
    for labels, number in (TWO | TOLD).items():
        network.add_contacts("it", number, labels)
    network.add_contacts("it", 250, (ABUSE_ONLINE,), month=11)
    assert failed(assessed(network)) == []


def test_only_inability_leaves_a_source_out() -> None:
    assert uses(with_source(TWO | TOLD)) == ("in", "in", "in", "in")
    assert uses(with_source(ONE | NOT_TOLD)) == ("in_with_note",) * 4
    assert uses(with_source(ONE | NOT_TOLD, **CANNOT_SEVERAL, **CANNOT_TELL)) == ("out",) * 4
    assert uses(with_source(ONE | TOLD, **CANNOT_SEVERAL)) == ("out", "in", "in", "in_with_note")
    no_ocsea_code = with_source(TWO | {(ABUSE_OFFLINE,): 80}, expresses=(SCHOOL, MOOD, ABUSE_OFFLINE))
    assert uses(no_ocsea_code)[2] == "out"


def test_zero_ocsea_does_not_leave_a_source_out() -> None:
    labels, declared = HONEST["true zero, declared"]
    assert uses(with_source(labels, **declared)) == ("in", "in", "in_with_note", "in")


def test_networks_are_not_compared() -> None:
    network = InventedNetwork()
    add_ordinary_sources(network, ORDINARY)
    network.add_source("alone", network_code="other")
    network.add_contacts("alone", 2, (SCHOOL, MOOD))
    network.add_contacts("alone", 398, (SCHOOL,))
    query = "select state_code, sentence from finding where source_id = 'alone' and finding_code = 'one_reason' "
    ((state, sentence),) = all_rows(assessed(network), query + "and cause_code = 'habit'")
    assert state == "warn"
    assert "too few helplines" in sentence


def test_tables_have_the_columns_of_their_contracts() -> None:
    connection = with_source(TWO | TOLD)
    for name in ("source_month", "source_year", "finding"):
        assert connection.sql(f"from {name}").columns == list(load_tables()[name].names)
