"""What the helpline does not ask."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from schemas.constructs.base import NO_ITEMS, Example, Many, One, Record


class Never(One, Many):
    """The helpline never asks: a structural gap, NULL in every table, never counted as unknown."""

    key: ClassVar[str] = "never"
    examples: ClassVar[tuple[Example, ...]] = (
        Example(yaml="never: not on this helpline's form", record={"sexe": "F"}, gives=None),
    )

    never: str = Field(min_length=1, description="how it is known that it is never asked")

    def one(self, record: Record) -> str:
        return "cast(null as varchar)"

    def many(self, record: Record) -> str:
        return NO_ITEMS
