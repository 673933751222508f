"""`corrections.yaml`: single records that are known to be wrong, until the helpline has repaired them.

Belongs here: the typed model of one correction. Does not belong here: applying it (`warehouse.harmonise.correct`), or
a rule about many records (that is a decision).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from pydantic import Field, field_validator, model_validator

from schemas.mapping.strict import Strict
from schemas.text.problem import Problem
from schemas.vocabulary.fields import ANSWERS, REASON, SETTING

DATE = "date"
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
CORRECTABLE = (*ANSWERS, SETTING, DATE, REASON)
"""What a correction may speak of: one-answer fields, the contact's setting, its day (ISO), and one of its reasons."""


class Correction(Strict):
    """One record, known by its `contact_id`: the helpline's own id never stands in a mapping."""

    contact: str = Field(pattern=r"^[0-9a-f]{32}$", description="the `contact_id`, as lake and release show it")
    action: Literal["drop", "override", "flag"] = Field(
        alias="do", description="drop: no contact (fate: ignored). override: another value. flag: only say so"
    )
    expect: dict[str, str] = Field(
        min_length=1,
        description="what stands there now, as recorded, by field (`date` as ISO day, `reason`: one of its values). "
        "Where it no longer does, the provider has repaired the file: the source is held until this is marked repaired",
    )
    field: str = Field(default="", description="with override: the field")
    value: str = Field(default="", description="with override: what should stand there; blank removes it")
    because: str = Field(min_length=1, description="why")
    provider: str = Field(min_length=1, description="who said so, by role")
    on: date = Field(description="when")
    status: Literal["open", "repaired"] = Field(default="open", description="repaired: kept as history, not applied")
    line: int = Field(default=0, exclude=True, description="where it stands; filled in by the reader")

    @field_validator("expect")
    @classmethod
    def _known_fields(cls, value: dict[str, str]) -> dict[str, str]:
        for name in value:
            _refuse_unknown(name)
        return value

    @model_validator(mode="after")
    def _complete(self) -> Correction:
        if (self.action == "override") != bool(self.field):
            raise ValueError("`field` and `value` go with `do: override`, which needs them")
        if not self.field:
            return self
        _refuse_unknown(self.field)
        if self.field not in self.expect:
            raise ValueError(f"say under `expect` what stands in `{self.field}` now")
        if self.field == DATE and not (ISO_DAY.fullmatch(self.value) and date.fromisoformat(self.value) <= self.on):
            raise ValueError("a corrected `date` is an ISO day (2024-01-31), not later than the day of the correction")
        return self


class Corrections(Strict):
    """The file: a list."""

    corrections: tuple[Correction, ...] = Field(description="one entry a record")


def correction_problems(corrections: Sequence[Correction], file: str) -> Iterator[Problem]:
    """Open corrections that speak of the same thing of one record."""
    first: dict[tuple[str, str, str], int] = {}
    for one in corrections:
        if one.status != "open" or one.action == "flag":
            continue
        told = (one.contact, one.field, one.expect.get(REASON, "") if one.field == REASON else "")
        if told in first:
            message = f"two open corrections speak of the same thing of one record (first in line {first[told]})"
            yield Problem(file, one.line, message, "keep one of the two, or mark one `status: repaired`")
        first.setdefault(told, one.line)


def corrections_of_counts(corrections: Sequence[Correction], file: str) -> Iterator[Problem]:
    """Open corrections of a source that sends counts alone: they would meet nothing, and nobody would hear of it."""
    for one in corrections:
        if one.status == "open":
            message = "a correction speaks of one contact, and every format of this source holds counts"
            yield Problem(file, one.line, message, "ask for a corrected file of counts and take the entry out")


def _refuse_unknown(name: str) -> None:
    if name not in CORRECTABLE:
        raise ValueError(f"`{name}` cannot be corrected; known: {', '.join(CORRECTABLE)}")
