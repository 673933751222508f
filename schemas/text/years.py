"""Years in a row as one span, for people.

Belongs here: that. Does not belong here: what the years are of.
"""

from __future__ import annotations

from collections.abc import Iterable


def spell_years(years: Iterable[int], to: str = "-", between: str = ", ") -> str:
    """`2021-2023, 2025`; empty for none."""
    spans: list[list[int]] = []
    for year in sorted(set(years)):
        if spans and spans[-1][1] == year - 1:
            spans[-1][1] = year
        else:
            spans.append([year, year])
    return between.join(str(first) if first == last else f"{first}{to}{last}" for first, last in spans)
