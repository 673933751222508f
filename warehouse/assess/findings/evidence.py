"""What a finding may look at: a source's declaration beside the metrics of one year and its months.

Belongs here: the shape of that evidence, the question whether data contradict a declaration, and the making of a
finding from it. Does not belong here: any verdict.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal, NamedTuple

from schemas.finding import Cause, Facts, Finding, State
from warehouse.assess.findings.interval import Count, interval_of
from warehouse.assess.thresholds import DeclaredLimits

Base = Literal["tellable", "sexual", "bullying"]
"""All reasons that can be online or offline, contacts about sexual violence, and those about bullying."""

Part = Literal["online", "offline"]

Axis = Literal["several", "setting"]
"""What a system can or cannot: hold several reasons, tell online from offline."""


class ReasonCount(NamedTuple):
    """Contacts with a reason, those of them with another one; how often its setting is known, and is online or both."""

    n_contacts: int
    n_pairs: int = 0
    n_told: int = 0
    n_online: int = 0


@dataclass(frozen=True)
class SourceMonth:
    """One source in one month. `counts` are the metrics of `source_month`, `reasons` those of `source_reason`.
    `is_declared_change`: decisions begin or end in it; `changed_axes`: the system was changed since the month before;
    `is_judged`: all of it was recorded under the system that holds for the year.
    """

    month: date
    counts: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[str, ReasonCount] = field(default_factory=dict)
    is_declared_change: bool = False
    is_judged: bool = True
    changed_axes: frozenset[Axis] = frozenset()

    def count(self, name: str) -> int:
        """The metric `n_<name>` of the month."""
        return int(self.counts.get(name, 0))


@dataclass(frozen=True)
class SourceYear:
    """One source in one year. `counts` are the metrics of `source_year`, by name without `n_`; what the source cannot
    record is missing and counts as 0.

    What the system can is what it could when most of the year's contacts were recorded. `changed_on`: the days on which
    it was changed within the year, by the axis on which it was; `counts` are then those of the months in which it was
    so, and nobody is judged for a month in which it was not. `sexual_goes_elsewhere`: another service of the country
    takes online sexual violence, so few cases are a true zero.
    """

    source_id: str
    network_code: str
    contact_year: int
    can_record_several_reasons: bool
    reason_cap: int | None
    setting_capability_code: str
    remit_code: str = "general"
    sexual_goes_elsewhere: bool = False
    can_record_ocsea: bool = True
    status_code: str = "current"
    counts: Mapping[str, int] = field(default_factory=dict)
    months: tuple[SourceMonth, ...] = ()
    changed_on: Mapping[Axis, tuple[date, ...]] = field(default_factory=dict)

    def count(self, name: str) -> int:
        """The metric `n_<name>` of the year."""
        return int(self.counts.get(name, 0))

    def can_count(self, name: str) -> bool:
        """Whether the source can record what `n_<name>` counts."""
        return name in self.counts

    @property
    def judged_months(self) -> list[SourceMonth]:
        """The months from which something follows for the year; all of them where its system stayed the same."""
        return [month for month in self.months if month.is_judged]

    @cached_property
    def reasons(self) -> dict[str, ReasonCount]:
        """What each reason counts in the year."""
        sums: dict[str, list[int]] = defaultdict(lambda: [0] * len(ReasonCount._fields))
        for month in self.judged_months:
            for reason, numbers in month.reasons.items():
                sums[reason] = [one + other for one, other in zip(sums[reason], numbers, strict=True)]
        return {reason: ReasonCount(*numbers) for reason, numbers in sorted(sums.items())}

    @property
    def has_contacts(self) -> bool:
        """Whether there is any contact to look at: one that may be counselling. Silent calls alone show nothing."""
        if not self.can_count("counselling"):
            return self.count("contacts") > 0
        return self.count("counselling") + self.count("contact_type_unknown") > 0

    @property
    def two_reasons(self) -> tuple[int, int]:
        """Contacts with two or more reasons, of contacts with any."""
        return self.count("with_two_reasons"), self.count("with_reason")

    @property
    def declares_several_reasons(self) -> bool:
        """True where the system is declared to store more than one reason per contact."""
        return self.can_record_several_reasons and self.reason_cap != 1

    @property
    def system(self) -> tuple[bool, str]:
        """What can be told of a contact: several reasons or one, and where its setting stands."""
        return self.declares_several_reasons, self.setting_capability_code

    def was_changed(self, axis: Axis) -> bool:
        """Whether the system was changed on this axis within the year; what it can on the other stayed the same."""
        return bool(self.changed_on.get(axis))

    def days_of_change(self, axis: Axis) -> str:
        """When the system was changed on this axis within the year; empty where it stayed the same."""
        return ", ".join(day.isoformat() for day in self.changed_on.get(axis, ()))

    @property
    def shows_several_reasons(self) -> bool:
        """True where a contact carries two recorded reasons: one is enough to show that the system can."""
        return self.two_reasons[0] > 0

    @property
    def declares_setting(self) -> bool:
        """True where the system is declared to tell online from offline somehow."""
        return self.setting_capability_code != "none"

    def shows_setting(self, limits: DeclaredLimits) -> bool:
        """True where so many reasons have a setting that a declared inability cannot be right."""
        unknown, total = self.unknown_setting
        return contradicts(total - unknown, total, limits)

    @property
    def unknown_setting(self) -> tuple[int, int]:
        """Reasons of which it is not told whether online, of all that can be either."""
        return self.count("tellable_unknown"), self.count("tellable")

    def online(self, base: Base) -> tuple[int, int]:
        """Online or both, of those of which it is told. Offline by the list's neighbours counts as told."""
        online = self.count(f"{base}_online") + (self.count(f"{base}_both") if base != "tellable" else 0)
        return online, self.count(base) - self.count(f"{base}_unknown")

    def both(self, base: Base, part: Part) -> tuple[int, int]:
        """Contacts (or reasons) with an online and an offline part, of those with this part at least."""
        both = self.count(f"{base}_both")
        if base != "tellable":
            return both, both + self.count(f"{base}_{part}")
        online, told = self.online(base)
        return both, online if part == "online" else told - online + both


Evidence = Literal["cannot", "fails", "open", "shown"]
"""What is known of an axis: the system cannot; it can, and the data fail it; too little to say; the data show it."""


def weigh(findings: Iterable[Finding], shown: Evidence) -> Evidence:
    """What the findings on one axis of a source-year amount to: a limit of the system decides, then a failing habit,
    then what the data show by themselves (`shown` or `open`).
    """
    bad = {finding.cause_code for finding in findings if finding.is_bad}
    return "cannot" if "system" in bad else "fails" if "habit" in bad else shown


def contradicts(numerator: int, denominator: int, limits: DeclaredLimits) -> bool:
    """True where what was declared impossible happens too often for a slip."""
    return numerator >= max(limits.contradicting, limits.contradicting_share * denominator)


def count_of(pair: tuple[int, int]) -> Count:
    """A pair of this module as the statistics take it."""
    return Count(*pair)


def by_year(years: Sequence[SourceYear]) -> dict[int, list[SourceYear]]:
    """The source-years of each year, in the order given: sources are compared within a year."""
    groups: dict[int, list[SourceYear]] = defaultdict(list)
    for year in years:
        groups[year.contact_year].append(year)
    return dict(sorted(groups.items()))


def pool_of(year: SourceYear, years: Iterable[SourceYear], pooled_years: int) -> SourceYear:
    """The year with the counts of the years before it, as far as their system could the same: what is too little in one
    may be enough in several.
    """
    counts: Counter[str] = Counter()
    months: list[SourceMonth] = []
    for one in years:
        is_near = year.contact_year - pooled_years < one.contact_year <= year.contact_year
        if one.source_id == year.source_id and is_near and one.system == year.system:
            counts.update(one.counts)
            months += one.months
    return replace(year, counts=counts, months=tuple(months))


@dataclass(frozen=True)
class Numbers:
    """What a verdict rests on. Expected range and threshold are shares; they are kept to six decimals."""

    numerator: int
    denominator: int
    expected_low: float | None = None
    expected_high: float | None = None
    threshold: float | None = None

    @property
    def interval(self) -> tuple[float, float]:
        """Between which shares the true one lies in 9 of 10 cases; without a base anywhere."""
        return interval_of(Count(self.numerator, self.denominator)) if self.denominator else (0.0, 1.0)

    @property
    def value(self) -> float | None:
        """The share, 0-1; None without a base."""
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True)
class Subject:
    """What a finding is about: a source-year, the finding's code, and whether a system or a habit is judged."""

    year: SourceYear
    finding_code: str
    cause_code: Cause

    def found(self, state: State, form: str, numbers: Numbers | None = None, facts: Facts | None = None) -> Finding:
        """The finding in a form of the catalogue; its numbers are None where there is nothing to count."""
        # none of none is no number, and says nothing of a share
        numbers = numbers if numbers and numbers.denominator else None
        low, high = numbers.interval if numbers else (None, None)
        found = Finding.of(
            self.finding_code,
            state,
            form=form,
            facts=facts,
            source_id=self.year.source_id,
            cause_code=self.cause_code,
            contact_year=self.year.contact_year,
            numerator=numbers.numerator if numbers else None,
            denominator=numbers.denominator if numbers else None,
            value=rounded(numbers.value) if numbers else None,
            expected_low=rounded(numbers.expected_low) if numbers else None,
            expected_high=rounded(numbers.expected_high) if numbers else None,
            threshold=rounded(numbers.threshold) if numbers else None,
        )
        return replace(found, interval_low=rounded(low), interval_high=rounded(high))


def of_hundred(share: float) -> str:
    """A share as people read it: `11`, or `0.4` below one."""
    return f"{share * 100:.0f}" if share >= 0.01 or share == 0 else f"{share * 100:.1f}"


def rounded(value: float | None) -> float | None:
    """Six decimals, so that the last bits of an optimiser change no byte."""
    return None if value is None else float(Decimal(repr(value)).quantize(Decimal("0.000001")))
