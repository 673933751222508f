"""Months with hardly a contact or count beside months with many: a file may have been cut off, or not be whole yet. And
months between others of which no count tells anything: a file may not have come.

Belongs here: finding them over all that counts of a source. Does not belong here: a period that came again with less
(`stage.compare`), or years that are unlike earlier ones (`assess.own_past`).

It only asks: a helpline may have begun, ended or been closed. Months on either side of a month tell what is usual, and
of them the one with the least, so that growth is none. The first month counts from its first contact on, the last one
to its last, unless the name of a file says that it is for the whole month.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

import duckdb

from schemas.finding import Finding
from schemas.mapping.period import days_of
from warehouse.harmonise.values import SourceValues
from warehouse.land.receipts import Receipt
from warehouse.stage.counts.delivery import is_counted
from warehouse.stage.delivery import Staged
from warehouse.store.engine import sql_text

Row: TypeAlias = tuple[date, int, date, date]
"""A month, its number, and the first and the last day that are told of it."""
CODE = "thin_month"
FORMS = {
    ("first", "contacts"): "first_contacts",
    ("last", "contacts"): "last_contacts",
    ("between", "contacts"): "between_contacts",
    ("first", "counts"): "first_counts",
    ("last", "counts"): "last_counts",
    ("between", "counts"): "between_counts",
}
UNTOLD = "untold_counts"
HARDLY = 0.15
FEWEST_USUAL = 30
"""Of fewer, hardly one may be chance."""
LONGEST = 12
BESIDE = 2
"""Months on either side that are looked at; one more where there is one side only."""


@dataclass(frozen=True)
class Month:
    """A month, its number of contacts, and the days of it for which they stand."""

    first: date
    n: int
    n_days: int

    @property
    def last(self) -> date:
        """Its last day."""
        return _next(self.first) - timedelta(days=1)

    @property
    def covered(self) -> float:
        """The share of its days for which its contacts stand."""
        return self.n_days / self.last.day


def find_thin_months(
    connection: duckdb.DuckDBPyConnection, values: SourceValues, receipts: Sequence[Receipt]
) -> Iterator[Finding]:
    """The question on each run of such months, of contacts and of counts."""
    came: dict[str, date] = {}
    for receipt in receipts:
        came.setdefault(receipt.delivery_id, date.fromisoformat(receipt.received_at[:10]))
    for name, used, list_months in (
        ("contacts", values.contacts, _months_of_contacts),
        ("counts", values.counts, _months_of_counts),
    ):
        if not used:
            continue
        rows = connection.execute(sql_text(f"harmonise/months_of_{name}")).fetchall()
        told_until = max(_told_until(one, came.get(one.delivery_id, date.min)) for one in used)
        months = list(list_months(rows, told_until)) if rows else []
        for begin, end, usual in _find_runs(months):
            yield _describe(values.mapping.source_id, name, months, begin, end, usual)
    if values.counts:
        yield from _find_untold(connection, values.mapping.source_id, values.counts)


def _find_untold(connection: duckdb.DuckDBPyConnection, source_id: str, used: Sequence[Staged]) -> Iterator[Finding]:
    """The question on each run of months that no file of counts tells of. Of contacts they are months with none."""
    without_figure = [[period.first, period.last] for one in used for period in (*one.blank, *one.suppressed)]
    runs = connection.execute(sql_text("harmonise/untold_months"), {"without_figure": without_figure}).fetchall()
    for first, last, n_months in runs:
        facts = {"months": _spell_months(first, last)}
        yield Finding.of(
            CODE, "warn", form=UNTOLD, facts=facts, source_id=source_id, contact_year=first.year, numerator=n_months
        )


def _told_until(one: Staged, came: date) -> date:
    """The last day of which a file says that it holds its contacts, by its name, or that it counts; never later than
    the day on which it came.
    """
    if is_counted(one):
        return came
    span = days_of(one.slot)
    return min(span[1], came) if span else date.min


def _months_of_contacts(rows: Sequence[Row], told_until: date) -> Iterator[Month]:
    """Every month from the first to the last, those without a contact too."""
    known = {month: (n, first_day, last_day) for month, n, first_day, last_day in rows}
    first, last = rows[0][0], rows[-1][0]
    month = first
    while month <= last:
        n, first_day, last_day = known.get(month, (0, month, month))
        end = _next(month) - timedelta(days=1)
        begins = first_day if month == first else month
        ends = max(min(told_until, end), last_day) if month == last else end
        yield Month(month, n, (ends - begins).days + 1)
        month = _next(month)


def _months_of_counts(rows: Sequence[Row], told_until: date) -> Iterator[Month]:
    """The months that are counted: where none is told, nobody says that there was none."""
    for month, n, _, end in rows:
        yield Month(month, n, (max(min(told_until, end), month) - month).days + 1)


def _find_runs(months: Sequence[Month]) -> Iterator[tuple[int, int, int]]:
    """First and last place of each run of thin months, and the least number of a month beside it."""
    place = 0
    while place < len(months):
        ends = range(place, min(place + LONGEST, len(months)))
        found = [(end, usual) for end in ends if (usual := _usual(months, place, end))]
        if found:
            yield place, *found[-1]
            place = found[-1][0]
        place += 1


def _usual(months: Sequence[Month], begin: int, end: int) -> int:
    """The least number of a month beside these, if it is far more than each of them has; else 0."""
    before, after = months[:begin], months[end + 1 :]
    n_before, n_after = BESIDE + (not after), BESIDE + (not before)
    beside = [one.n for one in (*before[max(0, begin - n_before) :], *after[:n_after])]
    if len(beside) < BESIDE:
        return 0
    usual = min(beside)
    inside = months[begin : end + 1]
    is_thin = all(one.n <= HARDLY * usual * one.covered for one in inside)
    return usual if is_thin and usual * min(one.covered for one in inside) >= FEWEST_USUAL else 0


def _describe(source_id: str, name: str, months: Sequence[Month], begin: int, end: int, usual: int) -> Finding:
    form = "first" if begin == 0 else "last" if end == len(months) - 1 else "between"
    n = sum(one.n for one in months[begin : end + 1])
    return Finding.of(
        CODE,
        "warn",
        form=FORMS[form, name],
        facts={"months": _spell_months(months[begin].first, months[end].first), "usual": usual},
        source_id=source_id,
        contact_year=months[begin].first.year,
        numerator=n,
    )


def _spell_months(first: date, last: date) -> str:
    return f"{first:%Y-%m}" if first == last else f"{first:%Y-%m} to {last:%Y-%m}"


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
