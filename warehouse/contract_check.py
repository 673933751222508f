"""A Parquet file held against the contract of its table, before it replaces another.

Belongs here: reading a file batch by batch, and uniqueness of the key, which no batch can see. Does not belong here:
the rules (`schemas.table_check`), or what is done with a file that breaks one (the step decides).
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from schemas.table import Table, quote_text
from schemas.table_check import count_broken_rules, is_shape_rule
from warehouse.engine import ROW_GROUP_SIZE, engine

UNREADABLE = "file: readable"


def check_file(path: Path, table: Table, connection: duckdb.DuckDBPyConnection | None = None) -> dict[str, int]:
    """How often a file breaks each rule of its contract, by `<column>: <rule>`; empty when it is good.

    To the rules of `count_broken_rules` come `<key columns>: unique` (rows beyond the first of their key; NULL equals
    NULL) and `file: readable`. Numbers only, never a value. A step may lend its own connection, with its memory limit.
    Raises VocabularyError where a code list that the contract names does not exist.
    """
    try:
        counts = _check_rows(path, table)
        if any(is_shape_rule(rule) for rule in counts):
            return counts
        if n_repeated := _count_repeated_keys(path, table, connection):
            counts[f"{', '.join(table.key)}: unique"] = n_repeated
    except (pa.ArrowException, OSError, duckdb.Error):
        # the engines' own words may hold a cell
        return {UNREADABLE: 1}
    return counts


def _check_rows(path: Path, table: Table) -> dict[str, int]:
    """Broken rules over all batches. A broken shape is the same in every batch: the first one tells."""
    counts: Counter[str] = Counter()
    with pq.ParquetFile(path) as file:
        if file.metadata.num_rows == 0:
            return count_broken_rules(table, file.schema_arrow.empty_table())
        for batch in file.iter_batches(batch_size=ROW_GROUP_SIZE):
            counts.update(count_broken_rules(table, pa.Table.from_batches([batch])))
            if any(is_shape_rule(rule) for rule in counts):
                break
    return dict(sorted(counts.items()))


def _count_repeated_keys(path: Path, table: Table, connection: duckdb.DuckDBPyConnection | None) -> int:
    if connection is None:
        with TemporaryDirectory() as work, engine(Path(work)) as own:
            return _count_repeated_keys(path, table, own)
    relation = f"read_parquet({quote_text(str(path))})"
    if _number(connection, table.repeated_key_hashes_query(relation)) == 0:
        return 0
    return _number(connection, table.repeated_keys_query(relation))


def _number(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    # fetched to the end: a lent connection must not stay busy
    ((number,),) = connection.execute(query).fetchall()
    return int(number)
