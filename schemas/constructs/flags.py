"""Flags of which the first one that is set says what the record is."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from schemas.constructs.base import Example, One, Record, Words, literal, undecided_box
from schemas.text.sql import is_one_of


class Flags(One):
    """Yes-no columns, each with the text that it stands for; the first that is set answers. Where none is set, one that
    holds neither `yes` nor `no`, where `no` is said, gives `column=content`, which stays unmapped until it is decided.
    """

    key: ClassVar[str] = "flags"
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            yaml="flags: {WasRealCall: Real call, WasSilentCall: Silent, WasHangup: Hang up}",
            record={"WasRealCall": "No", "WasSilentCall": "Yes", "WasHangup": "Yes"},
            gives="Silent",
        ),
        Example(
            yaml="flags: {silencio: Silent}\nyes: [si]\nno: [no]",
            record={"silencio": "tal vez"},
            gives="silencio=tal vez",
        ),
        Example(
            yaml="flags: {silencio: Silent}\nyes: [si]\nno: [no]",
            record={"silencio": "cuenta lo que pasó ayer en su casa"},
            gives="silencio=(a text)",
            note="what somebody wrote at length is not told",
        ),
    )

    flags: dict[str, str] = Field(min_length=1, description="column: the text that it stands for; the first wins")
    yes: Words = Field(
        default=("1", "yes", "true", "x"), min_length=1, description="what a flag that is set looks like"
    )
    no: Words = Field(default=(), description="what a flag that is not set looks like, besides a blank")

    def columns(self) -> tuple[str, ...]:
        return tuple(self.flags)

    def one(self, record: Record) -> str:
        cells = {column: record.text(column) for column in self.flags}
        rules = [
            f"when {is_one_of(cells[column], self.yes)} then {literal(text)}" for column, text in self.flags.items()
        ]
        if self.no:
            rules += [
                f"when not {is_one_of(cell, self.no)} then {undecided_box(column, cell)}"
                for column, cell in cells.items()
            ]
        return f"case {' '.join(rules)} end"
