"""Finding `lone_category`: one reason stands alone far more often than elsewhere, as if it were the easy choice.

Belongs here: that finding, a habit. Does not belong here: its words (`schemas/findings.yaml`), its limits
(`thresholds.yaml`), the funnel (`funnel`) or the beta-binomial (`low_tail`). It asks, is never red by itself, and
decides no verdict.

Looked at is the reason with most contacts that carry nothing else. Two contrasts have to agree, since a specialist
often meets one of them: how much rather it stands alone than the source's other reasons do, beside the same contrast of
the other helplines (on the log odds, so that helplines which record several reasons more often can be compared); and
how seldom it stands beside another reason, beside the same rate of the others. A service that declares what it is for
has answered the question.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log, sqrt

from schemas.finding import Finding
from schemas.finding_facts import label_of
from schemas.vocabulary.fields import REASON
from warehouse.assess.findings.evidence import Numbers, ReasonCount, SourceYear, Subject, by_year, of_hundred
from warehouse.assess.findings.funnel import Funnel, Measure, funnels_without_each
from warehouse.assess.findings.interval import Count
from warehouse.assess.findings.low_tail import BetaBinomial, fits_without_each
from warehouse.assess.thresholds import LoneCategoryLimits, Thresholds

CODE = "lone_category"
HALF = 0.5
"""Added to each number, so that none of none has odds too (Haldane, Anscombe)."""


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
    def contrast(self) -> Measure:
        """How much rather it stands alone than the rest: the log of the ratio of odds, with its error."""
        rest_alone = self.rest.denominator - self.rest.numerator
        cells = [HALF + n for n in (self.n_alone, self.own.numerator, rest_alone, self.rest.numerator)]
        return Measure(log(cells[0] / cells[1]) - log(cells[2] / cells[3]), sqrt(sum(1 / cell for cell in cells)))


@dataclass(frozen=True)
class _Peers:
    """What the other helplines let expect of a category."""

    funnel: Funnel
    rate: BetaBinomial


def judge(years: Sequence[SourceYear], thresholds: Thresholds) -> Iterator[Finding]:
    """One finding a source-year, given all source-years of one network."""
    limits = thresholds.lone_category
    for group in by_year(years).values():
        able = [year for year in group if _why_not_judged(year) is None]
        large = [year for year in able if year.count("with_reason") >= limits.least_contacts]
        tops = {year.source_id: top for year in large if (top := _top(year, limits))}
        for year in group:
            top = tops.get(year.source_id)
            yield _judge(year, top, _peers(top, year, large, tops, thresholds) if top else None, limits)


def _judge(year: SourceYear, top: _Category | None, peers: _Peers | None, limits: LoneCategoryLimits) -> Finding:
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
    if peers is None:
        return subject.found("open", "alone", numbers, facts)
    limit = 1 - peers.rate.lowest_share(top.own.denominator, limits.pair_p)
    numbers = Numbers(top.n_alone, top.own.denominator, 0.0, limit, limit)
    facts["others"] = of_hundred(1 - peers.rate.mean)
    stands_alone = peers.funnel.is_above(top.contrast, limits.score)
    is_expected = peers.rate.mean * top.own.denominator >= limits.least_expected
    is_unpaired = is_expected and top.own.share < 1 - limit
    if stands_alone and is_unpaired:
        return subject.found("warn", "lone", numbers, facts)
    return subject.found("pass", "usual", numbers, facts)


def _why_not_judged(year: SourceYear) -> str | None:
    """The form in which the finding says why; None where it is judged."""
    if not (year.declares_several_reasons or year.shows_several_reasons):
        return "stores_one"
    return "of_remit" if year.remit_code == "online_safety" else None


def _top(year: SourceYear, limits: LoneCategoryLimits) -> _Category | None:
    """The reason with most contacts that carry nothing else, where there are enough with it and without it."""
    categories = [_category(year, reason) for reason in year.reasons]
    if not categories:
        return None
    top = max(categories, key=lambda one: (one.n_alone, one.reason))
    return top if min(top.own.denominator, top.rest.denominator) >= limits.least_with_category else None


def _category(year: SourceYear, reason: str) -> _Category:
    """Without the month in which it stood alone most: one month may be a campaign."""
    own = [(month, month.reasons.get(reason, ReasonCount(0))) for month in year.months]
    peak = max(range(len(own)), key=lambda place: own[place][1].n_contacts - own[place][1].n_pairs)
    kept = [one for place, one in enumerate(own) if place != peak or len(own) == 1]
    n_contacts, n_pairs = sum(count.n_contacts for _, count in kept), sum(count.n_pairs for _, count in kept)
    two = sum(month.count("with_two_reasons") for month, _ in kept)
    total = sum(month.count("with_reason") for month, _ in kept)
    n_rest = max(total - n_contacts, 0)
    return _Category(reason, Count(n_pairs, n_contacts), Count(min(max(two - n_pairs, 0), n_rest), n_rest))


def _peers(
    top: _Category, year: SourceYear, large: Sequence[SourceYear], tops: dict[str, _Category], thresholds: Thresholds
) -> _Peers | None:
    """The same reason at the other helplines; where too few have it, what stands alone most at each of them."""
    least = thresholds.lone_category.least_of_peer
    same = {
        one.source_id: category
        for one in large
        if top.reason in one.reasons
        and min((category := _category(one, top.reason)).own.denominator, category.rest.denominator) >= least
    }
    compared = same if len(same) > thresholds.network.least_peers else tops
    position = list(compared).index(year.source_id)
    measures = [one.contrast for one in compared.values()]
    funnel = funnels_without_each(measures, thresholds.lone_category.score, thresholds.network)[position]
    rate = fits_without_each([one.own for one in compared.values()], thresholds.network)[position]
    return _Peers(funnel, rate) if funnel and rate else None
