"""A verdict has one shape: a finding.

Belongs here: the shape of a finding and the catalogue of codes (`findings.yaml`). Does not belong here: computing one
(each step does that, once), or rendering one (terminal, pages, checks and release each show the same object).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict

State = Literal["pass", "warn", "fail", "not_applicable", "not_assessable"]
Cause = Literal["", "system", "habit"]


@dataclass(frozen=True)
class Finding:
    """One verdict: a row of the table `finding`.

    Numbers are None where the state is `not_applicable`; `not_assessable` carries its n, which is too small.
    `cause_code` tells a limit of the *system* (cannot) from a *habit* (does not); it is empty for findings that are
    neither. No text holds row content.
    """

    source_id: str
    finding_code: str
    state_code: State
    sentence: str
    cause_code: Cause = ""
    contact_year: int | None = None
    delivery_id: str | None = None
    file_name: str | None = None
    numerator: int | None = None
    denominator: int | None = None
    value: float | None = None
    expected_low: float | None = None
    expected_high: float | None = None
    threshold: float | None = None
    question: str = ""

    @property
    def is_bad(self) -> bool:
        """True where somebody has to act: the state is `fail`."""
        return self.state_code == "fail"

    def as_dict(self) -> dict[str, Any]:
        """The finding as plain values, keys in the order of the table's columns."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Finding:
        """Read back what `as_dict` gave."""
        return cls(**values)


class FindingKind(BaseModel):
    """One entry of `findings.yaml`: what a finding code means, which step computes it and what it does."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    step: Literal["land", "stage", "harmonise", "assess", "tabulate", "publish"]
    on_fail: Literal["hold_delivery", "hold_source", "note", "stop_release"]
    meaning: str
    sentence: str
    next_step: str


@cache
def finding_kinds() -> dict[str, FindingKind]:
    """The catalogue by code, from `schemas/findings.yaml`."""
    text = files("schemas").joinpath("findings.yaml").read_text(encoding="utf-8")
    entries = [FindingKind.model_validate(entry) for entry in yaml.safe_load(text)]
    return {entry.code: entry for entry in entries}
