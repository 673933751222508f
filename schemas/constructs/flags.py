"""Flags of which the first one that is set says what the record is."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from schemas.constructs.base import Example, One, Record, Words, literal, lowered


class Flags(One):
    """Yes-no columns, each with the text that it stands for; the first that is set answers."""

    key: ClassVar[str] = "flags"
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            yaml="flags: {WasRealCall: Real call, WasSilentCall: Silent, WasHangup: Hang up}",
            record={"WasRealCall": "No", "WasSilentCall": "Yes", "WasHangup": "Yes"},
            gives="Silent",
        ),
    )

    flags: dict[str, str] = Field(min_length=1, description="column: the text that it stands for; the first wins")
    yes: Words = Field(
        default=("1", "yes", "true", "x"), min_length=1, description="what a flag that is set looks like"
    )

    def columns(self) -> tuple[str, ...]:
        return tuple(self.flags)

    def one(self, record: Record) -> str:
        yes = lowered(self.yes)
        rules = " ".join(
            f"when lower({record.text(column)}) in ({yes}) then {literal(text)}" for column, text in self.flags.items()
        )
        return f"case {rules} end"
