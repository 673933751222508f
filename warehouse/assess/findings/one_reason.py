"""Finding `one_reason`: contacts carry one reason each, because the system stores one or counsellors tick one.

Belongs here: that finding, as *system* (declared) and as *habit* (observed), with its limits. Does not belong
here: its words (`schemas/findings.yaml`), the beta-binomial (`low_tail.py`) or what follows for the verdict
(`verdict.py`).

What is declared is not shown: one contact with two reasons shows it. A habit fails where the share of contacts with two
is in the low tail of the sources that can record several, and under a third of their mean; where it is less rare, but
surely under a quarter of it; or where none of many has two, which says enough without others, and the others do not
speak against it. With few contacts it stays open, with the interval in which the share may lie.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.finding import Facts, Finding, State, spell_part
from warehouse.assess.findings.evidence import Numbers, SourceYear, Subject, by_year, count_of, of_hundred
from warehouse.assess.findings.low_tail import BetaBinomial, fits_without_each, rare_enough
from warehouse.assess.thresholds import OneReasonLimits, Thresholds

CODE = "one_reason"


@dataclass(frozen=True)
class _Others:
    """How the shares of the other helplines vary, and from which chance on a low one is rare in this year."""

    fit: BetaBinomial
    rare: float

    def limit_of_rare(self, total: int, limits: OneReasonLimits) -> float:
        """Below it by no chance."""
        return min(self.fit.lowest_share(total, self.rare), self.fit.mean * limits.under)

    def limit(self, total: int, limits: OneReasonLimits) -> float:
        """Below this share of so many contacts the habit fails."""
        return max(
            self.limit_of_rare(total, limits),
            self.fit.surely_low(total, limits.fail_p_surely, limits.under_surely, limits.surely_under),
        )


def judge(years: Sequence[SourceYear], thresholds: Thresholds) -> Iterator[Finding]:
    """Two findings a source-year, given all source-years of one network."""
    limits = thresholds.one_reason
    for group in by_year(years).values():
        compared = [year for year in group if _is_judged(year) and year.count("with_reason") >= limits.least_contacts]
        counts = [count_of(year.two_reasons) for year in compared]
        fits = fits_without_each(counts, thresholds.network)
        chances = [fit.chance(count) for count, fit in zip(counts, fits, strict=True) if fit]
        rare = rare_enough(chances, limits.fail_p, limits.fail_q, thresholds.network)
        others = {year.source_id: _Others(fit, rare) for year, fit in zip(compared, fits, strict=True) if fit}
        for year in group:
            yield _judge_system(year)
            yield _judge_habit(year, others.get(year.source_id), limits)


def is_shown(year: SourceYear) -> bool:
    """Whether the data show that several reasons are recorded: one contact with two is enough."""
    return year.shows_several_reasons


def _is_judged(year: SourceYear) -> bool:
    return year.declares_several_reasons or year.shows_several_reasons


def _judge_system(year: SourceYear) -> Finding:
    subject = Subject(year, CODE, "system")
    numbers = Numbers(*year.two_reasons)
    if not year.declares_several_reasons:
        if year.shows_several_reasons:
            return subject.found("warn", "contradicted", numbers)
        if year.was_changed("several"):
            return subject.found("fail", "stored_one", numbers, {"day": year.days_of_change("several")})
        return subject.found("fail", "stores_one", numbers)
    state: State = "pass" if year.shows_several_reasons else "declared"
    if year.was_changed("several"):
        return subject.found(state, "stored_several", numbers, {"day": year.days_of_change("several")})
    if year.was_changed("setting"):
        # the months that are judged are those of the whole system, and the reader has to know that some are not
        return subject.found(state, "stored_all_year", numbers, {"day": year.days_of_change("setting")})
    form = "stores_any" if year.reason_cap is None else "stores_several"
    return subject.found(state, form, numbers, {"cap": year.reason_cap})


def _judge_habit(year: SourceYear, others: _Others | None, limits: OneReasonLimits) -> Finding:
    subject = Subject(year, CODE, "habit")
    if not _is_judged(year):
        return subject.found("not_applicable", "not_judged")
    if not year.has_contacts:
        return subject.found("not_assessable", "no_contacts")
    if not year.two_reasons[1]:
        return subject.found("open", "no_whole_month" if year.changed_on else "nothing")
    state = _state_of_habit(year, others, limits)
    form = {"open": "open", "pass": "usual"}.get(state, "never" if year.two_reasons[0] == 0 else "rare")
    return subject.found(state, form, _numbers_of_habit(year, others, limits), _facts_of_habit(year, others))


def _state_of_habit(year: SourceYear, others: _Others | None, limits: OneReasonLimits) -> State:
    two, total = year.two_reasons
    if others is None:
        if total < limits.least_alone:
            return "pass" if two else "open"
        return "fail" if two == 0 else "warn" if two / total < limits.almost_none else "pass"
    if two / total < others.limit(total, limits):
        return "fail"
    if two == 0:
        # none of so many needs no network; few others, of whose spread little is known, must not speak against it
        is_many = total >= limits.least_alone and others.fit.low_tail(count_of(year.two_reasons)) < limits.warn_p
        return "fail" if is_many else "open"
    return "warn" if two / total < others.fit.lowest_share(total, limits.warn_p) else "pass"


def _facts_of_habit(year: SourceYear, others: _Others | None) -> Facts:
    network = {"share": of_hundred(others.fit.mean)} if others else {}
    return {
        "cap": spell_part(CODE, "several") if year.reason_cap is None else year.reason_cap,
        "network": spell_part(CODE, "network" if others else "no_network", network),
        "share": of_hundred(Numbers(*year.two_reasons).interval[1]),
    }


def _numbers_of_habit(year: SourceYear, others: _Others | None, limits: OneReasonLimits) -> Numbers:
    two, total = year.two_reasons
    if others is None:
        return Numbers(two, total)
    limit = others.limit(total, limits)
    is_surely_low = others.limit_of_rare(total, limits) <= two / total < limit
    # a range that holds the share would speak against the finding
    low, high = others.fit.range_of_shares(limits.fail_p_surely if is_surely_low else limits.warn_p)
    return Numbers(two, total, low, high, limit)
