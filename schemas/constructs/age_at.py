"""Age from a birth date."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from schemas.constructs.base import AnyNested, Example, One, Record, literal


class AgeAt(One):
    """Whole years on the day of the contact, from a birth date. A birth date after the contact, or of another form,
    gives `bad birth date`, which stays unmapped until somebody decides it.
    """

    key: ClassVar[str] = "age_at"
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            yaml='age_at: born\nformat: "%d/%m/%Y"',
            record={"born": "soon"},
            gives="bad birth date",
            note="a contact of 2024-03-05 and 06/03/2010 would give `13`",
        ),
    )

    age_at: AnyNested = Field(description="the column of the birth date")
    format: str = Field(default="iso", description="`iso`, or strptime's letters such as %d/%m/%Y")

    def columns(self) -> tuple[str, ...]:
        return self.age_at.columns()

    def companions(self) -> tuple[str, ...]:
        return self.age_at.companions()

    def one(self, record: Record) -> str:
        text = self.age_at.one(record)
        born = f"try_cast({text} as date)" if self.format == "iso" else f"try_strptime({text}, {literal(self.format)})"
        day = f"cast({record.day} as date)"
        years = f"date_sub('year', cast({born} as date), {day})"
        known = f"case when cast({born} as date) <= {day} then cast({years} as varchar) else 'bad birth date' end"
        return f"case when {text} is null then null else {known} end"
