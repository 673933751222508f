"""How an asset is described: key, group, owner, kind, and the column schema of its table contract.

Belongs here: turning a table contract into an `AssetSpec`, once. Does not belong here: which assets there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import dagster as dg

from schemas.contract.table import load_tables

ENGINEERS = "team:data-engineering"
OFFICERS = "team:data-office"
RESEARCHERS = "team:research"


def asset_key(step: str, table: str) -> dg.AssetKey:
    """Key of what a step makes: `step/table`."""
    return dg.AssetKey([step, table])


def table_spec(
    step: str, table: str, owner: str, deps: Sequence[dg.AssetKey], partitions_def: dg.PartitionsDefinition[str] | None
) -> dg.AssetSpec:
    """The spec of one lake table; description and columns come from its contract `schemas/tables/<table>.yaml`."""
    contract = load_tables()[table]
    return dg.AssetSpec(
        key=asset_key(step, table),
        deps=deps,
        group_name=step,
        owners=[owner],
        kinds={"duckdb", "parquet"},
        description=f"Table `{table}`: a row is {contract.grain}. {contract.privacy.capitalize()}.",
        metadata={"dagster/column_schema": column_schema(table), "contract": f"schemas/tables/{table}.yaml"},
        partitions_def=partitions_def,
    )


@cache
def column_schema(table: str) -> dg.TableSchema:
    """The columns of a table contract as Dagster shows them."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name=column.name,
                type=column.type,
                description=column.comment,
                constraints=dg.TableColumnConstraints(nullable=column.nullable),
                tags={"privacy": column.privacy} if column.privacy else {},
            )
            for column in load_tables()[table].columns
        ]
    )
