"""Periods: which delivery of a period counts, and what is doubtful about it.

Belongs here: formats of which a later file replaces an earlier one whole (`replaces_period`, `replaces_all`), and
whether the days of a file lie in the period that its name says. Does not belong here: versions of single contacts
(`stage.supersede`), periods that stand in the rows of counts (`stage.counts.replace`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from schemas.constructs.base import literals
from schemas.finding import Facts, Finding
from schemas.mapping.period import days_of
from warehouse.stage.compare import (
    Comparing,
    Held,
    Loss,
    Outcome,
    Period,
    ReplacedPeriod,
    add_all,
    describe_shrunk,
    list_gone,
    list_lacking,
    lose_periods,
    lose_records,
    lose_told,
    worst_of,
)
from warehouse.stage.counts.changed import find_changed
from warehouse.stage.counts.delivery import is_counted
from warehouse.stage.counts.replace import hold_counted_twice, replace_counted_periods
from warehouse.stage.delivery import Staged
from warehouse.stage.findings import find_share
from warehouse.stage.twice import find_overlaps_twice, find_periods_twice, find_same_name, hold_contacts_twice
from warehouse.stage.unused import FUTURE
from warehouse.store.engine import only_row, sql_text

REPLACED = "doubtful_replacement"
SHARED = 0.1
"""Two files of one period that share fewer contacts hold those of other offices or months, or other ids."""
FEWEST_OTHERS = 5
FEWEST_LACKING = 5
"""Of fewer contacts the day may have been corrected."""
LONGEST_MONTH = 31


@dataclass(frozen=True)
class Replacements:
    """What periods that came again come to. `deliveries`: all of them with their status; `replaced`: ids of those whose
    whole period came again; `periods`: those of deliveries of counts that came again in the rows of newer ones.
    """

    deliveries: tuple[Staged, ...]
    replaced: frozenset[str]
    periods: tuple[ReplacedPeriod, ...]
    findings: tuple[Finding, ...]

    @property
    def used(self) -> list[Staged]:
        """Deliveries that were read and not held, the replaced ones among them."""
        return [one for one in self.deliveries if one.status_code == "used" or one.delivery_id in self.replaced]


def replace_periods(comparing: Comparing, deliveries: Sequence[Staged]) -> Replacements:
    """Of a format and slot the newest delivery counts, by the date in the name where the mapping declares one, else by
    the latest receipt; but not one that holds so much less than the one before it that it is held.
    """
    twice = Outcome()
    while True:
        # What is held replaces nothing, so that what it would have replaced counts.
        others = [one for one in deliveries if one.delivery_id not in twice.status]
        whole = _replace_all(comparing, others)
        more = hold_counted_twice(comparing, _mark(others, whole.status), whole.periods)
        if not more.status:
            break
        twice.status |= more.status
        twice.findings += more.findings
    again = hold_contacts_twice(comparing, deliveries)
    twice.status |= again.status
    twice.findings += again.findings
    marked = _mark(deliveries, whole.status | twice.status)
    for find in (find_periods_twice, find_overlaps_twice, find_same_name):
        twice.findings += find(comparing, marked)
    replaced = frozenset(delivery_id for delivery_id, code in whole.status.items() if code == "superseded")
    return Replacements(marked, replaced, tuple(whole.periods), (*whole.findings, *twice.findings))


def _replace_all(comparing: Comparing, deliveries: Sequence[Staged]) -> Outcome:
    slots: dict[tuple[str, str], list[Staged]] = defaultdict(list)
    for one in deliveries:
        if one.status_code == "used" and one.arrives in ("replaces_period", "replaces_all"):
            slots[one.format, one.slot].append(one)
    whole = Outcome()
    for versions in slots.values():
        ordered = comparing.in_order(versions)
        is_in_rows = ordered[0].arrives == "replaces_period" and not ordered[0].slot
        found = replace_counted_periods(comparing, ordered) if is_in_rows else _replace_whole(comparing, ordered)
        whole.status |= found.status
        whole.periods += found.periods
        whole.findings += found.findings
    return whole


def _mark(deliveries: Sequence[Staged], status: Mapping[str, str]) -> tuple[Staged, ...]:
    return tuple(replace(one, status_code=status.get(one.delivery_id, one.status_code)) for one in deliveries)


def _replace_whole(comparing: Comparing, versions: Sequence[Staged]) -> Outcome:
    """One period's deliveries in their order: those that a later one replaces, and those that are held."""
    source_id, limits = comparing.source_id, comparing.limits
    kept, held = versions[0], list[tuple[Staged, Staged, Loss]]()
    found = Outcome()
    for newer in versions[1:]:
        compared = _compare(comparing, kept, newer)
        loss = _worst(kept, newer, compared)
        if loss.share > limits.shrunk_held:
            held.append((kept, newer, loss))
            continue
        found.status[kept.delivery_id] = "superseded"
        # What was held is older than this one, which stands in its place too.
        found.status |= {late.delivery_id: "superseded" for _, late, _ in held}
        held = []
        loss = worst_of((loss, add_all(compared.values()).kept)) if is_counted(kept) else loss
        if kept.n_used and newer.n_used and loss.share > limits.shrunk:
            found.findings.append(describe_shrunk(source_id, kept, newer, loss, "warn", limits.shrunk))
        elif is_counted(kept) and newer.n_used:
            both = [period for period, one in compared.items() if one.n_older and one.n_newer]
            found.findings += find_changed(comparing, kept, newer, both)
        found.findings += _remark_replacement(source_id, kept, newer, compared)
        found.findings += _remark_others(comparing, kept, newer)
        kept = newer
    for before, late, loss in held:
        found.status[late.delivery_id] = "held"
        found.findings.append(describe_shrunk(source_id, before, late, loss, "fail", limits.shrunk_held))
    return found


def _compare(comparing: Comparing, older: Staged, newer: Staged) -> dict[Period, Held]:
    """What both hold, by period; months of contacts. Where the name of a file with contacts says its month, or less,
    there is nothing to look up.
    """
    if not older.n_used or (older.slot and not is_counted(older) and not _is_of_months(older.slot)):
        return {}
    return comparing.compare(older, newer)


def _is_of_months(slot: str) -> bool:
    days = days_of(slot)
    return days is not None and (days[1] - days[0]).days > LONGEST_MONTH


def _worst(older: Staged, newer: Staged, compared: Mapping[Period, Held]) -> Loss:
    """What may hold the newer delivery. Records of counts can be fewer where blank ones are left out, so what they
    count is compared; where a file replaces all, it has to have the periods that came before.
    """
    both = add_all(compared.values())
    losses = (
        list(both.losses) if compared and is_counted(older) else [lose_records(older, newer), *lose_told(older, newer)]
    )
    if newer.arrives == "replaces_all":
        losses.append(lose_periods(compared))
    return worst_of(losses)


def _remark_replacement(source_id: str, older: Staged, newer: Staged, compared: Mapping[Period, Held]) -> list[Finding]:
    """What else a person should know of a period that was replaced: what is empty now, or has another name."""
    if not older.n_used:
        return []
    if newer.n_used == 0:
        return [
            _describe_doubtful(source_id, older, "emptied", {"newer_file": newer.file_name, "n_used": older.n_used})
        ]
    findings = []
    n_gone = len(list_gone(compared))
    if newer.arrives == "replaces_all" and n_gone:
        n_periods = sum(one.n_older > 0 for one in compared.values())
        facts = {"newer_file": newer.file_name, "n_gone": n_gone, "n_periods": n_periods}
        findings.append(_describe_doubtful(source_id, older, "periods_gone", facts))
    lacking = list_lacking(compared) if newer.arrives == "replaces_period" else []
    if sum(one.contacts_older for one in lacking) >= FEWEST_LACKING:
        n_periods = sum(one.n_older > 0 for one in compared.values())
        facts = {"newer_file": newer.file_name, "n_gone": len(lacking), "n_periods": n_periods}
        findings.append(_describe_doubtful(source_id, older, "periods_lacking", facts))
    if newer.arrives == "replaces_period" and newer.name_key != older.name_key and not newer.newest:
        facts = {"newer_file": newer.file_name, "slot": newer.slot}
        findings.append(_describe_doubtful(source_id, older, "other_name", facts))
    return findings


def _remark_others(comparing: Comparing, older: Staged, newer: Staged) -> list[Finding]:
    """That hardly a contact of the older file stands in the newer one: as many others are no correction."""
    if is_counted(older) or min(older.n_used, newer.n_used) < FEWEST_OTHERS:
        return []
    if not older.identity_code == newer.identity_code == "own_id":
        return []  # made of all cells, an id is another where a column is
    n_shared = comparing.count_shared(older, newer)
    if n_shared > SHARED * min(older.n_used, newer.n_used):
        return []
    facts = {"newer_file": newer.file_name, "n_shared": n_shared, "n_used": older.n_used}
    return [_describe_doubtful(comparing.source_id, older, "other_contacts", facts)]


def _describe_doubtful(source_id: str, older: Staged, form: str, facts: Facts) -> Finding:
    return Finding.of(
        REPLACED,
        "warn",
        form=form,
        facts=facts,
        source_id=source_id,
        delivery_id=older.delivery_id,
        file_name=older.file_name,
    )


def find_days_outside(
    connection: duckdb.DuckDBPyConnection, lake: Path, source_id: str, delivery: Staged
) -> list[Finding]:
    """The finding on contacts or counts whose days lie outside the period that the file's name says: perhaps the name
    is wrong, and the file replaces another period than its own.
    """
    if not (period := days_of(delivery.slot)) or not delivery.staged:
        return []
    first, last = ("period_start", "period_end") if is_counted(delivery) else ("contact_date", "contact_date")
    query = sql_text("stage/days_outside").format(first=first, last=last)
    n_outside, n_used, earliest, latest = only_row(connection, query, [str(lake / delivery.staged), *period])
    if not n_outside:
        return []
    facts = {"slot": delivery.slot, "earliest": earliest, "latest": latest}
    return [find_share("days_outside_period", "warn", source_id, delivery, n_outside, n_used, facts=facts)]


def note_days(connection: duckdb.DuckDBPyConnection, lake: Path, staged: Staged) -> Staged:
    """The delivery with its last day that was used, and with its day of receipt only where that rejected a record."""
    rejected, last = 0, None
    if staged.rejected:
        query = f"select count(*) from read_parquet($1) where reject_code in ({literals(FUTURE)})"
        (rejected,) = only_row(connection, query, [str(lake / staged.rejected)])
    if staged.staged:
        day = "period_start" if is_counted(staged) else "contact_date"
        query = f"select max({day})::varchar from read_parquet($1) where fate_code = 'used'"
        (last,) = only_row(connection, query, [str(lake / staged.staged)])
    return replace(staged, received_on=staged.received_on if rejected else "", last_day=last or "")
