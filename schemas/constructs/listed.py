"""Reasons in numbered columns."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field, model_validator

from schemas.constructs.base import Example, Many, Record, item


class Listed(Many):
    """Several columns, each holding one reason or nothing; settings may stand in columns of their own beside them."""

    key: ClassVar[str] = "listed"
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            yaml="listed: [reason_1, reason_2, reason_3]",
            record={"reason_1": "Grief", "reason_2": "", "reason_3": "Bullying"},
            gives=["Grief", "Bullying"],
        ),
        Example(
            yaml="listed: [r1, r2]\nsettings: [where1, where2]",
            record={"r1": "Threats", "where1": "Phone", "r2": "Beating", "where2": ""},
            gives=["Threats @ Phone", "Beating"],
        ),
    )

    listed: tuple[str, ...] = Field(min_length=1, description="the columns, in order")
    settings: tuple[str, ...] = Field(default=(), description="as many columns with the setting of each reason")
    ranked: bool = Field(default=False, description="yes: the first column that is filled is the main reason")

    @model_validator(mode="after")
    def _as_many_settings(self) -> Listed:
        if self.settings and len(self.settings) != len(self.listed):
            raise ValueError(f"settings has {len(self.settings)} columns, listed has {len(self.listed)}")
        return self

    def columns(self) -> tuple[str, ...]:
        return self.listed + self.settings

    def places(self) -> tuple[str, ...]:
        return self.settings

    def many(self, record: Record) -> str:
        places = self.settings or (None,) * len(self.listed)
        elements = []
        for position, (column, place) in enumerate(zip(self.listed, places, strict=True)):
            setting = record.text(place) if place else "cast(null as varchar)"
            elements.append(item(record.text(column), setting, self._is_main(record, position)))
        return f"list_filter([{', '.join(elements)}], lambda v: v.value is not null)"

    def _is_main(self, record: Record, position: int) -> str:
        if not self.ranked:
            return "cast(null as boolean)"
        earlier = [f"{record.text(column)} is null" for column in self.listed[:position]]
        return " and ".join(earlier) or "true"
