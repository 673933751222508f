"""Noticing what helplines sent, and that a release is due.

Belongs here: the sensor that looks whether a source has something new and lets Dagster know what was taken in, and the
one that lets `publish` follow. Does not belong here: what is new (`warehouse.steps.has_news`), when a release is due
(`warehouse.publish.due`), or fetching (asset `land`).
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from logging import Logger
from typing import Any

import dagster as dg

from pipelines.base.failures import describe_error
from pipelines.base.settings import Settings
from pipelines.defs.assets.arrivals import arrival_key
from pipelines.defs.jobs import COMMAND_TAG, INGEST, PUBLISH
from pipelines.defs.resources import Warehouse
from pipelines.report.amount import plural
from warehouse.store.damage import DamagedFileError
from warehouse.store.lock import is_held
from warehouse.store.run import Run

MOST_RUNS = 20
"""Runs that one tick may ask for: a backlog of a hundred sources must not fill the queue at once."""

MOST_SECONDS = 30.0
"""Time in which one tick may ask; Dagster ends a tick after 60 s. The next tick goes on where this one ended."""

EVERY_SECONDS = 300
RELEASE_EVERY_SECONDS = 120

UNDER_WAY = (
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
)

PARTITION_TAG = "dagster/partition"
FINISHED = (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED)
ACTIVE = tuple(status for status in dg.DagsterRunStatus if status not in FINISHED)


@dataclass
class Cursor:
    """Where the last tick ended, the number of the last arrival of each source that Dagster has been told of, and, of
    each source, its news as last seen and how often they have changed.
    """

    next_source: str = ""
    arrivals: dict[str, int] = field(default_factory=dict)
    news: dict[str, tuple[str, int]] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str | None) -> Cursor:
        """Read a cursor; a damaged one is a fresh one, which costs a repeated notice and nothing else."""
        try:
            values: dict[str, Any] = json.loads(text or "{}")
            arrivals = {str(source_id): int(number) for source_id, number in values["arrivals"].items()}
            news = {str(one): (str(seen), int(n)) for one, (seen, n) in values.get("news", {}).items()}
            return cls(str(values.get("next_source", "")), arrivals, news)
        except (ValueError, KeyError, TypeError, AttributeError):
            return cls()

    def write(self) -> str:
        """The cursor as text."""
        content = {"next_source": self.next_source, "arrivals": self.arrivals, "news": self.news}
        return json.dumps(content, sort_keys=True)

    def note_news(self, source_id: str, news: str | None) -> str:
        """The run key for these news. Dagster starts no second run under a key, so the same news after others are told
        apart by the number of changes: a mapping that was changed back, a file that lies there again as it was.
        """
        seen, n_changes = self.news.get(source_id, (news or "", 0))
        n_changes += seen != (news or "")
        self.news[source_id] = (news or "", n_changes)
        return f"{source_id}:{news}:{n_changes}" if n_changes else f"{source_id}:{news}"


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
        source_ids = [source_id for source_id in sources.get_partition_keys() if source_id in run.registry.runnable]
        cursor = Cursor.read(context.cursor)
        events = notice_arrivals(run, source_ids, cursor)
        busy = busy_sources(run, source_ids, context.instance)
        idle = [source_id for source_id in source_ids if source_id not in busy]
        requests = request_runs(warehouse, run, idle, cursor, context.log)
        return dg.SensorResult(run_requests=requests, asset_events=events, cursor=cursor.write())

    return new_deliveries


def notice_arrivals(run: Run, source_ids: Sequence[str], cursor: Cursor) -> list[dg.AssetMaterialization]:
    """One event for each source that has received something since the cursor, whoever fetched it; moves the cursor.

    Only what was taken in counts: a file that is held back, or not yet harmonised, makes nothing fresh.
    """
    from warehouse.network.still_held import known_receipts, list_taken_in

    events = []
    for source_id in source_ids:
        try:
            taken_in = list_taken_in(run.layout, source_id)
        except DamagedFileError:
            continue  # its own run builds it anew
        receipts = [one for one in known_receipts(run.layout, source_id) if one.delivery_id in taken_in]
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
    killed is other news. A source whose address cannot be looked at is logged and passed over: the others go on.
    """
    requests: list[dg.RunRequest] = []
    deadline = time.monotonic() + MOST_SECONDS
    for source_id in _begin_at(source_ids, cursor.next_source):
        if len(requests) >= MOST_RUNS or time.monotonic() > deadline:
            cursor.next_source = source_id
            return requests
        try:
            news = _news_of(warehouse, run, source_id)
        except Exception as error:
            log.warning(f"{source_id}: {describe_error(error)}")
            continue
        run_key = cursor.note_news(source_id, news)
        if news is not None:
            requests.append(dg.RunRequest(run_key=run_key, partition_key=source_id))
    cursor.next_source = ""
    return requests


def _news_of(warehouse: Warehouse, run: Run, source_id: str) -> str | None:
    """A fingerprint of what is new. Mistakes in a mapping are new once: one run fails and says so in Dagster's page.
    That a source is still awaited is noted, as a command does, and starts no run.
    """
    from warehouse.steps import await_source, has_news

    mistakes = run.registry.broken.get(source_id)
    if mistakes:
        return _fingerprint([str(problem) for problem in mistakes])
    address = warehouse.resolve_address(run.registry.address_of(source_id))
    news = has_news(run, source_id, address)
    return None if news is None or await_source(run, source_id, address) else news


def _fingerprint(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode("utf-8")).hexdigest()[:16]


def _begin_at(source_ids: Sequence[str], first: str) -> list[str]:
    """All ids once, beginning with the first that is not before `first`."""
    ordered = sorted(source_ids)
    return [one for one in ordered if one >= first] + [one for one in ordered if one < first]


def release_due_sensor(publish: dg.UnresolvedAssetJobDefinition) -> dg.SensorDefinition:
    """The sensor that lets `publish` follow what was ingested. Off until somebody switches it on in Dagster's page."""

    @dg.sensor(
        name="release_due",
        job=publish,
        minimum_interval_seconds=RELEASE_EVERY_SECONDS,
        description="Runs `publish` when no run of a source is under way and the release is older than the lake.",
    )
    def release_due(
        context: dg.SensorEvaluationContext, warehouse: dg.ResourceParam[Warehouse]
    ) -> dg.RunRequest | dg.SkipReason:
        from pipelines.base.version import code_version
        from warehouse.publish.due import is_release_due
        from warehouse.publish.retention import shown_release

        run = warehouse.open_run()
        settings = warehouse.to_settings()
        if n_working := _count_working(run, context.instance):
            return dg.SkipReason(
                f"{plural(n_working, 'run of a source', 'runs of sources')} under way; a release follows."
            )
        if not is_release_due(run, code_version(settings.checkout)):
            return dg.SkipReason("The release is of what stands in the lake.")
        # The same state never starts a second run, unless the run that it started did not come to its end.
        broken_off = dg.RunsFilter(
            job_name=PUBLISH, statuses=[dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
        )
        attempts = context.instance.get_runs_count(broken_off)
        shown = shown_release(run.layout)
        # A state that comes back (a mapping that was changed back) is news beside another release.
        beside = shown.name if shown else ""
        return dg.RunRequest(run_key=_fingerprint([_state_of(run, settings), attempts, beside]))

    return release_due


def _count_working(run: Run, instance: dg.DagsterInstance) -> int:
    """Runs that work on sources. Of a command's runs only its lock is believed, as in `busy_sources`."""
    if is_held(run.layout.run_lock):
        return 1
    active = instance.get_runs(filters=dg.RunsFilter(job_name=INGEST, statuses=list(UNDER_WAY)))
    return sum(COMMAND_TAG not in one.tags for one in active)


def _state_of(run: Run, settings: Settings) -> object:
    """What a release would be made from; where the lake is damaged, what is damaged: the job mends it first."""
    from pipelines.base.version import code_version
    from warehouse.publish.inputs import read_inputs

    try:
        return read_inputs(run, code_version(settings.checkout)).as_dict()
    except DamagedFileError as error:
        return str(error)
