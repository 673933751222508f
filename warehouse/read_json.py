"""Reading one landed JSON delivery: every document gets one fate, the declared values become a table of text.

Belongs here: the three kinds (one document a file, one a line, one array) and the table that they give. Does not belong
here: what JSON is (`warehouse.json_documents`), what a value means. Undeclared values never leave this module.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import duckdb
import pyarrow as pa

from warehouse.csv_header import refuse_file
from warehouse.delivery import Manifest
from warehouse.json_array import ArrayReader
from warehouse.json_documents import NotJsonError, parse_document, take_values
from warehouse.rejects import Reject, UnreadableError, tabulate_rejects

if TYPE_CHECKING:
    from warehouse.run import Report

__all__ = ["JsonKind", "JsonRead", "UnreadableError", "read_json_pack"]

JsonKind = Literal["one_per_file", "lines", "array"]
BATCH_ROWS = 20_000


@dataclass(frozen=True)
class JsonRead:
    """What one delivery gave.

    `table`: a temporary table with `row_number` BIGINT (from 1; for one_per_file the place among the delivery's files
    by name; rejected documents are counted), `file_number` INTEGER (1) and one VARCHAR column per path name: strings as
    they are, numbers as written, `true`/`false`, objects and arrays as compact JSON, NULL where null or absent.
    `n_records` = rows of the table + `n_rejected`. `rejects`: a table of REJECT_SCHEMA, code malformed_json; byte
    ranges are within the named file.
    """

    table: str
    n_records: int
    n_rejected: int
    rejects: pa.Table


@dataclass(frozen=True, slots=True)
class _Document:
    """One physical document: where it stands, and its content or why it is refused."""

    file_name: str
    byte_start: int
    byte_end: int
    content: dict[str, Any] | NotJsonError
    n_bytes_read: int


def read_json_pack(
    connection: duckdb.DuckDBPyConnection,
    delivery_folder: Path,
    manifest: Manifest,
    kind: JsonKind,
    paths: Mapping[str, tuple[str, ...]],
    table: str,
    report: Report,
) -> JsonRead:
    """Give the documents of a landed delivery as the temporary table `table` of `connection`.

    `paths`: column name -> keys from the top of the document. Raises UnreadableError where the whole file is held:
    empty_file, truncated, malformed_json.
    """
    data = delivery_folder / manifest.data_name
    columns = ", ".join(f"{_name(column)} varchar" for column in paths)
    connection.execute(
        f"create or replace temp table {_name(table)} (row_number bigint, file_number integer, {columns})"
        if paths
        else f"create or replace temp table {_name(table)} (row_number bigint, file_number integer)"
    )
    wanted = list(paths.values())
    rejects: list[Reject] = []
    numbers: list[int] = []
    rows: list[list[str | None]] = []
    n_records = 0
    for document in _read_documents(data, manifest, kind):
        n_records += 1
        if isinstance(document.content, NotJsonError):
            span = (document.byte_start, document.byte_end)
            rejects.append(Reject(document.file_name, n_records, "malformed_json", None, *span))
            continue
        numbers.append(n_records)
        rows.append(take_values(document.content, wanted))
        if len(rows) == BATCH_ROWS:
            _insert(connection, table, list(paths), numbers, rows)
            report("read", document.n_bytes_read, manifest.n_bytes)
    _insert(connection, table, list(paths), numbers, rows)
    report("read", manifest.n_bytes, manifest.n_bytes)
    return JsonRead(table, n_records, len(rejects), tabulate_rejects(rejects))


def _insert(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    names: list[str],
    numbers: list[int],
    rows: list[list[str | None]],
) -> None:
    """Append a batch, and empty it."""
    if rows:
        columns = [pa.array(values, pa.string()) for values in zip(*rows, strict=True)]
        ones = pa.array([1] * len(numbers), pa.int32())
        batch = pa.table([pa.array(numbers, pa.int64()), ones, *columns], names=["row_number", "file_number", *names])
        connection.register("json_batch", batch)
        connection.execute(f"insert into {_name(table)} from json_batch")
        connection.unregister("json_batch")
    numbers.clear()
    rows.clear()


def _read_documents(data: Path, manifest: Manifest, kind: JsonKind) -> Iterator[_Document]:
    if kind == "one_per_file":
        return _read_files(data, manifest)
    if data.stat().st_size == 0:
        raise refuse_file("empty_file", data, "is empty")
    name = manifest.files[0].name
    return _read_lines(data, name) if kind == "lines" else _read_array(data, name)


def _read_files(data: Path, manifest: Manifest) -> Iterator[_Document]:
    n_bytes_read = 0
    with data.open("rb") as pack:
        for file in sorted(manifest.files, key=lambda file: file.name):
            pack.seek(file.offset or 0)
            content = pack.read(file.n_bytes)
            n_bytes_read += file.n_bytes
            yield _Document(file.name, 0, file.n_bytes, _parse(content), n_bytes_read)


def _read_lines(data: Path, name: str) -> Iterator[_Document]:
    """One document a line; blank lines are none. A last line that does not end and is no document was cut off."""
    place = 0
    with data.open("rb") as lines:
        for line in lines:
            start, place = place, place + len(line)
            if not line.strip(b" \t\r\n\xef\xbb\xbf"):
                continue
            content = _parse(line)
            if isinstance(content, NotJsonError) and not line.endswith(b"\n"):
                raise refuse_file("truncated", data, "ends in the middle of a record (its last line does not end)")
            yield _Document(name, start, place, content, place)


def _read_array(data: Path, name: str) -> Iterator[_Document]:
    reader = ArrayReader(data)
    for start, end, content in reader.read():
        yield _Document(name, start, end, content, reader.n_bytes_before)


def _parse(content: bytes) -> dict[str, Any] | NotJsonError:
    try:
        return parse_document(content)
    except NotJsonError as error:
        return error


def _name(value: str) -> str:
    """A quoted SQL name."""
    escaped = value.replace('"', '""')
    return f'"{escaped}"'
