"""`export.yaml`: where does each thing stand in a file?

Belongs here: the typed model of one format (a YAML document of that file). Does not belong here: who sends it
(`schemas.source`), what a value means (`schemas.decision`), or how a construct spells SQL (`schemas.constructs`).
"""

from __future__ import annotations

import codecs
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from schemas.constructs import AnyField, AnyMany, AnyOne, Construct, Many, One
from schemas.constructs.cell import Cell
from schemas.constructs.listed import Listed
from schemas.constructs.never import Never
from schemas.fields import ANSWERS, ATTRIBUTES, REQUIRED
from schemas.source import Strict


def _as_tuple(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]


class Csv(Strict):
    """The dialect of a delimited text file. It is declared, never guessed."""

    encoding: str = Field(description="any Python codec: utf-8, cp1252, utf-16, shift_jis ...")
    delimiter: str = Field(default=",", min_length=1, max_length=2, description="one character, or \\t")
    quote: str = Field(default='"', max_length=1, description="the quoting character; empty where nothing is quoted")
    header_row: int = Field(default=1, ge=1, description="the line of the header; lines above it are left out")
    trailing_delimiter: bool = Field(default=False, description="every line ends with a delimiter too many")
    newline_at_end: bool = Field(default=True, description="no: this system never ends its last line")
    footer_rows: int = Field(default=0, ge=0, description="totals at the end, left out (fate: ignored)")

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
    def _one_character(cls, value: str) -> str:
        character = "\t" if value in ("\\t", "\t") else value
        if len(character) != 1:
            raise ValueError("a delimiter is one character, or \\t")
        return character


class Read(Strict):
    """How a file is read: exactly one of `csv` and `json`."""

    csv: Csv | None = Field(default=None, description="delimited text")
    json_kind: Literal["one_per_file", "lines", "array"] | None = Field(
        default=None, alias="json", description="one document a file, one a line, or one array"
    )

    @model_validator(mode="after")
    def _one_container(self) -> Read:
        if (self.csv is None) == (self.json_kind is None):
            raise ValueError("say exactly one of: csv, json")
        return self


class Newest(Strict):
    """Which of several versions of a contact is the newest."""

    by: str = Field(description="a column, a pattern of the file's name with its date `(%Y-%m-%d)`, or `received`")


class Arrives(Strict):
    """How later files stand to earlier ones."""

    kind: Literal["updates", "replaces_period", "overlaps", "additions"] = Field(
        alias="as",
        description="updates: a contact may come again, corrected. replaces_period: a file stands for its period. "
        "overlaps: files repeat records and carry no ids. additions: every file holds new contacts only",
    )
    newest: Newest | None = Field(default=None, description="with updates: which version counts")
    slot: str | None = Field(default=None, description="with replaces_period: the period in the name, `x_(%Y).csv`")

    @model_validator(mode="after")
    def _complete(self) -> Arrives:
        if self.kind == "updates" and self.newest is None:
            raise ValueError("updates needs `newest: {by: ...}`: which version of a contact counts?")
        if self.kind == "replaces_period" and self.slot is None:
            raise ValueError("replaces_period needs `slot`: the part of the file's name that says the period")
        if self.kind != "replaces_period" and self.slot is not None:
            raise ValueError(f"`slot` goes with replaces_period, not with {self.kind}")
        return self

    @property
    def newest_by_name(self) -> str | None:
        """The pattern of the file's name, where that orders versions."""
        return self.newest.by if self.newest and "(%" in self.newest.by else None

    @property
    def newest_by_column(self) -> str | None:
        """The column, where that orders versions."""
        if self.newest is None or self.newest_by_name or self.newest.by == "received":
            return None
        return self.newest.by


class When(Strict):
    """The day of the contact, as the helpline's own calendar has it."""

    column: AnyOne = Field(description="the column or path")
    format: str = Field(description="`iso`, `epoch_s`, `epoch_ms`, or strptime's letters such as %d/%m/%Y")
    zone: Literal["local", "utc"] = Field(default="local", description="what a time without a zone of its own means")


class LeaveOut(Strict):
    """Records that are no contacts of this source; their fate is `ignored`, and they are counted."""

    column: AnyOne = Field(description="the column or path")
    values: Names = Field(alias="is", description="the record is left out where the cell is one of these")
    because: str = Field(min_length=1, description="why")


class Export(Strict):
    """One format of a source."""

    name: str = Field(default="", description="a name by which a later document can be `like` this one")
    files: str = Field(min_length=1, description="which files: a name or path with `*`")
    like: str | None = Field(
        default=None,
        description="what this one copies: an earlier document by its name, or a shared format under _exports/",
    )
    read: Read = Field(description="the container and its dialect")
    renamed: dict[str, Names] = Field(default_factory=dict, description="other spellings of a header, by ours")
    row: Literal["contact", "reason"] = Field(description="what one record is")
    id: str | None = Field(default=None, description="the column with the contact's id; leave out if there is none")
    exchange: str | None = Field(default=None, description="the id of the call, where several records are one call")
    arrives: Arrives = Field(description="how later files stand to earlier ones")
    date: When = Field(description="the day of the contact")
    fields: dict[str, AnyField] = Field(description="where each field of the contact stands")
    setting: AnyOne | None = Field(default=None, description="a field of the contact that tells online from offline")
    reasons: AnyMany = Field(description="where the reasons stand")
    leave_out: tuple[LeaveOut, ...] = Field(default=(), description="records that are no contacts")

    @field_validator("fields")
    @classmethod
    def _known_fields(cls, value: dict[str, Construct]) -> dict[str, Construct]:
        for name, construct in value.items():
            if name not in ANSWERS and name not in ATTRIBUTES:
                raise ValueError(f"unknown field `{name}`; known: {', '.join([*ANSWERS, *ATTRIBUTES])}")
            if name in ANSWERS and not isinstance(construct, One):
                raise ValueError(f"field `{name}` has one answer per contact; `{construct.key}` gives several")
        missing = [name for name in REQUIRED if name not in value]
        if missing:
            raise ValueError(f"says nothing of: {', '.join(missing)}. Name the column, or write `never: why`")
        return value

    @model_validator(mode="after")
    def _what_the_engine_can_do(self) -> Export:
        if self.arrives.kind == "updates" and self.id is None:
            raise ValueError("updates needs an `id`: without one a corrected record would count twice")
        if self.row == "reason" and self.id is None:
            raise ValueError("`row: reason` needs an `id`: which records belong to one contact?")
        if self.arrives.kind == "overlaps" and self.id is not None:
            raise ValueError("overlaps is for files without ids; with an id say updates")
        if self.read.json_kind and self.id is None:
            raise ValueError("a JSON export needs an `id`")
        by_file = (
            self.arrives.slot
            or self.arrives.newest_by_name
            or (self.arrives.newest is not None and self.arrives.newest.by == "received")
        )
        if self.read.json_kind == "one_per_file" and by_file:
            raise ValueError(
                "many small files are one delivery without a name of its own: order them by a path, `newest`"
            )
        if self.read.json_kind and any(construct.prefixes() for construct in self.constructs()):
            raise ValueError("`ticked` reads columns of a table; for JSON name a `tree` or a path")
        return self

    def constructs(self) -> tuple[Construct, ...]:
        """Every construct of this format."""
        parts = [self.date.column, *self.fields.values(), self.reasons, *(rule.column for rule in self.leave_out)]
        return (*parts, self.setting) if self.setting is not None else tuple(parts)

    def columns(self) -> tuple[str, ...]:
        """Every column that must be in a file, once each, in the order of this document."""
        own = [self.id, self.exchange, self.arrives.newest_by_column]
        named = [column for construct in self.constructs() for column in construct.columns()]
        return tuple(dict.fromkeys(column for column in [*own, *named] if column))

    def prefixes(self) -> tuple[str, ...]:
        """Every prefix of which a file must have at least one column."""
        return tuple(dict.fromkeys(prefix for construct in self.constructs() for prefix in construct.prefixes()))

    def answers(self) -> dict[str, One]:
        """Fields with one answer, without those never asked."""
        return {
            n: c for n, c in self.fields.items() if n in ANSWERS and isinstance(c, One) and not isinstance(c, Never)
        }

    def attributes(self) -> dict[str, Many | One]:
        """Fields with any number of answers, without those never asked."""
        return {
            name: construct
            for name, construct in self.fields.items()
            if name in ATTRIBUTES and not isinstance(construct, Never) and isinstance(construct, (Many, One))
        }

    def decided_fields(self) -> frozenset[str]:
        """Every field that `decisions.csv` is asked about for this format."""
        decided = {*self.answers(), *self.attributes()}
        if not isinstance(self.reasons, Never):
            decided.add("reason")
        has_places = isinstance(self.reasons, Cell) and self.reasons.setting is not None
        if isinstance(self.reasons, Listed) and self.reasons.settings:
            has_places = True
        if has_places or (self.setting is not None and not isinstance(self.setting, Never)):
            decided.add("setting")
        return frozenset(decided)
