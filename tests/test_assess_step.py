"""The steps `assess` and `tabulate` on a lake: current files named by one JSON, nothing made twice, nothing half."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from schemas.finding import Finding
from tests.fake_lake import SOURCES, run_of, write_lake
from warehouse.assess.findings import judges
from warehouse.assess.step import assess
from warehouse.assess.tables import assess_tables
from warehouse.network.manifest import named_tables, network_folder
from warehouse.network.tables import NetworkStep, NetworkTablesError, make_network_tables
from warehouse.store.key import Key
from warehouse.store.layout import Layout
from warehouse.store.manifest import write_held
from warehouse.store.run import Run
from warehouse.tabulate.step import tabulate


@pytest.fixture
def run(layout: Layout, key: Key) -> Run:
    write_lake(layout)
    return run_of(layout, key)


def content(layout: Layout) -> dict[str, bytes]:
    folder = network_folder(layout)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.long
def test_tables_are_made_named_and_keep_their_contracts(run: Run) -> None:
    result = assess(run)
    assert result.changed
    assert result.counts["n_source_year"] == 4
    assert sum(number for name, number in result.counts.items() if name.startswith("n_verdict_")) == 4
    assert {finding.finding_code for finding in result.findings} == {*judges(), "unlike_its_past"}
    assert tabulate(run).counts["n_network_statistics_exact"] > 100
    tables = {**named_tables(run.layout, "assess"), **named_tables(run.layout, "tabulate")}
    assert set(tables) == {"source_month", "source_reason", "source_year", "finding", "network_statistics_exact"}
    assert all(path.is_file() for path in tables.values())


def test_nothing_is_made_again_where_nothing_changed(run: Run) -> None:
    assess(run)
    tabulate(run)
    before = content(run.layout)
    assert not assess(run).changed
    assert not tabulate(run).changed
    assert content(run.layout) == before


@pytest.mark.long
def test_another_finding_makes_the_figures_anew(run: Run) -> None:
    """Bounds rest on findings: what `assess` says otherwise, of the same contacts, is in the next figures."""
    assess(run)
    tabulate(run)

    def compute(connection: duckdb.DuckDBPyConnection) -> None:
        assess_tables(connection)
        connection.execute(
            "update finding set state_code = 'fail', cause_code = 'habit' where finding_code = 'no_setting'"
        )

    network_folder(run.layout).joinpath("assess.json").unlink()
    make_network_tables(run, NetworkStep("assess", ("source_month", "source_year", "finding"), compute))
    assert tabulate(run).changed
    assert not tabulate(run).changed


@pytest.mark.long
def test_same_lake_gives_same_bytes(layout: Layout, key: Key, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Layout(tmp_path / "other")
    for one, threads in ((layout, "1"), (other, "2")):
        monkeypatch.setenv("HARMONISE_THREADS", threads)
        one.root.mkdir(exist_ok=True)
        write_lake(one)
        assess(run_of(one, key))
        tabulate(run_of(one, key))
    assert content(layout) == content(other)


@pytest.mark.long
def test_a_change_in_one_source_makes_the_tables_anew_and_leaves_no_old_file(run: Run) -> None:
    assess(run)
    tabulate(run)
    write_lake(run.layout, n_contacts=35)
    changed = assess(run)
    assert changed.changed
    years = pq.read_table(named_tables(run.layout, "assess")["source_year"]).to_pylist()
    assert {row["n_contacts"] for row in years} == {35}
    tabulate(run)
    assert len(list(network_folder(run.layout).glob("*.parquet"))) == 5


def test_a_held_source_keeps_its_numbers_and_says_so(run: Run) -> None:
    assess(run)
    sentence = "reason: 40 of 100, more than the 0.1 that source.yaml allows."
    write_held(run.layout, SOURCES[0], [Finding(SOURCES[0], "threshold_broken", "fail", sentence)])
    assert assess(run).changed
    tables = named_tables(run.layout, "assess")
    states = {row["source_id"]: row["status_code"] for row in pq.read_table(tables["source_year"]).to_pylist()}
    assert states == {SOURCES[0]: "held", SOURCES[1]: "current"}
    codes = pq.read_table(tables["finding"])["finding_code"].to_pylist()
    assert "threshold_broken" in codes


def test_a_table_that_breaks_its_contract_replaces_nothing(run: Run) -> None:
    assess(run)
    before = content(run.layout)
    write_lake(run.layout, n_contacts=35)

    def compute(connection: duckdb.DuckDBPyConnection) -> None:
        assess_tables(connection)
        connection.execute("update source_year set n_contacts = -1 where contact_year = 2022")

    with pytest.raises(NetworkTablesError, match=rf"source_year.*n_contacts.*\({len(SOURCES)} times\)"):
        make_network_tables(run, NetworkStep("assess", ("source_year",), compute))
    assert content(run.layout) == before


def test_networks_without_any_contact_give_empty_tables(layout: Layout, key: Key) -> None:
    run = run_of(layout, key)
    result = assess(run)
    assert result.counts["n_source_year"] == 0
    assert result.counts["n_finding"] == len(SOURCES)
    assert tabulate(run).counts["n_network_statistics_exact"] == 0
