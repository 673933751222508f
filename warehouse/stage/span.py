"""The days from the first contact of a delivery to its last, beside those of others.

Belongs here: which days two deliveries have in common. Does not belong here: what their contacts of these days say
(`stage.twice`, `stage.ids`), or periods of counts (`stage.counts`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple


class Span(NamedTuple):
    """The first and the last day."""

    first: date
    last: date

    def common(self, other: Span) -> Span | None:
        """The days of both."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Span(first, last) if first <= last else None

    def meets_beyond(self, other: Span, seen: Iterable[Span]) -> bool:
        """Whether both have days in common that are not all within one of those seen before."""
        common = self.common(other)
        return common is not None and all(one.common(common) != common for one in seen)
