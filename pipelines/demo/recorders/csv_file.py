"""Delimited text as invented systems write it: encoding, preamble, quotes, trailing separators, line ends.

Belongs here: bytes of such text, and files of it. Does not belong here: what stands in the cells (`cells`, and one
module a structure), or other containers.
"""

from __future__ import annotations

import codecs
import io
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.csv as pa_csv

from pipelines.demo.helplines import FileSpec
from pipelines.demo.recorders.beside import Tables
from pipelines.demo.recorders.cells import Columns
from pipelines.demo.recorders.tables import CHILDREN, CODES, MAIN

BYTE_ORDER_MARKS = {"utf-8-sig": codecs.BOM_UTF8, "utf-16": codecs.BOM_UTF16_LE}
WITHOUT_MARK = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}


def csv_start(spec: FileSpec, headers: list[str]) -> bytes:
    """Mark, preamble and header."""
    header = spec.delimiter.join(headers) + (spec.delimiter if spec.trailing else "")
    text = _encoded("".join(f"{line}\n" for line in (*spec.preamble, header)).encode(), spec)
    return BYTE_ORDER_MARKS.get(spec.encoding, b"") + text


def csv_records(spec: FileSpec, columns: Columns) -> bytes:
    """Records."""
    cells = [array for _, array in columns]
    if spec.trailing:
        cells.append(pa.nulls(len(cells[0]), pa.string()))
    table = pa.table(cells, names=[str(position) for position in range(len(cells))])
    buffer = io.BytesIO()
    style = "needed" if spec.quoted else "none"
    options = pa_csv.WriteOptions(include_header=False, delimiter=spec.delimiter, quoting_style=style)
    pa_csv.write_csv(table, buffer, options)
    return _encoded(buffer.getvalue(), spec)


def _encoded(text: bytes, spec: FileSpec) -> bytes:
    if spec.newline == "crlf":
        text = text.replace(b"\n", b"\r\n")
    encoding = WITHOUT_MARK.get(spec.encoding, spec.encoding)
    return text if encoding == "utf-8" else text.decode("utf-8").encode(encoding)


class CsvFile:
    """One file, written in pieces."""

    def __init__(self, path: Path, spec: FileSpec) -> None:
        self.path, self.spec = path, spec
        self._file: BinaryIO | None = None
        self.n_records = 0

    def write(self, columns: Columns) -> None:
        """Append records. The first call writes mark, preamble and header too."""
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("wb")
            self._file.write(csv_start(self.spec, [header for header, _ in columns]))
        self.n_records += len(columns[0][1])
        self._file.write(csv_records(self.spec, columns))

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


class CsvTables:
    """The contacts in one file, and beside it a file of their reasons of like name, or one with the list of codes."""

    def __init__(self, path: Path, spec: FileSpec) -> None:
        self._main = CsvFile(path, spec)
        self._plain = spec.model_copy(update={"preamble": ()})
        self._beside: CsvFile | None = None
        self._list_path: Path | None = None
        if spec.companion and spec.structure == "children":
            rest = path.name.partition("_")[2]
            self._beside = CsvFile(path.with_name(f"{spec.companion.name}_{rest}"), self._plain)
        elif spec.companion:
            self._list_path = path.with_name(spec.companion.name)

    def write(self, tables: Tables) -> None:
        """Append contacts and what stands beside them."""
        self._main.write(tables[MAIN])
        if self._beside is not None:
            self._beside.write(tables[CHILDREN])
        if self._list_path is not None and not self._list_path.exists():
            whole = CsvFile(self._list_path, self._plain)
            whole.write(tables[CODES])
            whole.close()

    def close(self) -> tuple[int, int]:
        """The numbers of files and records of contacts; a list of codes is not among them."""
        files = [self._main] if self._beside is None else [self._main, self._beside]
        for file in files:
            file.close()
        return len(files), sum(file.n_records for file in files)
