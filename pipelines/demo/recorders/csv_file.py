"""Delimited text as invented systems write it: encoding, preamble, quotes, trailing separators, line ends.

Belongs here: bytes. Does not belong here: what stands in the cells (`cells`, and one module a structure).
"""

from __future__ import annotations

import codecs
import io
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.csv as pa_csv

from pipelines.demo.helplines import FileSpec
from pipelines.demo.recorders.cells import Columns

BYTE_ORDER_MARKS = {"utf-8-sig": codecs.BOM_UTF8, "utf-16": codecs.BOM_UTF16_LE}
WITHOUT_MARK = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}


class CsvFile:
    """One file, written in pieces."""

    def __init__(self, path: Path, spec: FileSpec) -> None:
        self.path, self.spec = path, spec
        self._file: BinaryIO | None = None
        self.n_records = 0

    def write(self, columns: Columns) -> None:
        """Append records. The first call writes mark, preamble and header too."""
        if self._file is None:
            self._file = self._open([header for header, _ in columns])
        cells = [array for _, array in columns]
        if self.spec.trailing:
            cells.append(pa.nulls(len(cells[0]), pa.string()))
        table = pa.table(cells, names=[str(position) for position in range(len(cells))])
        buffer = io.BytesIO()
        style = "needed" if self.spec.quoted else "none"
        options = pa_csv.WriteOptions(include_header=False, delimiter=self.spec.delimiter, quoting_style=style)
        pa_csv.write_csv(table, buffer, options)
        self.n_records += table.num_rows
        self._file.write(self._encoded(buffer.getvalue()))

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def _open(self, headers: list[str]) -> BinaryIO:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = self.path.open("wb")
        file.write(BYTE_ORDER_MARKS.get(self.spec.encoding, b""))
        header = self.spec.delimiter.join(headers) + (self.spec.delimiter if self.spec.trailing else "")
        file.write(self._encoded("".join(f"{line}\n" for line in (*self.spec.preamble, header)).encode()))
        return file

    def _encoded(self, text: bytes) -> bytes:
        if self.spec.newline == "crlf":
            text = text.replace(b"\n", b"\r\n")
        encoding = WITHOUT_MARK.get(self.spec.encoding, self.spec.encoding)
        return text if encoding == "utf-8" else text.decode("utf-8").encode(encoding)


class CsvFolder:
    """The files of one helpline. They stay open until `close`, since files may overlap in time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files: dict[str, CsvFile] = {}

    def write(self, name: str, spec: FileSpec, columns: Columns) -> None:
        """Append records to the file of that name."""
        if name not in self._files:
            self._files[name] = CsvFile(self.folder / name, spec)
        self._files[name].write(columns)

    def close(self) -> tuple[int, int]:
        """Close all; give the numbers of files and records."""
        for file in self._files.values():
            file.close()
        return len(self._files), sum(file.n_records for file in self._files.values())
