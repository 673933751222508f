"""What deliveries hold, by period and category: what a newer one has less than the one that it stands for.

Belongs here: comparing the staged files of two deliveries, and saying what is gone. Does not belong here: which of them
counts (`stage.periods`, `stage.counts.replace`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from pathlib import Path
from typing import TypeAlias

import duckdb

from schemas.constructs.base import literal
from schemas.finding import Finding, State, spell_part
from schemas.mapping.source import Thresholds
from schemas.vocabulary.fields import REASON
from warehouse.stage.counts.delivery import is_counted
from warehouse.stage.counts.query import spell_categories
from warehouse.stage.delivery import Staged
from warehouse.stage.findings import find_share
from warehouse.store.engine import only_row, sql_text

Period: TypeAlias = tuple[date, date]
SHRUNK = "shrunk_replacement"
FEWEST_TOLD = 5
"""Of fewer contacts that told something, some may have been corrected."""


@dataclass(frozen=True)
class Loss:
    """`n_older` records, counts or contacts (`unit`), of which a newer delivery has `n_newer`."""

    unit: str
    n_older: int
    n_newer: int

    @property
    def share(self) -> float:
        """The share of the older ones that are gone; below zero where there are more now."""
        return 1 - self.n_newer / self.n_older if self.n_older else 0.0


@dataclass(frozen=True)
class Held:
    """What an older delivery holds, and what a newer one holds in its place."""

    n_older: int
    n_newer: int
    contacts_older: int
    contacts_newer: int
    contacts_gone: int

    def __add__(self, other: Held) -> Held:
        return Held(
            self.n_older + other.n_older,
            self.n_newer + other.n_newer,
            self.contacts_older + other.contacts_older,
            self.contacts_newer + other.contacts_newer,
            self.contacts_gone + other.contacts_gone,
        )

    @property
    def losses(self) -> tuple[Loss, ...]:
        """Of counts, and of the contacts that they count."""
        return (
            Loss("counts", self.n_older, self.n_newer),
            Loss("contacts", self.contacts_older, self.contacts_newer),
        )

    @property
    def kept(self) -> Loss:
        """Of the contacts under categories that the newer delivery has too: labels can be new, or those of another part
        of the period.
        """
        return Loss(KEPT, self.contacts_older, self.contacts_older - self.contacts_gone)


KEPT = "kept"
NOTHING_HELD = Held(0, 0, 0, 0, 0)


@dataclass(frozen=True)
class Comparing:
    """What is needed to compare the deliveries of a source. `adds_up`: formats of which equal periods are added up."""

    connection: duckdb.DuckDBPyConnection
    lake: Path
    source_id: str
    arrivals: Mapping[str, int]
    limits: Thresholds
    adds_up: frozenset[str] = frozenset()

    def in_order(self, deliveries: Iterable[Staged]) -> list[Staged]:
        """Oldest first: by the date in the name where the mapping declares one, else by the latest receipt."""
        return sorted(deliveries, key=lambda one: (one.newest, self.arrivals.get(one.delivery_id, 0), one.delivery_id))

    def compare(self, older: Staged, newer: Staged) -> dict[Period, Held]:
        """By period of either delivery, what they hold."""
        query = sql_text("stage/replaced_content").format(older=self.content(older), newer=self.content(newer))
        rows = self.connection.execute(query).fetchall()
        return {(first, last): Held(*numbers) for first, last, *numbers in rows}

    def count_shared(self, older: Staged, newer: Staged) -> int:
        """Contacts of the newer delivery that the older one has under the same id."""
        ids = "(select contact_id from read_parquet($1) where fate_code = 'used')"
        query = f"select count(*) from {ids.replace('$1', '$2')} semi join {ids} using (contact_id)"
        files = [str(self.lake / older.staged), str(self.lake / newer.staged)]
        return int(only_row(self.connection, query, files)[0])

    def content(self, delivery: Staged) -> str:
        """SELECT of what a delivery holds, by period and category."""
        file = literal(str(self.lake / delivery.staged))
        if not is_counted(delivery):
            return sql_text("stage/content_of_contacts").format(file=file)
        labels = ",\n        ".join(spell_categories())
        return sql_text("stage/content_of_counts").format(categories=labels, file=file)


@dataclass(frozen=True)
class ReplacedPeriod:
    """A period of a delivery of counts that a newer one counts anew in its rows."""

    delivery_id: str
    first: date
    last: date


@dataclass
class Outcome:
    """What comparing came to: the status of deliveries that do not count as they are, periods of counts that came again
    in rows, findings.
    """

    status: dict[str, str] = field(default_factory=dict)
    periods: list[ReplacedPeriod] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def describe_shrunk(
    source_id: str, older: Staged, newer: Staged, loss: Loss, state: State, limit: float, period: Period | None = None
) -> Finding:
    """The finding that what came again is less than before; `period`: where it stands in the rows."""
    if period:
        what = spell_part(SHRUNK, "rows", {"first": period[0], "last": period[1]})
    else:
        what = spell_part(SHRUNK, "slot" if newer.slot else "all", {"slot": newer.slot})
    facts = {
        "what": what,
        "unit": spell_part(SHRUNK, loss.unit, {"n": loss.n_newer}),
        "older_file": older.file_name,
        "n_newer": loss.n_newer,
        "n_older": loss.n_older,
    }
    form = "held" if state == "fail" else "counts"
    if loss.unit == KEPT:
        form = "held_categories" if state == "fail" else "counts_categories"
    n_gone = loss.n_older - loss.n_newer
    return find_share(SHRUNK, state, source_id, newer, n_gone, loss.n_older, form, facts, limit)


def add_all(held: Iterable[Held]) -> Held:
    """All of them together."""
    return reduce(Held.__add__, held, NOTHING_HELD)


def worst_of(losses: Iterable[Loss]) -> Loss:
    """The loss that is greatest."""
    return max(losses, key=lambda one: one.share)


def list_gone(compared: Mapping[Period, Held]) -> list[Held]:
    """The periods of the older delivery that the newer one has nothing of."""
    return [one for one in compared.values() if one.n_older and not one.n_newer]


def list_lacking(compared: Mapping[Period, Held]) -> list[Held]:
    """The same, but not those that the newer one tells in longer or shorter periods: months in place of quarters."""
    told = [period for period, one in compared.items() if one.n_newer]
    return [
        one
        for (first, last), one in compared.items()
        if one.n_older and not any(begins <= last and ends >= first for begins, ends in told)
    ]


def lose_records(older: Staged, newer: Staged) -> Loss:
    """By records that were used."""
    return Loss("records", older.n_used, newer.n_used)


def lose_told(older: Staged, newer: Staged) -> list[Loss]:
    """By contacts that tell a reason, where most did and hardly one does now: a file may be as long as before and say
    nothing. Words for nothing and blanks are not told apart here, so less than that is no loss.
    """
    before, now = older.told.get(REASON, 0), newer.told.get(REASON, 0)
    is_lost = before >= FEWEST_TOLD and 2 * before >= older.n_told_of and 10 * now < before
    return [Loss("with_reason", before, now)] if is_lost else []


def lose_periods(compared: Mapping[Period, Held]) -> Loss:
    """By contacts under periods that the newer delivery has too."""
    n_older, n_gone = (add_all(held).contacts_older for held in (compared.values(), list_gone(compared)))
    return Loss("periods", n_older, n_older - n_gone)
