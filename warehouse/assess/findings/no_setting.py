"""Finding `no_setting`: the data do not tell online from offline, because the system cannot or nobody fills it in.

Belongs here: that finding, as *system* (declared) and as *habit* (observed), with its limits. Does not belong
here: its words (`schemas/findings.yaml`), the beta-binomial (`low_tail.py`), what follows for the verdict
(`verdict.py`).

The habit is two statistics, hence two findings a source-year: how often the setting is unknown, and whether almost
everything is offline (a field that nobody changes from its default). Both look at all reasons that can be either, so
that a helpline with few contacts about sexual violence is judged, too; the second looks at these as well. What is
offline by nature and what has no setting is in neither. A low online share is not judged where online cases go to
another service or where the service takes nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from schemas.finding import Finding, State, spell_part
from warehouse.assess.findings.evidence import Base, Numbers, SourceYear, Subject, by_year, count_of, of_hundred
from warehouse.assess.findings.interval import chance_below
from warehouse.assess.findings.low_tail import FAIL_P, BetaBinomial, fits_without_each

CODE = "no_setting"
LEAST_EXPECTED = 4
"""Online reasons that the network's mean lets expect; below it, none is no news."""
LEAST_FITTED = 20
"""Sources with fewer reasons tell the fit nothing."""
MOST_UNKNOWN = 0.20
SURELY_ABOVE = 0.99
LIKELY_ABOVE = 0.90
SURELY_BELOW = 0.95

BASES: tuple[Base, ...] = ("tellable", "sexual")
"""Each also names the part of the catalogue's sentences that says it."""


def judge(years: Sequence[SourceYear]) -> Iterator[Finding]:
    """Three findings a source-year (system, unknown share, low online share), given all source-years of one network."""
    for group in by_year(years).values():
        fits = {base: _fits(group, base) for base in BASES}
        for year in group:
            yield _judge_system(year)
            yield _judge_unknown(year)
            yield _judge_low_tail(year, {base: fits[base].get(year.source_id) for base in BASES})


def is_shown(year: SourceYear) -> bool:
    """Whether the data show that online is told from offline: by remit; by a code for online that is used; or since the
    share of unknown settings is surely below `MOST_UNKNOWN`.
    """
    if year.setting_capability_code == "remit":
        return True
    if year.setting_capability_code == "by_list":
        return year.online("tellable")[0] > 0
    return year.unknown_setting[1] > 0 and chance_below(count_of(year.unknown_setting), MOST_UNKNOWN) >= SURELY_BELOW


def _is_judged(year: SourceYear) -> bool:
    return year.declares_setting or year.shows_setting


def _judge_system(year: SourceYear) -> Finding:
    subject = Subject(year, CODE, "system")
    unknown, total = year.unknown_setting
    told = Numbers(total - unknown, total)
    if not year.declares_setting:
        if year.shows_setting:
            return subject.found("warn", "contradicted", told)
        return subject.found("fail", "cannot_tell", Numbers(unknown, total))
    if year.setting_capability_code == "remit":
        return subject.found("pass", "remit", told)
    return subject.found("pass" if year.online("tellable")[0] else "declared", "tells", told)


def _judge_unknown(year: SourceYear) -> Finding:
    subject = Subject(year, CODE, "habit")
    if not _is_judged(year):
        return subject.found("not_applicable", "habit_not_judged")
    if not year.has_contacts:
        return subject.found("not_assessable", "no_contacts")
    numbers = Numbers(*year.unknown_setting, 0.0, MOST_UNKNOWN, MOST_UNKNOWN)
    if year.setting_capability_code == "remit":
        return subject.found("pass", "unknown_of_remit", numbers)
    if year.setting_capability_code == "by_list":
        return subject.found(*(("pass", "by_list_used") if is_shown(year) else ("open", "by_list_unused")), numbers)
    state = _state_of_unknown(year)
    form = {"pass": "unknown_usual", "open": "unknown_open"}.get(state, "unknown_often")
    return subject.found(state, form, numbers, _range(numbers))


def _state_of_unknown(year: SourceYear) -> State:
    if is_shown(year):
        return "pass"
    if year.unknown_setting[1] == 0:
        return "open"
    below = chance_below(count_of(year.unknown_setting), MOST_UNKNOWN)
    return "fail" if below <= 1 - SURELY_ABOVE else "warn" if below <= 1 - LIKELY_ABOVE else "open"


@dataclass(frozen=True)
class _Tail:
    """The online share on one base beside what the network lets expect."""

    base: Base
    online: int
    told: int
    fit: BetaBinomial

    @property
    def expected(self) -> float:
        return self.fit.mean * self.told

    @property
    def limit(self) -> float:
        return self.fit.lowest_share(self.told, FAIL_P)

    @property
    def is_low(self) -> bool:
        return self.expected >= LEAST_EXPECTED and self.online / self.told < self.limit


def _judge_low_tail(year: SourceYear, fits: Mapping[Base, BetaBinomial | None]) -> Finding:
    subject = Subject(year, CODE, "habit")
    if not _is_judged(year):
        return subject.found("not_applicable", "share_not_judged")
    if not year.has_contacts:
        return subject.found("not_assessable", "no_contacts_online")
    if form := _why_tail_is_not_judged(year):
        return subject.found("not_applicable", form)
    tails = [_Tail(base, *year.online(base), fit) for base in BASES if (fit := fits[base]) and year.online(base)[1]]
    if not tails:
        return subject.found("open", "share_alone", Numbers(*year.online("tellable")), _about("tellable"))
    tail = next((one for one in tails if one.is_low), max(tails, key=lambda one: one.expected))
    low, high = tail.fit.range_of_shares(FAIL_P)
    numbers = Numbers(tail.online, tail.told, low, high, threshold=tail.limit)
    facts = {**_about(tail.base), "low": of_hundred(low), "high": of_hundred(high)}
    if tail.is_low:
        return subject.found("fail", "share_low", numbers, facts)
    if tail.expected < LEAST_EXPECTED:
        return subject.found("open", "share_too_few", numbers, facts)
    return subject.found("pass", "share_usual", numbers, facts)


def _why_tail_is_not_judged(year: SourceYear) -> str | None:
    """The form in which the finding says why; None where it is judged."""
    if year.setting_capability_code == "remit" or year.remit_code == "online_safety":
        return "share_of_remit"
    if year.sexual_goes_elsewhere:
        return "share_elsewhere"
    return None


def _fits(group: Sequence[SourceYear], base: Base) -> dict[str, BetaBinomial | None]:
    """By source: how the online shares of the year's *other* able sources vary."""
    able = [
        year
        for year in group
        if _is_judged(year) and _why_tail_is_not_judged(year) is None and year.online(base)[1] >= LEAST_FITTED
    ]
    others = fits_without_each([count_of(year.online(base)) for year in able])
    fits = {year.source_id: fit for year, fit in zip(able, others, strict=True)}
    everybody = next((fit for fit in others if fit is not None), None)
    # Who is too small to be in the fit is compared with it all the same.
    return {year.source_id: fits.get(year.source_id, everybody) for year in group}


def _about(base: Base) -> dict[str, object]:
    """What the finding is about, in words."""
    return {"about": spell_part(CODE, base), "least": LEAST_EXPECTED}


def _range(numbers: Numbers) -> dict[str, object]:
    low, high = numbers.interval
    return {"from_share": of_hundred(low), "to_share": of_hundred(high)}
