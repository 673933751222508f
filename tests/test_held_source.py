"""One source that is held back stops no other, in Dagster's runs and from the command line alike."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import duckdb
import pytest

from pipelines.base.settings import Settings
from pipelines.definitions import build_defs
from pipelines.run.jobs import prepare_home
from pipelines.run.sources import run_sources
from tests.apart import command_apart
from tests.tiny_network import ROWS, environment_of, make_network, take_in, write_delivery

SOURCES = ["tiny_a", "tiny_held", "tiny_z"]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Three sources; the second has taken in a good delivery before it says that nothing may be unmapped."""
    made = make_network(tmp_path, SOURCES)
    monkeypatch.setenv("DAGSTER_HOME", str(made.dagster_home))
    prepare_home(made)
    take_in(made, ["tiny_held"])
    break_threshold(made)
    return made


def break_threshold(settings: Settings) -> None:
    path = settings.mappings / "tiny_held" / "source.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("{rejected: 0.5}", '{rejected: 0.5, unmapped: 0, because: "a test"}'), encoding="utf-8"
    )
    rows = [ROWS[0].replace("1001", "1004").replace("Téléphone", "Télégramme")]
    write_delivery(settings.deliveries, "tiny_held", rows, day="2024-05-01")


def contacts_by_source(settings: Settings) -> dict[str, int]:
    with duckdb.connect(str(settings.layout.database), read_only=True) as connection:
        return dict(connection.execute("select source_id, count(*) from contact group by all order by all").fetchall())


@pytest.mark.slow
def test_in_dagster_its_run_fails_and_the_others_and_the_release_succeed(settings: Settings) -> None:
    defs = build_defs(settings)
    with dg.DagsterInstance.get() as instance:
        succeeded = {
            source_id: defs.resolve_job_def("ingest")
            .execute_in_process(instance=instance, partition_key=source_id, raise_on_error=False)
            .success
            for source_id in SOURCES
        }
        published = defs.resolve_job_def("publish").execute_in_process(instance=instance, raise_on_error=False).success
        key = dg.AssetCheckKey(dg.AssetKey(["harmonise", "contact"]), "findings")
        failed = instance.get_records_for_run(
            instance.get_runs(filters=dg.RunsFilter(tags={"dagster/partition": "tiny_held"}), limit=1)[0].run_id,
            of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION,
        ).records

    assert succeeded == {"tiny_a": True, "tiny_held": False, "tiny_z": True}
    assert published
    assert contacts_by_source(settings) == {"tiny_a": 3, "tiny_held": 3, "tiny_z": 3}
    evaluations = [record.event_log_entry.dagster_event.event_specific_data for record in failed]  # type: ignore[union-attr]
    (evaluation,) = [one for one in evaluations if one.asset_check_key == key]  # type: ignore[union-attr]
    assert not evaluation.passed  # type: ignore[union-attr]
    assert evaluation.partition == "tiny_held"  # type: ignore[union-attr]


@pytest.mark.long
def test_from_the_command_line_it_is_named_with_its_reason_and_the_others_go_on(
    settings: Settings, tmp_path: Path
) -> None:
    done = command_apart(environment_of(tmp_path), "run")

    assert done.code == 1, done.err
    assert "tiny_held: the source is held back" in done.out
    assert "Télégramme" not in done.out + done.err
    assert "Traceback" not in done.out + done.err
    assert contacts_by_source(settings) == {"tiny_a": 3, "tiny_held": 3, "tiny_z": 3}


@pytest.mark.long
def test_it_is_held_until_the_cause_is_mended(settings: Settings) -> None:
    first = run_sources(settings, SOURCES, None)
    second = run_sources(settings, SOURCES, None)
    path = settings.mappings / "tiny_held" / "decisions.csv"
    path.write_text(
        path.read_text(encoding="utf-8") + "channel,Télégramme,mapped,other,,,wider,,,,data officer,2026-11-02\n",
        encoding="utf-8",
    )
    mended = run_sources(settings, SOURCES, None)

    assert [one.source_id for source in first.sources for one in source.held] == ["tiny_held"]
    assert (first.exit_code, second.exit_code, mended.exit_code) == (1, 1, 0)
    assert contacts_by_source(settings)["tiny_held"] == 4


@pytest.mark.long
def test_a_delivery_that_cannot_be_read_is_held_alone(settings: Settings) -> None:
    write_delivery(settings.deliveries, "tiny_a", ROWS, day="2024-06-01", header="Export;;\r\n\r\nother;columns\r\n")

    summary = run_sources(settings, ["tiny_a", "tiny_z"], None)

    (held,) = [one for source in summary.sources for one in source.held]
    assert (held.source_id, held.file) == ("tiny_a", "contacts_2024-06-01.csv")
    assert summary.exit_code == 1
    assert {one.source_id: one.n_contacts for one in summary.sources} == {"tiny_a": 3, "tiny_z": 3}


@pytest.mark.long
def test_in_dagster_the_run_of_a_held_delivery_is_not_green_and_all_else_is_done(settings: Settings) -> None:
    write_delivery(settings.deliveries, "tiny_a", ROWS, day="2024-06-01", header="Export;;\r\n\r\nother;columns\r\n")
    defs = build_defs(settings)
    with dg.DagsterInstance.get() as instance:
        result = defs.resolve_job_def("ingest").execute_in_process(
            instance=instance, partition_key="tiny_a", raise_on_error=False
        )
        published = defs.resolve_job_def("publish").execute_in_process(instance=instance, raise_on_error=False)
        is_fresh = instance.get_materialized_partitions(dg.AssetKey(["harmonise", "contact"]))

    assert [event.step_key for event in result.get_step_success_events()] == ["land", "stage", "harmonise"]
    (failure,) = [event for event in result.all_events if event.is_step_failure]
    assert failure.step_key == "nothing_held"
    assert failure.step_failure_data.user_failure_data is not None
    assert "contacts_2024-06-01.csv" in str(failure.step_failure_data.user_failure_data.description)
    (check,) = [one for one in result.get_asset_check_evaluations() if one.check_name == "nothing_held"]
    assert (check.passed, check.partition) == (False, "tiny_a")
    assert "tiny_a" in is_fresh
    assert published.success
    assert contacts_by_source(settings)["tiny_a"] == 3


def test_a_run_in_which_nothing_is_held_is_green_by_the_same_check(settings: Settings) -> None:
    with dg.DagsterInstance.get() as instance:
        result = (
            build_defs(settings).resolve_job_def("ingest").execute_in_process(instance=instance, partition_key="tiny_z")
        )

    assert [(one.check_name, one.passed) for one in result.get_asset_check_evaluations()] == [
        *[("findings", True)] * 3,
        ("nothing_held", True),
    ]
