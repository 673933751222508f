"""Reasons in one cell."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from schemas.constructs.base import NO_ITEMS, Example, Many, Record, items, literal


class Cell(Many):
    """One cell holds one value, or several with a separator between them; a setting may stand beside it."""

    key: ClassVar[str] = "cell"
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            yaml="cell: motifs\ndelimiter: ;",
            record={"motifs": "Deuil; Harcèlement ;"},
            gives=["Deuil", "Harcèlement"],
            note="blanks around an item and empty items do not count",
        ),
        Example(
            yaml="cell: tipo\nsetting: donde",
            record={"tipo": "Acoso", "donde": "Internet"},
            gives=["Acoso @ Internet"],
            note="the place beside a reason is decided under the field `setting`",
        ),
    )

    cell: str = Field(min_length=1, description="the column")
    delimiter: str | None = Field(default=None, min_length=1, description="what stands between two values")
    setting: str | None = Field(default=None, description="the column that says online or offline for this cell")

    def columns(self) -> tuple[str, ...]:
        return (self.cell, self.setting) if self.setting else (self.cell,)

    def many(self, record: Record) -> str:
        cell = record.text(self.cell)
        setting = record.text(self.setting) if self.setting else "cast(null as varchar)"
        values = f"string_split({cell}, {literal(self.delimiter)})" if self.delimiter else f"[{cell}]"
        trimmed = f"list_transform({values}, lambda v: trim(v))"
        kept = f"list_filter({trimmed}, lambda v: v <> '')" if self.delimiter else f"[{cell}]"
        return f"case when {cell} is null then {NO_ITEMS} else {items(kept, setting)} end"
