"""`read:` of an export: the container of a file and its dialect.

Belongs here: the typed models of the containers that can be read. Does not belong here: where a thing stands in a file
(`schemas.mapping.export`), or reading one (`warehouse.read.table`). A dialect is declared, never guessed.
"""

from __future__ import annotations

import codecs
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from schemas.constructs.base import Words
from schemas.mapping.strict import Strict

Names = Words
MOST_IN_A_DELIMITER = 4


def refuse_rows_of_no_header(header_row: int, header_rows: int) -> None:
    """Raise ValueError where a table has no header, and one that goes over several rows."""
    if header_row == 0 and header_rows > 1:
        raise ValueError("`header_row: 0` says that there is no header: it has no `header_rows`")


class Csv(Strict):
    """The dialect of a delimited text file. It is declared, never guessed."""

    encoding: str = Field(description="any Python codec: utf-8, cp1252, utf-16, shift_jis ...")
    delimiter: str = Field(
        default=",",
        min_length=1,
        max_length=8,
        description="one character, \\t, or up to four such as `||`; a file with several is read record by record",
    )
    quote: str = Field(default='"', max_length=1, description="the quoting character; empty where nothing is quoted")
    escape: str = Field(
        default="",
        max_length=1,
        description="the character by which the next one loses its meaning, such as a backslash: a quote behind it is "
        "part of the cell, `\\n` a line end, `\\N` alone a blank cell; left out, a quote in a cell is written twice",
    )
    header_row: int = Field(
        default=1,
        ge=0,
        description="the line of the header; lines above it are left out. 0: there is none, columns are called by "
        "their places: `#1`, `#2` ...",
    )
    header_rows: int = Field(
        default=1, ge=1, le=5, description="over how many lines the header goes; joined by a blank, each text once"
    )
    merged: Literal["fill", "blank"] = Field(
        default="blank",
        description="fill: a blank cell in a header row above the last stands for the filled one at its left",
    )
    trailing_delimiter: bool = Field(default=False, description="every line ends with a delimiter too many")
    newline_at_end: bool = Field(default=True, description="no: this system never ends its last line")
    footer_rows: int = Field(default=0, ge=0, description="totals at the end, left out (fate: ignored)")
    short_rows: Literal["reject", "fill"] = Field(
        default="reject",
        description="fill: a row with too few cells has blank ones at its end, as spreadsheets leave them out",
    )

    @field_validator("encoding")
    @classmethod
    def _codec_exists(cls, value: str) -> str:
        try:
            codecs.lookup(value)
        except LookupError:
            raise ValueError("not an encoding that Python knows") from None
        return value

    @field_validator("delimiter")
    @classmethod
    def _few_characters(cls, value: str) -> str:
        delimiter = value.replace("\\t", "\t")
        if len(delimiter) > MOST_IN_A_DELIMITER or set(delimiter) & set("\r\n"):
            raise ValueError("a delimiter is one to four characters of one line; a tab is \\t")
        return delimiter

    @model_validator(mode="after")
    def _told_apart(self) -> Csv:
        marks = [mark for mark in (self.quote, self.escape) if mark]
        if len(set(marks)) < len(marks) or set(marks) & set(self.delimiter):
            raise ValueError("delimiter, quote and escape differ; where a quote is written twice, say no `escape`")
        if set(marks) & set("\r\n") or not self.escape.isascii():
            raise ValueError("a quote or an escape is no line end, and an escape a character of ASCII, such as `\\`")
        refuse_rows_of_no_header(self.header_row, self.header_rows)
        return self


class Pairs(Strict):
    """A list of objects in a record, each a name and a value: read as one object, name -> value."""

    at: str = Field(description="the key of the list: `dataValues`")
    name: str = Field(description="the key of the name in each: `dataElement`")
    value: str = Field(default="value", description="the key of the value in each")


class Json(Strict):
    """Documents in JSON. Where the kind is all that is to be said, `json: lines` is enough."""

    kind: Literal["one_per_file", "lines", "array", "document"] = Field(
        description="one document a file, one a line, one array, or one document that holds all records"
    )
    at: str = Field(
        default="",
        description="with document: the path of the records, a list or an object of them; `.`: the document itself",
    )
    key: str = Field(
        default="", description="where the records are an object: the name under which the key of each is read"
    )
    header: str = Field(
        default="",
        description="with document: the path of what names the places, where a record is a list of values: a list of "
        "names, of objects with `name`, or an object name -> place",
    )
    places: dict[str, Annotated[int, Field(ge=1)]] = Field(
        default_factory=dict,
        description="with document: where a record is a list of values and nothing in the file names them, the place "
        "of each, the first being 1: `{id: 1, created_on: 2}`; all records have as many values",
    )
    nodes: str = Field(
        default="",
        description="records are trees of nodes with `label`, `value` and, under this key, more nodes: a node is read "
        "as the path of labels; a box whose value is its own label is ticked",
    )
    whole: bool = Field(
        default=False,
        description="with document: yes where every page comes as a file of its own, or where the body says that there "
        "is more and means something else; without it such a file is held",
    )
    pairs: Pairs | None = Field(default=None, description="a list of names and values, read as an object")

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"kind": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _places(self) -> Json:
        if (self.kind == "document") != bool(self.at):
            raise ValueError("`at` goes with `kind: document`, which needs it: where do the records stand?")
        if (self.header or self.key or self.whole or self.places) and self.kind != "document":
            raise ValueError("`header`, `places`, `key` and `whole` go with `kind: document`")
        if self.header and self.places:
            raise ValueError("the file names the places (`header`), or the mapping does (`places`), not both")
        if self.nodes and self.pairs:
            raise ValueError("a record is a tree of `nodes` or has `pairs`, not both")
        return self


class Workbook(Strict):
    """A sheet of an XLSX, XLS or ODS workbook, or several; every cell becomes text, a date its ISO form."""

    sheet: str = Field(default="*", description="the sheet's name, or a pattern with `*` that fits exactly one")
    sheets: Literal["one", "each"] = Field(
        default="one",
        description="each: the records of every sheet that `sheet` fits follow each other, in the order of the sheets "
        "(a sheet a month, say); each has its own header, in any order of columns",
    )
    header_row: int = Field(
        default=1,
        ge=0,
        description="the row of the header; rows above it are left out. 0: there is none, columns are called by "
        "their places: `#1`, `#2` ...",
    )
    header_rows: int = Field(
        default=1, ge=1, le=5, description="over how many rows the header goes; joined by a blank, each text once"
    )
    footer_rows: int = Field(default=0, ge=0, description="totals at the end, left out (fate: ignored)")
    merged: Literal["fill", "blank"] = Field(
        default="blank", description="fill: what stands in merged cells stands in each of them; blank: in the first"
    )

    @model_validator(mode="after")
    def _has_a_header(self) -> Workbook:
        refuse_rows_of_no_header(self.header_row, self.header_rows)
        return self


class Parquet(Strict):
    """A Parquet file; every column is read as text."""


class Read(Strict):
    """How a file is read: exactly one of `csv`, `json`, `workbook` and `parquet`."""

    csv: Csv | None = Field(default=None, description="delimited text")
    json_: Json | None = Field(default=None, alias="json", description="JSON documents")
    workbook: Workbook | None = Field(default=None, description="a sheet of a workbook")
    parquet: Parquet | None = Field(default=None, description="`{}`: a Parquet file")
    packed: Literal["gzip", "zip", ""] = Field(default="", description="the file is packed")
    member: str = Field(default="*", description="with zip: the file in it, or a pattern that fits exactly one")
    members: Literal["one", "each"] = Field(
        default="one",
        description="with zip, each: the records of every file that `member` fits follow each other, by name; each has "
        "its own header",
    )
    key: str = Field(
        default="",
        description="with `sheets: each` or `members: each`: the name under which the name of each sheet or file is "
        "read, as a column of its records: `Month`, where only the sheet's name tells the month. It may be a person's: "
        "leave it out where nothing is read from it",
    )
    filled_down: Names = Field(
        default=(),
        description="columns of a grouped report, the outermost first, whose value stands only in the first record of "
        "its group: a blank cell is the one above it, in the same group of the columns before. Rows of subtotals are "
        "left out by `leave_out`",
    )
    json_cells: Names = Field(
        default=(), description="columns of a table whose cells hold JSON: `column.path` reads within"
    )

    @model_validator(mode="after")
    def _one_container(self) -> Read:
        containers = (self.csv, self.json_, self.workbook, self.parquet)
        if sum(container is not None for container in containers) != 1:
            raise ValueError("say exactly one of: csv, json, workbook, parquet")
        if (self.member != "*" or self.members == "each") and self.packed != "zip":
            raise ValueError("`member` and `members` go with `packed: zip`")
        if self.members == "each" and self.json_:
            raise ValueError("`members: each` is for tables: documents of JSON are packed as one file")
        if self.key and not self.is_in_parts:
            raise ValueError("`key` goes with `sheets: each` or `members: each`; for JSON it stands under `json`")
        if self.key and self.members == "each" and self.workbook is not None and self.workbook.sheets == "each":
            raise ValueError("`key` names the sheets or the files, and here are sheets within files: take one of each")
        if self.json_ and self.filled_down:
            raise ValueError("`filled_down` is for tables: records of JSON have no record above them")
        if self.json_ and self.json_cells:
            raise ValueError("`json_cells` is for tables: a path reads into a JSON document anyway")
        if self.json_ and self.json_.kind == "one_per_file" and self.packed:
            raise ValueError("one document a file cannot be packed: say `kind: array` or `lines`")
        return self

    @property
    def json_kind(self) -> str:
        """The kind of JSON; empty for every other container."""
        return self.json_.kind if self.json_ else ""

    @property
    def is_in_parts(self) -> bool:
        """Whether a file is several tables of one format that follow each other."""
        return self.members == "each" or (self.workbook is not None and self.workbook.sheets == "each")

    @property
    def is_table(self) -> bool:
        """Whether the file has a header with columns."""
        return self.json_ is None

    @property
    def encoding(self) -> str:
        """What table `delivery` says of the encoding."""
        return self.csv.encoding if self.csv else "utf-8"
