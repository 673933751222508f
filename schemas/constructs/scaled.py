"""A number in another unit."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from schemas.constructs.base import AnyNested, Example, One, Record


class Scaled(One):
    """A number divided, whole units only: months to years (12), hours to days (24). What is no number stays as it is,
    and so stays unmapped.
    """

    key: ClassVar[str] = "scaled"
    examples: ClassVar[tuple[Example, ...]] = (
        Example(yaml="scaled: age_months\ndivide_by: 12", record={"age_months": "167"}, gives="13"),
        Example(yaml="scaled: age_months\ndivide_by: 12", record={"age_months": "unknown"}, gives="unknown"),
    )

    scaled: AnyNested = Field(description="the column or path of the number")
    divide_by: int = Field(ge=2, description="how many of the file's units are one of ours")

    def columns(self) -> tuple[str, ...]:
        return self.scaled.columns()

    def companions(self) -> tuple[str, ...]:
        return self.scaled.companions()

    def one(self, record: Record) -> str:
        text = self.scaled.one(record)
        number = f"cast(floor(cast({text} as double) / {self.divide_by}) as bigint)"
        is_number = f"regexp_full_match({text}, '[0-9]{{1,9}}([.][0-9]+)?')"
        return f"case when {is_number} then cast({number} as varchar) else {text} end"
