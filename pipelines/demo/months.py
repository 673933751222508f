"""Months of the simulated years.

Belongs here: counting months and spelling periods. Does not belong here: how many contacts a month has (`sizes`).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, order=True)
class Month:
    """One calendar month."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """`2024-05` -> May 2024."""
        year, month = text.split("-")
        return cls(int(year), int(month))

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def n_days(self) -> int:
        return monthrange(self.year, self.month)[1]

    def plus(self, n: int) -> Month:
        """The month n months later (earlier where n is negative)."""
        count = self.year * 12 + self.month - 1 + n
        return Month(count // 12, count % 12 + 1)

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"


def months_between(first: Month, last: Month) -> Iterator[Month]:
    """Every month from the first to the last, both included."""
    month = first
    while month <= last:
        yield month
        month = month.plus(1)


N_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


def files_of(month: Month, period: str, name: str) -> list[str]:
    """The names of the files in which a contact of that month stands: one, or two where files overlap.

    `name` may use {year}, {month}, {quarter}, {start}, {end} and {delivered} (the fifth day after the period).
    """
    if period == "nine_months":
        starts = [Month(month.year, month_no).plus(-back) for month_no, back in ((1, 6), (1, 0), (7, 0))]
        windows = [(start, start.plus(8)) for start in starts]
    else:
        length = N_MONTHS[period]
        start = Month(month.year, (month.month - 1) // length * length + 1)
        windows = [(start, start.plus(length - 1))]
    return [_spell(name, start, end, month) for start, end in windows if start <= month <= end]


def _spell(name: str, start: Month, end: Month, month: Month) -> str:
    delivered = end.plus(1).first + timedelta(days=4)
    quarter = (month.month + 2) // 3
    return name.format(year=month.year, month=month, quarter=quarter, start=start, end=end, delivered=delivered)
