"""Everything that Dagster loads: `defs`.

Belongs here: putting the parts together. Does not belong here: the parts.
Loads without any environment, key or warehouse. A mapping with mistakes holds its own source: the source stands in the
graph, and its runs fail with file and line. A new folder of mappings is seen after a reload.
"""

from __future__ import annotations

import dagster as dg

from pipelines.base.settings import Settings, read_settings
from pipelines.defs.assets.arrivals import arrival_specs
from pipelines.defs.assets.ingest import ingest_assets
from pipelines.defs.assets.network import network_assets
from pipelines.defs.assets.nothing_held import nothing_held_check
from pipelines.defs.jobs import EXECUTOR, ingest_job, publish_job
from pipelines.defs.resources import OpenedWarehouse, WarehouseResource
from pipelines.defs.schedules import nightly_schedules
from pipelines.defs.sensors import new_deliveries_sensor, release_due_sensor
from schemas.mapping.registry import Registry


def build_defs(settings: Settings, opened: OpenedWarehouse | None = None) -> dg.Definitions:
    """Definitions for these settings. `opened` replaces the resource where a command runs the jobs itself; there what
    lands has no arrivals above it, since Dagster asks its history for each of them in every run of every source.
    """
    registry: Registry = opened.run.registry if opened else settings.load_sound()
    arrivals = arrival_specs(registry)
    above = [] if opened else [spec.key for spec in arrivals]
    sources = dg.StaticPartitionsDefinition(registry.runnable)
    ingest = ingest_job()
    publish = publish_job()
    return dg.Definitions(
        assets=[*arrivals, *ingest_assets(sources, above), *network_assets()],
        asset_checks=[nothing_held_check(sources)],
        jobs=[ingest, publish],
        sensors=[new_deliveries_sensor(ingest, sources), release_due_sensor(publish)],
        schedules=nightly_schedules(ingest, publish, sources),
        # also for what somebody materialises by hand in Dagster's page
        executor=EXECUTOR,
        resources={"warehouse": opened or WarehouseResource.from_settings(settings)},
    )


defs = build_defs(read_settings())
