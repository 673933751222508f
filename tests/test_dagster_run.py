"""A real Dagster run, in this process, on real files: what it makes, what it tells, and what it never tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from pipelines.base.settings import Settings
from pipelines.definitions import build_defs
from pipelines.run.sources import RunSummary, run_sources
from tests.tiny_network import ROWS, make_network, write_delivery
from warehouse.stage.state import read_stage_state, write_stage_state
from warehouse.store.lake_files import hash_files

CANARY = "Zebrafink-4711"
"""Stands in an undeclared column, a mapped cell, an id and a broken date; no log or event may hold it."""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    made = make_network(tmp_path, ["tiny_a", "tiny_b"])
    # the command names Dagster's home to Dagster through the environment; here it is put back after the test
    monkeypatch.setenv("DAGSTER_HOME", str(made.dagster_home))
    return made


@pytest.fixture
def summary(settings: Settings) -> RunSummary:
    return run_sources(settings, ["tiny_a", "tiny_b"], None)


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, RunSummary]]:
    """The same, once, for tests that only look at what the run left."""
    made = make_network(tmp_path_factory.mktemp("standing"), ["tiny_a", "tiny_b"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", str(made.dagster_home))
        yield made, run_sources(made, ["tiny_a", "tiny_b"], None)


@pytest.fixture
def instance(standing: tuple[Settings, RunSummary]) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.get() as kept:
        yield kept


def runs_of(settings: Settings) -> list[tuple[str, str | None, str]]:
    """(job, partition, status) of every run that the instance remembers, oldest first."""
    with dg.DagsterInstance.get() as kept:
        return [
            (run.job_name, run.tags.get("dagster/partition"), run.status.value) for run in reversed(kept.get_runs())
        ]


def test_a_run_per_source_then_a_release(standing: tuple[Settings, RunSummary]) -> None:
    settings, summary = standing
    assert summary.exit_code == 0, summary.failures
    assert summary.ran == ("tiny_a", "tiny_b", "publish")
    assert [(one.n_deliveries, one.n_rows, one.n_contacts, one.n_reasons) for one in summary.sources] == [
        (1, 3, 3, 4)
    ] * 2
    assert runs_of(settings) == [
        ("ingest", "tiny_a", "SUCCESS"),
        ("ingest", "tiny_b", "SUCCESS"),
        ("publish", None, "SUCCESS"),
    ]
    with duckdb.connect(str(settings.layout.database), read_only=True) as connection:
        found = connection.execute(
            "select source_id, count(*), sum(n_reasons)::integer from contact group by source_id order by source_id"
        ).fetchall()
    assert found == [("tiny_a", 3, 4), ("tiny_b", 3, 4)]


def test_every_table_is_told_with_its_counts_and_its_partition(instance: dg.DagsterInstance) -> None:
    for path in (["land", "deliveries"], ["stage", "staged_contact"], ["harmonise", "contact"]):
        key = dg.AssetKey(path)
        assert instance.get_materialized_partitions(key) == {"tiny_a", "tiny_b"}
    event = instance.get_latest_materialization_event(dg.AssetKey(["harmonise", "contact"]))
    assert event is not None and event.asset_materialization is not None
    metadata = event.asset_materialization.metadata
    assert metadata["n_contact"].value == 3
    assert metadata["n_contact_reason"].value == 4
    assert "paths" in metadata
    release = instance.get_latest_materialization_event(dg.AssetKey(["publish", "release"]))
    assert release is not None and release.asset_materialization is not None
    assert str(release.asset_materialization.metadata["path"].value).endswith("r0001")


def test_every_step_leaves_a_passed_check(standing: tuple[Settings, RunSummary], instance: dg.DagsterInstance) -> None:
    keys = list(build_defs(standing[0]).resolve_asset_graph().asset_check_keys)
    records = instance.event_log_storage.get_latest_asset_check_execution_by_key(keys)

    assert sorted(key.asset_key.path[0] for key in records) == sorted(key.asset_key.path[0] for key in keys)
    for key, record in records.items():
        if key.asset_key.path[0] in ("land", "stage", "harmonise"):
            assert record.status.value == "SUCCEEDED", key


def test_where_nothing_is_new_no_run_is_started(standing: tuple[Settings, RunSummary]) -> None:
    settings, _ = standing
    before = runs_of(settings)

    again = run_sources(settings, ["tiny_a", "tiny_b"], None)

    assert again.is_unchanged
    assert again.exit_code == 0
    assert [one.n_contacts for one in again.sources] == [3, 3]
    assert runs_of(settings) == before


@pytest.mark.slow
def test_only_the_source_with_news_is_run(settings: Settings, summary: RunSummary) -> None:
    write_delivery(settings.deliveries, "tiny_b", [ROWS[0].replace("1001", "1004")], day="2024-05-01")

    again = run_sources(settings, ["tiny_a", "tiny_b"], None)

    assert again.ran == ("tiny_b", "publish")
    assert again.is_new_release
    assert [one.n_contacts for one in again.sources] == [3, 4]


@pytest.mark.long
def test_a_release_that_was_not_finished_is_finished_without_news(settings: Settings, summary: RunSummary) -> None:
    settings.layout.current.unlink()

    again = run_sources(settings, ["tiny_a", "tiny_b"], None)

    assert again.ran == ("publish",)
    assert settings.layout.database.exists()


@pytest.mark.long
def test_no_content_of_a_row_reaches_dagster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = make_network(tmp_path, ["tiny_a", "tiny_b"])
    monkeypatch.setenv("DAGSTER_HOME", str(settings.dagster_home))
    rows = [
        *ROWS,
        f"{CANARY}-1;08/03/2024;{CANARY}-2;F;14;{CANARY}-3;1;",
        f"1009;{CANARY}-4;Téléphone;F;14;Internet;1;",
        f"1010;09/03/2024;Téléphone;F;{CANARY}-5;Internet;{CANARY}-6;",
    ]
    write_delivery(settings.deliveries, "tiny_a", rows)
    write_delivery(settings.deliveries, "tiny_b", rows[:-1], header=f"{CANARY}\r\n\r\n")

    run_sources(settings, ["tiny_a", "tiny_b"], None)

    files = [path for path in settings.dagster_home.rglob("*") if path.is_file()]
    assert files
    assert [str(path) for path in files if CANARY.encode() in path.read_bytes()] == []
    assert any(CANARY.encode() in path.read_bytes() for path in settings.layout.landing.rglob("*.csv"))


@pytest.mark.long
def test_an_error_of_the_engine_is_told_without_its_words(settings: Settings, summary: RunSummary) -> None:
    # a file of the lake that is no Parquet, and of which its state says that it is whole, makes the engine itself fail,
    # in words that are not ours
    write_delivery(settings.deliveries, "tiny_a", [ROWS[0].replace("1001", "1004")], day="2024-05-01")
    lake = settings.layout.lake_of("tiny_a")
    for staged in (lake / "staged").glob("*.parquet"):
        staged.write_bytes(b"PAR1 " + CANARY.encode() + b" PAR1")
    state = read_stage_state(settings.layout, "tiny_a")
    write_stage_state(settings.layout, "tiny_a", replace(state, hashes=hash_files(lake, state.named_files())))

    again = run_sources(settings, ["tiny_a", "tiny_b"], None)

    assert list(again.failures) == ["tiny_a"]
    assert again.exit_code == 1
    assert CANARY not in again.failures["tiny_a"]
    assert [one.n_contacts for one in again.sources] == [3, 3]
