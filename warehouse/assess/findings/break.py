"""Finding `break`: from one month to the next a source's records changed, and stayed so.

Belongs here: that finding, a habit: which series are looked at and how large a change counts. Does not belong here: its
words (`schemas/findings.yaml`), its limits (`thresholds.yaml`), the search for the month (`change`). It asks, and
decides no verdict: a year's figures are then the mean of two practices.

Looked at are the shares of contacts with several reasons, of each reason, of unknown settings, of online ones, of
settings about which two recorded things disagree. Volume is not: a helpline that grows skews nothing, and no kind of
skew shows in its volume alone. A new list of reasons that the mapping declares (decisions that begin or end) explains
other reasons and another way of saying online; it explains neither second reasons nor settings that are lost. A system
that is declared to have changed explains what follows from what it can: how many reasons, and which; how settings are
told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from statistics import median

from schemas.finding import Finding, State, spell_part
from schemas.finding_facts import label_of
from schemas.vocabulary.fields import REASON
from warehouse.assess.findings.change import Split, best_split, false_discovery
from warehouse.assess.findings.evidence import Axis, Numbers, ReasonCount, SourceMonth, SourceYear, Subject, of_hundred
from warehouse.assess.findings.interval import Count
from warehouse.assess.thresholds import BreakLimits, Thresholds

CODE = "break"
WHAT = {"two": "two", "reason": "reason", "unknown": "unknown", "online": "online", "conflict": "conflict"}
"""The series, and the part of the catalogue's sentences that says each."""
NONE = ReasonCount(0)
EXPLAINED_BY_A_LIST = ("reason", "online")
EXPLAINED_BY: dict[Axis, tuple[str, ...]] = {"several": ("two", "reason"), "setting": ("unknown", "online", "conflict")}
"""The series that a change of the system explains, by what it can since or no longer."""


@dataclass(frozen=True)
class _Change:
    """The best split of one series of a source-year, the best of `n_looked_at` of its kind. `months`: those of `window`
    that have a base.
    """

    what: str
    reason: str
    window: Sequence[SourceMonth]
    months: tuple[SourceMonth, ...]
    series: tuple[Count, ...]
    split: Split
    n_looked_at: int = 1

    @property
    def month(self) -> date:
        return self.months[self.split.position].month

    @property
    def typical(self) -> tuple[float, float]:
        """The shares of the median month before and after: one month alone cannot change them."""
        before, after = self.series[: self.split.position], self.series[self.split.position :]
        return median(one.share for one in before), median(one.share for one in after)

    @property
    def declared_form(self) -> str | None:
        """The form in which a declared change explains it, in the month, the one before or the one after."""
        near = self.months[max(self.split.position - 1, 0) : self.split.position + 2]
        months = [one for one in self.window if near[0].month <= one.month <= near[-1].month]
        if any(self.what in EXPLAINED_BY[axis] for month in months for axis in month.changed_axes):
            return "declared_system"
        is_of_list = self.what in EXPLAINED_BY_A_LIST and any(month.is_declared_change for month in near)
        return "declared" if is_of_list else None


def judge(years: Sequence[SourceYear], thresholds: Thresholds) -> Iterator[Finding]:
    """One finding a source-year, given all source-years of one network."""
    limits = thresholds.change
    months: dict[str, list[SourceMonth]] = defaultdict(list)
    for year in years:
        months[year.source_id] += year.months
    changes: dict[tuple[str, int], list[_Change]] = {
        (year.source_id, year.contact_year): list(_changes(year, months[year.source_id], limits)) for year in years
    }
    every = [change for own in changes.values() for change in own]
    spreads = _spreads(every, thresholds)
    chances = {id(change): _chance(change, spreads, limits) for change in every}
    surprising = _q_values(changes, chances)
    for year in years:
        own = changes[year.source_id, year.contact_year]
        yield _judge(year, [(change, surprising[id(change)]) for change in own], limits)


def _judge(year: SourceYear, changes: Sequence[tuple[_Change, float]], limits: BreakLimits) -> Finding:
    subject = Subject(year, CODE, "habit")
    if not year.has_contacts:
        return subject.found("not_assessable", "no_contacts")
    if not changes:
        return subject.found("open", "too_few")
    states = [(_state(change, q, limits), abs(change.split.effect), change) for change, q in changes]
    bad = [one for one in states if one[0] in ("warn", "fail")]
    if not bad:
        return subject.found("pass", "steady")
    undeclared = [one for one in bad if not one[2].declared_form]
    state, _, change = max(undeclared or bad, key=lambda one: (one[0] == "fail", one[1]))
    facts = {"month": f"{change.month:%Y-%m}", "what": _what(change)}
    numbers = _numbers(change, limits)
    if change.declared_form:
        return subject.found("pass", change.declared_form, numbers, facts)
    return subject.found(state, "changed", numbers, facts)


def _state(change: _Change, q: float, limits: BreakLimits) -> State:
    """By the effect on the whole and on the median month, which must agree."""
    effect, (before, after) = change.split.effect, change.typical
    if q >= limits.fail_q or effect * (after - before) <= 0:
        return "pass"
    shares = (change.split.before.share, change.split.after.share), (before, after)
    size = min(abs(effect), abs(after - before))
    if size >= limits.fail_effect or (change.what == "two" and all(b < a * limits.stopped for a, b in shares)):
        return "fail"
    return "warn" if size >= limits.warn_effect else "pass"


def _changes(year: SourceYear, months: Sequence[SourceMonth], limits: BreakLimits) -> Iterator[_Change]:
    """The best split of each kind of series that lies in this year."""
    near = [one for one in months if abs(one.month.year - year.contact_year) <= limits.years_beside]
    window = tuple(sorted(near, key=lambda one: one.month))
    if year.declares_several_reasons or year.shows_several_reasons:
        yield from _best(year, window, [("two", "")], limits)
    reasons = sorted({reason for month in window for reason in month.reasons})
    yield from _best(year, window, [("reason", reason) for reason in reasons], limits)
    if year.setting_capability_code in ("per_reason", "per_contact"):
        yield from _best(year, window, [("unknown", "")], limits)
    if year.setting_capability_code in ("per_reason", "per_contact", "by_list"):
        yield from _best(year, window, [("online", "")], limits)
        yield from _best(year, window, [("conflict", "")], limits)


def _best(
    year: SourceYear, window: Sequence[SourceMonth], kinds: Sequence[tuple[str, str]], limits: BreakLimits
) -> Iterator[_Change]:
    """Of the series of one kind the change that stands out most."""
    found = [change for what, reason in kinds if (change := _change(year, window, what, reason, limits))]
    if found:
        best = max(found, key=lambda one: (one.split.between / max(one.split.dispersion, 1), one.reason))
        yield replace(best, n_looked_at=len(found))


def _change(
    year: SourceYear, window: Sequence[SourceMonth], what: str, reason: str, limits: BreakLimits
) -> _Change | None:
    """The best split of a series in this year. A better one in a year beside it is that year's, and ends the series."""
    months, series = _series(window, what, reason)
    n_splits = 0
    while sum(one.denominator for one in series) >= limits.least_contacts:
        if what == "reason" and sum(one.numerator for one in series) < limits.least_of_reason:
            return None
        split = best_split(series, limits.least_months)
        if split is None or not split.between:
            return None
        n_splits += split.n_splits
        at = months[split.position].month.year
        if at == year.contact_year:
            return _Change(what, reason, window, months, series, replace(split, n_splits=n_splits))
        side = slice(split.position, None) if at < year.contact_year else slice(None, split.position)
        months, series = months[side], series[side]
    return None


def _series(window: Sequence[SourceMonth], what: str, reason: str) -> tuple[tuple[SourceMonth, ...], tuple[Count, ...]]:
    """The months that have a base, and their counts."""
    pairs = [(month, _pair(month, what, reason)) for month in window]
    based = [(month, Count(*pair)) for month, pair in pairs if pair[1]]
    return tuple(month for month, _ in based), tuple(count for _, count in based)


def _pair(month: SourceMonth, what: str, reason: str) -> tuple[int, int]:
    if what == "two":
        return month.count("with_two_reasons"), month.count("with_reason")
    if what == "reason":
        return month.reasons.get(reason, NONE).n_contacts, month.count("with_reason")
    if what == "conflict":
        return month.count("setting_conflicts"), month.count("with_setting")
    if what == "unknown":
        return month.count("tellable_unknown"), month.count("tellable")
    return month.count("tellable_online"), month.count("tellable") - month.count("tellable_unknown")


def _spreads(changes: Sequence[_Change], thresholds: Thresholds) -> dict[str, float]:
    """By kind: how months usually differ at the network's sources, beyond chance; 1 where too few can say."""
    of_kind: dict[str, list[float]] = defaultdict(list)
    for change in changes:
        of_kind[change.what].append(max(change.split.dispersion, 1.0))
    least = thresholds.network.least_peers
    return {what: median(own) for what, own in of_kind.items() if len(own) > least}


def _chance(change: _Change, spreads: dict[str, float], limits: BreakLimits) -> float:
    """How likely the change is by chance: the source's own spread and as many months of the network's."""
    split, borrowed = change.split, limits.borrowed_months if change.what in spreads else 0
    n_free = split.n_free + borrowed
    spread = (split.dispersion * split.n_free + spreads.get(change.what, 1.0) * borrowed) / n_free
    return min(split.chance(max(spread, 1.0), n_free) * change.n_looked_at, 1.0)


def _q_values(changes: Mapping[tuple[str, int], Sequence[_Change]], chances: Mapping[int, float]) -> dict[int, float]:
    """Each change with its q value among the series of its kind in its calendar year."""
    alike: dict[tuple[int, str], list[_Change]] = defaultdict(list)
    for (_, contact_year), own in changes.items():
        for change in own:
            alike[contact_year, change.what].append(change)
    found = {}
    for every in alike.values():
        values = false_discovery([chances[id(change)] for change in every])
        found.update({id(change): q for change, q in zip(every, values, strict=True)})
    return found


def _numbers(change: _Change, limits: BreakLimits) -> Numbers:
    before, after = change.split.before, change.split.after
    low, high = Numbers(before.numerator, before.denominator).interval
    side = limits.fail_effect if change.split.effect > 0 else -limits.fail_effect
    limit = min(max(before.share + side, 0.0), 1.0)
    return Numbers(after.numerator, after.denominator, low, high, limit)


def _what(change: _Change) -> str:
    facts = {"before": of_hundred(change.split.before.share), "after": of_hundred(change.split.after.share)}
    if change.reason:
        facts["reason"] = label_of(REASON, change.reason)
    return spell_part(CODE, WHAT[change.what], facts)
