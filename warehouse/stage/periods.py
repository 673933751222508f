"""Periods: which delivery of a period counts, and what is doubtful about it.

Belongs here: formats of which a later file replaces an earlier one whole (`replaces_period`), and whether the days of
a file lie in the period that its name says. Does not belong here: versions of single contacts (`stage.supersede`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from schemas.finding import Finding, State
from schemas.mapping.period import days_of
from schemas.mapping.source import Thresholds
from warehouse.stage.counts.delivery import is_counted
from warehouse.stage.delivery import Staged
from warehouse.stage.findings import find_share
from warehouse.store.engine import only_row, sql_text

REPLACED = "doubtful_replacement"
SHRUNK = "shrunk_replacement"


@dataclass(frozen=True)
class Replacements:
    """What periods that came again come to. `deliveries`: all of them with their status; `replaced`: ids of those whose
    whole period came again.
    """

    deliveries: tuple[Staged, ...]
    replaced: frozenset[str]
    findings: tuple[Finding, ...]

    @property
    def used(self) -> list[Staged]:
        """Deliveries that were read and not held, the replaced ones among them."""
        return [one for one in self.deliveries if one.status_code == "used" or one.delivery_id in self.replaced]


def replace_periods(
    source_id: str, deliveries: Sequence[Staged], arrivals: dict[str, int], limits: Thresholds
) -> Replacements:
    """Of a format and slot the newest delivery counts, by the date in the name where the mapping declares one, else by
    the latest receipt; but not one that holds so much less than the one before it that it is held.
    """
    slots: dict[tuple[str, str], list[Staged]] = defaultdict(list)
    for one in deliveries:
        if one.status_code == "used" and one.arrives == "replaces_period":
            slots[one.format, one.slot].append(one)
    status: dict[str, str] = {}
    findings: list[Finding] = []
    for versions in slots.values():
        versions.sort(key=lambda one: (one.newest, arrivals.get(one.delivery_id, 0), one.delivery_id))
        found = _replace_period(source_id, versions, limits)
        status |= found.status
        findings += found.findings
    marked = tuple(replace(one, status_code=status.get(one.delivery_id, one.status_code)) for one in deliveries)
    replaced = frozenset(delivery_id for delivery_id, code in status.items() if code == "superseded")
    return Replacements(marked, replaced, tuple(findings))


@dataclass
class _Period:
    status: dict[str, str]
    findings: list[Finding]


def _replace_period(source_id: str, versions: Sequence[Staged], limits: Thresholds) -> _Period:
    """One period's deliveries in their order: those that a later one replaces, and those that are held."""
    kept, held = versions[0], list[tuple[Staged, Staged]]()
    status: dict[str, str] = {}
    findings: list[Finding] = []
    for newer in versions[1:]:
        if _shrinks(kept, newer) > limits.shrunk_held:
            held.append((kept, newer))
            continue
        status[kept.delivery_id] = "superseded"
        # What was held is older than this one, which stands in its place too.
        status |= {late.delivery_id: "superseded" for _, late in held}
        held = []
        findings += _remark_replacement(source_id, kept, newer, limits)
        kept = newer
    for before, late in held:
        status[late.delivery_id] = "held"
        findings.append(_describe_shrunk(source_id, before, late, "fail", limits.shrunk_held))
    return _Period(status, findings)


def _shrinks(older: Staged, newer: Staged) -> float:
    """The share of the older delivery's records that the newer one has not."""
    return 1 - newer.n_used / older.n_used if older.n_used else 0.0


def _describe_shrunk(source_id: str, older: Staged, newer: Staged, state: State, limit: float) -> Finding:
    facts = {"older_file": older.file_name, "n_newer": newer.n_used, "n_older": older.n_used, "slot": older.slot}
    form = "held" if state == "fail" else "counts"
    n_gone = older.n_used - newer.n_used
    return find_share(SHRUNK, state, source_id, newer, n_gone, older.n_used, form, facts, limit)


def _remark_replacement(source_id: str, older: Staged, newer: Staged, limits: Thresholds) -> list[Finding]:
    """What a person should know of a period that was replaced: it shrank, or the file has another name."""
    if not older.n_used:
        return []
    if newer.n_used == 0:
        return [_describe_doubtful(source_id, older, newer, "emptied")]
    findings = []
    if _shrinks(older, newer) > limits.shrunk:
        findings.append(_describe_shrunk(source_id, older, newer, "warn", limits.shrunk))
    if newer.name_key != older.name_key and not newer.newest:
        findings.append(_describe_doubtful(source_id, older, newer, "other_name"))
    return findings


def _describe_doubtful(source_id: str, older: Staged, newer: Staged, form: str) -> Finding:
    return Finding.of(
        REPLACED,
        "warn",
        form=form,
        facts={"newer_file": newer.file_name, "n_used": older.n_used, "slot": older.slot},
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
