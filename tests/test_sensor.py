"""The arrival sensor asks for one run per source and news, never floods the queue, and tells Dagster what arrived."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from pipelines.definitions import build_defs
from pipelines.resources import WarehouseResource
from pipelines.sensors import MOST_RUNS
from pipelines.settings import Settings
from tests.tiny_network import ROWS, make_network, write_delivery
from warehouse.ingest import harmonise_source, land_source, stage_source
from warehouse.lock import exclusive
from warehouse.run import SourceHeldError


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as ephemeral:
        yield ephemeral


def tick(settings: Settings, instance: dg.DagsterInstance, cursor: str | None = None) -> dg.SensorResult:
    """Evaluate the sensor once, as the daemon does."""
    (sensor,) = build_defs(settings).sensors or ()
    assert isinstance(sensor, dg.SensorDefinition)
    context = dg.build_sensor_context(
        instance=instance, cursor=cursor, resources={"warehouse": WarehouseResource.from_settings(settings)}
    )
    result = sensor(context)
    assert isinstance(result, dg.SensorResult)
    return result


def ingest(settings: Settings, source_id: str) -> None:
    run = settings.open_run()
    land_source(run, source_id, settings.resolve_address(run.registry.sources[source_id].source.address))
    stage_source(run, source_id)
    harmonise_source(run, source_id)


def keys_of(result: dg.SensorResult) -> list[str]:
    return [str(request.run_key) for request in result.run_requests or ()]


def partitions_of(result: dg.SensorResult) -> list[str]:
    return [str(request.partition_key) for request in result.run_requests or ()]


def test_the_same_news_has_the_same_run_key_and_other_news_another(
    tmp_path: Path, instance: dg.DagsterInstance
) -> None:
    settings = make_network(tmp_path, ["tiny_a", "tiny_b"])

    first = tick(settings, instance)
    again = tick(settings, instance, first.cursor)
    write_delivery(settings.deliveries, "tiny_a", ROWS[:1], day="2024-05-01")
    later = tick(settings, instance, again.cursor)

    assert partitions_of(first) == ["tiny_a", "tiny_b"]
    assert all(key.startswith(f"{source}:") for key, source in zip(keys_of(first), partitions_of(first), strict=True))
    assert keys_of(again) == keys_of(first)
    assert keys_of(later)[0] != keys_of(first)[0]
    assert keys_of(later)[1] == keys_of(first)[1]


def test_a_source_without_news_gets_no_run(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    settings = make_network(tmp_path, ["tiny_a", "tiny_b"])
    ingest(settings, "tiny_a")

    assert partitions_of(tick(settings, instance)) == ["tiny_b"]


def test_a_changed_decision_is_news(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    settings = make_network(tmp_path, ["tiny_a"])
    ingest(settings, "tiny_a")
    path = settings.mappings / "tiny_a" / "decisions.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("voice", "other"), encoding="utf-8")

    assert partitions_of(tick(settings, instance)) == ["tiny_a"]


def test_a_backlog_is_asked_for_in_turns(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    source_ids = [f"tiny_{number:02d}" for number in range(MOST_RUNS + 3)]
    settings = make_network(tmp_path, source_ids)

    first = tick(settings, instance)
    second = tick(settings, instance, first.cursor)

    assert partitions_of(first) == source_ids[:MOST_RUNS]
    assert partitions_of(second)[:3] == source_ids[MOST_RUNS:]
    assert len(partitions_of(second)) == MOST_RUNS


def test_an_arrival_is_told_once_whoever_fetched_it(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    settings = make_network(tmp_path, ["tiny_a", "tiny_b"])
    ingest(settings, "tiny_a")

    first = tick(settings, instance)
    again = tick(settings, instance, first.cursor)
    write_delivery(settings.deliveries, "tiny_a", ROWS[:1], day="2024-05-01")
    ingest(settings, "tiny_a")
    later = tick(settings, instance, again.cursor)

    assert [event.asset_key.path for event in first.asset_events] == [["arrivals", "tiny_a"]]
    assert not again.asset_events
    assert [event.asset_key.path for event in later.asset_events] == [["arrivals", "tiny_a"]]


def test_an_address_that_cannot_be_read_stops_no_other_source(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    settings = make_network(tmp_path, ["tiny_a", "tiny_b"])
    path = settings.mappings / "tiny_a" / "source.yaml"
    text = path.read_text(encoding="utf-8").replace("address: tiny_a/*", "address: nosuch://somewhere/*")
    path.write_text(text, encoding="utf-8")

    assert "tiny_b" in partitions_of(tick(settings, instance))


def test_a_damaged_cursor_is_a_fresh_one(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    settings = make_network(tmp_path, ["tiny_a"])

    for cursor in ("nonsense", "[]", json.dumps({"arrivals": {"tiny_a": "x"}})):
        assert partitions_of(tick(settings, instance, cursor)) == ["tiny_a"]


def test_what_was_landed_and_not_taken_in_is_news_and_each_broken_off_run_is_other_news(
    tmp_path: Path, instance: dg.DagsterInstance
) -> None:
    settings = make_network(tmp_path, ["tiny_a"])
    ingest(settings, "tiny_a")
    write_delivery(settings.deliveries, "tiny_a", ROWS[:1], day="2024-05-01")
    keys = set()
    for _ in range(3):
        run = settings.open_run()
        land_source(run, "tiny_a", settings.resolve_address("tiny_a/*"))  # and no more: it was killed
        keys.update(keys_of(tick(settings, instance)))

    assert len(keys) == 3
    ingest(settings, "tiny_a")
    assert keys_of(tick(settings, instance)) == []


def test_a_source_is_left_alone_while_a_run_works_for_it(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    settings = make_network(tmp_path, ["tiny_a", "tiny_b"])
    job = build_defs(settings).resolve_job_def("ingest")
    tags = {"dagster/partition": "tiny_a"}
    instance.create_run_for_job(job, tags=tags, status=dg.DagsterRunStatus.STARTED)
    dead = {"dagster/partition": "tiny_b", "harmonise/command": "run"}
    instance.create_run_for_job(job, tags=dead, status=dg.DagsterRunStatus.STARTED)

    assert partitions_of(tick(settings, instance)) == ["tiny_b"]
    with exclusive(settings.layout.run_lock, "This warehouse"):
        assert partitions_of(tick(settings, instance)) == []


def test_a_held_source_is_not_tried_again_and_again(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    settings = make_network(tmp_path, ["tiny_a"])
    path = settings.mappings / "tiny_a" / "source.yaml"
    text = path.read_text(encoding="utf-8").replace(
        "{rejected: 0.5}", '{rejected: 0.5, unmapped: 0, because: "a test"}'
    )
    path.write_text(text, encoding="utf-8")
    write_delivery(settings.deliveries, "tiny_a", [ROWS[0].replace("Téléphone", "Télégramme")], day="2024-05-01")
    keys = []
    for _ in range(3):
        with pytest.raises(SourceHeldError):
            ingest(settings, "tiny_a")
        keys += keys_of(tick(settings, instance))

    assert len(keys) == 3
    assert len(set(keys)) == 1
