"""Values from several places."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar

from pydantic import Field, field_validator

from schemas.constructs.base import Example, Many, Record, item, literal, read_nested
from schemas.text.fold import fold

NO_HEADING = "\x1f"


class AllOf(Many):
    """Everything that several constructs give, in their order. Named by a heading, their values become
    `Heading > value`, so that one word under two headings stays two values.
    """

    key: ClassVar[str] = "all_of"
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            yaml="all_of: [main_reason, {cell: others, delimiter: ;}]",
            record={"main_reason": "Grief", "others": "Bullying; School"},
            gives=["Grief", "Bullying", "School"],
        ),
        Example(
            yaml="all_of: {Safety: {cell: safety, delimiter: ;}, School: {cell: school, delimiter: ;}}",
            record={"safety": "Bullying; Other", "school": "Other"},
            gives=["Safety > Bullying", "Safety > Other", "School > Other"],
        ),
    )

    all_of: dict[str, Any] = Field(min_length=1, description="constructs in a list, or each under its heading")

    @field_validator("all_of", mode="before")
    @classmethod
    def _read_each(cls, value: Any) -> Any:
        # In a list they have no heading: a place stands for it, which no value shows.
        is_list = isinstance(value, list)
        places = {f"{NO_HEADING}{number}": one for number, one in enumerate(value)} if is_list else value
        if not isinstance(places, dict):
            raise ValueError("a list of constructs, or headings with a construct each")
        read = {heading: read_nested(Many, one) for heading, one in places.items()}
        if is_list and len(set(map(repr, read.values()))) < len(read):
            raise ValueError("the same place stands twice: its values would count twice")
        return read

    def _parts(self) -> tuple[Many, ...]:
        return tuple(self.all_of.values())

    def columns(self) -> tuple[str, ...]:
        return tuple(column for part in self._parts() for column in part.columns())

    def places(self) -> tuple[str, ...]:
        return tuple(column for part in self._parts() for column in part.places())

    def companions(self) -> tuple[str, ...]:
        return tuple(name for part in self._parts() for name in part.companions())

    def prefixes(self) -> tuple[str, ...]:
        return tuple(prefix for part in self._parts() for prefix in part.prefixes())

    def passed_over(self) -> tuple[str, ...]:
        return tuple(text for part in self._parts() for text in part.passed_over())

    def knowing(self, labels: Collection[str]) -> AllOf:
        below = {heading: part.knowing(_below(heading, labels)) for heading, part in self.all_of.items()}
        return self.model_copy(update={"all_of": below})

    def broken(self, record: Record) -> str:
        tests = [test for part in self._parts() if (test := part.broken(record)) != "false"]
        return " or ".join(f"coalesce({test}, false)" for test in tests) or "false"

    def many(self, record: Record) -> str:
        given = [self._under(heading, part.many(record)) for heading, part in self.all_of.items()]
        return f"flatten([{', '.join(given)}])"

    @staticmethod
    def _under(heading: str, values: str) -> str:
        if heading.startswith(NO_HEADING):
            return values
        named = f"{literal(heading + ' > ')} || v.value"
        return f"list_transform({values}, lambda v: {item(named, 'v.setting', 'v.is_main')})"


def _below(heading: str, labels: Collection[str]) -> Collection[str]:
    """The labels as they stand in a cell under a heading, which is no part of the cell."""
    if heading.startswith(NO_HEADING):
        return labels
    cut = [(fold(label[: len(heading)]), label[len(heading) :].lstrip()) for label in labels]
    return [rest.removeprefix(">").strip() for start, rest in cut if start == fold(heading) and rest.startswith(">")]
