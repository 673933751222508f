"""What the polars and pandas scripts know of the meaning of values: small tables, worked out once, then joined.

Belongs here: decisions.csv as a script would read it, the ages, and the setting of every pair of label and place. Does
not belong here: rows of an export, or any import of the pipeline: these scripts stand for the work done without it.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

UNKNOWN = "unknown"
NO_HARM = {"mental_health.mood", "family.caregiver"}
BY_NATURE_OFFLINE = {"violence.physical", "violence.neglect"}
BODILY = {"violence.sexual.assault"}
STRENGTH = ("label", "recorded", "list", "remit", "nature", "none")
BANDS = (
    ("age_00_03", 0, 3),
    ("age_04_06", 4, 6),
    ("age_07_09", 7, 9),
    ("age_10_12", 10, 12),
    ("age_13_15", 13, 15),
    ("age_16_17", 16, 17),
    ("age_18_24", 18, 24),
    ("age_25_plus", 25, 130),
)


@dataclass(frozen=True)
class Decided:
    """One row of decisions.csv."""

    decision_id: str
    outcome: str
    code: str
    setting: str
    basis: str
    fit: str


@dataclass(frozen=True)
class Reason:
    """What a label means where the contact, or the reason, has this place."""

    label: str
    place: str | None
    reason_code: str
    setting_code: str
    basis_code: str
    is_conflict: bool
    fit_code: str
    decision_id: str


def read_decisions(path: Path) -> dict[tuple[str, str], Decided]:
    """By field and value."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        (row["field"], row["source_value"]): Decided(
            f"{number:016d}", row["outcome"], row["code"], row["setting"], row["basis"] or "label", row["fit"]
        )
        for number, row in enumerate(rows, start=1)
    }


def codes_of(decisions: dict[tuple[str, str], Decided], field: str) -> dict[str, str]:
    """Value to code, of the values of a field that are mapped."""
    return {value: one.code for (name, value), one in decisions.items() if name == field and one.outcome == "mapped"}


def ages(decisions: dict[tuple[str, str], Decided]) -> dict[str, tuple[int, str, str]]:
    """Text to years, band and population; what is decided as missing is left out."""
    known = {str(years): (years, *_band(years)) for years in range(131)}
    return {text: answer for text, answer in known.items() if ("age", text) not in decisions}


def reasons(decisions: dict[tuple[str, str], Decided], is_beside: bool) -> list[Reason]:
    """Every mapped label with every place, the blank one included; `is_beside`: the place stands on the reason."""
    places = {value: one.code or None for (field, value), one in decisions.items() if field == "setting"}
    found = []
    for (field, label), one in decisions.items():
        if field == "reason" and one.outcome == "mapped":
            for place, recorded in ((None, None), *places.items()):
                setting, basis, is_conflict = _setting(one, recorded, is_beside)
                found.append(Reason(label, place, one.code, setting, basis, is_conflict, one.fit, one.decision_id))
    return found


def outcome_of(decisions: dict[tuple[str, str], Decided], field: str, value: str) -> tuple[str, list[str]]:
    """Outcome and codes of a delivered value, for the table of values."""
    if one := decisions.get((field, value)):
        return one.outcome, [one.code] if one.code else []
    if field == "age" and (age := ages(decisions).get(value)):
        return "mapped", [age[1]]
    return "unmapped", []


def pseudonyms(key: bytes, ids: Iterable[str]) -> list[str]:
    """HMAC-SHA256 of each id, 128 bits in hex; the two padded keys are hashed once and their states copied."""
    block = key.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block))
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block))
    texts = []
    for text in ids:
        first, second = inner.copy(), outer.copy()
        first.update(text.encode())
        second.update(first.digest())
        texts.append(second.hexdigest()[:32])
    return texts


def _band(years: int) -> tuple[str, str]:
    code, first, _ = next(band for band in BANDS if band[1] <= years <= band[2])
    return code, "adult" if first >= 18 else "child"


def _setting(one: Decided, recorded: str | None, is_beside: bool) -> tuple[str, str, bool]:
    """Setting, its basis, and whether two things disagree: the label's own words, else what was recorded, else the list.

    A place of the contact never makes a bodily act online.
    """
    label = one.setting if one.setting and one.basis == "label" else None
    listed = one.setting if one.setting and one.basis == "list" else None
    is_online = recorded in ("online", "both")
    if one.code in NO_HARM:
        return "not_applicable", "none", False
    if one.code in BY_NATURE_OFFLINE:
        return "offline", "nature", is_beside and is_online
    if label:
        return label, "label", recorded is not None and recorded != label
    if recorded and not (one.code in BODILY and is_online and not is_beside):
        return recorded, "recorded", False
    if recorded:
        return UNKNOWN, "none", True
    return (listed, "list", False) if listed else (UNKNOWN, "none", False)
