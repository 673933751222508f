"""Finding `catch_all`: more reasons than usual are recorded as Other or Unspecified, and are lost to every table.

Belongs here: that finding, a habit. Does not belong here: its words (`schemas/findings.yaml`), its limits
(`thresholds.yaml`), the funnel (`funnel`). It asks, and decides no verdict.

Every list needs an Other, so only the excess above an accepted share counts (NHS DQMI): what half of the helplines
have, at least `least_accepted`. The excess must be more than chance and more than helplines differ. How much it is
is counted a contact: who records several reasons would hide the same habit among the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schemas.finding import Finding
from warehouse.assess.findings.evidence import Numbers, SourceYear, Subject, by_year, count_of, of_hundred
from warehouse.assess.findings.funnel import Funnel, from_arcsine, funnels_without_each, measure_of
from warehouse.assess.thresholds import CatchAllLimits, Thresholds

CODE = "catch_all"


def judge(years: Sequence[SourceYear], thresholds: Thresholds) -> Iterator[Finding]:
    """One finding a source-year, given all source-years of one network."""
    limits = thresholds.catch_all
    for group in by_year(years).values():
        able = [year for year in group if year.count("reasons") >= limits.least_reasons]
        measures = [measure_of(count_of(_other(year))) for year in able]
        funnels = funnels_without_each(measures, limits.score, thresholds.network)
        funnel_of = {year.source_id: funnel for year, funnel in zip(able, funnels, strict=True)}
        for year in group:
            yield _judge(year, funnel_of.get(year.source_id), limits)


def _judge(year: SourceYear, funnel: Funnel | None, limits: CatchAllLimits) -> Finding:
    subject, other = Subject(year, CODE, "habit"), _other(year)
    if not year.has_contacts:
        return subject.found("not_assessable", "no_contacts")
    if not other[1]:
        return subject.found("open", "nothing")
    if other[1] < limits.least_reasons:
        return subject.found("open", "too_few", Numbers(*other))
    if funnel is None:
        return subject.found("open", "alone", Numbers(*other))
    usual = from_arcsine(funnel.target)
    accepted = max(usual, limits.least_accepted)
    a_contact = other[1] / (year.count("with_reason") or other[1])
    measure = measure_of(count_of(other))
    upper = from_arcsine(funnel.limit(measure, limits.score))
    numbers = Numbers(*other, 0.0, upper, max(upper, accepted + limits.fail_excess / a_contact))
    facts = {"median": of_hundred(usual), "accepted": of_hundred(accepted)}
    excess = (other[0] / other[1] - accepted) * a_contact
    if funnel.is_above(measure, limits.score) and excess >= limits.warn_excess:
        return subject.found("fail" if excess >= limits.fail_excess else "warn", "many", numbers, facts)
    return subject.found("pass", "usual", numbers, facts)


def _other(year: SourceYear) -> tuple[int, int]:
    """Reasons that say Other or Unspecified, of all reasons."""
    total = year.count("reasons")
    return min(year.count("other_reasons"), total), total
