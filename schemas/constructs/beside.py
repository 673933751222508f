"""What stands in a companion file."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import Field, field_validator

from schemas.constructs.base import NO_ITEMS, Construct, Example, Many, One, Record, read_nested


class Beside(One, Many):
    """A construct that is read on the records of a companion file instead of this one: a sheet of reasons, a code list.
    Where many records belong to one contact, their values come together in the order of that file.
    """

    key: ClassVar[str] = "beside"
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            yaml="beside: needs\ntake: {levels: [Level1Name, Level2Name]}",
            record={},
            gives=[],
            note="`companions` says which file `needs` is and how its records belong to contacts",
        ),
    )

    beside: str = Field(min_length=1, description="the name of the companion")
    take: Any = Field(description="the column of that file, or any construct read there")

    @field_validator("take", mode="before")
    @classmethod
    def _read_there(cls, value: Any) -> Any:
        construct = read_nested(Construct, value)
        if isinstance(construct, Beside):
            raise ValueError("a companion of a companion cannot be read")
        return construct

    def companions(self) -> tuple[str, ...]:
        return (self.beside,)

    @property
    def there(self) -> Construct:
        """The construct that is read on the companion's records."""
        taken: Construct = self.take
        return taken

    @property
    def own_name(self) -> str:
        """By what `Record.beside` knows it."""
        return f"{self.beside}:{self.there.model_dump_json(by_alias=True)}"

    def places(self) -> tuple[str, ...]:
        return self.there.places()

    def one(self, record: Record) -> str:
        return record.beside.get(f"one {self.own_name}", "cast(null as varchar)")

    def many(self, record: Record) -> str:
        return record.beside.get(f"many {self.own_name}", NO_ITEMS)
