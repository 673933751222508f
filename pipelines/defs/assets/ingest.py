"""One source's way from its address to the core tables: `land`, `stage`, `harmonise`. A partition is a source.

Belongs here: the assets of these steps, by table. Does not belong here: their work (`warehouse`), or what all sources
together become (`pipelines.defs.assets.network`).
Annotations are evaluated here: Dagster reads an asset's configuration and resources from them.
"""

from collections.abc import Iterator, Sequence

import dagster as dg

from pipelines.defs.assets.specs import ENGINEERS, OFFICERS, asset_key, table_spec
from pipelines.defs.assets.step_as_op import Outcome, run_step
from pipelines.defs.checks import finding_check
from pipelines.defs.resources import Warehouse
from warehouse.store.run import StepResult

DELIVERIES = asset_key("land", "deliveries")
STAGED = ("staged_contact", "staged_count", "rejected_row")
CORE = ("contact", "contact_reason", "contact_attribute", "source_value", "reported_count", "member_survey")

LAND = "land"

SourcePartitions = dg.StaticPartitionsDefinition


class LandConfig(dg.Config):
    """Where this run takes its deliveries from."""

    address: str = ""
    """A folder, glob or URL in place of the address in `source.yaml`; empty: that one."""


def ingest_assets(sources: SourcePartitions, arrivals: Sequence[dg.AssetKey]) -> list[dg.AssetsDefinition]:
    """The partitioned assets. `arrivals` are the keys of what helplines send."""
    return [_land(sources, arrivals), _stage(sources), _harmonise(sources)]


def _land(sources: SourcePartitions, arrivals: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    spec = dg.AssetSpec(
        key=DELIVERIES,
        deps=arrivals,
        group_name="land",
        owners=[ENGINEERS],
        kinds={"file"},
        description="New files of a source, kept byte for byte under `landing/<source>/<delivery>/`. Restricted.",
        metadata={"dagster/column_schema": _manifest_schema()},
        partitions_def=sources,
    )

    @dg.multi_asset(name=LAND, specs=[spec], check_specs=[finding_check(DELIVERIES, sources)])
    def land(
        context: dg.AssetExecutionContext, config: LandConfig, warehouse: dg.ResourceParam[Warehouse]
    ) -> Iterator[Outcome]:
        """Take away the distance: fetch what is new at the source's address."""
        from warehouse.steps import land_source
        from warehouse.store.broken_mapping import refuse_broken

        source_id = context.partition_key

        def work() -> StepResult:
            run = warehouse.open_run()
            refuse_broken(run, source_id)
            settings = warehouse.to_settings()
            address, place = settings.locate_files(run.registry.address_of(source_id), config.address)
            return land_source(run, source_id, address, place)

        yield from run_step([DELIVERIES], work)

    return land


def _stage(sources: SourcePartitions) -> dg.AssetsDefinition:
    keys = [asset_key("stage", table) for table in STAGED]
    specs = [table_spec("stage", table, ENGINEERS, [DELIVERIES], sources) for table in STAGED]

    @dg.multi_asset(name="stage", specs=specs, check_specs=[finding_check(keys[0], sources)])
    def stage(context: dg.AssetExecutionContext, warehouse: dg.ResourceParam[Warehouse]) -> Iterator[Outcome]:
        """Take away the structure: every export becomes the same staged table, ids become pseudonyms."""
        from warehouse.steps import stage_source

        source_id = context.partition_key
        yield from run_step(keys, lambda: stage_source(warehouse.open_run(), source_id))

    return stage


def _harmonise(sources: SourcePartitions) -> dg.AssetsDefinition:
    keys = [asset_key("harmonise", table) for table in CORE]
    specs = [table_spec("harmonise", table, OFFICERS, _inputs_of(table), sources) for table in CORE]

    @dg.multi_asset(name="harmonise", specs=specs, check_specs=[finding_check(keys[0], sources)])
    def harmonise(context: dg.AssetExecutionContext, warehouse: dg.ResourceParam[Warehouse]) -> Iterator[Outcome]:
        """Take away the words: every value is decided once, and the decisions are joined."""
        from warehouse.steps import harmonise_source

        source_id = context.partition_key
        yield from run_step(keys, lambda: harmonise_source(warehouse.open_run(), source_id))

    return harmonise


def _inputs_of(table: str) -> list[dg.AssetKey]:
    """What a core table is made from: contacts, counts, or both; a survey is not staged."""
    if table == "member_survey":
        return [DELIVERIES]
    made_from = {"source_value": STAGED[:2], "reported_count": STAGED[1:2]}
    return [asset_key("stage", staged) for staged in made_from.get(table, STAGED[:1])]


def _manifest_schema() -> dg.TableSchema:
    columns = (
        ("name", "string", "path below the address when it first arrived"),
        ("n_bytes", "int", "size in bytes"),
        ("sha256", "string", "hash of the bytes"),
        ("slot", "string", "period that the file's name declares it to replace"),
        ("newest", "string", "time that orders versions, from the file's name"),
    )
    return dg.TableSchema(columns=[dg.TableColumn(name, kind, description=text) for name, kind, text in columns])
