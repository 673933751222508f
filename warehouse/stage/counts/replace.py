"""Counts that came again: in rows of a newer file, or twice without a word on which of the two counts.

Belongs here: periods that newer rows of counts replace, and deliveries that would count twice. Does not belong here:
files that replace one another whole (`stage.periods`), what deliveries hold (`stage.compare`), one delivery by itself
(`stage.counts.delivery`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from schemas.finding import Finding
from warehouse.stage.compare import Comparing, Loss, Outcome, Period, ReplacedPeriod, describe_shrunk, worst_of
from warehouse.stage.counts.changed import find_changed
from warehouse.stage.counts.delivery import is_counted
from warehouse.stage.delivery import Staged
from warehouse.store.engine import load_table, only_row, sql_text

TWICE = "counted_twice"


@dataclass(frozen=True)
class _Again:
    """A delivery with a period that an older one counts too."""

    older: Staged
    newer: Staged
    period: Period
    loss: Loss


def replace_counted_periods(comparing: Comparing, versions: Sequence[Staged]) -> Outcome:
    """Deliveries of a format in their order: the counts of a period stand for those of an older delivery, where they
    are not so much less that the newer delivery is held.
    """
    limits, source_id = comparing.limits, comparing.source_id
    standing: dict[Period, Staged] = {}
    of_delivery: dict[str, set[Period]] = {}
    held: list[_Again] = []
    found = Outcome()
    for newer in versions:
        periods, again = _find_again(comparing, standing, newer)
        of_delivery[newer.delivery_id] = periods
        worst = max(again, key=lambda one: one.loss.share, default=None)
        if worst and worst.loss.share > limits.shrunk_held:
            held.append(worst)
            continue
        found.periods += [ReplacedPeriod(one.older.delivery_id, *one.period) for one in again]
        found.findings += [
            describe_shrunk(source_id, one.older, newer, one.loss, "warn", limits.shrunk, one.period)
            for one in again
            if one.loss.share > limits.shrunk
        ]
        found.findings += _find_changed(comparing, again)
        standing |= dict.fromkeys(periods, newer)
        # What was held is older than this one, which stands in its place too where it has all its periods.
        covered = [one for one in held if of_delivery[one.newer.delivery_id] <= periods]
        found.status |= {one.newer.delivery_id: "superseded" for one in covered}
        held = [one for one in held if one not in covered]
    counting = {one.delivery_id for one in standing.values()} | {one.newer.delivery_id for one in held}
    for one in versions:
        if of_delivery[one.delivery_id] and one.delivery_id not in counting:
            found.status[one.delivery_id] = "superseded"
    for worst in held:
        found.status[worst.newer.delivery_id] = "held"
        limit = limits.shrunk_held
        found.findings.append(
            describe_shrunk(source_id, worst.older, worst.newer, worst.loss, "fail", limit, worst.period)
        )
    return found


def _find_changed(comparing: Comparing, again: Iterable[_Again]) -> list[Finding]:
    """What to ask of a delivery that counts periods of older ones anew, beside what is said of those with far less."""
    periods: dict[str, list[_Again]] = defaultdict(list)
    for one in again:
        if one.loss.share <= comparing.limits.shrunk:
            periods[one.older.delivery_id].append(one)
    return [
        finding
        for own in periods.values()
        for finding in find_changed(comparing, own[0].older, own[0].newer, [one.period for one in own])
    ]


def _find_again(
    comparing: Comparing, standing: dict[Period, Staged], newer: Staged
) -> tuple[set[Period], list[_Again]]:
    """The periods of a delivery, and those of them that an older one counts until now."""
    query = f"select distinct period_start, period_end from ({comparing.content(newer)}) order by all"
    periods = {(first, last) for first, last in comparing.connection.execute(query).fetchall()}
    olders = {standing[one].delivery_id: standing[one] for one in sorted(periods) if one in standing}
    again = []
    for older in olders.values():
        for period, both in comparing.compare(older, newer).items():
            if period in periods and standing.get(period) == older:
                again.append(_Again(older, newer, period, worst_of((*both.losses, both.kept))))
    return periods, again


def hold_counted_twice(
    comparing: Comparing, deliveries: Iterable[Staged], replaced: Iterable[ReplacedPeriod]
) -> Outcome:
    """Of deliveries that count the same periods and categories, the earliest counts and the later ones are held, where
    the mapping does not say that they add up.
    """
    used = [one for one in deliveries if one.status_code == "used" and one.staged and is_counted(one)]
    ordered = sorted(comparing.in_order(used), key=lambda one: one.newest or one.slot)
    found = Outcome()
    if len(ordered) < 2:
        return found
    kept = set(range(len(ordered)))
    for earlier, later, *numbers in _count_twice(comparing, ordered, replaced):
        if earlier not in kept or later not in kept:
            continue
        kept.discard(later)
        found.status[ordered[later].delivery_id] = "held"
        found.findings.append(_describe_twice(comparing, ordered[earlier], ordered[later], *numbers))
    return found


def _count_twice(
    comparing: Comparing, ordered: Sequence[Staged], replaced: Iterable[ReplacedPeriod]
) -> list[tuple[int, int, int, int, int]]:
    """Pairs of places, by the later one: earlier, later, counts in both, with the same number, contacts of those."""
    contents = place_counts(comparing, ordered, replaced)
    return comparing.connection.execute(sql_text("stage/counted_twice").format(contents=contents)).fetchall()


def place_counts(comparing: Comparing, ordered: Sequence[Staged], replaced: Iterable[ReplacedPeriod]) -> str:
    """SELECT of what deliveries count, with their ids; and the tables `count_place` of their places in that order, and
    `replaced_period` of periods that newer rows replace.
    """
    places = pa.table(
        {
            "place": range(len(ordered)),
            "delivery_id": [one.delivery_id for one in ordered],
            "adds_up": [one.format in comparing.adds_up for one in ordered],
        }
    )
    columns = {"delivery_id": pa.string(), "period_start": pa.date32(), "period_end": pa.date32()}
    rows = [dict(zip(columns, (one.delivery_id, one.first, one.last), strict=True)) for one in replaced]
    load_table(comparing.connection, "count_place", places)
    load_table(comparing.connection, "replaced_period", pa.Table.from_pylist(rows, schema=pa.schema(columns)))
    return "\nunion all\n".join(
        f"select '{one.delivery_id}' as delivery_id, * from ({comparing.content(one)})" for one in ordered
    )


def _describe_twice(
    comparing: Comparing, earlier: Staged, later: Staged, n_twice: int, n_same: int | None, n_contacts: int
) -> Finding:
    (n_counts,) = only_row(comparing.connection, f"select sum(n_counts)::bigint from ({comparing.content(later)})")
    return Finding.of(
        TWICE,
        "fail",
        # what `arrives` says is about files of its own format
        form="one_format" if earlier.format == later.format else "two_formats",
        facts={"older_file": earlier.file_name, "n_same": n_same or 0, "n_contacts": n_contacts},
        source_id=comparing.source_id,
        delivery_id=later.delivery_id,
        file_name=later.file_name,
        numerator=n_twice,
        denominator=n_counts,
        value=n_twice / n_counts,
    )
