"""What a decision says, in a few words, and what two states of it have in common.

Belongs here: the meaning of one value, whether it stands in a file or in a release. Does not belong here: comparing
whole mappings (`decisions`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from schemas.mapping.decision import Decision
from schemas.text.fold import fold


@dataclass(frozen=True, order=True)
class Meaning:
    """What one row says of its value; every part as text, empty where it says nothing."""

    outcome: str
    code: str = ""
    setting: str = ""
    basis: str = ""
    fit: str = ""
    first: str = ""
    last: str = ""

    @property
    def core(self) -> tuple[str, str, str]:
        """Without what only qualifies it: basis, fit, days."""
        return self.outcome, self.code, self.setting

    def tell(self) -> str:
        """`violence.sexual.extortion (online)`, `missing`, `suggested x`; with its days where it has any."""
        suggested = f"suggested {self.code}" if self.code else "suggested, see its note"
        what = {"mapped": self.code, "suggested": suggested}.get(self.outcome, self.outcome)
        setting = f" ({self.setting})" if self.setting else ""
        days = (f" from {self.first}" if self.first else "") + (f" to {self.last}" if self.last else "")
        return f"{what}{setting}{days}"

    def tell_qualified(self) -> str:
        """The same with basis and fit."""
        more = ", ".join(f"{name} {value}" for name, value in (("basis", self.basis), ("fit", self.fit)) if value)
        return f"{self.tell()} [{more}]" if more else self.tell()


@dataclass(frozen=True)
class Stated:
    """One row of a register: a value of a field, what it means, and what was noted beside."""

    source_id: str
    field: str
    source_value: str
    meaning: Meaning
    note: str = ""
    by: str = ""
    on: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What two states of a value are matched by."""
        return self.source_id, self.field, fold(self.source_value)

    @property
    def remark(self) -> tuple[str, str, str, str]:
        """What may change without changing any meaning."""
        return self.source_value, self.note, self.by, self.on


def meaning_of(decision: Decision) -> Meaning:
    """The meaning of a row of decisions.csv."""
    return Meaning(
        decision.outcome,
        decision.code,
        decision.setting,
        decision.basis_code,
        decision.fit,
        str(decision.valid_from or ""),
        str(decision.valid_to or ""),
    )


def stated_in_file(source_id: str, decisions: Iterable[Decision]) -> list[Stated]:
    """Rows of decisions.csv."""
    return [
        Stated(
            source_id,
            one.field,
            one.source_value,
            meaning_of(one),
            one.note,
            one.reviewed_by,
            str(one.reviewed_on or ""),
        )
        for one in decisions
    ]


def stated_in_release(rows: Iterable[Mapping[str, Any]]) -> list[Stated]:
    """Rows of the table `decision` of a release."""
    columns = ("outcome_code", "code", "setting_code", "setting_basis_code", "fit_code", "valid_from", "valid_to")
    return [
        Stated(
            row["source_id"],
            row["field"],
            row["source_value"],
            Meaning(*(str(row.get(name) or "") for name in columns)),
            str(row.get("note") or ""),
            str(row.get("reviewed_by") or ""),
            str(row.get("reviewed_on") or ""),
        )
        for row in rows
    ]
