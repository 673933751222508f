"""Reasons in a list of objects."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from schemas.constructs.base import NO_ITEMS, Example, Many, Record, item, json_steps, literal
from schemas.constructs.coded import spell_labels

INTO_EACH = "[]."


class Each(Many):
    """A list of objects of which each tells a reason (a repeated group of a form): `each` is the path of the list,
    `take` the key of the reason in each, `place` the key of its setting. An object alone is a list of one; nothing else
    of the objects is read or kept.
    """

    key: ClassVar[str] = "each"
    reads_within: ClassVar[bool] = True
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            yaml="each: events\ntake: type\nplace: where",
            record={"events": '[{"type": "Grief", "where": "School"}, {"type": "Bullying"}, {"name": "not read"}]'},
            gives=["Grief @ School", "Bullying"],
        ),
        Example(
            yaml='each: events[].acts\ntake: detail.kind\ndelimiter: " "',
            record={"events": '[{"acts": [{"detail": {"kind": "hit burn"}}]}, {"acts": {"detail": {"kind": "hit"}}}]'},
            gives=["hit", "burn", "hit"],
            note="lists within a list, and several values in each",
        ),
        Example(
            yaml="each: events\ntake: types\nlabels: {1: Grief, 2: Bullying}",
            record={"events": '[{"types": ["1", "2"]}]'},
            gives=["Grief", "Bullying"],
            note="what an object tells may be a list again, of codes",
        ),
    )

    each: str = Field(min_length=1, description="the path of the list; `a[].b`: the lists `b` within the list `a`")
    take: str = Field(min_length=1, description="the path of the reason within an object")
    place: str | None = Field(default=None, min_length=1, description="the path of online or offline within an object")
    delimiter: str | None = Field(default=None, min_length=1, description="what stands between several values in one")
    labels: dict[str, str] = Field(default_factory=dict, description="code: label, where the values are codes")

    def columns(self) -> tuple[str, ...]:
        return (self._levels()[0],)

    def places(self) -> tuple[str, ...]:
        return (self.place,) if self.place else ()

    def many(self, record: Record) -> str:
        first, *deeper = self._levels()
        objects = _as_list(_parsed(record.text(first)))
        for path in deeper:
            objects = (
                f"flatten(list_transform({objects}, lambda o: {_as_list(f'json_extract(o, {json_steps(path)})')}))"
            )
        setting = _text(f"json_extract_string(o, {json_steps(self.place)})") if self.place else "cast(null as varchar)"
        given = f"list_transform({self._values()}, lambda v: {item('v', setting)})"
        return (
            f"case when {record.text(first)} is null then {NO_ITEMS} "
            f"else flatten(list_transform({objects}, lambda o: {given})) end"
        )

    def broken(self, record: Record) -> str:
        cell = record.text(self._levels()[0])
        return f"{cell} is not null and coalesce(json_type({_parsed(cell)}), 'NONE') not in ('ARRAY', 'OBJECT', 'NULL')"

    def _levels(self) -> list[str]:
        return self.each.removesuffix("[]").split(INTO_EACH)

    def _values(self) -> str:
        """SQL for the texts that one object tells."""
        found = f"json_extract(o, {json_steps(self.take)})"
        single = f"[json_extract_string(o, {json_steps(self.take)})]"
        texts = f"case when json_type({found}) = 'ARRAY' then cast({found} as varchar[]) else {single} end"
        if self.delimiter:
            texts = f"flatten(list_transform({texts}, lambda t: string_split(t, {literal(self.delimiter)})))"
        named = f"case lower(trim(t)) {spell_labels(self.labels)} else {_text('t')} end" if self.labels else _text("t")
        return f"list_filter(list_transform({texts}, lambda t: {named}), lambda t: t is not null)"


def _parsed(text: str) -> str:
    return f"try_cast({text} as json)"


def _text(sql: str) -> str:
    return f"nullif(trim({sql}), '')"


def _as_list(json: str) -> str:
    return f"case json_type({json}) when 'ARRAY' then cast({json} as json[]) when 'OBJECT' then [{json}] else [] end"
