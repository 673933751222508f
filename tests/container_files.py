"""One small table in every container, and how a mapping says that it is read.

Belongs here: writing it, opening it as a delivery is opened. Does not belong here: expectations, bad files
(`tests.container_bad_files`). Everything is invented.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from schemas.mapping.read import Read
from warehouse.land.delivery import PACK_NAME, LandedFile, Manifest
from warehouse.read.table import OpenTable, open_documents, open_table
from warehouse.store.run import silent

FIXTURES = Path(__file__).parent / "containers"
HEADER = ("id", "day", "seen at", "channel", "age", "score", "note")
ROWS: list[tuple[Any, ...]] = [
    ("c1", date(2024, 3, 5), datetime(2024, 3, 5, 14, 30), "Phone", 14, 0.5, 'said "no", then\nhung up'),
    ("c2", date(2024, 2, 29), datetime(2024, 12, 31, 23, 59, 59), "Chat", None, 12.25, None),
    ("c3", None, None, "ไลน์", 7, None, "é, ñ"),
]
TEXTS = [tuple("" if cell is None else str(cell) for cell in row) for row in ROWS]
READS: dict[str, dict[str, Any]] = {
    "csv": {"csv": {"encoding": "utf-8"}},
    "tsv": {"csv": {"encoding": "utf-16", "delimiter": "\\t"}},
    "xlsx": {"workbook": {"sheet": "cont*"}},
    "xls": {"workbook": {"sheet": "Contacts"}},
    "ods": {"workbook": {"sheet": "Contacts"}},
    "parquet": {"parquet": {}},
    "csv.gz": {"csv": {"encoding": "utf-8"}, "packed": "gzip"},
    "csv.zip": {"csv": {"encoding": "utf-8"}, "packed": "zip", "member": "*.csv"},
    "xls.zip": {"workbook": {"sheet": "Contacts"}, "packed": "zip"},
    "jsonl": {"json": "lines"},
    "jsonl.gz": {"json": "lines", "packed": "gzip"},
    "array.json": {"json": "array"},
    "document.json": {"json": {"kind": "document", "at": "data.contacts"}},
    "positions.json": {"json": {"kind": "document", "at": "contacts", "header": "contacts_k"}},
    "one.json": {"json": "one_per_file"},
}
TABLES = tuple(name for name, read in READS.items() if "json" not in read)
DOCUMENTS = tuple(name for name, read in READS.items() if "json" in read)


def write_csv(rows: Sequence[Sequence[Any]], delimiter: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8")


def write_xlsx(rows: Sequence[Sequence[Any]], sheet: str = "Contacts", **options: Any) -> bytes:
    """A workbook with an empty sheet `Notes` before the one that is meant."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **options}) as book:
        book.add_worksheet("Notes")
        page = book.add_worksheet(sheet)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "dd.mm.yy hh:mm"})
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, datetime):
                    page.write_datetime(number, place, cell, moment)
                elif isinstance(cell, date):
                    page.write_datetime(number, place, cell, day)
                elif cell is not None:
                    page.write(number, place, cell)
    return content.getvalue()


def write_parquet(table: pa.Table) -> bytes:
    content = io.BytesIO()
    pq.write_table(table, content)
    return content.getvalue()


def write_zip(members: Mapping[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return content.getvalue()


def edit_zip(content: bytes, part: str, new: bytes) -> bytes:
    """The archive with other bytes in one part."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return write_zip({name: new if name == part else archive.read(name) for name in archive.namelist()})


def documents() -> list[dict[str, Any]]:
    """The rows as objects; numbers stay numbers, days are text."""
    plain = [[str(cell) if isinstance(cell, date) else cell for cell in row] for row in ROWS]
    return [dict(zip(HEADER, row, strict=True)) for row in plain]


def good_files(container: str) -> list[bytes]:
    """The table in a container; several files where each is one document."""
    objects = documents()
    places = {name: [str(place), "text"] for place, name in enumerate(HEADER)}
    by_id = {str(one["id"]): list(one.values()) for one in objects}
    lines = "".join(json.dumps(one) + "\n" for one in objects).encode()
    plain = write_csv([HEADER, *TEXTS])
    columns = {name: [row[place] for row in ROWS] for place, name in enumerate(HEADER)}
    made = {
        "csv": lambda: plain,
        "tsv": lambda: write_csv([HEADER, *TEXTS], "\t").decode("utf-8").encode("utf-16"),
        "xlsx": lambda: write_xlsx([HEADER, *ROWS]),
        "xls": lambda: (FIXTURES / "table.xls").read_bytes(),
        "ods": lambda: (FIXTURES / "table.ods").read_bytes(),
        "parquet": lambda: write_parquet(pa.table(columns)),
        "csv.gz": lambda: gzip.compress(plain),
        "csv.zip": lambda: write_zip({"read me.txt": b"x", "__MACOSX/._a.csv": b"x", "folder/a.csv": plain}),
        "xls.zip": lambda: write_zip({"folder/": b"", "table.xls": (FIXTURES / "table.xls").read_bytes()}),
        "jsonl": lambda: lines,
        "jsonl.gz": lambda: gzip.compress(lines),
        "array.json": lambda: json.dumps(objects).encode(),
        "document.json": lambda: json.dumps({"data": {"n": 3, "contacts": objects}, "page": 1}).encode(),
        "positions.json": lambda: json.dumps({"contacts": by_id, "contacts_k": places}).encode(),
    }
    if container == "one.json":
        return [json.dumps(one).encode() for one in objects]
    return [made[container]()]


def open_container(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    read: Mapping[str, Any],
    files: Sequence[bytes],
    wanted: Sequence[str] | None = None,
    name: str = "sent",
) -> OpenTable:
    """Open files as the delivery that they would be, as relation `t`; `name` is the file's, or the pack's."""
    declared = Read.model_validate(read)
    is_pack = declared.json_kind == "one_per_file"
    name = PACK_NAME if is_pack else name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(b"".join(files))
    if declared.is_table:
        return open_table(connection, folder / name, declared, wanted, {}, "t", silent, folder / "work")
    landed, offset = [], 0
    for number, content in enumerate(files):
        landed.append(LandedFile(f"{number}.json" if is_pack else name, len(content), "", offset=offset))
        offset += len(content)
    manifest = Manifest("d", "demo", "f", tuple(landed), is_pack, offset)
    paths = {column: (column,) for column in wanted or HEADER}
    return open_documents(connection, folder, manifest, declared, paths, "t", silent, folder / "work")


def rows_of(
    connection: duckdb.DuckDBPyConnection, opened: OpenTable, wanted: Sequence[str] | None = None
) -> list[tuple[Any, ...]]:
    """Row number and cells of the relation, in order; NULL as ''."""
    cells = ", ".join(f"coalesce(\"{name}\", '')" for name in wanted or opened.header)
    query = f"select row_number, {cells} from {opened.relation} order by row_number"
    rows: list[tuple[Any, ...]] = connection.execute(query).fetchall()
    assert opened.n_records == len(rows) + opened.n_ignored + opened.n_rejected
    assert opened.rejects.num_rows == opened.n_rejected
    if opened.in_order:
        plain = connection.execute(f"select {cells} from {opened.in_order}").fetchall()
        assert plain == [row[1:] for row in rows]
    return rows
