"""Finding `no_setting`: the data do not tell online from offline, because the system cannot or nobody fills it in.

Belongs here: that finding, as *system* (declared) and as *habit* (observed), with its limits and its words. Does not
belong here: the beta-binomial (`low_tail.py`) or what follows for the verdict (`verdict.py`).

The habit is two statistics, hence two findings a source-year: how often the setting is unknown, and whether almost
everything is offline (a field that nobody changes from its default). Both count contacts about sexual violence, and
about bullying where the list has a code for bullying online. What is offline by nature and what has no setting is in
neither. A low online share is not judged where online cases go to another service or where the service takes nothing
else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schemas.finding import Finding, State
from warehouse.assess.findings.evidence import Numbers, SourceYear, Subject, Subtree, by_year, count_of, of_hundred
from warehouse.assess.findings.low_tail import FAIL_P, BetaBinomial, fits_without_each

CODE = "no_setting"
LEAST_CONTACTS = 50
LEAST_FITTED = 20
"""Sources with fewer contacts tell the fit nothing."""
FAIL_UNKNOWN = 0.20
WARN_UNKNOWN = 0.05

SYSTEM_FAILS = "Your system does not tell online from offline."
SYSTEM_QUESTION = "Could a field or a second code be added? Until then, where would a counsellor write it?"
UNKNOWN_QUESTION = "Is it asked? Where is it written?"
TAIL_QUESTION = "Does the field start with a value that counsellors have to change?"
CONTRADICTION_QUESTION = "Is the declaration in source.yaml still right?"
WORDS: dict[Subtree, str] = {"sexual": "sexual violence", "bullying": "bullying"}


def judge(years: Sequence[SourceYear]) -> Iterator[Finding]:
    """Three findings a source-year (system, unknown share, low online share), given all source-years of one network."""
    for group in by_year(years).values():
        fits = {subtree: _fits(group, subtree) for subtree in WORDS}
        for year in group:
            yield _judge_system(year)
            yield _judge_unknown(year)
            yield _judge_low_tail(year, {subtree: fits[subtree].get(year.source_id) for subtree in WORDS})


def _is_judged(year: SourceYear) -> bool:
    return year.declares_setting or year.shows_setting


def _judge_system(year: SourceYear) -> Finding:
    subject = Subject(year, CODE, "system")
    unknown, total = year.unknown_setting
    if year.declares_setting:
        return subject.found("pass", "Your system tells online from offline.")
    if year.shows_setting:
        sentence = (
            f"Your system is declared not to tell online from offline, yet for {total - unknown} of {total} contacts "
            f"about {_about(year)} the data do."
        )
        return subject.found("warn", sentence, CONTRADICTION_QUESTION, Numbers(total - unknown, total))
    return subject.found("fail", SYSTEM_FAILS, SYSTEM_QUESTION, Numbers(unknown, total))


def _judge_unknown(year: SourceYear) -> Finding:
    subject = Subject(year, CODE, "habit")
    unknown, total = year.unknown_setting
    if not _is_judged(year):
        return subject.found("not_applicable", "Your system does not tell online from offline: no habit can be judged.")
    if total < LEAST_CONTACTS:
        sentence = _too_few(total, _about(year), "whether the setting is filled in")
        return subject.found("not_assessable", sentence, numbers=Numbers(unknown, total))
    share = unknown / total
    state: State = "fail" if share >= FAIL_UNKNOWN else "warn" if share >= WARN_UNKNOWN else "pass"
    sentence = f"For {unknown} of {total} contacts about {_about(year)} the data do not say online or offline."
    question = "" if state == "pass" else UNKNOWN_QUESTION
    return subject.found(state, sentence, question, Numbers(unknown, total, 0.0, WARN_UNKNOWN, FAIL_UNKNOWN))


def _judge_low_tail(year: SourceYear, fits: dict[Subtree, BetaBinomial | None]) -> Finding:
    subject = Subject(year, CODE, "habit")
    if not _is_judged(year):
        return subject.found("not_applicable", "Your system does not tell online from offline: no share can be judged.")
    if reason := _why_tail_is_not_judged(year):
        return subject.found("not_applicable", f"{reason}, so a low or high online share says nothing.")
    subtree = _subtree_of_tail(year)
    if subtree is None:
        online, told = year.online("sexual")
        sentence = _too_few(told, f"{WORDS['sexual']} with a setting", "whether online is recorded")
        return subject.found("not_assessable", sentence, numbers=Numbers(online, told))
    online, told = year.online(subtree)
    fit = fits[subtree]
    seen = f"{online} of {told} contacts about {WORDS[subtree]} are recorded as online or both"
    if fit is None:
        return subject.found("not_assessable", f"{seen}; too few helplines to compare with.", "", Numbers(online, told))
    low, high = fit.range_of_shares(FAIL_P)
    limit = fit.lowest_share(told, FAIL_P)
    is_low = online / told < limit
    sentence = f"{seen} (helplines that can tell: {of_hundred(low)} to {of_hundred(high)} of 100)."
    numbers = Numbers(online, told, low, high, threshold=limit)
    return subject.found("fail" if is_low else "pass", sentence, TAIL_QUESTION if is_low else "", numbers)


def _why_tail_is_not_judged(year: SourceYear) -> str | None:
    if year.setting_capability_code == "remit" or year.remit_code == "online_safety":
        return "Your service takes online problems only"
    if year.sexual_goes_elsewhere:
        return "Another service of your country takes sexual violence online"
    return None


def _subtree_of_tail(year: SourceYear) -> Subtree | None:
    """Sexual violence where there is enough of it, else bullying; None where there is enough of neither."""
    enough = [subtree for subtree in year.subtrees if year.online(subtree)[1] >= LEAST_CONTACTS]
    return enough[0] if enough else None


def _fits(group: Sequence[SourceYear], subtree: Subtree) -> dict[str, BetaBinomial | None]:
    """By source: how the online shares of the year's *other* able sources vary."""
    able = [
        year
        for year in group
        if _is_judged(year)
        and _why_tail_is_not_judged(year) is None
        and subtree in year.subtrees
        and year.online(subtree)[1] >= LEAST_FITTED
    ]
    fits = fits_without_each([count_of(year.online(subtree)) for year in able])
    return {year.source_id: fit for year, fit in zip(able, fits, strict=True)}


def _about(year: SourceYear) -> str:
    return " or ".join(WORDS[subtree] for subtree in year.subtrees)


def _too_few(total: int, about: str, what: str) -> str:
    return f"{total} contacts about {about} are too few to tell {what}; {LEAST_CONTACTS} are needed."
