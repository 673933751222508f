"""Finding `no_ocsea`: hardly any contact is recorded as OCSEA, although the source records sexual violence.

Belongs here: that finding, a habit. Does not belong here: its words (`schemas/findings.yaml`), its limits
(`thresholds.yaml`), the beta-binomial (`low_tail`). It asks, and decides no verdict: an honest zero cannot be told from
one by habit, only declared or answered.

OCSEA is compared with the source's own sexual violence of which the setting is told, as it stands and by its mix of
acts, or with all its violence where its list has no sexual violence offline. Helplines differ, hence the spread of the
others: "so many were to be expected and none came" alone would accuse one honest helpline in twenty. Rare on one of
these is not enough: it must be under about a third of what the others record on each, and among all contacts, too. A
specialist on what happens offline has few online cases among many, and not few among its contacts or for its mix of
acts. Less rare is enough for a source that records as much online as the others about everything else: there, a zero is
no way of recording little online. Where a year has too few cases, or does no more than warn, it and the years before it
are looked at together, and all violence beside sexual violence: where both say so, it is enough that so many were to be
expected in one of the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from schemas.finding import Finding, State, spell_part
from warehouse.assess.findings.evidence import Numbers, SourceYear, Subject, by_year, count_of, pool_of
from warehouse.assess.findings.low_tail import BetaBinomial, fits_beside
from warehouse.assess.findings.mix import Topic, as_usual, is_not_sexual, is_sexual, online_of, weights_of_mix
from warehouse.assess.thresholds import NoOcseaLimits, Thresholds

CODE = "no_ocsea"
Own = Literal["sexual", "violence"]
"""The source's own contacts beside which OCSEA is looked at; also the part of the sentence that says it."""
Base = Literal["sexual", "mix", "violence", "with_reason", "elsewhere"]
BASES: tuple[Base, ...] = ("sexual", "mix", "violence", "with_reason", "elsewhere")
"""`mix`: as many contacts about sexual violence of the network's mix of acts as let expect the same. `elsewhere`: not
OCSEA, but what is online of everything else, likewise."""
TOPICS: dict[Base, Topic] = {"mix": is_sexual, "elsewhere": is_not_sexual}


@dataclass(frozen=True)
class _Beside:
    """OCSEA of a base, and how this share varies among the others."""

    pair: tuple[int, int]
    fit: BetaBinomial

    @property
    def expected(self) -> float:
        return self.fit.mean * self.pair[1]

    @property
    def share(self) -> float:
        return self.pair[0] / self.pair[1]

    def limit(self, tail: float, limits: NoOcseaLimits) -> float:
        return min(self.fit.lowest_share(self.pair[1], tail), self.fit.mean * limits.under)

    def is_usual(self, under: float) -> bool:
        """Not so far below the others (under so much of their mean) that hardly any could be said to be recorded."""
        return self.share >= self.fit.mean * under

    def is_low(self, tail: float, limits: NoOcseaLimits) -> bool:
        return self.share < self.limit(tail, limits)


Besides = dict[Base, _Beside]


def judge(years: Sequence[SourceYear], thresholds: Thresholds) -> Iterator[Finding]:
    """One finding a source-year, given all source-years of one network."""
    for group in by_year(years).values():
        pools = [pool_of(year, years, thresholds.declared.pooled_years) for year in group]
        of_year, of_pool = (_compare(every, thresholds) for every in (group, pools))
        for year, pool in zip(group, pools, strict=True):
            found = _judge(year, of_year[year.source_id], thresholds, "few")
            if found.state_code in ("open", "warn") and pool.counts != year.counts:
                pooled = _judge(pool, of_pool[year.source_id], thresholds, "few_of_years")
                says_more = pooled.state_code == "fail" or (pooled.state_code, found.state_code) == ("warn", "open")
                found = pooled if says_more else found
            yield found


def _judge(
    year: SourceYear, besides: Besides, thresholds: Thresholds, form_of_few: Literal["few", "few_of_years"]
) -> Finding:
    subject, limits = Subject(year, CODE, "habit"), thresholds.no_ocsea
    if form := _why_not_judged(year, thresholds):
        return subject.found("not_applicable", form)
    if not year.has_contacts:
        return subject.found("not_assessable", "no_contacts")
    own = _own_of(year)
    if own not in besides:
        counted, about = Numbers(*_pair(year, own)), {"about": spell_part(CODE, own)}
        return subject.found("open", "alone" if counted.denominator else "nothing", counted, about)
    beside, facts = besides[own], _facts(besides[own], own, thresholds)
    low, high = beside.fit.range_of_shares(limits.warn_p)
    numbers = Numbers(*beside.pair, low, high)
    fail_p = limits.fail_p_elsewhere if _is_told_elsewhere(besides, limits) else limits.fail_p
    limit_of: dict[State, float] = {"fail": fail_p, "warn": limits.warn_p}
    for state, tail in limit_of.items():
        if (few := _few(own, besides, tail, limits)) is not None:
            limit = few.limit(tail, limits) * few.pair[1] / beside.pair[1]
            return subject.found(state, form_of_few, replace(numbers, threshold=limit), facts)
    is_enough = beside.expected >= limits.least_expected
    # where not even none would be few there is no limit
    numbers = replace(numbers, threshold=(beside.limit(limits.warn_p, limits) if is_enough else 0) or None)
    return subject.found(*(("pass", "usual") if is_enough else ("open", "too_few")), numbers, facts)


def _few(own: Own, besides: Besides, tail: float, limits: NoOcseaLimits) -> _Beside | None:
    """What shows that OCSEA is hardly ever recorded, on this limit; None where nothing does, or one base speaks against
    it.
    """
    looked_at: tuple[Base, ...] = (own, "mix")
    usual_from = dict.fromkeys(looked_at, limits.under) | {"with_reason": limits.under_among_all}
    if any(besides[base].is_usual(under) for base, under in usual_from.items() if base in besides):
        return None
    low = [besides[base] for base in looked_at if base in besides and besides[base].is_low(tail, limits)]
    if enough := [one for one in low if one.expected >= limits.least_expected]:
        return enough[0]
    # all violence has but to agree: the limit is that of a warning
    violence = besides.get("violence")
    agrees = violence and violence.expected >= limits.least_expected and violence.is_low(limits.warn_p, limits)
    return besides[own] if besides[own] in low and agrees else None


def _is_told_elsewhere(besides: Besides, limits: NoOcseaLimits) -> bool:
    """Whether as much as among the others is online of everything else: it is no source where little is online."""
    other = besides.get("elsewhere")
    return other is not None and other.expected >= limits.least_expected and other.share >= other.fit.mean


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


def _pair(year: SourceYear, base: Base, weight: float = 1.0) -> tuple[int, int]:
    """OCSEA of contacts whose setting is told, so that one that fills in few settings is not accused for it."""
    if base == "elsewhere":
        return as_usual(online_of(year, is_not_sexual), weight)
    total = year.count("sexual" if base == "mix" else base) - year.count("sexual_unknown")
    return as_usual((year.count("ocsea_wide"), max(total, 0)), weight)


def _compare(group: Sequence[SourceYear], thresholds: Thresholds) -> dict[str, Besides]:
    """By source: its shares beside those of the *other* able sources; who has few contacts is compared, too."""
    able = [year for year in group if year.has_contacts and _why_not_judged(year, thresholds) is None]
    weights = {base: weights_of_mix(group, able, topic, thresholds.network) for base, topic in TOPICS.items()}
    besides: dict[str, Besides] = {year.source_id: {} for year in group}
    for base in BASES:
        compared = [year for year in able if base not in ("sexual", "mix") or _own_of(year) == "sexual"]
        usual = weights.get(base, {})
        pairs = {year.source_id: _pair(year, base, usual.get(year.source_id, 1.0)) for year in compared}
        counts = {name: count_of(pair) for name, pair in pairs.items()}
        for name, fit in fits_beside(counts, counts, thresholds.no_ocsea.least_fitted, thresholds.network).items():
            if fit and pairs[name][1]:
                besides[name][base] = _Beside(pairs[name], fit)
    return besides


def _facts(beside: _Beside, own: Own, thresholds: Thresholds) -> dict[str, object]:
    low, high = beside.fit.range_of_shares(thresholds.no_ocsea.warn_p)
    return {
        "about": spell_part(CODE, own),
        "least": thresholds.no_ocsea.least_expected,
        "low": round(low * beside.pair[1]),
        "high": round(high * beside.pair[1]),
        "n_years": thresholds.declared.pooled_years,
    }
