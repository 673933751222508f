"""How later files of a format stand to earlier ones.

Belongs here: the key `arrives` of `export.yaml`. Does not belong here: the rest of a format (`schemas.mapping.export`,
`schemas.mapping.count_export`), or deciding which delivery counts (`warehouse.stage`).
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from schemas.mapping.date_forms import refuse_name_pattern
from schemas.mapping.strict import Strict

REPLACING = ("replaces_period", "replaces_all")
"""Kinds of arriving with which a newer file stands in the place of an older one as a whole."""


class Newest(Strict):
    """Which of several versions of a contact is the newest."""

    by: str = Field(
        description="a column (a number, or a time: ISO, or in a form of `date`), a pattern of the file's name with "
        "its date `(%Y-%m-%d)`, or `received`"
    )


class Arrives(Strict):
    """How later files stand to earlier ones."""

    kind: Literal["updates", "replaces_period", "replaces_all", "overlaps", "additions"] = Field(
        alias="as",
        description="updates: a contact may come again, corrected. replaces_period: a file stands for its period. "
        "replaces_all: the newest file stands for all of them. "
        "overlaps: files repeat records and carry no ids. additions: every file holds new contacts only",
    )
    newest: Newest | None = Field(
        default=None,
        description="with updates: which version counts. With replaces_period and replaces_all the date in the file's "
        "name, where it has one; else the file that came last",
    )
    slot: str | None = Field(
        default=None,
        description="with replaces_period: the period in the name, `x_(%Y).csv`; for counts it can be left out, and "
        "the periods in the rows are meant",
    )
    adds_up: str = Field(
        default="",
        description="for counts, and contacts without ids: why files that count the same period and categories, or "
        "hold contacts that are alike, are added up (`an office each`); without it the later of two such files is held",
    )

    @model_validator(mode="after")
    def _complete(self) -> Arrives:
        if self.kind == "updates" and self.newest is None:
            raise ValueError("updates needs `newest: {by: ...}`: which version of a contact counts?")
        for pattern in (self.slot, self.newest_by_name):
            if pattern is not None:
                refuse_name_pattern(pattern)
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
