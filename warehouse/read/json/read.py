"""Reading one landed JSON delivery: every document gets one fate, the declared values become a table of text.

Belongs here: the four kinds (one document a file, one a line, one array, one document of records) and the table that
they give. Does not belong here: what JSON is (`warehouse.read.json.document`), what a value means. Undeclared values
never leave this module.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import duckdb
import pyarrow as pa

from schemas.constructs.base import quoted
from schemas.mapping.read import Json
from schemas.text.fold import fold
from schemas.text.garbled import mend_garbled
from schemas.text.paths import split_path
from warehouse.land.delivery import Manifest
from warehouse.read import limits
from warehouse.read.json.array import ArrayReader
from warehouse.read.json.beside import KeyKind
from warehouse.read.json.columns import MOST_BYTES
from warehouse.read.json.document import (
    NotJsonError,
    RefusedValueError,
    TooLongError,
    check_document,
    parse_document,
)
from warehouse.read.json.gathered import Block, Content, Gathered
from warehouse.read.json.moved import Moved
from warehouse.read.json.nodes import DeclaredPlaces, measure_width, name_nodes, name_pairs, name_places, read_places
from warehouse.read.json.pages import refuse_page
from warehouse.read.json.text import Check
from warehouse.read.json.whole import NO_PATH, DocumentReader, find_value
from warehouse.read.rejects import UnreadableError, find_undecodable, refuse_file, tabulate_rejects
from warehouse.store.engine import only_row

if TYPE_CHECKING:
    from warehouse.store.run import Report

__all__ = ["JsonRead", "UnreadableError", "read_documents"]

BLOCK_LINES = 250
SPACE = b" \t\r\n\xef\xbb\xbf"


@dataclass(frozen=True)
class JsonRead:
    """What one delivery gave.

    `table`: a temporary view with `row_number` BIGINT (from 1; for one_per_file the place among the delivery's files
    by name; rejected documents are counted), `file_number` INTEGER (1) and one VARCHAR column per path name: strings as
    they are, numbers as written, `true`/`false`, objects and arrays as compact JSON, NULL where null or absent.
    `n_records` = rows of the table + `n_rejected`. `rejects`: a table of REJECT_SCHEMA, codes malformed_json,
    undecodable and too_long; byte ranges are within the named file.
    """

    table: str
    n_records: int
    n_rejected: int
    rejects: pa.Table
    beside: Mapping[str, KeyKind]
    """Keys that nobody reads, beside those that are read."""
    moved: tuple[Moved, ...] = ()
    untold: Mapping[str, KeyKind] = field(default_factory=dict)
    """Those of few documents, which may be names: never shown."""


def read_documents(
    connection: duckdb.DuckDBPyConnection,
    data: Path,
    manifest: Manifest,
    json: Json,
    paths: Mapping[str, tuple[str, ...]],
    table: str,
    report: Report,
) -> JsonRead:
    """Give the documents of `data` (the delivery's data file, unpacked) as the temporary view `table`.

    `paths`: column name -> keys from the top of the document. Raises UnreadableError where the whole file is held:
    empty_file, truncated, wrong_encoding, malformed_json, hostile_file.
    """
    documents = f"{table}_documents"
    columns = "".join(f", {quoted(column)} varchar" for column in paths)
    connection.execute(
        f"create or replace temp table {quoted(documents)} (row_number bigint, file_number integer{columns})"
    )
    # A view, as every other reader gives: one of the two cannot replace the other under the same name.
    connection.execute(f"create or replace temp view {quoted(table)} as select * from {quoted(documents)}")
    gathered = Gathered(list(paths), list(paths.values()))
    for block in _read(data, manifest, json):
        gathered.add(block)
        while gathered.is_full:
            gathered.append_batch(connection, documents)
            report("read", block.n_bytes_read, manifest.n_bytes)
    gathered.append_batch(connection, documents)
    report("read", manifest.n_bytes, manifest.n_bytes)
    if rows := find_undecodable(gathered.rejects, gathered.n_records):
        facts = {"encoding": "utf-8", "n_undecodable": len(rows), "n_records": gathered.n_records, "first": rows[0]}
        raise refuse_file("wrong_encoding", data, "json_records", facts)
    rejects, moved = tabulate_rejects(gathered.rejects), gathered.keys.find_moved()
    keys = gathered.beside
    _refuse_garbled_keys(connection, data, documents, list(paths), [*keys.told(), *keys.untold()])
    return JsonRead(
        table, gathered.n_records, len(gathered.rejects), rejects, keys.told(), moved=moved, untold=keys.untold()
    )


def _refuse_garbled_keys(
    connection: duckdb.DuckDBPyConnection, data: Path, documents: str, columns: Sequence[str], keys: Sequence[str]
) -> None:
    """Refuse a file in which a key that is read stands in no document but as UTF-8 read in another encoding."""
    mended = {fold(text): key for key in keys for text in mend_garbled(key)}
    for column in columns:
        key = next((key for text, key in mended.items() if f"{fold(column)}.".startswith(f"{text}.")), "")
        if key and not only_row(connection, f"select count({quoted(column)}) from {quoted(documents)}")[0]:
            raise refuse_file("wrong_encoding", data, "json_keys", {"column": column, "garbled": key, "encoding": ""})


def _read(data: Path, manifest: Manifest, json: Json) -> Iterator[Block]:
    if json.kind == "one_per_file":
        return _read_files(data, manifest, _shape(json))
    if data.stat().st_size == 0:
        raise refuse_file("empty_file", data, "no_bytes")
    name = manifest.files[0].name
    if json.kind == "document":
        return _read_whole(data, name, json)
    return _read_lines(data, name, _shape(json)) if json.kind == "lines" else _read_array(data, name, _shape(json))


def _shape(json: Json) -> Check:
    """What makes a parsed document the object that paths read, or refuses it."""
    if pairs := json.pairs:
        return lambda document: name_pairs(check_document(document), pairs)
    if json.nodes:
        return lambda document: name_nodes(check_document(document), json.nodes)
    return check_document


def _read_files(data: Path, manifest: Manifest, check: Check) -> Iterator[Block]:
    n_bytes_read = 0
    with data.open("rb") as pack:
        for file in sorted(manifest.files, key=lambda file: file.name):
            n_bytes_read += file.n_bytes
            content: Content = TooLongError()
            if file.n_bytes <= limits.MOST_DOCUMENT_BYTES:
                pack.seek(file.offset or 0)
                content = _parse(pack.read(file.n_bytes), check)
            yield Block(file.name, (content,), n_bytes_read)


def _read_lines(data: Path, name: str, check: Check) -> Iterator[Block]:
    """One document a line; blank lines are none. A last line that does not end and is no document was cut off."""
    contents: list[Content] = []
    place = n_before = 0
    with data.open("rb") as file:
        while line := file.readline(limits.MOST_DOCUMENT_BYTES + 1):
            place += len(line)
            if not (text := line.strip(SPACE)):
                continue
            if not contents and not n_before and _goes_over_lines(line, text):
                raise refuse_file("malformed_json", data, "no_lines")
            if len(line) > limits.MOST_DOCUMENT_BYTES:
                contents.append(TooLongError())
                place = _skip_line(file)
            else:
                contents.append(_parse(line, check))
                if isinstance(contents[-1], NotJsonError) and not line.endswith(b"\n"):
                    raise refuse_file("truncated", data, "last_line")
            if len(contents) == BLOCK_LINES or place - n_before > MOST_BYTES:
                yield Block(name, contents, place, is_small=place - n_before <= MOST_BYTES)
                contents, n_before = [], place
    yield Block(name, contents, place, is_small=place - n_before <= MOST_BYTES)


def _goes_over_lines(line: bytes, text: bytes) -> bool:
    """Whether a first line is that of an array, or of a document that is spread over lines, and not one cut off."""
    return text.startswith(b"[") or (text == b"{" and line.endswith(b"\n"))


def _skip_line(file: BinaryIO) -> int:
    """Go on to the end of the line; its place in the file."""
    while (piece := file.readline(limits.MOST_DOCUMENT_BYTES)) and not piece.endswith(b"\n"):
        pass
    return file.tell()


def _read_array(data: Path, name: str, check: Check) -> Iterator[Block]:
    reader = ArrayReader(data)
    for content in reader.read(check):
        yield Block(name, (content,), reader.n_bytes_before)


def _read_whole(data: Path, name: str, json: Json) -> Iterator[Block]:
    """The records that one document holds; the header that names their places may stand before or behind them."""
    reader = DocumentReader(data)
    n_records = 0
    for key, content in reader.read(_split(json.at), _shape_record(data, json)):
        record = content
        n_records += 1
        if json.key and key is None:
            raise refuse_file("malformed_json", data, "records_without_key")
        if json.key and not isinstance(record, NotJsonError):
            is_there = json.key in record
            record = RefusedValueError("a record has a value under `key`") if is_there else {json.key: key, **record}
        yield Block(name, (record,), reader.n_bytes_before)
    if not json.whole:
        refuse_page(data, reader.around, n_records)


def _shape_record(data: Path, json: Json) -> Check:
    shape = _shape(json)
    if json.places:
        listed = DeclaredPlaces(json.places)
        return lambda record: shape(listed.name(record))
    if not json.header:
        return shape
    header = find_value(data, _split(json.header))
    places = read_places(header)
    if places is None:
        raise refuse_file("malformed_json", data, "header_without_places", {"path": json.header})
    width = measure_width(header, places)
    return lambda record: shape(name_places(record, places, width))


def _split(path: str) -> tuple[str, ...]:
    return () if path == NO_PATH else split_path(path)


def _parse(content: bytes, check: Check) -> dict[str, Any] | NotJsonError:
    try:
        return dict(parse_document(content, check))
    except NotJsonError as error:
        return error
