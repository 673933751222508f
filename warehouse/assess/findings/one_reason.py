"""Finding `one_reason`: contacts carry one reason each, because the system stores one or counsellors tick one.

Belongs here: that finding, as *system* (declared) and as *habit* (observed), with its limits and its words. Does not
belong here: the funnel (`funnel.py`) or what follows for the verdict (`verdict.py`).

A declared limit needs no number of contacts. The habit is judged from 100 contacts with a reason: none with two fails
(the true share is then below 3/n), and so does a share far below those of sources that can record several.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schemas.finding import Finding, State
from warehouse.assess.findings.evidence import Numbers, SourceYear, Subject, by_year, count_of, of_hundred
from warehouse.assess.findings.funnel import FAIL_Z, WARN_Z, Funnel, funnels_without_each, is_far_below

CODE = "one_reason"
LEAST_CONTACTS = 100
ALMOST_NONE = 0.01
"""Without sources to compare with, a share below this is worth a look: CHI's own figures imply up to .11."""

SYSTEM_FAILS = (
    "Your system stores one reason per contact. Contacts with several problems appear once, under one of them."
)
SYSTEM_QUESTION = "Can the software allow several? If not, which reason do counsellors keep?"
HABIT_QUESTION = "Were counsellors told to tick one?"
CONTRADICTION_QUESTION = "Is the declaration in source.yaml still right?"


def judge(years: Sequence[SourceYear]) -> Iterator[Finding]:
    """Two findings a source-year, given all source-years of one network."""
    for group in by_year(years).values():
        compared = [year for year in group if _is_judged(year) and year.count("with_reason") >= LEAST_CONTACTS]
        funnels = funnels_without_each([count_of(year.two_reasons) for year in compared])
        funnel_of = {year.source_id: funnel for year, funnel in zip(compared, funnels, strict=True)}
        for year in group:
            yield _judge_system(year)
            yield _judge_habit(year, funnel_of.get(year.source_id))


def _is_judged(year: SourceYear) -> bool:
    return year.declares_several_reasons or year.shows_several_reasons


def _judge_system(year: SourceYear) -> Finding:
    subject = Subject(year, CODE, "system")
    two, total = year.two_reasons
    if year.declares_several_reasons:
        cap = "any number of" if year.reason_cap is None else f"up to {year.reason_cap}"
        return subject.found("pass", f"Your system stores {cap} reasons per contact.")
    if year.shows_several_reasons:
        sentence = (
            f"Your system is declared to store one reason per contact, "
            f"yet {two} of {total} contacts carry more than one."
        )
        return subject.found("warn", sentence, CONTRADICTION_QUESTION, Numbers(two, total))
    return subject.found("fail", SYSTEM_FAILS, SYSTEM_QUESTION, Numbers(two, total))


def _judge_habit(year: SourceYear, funnel: Funnel | None) -> Finding:
    subject = Subject(year, CODE, "habit")
    total = year.count("with_reason")
    if not _is_judged(year):
        return subject.found("not_applicable", "Your system stores one reason per contact, so no habit can be judged.")
    if total < LEAST_CONTACTS:
        sentence = (
            f"{total} contacts with a reason are too few to tell whether counsellors record several; "
            f"{LEAST_CONTACTS} are needed."
        )
        return subject.found("not_assessable", sentence, numbers=Numbers(year.count("with_two_reasons"), total))
    state = _state_of_habit(year, funnel)
    question = "" if state == "pass" else HABIT_QUESTION
    return subject.found(state, _sentence_of_habit(year, funnel), question, _numbers_of_habit(year, funnel))


def _state_of_habit(year: SourceYear, funnel: Funnel | None) -> State:
    count = count_of(year.two_reasons)
    if count.numerator == 0:
        return "fail"
    if funnel is None:
        return "warn" if count.share < ALMOST_NONE else "pass"
    if is_far_below(count, funnel):
        return "fail"
    return "warn" if funnel.is_below(count, WARN_Z) else "pass"


def _sentence_of_habit(year: SourceYear, funnel: Funnel | None) -> str:
    two, total = year.two_reasons
    cap = "several" if year.reason_cap is None else str(year.reason_cap)
    network = f"network: {of_hundred(funnel.target_share)} of 100" if funnel else "too few helplines to compare with"
    sentence = f"Your system allows {cap} reasons; {two} of {total} contacts carry more than one ({network})."
    if two == 0:
        sentence += f" If it were {of_hundred(3 / total)} of 100 or more, some would have shown."
    return sentence


def _numbers_of_habit(year: SourceYear, funnel: Funnel | None) -> Numbers:
    two, total = year.two_reasons
    if two == 0:
        return Numbers(two, total, threshold=3 / total)
    if funnel is None:
        return Numbers(two, total, threshold=ALMOST_NONE)
    low, high = funnel.limits(total, WARN_Z)
    return Numbers(two, total, low, high, funnel.limits(total, FAIL_Z)[0])
