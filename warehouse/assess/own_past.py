"""Finding `unlike_its_past`: a year of a source that is unlike the source's own earlier years.

Belongs here: what is compared, and the finding. Does not belong here: what was to be expected (`past_range`), its words
(`schemas/findings.yaml`), or a change within a series of months, wherever in it (finding `break`).

It only ever warns: a campaign, a new service or a new list is unlike the past, and right. It decides no verdict and no
use. The first years of a source (`least_years`) have no past to be held against.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import Template

import duckdb

from schemas.finding import Facts, Finding, State, spell_part
from schemas.finding_facts import label_of
from schemas.vocabulary.fields import REASON
from warehouse.assess.findings.evidence import rounded
from warehouse.assess.past_range import Period, Range, Scale, expect, spread_of, usual_spread
from warehouse.assess.thresholds import OwnPastLimits
from warehouse.store.engine import sql_text

CODE = "unlike_its_past"
FORMS = {"volume": "volume", "reason": "reason", "channel": "channel", "unmapped": "unmapped"}
"""How a family of numbers is said; the others are things that are not known."""
PARTS = {
    "channel": "of_channel",
    "reason": "of_reason",
    "unknown_setting": "unknown_setting",
    "unknown_gender": "unknown_gender",
    "unknown_age": "unknown_age",
    "unknown_contact_type": "unknown_contact_type",
}
"""The part of the catalogue's sentences that says a family."""

Family = tuple[str, str, str]
"""Network, source and family of numbers."""


@dataclass(frozen=True)
class Series:
    """One number of a source in one year, and the same of the years before it that can be compared."""

    source_id: str
    contact_year: int
    family: str
    part: str
    scale: Scale
    now: Period
    past: Mapping[int, Period]

    @property
    def earlier(self) -> list[Period]:
        return list(self.past.values())

    @property
    def is_judged(self) -> bool:
        """Whether there is enough of it to say anything."""
        limits = self.scale.limits
        least = limits.least_base if self.scale.is_share else limits.least_months
        return len(self.past) >= limits.least_years and self.now.base >= least

    @property
    def is_telling(self) -> bool:
        """Whether it shows how far years differ."""
        share = sum(one.n for one in self.earlier) / sum(one.base for one in self.earlier)
        rare = self.scale.limits.least_telling
        return not self.scale.is_share or rare <= share <= 1 - rare


def measure_past(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `month_part`, `month_base` and `past_year`: what can be compared, by month. Reads `contact`, `year_metric`
    and what `group_contacts` makes.
    """
    connection.execute(sql_text("assess/month_part"))


def find_unlike_past(connection: duckdb.DuckDBPyConnection, limits: OwnPastLimits) -> list[Finding]:
    """The finding on every source-year with contacts. Reads `source` and what `measure_past` makes, and no contact."""
    series = _read_series(connection, limits)
    network_of = dict(connection.execute("select source_id, network_code from source").fetchall())
    usual = _usual_spreads([one for years in series.values() for one in years if one.is_judged], network_of)
    return [
        finding
        for (source_id, year), own in sorted(series.items())
        for finding in _judge_year(source_id, year, own, usual.get(network_of[source_id], {}), limits)
    ]


def _read_series(connection: duckdb.DuckDBPyConnection, limits: OwnPastLimits) -> dict[tuple[str, int], list[Series]]:
    """By source and year, in a fixed order."""
    query = Template(sql_text("assess/own_past")).substitute(most_years=limits.most_years)
    found: dict[tuple[str, int, str, str], dict[int, Period]] = defaultdict(dict)
    for source_id, year, family, part, compared, n, base in connection.execute(query).fetchall():
        if compared == year or base >= (1 if family == "volume" else limits.least_base):
            found[source_id, year, family, part][compared] = Period(n, base)
    scales = Scale.of_months(limits), Scale.of_shares(limits)
    series: dict[tuple[str, int], list[Series]] = defaultdict(list)
    for (source_id, year, family, part), periods in sorted(found.items()):
        now = periods.pop(year, None)
        if now is not None:
            scale, past = scales[family != "volume"], dict(sorted(periods.items()))
            series[source_id, year].append(Series(source_id, year, family, part, scale, now, past))
    return series


def _usual_spreads(judged: Sequence[Series], network_of: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """By network and family, what is usual; every source counts once, however many years and parts it has."""
    spreads: dict[Family, list[float]] = defaultdict(list)
    for one in judged:
        if one.is_telling:
            spreads[network_of[one.source_id], one.family, one.source_id].append(spread_of(one.scale, one.earlier))
    scales = {one.family: one.scale for one in judged}
    by_family: dict[tuple[str, str], list[float]] = defaultdict(list)
    for (network, family, _), values in spreads.items():
        by_family[network, family].append(sum(values) / len(values))
    usual: dict[str, dict[str, float]] = defaultdict(dict)
    for (network, family), values in by_family.items():
        usual[network][family] = usual_spread(scales[family], values)
    return usual


def _judge_year(
    source_id: str, year: int, own: Sequence[Series], usual: Mapping[str, float], limits: OwnPastLimits
) -> Iterator[Finding]:
    """A warning for each family of which a part is unlike its past, on that which is the furthest off; else a pass."""
    judged = [one for one in own if one.is_judged]
    if not judged:
        yield _not_judged(source_id, year, own, limits.least_years)
        return
    furthest: dict[str, tuple[Series, Range]] = {}
    for one in judged:
        known = usual.get(one.family, one.scale.unknown_spread**2)
        found = expect(one.scale, one.earlier, one.now, known, limits.tail / 2 / len(judged))
        is_unlike = found.excess > 1 and _difference(one, found) >= limits.least_difference
        if is_unlike and (one.family not in furthest or _weigh(one, found) > _weigh(*furthest[one.family])):
            furthest[one.family] = one, found
    for one, found in furthest.values():
        yield _warn(one, found)
    if not furthest:
        compared = sorted({earlier for one in judged for earlier in one.past})
        facts = {"first": str(compared[0]), "last": str(compared[-1]), "n_looked_at": len(judged)}
        yield _found("pass", "usual", source_id, year, facts)


def _not_judged(source_id: str, year: int, own: Sequence[Series], least: int) -> Finding:
    n_years = max((len(one.past) for one in own), default=0)
    form = "short_history" if n_years < least else "too_few"
    return _found("open", form, source_id, year, {"n_years": n_years, "least": least})


def _weigh(one: Series, found: Range) -> tuple[bool, float, int]:
    """Which of two is said: what has vanished, what is further off, and of two halves of one change what has grown."""
    return one.now.n == 0, round(found.excess, 6), one.now.n


def _difference(one: Series, found: Range) -> float:
    """How many contacts (reasons, values) more or fewer there are than in a usual year."""
    return abs(one.now.n - found.middle * one.now.base)


def _warn(one: Series, found: Range) -> Finding:
    is_share = one.scale.is_share
    form = FORMS.get(one.family, "unknown")
    facts: dict[str, object] = {"first": str(min(one.past)), "last": str(max(one.past))}
    facts |= {"now": _said(one.now.n / one.now.base, is_share), "low": _said(found.low, is_share)}
    facts |= {"high": _said(found.high, is_share)}
    if form == "unknown":
        facts["what"] = spell_part(CODE, PARTS[one.family])
    elif form in ("reason", "channel"):
        facts["part"] = label_of(REASON if form == "reason" else "channel", one.part)
        if one.now.n == 0:
            facts["of"] = spell_part(CODE, PARTS[one.family])
            form = "vanished"
    return _found("warn", form, one.source_id, one.contact_year, facts, one.now, found)


def _found(
    state: State,
    form: str,
    source_id: str,
    year: int,
    facts: Facts,
    now: Period | None = None,
    found: Range | None = None,
) -> Finding:
    return Finding.of(
        CODE,
        state,
        form=form,
        facts=facts,
        source_id=source_id,
        contact_year=year,
        numerator=now.n if now else None,
        denominator=now.base if now else None,
        value=rounded(now.n / now.base) if now else None,
        expected_low=rounded(found.low) if found else None,
        expected_high=rounded(found.high) if found else None,
    )


def _said(number: float, is_share: bool) -> str | int:
    """Of a hundred, with a decimal, so that two that differ look different; a number a month whole from ten on."""
    if is_share:
        return f"{number * 100:.1f}"
    return round(number) if number >= 10 else f"{number:.1f}"
