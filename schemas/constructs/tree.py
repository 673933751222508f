"""Reasons as a nested JSON tree of main and sub-categories."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from schemas.constructs.base import NO_ITEMS, Example, Many, Record, Words, items, literals

_OF_OBJECT = (
    "list_transform(list_filter(map_entries(cast(e.value as map(varchar, json))), "
    "lambda m: cast(m.value as varchar) not in ('false', 'null', '\"\"')), "
    "lambda m: e.key || ' > ' || m.key || case when cast(m.value as varchar) = 'true' then '' else '=?' end)"
)
_OF_ARRAY = (
    "list_transform(list_filter(cast(e.value as varchar[]), lambda s: s is not null), lambda s: e.key || ' > ' || s)"
)
_EMPTY = ("{}", "[]", "null", "false")


class Tree(Many):
    """A JSON object of main categories, in both of Aselo's generations: `{Main: [Sub, ...]}` and
    `{Main: {Sub: true, ...}}`. Gives `Main > Sub`. Another filled key beside them gives its name,
    never its content.
    """

    key: ClassVar[str] = "tree"
    reads_within: ClassVar[bool] = True
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            yaml="tree: rawJson.categories",
            record={"rawJson.categories": '{"Violence": ["Bullying", "Neglect"], "Family": []}'},
            gives=["Violence > Bullying", "Violence > Neglect"],
        ),
        Example(
            yaml="tree: [rawJson.categories, rawJson.caseInformation.categories]",
            record={
                "rawJson.categories": None,
                "rawJson.caseInformation.categories": '{"Violence": {"Bullying": true, "Neglect": false}, "note": "x"}',
            },
            gives=["Violence > Bullying", "note"],
            note="the first place that holds a tree answers",
        ),
    )

    tree: Words = Field(min_length=1, description="the path of the tree; several where it has moved")

    def columns(self) -> tuple[str, ...]:
        return self.tree

    def many(self, record: Record) -> str:
        found = self._found(record)
        selected = (
            f"flatten(list_transform(map_entries(try_cast(try_cast({found} as json) as map(varchar, json))), lambda e: "
            f"case coalesce(json_type(e.value), 'NULL') when 'ARRAY' then {_OF_ARRAY} when 'OBJECT' then {_OF_OBJECT} "
            "when 'NULL' then [] "
            "when 'BOOLEAN' then case when cast(e.value as varchar) = 'true' then [e.key] else [] end "
            "else case when cast(e.value as varchar) = '\"\"' then [] else [e.key] end end))"
        )
        return f"case when {found} is null then {NO_ITEMS} else {items(selected)} end"

    def broken(self, record: Record) -> str:
        found = self._found(record)
        return f"({found}) is not null and coalesce(json_type(try_cast({found} as json)), 'NONE') <> 'OBJECT'"

    def _found(self, record: Record) -> str:
        """The first place that holds something; an empty tree hides no filled one."""
        places = [
            f"case when {record.text(path)} not in ({literals(_EMPTY)}) then {record.text(path)} end"
            for path in self.tree
        ]
        return f"coalesce({', '.join(places)})"
