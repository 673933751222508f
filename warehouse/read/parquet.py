"""Reading one landed Parquet file: every column becomes text, as a person would write it into a table.

Belongs here: the header from the file's schema, and the SQL that turns typed cells into text. Does not belong here:
what a column means. A Parquet file has no odd records, but it may be broken anywhere: all of it is read once before it
is taken, so that no later step stops at it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from schemas.constructs.base import quoted
from schemas.text.sql import path_literal
from warehouse.read import limits
from warehouse.read.csv.header import Header, match_columns, name_columns
from warehouse.read.csv.read import CsvRead
from warehouse.read.rejects import Reject, UnreadableError, refuse_file, tabulate_rejects
from warehouse.store.engine import only_row

MAGIC, ENCRYPTED_MAGIC = b"PAR1", b"PARE"
EXACT_INTEGERS = 2**53
FRACTION = (
    "case when isnan({c}) then null when {c} = trunc({c}) and abs({c}) < {exact} then try_cast({c} as bigint)::varchar "
    "else {c}::varchar end"
)
"""An integer in a column with gaps is often written as a fraction, the gaps as NaN: 14.0 is 14, NaN a blank."""

AS_TEXT = {
    "FLOAT": FRACTION,
    "DOUBLE": FRACTION,
    # A day is often written as its midnight.
    "TIMESTAMP": "regexp_replace({c}::varchar, ' 00:00:00$', '')",
    "BLOB": "coalesce(try(decode({c})), {c}::varchar)",
    "VARCHAR": "{c}",
}


def open_parquet(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    wanted: Sequence[str] | None,
    renamed: Mapping[str, Sequence[str]],
    table: str,
) -> CsvRead:
    """Give a Parquet file as the temporary view `table` of `connection`, as `open_csv` gives a CSV file.

    An empty value is ''. Nested values are JSON. Raises UnreadableError: empty_file, damaged_file, encrypted_file,
    hostile_file, missing_column.
    """
    _check_magic(path)
    source = f"read_parquet({path_literal(str(path))}, file_row_number = true)"
    try:
        names, types = _read_schema(connection, path, source)
        header = Header(tuple(names), 0, 0)
        columns = match_columns(path, header, wanted, renamed)
        cells = {name: _spell_cell(f"c{place}", types[place]) for name, place in columns.items()}
        places = ", ".join(f"c{place}" for place in range(len(names)))
        scan = f"(select * from {source}) as t({places}, file_row_number)"
        n_records, long_ones = _read_through(connection, path, cells, scan)
    except duckdb.Error as error:
        raise _refuse(path, error) from None
    picked = ", ".join(f"coalesce({cell}, '') as {quoted(name)}" for name, cell in cells.items()) or "'' as nothing"
    kept = f"where file_row_number + 1 not in ({', '.join(map(str, _numbers(long_ones)))})" if long_ones else ""
    for view, number in ((table, "file_row_number + 1 as row_number, "), (f"{table}_unnumbered", "")):
        connection.execute(f"create or replace temp view {quoted(view)} as select {number}{picked} from {scan} {kept}")
    return CsvRead(
        table=table,
        unnumbered=f"{table}_unnumbered",
        header=tuple(name for name in name_columns(header, wanted or (), renamed) if name),
        n_records=n_records,
        n_rejected=len(long_ones),
        n_ignored=0,
        n_blank_lines=0,
        rejects=tabulate_rejects(long_ones),
        is_fast=not long_ones,
    )


def _check_magic(path: Path) -> None:
    size = path.stat().st_size
    if size == 0:
        raise refuse_file("empty_file", path, "no_header")
    with path.open("rb") as file:
        begin = file.read(4)
        file.seek(max(0, size - 4))
        end = file.read(4)
    if ENCRYPTED_MAGIC in (begin, end):
        raise refuse_file("encrypted_file", path, "parquet_footer")
    if begin != MAGIC:
        raise refuse_file("damaged_file", path, "not_parquet")
    if end != MAGIC or size < 12:
        raise refuse_file("damaged_file", path, "cut_parquet")


def _refuse(path: Path, error: duckdb.Error) -> UnreadableError:
    """DuckDB's words may hold a cell, so only the kind of its complaint is told."""
    if "is encrypted" in str(error):
        return refuse_file("encrypted_file", path, "parquet_columns")
    return refuse_file("damaged_file", path, "broken_part", {"error": type(error).__name__})


def _read_schema(connection: duckdb.DuckDBPyConnection, path: Path, source: str) -> tuple[list[str], list[str]]:
    """Names of the columns as written, and their types. Raises UnreadableError hostile_file, duckdb.Error."""
    elements = connection.execute("select name, num_children from parquet_schema($1)", [str(path)]).fetchall()
    if len(elements) > limits.MOST_COLUMNS:
        facts = {"n_columns": len(elements), "most": limits.MOST_COLUMNS}
        raise refuse_file("hostile_file", path, "many_columns", facts)
    names: list[str] = []
    n_open = [1]
    for name, n_children in elements[1:]:
        if len(n_open) == 1:
            names.append(name)
        n_open[-1] -= len(n_open) > 1
        n_open += [n_children] if n_children else []
        if len(n_open) > limits.MOST_DEPTH:
            raise refuse_file("hostile_file", path, "nested")
        while len(n_open) > 1 and n_open[-1] == 0:
            n_open.pop()
    if not names:
        raise refuse_file("empty_file", path, "no_header")
    described = connection.execute(f"describe select * from {source}").fetchall()
    return names, [str(row[1]) for row in described[: len(names)]]


def _spell_cell(column: str, type_: str) -> str:
    """SQL for the text of a column; NULL where it is NULL."""
    if type_.endswith("]") or type_.startswith(("STRUCT", "MAP", "UNION")):
        return f"to_json({column})::varchar"
    kind = type_.split("_")[0] if type_.startswith("TIMESTAMP_") else type_
    return AS_TEXT.get(kind, "{c}::varchar").format(c=column, exact=EXACT_INTEGERS)


def _read_through(
    connection: duckdb.DuckDBPyConnection, path: Path, cells: Mapping[str, str], scan: str
) -> tuple[int, list[Reject]]:
    """Count the records, and find those with a cell that is too long. Raises duckdb.Error where a part is broken."""
    longest = ", ".join(f"coalesce(max(strlen({cell})), 0)" for cell in cells.values()) or "0"
    # For lengths alone the text itself is not looked at.
    looked_at = ", ".join(f"bit_xor(hash({cell}))" for cell in cells.values()) or "0"
    n_records, *facts = only_row(connection, f"select count(*), {longest}, {looked_at} from {scan}")
    lengths = facts[: len(cells)]
    rejects: dict[int, Reject] = {}
    for name, length in zip(cells, lengths, strict=False):
        if length > limits.MOST_RECORD_BYTES:
            query = f"select file_row_number + 1 from {scan} where strlen({cells[name]}) > {limits.MOST_RECORD_BYTES}"
            for (number,) in connection.execute(query).fetchall():
                rejects.setdefault(number, Reject(path.name, number, "too_long", name))
    return n_records, [rejects[number] for number in sorted(rejects)]


def _numbers(rejects: Sequence[Reject]) -> list[int]:
    return [reject.row_number for reject in rejects]
