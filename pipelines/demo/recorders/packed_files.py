"""Containers that are no plain text: an archive of tables, a Parquet file, JSON in a packed or a single document.

Belongs here: their bytes, the same for the same contacts. Does not belong here: workbooks (`workbook_file`), cells or
structures.
"""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.demo.helplines import FileSpec
from pipelines.demo.recorders.beside import Tables
from pipelines.demo.recorders.csv_file import csv_records, csv_start
from pipelines.demo.recorders.documents import nested_documents
from pipelines.demo.recorders.tables import CHILDREN, MAIN

LONG_AGO = (2026, 1, 1, 0, 0, 0)
"""The date of every member of an archive: the hour of the simulation must not change its bytes."""


class ZipFile:
    """An archive with the contacts and their reasons, each a delimited text. Written whole at the end."""

    def __init__(self, path: Path, spec: FileSpec) -> None:
        self._path, self._spec = path, spec
        self._members: dict[str, list[bytes]] = {}
        self._n_records = 0

    def write(self, tables: Tables) -> None:
        """Append to both members."""
        companion = self._spec.companion
        names = {MAIN: self._spec.member, CHILDREN: companion.name if companion else ""}
        for table, columns in tables.items():
            pieces = self._members.setdefault(names[table], [])
            if not pieces:
                pieces.append(csv_start(self._spec, [header for header, _ in columns]))
            pieces.append(csv_records(self._spec, columns))
            self._n_records += len(columns[0][1])

    def close(self) -> tuple[int, int]:
        """Write the archive; give the numbers of files and records."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(self._path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, pieces in self._members.items():
                archive.writestr(zipfile.ZipInfo(name, LONG_AGO), b"".join(pieces), zipfile.ZIP_DEFLATED)
        return 1, self._n_records


class ParquetFile:
    """A Parquet file, a row group a month; columns have types."""

    def __init__(self, path: Path, spec: FileSpec) -> None:
        self._path = path
        self._writer: pq.ParquetWriter | None = None
        self._n_records = 0

    def write(self, tables: Tables) -> None:
        """Append records."""
        columns = tables[MAIN]
        table = pa.table([cells for _, cells in columns], names=[header for header, _ in columns])
        if self._writer is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = pq.ParquetWriter(self._path, table.schema, compression="snappy")
        self._writer.write_table(table)
        self._n_records += table.num_rows

    def close(self) -> tuple[int, int]:
        """The end of the file; the numbers of files and records."""
        if self._writer is not None:
            self._writer.close()
        return 1, self._n_records


class JsonLinesFile:
    """One JSON document a line, packed with gzip."""

    def __init__(self, path: Path, spec: FileSpec) -> None:
        self._spec, self._n_records = spec, 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self._packed = path.open("wb")
        self._file = gzip.GzipFile(filename="", fileobj=self._packed, mode="wb", mtime=0)

    def write(self, tables: Tables) -> None:
        """Append documents."""
        documents = nested_documents(tables[MAIN], self._spec)
        lines = (json.dumps(document, ensure_ascii=False, separators=(",", ":")) for document in documents)
        self._file.write("".join(f"{line}\n" for line in lines).encode("utf-8"))
        self._n_records += len(documents)

    def close(self) -> tuple[int, int]:
        """The numbers of files and records."""
        self._file.close()
        self._packed.close()
        return 1, self._n_records


class JsonDocumentFile:
    """One document: an object of contacts, each a list of values, and a dictionary of what stands at which place."""

    def __init__(self, path: Path, spec: FileSpec) -> None:
        self._path, self._spec = path, spec
        self._places: dict[str, list[Any]] = {}
        self._contacts: dict[str, list[str]] = {}

    def write(self, tables: Tables) -> None:
        """Keep contacts for the end, when the document is written."""
        headers = [header for header, _ in tables[MAIN]]
        self._places = {header: [place, header.replace("_", " ").title()] for place, header in enumerate(headers)}
        for values in zip(*(cells.fill_null("").to_pylist() for _, cells in tables[MAIN]), strict=True):
            self._contacts[values[0]] = list(values)

    def close(self) -> tuple[int, int]:
        """Write the document; give the numbers of files and records."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        content = {"cases_k": self._places, "cases": self._contacts}
        self._path.write_text(json.dumps(content, ensure_ascii=False, indent=0), encoding="utf-8")
        return 1, len(self._contacts)
