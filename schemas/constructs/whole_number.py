"""A number as a number is written, whatever a spreadsheet made of it."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from schemas.constructs.base import AnyNested, Example, One, Record


class WholeNumber(One):
    """A whole number without leading zeros and without `.0`, so that an id that a spreadsheet has rewritten stays the
    same id. A text that is no such number stays as it is.
    """

    key: ClassVar[str] = "whole_number"
    examples: ClassVar[tuple[Example, ...]] = (
        Example(yaml="whole_number: caso", record={"caso": "00123"}, gives="123"),
        Example(yaml="whole_number: caso", record={"caso": "123.0"}, gives="123"),
        Example(yaml="whole_number: caso", record={"caso": "C-0123"}, gives="C-0123"),
        Example(yaml="whole_number: caso", record={"caso": "000"}, gives="0"),
    )

    whole_number: AnyNested = Field(description="the column, or a construct that gives one text")

    def columns(self) -> tuple[str, ...]:
        return self.whole_number.columns()

    def companions(self) -> tuple[str, ...]:
        return self.whole_number.companions()

    def one(self, record: Record) -> str:
        return f"regexp_replace({self.whole_number.one(record)}, '^0*([0-9]+?)([.,]0+)?$', '\\1')"
