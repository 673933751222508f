"""A question about a record: equality, membership, range, presence. Nothing else can be asked.

Belongs here: the model of a condition and its SQL. Does not belong here: what follows from it (`when`, `leave_out`).
"""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field, model_validator

from schemas.constructs.base import AnyNested, Record, Words, literal
from schemas.text.sql import is_one_of, plain_digits


class Condition(BaseModel):
    """What must be so in a record. Capitals do not matter; a blank cell is never equal to anything."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    column: AnyNested = Field(description="the column or path, or a construct that gives one text")
    words: Words = Field(default=(), alias="is", description="it holds one of these")
    other_words: Words = Field(default=(), alias="is_not", description="it holds something else than these, or nothing")
    lowest: str = Field(
        default="",
        alias="from",
        description="it is at least this number or ISO day; the record's own day is read in its own forms",
    )
    highest: str = Field(default="", alias="to", description="it is at most this number or ISO day")
    filled: bool | None = Field(default=None, description="yes: it holds something; no: it is blank")

    @model_validator(mode="after")
    def _one_question(self) -> Condition:
        asked = (self.words, self.other_words, self.lowest or self.highest, self.filled is not None)
        if sum(bool(question) for question in asked) != 1:
            raise ValueError("ask exactly one thing: `is`, `is_not`, `from`/`to`, or `filled`")
        bounds = [bound for bound in (self.lowest, self.highest) if bound]
        if bounds and len({_type_of(bound) for bound in bounds}) != 1:
            raise ValueError("`from` and `to` are both numbers, or both ISO days")
        return self

    def columns(self) -> tuple[str, ...]:
        """Columns that must be in the file."""
        return self.column.columns()

    def test(self, record: Record) -> str:
        """SQL that is true or false, never NULL."""
        text = self.column.one(record)
        if self.filled is not None:
            return f"({text}) is {'not ' if self.filled else ''}null"
        if self.words:
            return f"coalesce({is_one_of(text, self.words)}, false)"
        if self.other_words:
            return f"coalesce(not {is_one_of(text, self.other_words)}, true)"
        kind, value = self.bound_type, self.bounded(record)
        tests = [f"{value} >= cast({literal(self.lowest)} as {kind})"] if self.lowest else []
        tests += [f"{value} <= cast({literal(self.highest)} as {kind})"] if self.highest else []
        return f"coalesce({' and '.join(tests)}, false)"

    @property
    def bound_type(self) -> str:
        """The SQL type of its bounds, `double` or `date`; empty where it has none."""
        return _type_of(self.lowest or self.highest) if self.lowest or self.highest else ""

    def is_of_day(self, record: Record) -> bool:
        """Whether its bounds are days, and what it compares is the text in which a record tells its own day."""
        return self.bound_type == "date" and self.column.one(record) == record.day_text

    def bounded(self, record: Record) -> str:
        """SQL for what is compared with the bounds, NULL where the text is none. The day of a record is read in the
        forms that are declared for it: compared as ISO, a day written otherwise would be in no range at all.
        """
        if self.is_of_day(record):
            return f"cast({record.day} as date)"
        value = f"try_cast({plain_digits(self.column.one(record))} as {self.bound_type})"
        # NaN is above every number in SQL; in an export it is a blank.
        return f"case when isfinite({value}) then {value} end" if self.bound_type == "double" else value


def _type_of(bound: str) -> str:
    """The SQL type in which a bound is compared. Raises ValueError where it is neither a number nor a day."""
    try:
        float(bound)
        return "double"
    except ValueError:
        try:
            date.fromisoformat(bound)
        except ValueError:
            raise ValueError("`from` and `to` are numbers or ISO days (2024-01-31)") from None
        return "date"
