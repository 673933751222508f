"""Builds one release's DuckDB file: every table of the contracts, the views, and what the release says of itself.

Belongs here: creating, filling and closing the file, and the digest of its content. Does not belong here: whether it
may be shown (`warehouse.publish.check`), or showing it (`warehouse.publish.step`).
The file is written once, in one go: no keys, no indexes, no ALTER, nothing deleted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from string import Template

import duckdb
import pyarrow as pa

from schemas.contract.table import Column, Table
from schemas.text.problem import HarmoniseError
from schemas.text.shape import FEWEST_SHOWN
from schemas.text.sql import literal, quote
from warehouse.publish.views import create_views
from warehouse.store.engine import relation_names, sql_text
from warehouse.store.interrupts import interrupts_as_such
from warehouse.store.key import Key
from warehouse.store.run import Report, silent

STORAGE_VERSION = "v1.2.0"
"""The oldest DuckDB that opens a release."""

RELEASE_TABLE = "release_info"
NOT_IN_DIGEST = {"delivery": ("received_at",)}
"""Columns that say when something happened, not what is known."""
OF_HISTORY = ("network_statistics", "survey_count", "agreement")
"""Tables that depend on what earlier releases have made public, and so not on what is known alone."""

REWRITTEN = {
    "decision": {"source_value"},
    "delivery": {"contact", "contact_reason"},
    "finding": {"lake_finding"},
    "source_value": {"source_value"},
}
"""Tables that are not copied as they lie in the lake but through `sql/release/<table>.sql`, where these are there."""

CATALOG = "release"


class ReleaseRefusedError(HarmoniseError):
    """The candidate may not be shown, or could not be built; the current release stays."""


def has_table(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether the release that is attached as `CATALOG` has the table: one that an earlier program made may not."""
    query = "select 1 from duckdb_columns() where database_name = $1 and table_name = $2 limit 1"
    return connection.execute(query, [CATALOG, name]).fetchone() is not None


def build_database(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    contracts: Mapping[str, Table],
    key: Key,
    report: Report = silent,
) -> None:
    """Build the file at `path` and leave it attached to the connection as catalog `release`, open for `describe`.

    Each contract's table is filled from the relation of the same name in the connection (a view, table or registered
    Arrow table); a table without one exists empty. `release_info` is left empty for `insert_release_info`.
    Raises ReleaseRefusedError, which names the table and no content.
    """
    relations = relation_names(connection)
    _hide_rare_values(connection, relations, key)
    _create_tables(path, contracts)
    connection.execute(f"attach {literal(str(path))} as {CATALOG}")
    for done, (name, contract) in enumerate(contracts.items()):
        report("publish", done, len(contracts))
        if name != RELEASE_TABLE:
            _fill_table(connection, contract, relations)
    report("publish", len(contracts), len(contracts))


def insert_release_info(connection: duckdb.DuckDBPyConnection, contract: Table, row: Mapping[str, object]) -> None:
    """Write the one row of `release_info`. A column of the contract that the row does not name is an error."""
    names = contract.names
    unknown = [name for name in names if name not in row]
    if unknown:
        raise ReleaseRefusedError(f"{RELEASE_TABLE}: nothing fills {', '.join(unknown)} of its contract.")
    marks = ", ".join("?" for _ in names)
    connection.execute(
        f"insert into {CATALOG}.main.{RELEASE_TABLE} values ({marks})",
        [row[name] for name in names],
    )


def close_database(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Checkpoint and detach the file. Raises ReleaseRefusedError where a write-ahead log stays behind."""
    connection.execute(f"checkpoint {CATALOG}")
    connection.execute(f"detach {CATALOG}")
    if path.with_name(path.name + ".wal").exists():
        raise ReleaseRefusedError(f"{path}: a write-ahead log stayed behind; the file is not whole. Run again.")
    path.chmod(0o400)


def count_rows(
    connection: duckdb.DuckDBPyConnection, contracts: Mapping[str, Table], catalog: str = CATALOG
) -> dict[str, int]:
    """Rows of every table but `release_info`, by name."""
    counts: dict[str, int] = {}
    for name in contracts:
        if name == RELEASE_TABLE:
            continue
        row = connection.execute(f"select count(*) from {catalog}.main.{name}").fetchone()
        counts[name] = int(row[0]) if row else 0
    return counts


def digest_content(
    connection: duckdb.DuckDBPyConnection, contracts: Mapping[str, Table], catalog: str = CATALOG
) -> str:
    """SHA-256 over a hash of each table: the same for the same rows, whatever their order or the number of threads.

    A table's hash is its row count and the sums of both halves of each row's MD5, so no sort is needed. `release_info`
    and the moments of arrival are left out: they say when, not what; so is what depends on earlier releases.
    """
    return _digest_of(connection, contracts, set(contracts) - {RELEASE_TABLE, *OF_HISTORY}, catalog)


def digest_of_history(
    connection: duckdb.DuckDBPyConnection, contracts: Mapping[str, Table], catalog: str = CATALOG
) -> str:
    """As `digest_content`, of the tables that depend on earlier releases."""
    return _digest_of(connection, contracts, set(contracts) & set(OF_HISTORY), catalog)


def _digest_of(
    connection: duckdb.DuckDBPyConnection, contracts: Mapping[str, Table], names: set[str], catalog: str
) -> str:
    lines = []
    for name in sorted(names):
        left_out = NOT_IN_DIGEST.get(name, ())
        cells = ", ".join(_text_of(column) for column in contracts[name].columns if column.name not in left_out)
        numbers = connection.execute(_sql_of("table_digest", cells=cells, table=f"{catalog}.main.{name}")).fetchone()
        lines.append(" ".join([name, *(str(number) for number in numbers or ())]))
    return hashlib.sha256("\n".join(lines).encode("ascii")).hexdigest()


def _text_of(column: Column) -> str:
    """SQL for a cell as text, never NULL. Free text and lists as JSON, where no mark between cells can stand."""
    name = quote(column.name)
    is_free = column.type == "VARCHAR" and not (column.values or column.code_list or column.list_in)
    text = f"to_json({name})" if is_free or column.type.endswith("[]") else name
    return f"coalesce(cast({text} as varchar), chr(30))"


def digest_shape(connection: duckdb.DuckDBPyConnection, catalog: str = CATALOG) -> str:
    """SHA-256 over tables, views and columns: names, types, comments, the SQL of views. Rows are `digest_content`'s."""
    lines = connection.execute(_sql_of("shape", catalog=catalog)).fetchall()
    return hashlib.sha256("\n".join(repr(line) for line in lines).encode("utf-8")).hexdigest()


def hide_value(key: Key, source_id: str, field: str, value: str) -> str:
    """What a release shows in place of a value seen in few contacts: `hash:` and its keyed hash.

    The field is hashed too, so that a value is never equal to the pseudonym of a contact with the same text.
    """
    return "hash:" + key.for_source(source_id).pseudonym(f"source_value/{field}/{value}")


def _create_tables(path: Path, contracts: Mapping[str, Table]) -> None:
    """Create the file with its empty tables and its views, on a connection of its own.

    On one where relations of the same names are registered, comments would land on those.
    """
    with duckdb.connect() as connection, interrupts_as_such(connection):
        connection.execute(f"attach {literal(str(path))} as {CATALOG} (storage_version '{STORAGE_VERSION}')")
        connection.execute(f"use {CATALOG}")
        connection.execute("begin transaction")
        for contract in contracts.values():
            connection.execute(contract.ddl())
        create_views(connection, contracts)
        connection.execute("commit")


def _fill_table(connection: duckdb.DuckDBPyConnection, contract: Table, relations: set[str]) -> None:
    relation = contract.table
    if relation == "finding" and relation not in relations:
        relation = "lake_finding"
    if relation not in relations:
        return
    if REWRITTEN.get(relation, {"?"}) <= relations:
        relation = f"({_sql_of(relation, columns=', '.join(contract.names))})"
    try:
        connection.execute(
            f"insert into {CATALOG}.main.{contract.table} select {contract.released_list()} from {relation}"
        )
    except duckdb.Error as error:
        # the engine's own words may hold a cell
        raise ReleaseRefusedError(
            f"table {contract.table}: the lake's rows do not fit its contract or could not be written "
            f"({type(error).__name__}). Is the disk full? Else run: harmonise doctor"
        ) from None


def _hide_rare_values(connection: duckdb.DuckDBPyConnection, relations: set[str], key: Key) -> None:
    """Put what is shown in place of rare values into the temporary table `hidden_value`."""
    rows: list[tuple[str, str, str]] = []
    if "source_value" in relations:
        rows += connection.execute(_sql_of("rare_values", fewest_contacts=str(FEWEST_SHOWN))).fetchall()
        if "decision" in relations:
            rows += connection.execute(_sql_of("suggested_values", fewest_contacts=str(FEWEST_SHOWN))).fetchall()
    rows = sorted(set(rows))
    hidden = pa.table(
        {
            "source_id": pa.array([row[0] for row in rows], pa.string()),
            "field": pa.array([row[1] for row in rows], pa.string()),
            "source_value": pa.array([row[2] for row in rows], pa.string()),
            "shown": pa.array([hide_value(key, *row) for row in rows], pa.string()),
        }
    )
    connection.register("hidden_value", hidden)


def _sql_of(name: str, **values: str) -> str:
    return Template(sql_text(f"publish/{name}")).substitute(values)
