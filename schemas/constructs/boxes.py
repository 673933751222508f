"""Reasons as tick boxes whose columns are named one by one."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from schemas.constructs.base import Example, Record
from schemas.constructs.tick_box import TickBoxes


class Boxes(TickBoxes):
    """One column per reason, each named. Gives what `ticked` gives."""

    key: ClassVar[str] = "boxes"
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            yaml="boxes: [Grief, Ran away]\nyes: [x]",
            record={"Grief": "", "Ran away": "x"},
            gives=["Ran away"],
        ),
    )

    boxes: tuple[str, ...] = Field(min_length=1, description="the columns")

    def columns(self) -> tuple[str, ...]:
        return self.boxes

    def box_columns(self, record: Record) -> tuple[str, ...]:
        return self.boxes
