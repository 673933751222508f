"""The two jobs. `ingest` is one source's; `publish` is everybody's and always runs on the last good states.

Belongs here: which assets run together. Does not belong here: when (`pipelines.sensors`, `pipelines.schedules`).
One job cannot hold assets of different partitionings; and one source's failure must stop nobody else.
"""

from __future__ import annotations

import dagster as dg

INGEST = "ingest"
PUBLISH = "publish"

COMMAND_TAG = "harmonise/command"
"""On runs that a command executes in its own process, which no daemon of Dagster watches."""


def ingest_job() -> dg.UnresolvedAssetJobDefinition:
    """land, stage, harmonise of one source; its partitions are those of its assets."""
    return dg.define_asset_job(
        INGEST,
        selection=dg.AssetSelection.groups("land", "stage", "harmonise"),
        description="One source from its address to the core tables: land, stage, harmonise. A partition is a source.",
    )


def publish_job() -> dg.UnresolvedAssetJobDefinition:
    """assess, tabulate, publish."""
    return dg.define_asset_job(
        PUBLISH,
        selection=dg.AssetSelection.groups("assess", "tabulate", "publish"),
        description="All sources, each in its last good state, to the next release: assess, tabulate, publish.",
    )
