"""Invented metrics: what findings read, without contacts. Months of a source, and the years that they make.

Belongs here: building `SourceYear`s. Does not belong here: any expectation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from schemas.finding import Finding
from warehouse.assess.findings import judges
from warehouse.assess.findings.evidence import Axis, ReasonCount, SourceMonth, SourceYear
from warehouse.assess.thresholds import Thresholds, load_thresholds

SCHOOL, MOOD, FAMILY = "education.academic", "mental_health.mood", "family.caregiver"


def month_of(
    month: int,
    counts: Mapping[str, int],
    reasons: Mapping[str, ReasonCount] | None = None,
    year: int = 2023,
    is_declared_change: bool = False,
    changed_axes: Iterable[Axis] = (),
) -> SourceMonth:
    """One month of a source."""
    changed = frozenset(changed_axes)
    return SourceMonth(
        date(year, month, 1), dict(counts), dict(reasons or {}), is_declared_change, changed_axes=changed
    )


def year_of(
    source_id: str,
    counts: Mapping[str, int],
    months: Sequence[SourceMonth] = (),
    year: int = 2023,
    **declared: Any,
) -> SourceYear:
    """A source-year with these counts and those of its months; it can do everything unless it is declared otherwise."""
    sums: Counter[str] = Counter()
    for month in months:
        sums.update(month.counts)
    whole = {**sums, **counts}
    whole.setdefault("contacts", whole.get("with_reason", 1))
    declared = {
        "can_record_several_reasons": True,
        "reason_cap": 3,
        "setting_capability_code": "per_reason",
        "network_code": "demo",
        **declared,
    }
    return SourceYear(source_id=source_id, contact_year=year, counts=whole, months=tuple(months), **declared)


def found(code: str, years: Sequence[SourceYear], thresholds: Thresholds | None = None) -> dict[str, Finding]:
    """By source: the habit that the code finds in its last year; the one that is worst where it finds several."""
    worst = ("fail", "warn", "open", "pass", "declared", "not_applicable", "not_assessable")
    habits = [one for one in judges()[code](years, thresholds or load_thresholds()) if one.cause_code == "habit"]
    last = max(year.contact_year for year in years)
    own: dict[str, Finding] = {}
    for finding in (one for one in habits if one.contact_year == last):
        known = own.setdefault(finding.source_id, finding)
        if worst.index(finding.state_code) < worst.index(known.state_code):
            own[finding.source_id] = finding
    return own


def states(code: str, years: Sequence[SourceYear], thresholds: Thresholds | None = None) -> dict[str, str]:
    """By source: the state of that finding."""
    return {source_id: finding.state_code for source_id, finding in found(code, years, thresholds).items()}
