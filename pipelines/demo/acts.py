"""What may happen: the acts of the truth, how often each, and in what setting.

Belongs here: `data/acts.csv` as arrays, and the numbers that stand for codes and settings. Does not belong here: how
a helpline calls an act (`labels`).
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

SETTINGS = ("online", "offline", "both", "unknown", "not_applicable")
ONLINE, OFFLINE, BOTH, UNKNOWN, NOT_APPLICABLE = range(5)
NONE = -1
BODILY = frozenset({"violence.sexual.assault"})
"""Acts that a field of the contact never makes online."""
NATURE = frozenset({"violence.harmful_practice.gender_based", "violence.harmful_practice.not_gender"})
"""Codes of scope `offline` that labels name and no act of the truth has."""


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a table in `data/`."""
    text = files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


@cache
def codes() -> tuple[str, ...]:
    """Every code that an act or a label may have, sorted; their positions are the numbers used in arrays."""
    named = {row["code"] for name in ("acts.csv", "words.csv", "chi.csv") for row in rows_of(name)}
    return tuple(sorted(named))


@cache
def code_numbers() -> dict[str, int]:
    """Code -> position in `codes()`."""
    return {code: number for number, code in enumerate(codes())}


@cache
def scope_of_each() -> dict[str, str]:
    """Code -> setting scope: either, offline or none."""
    scopes = {row["code"]: row["scope"] for row in rows_of("acts.csv")}
    for code in codes():
        if code not in scopes:
            main = code.split(".")[0]
            either = main in ("violence", "discrimination", "safety")
            scopes[code] = "offline" if code in NATURE else "either" if either else "none"
    return scopes


@dataclass(frozen=True)
class Group:
    """Acts of one kind: their code numbers, cumulative shares, and the shares of online and both."""

    code: NDArray[np.int16]
    cumulative: NDArray[np.float64]
    p_online: NDArray[np.float64]
    p_both: NDArray[np.float64]

    def draw(self, uniform: NDArray[np.float64]) -> NDArray[np.int16]:
        """Positions of acts in this group, one for each number of [0, 1)."""
        return np.searchsorted(self.cumulative, uniform, side="right").astype(np.int16)


@cache
def group(region: str, *names: str) -> Group:
    """The acts of these groups that occur in a region."""
    rows = [row for row in rows_of("acts.csv") if row["group"] in names]
    rows = [row for row in rows if not row["regions"] or region in row["regions"].split()]
    weight = np.array([float(row["weight"]) for row in rows])
    cumulative = np.cumsum(weight) / weight.sum()
    cumulative[-1] = 1.0
    return Group(
        np.array([code_numbers()[row["code"]] for row in rows], dtype=np.int16),
        cumulative,
        np.array([float(row["p_online"]) for row in rows]),
        np.array([float(row["p_both"]) for row in rows]),
    )


@cache
def scope_numbers() -> NDArray[np.int8]:
    """By code number: 0 either, 1 offline by nature, 2 no setting."""
    order = {"either": 0, "offline": 1, "none": 2}
    return np.array([order[scope_of_each()[code]] for code in codes()], dtype=np.int8)


@cache
def is_under(prefix: str) -> NDArray[np.bool_]:
    """By code number: does the code stand at or below this one?"""
    return np.array([code == prefix or code.startswith(prefix + ".") for code in codes()])
