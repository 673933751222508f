"""The pictures on a helpline's page: its years among the others, and its record over time.

Belongs here: which figures are drawn and what each says in words. Does not belong here: drawing (`charts.py`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from markupsafe import Markup

from warehouse.assess.findings.interval import Count
from warehouse.publish.pages.charts import Dot, draw_series, draw_years, top_of
from warehouse.publish.pages.language import Language
from warehouse.publish.pages.peers import Peers, can_record
from warehouse.publish.pages.tables import MEASURES, Row, SourceTables, interval, share_of

LEAST_OF_PERIOD = 10
"""A month or quarter with fewer to look at is a gap: its share would say nothing."""
LEAST_OF_MONTH = 20
"""Where a usual month has fewer contacts, quarters are drawn."""
JUDGED_BY = {"several": "one_reason", "unknown": "no_setting", "online": "no_setting", "other": "catch_all"}
COLOURS = {"fail": "fails", "warn": "fails", "open": "open", "pass": "shown", "declared": "open"}
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
SUMMED = tuple(dict.fromkeys(name for names in MEASURES.values() for name in names))


@dataclass(frozen=True)
class Picture:
    """A drawing under its heading."""

    title: str
    drawing: Markup


@dataclass(frozen=True)
class Period:
    """A month or quarter: how it is written, its first month, and its counts."""

    label: str
    first: tuple[int, int]
    counts: Row


def draw_among_others(one: SourceTables, peers: Peers, language: Language) -> Iterator[Picture]:
    """A picture a measure: the source's years with their intervals, over the band of the others."""
    for measure in MEASURES:
        dots = [
            Dot(
                label=str(year["contact_year"]),
                share=share.share,
                interval=interval(share),
                band=peers.band(one.source, year["contact_year"], measure),
                code=_code_of(one, year, measure, share),
            )
            for year in one.years
            if (share := one.share(year, measure)) and can_record(year, measure)
        ]
        if dots:
            title = language.phrase(f"chart_{measure}")
            highest = [end for dot in dots for end in (dot.interval[1], *(dot.band or ()))]
            yield Picture(title, draw_years(_tell_dots(title, dots, language), dots, axis(highest, language)))


def axis(shares: Sequence[float], language: Language) -> dict[float, str]:
    """The lines of an axis that holds these shares, with their labels."""
    top = top_of(shares)
    return {share: language.share(share) for share in (0.0, top / 2, top)}


def _code_of(one: SourceTables, year: Row, measure: str, share: Count) -> str:
    """The colour of a dot: what the finding on these very numbers says."""
    states = {
        finding.state_code
        for finding in one.findings
        if finding.finding_code == JUDGED_BY[measure]
        and finding.contact_year == year["contact_year"]
        and (finding.numerator, finding.denominator) == (share.numerator, share.denominator)
    }
    return next((code for state, code in COLOURS.items() if state in states), "plain")


def _tell_dots(title: str, dots: Sequence[Dot], language: Language) -> str:
    points = []
    for dot in dots:
        facts: dict[str, object] = {"year": dot.label, "share": language.share(dot.share)}
        if dot.band:
            facts |= {"low": language.share(dot.band[0]), "high": language.share(dot.band[1])}
        points.append(language.phrase("chart_point_band" if dot.band else "chart_point", facts))
    return language.phrase("chart_tells", {"title": title, "points": "; ".join(points)})


def periods_of(one: SourceTables, language: Language) -> list[Period]:
    """Every month from the first to the last, or every quarter where months are small."""
    by_month = {(month["contact_month"].year, month["contact_month"].month): month for month in one.months}
    if not by_month:
        return []
    usual = median(int(month["n_with_reason"] or 0) for month in one.months)
    step = 1 if usual >= LEAST_OF_MONTH else 3
    (first_year, first_month), (last_year, last_month) = min(by_month), max(by_month)
    start = first_year * 12 + (first_month - 1) // step * step
    periods = []
    for place in range(start, last_year * 12 + last_month, step):
        year, month = divmod(place, 12)
        rows = [row for ahead in range(step) if (row := by_month.get((year, month + ahead + 1)))]
        periods.append(Period(_label(year, month, step, language), (year, month + 1), _sum(rows)))
    return periods


def _label(year: int, month: int, step: int, language: Language) -> str:
    if step == 1:
        return f"{language.months[month]} {year}"
    return language.phrase("quarter", {"quarter": month // 3 + 1, "year": str(year)})


def _sum(rows: Sequence[Row]) -> Row:
    names = [name for name in (*SUMMED, "n_contacts") if any(row.get(name) is not None for row in rows)]
    return {name: sum(int(row[name] or 0) for row in rows) for name in names}


def draw_over_time(one: SourceTables, periods: Sequence[Period], language: Language) -> Iterator[Picture]:
    """How many contacts carry a reason, and each share that the months hold; where something changed is marked."""
    if len(periods) < 4:
        return
    ends = periods[0].label, periods[-1].label
    change = _change_of(one, periods)
    volumes = [int(period.counts.get("n_with_reason", 0)) for period in periods]
    most = max([*volumes, 1])
    title = language.phrase("chart_volume")
    scale = {0.0: "0", 0.5: language.number(round(most / 2)), 1.0: language.number(most)}
    told = _tell_series(title, ends, language.number(min(volumes)), language.number(most), language)
    yield Picture(title, draw_series(told, [volume / most for volume in volumes], ends, scale, change))
    for measure in ("several", "unknown", "online", "other"):
        if not all(can_record(year, measure) for year in one.years):
            continue
        found = [share_of(period.counts, measure) for period in periods]
        shares = [share.share if share and share.denominator >= LEAST_OF_PERIOD else None for share in found]
        known = [share for share in shares if share is not None]
        if len(known) >= 4:
            title = language.phrase(f"chart_{measure}")
            told = _tell_series(title, ends, language.share(min(known)), language.share(max(known)), language)
            yield Picture(title, draw_series(told, shares, ends, axis(known, language), change))


def _tell_series(title: str, ends: tuple[str, str], low: str, high: str, language: Language) -> str:
    return language.phrase("months_tell", {"title": title, "first": ends[0], "last": ends[1], "low": low, "high": high})


def _change_of(one: SourceTables, periods: Sequence[Period]) -> int | None:
    """The place of the first period after a change that was found; None where none was."""
    months = [month for finding in one.findings if finding.is_bad and (month := month_of(finding.facts))]
    if not months:
        return None
    return max((place for place, period in enumerate(periods) if period.first <= months[0]), default=None)


def month_of(facts: str) -> tuple[int, int] | None:
    """The month that a finding names among its facts as `YYYY-MM`; None where it names none."""
    month = json.loads(facts).get("month")
    found = _MONTH.match(month) if isinstance(month, str) else None
    return (int(found[1]), int(found[2])) if found else None
