"""Finding `no_setting`: the data do not tell online from offline, because the system cannot or nobody fills it in.

Belongs here: that finding, as *system* (declared) and as *habit* (observed). Does not belong here: its words
(`schemas/findings.yaml`), its limits (`thresholds.yaml`), low shares (`setting_tail`), what follows for the verdict
(`verdict`).

The habit is two findings a source-year: how often the setting is unknown, and whether online, or both together, is
hardly ever recorded. Unknown looks at all reasons that can be either, so that a helpline with few contacts about sexual
violence is judged, too; what is offline by nature and what has no setting is not among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schemas.finding import Facts, Finding, State, spell_part
from warehouse.assess.findings.evidence import Base, Numbers, Part, SourceYear, Subject, by_year, count_of, of_hundred
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
        for year in group:
            is_judged = _is_judged(year, thresholds)
            yield _judge_system(year, is_judged)
            yield _judge_unknown(year, is_judged, thresholds.no_setting)
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
        return subject.found("fail", "cannot_tell", Numbers(unknown, total))
    if year.setting_capability_code == "remit":
        return subject.found("pass", "remit", told)
    return subject.found("pass" if year.online("tellable")[0] else "declared", "tells", told)


def _judge_unknown(year: SourceYear, is_judged: bool, limits: NoSettingLimits) -> Finding:
    subject = Subject(year, CODE, "habit")
    if not is_judged:
        return subject.found("not_applicable", "habit_not_judged")
    if not year.has_contacts:
        return subject.found("not_assessable", "no_contacts")
    numbers = Numbers(*year.unknown_setting, 0.0, limits.most_unknown, limits.most_unknown)
    if year.setting_capability_code == "remit":
        return subject.found("pass", "unknown_of_remit", numbers)
    if not numbers.denominator:
        return subject.found("open", "unknown_nothing")
    if year.setting_capability_code == "by_list":
        return subject.found(*_state_of_list(year, limits), numbers)
    state = _state_of_unknown(year, limits)
    form = {"pass": "unknown_usual", "open": "unknown_open"}.get(state, "unknown_often")
    return subject.found(state, form, numbers, _range(numbers))


def _state_of_list(year: SourceYear, limits: NoSettingLimits) -> tuple[State, str]:
    """A list may have words for online beside entries that leave it open: then what is unknown counts as elsewhere, but
    it is a limit of the list and no habit, so it never fails.
    """
    if is_shown(year, limits):
        return "pass", "by_list_used"
    return ("warn", "by_list_partly") if year.online("tellable")[0] else ("open", "by_list_unused")


def _state_of_unknown(year: SourceYear, limits: NoSettingLimits) -> State:
    if is_shown(year, limits):
        return "pass"
    below = chance_below(count_of(year.unknown_setting), limits.most_unknown)
    return "fail" if below <= 1 - limits.surely_above else "warn" if below <= 1 - limits.likely_above else "open"


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
    low, high = tail.range_of_shares(limits.fail_p)
    facts = {"about": spell_part(CODE, ABOUT[tail.base, tail.part]), "low": of_hundred(low), "high": of_hundred(high)}
    numbers = Numbers(tail.number, tail.told, low, high, threshold=tail.limit or None)
    return numbers, {**facts, "least": limits.least_expected}


def _range(numbers: Numbers) -> dict[str, object]:
    low, high = numbers.interval
    return {"from_share": of_hundred(low), "to_share": of_hundred(high)}
