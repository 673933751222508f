"""One category told in numbered columns, from the widest to the narrowest."""

from __future__ import annotations

from itertools import pairwise
from typing import ClassVar

from pydantic import Field

from schemas.constructs.base import NO_ITEMS, Example, Many, One, Record, item


class Levels(One, Many):
    """Columns that hold the levels of one category. Gives `Level 1 > Level 2 > ...` down to the deepest that is filled;
    a level that repeats the one above it is left out.
    """

    key: ClassVar[str] = "levels"
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            yaml="levels: [cat_0, cat_1, cat_2]",
            record={"cat_0": "Abuse", "cat_1": "Online", "cat_2": ""},
            gives=["Abuse > Online"],
        ),
        Example(
            yaml="levels: [cat_0, cat_1]",
            record={"cat_0": "", "cat_1": "Online"},
            gives="? > Online",
            note="the widest level is missing: this is not the level above",
        ),
        Example(
            yaml="levels: [cat_0, cat_1]",
            record={"cat_0": "Information", "cat_1": "Information"},
            gives="Information",
        ),
    )

    levels: tuple[str, ...] = Field(min_length=2, description="the columns, widest first")

    def columns(self) -> tuple[str, ...]:
        return self.levels

    def one(self, record: Record) -> str:
        cells = [record.text(column) for column in self.levels]
        own = [f"coalesce({cells[0]}, case when coalesce({', '.join(cells[1:])}) is not null then '?' end)"]
        own += [f"case when {cell} is distinct from {above} then {cell} end" for above, cell in pairwise(cells)]
        return f"nullif(concat_ws(' > ', {', '.join(own)}), '')"

    def many(self, record: Record) -> str:
        path = self.one(record)
        return f"case when {path} is null then {NO_ITEMS} else [{item(path)}] end"
