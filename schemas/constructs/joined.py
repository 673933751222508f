"""One text from several cells."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from schemas.constructs.base import AnyNested, Example, One, Record, literal


class Joined(One):
    """Cells put together: a date in parts, a day and a time in two columns, a year and a quarter. Nothing where one of
    them is blank, unless `some` says that those that are filled are enough.
    """

    key: ClassVar[str] = "joined"
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            yaml='joined: [jahr, monat, tag]\nwith: "-"',
            record={"jahr": "2024", "monat": "3", "tag": "5"},
            gives="2024-3-5",
        ),
        Example(
            yaml="joined: [fecha, hora]\nsome: yes",
            record={"fecha": "05/03/2024", "hora": ""},
            gives="05/03/2024",
            note="the time is not always told",
        ),
    )

    joined: tuple[AnyNested, ...] = Field(min_length=2, description="columns or constructs, in order")
    between: str = Field(default=" ", alias="with", description="what stands between them")
    some: bool = Field(default=False, description="yes: blank ones are left out")

    def columns(self) -> tuple[str, ...]:
        return tuple(column for place in self.joined for column in place.columns())

    def companions(self) -> tuple[str, ...]:
        return tuple(name for place in self.joined for name in place.companions())

    def identity(self, record: Record) -> str:
        """SQL for the cells as an id: what stands between them stands in no cell, so that no two ids are alike; a blank
        keeps its place. Nothing where all are blank, or one that has to be there.
        """
        cells = [place.one(record) for place in self.joined]
        text = f"concat_ws(chr(31), {', '.join(f'coalesce({cell}, {chr(39) * 2})' for cell in cells)})"
        blank = " and " if self.some else " or "
        return f"case when {blank.join(f'{cell} is null' for cell in cells)} then null else {text} end"

    def one(self, record: Record) -> str:
        cells = [place.one(record) for place in self.joined]
        text = f"concat_ws({literal(self.between)}, {', '.join(cells)})"
        blank = " and " if self.some else " or "
        return f"case when {blank.join(f'{cell} is null' for cell in cells)} then null else {text} end"
