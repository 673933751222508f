"""What every construct of the mapping language is made of.

Belongs here: the shape of a construct, the record whose cells it names, quoting of SQL. Does not belong here: any
single construct (one file each, found by `schemas.constructs`), or running SQL (only `warehouse` does).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, SerializeAsAny, TypeAdapter, ValidationError

from schemas.text.fold import behind
from schemas.text.paths import split_path
from schemas.text.sql import literal as literal
from schemas.text.sql import literals as literals
from schemas.text.sql import quote, trimmed


def as_tuple(value: Any) -> Any:
    """One word stands for a list of one."""
    return (value,) if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], BeforeValidator(as_tuple)]
"""One word, or several."""

RESERVED = ("row_number", "file_number")
"""Names that readers give to columns of their own."""


def inner_name(name: str) -> str:
    """A column's name in the engine: a header that is a reader's own word is told apart from it."""
    return f"{name} (of the file)" if name.casefold() in RESERVED else name


def quoted(name: str) -> str:
    """A column name as an SQL identifier."""
    return quote(inner_name(name))


def cell_of(column: str, json_cells: Iterable[str]) -> str:
    """The column of the table in which a name stands: itself, or the JSON cell into which it is a path."""
    return next((cell for cell in json_cells if column.startswith(f"{cell}.")), column)


def json_steps(path: str) -> str:
    """A path into JSON, as DuckDB's functions take it: an SQL text."""
    keys = "".join(f'."{key.replace(chr(34), chr(92) + chr(34))}"' for key in split_path(path))
    return literal("$" + keys)


@dataclass(frozen=True)
class Record:
    """The cells that one file offers, by the names that the mapping uses; every cell is text.

    `json_cells`: columns whose cells hold JSON, so that `column.path` is a cell too. `day`: SQL for the local time of
    the contact, for what hangs on it (an age from a birth date); `day_text`: the text from which that is read.
    `beside`: SQL of what companions give, by construct; `children`: for each companion that holds records of contacts,
    the columns of its key and of how many it has. `differs`: SQL for whether what stands beside a record disagrees in
    something that a contact has once.
    """

    header: tuple[str, ...]
    json_cells: frozenset[str] = frozenset()
    day: str = "cast(null as timestamp)"
    day_text: str = ""
    beside: Mapping[str, str] = field(default_factory=dict)
    children: tuple[tuple[str, str], ...] = ()
    differs: str = "false"

    def text(self, column: str) -> str:
        """SQL for a cell: trimmed text, NULL where blank. A column that the file lacks is the reader's error."""
        cell = cell_of(column, self.json_cells)
        if cell == column:
            return f"nullif({trimmed(quoted(column))}, '')"
        steps = json_steps(column[len(cell) + 1 :])
        return f"nullif(trim(json_extract_string(try_cast({quoted(cell)} as json), {steps})), '')"

    def raw(self, column: str) -> str:
        """SQL for a cell as it stands; within a JSON cell there is only the text."""
        return quoted(column) if cell_of(column, self.json_cells) == column else self.text(column)

    def named(self, prefix: str) -> tuple[str, ...]:
        """Columns whose name begins with the prefix, however dashes, blanks and capitals are written, in file order."""
        return tuple(column for column in self.header if behind(column, prefix) is not None)


@dataclass(frozen=True)
class Example:
    """A construct at work: YAML as written, one record, and what comes out (run by a test, shown on the page)."""

    yaml: str
    record: dict[str, str | None]
    gives: str | list[str] | None
    note: str = ""


class Construct(BaseModel):
    """One orthogonal piece of the mapping language.

    A construct has a `key` (the word that introduces it in YAML) and answers `one` (SQL for one text) or `many` (SQL
    for a list of STRUCT(value, setting, is_main)), or both.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: ClassVar[str]
    examples: ClassVar[tuple[Example, ...]]
    reads_within: ClassVar[bool] = False
    """Whether its cell holds more than what it reads, so that the cell itself is never kept."""

    def columns(self) -> tuple[str, ...]:
        """Columns that must be in the file."""
        return ()

    def places(self) -> tuple[str, ...]:
        """Columns that hold settings, which decisions are asked about."""
        return ()

    def companions(self) -> tuple[str, ...]:
        """Companion files that this construct reads."""
        return ()

    def prefixes(self) -> tuple[str, ...]:
        """Prefixes of which at least one column each must be in the file."""
        return ()

    def passed_over(self) -> tuple[str, ...]:
        """Beginnings of columns that it knows and does not read."""
        return ()

    def nested(self) -> Iterator[Construct]:
        """This construct, and every one that stands within it."""
        yield self
        for _, value in self:
            inside = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else (value,)
            for one in inside:
                if isinstance(one, Construct):
                    yield from one.nested()

    def knowing(self, labels: Collection[str]) -> Self:
        """The same, where labels are known that may hold the separator of a list: within it, they stay whole."""
        known = {name: _knowing(value, labels) for name, value in self}
        return self.model_copy(update=known)

    def broken(self, record: Record) -> str:
        """SQL that is true where what stands there has not the form that the construct reads: a rejected record."""
        return "false"


def _knowing(value: Any, labels: Collection[str]) -> Any:
    """What a construct is made of: constructs again, alone or several, or plain values, which know nothing."""
    if isinstance(value, Construct):
        return value.knowing(labels)
    if isinstance(value, tuple):
        return tuple(_knowing(one, labels) for one in value)
    if isinstance(value, dict):
        return {name: _knowing(one, labels) for name, one in value.items()}
    return value


class One(Construct):
    """A construct that gives one text."""

    def one(self, record: Record) -> str:
        """SQL (VARCHAR, NULL where nothing stands)."""
        raise NotImplementedError


Kind = TypeVar("Kind", bound=Construct)
_readers: dict[type[Construct], TypeAdapter[Any]] = {}


def let_nest(kind: type[Construct], reader: TypeAdapter[Any]) -> None:
    """Say how a construct of this kind is read within another one. Which there are is known once all are loaded."""
    _readers[kind] = reader


def read_nested(kind: type[Kind], value: Any) -> Kind:
    """The construct of this kind that a YAML value within another construct is. ValueError where it is none."""
    try:
        nested: Kind = _readers[kind].validate_python(value)
    except ValidationError as error:
        raise ValueError(error.errors()[0]["msg"]) from None
    return nested


def _parse_one(value: Any) -> Any:
    return value if isinstance(value, Construct) else read_nested(One, value)


AnyNested = Annotated[SerializeAsAny[One], BeforeValidator(_parse_one)]
"""A column or a construct that gives one text, within another construct."""


class Many(Construct):
    """A construct that gives any number of values, each perhaps with a setting beside it."""

    def many(self, record: Record) -> str:
        """SQL (STRUCT(value VARCHAR, setting VARCHAR, is_main BOOLEAN)[], empty where nothing stands)."""
        raise NotImplementedError


def item(value: str, setting: str = "cast(null as varchar)", is_main: str = "cast(null as boolean)") -> str:
    """SQL for one element of what `Many.many` gives."""
    return f"{{'value': {value}, 'setting': {setting}, 'is_main': {is_main}}}"


def items(values: str, setting: str = "cast(null as varchar)") -> str:
    """SQL that turns a list of texts into the elements that `Many.many` gives."""
    return f"list_transform({values}, lambda v: {item('v', setting)})"


NO_ITEMS = "cast([] as struct(value varchar, setting varchar, is_main boolean)[])"
"""SQL for the empty answer of `Many.many`."""


def key_of(value: Any, known: Iterable[str]) -> str | None:
    """The word that says which construct a YAML value is: `column` for plain text, else its one known key."""
    if isinstance(value, str):
        return "column"
    if isinstance(value, Construct):
        return value.key
    if isinstance(value, list):
        return "column"
    if not isinstance(value, dict):
        return None
    found = [key for key in known if key in value]
    return found[0] if len(found) == 1 else None


LONGEST_IN_BOX = 30
"""Characters. A box holds a word (`yes`, `not known`); what is longer is what somebody wrote there."""
A_TEXT = "(a text)"


def undecided_box(header: str, cell: str) -> str:
    """SQL for what a box stands for that says neither yes nor no: its header and that word, to be decided. Of what
    somebody wrote at length no word is kept: it may speak of a child, and nobody can decide on each.
    """
    told = f"case when length({cell}) > {LONGEST_IN_BOX} then {literal(A_TEXT)} else {cell} end"
    return f"{literal(header + '=')} || {told}"
