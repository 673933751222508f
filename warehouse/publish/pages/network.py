"""The network at a glance, for those who run the harmonisation: sources named, nothing of it to be passed on.

Belongs here: heat map, funnels, trend of verdicts, and what needs an answer, a network at a time (networks are never
mixed). Does not belong here: drawing (`charts.py`), how it looks (`network.html.j2`), or any judgement: codes and
states are those of the release. Sources stand in order of name: there is no ranking.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from markupsafe import Markup

from warehouse.page.render import render
from warehouse.publish.pages.charts import Mark, draw_bars, draw_funnel, top_of
from warehouse.publish.pages.found import Found, asking
from warehouse.publish.pages.language import ENGLISH, Language, languages
from warehouse.publish.pages.peers import AXIS_OF, LEAST_BASE, can_record
from warehouse.publish.pages.tables import Row, SourceTables

FUNNELS = ("several", "unknown", "online")
SHORT = {"cannot": "cannot", "fails": "not confirmed", "open": "open", "shown": "shown"}
BEYOND = ("fails", "cannot")


@dataclass(frozen=True)
class HeatRow:
    """A source: what its system can, and per year the evidence on both axes (None: no contacts)."""

    source_id: str
    name: str
    several: str
    setting: str
    years: Sequence[tuple[str, str, str] | None]


@dataclass(frozen=True)
class FunnelPoint:
    """A source in a funnel, in words."""

    name: str
    share: str
    of: str
    code: str


@dataclass(frozen=True)
class Funnel:
    """One measure in one year."""

    title: str
    year: int
    drawing: Markup
    points: Sequence[FunnelPoint]


@dataclass(frozen=True)
class ToDo:
    """A source with what asks for an answer."""

    source_id: str
    name: str
    found: Sequence[Found]


@dataclass(frozen=True)
class NetworkPage:
    """One network."""

    code: str
    n_sources: int
    n_silent: int
    n_synthetic: int
    years: Sequence[int]
    heat: Sequence[HeatRow]
    funnels: Sequence[Funnel]
    trend: Markup
    trend_rows: Sequence[tuple[int, Sequence[int]]]
    to_do: Sequence[ToDo]


def render_networks(sources: Sequence[SourceTables], digest: str) -> str:
    """The page of all networks as HTML, in English."""
    language = languages()[ENGLISH]
    codes = sorted({str(one.source["network_code"]) for one in sources})
    networks = [_describe(code, [s for s in sources if s.source["network_code"] == code], language) for code in codes]
    values = {"networks": networks, "language": language, "say": language.phrase, "digest": digest, "short": SHORT}
    return render(__package__, "network.html.j2", values)


def _describe(code: str, sources: Sequence[SourceTables], language: Language) -> NetworkPage:
    own = sorted(sources, key=lambda one: (str(one.source["name"]), one.source_id))
    years = sorted({int(year["contact_year"]) for one in own for year in one.years})
    trend = [(year, _verdicts(own, year, language)) for year in years]
    return NetworkPage(
        code=code,
        n_sources=len(own),
        n_silent=sum(not one.years for one in own),
        n_synthetic=sum(bool(one.source["is_synthetic"]) for one in own),
        years=years,
        heat=[_heat_row(one, years, language) for one in own],
        funnels=[funnel for year in reversed(years) for funnel in _funnels(own, year, language)],
        trend=_draw_trend(trend, language),
        trend_rows=trend,
        to_do=[ToDo(one.source_id, str(one.source["name"]), found) for one in own if (found := _open(one, language))],
    )


def _open(one: SourceTables, language: Language) -> list[Found]:
    return [found for found in asking(one, language) if not found.is_explained]


def _verdicts(sources: Sequence[SourceTables], year: int, language: Language) -> list[int]:
    codes = Counter(row["verdict_code"] for one in sources for row in one.years if row["contact_year"] == year)
    return [codes[code] for code in language.verdicts]


def _draw_trend(trend: Sequence[tuple[int, Sequence[int]]], language: Language) -> Markup:
    names = list(language.verdicts)
    told = "; ".join(
        f"{year}: "
        + ", ".join(f"{language.verdicts[name].label} {n}" for name, n in zip(names, counts, strict=True) if n)
        for year, counts in trend
    )
    return draw_bars(
        f"Sources by verdict and year. {told}.",
        [(str(year), list(zip(names, counts, strict=True))) for year, counts in trend],
        language.number,
    )


def _heat_row(one: SourceTables, years: Sequence[int], language: Language) -> HeatRow:
    by_year = {int(year["contact_year"]): year for year in one.years}
    several = one.systems_by(_several_of)
    setting = one.systems_by(lambda system: str(system["setting_capability_code"]).replace("_", " "))
    return HeatRow(
        source_id=one.source_id,
        name=str(one.source["name"]),
        several="; ".join(f"{said} until {last}" if last else said for said, last in several),
        setting="; ".join(f"{said} until {last}" if last else said for said, last in setting),
        years=[_cell(by_year.get(year), language) for year in years],
    )


def _several_of(system: Row) -> str:
    cap = system["reason_cap"]
    return "one" if not system["can_record_several_reasons"] else "any" if cap is None else f"up to {cap}"


def _cell(year: Row | None, language: Language) -> tuple[str, str, str] | None:
    if year is None or not year["n_contacts"]:
        return None
    verdict = language.verdicts[year["verdict_code"]].label
    return year["evidence_several_reasons_code"], year["evidence_setting_code"], verdict


def _funnels(sources: Sequence[SourceTables], year: int, language: Language) -> Iterator[Funnel]:
    for measure in FUNNELS:
        marks = sorted(_marks(sources, year, measure), key=lambda mark: (mark.n, mark.name))
        compared = [mark.share for mark in marks if mark.n >= LEAST_BASE]
        if len(compared) < 3:
            continue
        title = language.phrase(f"chart_{measure}")
        top = top_of([mark.share for mark in marks])
        percent = {share: language.share(share) for share in (0.0, top / 2, top)}
        middle = language.share(median(compared))
        told = f"{title}, {year}: {len(marks)} sources by number looked at; the middle one has {middle}."
        yield Funnel(
            title=title,
            year=year,
            drawing=draw_funnel(told, marks, median(compared), percent, "number looked at", language.number),
            points=[
                FunnelPoint(mark.name, language.share(mark.share), language.number(mark.n), SHORT[mark.code])
                for mark in sorted(marks, key=lambda mark: mark.name)
            ],
        )


def _marks(sources: Sequence[SourceTables], year: int, measure: str) -> Iterator[Mark]:
    for one in sources:
        for row in one.years:
            share = one.share(row, measure)
            if row["contact_year"] == year and share and can_record(row, measure):
                code = str(row[AXIS_OF[measure]])
                yield Mark(str(one.source["name"]), share.denominator, share.share, code, code in BEYOND)
