"""A part of a text."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from schemas.constructs.base import AnyNested, Example, One, Record, literal


class Part(One):
    """One piece of a text that a separator cuts: a Roman month, the number in `7 anos`, the years of `14,0`. With
    `coded` a piece becomes a label, with `joined` pieces become a date. Nothing where there are not so many pieces.
    """

    key: ClassVar[str] = "part"
    examples: ClassVar[tuple[Example, ...]] = (
        Example(yaml='part: age\nby: " "\ntake: 1', record={"age": "7 anos"}, gives="7"),
        Example(yaml='part: day\nby: "-"\ntake: 2', record={"day": "5-III-2024"}, gives="III"),
        Example(yaml='part: day\nby: "-"\ntake: 4', record={"day": "5-III-2024"}, gives=None),
    )

    part: AnyNested = Field(description="the column, or a construct that gives one text")
    by: str = Field(min_length=1, description="what stands between the pieces")
    take: int = Field(ge=1, description="which piece, the first being 1")

    def columns(self) -> tuple[str, ...]:
        return self.part.columns()

    def companions(self) -> tuple[str, ...]:
        return self.part.companions()

    def one(self, record: Record) -> str:
        pieces = f"string_split({self.part.one(record)}, {literal(self.by)})"
        return f"nullif(trim(list_extract({pieces}, {self.take})), '')"
