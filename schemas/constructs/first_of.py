"""The first of several places that holds something."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from schemas.constructs.base import AnyNested, Example, One, Record


class FirstOf(One):
    """The first of a list of columns, or of constructs that give one text, that gives anything."""

    key: ClassVar[str] = "first_of"
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            yaml="first_of: [canal_reel, canal]",
            record={"canal_reel": "", "canal": "chat"},
            gives="chat",
            note="the first place is blank, so the second answers",
        ),
        Example(
            yaml="first_of: [{when: {column: type, is: [Crisis, Non-Crisis]}, gives: Counselling}, {flags: {hangup: "
            "Hang up}}, type]",
            record={"type": "Survey", "hangup": "No"},
            gives="Survey",
            note="a rule, else a flag, else the text itself",
        ),
        Example(
            yaml='first_of: ["#5", "#4", canal]',
            record={"#5": "", "#4": "chat", "canal": "phone"},
            gives="chat",
            note="the last filled cell, where cells stand beyond the last named column: the last place stands first",
        ),
    )

    first_of: tuple[AnyNested, ...] = Field(min_length=2, description="columns, paths or constructs, best first")

    def columns(self) -> tuple[str, ...]:
        return tuple(column for place in self.first_of for column in place.columns())

    def companions(self) -> tuple[str, ...]:
        return tuple(name for place in self.first_of for name in place.companions())

    def one(self, record: Record) -> str:
        return f"coalesce({', '.join(place.one(record) for place in self.first_of)})"
