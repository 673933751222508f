"""Makes `network_statistics` of `network_statistics_exact`: the order in which the rules are applied.

Belongs here: that order. Does not belong here: the rules (`publish/sql/disclosure`, `differences`, `earlier`), their numbers
(`policy`), or the attack (`attack`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from schemas.contract.table import load_tables
from warehouse.publish.disclosure.differences import hide_differing_panels
from warehouse.publish.disclosure.policy import disclosure_sql
from warehouse.store.engine import only_row

EXACT = "network_statistics_exact"
MOST_PASSES = 12
"""Regions of a network: no figure has more of them to hide."""


def fill_network_statistics(connection: duckdb.DuckDBPyConnection, earlier: Sequence[Path] = ()) -> None:
    """Create `network_statistics` in the connection from its `network_statistics_exact`, where that is there."""
    if not _is_there(connection, EXACT):
        return
    connection.execute(disclosure_sql("public_footnote"))
    connection.execute(disclosure_sql("cell"))
    connection.execute(disclosure_sql("region_size"))
    hide_differing_panels(connection)
    hide_complementary(connection)
    connection.execute(disclosure_sql("published"))
    select_list = load_tables()["network_statistics"].select_list()
    connection.execute(f"create or replace table network_statistics as select {select_list} from network_statistics")


def _is_there(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    query = "select count(*) from information_schema.tables where table_name = $1"
    return bool(only_row(connection, query, [name])[0])


def hide_complementary(connection: duckdb.DuckDBPyConnection) -> None:
    """Hide regions until what is hidden of each figure is too much to be worked out."""
    for _ in range(MOST_PASSES):
        connection.execute(disclosure_sql("complementary"))
        if not only_row(connection, "select count(*) from hidden_more")[0]:
            return
