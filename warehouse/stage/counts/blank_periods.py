"""Periods that stand in a file of counts and of which nothing is told: months of a form that are not filled in yet.

Belongs here: noting them, and the finding on those that no other file tells either. Does not belong here: telling them
from a number that lacks (`stage/sql/read_count`), or a file that tells no number at all (`stage.counts.delivery`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import duckdb

from schemas.finding import Facts, Finding, State, spell_part
from warehouse.stage.compare import Comparing
from warehouse.stage.counts.delivery import is_counted
from warehouse.stage.delivery import BlankPeriod, Staged
from warehouse.stage.findings import find_share
from warehouse.store.engine import sql_text

CODE = "blank_periods"


def with_blank_periods(connection: duckdb.DuckDBPyConnection, delivery: Staged, received_on: date) -> Staged:
    """The delivery with its periods of which it tells nothing, none where it tells nothing at all, and those of which
    all is suppressed.
    """
    blank, suppressed = [], []
    periods = connection.execute(sql_text("stage/blank_periods")).fetchall()
    for first, last, is_blank, is_suppressed in periods:
        period = BlankPeriod(first, last, last < received_on)
        blank += [period] * is_blank
        suppressed += [period] * is_suppressed
    told = tuple(blank) if len(blank) < len(periods) else ()
    return replace(delivery, blank=told, suppressed=tuple(suppressed), n_periods=len(periods))


def find_blank_periods(comparing: Comparing, deliveries: Iterable[Staged]) -> list[Finding]:
    """What is said of them once it is known which deliveries count: a warning where some were over when the file came,
    and where an older file told of them what counts on.
    """
    used = [one for one in comparing.in_order(deliveries) if one.status_code == "used" and is_counted(one)]
    if not any(one.blank for one in used):
        return []
    told = [set(_list_told(comparing, one)) for one in used]
    return [
        finding
        for place, one in enumerate(used)
        if one.blank
        for finding in _describe(comparing.source_id, one, set().union(*told[:place]), set().union(*told[place + 1 :]))
    ]


def _list_told(comparing: Comparing, delivery: Staged) -> list[tuple[date, date]]:
    query = f"select distinct period_start, period_end from ({comparing.content(delivery)})"
    return comparing.connection.execute(query).fetchall()


def _describe(
    source_id: str, delivery: Staged, before: set[tuple[date, date]], after: set[tuple[date, date]]
) -> Iterator[Finding]:
    asked = [one for one in delivery.blank if (one.first, one.last) not in before | after]
    kept = [one for one in delivery.blank if (one.first, one.last) in before - after]
    if kept:
        facts = {"span": _spell_span(kept)}
        yield find_share(CODE, "warn", source_id, delivery, len(kept), delivery.n_periods, "kept", facts)
    if asked:
        n_over = sum(one.is_over for one in asked)
        told: Facts = {"span": _spell_span(asked), "n_over": n_over}
        state: State = "warn" if n_over else "pass"
        form = "over" if n_over else "to_come"
        yield find_share(CODE, state, source_id, delivery, len(asked), delivery.n_periods, form, told)


def _spell_span(periods: Sequence[BlankPeriod]) -> str:
    adjoin = all(later.first == earlier.last + timedelta(days=1) for earlier, later in pairwise(periods))
    days = {"first": periods[0].first.isoformat(), "last": max(one.last for one in periods).isoformat()}
    return spell_part(CODE, "adjoin" if adjoin else "apart", days)
