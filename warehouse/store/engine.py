"""The DuckDB connection that a step works with.

Belongs here: opening it with the settings that make results the same everywhere. Does not belong here: any query.
Every step has its own in-memory database; nothing is shared but files. Nothing is ever downloaded.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from schemas.text.problem import HarmoniseError
from warehouse.store.interrupts import interrupts_as_such
from warehouse.store.work_folder import work_folder

DEFAULT_MEMORY = "1200MB"
ROW_GROUP_SIZE = 122_880
PARQUET = f"(format parquet, compression zstd, compression_level 1, row_group_size {ROW_GROUP_SIZE})"
"""The options of every COPY into the lake: explicit, so that bytes do not hang on a version's defaults. Higher levels
of zstd cost a third more time and save nothing: codes are dictionaries, pseudonyms are noise.
"""


KEPT_MEMORY = {"allocator_flush_threshold": "64GB", "allocator_bulk_deallocation_flush_threshold": "64GB"}
"""Memory that was let go goes back to the kernel at the end of the process, not after each task: a page that comes anew
costs about as much as the work on it, on a virtual machine several times as much. The limit of memory holds as before.
"""


class EngineError(HarmoniseError):
    """DuckDB refused a statement. Its own words may hold a cell or the key, so only their kind is told."""

    def __init__(self, error: duckdb.Error) -> None:
        kind = self.kind = type(error).__name__
        step = "no space left? damaged file? Else report it; on test data, HARMONISE_DEBUG=1 shows DuckDB's own words"
        super().__init__(f"DuckDB stopped with {kind}, whose text may hold personal data and is not shown ({step}).")


@contextmanager
def engine(work: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An in-memory database with a folder below `work` for what it spills, deleted when the block ends.

    What a killed process left there (it may hold rows) goes first. HARMONISE_MEMORY (default 1200MB) bounds what DuckDB
    keeps in memory, HARMONISE_THREADS its threads.
    """
    with work_folder(work, "spill") as spill:
        config: dict[str, str | bool | int | float | list[str]] = {
            "temp_directory": str(spill),
            "memory_limit": os.environ.get("HARMONISE_MEMORY", DEFAULT_MEMORY),
            "preserve_insertion_order": True,
            **KEPT_MEMORY,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        if threads := os.environ.get("HARMONISE_THREADS"):
            config["threads"] = int(threads)
        connection = duckdb.connect(":memory:", config=config)
        try:
            with interrupts_as_such(connection):
                connection.execute("set timezone = 'UTC'")
                draw_no_bar(connection)
                yield connection
        except duckdb.Error as error:
            if os.environ.get("HARMONISE_DEBUG"):
                raise
            raise EngineError(error) from None
        finally:
            connection.close()


def draw_no_bar(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep DuckDB's own bar from being drawn over a command's progress, and into what is piped."""
    connection.execute("set enable_progress_bar = false")


def spill_folder(connection: duckdb.DuckDBPyConnection) -> Path:
    """The folder of an engine for temporary files with rows in them; it goes with the engine."""
    return Path(only_row(connection, "select current_setting('temp_directory')")[0])


def load_table(connection: duckdb.DuckDBPyConnection, name: str, content: pa.Table) -> None:
    """Make an Arrow table a temporary table of the connection."""
    connection.register("arriving", content)
    connection.execute(f"create or replace temp table {name} as select * from arriving").fetchall()
    connection.unregister("arriving")


def only_row(connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[object] = ()) -> tuple[Any, ...]:
    """The one row of a query, read to its end (DuckDB 2 keeps a connection busy until then)."""
    return connection.execute(query, list(values)).fetchall()[0]


def rows_of(
    connection: duckdb.DuckDBPyConnection, query: str, values: Sequence[object] | Mapping[str, object] = ()
) -> list[dict[str, Any]]:
    """The rows of a query by column name, read to its end."""
    result = connection.execute(query, values) if values else connection.execute(query)
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def relation_names(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Tables, views and registered content of the connection, whatever catalog they lie in."""
    found = connection.execute(
        "select view_name from duckdb_views() where not internal union select table_name from duckdb_tables()"
    ).fetchall()
    return {str(row[0]) for row in found}


@cache
def sql_text(name: str) -> str:
    """The text of an SQL file: `<room>/<name>` is `warehouse/<room>/sql/<name>.sql`."""
    room, _, below = name.partition("/")
    return files("warehouse").joinpath(room, "sql", f"{below}.sql").read_text(encoding="utf-8")
