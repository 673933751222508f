"""Finding `no_ocsea`: hardly any contact is recorded as OCSEA, although the source records sexual violence.

Belongs here: that finding, a habit. Does not belong here: its words (`schemas/findings.yaml`), its limits
(`thresholds.yaml`), the beta-binomial (`low_tail`). It asks, and decides no verdict: an honest zero cannot be told from
one by habit, only declared or answered.

OCSEA is compared with the source's own sexual violence of which the setting is told, or with all its violence where its
list has no sexual violence offline. Helplines differ, hence the spread of the others: "so many were to be expected and
none came" alone would accuse one honest helpline in twenty. It must be rare beside all contacts, too: a specialist on
what happens offline has few online cases among many, and not few among its contacts. Where a year has too few cases,
it and the years before it are looked at together, and all violence beside sexual violence: where both say so, it is
enough that so many were to be expected in one of the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from schemas.finding import Finding, State, spell_part
from warehouse.assess.findings.evidence import Numbers, SourceYear, Subject, by_year, count_of, pool_of
from warehouse.assess.findings.low_tail import BetaBinomial, fits_without_each
from warehouse.assess.thresholds import NoOcseaLimits, Thresholds

CODE = "no_ocsea"
Own = Literal["sexual", "violence"]
"""The source's own contacts beside which OCSEA is looked at; also the part of the sentence that says it."""
Base = Literal["sexual", "violence", "with_reason"]
BASES: tuple[Base, ...] = ("sexual", "violence", "with_reason")
Fits = dict[Base, BetaBinomial]


def judge(years: Sequence[SourceYear], thresholds: Thresholds) -> Iterator[Finding]:
    """One finding a source-year, given all source-years of one network."""
    for group in by_year(years).values():
        pools = [pool_of(year, years, thresholds.declared.pooled_years) for year in group]
        of_year, of_pool = (_fits_of(every, thresholds) for every in (group, pools))
        for year, pool in zip(group, pools, strict=True):
            found = _judge(year, of_year[year.source_id], thresholds, "")
            if found.state_code == "open" and pool.counts != year.counts:
                pooled = _judge(pool, of_pool[year.source_id], thresholds, "of_years")
                found = pooled if pooled.state_code in ("fail", "warn") else found
            yield found


def _judge(year: SourceYear, fits: Fits, thresholds: Thresholds, span: Literal["", "of_years"]) -> Finding:
    subject, limits = Subject(year, CODE, "habit"), thresholds.no_ocsea
    if form := _why_not_judged(year, thresholds):
        return subject.found("not_applicable", form)
    if not year.has_contacts:
        return subject.found("not_assessable", "no_contacts")
    own = _own_of(year)
    pair = _ocsea(year, own)
    if own not in fits or not pair[1]:
        return subject.found("open", "alone", Numbers(*pair), {"about": spell_part(CODE, own)})
    fit, n_years = fits[own], thresholds.declared.pooled_years
    numbers, facts = _numbers(fit, pair, limits), {**_facts(fit, own, pair[1], limits), "n_years": n_years}
    is_enough = fit.mean * pair[1] >= limits.least_expected
    limit_of: dict[State, float] = {"fail": limits.fail_p, "warn": limits.warn_p}
    for state, tail in limit_of.items():
        is_low = _is_low(year, own, fits, tail, limits) and _is_rare(year, fits, limits)
        if is_low and (is_enough or _violence_says_so(year, fits, limits)):
            return subject.found(state, "few_of_years" if span else "few", numbers, facts)
    return subject.found(*(("pass", "usual") if is_enough else ("open", "too_few")), numbers, facts)


def _is_low(year: SourceYear, base: Base, fits: Fits, tail: float, limits: NoOcseaLimits) -> bool:
    found, total = _ocsea(year, base)
    return found / total < min(fits[base].lowest_share(total, tail), fits[base].mean * limits.under)


def _is_rare(year: SourceYear, fits: Fits, limits: NoOcseaLimits) -> bool:
    found, total = _ocsea(year, "with_reason")
    return "with_reason" not in fits or not total or found / total < fits["with_reason"].mean * limits.under


def _violence_says_so(year: SourceYear, fits: Fits, limits: NoOcseaLimits) -> bool:
    """It has but to agree: the limit is that of a warning."""
    total = _ocsea(year, "violence")[1]
    is_enough = "violence" in fits and fits["violence"].mean * total >= limits.least_expected
    return is_enough and _is_low(year, "violence", fits, limits.warn_p, limits)


def _why_not_judged(year: SourceYear, thresholds: Thresholds) -> str | None:
    """The form in which the finding says why; None where it is judged."""
    if not (year.declares_setting or year.shows_setting(thresholds.declared)):
        return "not_told"
    if year.setting_capability_code == "remit" or year.remit_code == "online_safety":
        return "of_remit"
    if year.sexual_goes_elsewhere:
        return "elsewhere"
    return None if year.can_record_ocsea else "no_code"


def _own_of(year: SourceYear) -> Own:
    return "sexual" if year.can_count("sexual_offline") else "violence"


def _ocsea(year: SourceYear, base: Base) -> tuple[int, int]:
    """OCSEA of contacts whose setting is told, so that one that fills in few settings is not accused for it."""
    return year.count("ocsea_wide"), year.count(base) - year.count("sexual_unknown")


def _fits_of(group: Sequence[SourceYear], thresholds: Thresholds) -> dict[str, Fits]:
    """By source and base: how the shares of the *other* able sources vary; who has few contacts is compared, too."""
    able = [year for year in group if year.has_contacts and _why_not_judged(year, thresholds) is None]
    fits: dict[str, Fits] = {year.source_id: {} for year in group}
    for base in BASES:
        fitted = [year for year in able if _ocsea(year, base)[1] >= thresholds.no_ocsea.least_fitted]
        if base == "sexual":
            fitted = [year for year in fitted if _own_of(year) == "sexual"]
        own = fits_without_each([count_of(_ocsea(year, base)) for year in fitted], thresholds.network)
        everybody = next((fit for fit in own if fit is not None), None)
        of_fitted = {year.source_id: fit for year, fit in zip(fitted, own, strict=True)}
        for year in able:
            if fit := of_fitted.get(year.source_id, everybody):
                fits[year.source_id][base] = fit
    return fits


def _numbers(fit: BetaBinomial, pair: tuple[int, int], limits: NoOcseaLimits) -> Numbers:
    low, high = fit.range_of_shares(limits.warn_p)
    return Numbers(*pair, low, high, min(fit.lowest_share(pair[1], limits.fail_p), fit.mean * limits.under))


def _facts(fit: BetaBinomial, own: Own, total: int, limits: NoOcseaLimits) -> dict[str, object]:
    low, high = fit.range_of_shares(limits.warn_p)
    facts: dict[str, object] = {"about": spell_part(CODE, own), "least": limits.least_expected}
    return {**facts, "low": round(low * total), "high": round(high * total)}
