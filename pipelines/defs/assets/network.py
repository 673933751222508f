"""What all sources together become: `assess`, `tabulate`, `publish`. Always on the last good state of every source.

Belongs here: the unpartitioned assets, by table. Does not belong here: their work (`warehouse`).
Annotations are evaluated here: Dagster reads an asset's resources from them.
"""

from collections.abc import Iterator

import dagster as dg

from pipelines.base.version import code_version
from pipelines.defs.assets.ingest import CORE
from pipelines.defs.assets.specs import ENGINEERS, RESEARCHERS, asset_key, column_schema, table_spec
from pipelines.defs.assets.step_as_op import Outcome, run_step
from pipelines.defs.checks import finding_check
from pipelines.defs.resources import Warehouse
from warehouse.store.run import StepResult

ASSESSED = ("source_year", "source_month", "source_reason", "finding")
TABULATED = ("network_statistics_exact",)
COUNTED = ("contact", "contact_reason", "source_value")
RELEASE = asset_key("publish", "release")

PUBLISH_OP = "publish_release"
"""Not `publish`: Dagster wants jobs and ops under different names, and the job has that one."""

RELEASE_POOL = "release"
"""Two runs never build a release at once (see `dagster_home/dagster.yaml`)."""


def network_assets() -> list[dg.AssetsDefinition]:
    """The assets of the job `publish`."""
    return [_assess(), _tabulate(), _publish()]


def _assess() -> dg.AssetsDefinition:
    keys = [asset_key("assess", table) for table in ASSESSED]
    core = [asset_key("harmonise", table) for table in CORE if table != "member_survey"]
    specs = [table_spec("assess", table, RESEARCHERS, core, None) for table in ASSESSED]

    @dg.multi_asset(name="assess", specs=specs, check_specs=[finding_check(keys[0], None)], pool=RELEASE_POOL)
    def assess(warehouse: dg.ResourceParam[Warehouse]) -> Iterator[Outcome]:
        """Take away blind trust: compare each source-year with its declaration, its past and the network."""
        from warehouse.assess.step import assess as assess_network
        from warehouse.mend.mend import mend_sources

        def work() -> StepResult:
            run = warehouse.open_run()
            mend_sources(run)
            return assess_network(run)

        yield from run_step(keys, work)

    return assess


def _tabulate() -> dg.AssetsDefinition:
    keys = [asset_key("tabulate", table) for table in TABULATED]
    inputs = [asset_key("assess", "source_year"), asset_key("assess", "finding")]
    inputs += [asset_key("harmonise", table) for table in COUNTED]
    specs = [table_spec("tabulate", table, RESEARCHERS, inputs, None) for table in TABULATED]

    @dg.multi_asset(name="tabulate", specs=specs, check_specs=[finding_check(keys[0], None)], pool=RELEASE_POOL)
    def tabulate(warehouse: dg.ResourceParam[Warehouse]) -> Iterator[Outcome]:
        """Take away the rows: counts with base, n and coverage, in every framework."""
        from warehouse.tabulate.step import tabulate as tabulate_network

        yield from run_step(keys, lambda: tabulate_network(warehouse.open_run()))

    return tabulate


def _publish() -> dg.AssetsDefinition:
    tables = [("assess", table) for table in ASSESSED]
    tables += [("tabulate", table) for table in TABULATED]
    tables += [("harmonise", table) for table in CORE]
    tables += [("stage", "rejected_row")]
    spec = dg.AssetSpec(
        key=RELEASE,
        deps=[asset_key(step, table) for step, table in tables],
        group_name="publish",
        owners=[ENGINEERS],
        kinds={"duckdb"},
        description="The release `current/helplines.duckdb`: built aside, swapped in whole. Open it read-only.",
        metadata={"dagster/column_schema": column_schema("release_info")},
    )

    @dg.multi_asset(name=PUBLISH_OP, specs=[spec], check_specs=[finding_check(RELEASE, None)], pool=RELEASE_POOL)
    def publish(warehouse: dg.ResourceParam[Warehouse]) -> Iterator[Outcome]:
        """Take away the old release: build beside what is read, check it, swap."""
        from warehouse.publish.step import publish as publish_release

        version = code_version(warehouse.checkout_folder())
        yield from run_step([RELEASE], lambda: publish_release(warehouse.open_run(), version))

    return publish
