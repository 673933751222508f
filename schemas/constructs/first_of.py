"""The first of several places that holds something."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from schemas.constructs.base import Example, One, Record


class FirstOf(One):
    """The first column of the list whose cell is not blank."""

    key: ClassVar[str] = "first_of"
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            yaml="first_of: [canal_reel, canal]",
            record={"canal_reel": "", "canal": "chat"},
            gives="chat",
            note="the first place is blank, so the second answers",
        ),
    )

    first_of: tuple[str, ...] = Field(min_length=2, description="columns or paths, best first")

    def columns(self) -> tuple[str, ...]:
        return self.first_of

    def one(self, record: Record) -> str:
        return f"coalesce({', '.join(record.text(column) for column in self.first_of)})"
