"""The contract of a table: one YAML file in `schemas/tables/`, and everything that is said from it.

Belongs here: the typed model of that file, and what it spells: Arrow schema, DDL with comments, lists of casts. Does
not belong here: checking data (`schemas.contract.check`), running SQL (`warehouse`), the page
(`schemas.contract.dictionary`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

import pyarrow as pa
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator, model_validator

from schemas.contract.types import arrow_type_of, is_number, released_type_of, sql_type_of
from schemas.text.problem import Problem, VocabularyError
from schemas.text.sql import literal, quote
from schemas.text.yaml import Document, problems_of, read_yaml_text
from schemas.text.yaml_folder import read_each

Privacy = Literal["public", "pseudonym", "restricted"]
NAME = r"^[a-z][a-z0-9_]*$"


BY_PLACE = "the place in the file"
"""What stands for a key where no columns tell rows apart."""


class Column(BaseModel):
    """One column of a contract, as written."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    name: str = Field(pattern=NAME, description="name of the column")
    type: str = Field(
        description="VARCHAR, INTEGER, BIGINT, SMALLINT, BOOLEAN, DATE, TIMESTAMP, DOUBLE, DECIMAL(18,6), PSEUDONYM"
    )
    comment: str = Field(min_length=1, description="what it says, for an analyst who has only the file")
    privacy: Privacy = Field(default="restricted", description="class of the column; that of the table where left out")
    unit: str = Field(default="", description="unit of a number, zone of a moment")
    source: str = Field(default="", description="where it comes from, where that is not where the table comes from")
    empty: str = Field(default="", description="what NULL means; a column without it is never NULL")
    code_list: str = Field(default="", alias="list", description="code list of which it holds codes")
    list_in: str = Field(default="", description="column of the same table that names the code list")
    values: dict[str, str] = Field(default_factory=dict, description="closed list of its own: value and meaning")
    blank: str = Field(default="", description="what the empty text means, where `values` allow it")
    open: str = Field(default="", description="where the codes come from, where no list is closed")
    pattern: str = Field(default="", description="regular expression that the whole value matches")
    min: int | None = Field(default=None, description="least value")
    max: int | None = Field(default=None, description="greatest value")

    @property
    def nullable(self) -> bool:
        """True where the contract says what NULL means."""
        return self.empty != ""

    @property
    def arrow_type(self) -> pa.DataType:
        """The type in Arrow."""
        return arrow_type_of(self.type)

    @property
    def allowed_values(self) -> tuple[str, ...]:
        """Values of the column's own closed list; empty where it has none."""
        return (*self.values, "") if self.blank else tuple(self.values)

    @model_validator(mode="after")
    def _is_sound(self) -> Column:
        arrow_type_of(self.type)
        kinds = [kind for kind in (self.code_list, self.list_in, self.values, self.open) if kind]
        if len(kinds) > 1:
            raise ValueError(f"column `{self.name}` has more than one of list, list_in, values, open")
        if self.name.endswith("_code") and not kinds:
            raise ValueError(f"column `{self.name}` holds codes and names no list")
        if (self.min is not None or self.max is not None) and not is_number(self.type):
            raise ValueError(f"column `{self.name}` is no number and has min or max")
        if self.blank and not self.values:
            raise ValueError(f"column `{self.name}` has `blank` without `values`")
        return self


class Table(BaseModel):
    """One table contract. `release` tables stand in `helplines.duckdb`; `lake` tables never leave the lake."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    table: str = Field(pattern=NAME, description="name of the table, and of the file")
    place: Literal["release", "lake"] = Field(default="release", description="where rows of it may stand")
    grain: str = Field(min_length=1, description="what one row is")
    privacy: Literal["public", "restricted"] = Field(description="public: only what passed disclosure control")
    source: str = Field(min_length=1, description="what the rows are made of")
    note: str = Field(default="", description="what to know before counting")
    key: tuple[str, ...] = Field(
        description="columns that tell rows apart, NULL equal to NULL; none: a row is known by its place in the file"
    )
    columns: tuple[Column, ...] = Field(min_length=1, description="columns in their order")

    @field_validator("key")
    @classmethod
    def _has_key(cls, key: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if not key and info.data.get("place") == "release":
            raise ValueError("rows of a release have no place: name the columns that tell them apart")
        return key

    @model_validator(mode="before")
    @classmethod
    def _give_privacy_to_columns(cls, content: Any) -> Any:
        """A column that says nothing has the class of its table."""
        match content:
            case {"privacy": "public" | "restricted" as privacy, "columns": [*columns]}:
                given = [{"privacy": privacy, **one} if isinstance(one, dict) else one for one in columns]
                return {**content, "columns": given}
        return content

    @model_validator(mode="after")
    def _is_sound(self) -> Table:
        names = self.names
        if len(set(names)) < len(names):
            raise ValueError("two columns have one name")
        for name in (*self.key, *(column.list_in for column in self.columns if column.list_in)):
            if name not in names:
                raise ValueError(f"`{name}` is not a column of the table")
        if self.privacy == "public" and any(column.privacy != "public" for column in self.columns):
            raise ValueError("a public table has a column that is not public")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns in their order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError."""
        return {column.name: column for column in self.columns}[name]

    def arrow_schema(self) -> pa.Schema:
        """Names and types in order. Every field may be NULL here, as in DuckDB's tables; the contract is stricter."""
        return pa.schema([pa.field(column.name, column.arrow_type) for column in self.columns])

    def empty(self) -> pa.Table:
        """The table without rows."""
        return pa.Table.from_batches([], self.arrow_schema())

    def select_list(self) -> str:
        """`cast("a" as VARCHAR) as "a", ...`: any relation that has the columns, in the contract's order and types."""
        return ",\n".join(f"{_cast_of(column)} as {quote(column.name)}" for column in self.columns)

    def released_list(self) -> str:
        """As `select_list`, in the types of a release."""
        return ",\n".join(f"{_released(column)} as {quote(column.name)}" for column in self.columns)

    def ddl(self) -> str:
        """CREATE TABLE, COMMENT ON TABLE, COMMENT ON COLUMN. No keys, no indexes: keys are checked, not enforced."""
        columns = ",\n".join(f"    {_definition_of(column)}" for column in self.columns)
        statements = [
            f"create table {quote(self.table)} (\n{columns}\n)",
            f"comment on table {quote(self.table)} is {literal(self.comment)}",
        ]
        for column in self.columns:
            name = f"{quote(self.table)}.{quote(column.name)}"
            statements.append(f"comment on column {name} is {literal(self.comment_of(column))}")
        return "".join(f"{statement};\n" for statement in statements)

    def repeated_keys_query(self, relation: str) -> str:
        """SQL that counts the rows of `relation` beyond the first of their key: one row, one BIGINT, 0 when good."""
        return _repeats_query(relation, ", ".join(quote(name) for name in self.key))

    def repeated_key_hashes_query(self, relation: str) -> str:
        """As `repeated_keys_query`, of 64-bit hashes: never less, hardly ever more, in two thirds of the memory."""
        return _repeats_query(relation, f"hash({', '.join(quote(name) for name in self.key)})")

    @property
    def comment(self) -> str:
        """Text of COMMENT ON TABLE: grain, key, privacy class, source, note."""
        parts = [f"One row: {self.grain}.", f"Key: {', '.join(self.key) or BY_PLACE}.", f"Privacy: {self.privacy}."]
        return " ".join([*parts, f"From: {self.source}.", self.note]).strip()

    def comment_of(self, column: Column) -> str:
        """Text of COMMENT ON COLUMN: meaning, unit, codes, what NULL means, source, privacy class."""
        return " ".join([column.comment, *self._details_of(column)])

    def _details_of(self, column: Column) -> Iterator[str]:
        if column.unit:
            yield f"Unit: {column.unit}."
        if codes := codes_of(column):
            yield f"Codes: {codes}."
        if column.empty:
            yield f"NULL: {column.empty}."
        yield f"From: {column.source or self.source}."
        yield f"Privacy: {column.privacy}."


def codes_of(column: Column) -> str:
    """Which codes a column may hold, in words; empty where it holds no codes."""
    if column.code_list:
        return f"list {column.code_list} of table code"
    if column.list_in:
        return f"the list of table code that {column.list_in} names"
    if column.open:
        return column.open
    own = [f"{value} ({meaning})" for value, meaning in column.values.items()]
    return "; ".join([*own, f"empty text ({column.blank})"] if column.blank else own)


def _cast_of(column: Column) -> str:
    return f"cast({quote(column.name)} as {sql_type_of(column.type)})"


def _released(column: Column) -> str:
    """A pseudonym leaves the lake as its hex digits."""
    return f"replace(cast({_cast_of(column)} as VARCHAR), '-', '')" if column.type == "PSEUDONYM" else _cast_of(column)


def _repeats_query(relation: str, key: str) -> str:
    groups = f"select count(*) - 1 as n_more from {relation} group by {key} having count(*) > 1"
    return f"select coalesce(sum(n_more), 0)::bigint from ({groups})"


def _definition_of(column: Column) -> str:
    definition = f"{quote(column.name)} {released_type_of(column.type)}"
    return definition if column.nullable else f"{definition} not null"


@cache
def load_tables() -> dict[str, Table]:
    """Every contract of `schemas/tables/`, by name of table in alphabetical order.

    Raises VocabularyError with all problems of all files.
    """
    return read_tables(files("schemas").joinpath("tables"))


def read_tables(folder: Traversable) -> dict[str, Table]:
    """As `load_tables`, of any folder."""
    return {table.table: table for table in read_each(folder, _read_table)}


def _read_table(path: Traversable) -> Table:
    file = f"schemas/tables/{path.name}"
    documents = read_yaml_text(path, file)
    if len(documents) != 1:
        raise VocabularyError([Problem(file, 1, "not one YAML document", "describe one table in one file")])
    table = _validate(documents[0], file)
    if path.name != f"{table.table}.yaml":
        line = documents[0].line_of(("table",))
        raise VocabularyError([Problem(file, line, f"describes table `{table.table}`", "name the file like the table")])
    return table


def _validate(document: Document, file: str) -> Table:
    content: Any = document.content
    try:
        return Table.model_validate(content)
    except ValidationError as error:
        raise VocabularyError(problems_of(error, document, file, Table)) from None
