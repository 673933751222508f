"""Finding `lone_category`: one reason stands alone far more often than elsewhere, as if it were the easy choice.

Belongs here: that finding, a habit. Does not belong here: its words (`schemas/findings.yaml`), its limits
(`thresholds.yaml`), levels of sources and reasons (`two_way`) or the beta-binomial (`low_tail`). It asks, is never red
by itself, and decides no verdict.

Looked at is the reason with most contacts that carry nothing else. Two contrasts have to agree, since a specialist
often meets one of them. The first: how much rather it stands alone than the source's other reasons do and than it does
elsewhere, on the log odds. Some reasons are alone by nature (a question, an examination), some helplines record several
more often; so both are levels, and what is left over must be more than cells of the network differ and move a year's
figures. The second: contacts that a habit puts under one reason add nothing to those that carry several, so among these
it is as rare as elsewhere. A specialty is frequent there, too, however often it stands alone. A service that declares
what it is for has answered the question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from schemas.finding import Finding
from schemas.finding_facts import label_of
from schemas.vocabulary.fields import REASON
from warehouse.assess.findings.evidence import Numbers, ReasonCount, SourceYear, Subject, by_year, of_hundred
from warehouse.assess.findings.funnel import Measure, widen_score
from warehouse.assess.findings.interval import Count
from warehouse.assess.findings.low_tail import fit_beta_binomial
from warehouse.assess.findings.two_way import Levels, fit_levels
from warehouse.assess.thresholds import LoneCategoryLimits, NetworkLimits, Thresholds

CODE = "lone_category"
HALF = 0.5
"""Added to each number, so that none of none has odds too (Haldane, Anscombe)."""
RARER = ""
"""The reasons of a source that are too rare to be looked at by themselves, together as if they were one."""


@dataclass(frozen=True)
class _Category:
    """A reason of a source: contacts with it and with others than it, and of each those with two reasons or more."""

    reason: str
    own: Count
    rest: Count

    @property
    def n_alone(self) -> int:
        return self.own.denominator - self.own.numerator

    @property
    def n_contacts(self) -> int:
        return self.own.denominator + self.rest.denominator

    @property
    def of_several(self) -> Count | None:
        """Contacts with it among those with two reasons or more; None where there are none."""
        n_two = self.own.numerator + self.rest.numerator
        return Count(self.own.numerator, n_two) if n_two else None


Categories = dict[str, dict[str, _Category]]
"""By source and reason."""


@dataclass(frozen=True)
class _Odds:
    """Of standing alone: to be expected of this source and reason; of the reason at the usual helpline; and the ratio
    from which on odds are too far beyond the expected ones.
    """

    expected: float
    elsewhere: float
    too_much: float


@dataclass(frozen=True)
class _Compared:
    """What its other reasons and the other helplines let expect of a category.

    `limit`: of its contacts, the share from which on it stands alone too often. `others`: the share elsewhere.
    """

    limit: float
    others: float
    is_specialty: bool


def judge(years: Sequence[SourceYear], thresholds: Thresholds) -> Iterator[Finding]:
    """One finding a source-year, given all source-years of one network."""
    limits = thresholds.lone_category
    for group in by_year(years).values():
        able = [year for year in group if _why_not_judged(year) is None]
        large = [year for year in able if year.count("with_reason") >= limits.least_contacts]
        categories = {year.source_id: {reason: _category(year, reason) for reason in year.reasons} for year in large}
        is_enough = len(large) > thresholds.network.least_peers
        levels = fit_levels(cells) if is_enough and (cells := _cells(categories, limits)) else None
        for year in group:
            top = _top(categories.get(year.source_id, {}), limits)
            compared = _compare(top, year.source_id, categories, levels, thresholds) if top and levels else None
            yield _judge(year, top, compared)


def _judge(year: SourceYear, top: _Category | None, compared: _Compared | None) -> Finding:
    subject = Subject(year, CODE, "habit")
    if form := _why_not_judged(year):
        return subject.found("not_applicable", form)
    if not year.has_contacts:
        return subject.found("not_assessable", "no_contacts")
    if top is None:
        return subject.found("open", "too_few", facts={"n": year.count("with_reason")})
    total = year.count("with_reason")
    facts = {"reason": label_of(REASON, top.reason), "share": of_hundred(top.own.denominator / total)}
    numbers = Numbers(top.n_alone, top.own.denominator)
    if compared is None:
        return subject.found("open", "alone", numbers, facts)
    numbers = Numbers(top.n_alone, top.own.denominator, 0.0, compared.limit, compared.limit)
    facts["others"] = of_hundred(compared.others)
    if top.n_alone / top.own.denominator > compared.limit and not compared.is_specialty:
        return subject.found("warn", "lone", numbers, facts)
    return subject.found("pass", "usual", numbers, facts)


def _why_not_judged(year: SourceYear) -> str | None:
    """The form in which the finding says why; None where it is judged."""
    if not (year.declares_several_reasons or year.shows_several_reasons):
        return "stores_one"
    return "of_remit" if year.remit_code == "online_safety" else None


def _top(categories: Mapping[str, _Category], limits: LoneCategoryLimits) -> _Category | None:
    """The reason with most contacts that carry nothing else, where there are enough with it and without it."""
    if not categories:
        return None
    top = max(categories.values(), key=lambda one: (one.n_alone, one.reason))
    return top if min(top.own.denominator, top.rest.denominator) >= limits.least_with_category else None


def _category(year: SourceYear, reason: str) -> _Category:
    """Without the month in which it stood alone most: one month may be a campaign."""
    own = [(month, month.reasons.get(reason, ReasonCount(0))) for month in year.judged_months]
    peak = max(range(len(own)), key=lambda place: own[place][1].n_contacts - own[place][1].n_pairs)
    kept = [one for place, one in enumerate(own) if place != peak or len(own) == 1]
    n_contacts, n_pairs = sum(count.n_contacts for _, count in kept), sum(count.n_pairs for _, count in kept)
    two = sum(month.count("with_two_reasons") for month, _ in kept)
    total = sum(month.count("with_reason") for month, _ in kept)
    n_rest = max(total - n_contacts, 0)
    return _Category(reason, Count(n_pairs, n_contacts), Count(min(max(two - n_pairs, 0), n_rest), n_rest))


def _cells(categories: Categories, limits: LoneCategoryLimits) -> dict[tuple[str, str], Measure]:
    """The log odds of standing alone, by source and reason."""
    cells = {}
    for source, own in categories.items():
        rarer = [0, 0]
        for reason, one in own.items():
            if one.own.denominator >= limits.least_of_reason:
                cells[source, reason] = _odds(one.n_alone, one.own.numerator)
            else:
                rarer = [rarer[0] + one.n_alone, rarer[1] + one.own.numerator]
        if any(rarer):
            cells[source, RARER] = _odds(*rarer)
    return cells


def _odds(n_alone: int, n_pairs: int) -> Measure:
    cells = n_alone + HALF, n_pairs + HALF
    return Measure(log(cells[0] / cells[1]), sqrt(sum(1 / cell for cell in cells)))


def _compare(
    top: _Category, source: str, categories: Categories, levels: Levels, thresholds: Thresholds
) -> _Compared | None:
    """None where too few others record the reason, and have contacts with several: no list has every reason."""
    limits, cell = thresholds.lone_category, (source, top.reason)
    same = [own[top.reason] for other, own in categories.items() if other != source and top.reason in own]
    elsewhere = [count for one in same if (count := one.of_several)]
    if cell not in levels.cells or len(elsewhere) < thresholds.network.least_peers:
        return None
    expected = levels.expected(cell)
    error = sqrt(expected.error**2 + _chance(expected.value, top.own.denominator) ** 2)
    odds = _Odds(
        expected=exp(expected.value),
        elsewhere=exp(levels.of_reason_beside(cell).value + levels.usual_source.value),
        too_much=exp(-widen_score(-limits.score, len(elsewhere)) * error),
    )
    return _Compared(
        limit=_limit(top, odds, limits),
        others=odds.elsewhere / (1 + odds.elsewhere),
        is_specialty=_is_specialty(top, elsewhere, limits, thresholds.network),
    )


def _chance(expected: float, n_contacts: int) -> float:
    """The error of log odds of so many contacts where they are as expected: by what is seen it would be boundless where
    every one of many stands alone.
    """
    odds = exp(expected)
    return sqrt((1 + odds) ** 2 / (odds * n_contacts))


def _limit(top: _Category, odds: _Odds, limits: LoneCategoryLimits) -> float:
    """The share that is both: odds too far beyond those to be expected, and contacts that move a year's figures, beyond
    what is expected and what stands alone elsewhere.

    What a habit adds stands alone: so many as were alone before are told by those that carry another, and the odds.
    """
    number = top.own.denominator
    most, usual = odds.expected * odds.too_much, max(odds.expected, odds.elsewhere)
    by_odds = (most * (number + HALF) - HALF) / ((1 + most) * number)
    by_excess = (limits.least_excess * top.n_contacts / number + usual) / (1 + usual)
    return min(max(by_odds, by_excess), 1.0)


def _is_specialty(
    top: _Category, elsewhere: Sequence[Count], limits: LoneCategoryLimits, network: NetworkLimits
) -> bool:
    """Whether it is more frequent among contacts with several reasons than nearly all others have it there."""
    own = top.of_several
    return own is not None and fit_beta_binomial(elsewhere, network).high_tail(own) < limits.specialty_p
