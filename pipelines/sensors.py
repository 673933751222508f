"""Noticing what helplines sent.

Belongs here: the sensor that asks every source whether it has news, and tells Dagster what arrived. Does not belong
here: what news is (`warehouse.ingest.has_news`), or fetching it (asset `land`).
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from logging import Logger
from typing import Any

import dagster as dg

from pipelines.assets.arrivals import arrival_key
from pipelines.failures import describe_error
from pipelines.jobs import COMMAND_TAG, INGEST
from pipelines.resources import Warehouse
from warehouse.ingest import has_news
from warehouse.lock import is_held
from warehouse.receipts import read_receipts
from warehouse.run import Run

MOST_RUNS = 20
"""Runs that one tick may ask for: a backlog of a hundred sources must not fill the queue at once."""

MOST_SECONDS = 30.0
"""Time in which one tick may ask; Dagster ends a tick after 60 s. The next tick goes on where this one ended."""

EVERY_SECONDS = 300

PARTITION_TAG = "dagster/partition"
FINISHED = (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED)
ACTIVE = tuple(status for status in dg.DagsterRunStatus if status not in FINISHED)


@dataclass
class Cursor:
    """Where the last tick ended, and the number of the last arrival of each source that Dagster has been told of."""

    next_source: str = ""
    arrivals: dict[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str | None) -> Cursor:
        """Read a cursor; a damaged one is a fresh one, which costs a repeated notice and nothing else."""
        try:
            values: dict[str, Any] = json.loads(text or "{}")
            return cls(str(values.get("next_source", "")), {str(k): int(v) for k, v in values["arrivals"].items()})
        except (ValueError, KeyError, TypeError, AttributeError):
            return cls()

    def write(self) -> str:
        """The cursor as text."""
        return json.dumps({"next_source": self.next_source, "arrivals": self.arrivals}, sort_keys=True)


def new_deliveries_sensor(
    ingest: dg.UnresolvedAssetJobDefinition, sources: dg.StaticPartitionsDefinition
) -> dg.SensorDefinition:
    """The sensor. Off until somebody switches it on in Dagster's page."""

    @dg.sensor(
        name="new_deliveries",
        job=ingest,
        minimum_interval_seconds=EVERY_SECONDS,
        description="Asks every source for files not yet received and for changed mappings, and runs `ingest` for it.",
    )
    def new_deliveries(context: dg.SensorEvaluationContext, warehouse: dg.ResourceParam[Warehouse]) -> dg.SensorResult:
        run = warehouse.open_run()
        source_ids = [source_id for source_id in sources.get_partition_keys() if source_id in run.registry.sources]
        cursor = Cursor.read(context.cursor)
        events = notice_arrivals(run, source_ids, cursor)
        idle = [
            source_id for source_id in source_ids if source_id not in busy_sources(run, source_ids, context.instance)
        ]
        requests = request_runs(warehouse, run, idle, cursor, context.log)
        return dg.SensorResult(run_requests=requests, asset_events=events, cursor=cursor.write())

    return new_deliveries


def notice_arrivals(run: Run, source_ids: Sequence[str], cursor: Cursor) -> list[dg.AssetMaterialization]:
    """One event for each source that has received something since the cursor, whoever fetched it; moves the cursor."""
    events = []
    for source_id in source_ids:
        receipts = read_receipts(run.layout.landing_of(source_id))
        if not receipts or receipts[-1].arrival <= cursor.arrivals.get(source_id, 0):
            continue
        last = receipts[-1]
        events.append(
            dg.AssetMaterialization(
                asset_key=arrival_key(source_id),
                metadata={"arrival": last.arrival, "received_at": last.received_at, "n_files": len(last.names)},
            )
        )
        cursor.arrivals[source_id] = last.arrival
    return events


def busy_sources(run: Run, source_ids: Sequence[str], instance: dg.DagsterInstance) -> set[str]:
    """Sources that a run is waiting or working for: what they leave undone meanwhile is no news.

    Of a command's runs only its lock is believed: Dagster never hears that a command was killed.
    """
    if is_held(run.layout.run_lock):
        return set(source_ids)
    active = instance.get_runs(filters=dg.RunsFilter(job_name=INGEST, statuses=list(ACTIVE)))
    return {one.tags[PARTITION_TAG] for one in active if PARTITION_TAG in one.tags and COMMAND_TAG not in one.tags}


def request_runs(
    warehouse: Warehouse, run: Run, source_ids: Sequence[str], cursor: Cursor, log: Logger
) -> list[dg.RunRequest]:
    """Run requests for sources with news, at most MOST_RUNS, beginning where the last tick ended; moves the cursor.

    The run key names the source and the news, so that the same news never starts a second run; a run that failed or was
    killed is other news. A source that cannot be asked is logged and passed over: the others go on.
    """
    requests: list[dg.RunRequest] = []
    deadline = time.monotonic() + MOST_SECONDS
    for source_id in _begin_at(source_ids, cursor.next_source):
        if len(requests) >= MOST_RUNS or time.monotonic() > deadline:
            cursor.next_source = source_id
            return requests
        try:
            address = warehouse.resolve_address(run.registry.sources[source_id].source.address)
            news = has_news(run, source_id, address)
        except Exception as error:
            log.warning(f"{source_id}: {describe_error(error)}")
            continue
        if news is not None:
            requests.append(dg.RunRequest(run_key=f"{source_id}:{news}", partition_key=source_id))
    cursor.next_source = ""
    return requests


def _begin_at(source_ids: Sequence[str], first: str) -> list[str]:
    """All ids once, beginning with the first that is not before `first`."""
    ordered = sorted(source_ids)
    return [one for one in ordered if one >= first] + [one for one in ordered if one < first]
