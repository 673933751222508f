"""Finding `no_setting`: the data do not tell online from offline, because the system cannot or nobody fills it in.

Belongs here: that finding, as *system* (declared) and as *habit* (observed), with its limits. Does not belong
here: its words (`schemas/findings.yaml`), the beta-binomial (`low_tail.py`), what follows for the verdict
(`verdict.py`).

The habit is two statistics, hence two findings a source-year: how often the setting is unknown, and whether almost
everything is offline (a field that nobody changes from its default). Both count contacts about sexual violence, and
about bullying where the list has a code for bullying online. What is offline by nature and what has no setting is in
neither. A low online share is not judged where online cases go to another service or where the service takes nothing
else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schemas.finding import Finding, State, spell_part
from warehouse.assess.findings.evidence import Numbers, SourceYear, Subject, Subtree, by_year, count_of, of_hundred
from warehouse.assess.findings.low_tail import FAIL_P, BetaBinomial, fits_without_each

CODE = "no_setting"
LEAST_CONTACTS = 50
LEAST_FITTED = 20
"""Sources with fewer contacts tell the fit nothing."""
FAIL_UNKNOWN = 0.20
WARN_UNKNOWN = 0.05

SUBTREES: tuple[Subtree, ...] = ("sexual", "bullying")
"""Each also names the part of the catalogue's sentences that says it."""


def judge(years: Sequence[SourceYear]) -> Iterator[Finding]:
    """Three findings a source-year (system, unknown share, low online share), given all source-years of one network."""
    for group in by_year(years).values():
        fits = {subtree: _fits(group, subtree) for subtree in SUBTREES}
        for year in group:
            yield _judge_system(year)
            yield _judge_unknown(year)
            yield _judge_low_tail(year, {subtree: fits[subtree].get(year.source_id) for subtree in SUBTREES})


def _is_judged(year: SourceYear) -> bool:
    return year.declares_setting or year.shows_setting


def _judge_system(year: SourceYear) -> Finding:
    subject = Subject(year, CODE, "system")
    unknown, total = year.unknown_setting
    if year.declares_setting:
        return subject.found("pass", "tells")
    if year.shows_setting:
        return subject.found("warn", "contradicted", Numbers(total - unknown, total), _about(*year.subtrees))
    return subject.found("fail", "cannot_tell", Numbers(unknown, total))


def _judge_unknown(year: SourceYear) -> Finding:
    subject = Subject(year, CODE, "habit")
    unknown, total = year.unknown_setting
    if not _is_judged(year):
        return subject.found("not_applicable", "habit_not_judged")
    about = _about(*year.subtrees)
    if total < LEAST_CONTACTS:
        return subject.found("not_assessable", "unknown_too_few", Numbers(unknown, total), about)
    share = unknown / total
    state: State = "fail" if share >= FAIL_UNKNOWN else "warn" if share >= WARN_UNKNOWN else "pass"
    form = "unknown_usual" if state == "pass" else "unknown_often"
    return subject.found(state, form, Numbers(unknown, total, 0.0, WARN_UNKNOWN, FAIL_UNKNOWN), about)


def _judge_low_tail(year: SourceYear, fits: dict[Subtree, BetaBinomial | None]) -> Finding:
    subject = Subject(year, CODE, "habit")
    if not _is_judged(year):
        return subject.found("not_applicable", "share_not_judged")
    if form := _why_tail_is_not_judged(year):
        return subject.found("not_applicable", form)
    subtree = _subtree_of_tail(year)
    if subtree is None:
        return subject.found("not_assessable", "share_too_few", Numbers(*year.online("sexual")), _about("sexual"))
    online, told = year.online(subtree)
    fit = fits[subtree]
    if fit is None:
        return subject.found("not_assessable", "share_alone", Numbers(online, told), _about(subtree))
    low, high = fit.range_of_shares(FAIL_P)
    limit = fit.lowest_share(told, FAIL_P)
    is_low = online / told < limit
    facts = {**_about(subtree), "low": of_hundred(low), "high": of_hundred(high)}
    numbers = Numbers(online, told, low, high, threshold=limit)
    return subject.found("fail" if is_low else "pass", "share_low" if is_low else "share_usual", numbers, facts)


def _why_tail_is_not_judged(year: SourceYear) -> str | None:
    """The form in which the finding says why; None where it is judged."""
    if year.setting_capability_code == "remit" or year.remit_code == "online_safety":
        return "share_of_remit"
    if year.sexual_goes_elsewhere:
        return "share_elsewhere"
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


def _about(*subtrees: Subtree) -> dict[str, object]:
    """What the finding is about, in words, and how many contacts it takes."""
    part = "both" if len(subtrees) > 1 else subtrees[0]
    return {"about": spell_part(CODE, part), "least": LEAST_CONTACTS}
