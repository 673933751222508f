"""The two jobs. `ingest` is one source's; `publish` is everybody's and always runs on the last good states.

Belongs here: which assets run together. Does not belong here: when (`pipelines.defs.sensors`,
`pipelines.defs.schedules`). One job cannot hold assets of different partitionings; and one source's failure must stop
nobody else.

The steps of a run share one process: a process for each costs more than the work of a small source, and a large one is
bounded by the engine's own memory limit. What goes on side by side are runs: the queue of `dagster_home/dagster.yaml`.
"""

from __future__ import annotations

import dagster as dg

INGEST = "ingest"
PUBLISH = "publish"
EXECUTOR = dg.in_process_executor

COMMAND_TAG = "harmonise/command"
"""On runs that a command executes in its own process, which no daemon of Dagster watches."""


def ingest_job() -> dg.UnresolvedAssetJobDefinition:
    """land, stage, harmonise of one source; its partitions are those of its assets."""
    return dg.define_asset_job(
        INGEST,
        selection=dg.AssetSelection.groups("land", "stage", "harmonise"),
        description="One source from its address to the core tables: land, stage, harmonise. A partition is a source.",
        executor_def=EXECUTOR,
    )


def publish_job() -> dg.UnresolvedAssetJobDefinition:
    """assess, tabulate, publish."""
    return dg.define_asset_job(
        PUBLISH,
        selection=dg.AssetSelection.groups("assess", "tabulate", "publish"),
        description="All sources, each in its last good state, to the next release: assess, tabulate, publish.",
        executor_def=EXECUTOR,
    )
