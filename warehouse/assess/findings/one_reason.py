"""Finding `one_reason`: contacts carry one reason each, because the system stores one or counsellors tick one.

Belongs here: that finding, as *system* (declared) and as *habit* (observed), with its limits. Does not belong
here: its words (`schemas/findings.yaml`), the funnel (`funnel.py`) or what follows for the verdict (`verdict.py`).

A declared limit needs no number of contacts. The habit is judged from 100 contacts with a reason: none with two fails
(the true share is then below 3/n), and so does a share far below those of sources that can record several.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schemas.finding import Facts, Finding, State, spell_part
from warehouse.assess.findings.evidence import Numbers, SourceYear, Subject, by_year, count_of, of_hundred
from warehouse.assess.findings.funnel import FAIL_Z, WARN_Z, Funnel, funnels_without_each, is_far_below

CODE = "one_reason"
LEAST_CONTACTS = 100
ALMOST_NONE = 0.01
"""Without sources to compare with, a share below this is worth a look: CHI's own figures imply up to .11."""


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
    if year.declares_several_reasons:
        form = "stores_any" if year.reason_cap is None else "stores_several"
        return subject.found("pass", form, facts={"cap": year.reason_cap})
    numbers = Numbers(*year.two_reasons)
    if year.shows_several_reasons:
        return subject.found("warn", "contradicted", numbers)
    return subject.found("fail", "stores_one", numbers)


def _judge_habit(year: SourceYear, funnel: Funnel | None) -> Finding:
    subject = Subject(year, CODE, "habit")
    total = year.count("with_reason")
    if not _is_judged(year):
        return subject.found("not_applicable", "not_judged")
    if total < LEAST_CONTACTS:
        numbers = Numbers(year.count("with_two_reasons"), total)
        return subject.found("not_assessable", "too_few", numbers, {"least": LEAST_CONTACTS})
    state = _state_of_habit(year, funnel)
    form = "never" if year.two_reasons[0] == 0 else "usual" if state == "pass" else "rare"
    return subject.found(state, form, _numbers_of_habit(year, funnel), _facts_of_habit(year, funnel))


def _state_of_habit(year: SourceYear, funnel: Funnel | None) -> State:
    count = count_of(year.two_reasons)
    if count.numerator == 0:
        return "fail"
    if funnel is None:
        return "warn" if count.share < ALMOST_NONE else "pass"
    if is_far_below(count, funnel):
        return "fail"
    return "warn" if funnel.is_below(count, WARN_Z) else "pass"


def _facts_of_habit(year: SourceYear, funnel: Funnel | None) -> Facts:
    network = {"share": of_hundred(funnel.target_share)} if funnel else {}
    return {
        "cap": spell_part(CODE, "several") if year.reason_cap is None else year.reason_cap,
        "network": spell_part(CODE, "network" if funnel else "no_network", network),
        "share": of_hundred(3 / year.two_reasons[1]),
    }


def _numbers_of_habit(year: SourceYear, funnel: Funnel | None) -> Numbers:
    two, total = year.two_reasons
    if two == 0:
        return Numbers(two, total, threshold=3 / total)
    if funnel is None:
        return Numbers(two, total, threshold=ALMOST_NONE)
    low, high = funnel.limits(total, WARN_Z)
    return Numbers(two, total, low, high, funnel.limits(total, FAIL_Z)[0])
