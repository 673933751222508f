"""What documents give, on its way into the table: values by column, rejects, and the numbers of both.

Belongs here: counting documents, collecting their values, appending batches of them. Does not belong here: finding the
documents of a file (`warehouse.read.json.read`), or what a value is (`warehouse.read.json.document`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import duckdb
import pyarrow as pa

from schemas.constructs.base import inner_name, quoted
from warehouse.read.json.beside import Beside
from warehouse.read.json.columns import take_columns
from warehouse.read.json.document import NotJsonError, Path, TooLongError, take_values
from warehouse.read.json.moved import KeyLook
from warehouse.read.rejects import Reject

BATCH_ROWS = 20_000

Content: TypeAlias = dict[str, Any] | NotJsonError
"""Of one physical document: itself, or why it is refused."""


@dataclass(frozen=True, slots=True)
class Block:
    """Documents of one file that follow each other. `is_small`: none of them can hold a value that is too long."""

    file_name: str
    contents: Sequence[Content]
    n_bytes_read: int
    is_small: bool = False


class Gathered:
    """Documents as they come, for a table that has row_number, file_number and one text column a path."""

    def __init__(self, names: Sequence[str], paths: Sequence[Path]) -> None:
        self.n_records = 0
        self.rejects: list[Reject] = []
        self.keys = KeyLook(paths)
        self.beside = Beside(paths)
        self._names = ["row_number", "file_number", *map(inner_name, names)]
        self._paths = paths
        self._numbers: list[int] = []
        self._columns: list[list[str | None]] = [[] for _ in paths]

    @property
    def is_full(self) -> bool:
        """Whether there is a batch to append."""
        return len(self._numbers) >= BATCH_ROWS

    def add(self, block: Block) -> None:
        """Take the declared values of each document, or note why it is refused."""
        documents = [content for content in block.contents if not isinstance(content, NotJsonError)]
        self.keys.look(documents)
        if not block.is_small or len(documents) < len(block.contents):
            for content in block.contents:
                self._add_one(block.file_name, content)
            return
        for document in documents:
            self.beside.look(document)
        for column, values in zip(self._columns, take_columns(documents, self._paths), strict=True):
            column.extend(values)
        self._numbers.extend(range(self.n_records + 1, self.n_records + 1 + len(documents)))
        self.n_records += len(documents)

    def _add_one(self, file_name: str, content: Content) -> None:
        self.n_records += 1
        try:
            if isinstance(content, NotJsonError):
                raise content
            row = take_values(content, self._paths)
        except NotJsonError as why:
            refused = why.column if isinstance(why, TooLongError) else None
            self.rejects.append(Reject(file_name, self.n_records, why.reject_code, refused))
            return
        self.beside.look(content)
        self._numbers.append(self.n_records)
        for column, value in zip(self._columns, row, strict=True):
            column.append(value)

    def append_batch(self, connection: duckdb.DuckDBPyConnection, table: str) -> None:
        """Append what is there, a batch at most, and let go of it."""
        numbers = pa.array(self._numbers[:BATCH_ROWS], pa.int64())
        columns = [pa.array(column[:BATCH_ROWS], pa.string()) for column in self._columns]
        ones = pa.array([1] * len(numbers), pa.int32())
        if len(numbers):
            connection.register("json_batch", pa.table([numbers, ones, *columns], names=self._names))
            connection.execute(f"insert into {quoted(table)} from json_batch")
            connection.unregister("json_batch")
        del self._numbers[:BATCH_ROWS]
        for column in self._columns:
            del column[:BATCH_ROWS]
