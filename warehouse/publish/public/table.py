"""A public table: its columns in words, its rows, and what tells rows apart.

Belongs here: the one shape that every file of figures is written from, so that CSV, Parquet, workbook, data package
and codebook cannot differ. Does not belong here: which rows there are, or any form of file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

Row = Mapping[str, Any]

TEXT, WHOLE, PERCENT = pa.string(), pa.int64(), pa.float64()


@dataclass(frozen=True)
class Field:
    """One column. `codes`: its closed list, value and label; empty where it has none. `pattern`: the form of a text."""

    name: str
    type: pa.DataType
    comment: str
    codes: Mapping[str, str] = field(default_factory=dict)
    pattern: str = ""

    @property
    def is_number(self) -> bool:
        """True where a cell is a number in every form of file."""
        return not pa.types.is_string(self.type)


@dataclass(frozen=True)
class PublicTable:
    """One table. `path` is its place below `public/` without ending; rows stand in a total order.

    `content` has the columns of `fields`, and may have others that are not shown.
    """

    path: str
    title: str
    description: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    content: pa.Table

    @classmethod
    def of_rows(
        cls,
        path: str,
        title: str,
        description: str,
        fields: tuple[Field, ...],
        key: tuple[str, ...],
        rows: Sequence[Row],
    ) -> PublicTable:
        """The table of these rows, which are in their order already."""
        schema = pa.schema([(one.name, one.type) for one in fields])
        return cls(path, title, description, fields, key, pa.Table.from_pylist([dict(row) for row in rows], schema))

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def n_rows(self) -> int:
        return int(self.content.num_rows)

    @property
    def shown(self) -> pa.Table:
        """The columns of the fields, one chunk each."""
        schema = pa.schema([(one.name, one.type) for one in self.fields])
        return self.content.select(schema.names).cast(schema).combine_chunks()

    def lines(self) -> Iterator[tuple[Any, ...]]:
        """The cells row by row, in the order of the fields."""
        columns = [self.content.column(one.name).to_pylist() for one in self.fields]
        return zip(*columns, strict=True)
