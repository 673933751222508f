"""A Parquet file held against the contract of its table, before it replaces another.

Belongs here: reading no more of a file than its rules need, and uniqueness of the key. Does not belong here: the rules
(`schemas.contract.check`), or what is done with a file that breaks one (the step decides).

Where the data are, DuckDB finds the different values of a column; pandera judges those, each once in the life of the
process, since a closed list says the same of the millionth row as of the first. Only where something is wrong are all
rows read, batch by batch, to count what is wrong.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.contract.check import breaks_rule, count_broken_rules, is_shape_rule
from schemas.contract.table import Column, Table
from schemas.text.sql import literal, quote
from warehouse.store.engine import ROW_GROUP_SIZE, engine, only_row

UNREADABLE = "file: readable"
MOST_IN_MEMORY = 6_000_000
"""Values of a file that is read whole: lists of members are fifty times as many as rows."""

_good: dict[tuple[str, str], tuple[Table, set[Any]]] = {}
"""Values that pandera has found good, by table and column, under the contract that it judged them by."""


def check_file(path: Path, table: Table, connection: duckdb.DuckDBPyConnection | None = None) -> dict[str, int]:
    """How often a file breaks each rule of its contract, by `<column>: <rule>`; empty when it is good.

    To the rules of `count_broken_rules` come `<key columns>: unique` (rows beyond the first of their key; NULL equals
    NULL) and `file: readable`. Numbers only, never a value. A step may lend its own connection, with its memory limit.
    Raises VocabularyError where a code list that the contract names does not exist.
    """
    try:
        if _is_good_in_memory(path, table):
            return {}
    except (pa.ArrowException, OSError):
        return {UNREADABLE: 1}
    if connection is None:
        with TemporaryDirectory() as work, engine(Path(work)) as own:
            return _check_in_engine(path, table, own)
    return _check_in_engine(path, table, connection)


def _check_in_engine(path: Path, table: Table, connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    try:
        counts = {} if _is_good(path, table, connection) else _check_rows(path, table)
        if any(is_shape_rule(rule) for rule in counts):
            return counts
        if table.key and (n_repeated := _count_repeated_keys(path, table, connection)):
            counts[f"{', '.join(table.key)}: unique"] = n_repeated
    except (pa.ArrowException, OSError, duckdb.Error):
        # the engines' own words may hold a cell
        return {UNREADABLE: 1}
    return counts


def _is_good_in_memory(path: Path, table: Table) -> bool:
    """Whether a file of one row group keeps its contract; False where it is larger, or has to be looked at closely.

    Most files are a year of one source: planning a statement over all columns costs more than reading them.
    """
    with pq.ParquetFile(path) as file:
        if file.metadata.num_rows > ROW_GROUP_SIZE or not _has_shape(file.schema_arrow, table):
            return False
        if _count_values(file.metadata) > MOST_IN_MEMORY:
            return False
        rows = file.read()
    if any(rows[column.name].null_count for column in table.columns if not column.nullable):
        return False
    for column in filter(_has_rules, table.columns):
        if not _are_good(table, column, _different_values(rows, column)):
            return False
    if not table.key:
        return True
    key = pa.table({name: _comparable(rows[name]) for name in table.key})
    return bool(key.group_by(list(table.key)).aggregate([]).num_rows == rows.num_rows)


def _count_values(metadata: pq.FileMetaData) -> int:
    groups = [metadata.row_group(place) for place in range(metadata.num_row_groups)]
    return sum(group.column(place).num_values for group in groups for place in range(group.num_columns))


def _has_shape(schema: pa.Schema, table: Table) -> bool:
    return (schema.names, schema.types) == (list(table.names), [column.arrow_type for column in table.columns])


def _different_values(rows: pa.Table, column: Column) -> list[Any]:
    if not column.list_in:
        return list(pc.unique(rows[column.name]).to_pylist())
    pairs = rows.select([column.list_in, column.name]).group_by([column.list_in, column.name]).aggregate([])
    return [{"of": row[column.list_in], "value": row[column.name]} for row in pairs.to_pylist()]


def _comparable(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A pseudonym as the bytes that it is stored in, which Arrow can group."""
    return column.cast(column.type.storage_type) if isinstance(column.type, pa.BaseExtensionType) else column


def _is_good(path: Path, table: Table, connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether shape, NULLs and values are as the contract says, seen on the different values of each column."""
    with pq.ParquetFile(path) as file:
        schema, n_rows = file.schema_arrow, file.metadata.num_rows
    if not _has_shape(schema, table):
        return False
    if n_rows == 0:
        return True
    judged = [column for column in table.columns if _has_rules(column)]
    spelled = [_spell_not_null(table), *(_spell_values(column) for column in judged)]
    n_null, *found = only_row(connection, f"select {', '.join(spelled)} from read_parquet({literal(str(path))})")
    return n_null == 0 and all(_are_good(table, column, values) for column, values in zip(judged, found, strict=True))


def _has_rules(column: Column) -> bool:
    is_bounded = column.min is not None or column.max is not None
    return is_bounded or bool(column.pattern or column.values or column.code_list or column.list_in)


def _spell_not_null(table: Table) -> str:
    """SQL for how many cells are NULL that may not be."""
    required = [quote(column.name) for column in table.columns if not column.nullable]
    return " + ".join(f"(count(*) - count({name}))" for name in required) or "0"


def _spell_values(column: Column) -> str:
    """SQL for a list of the values that are to be judged; of a number that only has bounds, its extremes."""
    name = quote(column.name)
    if column.list_in:
        return f"list(distinct {{'of': {quote(column.list_in)}, 'value': {name}}})"
    if column.min is not None or column.max is not None:
        return f"[min({name}), max({name})]"
    return f"list(distinct {name})"


def _are_good(table: Table, column: Column, values: list[Any] | None) -> bool:
    """Whether pandera finds every value good; those that it found good before are not judged again."""
    known_table, good = _good.setdefault((table.table, column.name), (table, set()))
    if known_table is not table:
        good = set()
        _good[table.table, column.name] = (table, good)
    pairs = [tuple(value.values()) if column.list_in else (None, value) for value in values or ()]
    fresh = [pair for pair in pairs if pair[1] is not None and pair not in good]
    if not fresh:
        return True
    given = {column.name: pa.array([value for _, value in fresh], column.arrow_type)}
    if column.list_in:
        given[column.list_in] = pa.array([name for name, _ in fresh], pa.string())
    if breaks_rule(table, column.name, pa.table(given)):
        return False
    good.update(fresh)
    return True


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


def _count_repeated_keys(path: Path, table: Table, connection: duckdb.DuckDBPyConnection) -> int:
    relation = f"read_parquet({literal(str(path))})"
    if _number(connection, table.repeated_key_hashes_query(relation)) == 0:
        return 0
    return _number(connection, table.repeated_keys_query(relation))


def _number(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    # fetched to the end: a lent connection must not stay busy
    ((number,),) = connection.execute(query).fetchall()
    return int(number)
