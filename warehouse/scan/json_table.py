"""Opening JSON of unknown kind as a table.

Belongs here: telling one document a file, lines, array and one large document apart, and writing documents as a table
whose columns are named by their paths. Does not belong here: what JSON is (`warehouse.read.json.document`), or reading
a declared export.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.read import limits
from warehouse.read.json.array import ArrayReader
from warehouse.read.json.document import NotJsonError, UndecodableError, parse_document
from warehouse.read.rejects import UnreadableError, refuse_file
from warehouse.scan.columns import ReadTable
from warehouse.scan.doubt import doubt_records
from warehouse.scan.json_layout import Layout, find_records, lay_out, named_by_header
from warehouse.scan.opened import Opened, UnscannableError, check_width
from warehouse.scan.profile import Found
from warehouse.store.run import Report

BATCH_ROWS = 10_000
Documents = Callable[[], Iterator[Any]]


@dataclass
class _Kind:
    """A kind of JSON, how to walk its documents, and what is odd. `read`: under `read: json:`."""

    read: Any
    why: str
    sure: float
    documents: Documents
    rejected: Counter[str] = field(default_factory=Counter)


def open_json(paths: Sequence[Path], work: Path, report: Report) -> Opened:
    """Read one file, or several of one document each. Raises UnscannableError."""
    kind = _find_kind(paths, report)
    layout = Layout()
    n_rows = 0
    try:
        for document in kind.documents():
            n_rows += 1
            layout.take(document)
    except UnreadableError as error:
        raise UnscannableError(f"{error.message} {error.next_step}") from None
    if not n_rows:
        raise UnscannableError(f"{paths[0].name} holds no JSON object that could be a record. Is it damaged, or empty?")
    names = layout.columns()
    check_width(paths[0].name, len(names))
    kind.rejected.clear()
    target = work / "table.parquet"
    _write(target, names, kind.documents())
    notes = ["Some objects have keys of their own in every record and are shown as a whole."] if layout.has_maps else []
    return Opened(
        name="",
        table=ReadTable(target, names, tuple(range(1, len(names) + 1)), n_rows),
        read={"json": kind.read},
        found=(
            Found("json", kind.read if isinstance(kind.read, str) else kind.read["kind"], kind.sure, kind.why),
            Found(
                "records",
                f"{n_rows + kind.rejected.total():,}",
                1.0 if not kind.rejected else 0.8,
                _tell(kind.rejected),
            ),
        ),
        rejected=dict(kind.rejected),
        notes=tuple(notes),
        doubts=tuple(doubt_records(kind.rejected, n_rows + kind.rejected.total())),
    )


def _tell(rejected: Counter[str]) -> str:
    n = rejected.total()
    return f"{n:,} of them would be rejected: no strict JSON" if n else "all of them are strict JSON"


def _write(target: Path, names: Sequence[str], documents: Iterator[Any]) -> None:
    schema = pa.schema([(f"c{i}", pa.string()) for i in range(len(names))])
    rows: list[list[str]] = []
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for document in documents:
            values = lay_out(document, set(names))
            rows.append([values.get(name, "") for name in names])
            if len(rows) == BATCH_ROWS:
                writer.write_table(_table(rows, schema))
                rows = []
        writer.write_table(_table(rows, schema))


def _table(rows: list[list[str]], schema: pa.Schema) -> pa.Table:
    columns = [pa.array([row[i] for row in rows], pa.string()) for i in range(len(schema))]
    return pa.table(columns, schema=schema)


def _find_kind(paths: Sequence[Path], report: Report) -> _Kind:
    if len(paths) > 1:
        return _one_per_file(paths, report)
    path = paths[0]
    with path.open("rb") as file:
        head = file.read(1 << 16).removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"["):
        return _array(path, report)
    first = head.split(b"\n", 1)[0].strip()
    if first.endswith(b"}") and _parses(first) and b"\n" in head.strip():
        return _lines(path, report)
    return _document(path, report)


def _parses(content: bytes) -> bool:
    try:
        parse_document(content)
    except NotJsonError:
        return False
    return True


def _one_per_file(paths: Sequence[Path], report: Report) -> _Kind:
    def documents() -> Iterator[Any]:
        for place, path in enumerate(paths):
            try:
                yield parse_document(path.read_bytes())
            except NotJsonError as error:
                kind.rejected[error.reject_code] += 1
            report("documents", place + 1, len(paths))

    kind = _Kind("one_per_file", f"{len(paths):,} files of one object each", 0.9, documents)
    return kind


def _lines(path: Path, report: Report) -> _Kind:
    size = path.stat().st_size

    def documents() -> Iterator[Any]:
        done = 0
        with path.open("rb") as lines:
            for number, line in enumerate(lines):
                done += len(line)
                if number % 1_000 == 0:
                    report("documents", done, size)
                if not line.strip(b" \t\r\n\xef\xbb\xbf"):
                    continue
                try:
                    yield parse_document(line)
                except NotJsonError as error:
                    kind.rejected[error.reject_code] += 1

    kind = _Kind("lines", "one object a line", 0.98, documents)
    return kind


def _array(path: Path, report: Report) -> _Kind:
    size = path.stat().st_size

    def documents() -> Iterator[Any]:
        reader = ArrayReader(path)
        for number, document in enumerate(reader.read()):
            if number % 1_000 == 0:
                report("documents", reader.n_bytes_before, size)
            if isinstance(document, NotJsonError):
                kind.rejected["malformed_json"] += 1
            else:
                yield document

    kind = _Kind("array", "one array of objects", 0.98, documents)
    return kind


def _document(path: Path, report: Report) -> _Kind:
    """One object: records at a path within it, or itself a record."""
    if path.stat().st_size > limits.MOST_DOCUMENT_BYTES:
        raise UnscannableError(
            f"{path.name} is one JSON document of more than {limits.MOST_DOCUMENT_BYTES >> 20} MB. Ask for lines."
        )
    try:
        whole = parse_document(path.read_bytes())
    except UndecodableError as error:
        refused = refuse_file("wrong_encoding", path, "json_bytes", {"encoding": "utf-8", "byte": error.byte})
        raise UnscannableError(str(refused)) from None
    except NotJsonError as error:
        raise UnscannableError(f"{path.name} is not JSON: {error}. Ask for the file again.") from None
    report("documents", 1, 1)
    records = find_records(whole)
    if records is None:
        return _Kind("one_per_file", "one object", 0.7, lambda: iter([whole]))
    read = {"kind": "document", "at": records.at}
    if records.key:
        read["key"] = records.key
    if records.header:
        read["header"] = records.header
        return _Kind(
            read, f"records are lists of values at {records.at!r}", 0.8, lambda: named_by_header(whole, records)
        )
    return _Kind(
        read, f"one document with {len(records.items):,} records at {records.at!r}", 0.85, lambda: iter(records.items)
    )
