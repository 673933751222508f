"""The sensors: one run per source and news, never a full queue, what arrived and was taken in; then the release."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from pipelines.base.settings import Settings
from pipelines.definitions import build_defs
from pipelines.defs.resources import WarehouseResource
from pipelines.defs.sensors import MOST_RUNS
from tests.tiny_network import ROWS, make_network, write_delivery
from warehouse.steps import harmonise_source, land_source, stage_source
from warehouse.store.lock import exclusive
from warehouse.store.run import SourceHeldError


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as ephemeral:
        yield ephemeral


def evaluate(settings: Settings, name: str, instance: dg.DagsterInstance, cursor: str | None = None) -> object:
    """Evaluate a sensor once, as the daemon does."""
    (sensor,) = [one for one in build_defs(settings).sensors or () if one.name == name]
    assert isinstance(sensor, dg.SensorDefinition)
    context = dg.build_sensor_context(
        instance=instance, cursor=cursor, resources={"warehouse": WarehouseResource.from_settings(settings)}
    )
    return sensor(context)


def tick(settings: Settings, instance: dg.DagsterInstance, cursor: str | None = None) -> dg.SensorResult:
    """What the arrival sensor answers."""
    result = evaluate(settings, "new_deliveries", instance, cursor)
    assert isinstance(result, dg.SensorResult)
    return result


def release_key(settings: Settings, instance: dg.DagsterInstance) -> str | None:
    """The run key under which `publish` is started; None where it is not."""
    result = evaluate(settings, "release_due", instance)
    assert isinstance(result, dg.RunRequest | dg.SkipReason)
    return result.run_key if isinstance(result, dg.RunRequest) else None


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


def test_news_that_come_back_after_others_start_a_run_again(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    """A mapping that is changed and changed back: Dagster starts no second run under a key that it has seen."""
    settings = make_network(tmp_path, ["tiny_a"])
    path = settings.mappings / "tiny_a" / "decisions.csv"
    first = path.read_text(encoding="utf-8")
    keys: list[str] = []
    cursor = None
    for text in (first, first.replace("voice", "other"), first, first.replace("voice", "other")):
        path.write_text(text, encoding="utf-8")
        asked = tick(settings, instance, cursor)
        again = tick(settings, instance, asked.cursor)
        assert keys_of(again) == keys_of(asked)
        keys += keys_of(asked)
        ingest(settings, "tiny_a")
        cursor = tick(settings, instance, again.cursor).cursor

    assert len(set(keys)) == len(keys) == 4


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


def test_a_file_that_is_held_back_makes_nothing_fresh(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    settings = make_network(tmp_path, ["tiny_a", "tiny_b"])
    write_delivery(settings.deliveries, "tiny_b", ROWS, header="Export;;\r\n\r\nother;columns\r\n")
    ingest(settings, "tiny_a")
    ingest(settings, "tiny_b")

    first = tick(settings, instance)
    write_delivery(settings.deliveries, "tiny_a", ROWS, day="2024-05-01", header="Export;;\r\n\r\nother;columns\r\n")
    ingest(settings, "tiny_a")
    held = tick(settings, instance, first.cursor)
    write_delivery(settings.deliveries, "tiny_a", ROWS[:1], day="2024-06-01")
    ingest(settings, "tiny_a")
    good = tick(settings, instance, held.cursor)

    assert [event.asset_key.path for event in first.asset_events] == [["arrivals", "tiny_a"]]
    assert not held.asset_events
    assert [event.asset_key.path for event in good.asset_events] == [["arrivals", "tiny_a"]]


def test_a_file_makes_nothing_fresh_before_it_is_taken_in(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    settings = make_network(tmp_path, ["tiny_a"])
    run = settings.open_run()
    land_source(run, "tiny_a", settings.resolve_address(run.registry.sources["tiny_a"].source.address))

    landed = tick(settings, instance)
    ingest(settings, "tiny_a")

    assert not landed.asset_events
    assert len(tick(settings, instance, landed.cursor).asset_events) == 1


def test_a_mapping_with_mistakes_gets_one_run_that_says_so(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    settings = make_network(tmp_path, ["tiny_a", "tiny_b"])
    ingest(settings, "tiny_b")
    path = settings.mappings / "tiny_a" / "source.yaml"
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace("region: africa", "region: atlantis"), encoding="utf-8")

    first = tick(settings, instance)
    again = tick(settings, instance, first.cursor)
    path.write_text(good.replace("region: africa", "region: utopia").replace("zone:", "zonne:"), encoding="utf-8")
    other = tick(settings, instance, again.cursor)

    assert partitions_of(first) == partitions_of(other) == ["tiny_a"]
    assert keys_of(first) == keys_of(again) != keys_of(other)


@pytest.mark.slow
def test_a_release_follows_what_was_ingested_and_nothing_else(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    settings = make_network(tmp_path, ["tiny_a"])
    publish_job = build_defs(settings).resolve_job_def("publish")

    assert release_key(settings, instance) is None
    ingest(settings, "tiny_a")
    due = release_key(settings, instance)
    assert due is not None
    assert release_key(settings, instance) == due
    assert publish_job.execute_in_process(instance=instance).success
    assert release_key(settings, instance) is None
    write_delivery(settings.deliveries, "tiny_a", ROWS[:1], day="2024-05-01")
    assert release_key(settings, instance) is None
    ingest(settings, "tiny_a")
    other = release_key(settings, instance)
    assert other not in (None, due)
    decisions = settings.mappings / "tiny_a" / "decisions.csv"
    text, keys = decisions.read_text(encoding="utf-8"), {str(due), str(other)}
    for changed in (text, text.replace("voice", "other"), text):
        decisions.write_text(changed, encoding="utf-8")
        ingest(settings, "tiny_a")
        key = release_key(settings, instance)
        keys.add(str(key))
        assert key is not None and publish_job.execute_in_process(instance=instance).success

    assert len(keys) == 4, "a state that comes back beside another release is one more"


def test_a_release_waits_for_the_runs_of_sources(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    settings = make_network(tmp_path, ["tiny_a"])
    ingest(settings, "tiny_a")
    under_way = instance.create_run_for_job(
        build_defs(settings).resolve_job_def("ingest"), status=dg.DagsterRunStatus.STARTED
    )

    assert release_key(settings, instance) is None
    instance.delete_run(under_way.run_id)
    assert release_key(settings, instance) is not None


def test_a_source_from_which_nothing_ever_came_starts_no_run(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    settings = make_network(tmp_path, ["tiny_a", "tiny_b"])
    (settings.deliveries / "tiny_b").rename(tmp_path / "later")

    first = tick(settings, instance)

    assert partitions_of(first) == ["tiny_a"]
    (tmp_path / "later").rename(settings.deliveries / "tiny_b")
    assert partitions_of(tick(settings, instance, first.cursor)) == ["tiny_a", "tiny_b"]
