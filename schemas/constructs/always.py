"""What is the same for every contact of an export."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from schemas.constructs.base import Example, One, Record, literal


class Always(One):
    """The same value on every record, because the service is like that; decided in decisions.csv like any other."""

    key: ClassVar[str] = "always"
    examples: ClassVar[tuple[Example, ...]] = (Example(yaml="always: chat", record={}, gives="chat"),)

    always: str = Field(min_length=1, description="the value")

    def one(self, record: Record) -> str:
        return literal(self.always)
