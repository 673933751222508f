"""Other limits change findings and verdicts from the metrics alone: no contact is read, nothing is measured again."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from tests.invented_network import (
    ABUSE_OFFLINE,
    ABUSE_ONLINE,
    ABUSE_UNKNOWN,
    MOOD,
    RELATIONS,
    SCHOOL,
    InventedNetwork,
    add_ordinary_sources,
    all_rows,
)
from warehouse.assess.tables import MEASURED, TABLES, assess_tables, judge_tables
from warehouse.assess.thresholds import load_thresholds

READ = ("source", "earlier_system", "source_declaration", "decision", "reported_count", *MEASURED)


@pytest.fixture
def assessed() -> duckdb.DuckDBPyConnection:
    network = InventedNetwork()
    add_ordinary_sources(network, [f"ordinary_{number}" for number in range(9)])
    network.add_source("it")
    network.add_contacts("it", 30, (ABUSE_UNKNOWN, MOOD))
    network.add_contacts("it", 140, (ABUSE_OFFLINE,))
    network.add_contacts("it", 40, (ABUSE_ONLINE,))
    network.add_contacts("it", 3, (SCHOOL,), year=2021)
    network.add_source("contradicted", can_record_several_reasons=False, setting_capability_code="none")
    network.add_contacts("contradicted", 40, (ABUSE_ONLINE, MOOD))
    network.add_source("changed")
    network.could("changed", date(2023, 4, 30), can_record_several_reasons=False, reason_cap=1)
    for month, labels in ((2, (SCHOOL,)), (4, (ABUSE_OFFLINE,)), (5, (ABUSE_ONLINE, MOOD)), (9, (ABUSE_OFFLINE,))):
        network.add_contacts("changed", 40, labels, month=month)
    connection = network.connect()
    assess_tables(connection)
    return connection


def metrics_alone(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Another connection with the tables that a release has, and no contact."""
    other = duckdb.connect()
    for name in READ:
        content = connection.sql(f"from {name}").to_arrow_table()
        other.register(f"given_{name}", content)
        other.execute(f"create table {name} as from given_{name}")
    return other


def rows(connection: duckdb.DuckDBPyConnection, name: str) -> list[tuple[object, ...]]:
    """All rows but those on a source's own past, which hang on no limit of the network."""
    judged = "where finding_code <> 'unlike_its_past'" if name == "finding" else ""
    return all_rows(connection, f"from {name} {judged} order by all")


def test_the_same_limits_give_the_same_rows(assessed: duckdb.DuckDBPyConnection) -> None:
    other = metrics_alone(assessed)
    assert not {"contact", "contact_reason"} & {row[0] for row in all_rows(other, "show tables")}
    judge_tables(other, load_thresholds())
    for name in TABLES:
        assert rows(other, name) == rows(assessed, name), name
    states = "select cause_code, state_code from finding where source_id = 'contradicted' and state_code = 'warn'"
    assert len(all_rows(other, states)) >= 2, "a contradicted declaration survives, too"


def test_other_limits_give_other_findings_and_verdicts(assessed: duckdb.DuckDBPyConnection) -> None:
    verdict = "select verdict_code from source_year where source_id = 'it' and contact_year = 2023"
    assert all_rows(assessed, verdict) == [("complete",)]
    other = metrics_alone(assessed)
    judge_tables(other, load_thresholds().but("no_setting", most_unknown=0.05))
    assert all_rows(other, verdict) == [("setting_not_told",)]
    failed = "select finding_code, threshold from finding where source_id = 'it' and state_code = 'fail'"
    assert all_rows(other, failed) == [("no_setting", 0.05)]
    judge_tables(other, load_thresholds())
    assert rows(other, "finding") == rows(assessed, "finding")


def test_metrics_stay_as_they_were_measured(assessed: duckdb.DuckDBPyConnection) -> None:
    other = metrics_alone(assessed)
    judge_tables(other, load_thresholds().but("no_setting", most_unknown=0.05))
    numbers = "select columns('^(n|share)_') from source_year order by source_id, contact_year"
    assert all_rows(other, numbers) == all_rows(assessed, numbers)
    for name in ("source_month", "source_reason"):
        assert rows(other, name) == rows(assessed, name)


def test_all_that_is_read_is_a_table_of_the_release() -> None:
    from schemas.contract.table import load_tables

    assert set(READ) <= set(load_tables())
    declared = {"source", "earlier_system", "source_declaration", "decision", "reported_count"}
    assert set(READ) & set(RELATIONS) - set(MEASURED) == declared
