"""Structures of the simulated network through the engine: what was entered is carried over, whatever the container.

Belongs here: the way of rows from files to the lake for the helplines that are no plain tables, held against the truth.
Does not belong here: the comparison itself (`test_demo_compare`), what is planted (`test_demo_planted`), or Dagster.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import duckdb
import pytest

from pipelines.demo.compare import Compared, compare_with_truth
from tests.demo_network import HELPLINES, PLAIN_TABLES
from tests.paged_release import demo_release, folder_of_demo, run_of
from warehouse.network.lake import attach

pytestmark = pytest.mark.slow

SOURCES = tuple(s for s, helpline in HELPLINES.items() if s not in PLAIN_TABLES and helpline.file.structure != "aselo")
TABLES = ("contact", "contact_reason", "reported_count", "source_value", "rejected_row", "lake_finding")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Compared]]:
    """The tables of the lake in one database, and the comparison with the truth."""
    simulated = folder_of_demo(demo_release(tmp_path_factory))
    database = tmp_path_factory.mktemp("lake") / "lake.duckdb"
    with duckdb.connect() as connection:
        attach(connection, run_of(simulated).layout, SOURCES)
        connection.execute(f"attach '{database}' as copied")
        for name in TABLES:
            connection.execute(f"create table copied.{name} as select * from {name}")
    source_key = cache(run_of(simulated).key.for_source)
    rows = compare_with_truth(database, simulated / "truth", lambda s, record_id: source_key(s).pseudonym(record_id))
    return database, {row.source_id: row for row in rows if row.source_id in SOURCES}


def ask(database: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_every_structure_gives_exactly_what_was_entered(made: tuple[Path, dict[str, Compared]]) -> None:
    _, rows = made
    assert set(rows) == set(SOURCES)
    assert {s: (row.precision, row.f1_entered) for s, row in rows.items() if row.f1_entered < 1} == {}
    assert {s: row.n_false for s, row in rows.items() if row.n_false} == {}
    assert min(row.n_told for row in rows.values()) > 5


def test_nothing_is_unmapped_rejected_or_failed(made: tuple[Path, dict[str, Compared]]) -> None:
    database, _ = made
    assert ask(database, "select source_id, field from source_value where outcome_code = 'unmapped'") == []
    assert ask(database, "select step, reject_code from rejected_row") == []
    assert ask(database, "select source_id, finding_code from lake_finding where state_code = 'fail'") == []


def test_counts_stand_apart_and_one_call_may_be_about_two(made: tuple[Path, dict[str, Compared]]) -> None:
    database, _ = made
    assert ask(database, "select distinct source_id from reported_count") == [("demo_thames",)]
    assert ask(database, "select count(*) from contact where source_id = 'demo_thames'") == [(0,)]
    ((calls, contacts),) = ask(
        database, "select count(distinct exchange_id), count(*) from contact where source_id = 'demo_ceibo'"
    )
    assert isinstance(calls, int) and isinstance(contacts, int) and 0.8 < calls / contacts < 1
