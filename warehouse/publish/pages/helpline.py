"""What the page of one helpline says, in its own language.

Belongs here: putting the page together. Does not belong here: findings (`found.py`), the worklist (`work.py`), pictures
(`pictures.py`), how it looks (`helpline.html.j2`). The unit is the contact; there is no ranking, no blame, and nobody
else's name or number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from warehouse.assess.findings.interval import Count
from warehouse.page.render import render
from warehouse.publish.pages.found import Found, asking, beside
from warehouse.publish.pages.language import ENGLISH, Language, language_of
from warehouse.publish.pages.peers import Peers
from warehouse.publish.pages.pictures import (
    LEAST_OF_PERIOD,
    Period,
    Picture,
    draw_among_others,
    draw_over_time,
    periods_of,
)
from warehouse.publish.pages.tables import MEASURES, Row, SourceTables, interval, share_of
from warehouse.publish.pages.work import Work, list_work

USES = ("several", "setting", "ocsea", "reasons")
TABLED = ("several", "unknown", "online", "other")


@dataclass(frozen=True)
class Answer:
    """A question on the system, what was declared, and whether that stands."""

    question: str
    answer: str
    note: str


@dataclass(frozen=True)
class Evidence:
    """What is known of an axis in a year."""

    code: str
    word: str
    numbers: Sequence[str]


@dataclass(frozen=True)
class YearLine:
    """One year in a row of the table. Counts-only years have no contacts and no evidence."""

    year: str
    contacts: str
    several: Evidence | None
    setting: Evidence | None
    verdict_code: str
    verdict: str
    definition: str
    counts_in: Sequence[str]
    """What a year with a missing axis is still good for; by what it counts in, since a habit leaves nothing out."""
    pool: str
    uses: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class HelplinePage:
    """All that the template shows."""

    name: str
    title: str
    intro: str
    is_synthetic: bool
    untranslated: str
    answers: Sequence[Answer]
    years: Sequence[YearLine]
    found: Sequence[Found]
    beside: Sequence[tuple[str, Sequence[Found]]]
    among: Sequence[Picture]
    over_time: Sequence[Picture]
    periods: Sequence[tuple[str, Sequence[str]]]
    period_columns: Sequence[str]
    work: Work

    @property
    def sections(self) -> Sequence[str]:
        """The names of those that have something to show."""
        of_years = ("years", "found", *(("pictures",) if self.among or self.over_time else ()), "uses")
        return "short", *(of_years if self.years else ("found",)), "work", "if_answered"

    @property
    def last_year(self) -> YearLine | None:
        """The newest year with contacts."""
        return next((line for line in reversed(self.years) if line.several), None)


def render_helpline(one: SourceTables, peers: Peers, digest: str) -> str:
    """The page of one source as HTML."""
    language = language_of(one.source["language_code"])
    values = {
        "page": describe(one, peers, language),
        "language": language,
        "say": language.phrase,
        "digest": digest,
        "least": LEAST_OF_PERIOD,
        "uses": USES,
    }
    return render(__package__, "helpline.html.j2", values)


def describe(one: SourceTables, peers: Peers, language: Language) -> HelplinePage:
    """What the page says."""
    found = asking(one, language)
    periods = periods_of(one, language)
    wanted = str(one.source["language_code"])
    return HelplinePage(
        name=str(one.source["name"]),
        title=language.phrase("title", {"name": one.source["name"]}),
        intro=_intro(one, language),
        is_synthetic=bool(one.source["is_synthetic"]),
        untranslated=wanted if wanted not in ("", ENGLISH, language.language) else "",
        answers=_answers(one, language),
        years=[_year_line(one, year, language) for year in one.years],
        found=found,
        beside=beside(one, language),
        among=list(draw_among_others(one, peers, language)),
        over_time=list(draw_over_time(one, periods, language)),
        periods=period_rows(periods, language),
        period_columns=[language.phrase(f"chart_{name}") for name in ("volume", *TABLED)],
        work=list_work(one, found, language),
    )


def _intro(one: SourceTables, language: Language) -> str:
    if one.n_contacts and one.months:
        ends = [one.months[place]["contact_month"] for place in (0, -1)]
        first, last = (language.month(end.year, end.month) for end in ends)
        return language.phrase("from_to", {"first": first, "last": last, "n": one.n_contacts})
    return language.phrase("counts_came" if one.has_counts else "nothing_came")


def _answers(one: SourceTables, language: Language) -> list[Answer]:
    said: dict[str, Callable[[Row], str]] = {
        "several": lambda system: _said_of_several(system, language),
        "setting": lambda system: language.phrase(f"setting_{system['setting_capability_code']}"),
    }
    return [
        Answer(
            language.phrase(f"q_{axis}"),
            _answer(one.systems_by(said[axis]), language),
            language.phrase(_standing(one, code)),
        )
        for axis, code in (("several", "one_reason"), ("setting", "no_setting"))
    ]


def _said_of_several(system: Row, language: Language) -> str:
    if not system["can_record_several_reasons"]:
        return language.phrase("several_one")
    if system["reason_cap"] is None:
        return language.phrase("several_any")
    return language.phrase("several_cap", {"cap": int(system["reason_cap"])})


def _answer(systems: Sequence[tuple[str, date | None]], language: Language) -> str:
    """What the system can; where it could something else before, both, each with its days."""
    *before, (now, _) = systems
    told = [language.phrase("until", {"day": language.day(last), "answer": said}) for said, last in before if last]
    if before and (last := before[-1][1]):
        now = language.phrase("since", {"day": language.day(last + timedelta(days=1)), "answer": now})
    return " ".join([*told, now])


def _standing(one: SourceTables, code: str) -> str:
    forms = {finding.form_code for finding in one.findings if finding.finding_code == code}
    return "contradicted" if "contradicted" in forms else "declared"


def _year_line(one: SourceTables, year: Row, language: Language) -> YearLine:
    has_contacts = bool(year["n_contacts"])
    verdict, pool = language.verdicts[year["verdict_code"]], language.verdicts[year["verdict_pool_code"]]
    differs = year["verdict_pool_code"] != year["verdict_code"]
    return YearLine(
        year=str(year["contact_year"]),
        contacts=language.number(int(year["n_contacts"])) if has_contacts else "–",
        several=_several(one, year, language) if has_contacts else None,
        setting=_setting(one, year, language) if has_contacts else None,
        verdict_code=str(year["verdict_code"]),
        verdict=verdict.label,
        definition=verdict.definition,
        counts_in=_counts_in(year, language) if has_contacts else [],
        pool=language.phrase("pool", {"verdict": pool.label}) if differs else "",
        uses=[(code, language.phrase(_use_said(name, year))) for name in _use_columns() if (code := year[name])],
    )


def _use_columns() -> Sequence[str]:
    return "use_several_reasons_code", "use_setting_code", "use_ocsea_code", "use_reasons_code"


def _counts_in(year: Row, language: Language) -> list[str]:
    """In words what the table of uses says of a year that cannot tell, or does not, what it should."""
    if not {"cannot", "fails"} & {year["evidence_several_reasons_code"], year["evidence_setting_code"]}:
        return []
    names: dict[str, list[str]] = {"in_with_note": [], "out": []}
    for name, column in zip(USES, _use_columns(), strict=True):
        if year[column] in names and _use_said(column, year) != "use_out_reasons":
            names[year[column]].append(language.phrase(f"use_{name}"))
    told = [language.phrase("short_usable")]
    for use, phrase in (("in_with_note", "short_noted"), ("out", "short_left_out")):
        told += [language.phrase(phrase, {"names": ", ".join(names[use])})] if names[use] else []
    is_beside = _use_said("use_reasons_code", year) != "use_out_reasons"
    return told if is_beside else [*told, language.phrase("short_not_beside")]


def _use_said(column: str, year: Row) -> str:
    """Shares by reason are the one use that is no figure: contacts count in the network's reasons all the same."""
    is_not_compared = (column, year[column]) == ("use_reasons_code", "out") and year["n_contacts"]
    if year[column] == "out" and not year["n_contacts"]:
        of_counts = (column, year["status_code"]) == ("use_reasons_code", "counts_only")
        return "use_out_counts" if of_counts else "use_out_none"
    return "use_out_reasons" if is_not_compared else f"use_{year[column]}"


def _several(one: SourceTables, year: Row, language: Language) -> Evidence:
    code, share = str(year["evidence_several_reasons_code"]), one.share(year, "several")
    return Evidence(
        code, language.phrase(code), _numbers("two_of", share, language) if share and code != "cannot" else []
    )


def _setting(one: SourceTables, year: Row, language: Language) -> Evidence:
    """What is not known, or what failed: nearly everything offline is another matter than not known."""
    code, share = str(year["evidence_setting_code"]), one.share(year, "unknown")
    capability = year["setting_capability_code"]
    lacking = [
        Count(finding.numerator or 0, finding.denominator)
        for finding in one.findings
        if (finding.finding_code, finding.cause_code) == ("no_setting", "habit")
        and finding.contact_year == year["contact_year"]
        and finding.is_bad
        and finding.denominator
    ]
    numbers: list[str] = []
    if lacking and share not in lacking:
        numbers = _numbers("online_of", lacking[0], language)
    elif capability == "by_list":
        numbers = [language.phrase("by_list_of")]
    elif share and capability != "remit":
        numbers = _numbers("unknown_of", share, language)
    return Evidence(code, language.phrase(code), numbers)


def _numbers(name: str, share: Count, language: Language) -> list[str]:
    low, high = (language.share(end) for end in interval(share))
    interval_of = {
        "share": language.share(share.share),
        "interval": language.phrase("interval", {"low": low, "high": high}),
    }
    return [
        language.phrase(name, {"numerator": share.numerator, "n": share.denominator}),
        language.phrase("interval_of", interval_of),
    ]


def period_rows(periods: Sequence[Period], language: Language) -> list[tuple[str, list[str]]]:
    """What the table over time says: contacts with a reason, and each share of `TABLED` that has a base."""
    rows = []
    for period in periods:
        cells = [language.number(int(period.counts.get("n_with_reason", 0)))]
        for measure in TABLED:
            share = share_of(period.counts, measure) if set(MEASURES[measure]) <= set(period.counts) else None
            cells.append(language.share(share.share) if share and share.denominator >= LEAST_OF_PERIOD else "–")
        rows.append((period.label, cells))
    return rows
