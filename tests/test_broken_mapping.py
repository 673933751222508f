"""A mapping folder with mistakes holds its own source and no other; what the source had stays in the release, as
held.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest

from pipelines.base.settings import Settings
from pipelines.definitions import build_defs
from pipelines.run.jobs import prepare_home
from pipelines.run.sources import run_sources
from schemas.mapping.registry import load_registry, load_sound
from schemas.text.problem import MappingError
from tests.broken_mapping import CANARY, WORSE, break_decisions, break_export, break_source, replace_in
from tests.command import Command
from tests.tiny_network import EXPORT, ROWS, enter_network, make_network, release, take_in, write_delivery
from warehouse.steps import harmonise_source, land_source, stage_source
from warehouse.store.run import SourceHeldError

SOURCES = ["tiny_a", "tiny_b", "tiny_z"]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Three sources that were run and published once, the second of which then gets another delivery."""
    made = make_network(tmp_path, SOURCES)
    monkeypatch.setenv("DAGSTER_HOME", str(made.dagster_home))
    prepare_home(made)
    take_in(made, SOURCES)
    release(made)
    for source_id in SOURCES:
        write_delivery(made.deliveries, source_id, [ROWS[0].replace("1001", "1004")], day="2024-05-01")
    return made


@pytest.fixture
def harmonise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    enter_network(monkeypatch, tmp_path)
    return Command(capfd)


def query(settings: Settings, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(settings.layout.database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_the_command_runs_all_others_names_the_folders_and_ends_with_1(settings: Settings, harmonise: Command) -> None:
    break_source(settings.mappings / "tiny_b")
    break_decisions(settings.mappings / "tiny_z")
    registers = {table: _register(settings, table) for table in ("source", "member", "decision")}
    places = {"tiny_b": "mappings/tiny_b/source.yaml:5: ", "tiny_z": "mappings/tiny_z/decisions.csv:2: "}

    done = harmonise("run")

    assert done.code == 1, done.err
    for source_id, place in places.items():
        assert f"{source_id}: the source is held back" in done.out
        assert place in done.out
    assert CANARY not in done.out + done.err
    assert query(settings, "select source_id, count(*) from contact group by all order by all") == [
        ("tiny_a", 4),
        ("tiny_b", 3),
        ("tiny_z", 3),
    ]
    assert query(settings, "select source_id, status_code from source_year order by all") == [
        ("tiny_a", "current"),
        ("tiny_b", "held"),
        ("tiny_z", "held"),
    ]
    found = query(
        settings,
        "select source_id, state_code, sentence from finding where finding_code = 'broken_mapping' order by all",
    )
    assert [(source_id, state) for source_id, state, _ in found] == [("tiny_b", "fail"), ("tiny_z", "fail")]
    assert all(sentence.startswith(places[source_id]) for source_id, _, sentence in found)
    assert {table: _register(settings, table) for table in registers} == registers


def _register(settings: Settings, table: str) -> list[tuple[Any, ...]]:
    return query(settings, f"select * from {table} order by all")


@pytest.mark.parametrize("break_it", WORSE, ids=range(len(WORSE)))
def test_whatever_is_wrong_in_a_folder_stops_no_other(tmp_path: Path, break_it: Callable[[Path], object]) -> None:
    settings = make_network(tmp_path, SOURCES)
    break_it(settings.mappings / "tiny_b")

    registry = load_sound(settings.mappings)

    assert list(registry.sources)[:1] == ["tiny_a"]
    assert sorted(set(registry.sources) - set(registry.broken)) == ["tiny_a", "tiny_z"]
    assert [name.lower().replace("-", "_") for name in registry.broken] == ["tiny_b"]
    assert build_defs(settings).resolve_job_def("ingest").partitions_def is not None
    with pytest.raises(MappingError):
        load_registry(settings.mappings)


@pytest.mark.long
def test_a_source_that_is_wanted_by_name_is_refused_with_2(settings: Settings, harmonise: Command) -> None:
    break_export(settings.mappings / "tiny_b")

    refused = harmonise("run", "--source", "tiny_b")
    other = harmonise("run", "--source", "tiny_a")

    assert refused.code == 2
    assert "mappings/tiny_b/export.yaml:3: " in refused.err
    assert other.code == 0, other.out + other.err
    assert query(settings, "select status_code from source_year where source_id = 'tiny_b'") == [("held",)]


@pytest.mark.long
def test_check_still_lists_the_mistakes_of_all_folders_at_once(settings: Settings, harmonise: Command) -> None:
    break_export(settings.mappings / "tiny_a")
    break_source(settings.mappings / "tiny_b")

    checked = harmonise("check")

    assert checked.code == 2
    assert "tiny_a/export.yaml:3: " in checked.err and "tiny_b/source.yaml:5: " in checked.err


@pytest.mark.slow
def test_when_it_is_mended_what_came_meanwhile_is_taken_in(settings: Settings, harmonise: Command) -> None:
    path = settings.mappings / "tiny_b" / "export.yaml"
    good = path.read_text(encoding="utf-8")
    break_export(settings.mappings / "tiny_b")

    broken = run_sources(settings, SOURCES, None)
    again = run_sources(settings, SOURCES, None)
    path.write_text(good, encoding="utf-8")
    still_told = harmonise("check", "tiny_b")
    mended = run_sources(settings, SOURCES, None)

    assert (broken.exit_code, again.exit_code, mended.exit_code) == (1, 1, 0)
    assert broken.is_new_release and not again.is_new_release
    assert "export.yaml:3: " in "".join(still_told.out.split("\n")), "of the last run: with file and line"
    assert mended.ran == ("tiny_b", "publish")
    assert query(settings, "select status_code, n_contacts from source_year where source_id = 'tiny_b'") == [
        ("current", 4)
    ]
    assert query(settings, "from finding where finding_code = 'broken_mapping'") == []


@pytest.mark.long
def test_a_source_that_never_had_a_good_state_is_named_and_has_no_contacts(tmp_path: Path) -> None:
    settings = make_network(tmp_path, SOURCES)
    break_export(settings.mappings / "tiny_b")
    break_source(settings.mappings / "tiny_z")

    summary = run_sources(settings, SOURCES, None)

    assert summary.exit_code == 1
    assert [one.source_id for source in summary.sources for one in source.held] == ["tiny_b", "tiny_z"]
    assert query(settings, "select distinct source_id from contact") == [("tiny_a",)]
    # who tiny_b is, its own source.yaml says; of tiny_z nothing can be said but what is wrong
    assert query(settings, "select source_id from source order by all") == [("tiny_a",), ("tiny_b",)]
    found = query(settings, "select source_id from finding where finding_code = 'broken_mapping' order by all")
    assert found == [("tiny_b",), ("tiny_z",)]


@pytest.mark.long
def test_a_shared_format_with_mistakes_holds_the_sources_that_use_it(settings: Settings) -> None:
    shared = settings.mappings / "_exports" / "ours.yaml"
    shared.parent.mkdir()
    shared.write_text(EXPORT, encoding="utf-8")
    for source_id in ("tiny_b", "tiny_z"):
        (settings.mappings / source_id / "export.yaml").write_text("like: ours\n", encoding="utf-8")
    assert run_sources(settings, SOURCES, None).exit_code == 0

    for text in (EXPORT.replace("row:", "row"), EXPORT.replace("row: contact", "row: x"), "", "- a list\n"):
        shared.write_text(text, encoding="utf-8")
        assert sorted(load_sound(settings.mappings).broken) == ["tiny_b", "tiny_z"], text
    write_delivery(settings.deliveries, "tiny_a", [ROWS[0].replace("1001", "1005")], day="2024-06-01")
    summary = run_sources(settings, SOURCES, None)

    assert [one.source_id for source in summary.sources for one in source.held] == ["tiny_b", "tiny_z"]
    assert query(settings, "select source_id, count(*) from contact group by all order by all") == [
        ("tiny_a", 5),
        ("tiny_b", 4),
        ("tiny_z", 4),
    ]


@pytest.mark.long
def test_in_dagster_its_run_fails_with_a_failed_check_that_names_file_and_line(settings: Settings) -> None:
    break_decisions(settings.mappings / "tiny_b")
    defs = build_defs(settings)
    with dg.DagsterInstance.get() as instance:
        failed = defs.resolve_job_def("ingest").execute_in_process(
            instance=instance, partition_key="tiny_b", raise_on_error=False
        )
        other = defs.resolve_job_def("ingest").execute_in_process(instance=instance, partition_key="tiny_a")
        published = defs.resolve_job_def("publish").execute_in_process(instance=instance)

    assert (failed.success, other.success, published.success) == (False, True, True)
    (check,) = failed.get_asset_check_evaluations()
    assert (check.asset_key.path, check.passed, check.partition) == (["land", "deliveries"], False, "tiny_b")
    assert "mappings/tiny_b/decisions.csv:2: " in str(check.metadata["mistakes"].value)
    files = [path for path in settings.dagster_home.rglob("*") if path.is_file()]
    assert [path for path in files if CANARY.encode() in path.read_bytes()] == []


@pytest.mark.long
def test_no_step_runs_on_a_mapping_that_broke_in_between(settings: Settings) -> None:
    break_export(settings.mappings / "tiny_b")
    run = settings.open_run()
    before = settings.layout.source_manifest("tiny_b").read_bytes()

    with pytest.raises(SourceHeldError, match="broken_mapping"):
        land_source(run, "tiny_b", settings.resolve_address("tiny_b/*"))
    for step in (stage_source, harmonise_source):
        with pytest.raises(SourceHeldError, match="broken_mapping"):
            step(run, "tiny_b")

    assert settings.layout.source_manifest("tiny_b").read_bytes() == before


@pytest.mark.long
def test_what_the_lake_keeps_of_a_mapping_is_the_mapping(settings: Settings) -> None:
    sound = load_registry(settings.mappings).sources["tiny_b"]
    assert len(list(settings.layout.lake_of("tiny_b").glob("mapping-*.json"))) == 1
    break_source(settings.mappings / "tiny_b")

    kept = settings.open_run().registry.sources["tiny_b"]

    assert kept.source == sound.source
    assert sorted(one.decision_id("tiny_b") for one in kept.decisions) == sorted(
        one.decision_id("tiny_b") for one in sound.decisions
    )
    assert {one.note for one in kept.decisions} == {one.note for one in sound.decisions}


@pytest.mark.long
def test_the_lake_keeps_one_mapping_and_where_it_is_damaged_the_release_refuses_to_lose_the_source(
    settings: Settings,
) -> None:
    replace_in(settings.mappings / "tiny_b" / "decisions.csv", "École,mapped,offline", "École,mapped,online")
    assert run_sources(settings, SOURCES, None).exit_code == 0
    (kept,) = settings.layout.lake_of("tiny_b").glob("mapping-*.json")
    kept.write_bytes(kept.read_bytes()[:100])
    break_source(settings.mappings / "tiny_b")

    summary = run_sources(settings, SOURCES, None)

    assert summary.exit_code == 1
    assert "tiny_b" in summary.failures["publish"]
    assert query(settings, "select count(*) from contact where source_id = 'tiny_b'") == [(4,)]


def test_what_the_lake_keeps_of_a_mapping_holds_nothing_that_was_delivered(tmp_path: Path) -> None:
    settings = make_network(tmp_path, ["tiny_a"])
    write_delivery(settings.deliveries, "tiny_a", [ROWS[0].replace("Téléphone", CANARY), *ROWS[1:]])
    run = settings.open_run()
    land_source(run, "tiny_a", settings.resolve_address(run.registry.sources["tiny_a"].source.address))
    stage_source(run, "tiny_a")
    harmonise_source(run, "tiny_a")

    (kept,) = settings.layout.lake_of("tiny_a").glob("mapping-*.json")
    decided = (settings.mappings / "tiny_a" / "decisions.csv").read_text(encoding="utf-8")
    words = {one["source_value"] for one in json.loads(kept.read_bytes())["decisions"]}
    assert CANARY not in kept.read_text(encoding="utf-8")
    assert words and all(f",{word}," in decided for word in words)
    assert kept.stat().st_mode & 0o077 == 0
