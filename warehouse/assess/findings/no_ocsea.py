"""Finding `no_ocsea`: hardly any contact is recorded as OCSEA, although the source records sexual violence.

Belongs here: that finding, a habit. Does not belong here: its words (`schemas/findings.yaml`), its limits
(`thresholds.yaml`), the beta-binomial (`low_tail`). It asks, and decides no verdict: an honest zero cannot be told from
one by habit, only declared or answered.

OCSEA is compared with the source's own sexual violence of which the setting is told, by its mix of acts, so neither a
specialist nor a source that fills in few settings is accused; where its list has no sexual violence offline, with all
its violence. Helplines differ, hence the spread of the others: "so many were to be expected and none came" alone would
accuse one honest helpline in twenty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from schemas.finding import Facts, Finding, State, spell_part
from warehouse.assess.findings.evidence import Numbers, SourceYear, Subject, by_year, count_of
from warehouse.assess.findings.low_tail import BetaBinomial, fits_without_each
from warehouse.assess.findings.mix import as_usual, weights_of_mix
from warehouse.assess.thresholds import NoOcseaLimits, Thresholds

CODE = "no_ocsea"
BELOW = "violence.sexual."
Own = Literal["sexual", "violence"]
"""The source's own contacts beside which OCSEA is looked at; also the part of the sentence that says it."""


def judge(years: Sequence[SourceYear], thresholds: Thresholds) -> Iterator[Finding]:
    """One finding a source-year, given all source-years of one network."""
    for group in by_year(years).values():
        able = [year for year in group if _why_not_judged(year, thresholds) is None]
        weights = weights_of_mix(group, able, BELOW)
        fits = {own: _fits(able, own, weights, thresholds) for own in ("sexual", "violence")}
        for year in group:
            fit = fits[_own_of(year)].get(year.source_id)
            yield _judge(year, fit, weights[year.source_id], thresholds)


def _judge(year: SourceYear, fit: BetaBinomial | None, weight: float, thresholds: Thresholds) -> Finding:
    subject, limits = Subject(year, CODE, "habit"), thresholds.no_ocsea
    if form := _why_not_judged(year, thresholds):
        return subject.found("not_applicable", form)
    if not year.has_contacts:
        return subject.found("not_assessable", "no_contacts")
    own = _own_of(year)
    found, total = _ocsea(year, own)
    if fit is None or not total:
        return subject.found("open", "alone", Numbers(found, total), {"about": spell_part(CODE, own)})
    usual = as_usual((found, total), weight if own == "sexual" else 1.0)[1]
    numbers, facts = _numbers(fit, (found, total), usual, limits), _facts(fit, own, usual, limits)
    if fit.mean * usual < limits.least_expected:
        return subject.found("open", "too_few", numbers, facts)
    share = found / usual
    if share >= min(fit.lowest_share(usual, limits.warn_p), fit.mean * limits.under):
        return subject.found("pass", "usual", numbers, facts)
    state: State = "fail" if share < fit.lowest_share(usual, limits.fail_p) else "warn"
    return subject.found(state, "few", numbers, facts)


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


def _ocsea(year: SourceYear, own: Own) -> tuple[int, int]:
    return year.count("ocsea_wide"), year.count(own) - year.count("sexual_unknown")


def _fits(
    able: Sequence[SourceYear], own: Own, weights: Mapping[str, float], thresholds: Thresholds
) -> dict[str, BetaBinomial | None]:
    """By source, those that have few contacts too: how the shares of the year's *other* able sources vary."""
    compared = [year for year in able if _own_of(year) == "sexual" or own == "violence"]
    pairs = {
        year.source_id: as_usual(_ocsea(year, own), weights[year.source_id] if own == "sexual" else 1.0)
        for year in compared
    }
    fitted = {name: pair for name, pair in pairs.items() if pair[1] >= thresholds.no_ocsea.least_fitted}
    fits = fits_without_each([count_of(pair) for pair in fitted.values()], thresholds.network)
    fit_of = dict(zip(fitted, fits, strict=True))
    everybody = next((fit for fit in fits if fit is not None), None)
    return {name: fit_of.get(name, everybody) for name in pairs}


def _numbers(fit: BetaBinomial, pair: tuple[int, int], usual: int, limits: NoOcseaLimits) -> Numbers:
    """Expected shares and limit as those of the source's own mix of reasons."""
    limit = min(fit.lowest_share(usual, limits.fail_p), fit.mean * limits.under)
    low, high, limit = (min(share * usual / pair[1], 1.0) for share in (*fit.range_of_shares(limits.warn_p), limit))
    return Numbers(*pair, low, high, threshold=limit)


def _facts(fit: BetaBinomial, own: Own, usual: int, limits: NoOcseaLimits) -> Facts:
    low, high = fit.range_of_shares(limits.warn_p)
    facts = {"about": spell_part(CODE, own), "least": limits.least_expected}
    return {**facts, "low": round(low * usual), "high": round(high * usual)}
