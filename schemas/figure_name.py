"""The name of a published figure: what a page points at, and what `harmonise explain` is given.

Belongs here: spelling and reading such a name. Does not belong here: whether there is such a figure, or what it says.
A name is one word for a shell and an address: `t4.ocsea_wide_of_violence:year=2024:panel=able`. Dimensions have short
names, which are the columns' without `_code`; `code` is `framework_code`. What is not said is panel `all`, and of every
other dimension the whole, or its only value where the statistic has no whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from schemas.contract.table import load_tables
from schemas.text.problem import SettingsError

STATISTICS = "network_statistics"
STATISTIC = "statistic_code"
NEEDED = "year"
DEFAULTS = {"panel_code": "all"}


class FigureNameError(SettingsError):
    """What was given is not the name of a figure."""


@dataclass(frozen=True)
class FigureName:
    """A figure by its statistic and the dimensions that are filled, named as the columns of the table's key."""

    statistic: str
    dimensions: Mapping[str, str]

    def __str__(self) -> str:
        parts = [
            f"{short}={self.dimensions[name]}"
            for short, name in short_names().items()
            if name in self.dimensions and DEFAULTS.get(name) != self.dimensions[name]
        ]
        return ":".join([self.statistic, *parts])

    @classmethod
    def of(cls, row: Mapping[str, object]) -> FigureName:
        """The name of a row of `network_statistics` or `network_statistics_exact`."""
        filled = {name: str(row[name]) for name in key_names() if row.get(name) is not None}
        return cls(str(row[STATISTIC]), filled)


def read_figure_name(text: str) -> FigureName:
    """What was written as a name. Raises FigureNameError, which says how one is written."""
    statistic, *parts = text.strip().split(":")
    dimensions: dict[str, str] = {}
    for part in parts:
        name, is_written, value = part.partition("=")
        full = short_names().get(name, name if name in key_names() else "")
        if not (is_written and value and full):
            known = ", ".join(short_names())
            raise FigureNameError(f"{text}: `{part}` is no dimension with its value. Dimensions: {known}. {HOW}")
        if dimensions.get(full, value) != value:
            raise FigureNameError(f"{text}: `{name}` is written twice, as {dimensions[full]} and as {value}. {HOW}")
        dimensions[full] = value
    if not statistic or NEEDED not in dimensions:
        raise FigureNameError(f"{text}: a figure is named by its statistic and its year. {HOW}")
    if not dimensions[NEEDED].isdecimal():
        raise FigureNameError(f"{text}: the year is no number. {HOW}")
    return FigureName(statistic, {**DEFAULTS, **dimensions})


@cache
def key_names() -> tuple[str, ...]:
    """The dimensions of a figure beside its statistic, in the order of the table's key."""
    return tuple(name for name in load_tables()[STATISTICS].key if name != STATISTIC)


@cache
def short_names() -> dict[str, str]:
    """The dimensions by the names that a figure's name has for them."""
    return {"code" if name == "framework_code" else name.removesuffix("_code"): name for name in key_names()}


HOW = "For example: t4.ocsea_wide_of_violence:year=2024:panel=able. All of a statistic: harmonise explain STATISTIC"
