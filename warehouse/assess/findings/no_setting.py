"""Finding `no_setting`: the data do not tell online from offline, because the system cannot or nobody fills it in.

Belongs here: that finding, as *system* (declared) and as *habit* (observed). Does not belong here: its words
(`schemas/findings.yaml`), its limits (`thresholds.yaml`), low shares (`setting_tail`), what follows for the verdict
(`verdict`).

The habit is two findings a source-year: how often the setting is unknown, and whether online, or both together, is
hardly ever recorded. Unknown looks at all reasons that can be either, so that a helpline with few contacts about sexual
violence is judged, too; what is offline by nature and what has no setting is not among them. A share likely above the
limit fails where it is far beyond the others, too (`funnel`); where many leave out much, only a sure one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schemas.finding import Facts, Finding, State, spell_part
from warehouse.assess.findings.evidence import Base, Numbers, Part, SourceYear, Subject, by_year, count_of, of_hundred
from warehouse.assess.findings.funnel import Funnel, from_arcsine, funnels_without_each, measure_of
from warehouse.assess.findings.interval import chance_below
from warehouse.assess.findings.setting_tail import Tail, missing_both, online_tails
from warehouse.assess.thresholds import NoSettingLimits, Thresholds

CODE = "no_setting"
ABOUT: dict[tuple[Base, Part | None], str] = {
    ("tellable", None): "tellable",
    ("tellable", "online"): "tellable_online",
    ("tellable", "offline"): "tellable_offline",
    ("sexual", None): "sexual",
    ("sexual", "online"): "sexual_online",
    ("sexual", "offline"): "sexual_offline",
    ("bullying", "online"): "bullying_online",
    ("bullying", "offline"): "bullying_offline",
}
"""The part of the catalogue's sentences that says what a share is of."""


def judge(years: Sequence[SourceYear], thresholds: Thresholds) -> Iterator[Finding]:
    """Three findings a source-year (system, unknown share, low shares), given all source-years of one network."""
    for group in by_year(years).values():
        able = [year for year in group if _is_judged(year, thresholds) and _why_no_share_is_judged(year) is None]
        tails = online_tails(group, able, thresholds)
        no_both = missing_both(able, thresholds)
        usual = _usual_unknown(group, thresholds)
        for year in group:
            is_judged = _is_judged(year, thresholds)
            yield _judge_system(year, is_judged)
            yield _judge_unknown(year, is_judged, usual.get(year.source_id), thresholds.no_setting)
            yield _judge_tails(
                year, is_judged, tails[year.source_id], no_both.get(year.source_id), thresholds.no_setting
            )


def is_shown(year: SourceYear, limits: NoSettingLimits) -> bool:
    """Whether the data show that online is told from offline: by remit; since the share of unknown settings is surely
    below `most_unknown`; or by a code for online that is used, where the list leaves nothing unknown.
    """
    if year.setting_capability_code == "remit":
        return True
    unknown, total = year.unknown_setting
    is_by_list = year.setting_capability_code == "by_list"
    if is_by_list and (unknown == 0 or not year.online("tellable")[0]):
        return year.online("tellable")[0] > 0
    return total > 0 and chance_below(count_of(year.unknown_setting), limits.most_unknown) >= limits.surely_below


def _is_judged(year: SourceYear, thresholds: Thresholds) -> bool:
    return year.declares_setting or year.shows_setting(thresholds.declared)


def _judge_system(year: SourceYear, is_judged: bool) -> Finding:
    subject = Subject(year, CODE, "system")
    unknown, total = year.unknown_setting
    told = Numbers(total - unknown, total)
    if not year.declares_setting:
        if is_judged:
            return subject.found("warn", "contradicted", told)
        if year.was_changed("setting"):
            day = year.days_of_change("setting")
            return subject.found("fail", "could_not_tell", Numbers(unknown, total), {"day": day})
        return subject.found("fail", "cannot_tell", Numbers(unknown, total))
    if year.setting_capability_code == "remit":
        return subject.found("pass", "remit", told)
    state: State = "pass" if year.online("tellable")[0] else "declared"
    if year.was_changed("setting"):
        return subject.found(state, "told_then", told, {"day": year.days_of_change("setting")})
    if year.was_changed("several"):
        # the months that are judged are those of the whole system, and the reader has to know that some are not
        return subject.found(state, "told_all_year", told, {"day": year.days_of_change("several")})
    return subject.found(state, "tells", told)


def _usual_unknown(group: Sequence[SourceYear], thresholds: Thresholds) -> dict[str, Funnel]:
    """How often the setting is unknown at the *other* sources that ask for it, grown from the least unknown."""
    limits = thresholds.no_setting
    asked = [year for year in group if _is_asked(year, thresholds) and year.unknown_setting[1] >= limits.least_fitted]
    measures = [measure_of(count_of(year.unknown_setting)) for year in asked]
    funnels = funnels_without_each(measures, limits.score_of_unknown, thresholds.network)
    return {year.source_id: funnel for year, funnel in zip(asked, funnels, strict=True) if funnel}


def _is_asked(year: SourceYear, thresholds: Thresholds) -> bool:
    is_told_otherwise = year.setting_capability_code in ("remit", "by_list")
    return _is_judged(year, thresholds) and not is_told_otherwise


def _judge_unknown(year: SourceYear, is_judged: bool, usual: Funnel | None, limits: NoSettingLimits) -> Finding:
    subject = Subject(year, CODE, "habit")
    if not is_judged:
        return subject.found("not_applicable", "habit_not_judged")
    if not year.has_contacts:
        return subject.found("not_assessable", "no_contacts")
    numbers = Numbers(*year.unknown_setting, 0.0, limits.most_unknown, limits.most_unknown)
    if year.setting_capability_code == "remit":
        return subject.found("pass", "unknown_of_remit", numbers)
    if not numbers.denominator:
        return subject.found("open", "no_whole_month" if year.changed_on else "unknown_nothing")
    if year.setting_capability_code == "by_list":
        return subject.found(*_state_of_list(year, limits), numbers)
    state, form = _state_of_unknown(year, usual, limits)
    facts = {**_range(numbers), "usual": of_hundred(from_arcsine(usual.target)) if usual else None}
    return subject.found(state, form, numbers, facts)


def _state_of_list(year: SourceYear, limits: NoSettingLimits) -> tuple[State, str]:
    """A list may have words for online beside entries that leave it open: then what is unknown counts as elsewhere, but
    it is a limit of the list and no habit, so it never fails.
    """
    if is_shown(year, limits):
        return "pass", "by_list_used"
    return ("warn", "by_list_partly") if year.online("tellable")[0] else ("open", "by_list_unused")


def _state_of_unknown(year: SourceYear, usual: Funnel | None, limits: NoSettingLimits) -> tuple[State, str]:
    """Surely above the limit; or likely above it, and far beyond the other sources, who ask for it as well."""
    if is_shown(year, limits):
        return "pass", "unknown_usual"
    unknown = count_of(year.unknown_setting)
    above = 1 - chance_below(unknown, limits.most_unknown)
    if above >= limits.surely_above:
        return "fail", "unknown_often"
    if above >= limits.surely_above_beside and usual and usual.is_above(measure_of(unknown), limits.score_of_unknown):
        return "fail", "unknown_beside"
    return ("warn", "unknown_often") if above >= limits.likely_above else ("open", "unknown_open")


def _judge_tails(
    year: SourceYear, is_judged: bool, tails: Sequence[Tail], no_both: Tail | None, limits: NoSettingLimits
) -> Finding:
    """Online hardly ever; else both together hardly ever; else the share of which most was to be expected."""
    subject = Subject(year, CODE, "habit")
    if not is_judged:
        return subject.found("not_applicable", "share_not_judged")
    if not year.has_contacts:
        return subject.found("not_assessable", "no_contacts_online")
    if form := _why_no_share_is_judged(year):
        return subject.found("not_applicable", form)
    if low := next((tail for tail in tails if tail.is_low), None):
        return subject.found("fail", "share_low", *_numbers_of_tail(low, limits))
    if no_both:
        return subject.found("fail", "both_low", *_numbers_of_tail(no_both, limits))
    if not year.online("tellable")[1]:
        return subject.found("open", "share_nothing")
    if not tails:
        facts = {"about": spell_part(CODE, "tellable")}
        return subject.found("open", "share_alone", Numbers(*year.online("tellable")), facts)
    tail = max(tails, key=lambda one: one.expected)
    if tail.expected < limits.least_expected:
        return subject.found("open", "share_too_few", *_numbers_of_tail(tail, limits))
    return subject.found("pass", "share_usual", *_numbers_of_tail(tail, limits))


def _why_no_share_is_judged(year: SourceYear) -> str | None:
    """The form in which the finding says why no share is judged; None where it is."""
    if year.setting_capability_code == "remit" or year.remit_code == "online_safety":
        return "share_of_remit"
    if year.sexual_goes_elsewhere:
        return "share_elsewhere"
    return None


def _numbers_of_tail(tail: Tail, limits: NoSettingLimits) -> tuple[Numbers, Facts]:
    low, high = tail.range_of_shares
    facts = {"about": spell_part(CODE, ABOUT[tail.base, tail.part]), "low": of_hundred(low), "high": of_hundred(high)}
    numbers = Numbers(tail.number, tail.told, low, high, threshold=tail.limit or None)
    return numbers, {**facts, "least": limits.least_expected}


def _range(numbers: Numbers) -> dict[str, object]:
    low, high = numbers.interval
    return {"from_share": of_hundred(low), "to_share": of_hundred(high)}
