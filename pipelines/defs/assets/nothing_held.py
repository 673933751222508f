"""The last act of a source's run: it is green only where nothing of the source is held back.

Belongs here: that check, which fails its run when everything else is done: what could be taken in is harmonised by
then, and `publish` does not wait for it. Does not belong here: holding anything back (the steps do that), or why
(`pipelines.base.summary`).
Annotations are evaluated here: Dagster reads resources from them.
"""

from collections.abc import Iterator

import dagster as dg

from pipelines.defs.assets.ingest import CORE
from pipelines.defs.assets.specs import asset_key
from pipelines.defs.checks import MOST_ROWS, partitioned_check
from pipelines.defs.resources import Warehouse

NAME = "nothing_held"
CHECKED = asset_key("harmonise", CORE[0])


def nothing_held_check(sources: dg.StaticPartitionsDefinition) -> dg.AssetChecksDefinition:
    """The check of the last asset of `ingest`, by source; not a step's finding but what all of them left."""
    description = "Passes where the source is not held back, and no file of it. Where it fails, the rest is in."

    @dg.multi_asset_check(name=NAME, specs=[partitioned_check(CHECKED, NAME, description, sources)])
    def nothing_held(
        context: dg.AssetCheckExecutionContext, warehouse: dg.ResourceParam[Warehouse]
    ) -> Iterator[dg.AssetCheckResult]:
        """Fail the run where something of the source is held back, as the command ends with 1."""
        from pipelines.base.summary import list_held

        run = warehouse.open_run()
        source_id = context.op_execution_context.partition_key
        held = list_held(run.layout, run.registry, source_id)
        rows = [dg.TableRecord({"file": one.file, "findings": ", ".join(one.codes)}) for one in held[:MOST_ROWS]]
        yield dg.AssetCheckResult(
            asset_key=CHECKED,
            check_name=NAME,
            passed=not held,
            severity=dg.AssetCheckSeverity.ERROR,
            description=f"{len(held)} held back",
            metadata={"held": dg.MetadataValue.table(records=rows)} if rows else {},
        )
        if held:
            files = ", ".join(one.file or "the source itself" for one in held[:MOST_ROWS])
            raise dg.Failure(
                description=f"{source_id}: held back: {files}. Everything else is in. See table `finding`.",
                metadata={"held": dg.MetadataValue.int(len(held))},
                allow_retries=False,
            )

    return nothing_held
