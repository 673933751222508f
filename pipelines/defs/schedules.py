"""What happens every night.

Belongs here: the two nightly schedules. Does not belong here: noticing arrivals (`pipelines.defs.sensors`).
Both are off until somebody switches them on in Dagster's page.
"""

from __future__ import annotations

import dagster as dg

INGEST_CRON = "0 1 * * *"
PUBLISH_CRON = "0 4 * * *"
ZONE = "UTC"


def nightly_schedules(
    ingest: dg.UnresolvedAssetJobDefinition,
    publish: dg.UnresolvedAssetJobDefinition,
    sources: dg.StaticPartitionsDefinition,
) -> list[dg.ScheduleDefinition]:
    """At 01:00 UTC every source once more, which also tries again what failed by day; at 04:00 the release."""

    @dg.schedule(
        name="nightly_ingest",
        job=ingest,
        cron_schedule=INGEST_CRON,
        execution_timezone=ZONE,
        description="Every source at 01:00 UTC. A source with nothing new is done at once.",
    )
    def nightly_ingest(context: dg.ScheduleEvaluationContext) -> list[dg.RunRequest]:
        night = context.scheduled_execution_time.date().isoformat()
        return [
            dg.RunRequest(run_key=f"{night}:{source_id}", partition_key=source_id)
            for source_id in sources.get_partition_keys()
        ]

    nightly_publish = dg.ScheduleDefinition(
        name="nightly_publish",
        job=publish,
        cron_schedule=PUBLISH_CRON,
        execution_timezone=ZONE,
        description="A release at 04:00 UTC, when the night's sources are in. Nothing new: no new release.",
    )
    return [nightly_ingest, nightly_publish]
