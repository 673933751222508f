"""The files of one helpline, whatever their container.

Belongs here: which file a piece goes to, and closing all. Does not belong here: bytes (one module a container).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from pipelines.demo.helplines import FileSpec
from pipelines.demo.recorders.beside import Tables
from pipelines.demo.recorders.csv_file import CsvTables
from pipelines.demo.recorders.packed_files import JsonDocumentFile, JsonLinesFile, ParquetFile, ZipFile
from pipelines.demo.recorders.workbook_file import WorkbookFile


class TablesFile(Protocol):
    """A file that is written in pieces."""

    def write(self, tables: Tables) -> None:
        """Append records."""

    def close(self) -> tuple[int, int]:
        """End it; the numbers of files and records."""


CONTAINERS: dict[str, Callable[[Path, FileSpec], TablesFile]] = {
    "csv": CsvTables,
    "zip": ZipFile,
    "workbook": WorkbookFile,
    "parquet": ParquetFile,
    "json_lines": JsonLinesFile,
    "json_document": JsonDocumentFile,
}


class Folder:
    """The files of one helpline. They stay open until `close`, since files may overlap in time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files: dict[str, TablesFile] = {}

    def write(self, name: str, spec: FileSpec, tables: Tables) -> None:
        """Append records to the file of that name."""
        if name not in self._files:
            self._files[name] = CONTAINERS[spec.container](self.folder / name, spec)
        self._files[name].write(tables)

    def close(self) -> tuple[int, int]:
        """Close all; give the numbers of files and records."""
        counted = [file.close() for file in self._files.values()]
        return sum(n_files for n_files, _ in counted), sum(n_records for _, n_records in counted)
