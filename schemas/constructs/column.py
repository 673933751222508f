"""A plain name: the cell of that column (or, in JSON, what stands at that path)."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field, model_validator

from schemas.constructs.base import NO_ITEMS, Example, Many, One, Record, item


class Column(One, Many):
    """The cell under a header, or the value at a JSON path (`rawJson.callType`). Blank means no value."""

    key: ClassVar[str] = "column"
    examples: ClassVar[tuple[Example, ...]] = (
        Example(yaml="sexe", record={"sexe": " F "}, gives="F"),
        Example(yaml="sexe", record={"sexe": "  "}, gives=None, note="a blank cell is no value"),
    )

    column: str = Field(min_length=1, description="the header as written in the file, or the path")

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"column": value} if isinstance(value, str) else value

    def columns(self) -> tuple[str, ...]:
        return (self.column,)

    def one(self, record: Record) -> str:
        return record.text(self.column)

    def many(self, record: Record) -> str:
        cell = record.text(self.column)
        return f"case when {cell} is null then {NO_ITEMS} else [{item(cell)}] end"
