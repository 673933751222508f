"""What each member has in every figure of a relation, as tables: a row a figure by its key, a column a member.

Belongs here: reading them, from this release's cells or an earlier release's figures. Does not belong here: what
follows from them (`behind`, `came_or_left`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.publish.disclosure.queries import key_columns

Sparse = Any
"""A `csr_array` of scipy, which takes time to import: no module does before it is needed."""
IDS = {"member_parts": "member_ids", "counted_parts": "counted_member_ids"}


@dataclass(frozen=True)
class Parts:
    """`members` are the columns of both tables."""

    members: pa.Array
    bases: Sparse
    counts: Sparse


def read_parts(connection: duckdb.DuckDBPyConnection, relation: str, has_parts: bool = True) -> Parts:
    """The parts of a relation with the columns of `network_statistics_exact`. Of organisations that are counted as such
    there are none. An older release has members and no parts (`has_parts`): there each has one.
    """
    query = f"select distinct unnest(member_ids) as one from {relation} where base_code <> 'members' order by one"
    members = connection.sql(query).to_arrow_table()["one"].combine_chunks()
    tables = [_table(connection, relation, name, members, has_parts) for name in IDS]
    return Parts(members, *tables)


def _table(
    connection: duckdb.DuckDBPyConnection, relation: str, name: str, members: pa.Array, has_parts: bool
) -> Sparse:
    from scipy.sparse import csr_array  # not before it is needed: its import takes time

    ids = f"if(base_code = 'members', [], {IDS[name]})"
    parts = f"if(base_code = 'members', [], {name})" if has_parts else f"list_transform({ids}, lambda one: 1)"
    query = f"select {ids} as ids, {parts} as parts from {relation} order by {', '.join(key_columns())}"
    table = connection.sql(query).to_arrow_table()
    lists = table["ids"].combine_chunks()
    numbers = table["parts"].combine_chunks().flatten().cast(pa.float64()).to_numpy(zero_copy_only=False)
    columns = pc.index_in(lists.flatten(), members).to_numpy(zero_copy_only=False)
    ends = np.cumsum([0, *(n or 0 for n in lists.value_lengths().to_pylist())])
    return csr_array((numbers, columns, ends), shape=(table.num_rows, len(members)))
