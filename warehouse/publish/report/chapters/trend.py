"""The trend on pairs of years of the same helplines, chained, beside all that reported in each year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from warehouse.publish.report import say
from warehouse.publish.report.book import NOT_DRAWN, Book, Chapter, Figure, Table, data_of, table_of
from warehouse.publish.report.cell import ABLE, ALL, MATCHED, MATCHED_NEXT, Cell
from warehouse.publish.report.draw import Spot, Style
from warehouse.publish.report.draw_plane import draw_lines
from warehouse.publish.report.picture import Key

CHAINED = "chained"
STYLES = {
    CHAINED: Style("deep", "circle"),
    ABLE: Style("green", "triangle-up", (2, 2)),
    ALL: Style("warm", "square", (6, 3)),
}
WORDS = {
    CHAINED: "same helplines in each pair of years, chained",
    ABLE: "all helplines able to tell",
    ALL: "all helplines",
}
NO_TREND = Markup(
    " What the helplines of each year recorded stands below. They are not the same helplines, so a difference between "
    "two years can come from who they are: it is no trend."
)
ROWS = {
    ABLE: "all helplines able to tell",
    ALL: "all helplines",
    MATCHED: "also in the year before",
    MATCHED_NEXT: "also in the next year",
}
NO_NEWS = (
    "Whether OCSEA rose or fell from {} to {} is not told here: no figures of the same helplines in both years may be "
    "shown, or they rest on different numbers of them."
)
NO_PAIR = (
    "After {1} there is no year of which {0} may be shown at the same helplines as in the year before it: too few are "
    "in both, so few joined or left that the difference from all would be theirs, or one of the two years stays as an "
    "earlier release told it, of other helplines."
)
BEST = {
    ABLE: "{}: {} at {} able to tell",
    MATCHED: "{}: {} at {} able to tell that were there in the year before too",
    MATCHED_NEXT: "{}: {} at {} able to tell that are there in the next year too",
    ALL: "{}: {} at all {}, able to tell or not",
}
"""Of each year the first of these that is shown."""
OF_VIOLENCE = "counselling contacts with a reason of violence"
OF_SEXUAL_VIOLENCE = "counselling contacts with a reason of sexual violence"


@dataclass(frozen=True)
class Indicator:
    """What is followed over the years, and of what it is a share."""

    statistic: str
    reason: str
    words: str
    base: str

    def cell(self, book: Book, year: int, panel: str) -> Cell | None:
        """Its figure of a year and panel."""
        return book.cells.of(self.statistic, year, panel, {"reason_code": self.reason})


INDICATORS = (
    Indicator("t4.ocsea_wide_of_violence", "violence", "OCSEA (wide) of violence", OF_VIOLENCE),
    Indicator("t4.ocsea_narrow_of_violence", "violence", "OCSEA (narrow) of violence", OF_VIOLENCE),
)
FINER = (
    Indicator(
        "t4.ocsea_wide_of_sexual_violence", "violence.sexual", "OCSEA (wide) of sexual violence", OF_SEXUAL_VIOLENCE
    ),
    Indicator(
        "t4.ocsea_narrow_of_sexual_violence", "violence.sexual", "OCSEA (narrow) of sexual violence", OF_SEXUAL_VIOLENCE
    ),
)
"""Told only where there is a trend: pairs of years may be shown of these where they may not of the others."""


@dataclass(frozen=True)
class Link:
    """A year of the chain: its share, and the figures that it rests on."""

    year: int
    share: float
    cells: Sequence[Cell]


def trend(book: Book) -> Chapter:
    """A line for each indicator, with breaks marked."""
    blocks: list[Markup | Figure | Table] = [
        Markup(
            "Totals of a network move with who answers. So each year is compared with the one before at the helplines "
            "that had contacts in both, and where several such pairs of years follow each other, their changes are "
            "chained. Beside it stand all that reported in a year. Where the lines part, it is the helplines that "
            "changed, not what they record."
        )
    ]
    headline: list[Markup] = []
    for indicator in (*INDICATORS, *FINER):
        chain = chain_of(book, indicator)
        if chain:
            told = _sentence(book, indicator, chain)
            blocks += [told, _figure(book, indicator, chain)]
            headline += [told] if chain[-1].year == book.year else []
        elif indicator in INDICATORS:
            blocks += _without_chain(book, indicator)
    if not headline and any(_invites(book, indicator) for indicator in INDICATORS):
        headline.append(say.sentence(NO_NEWS, book.year - 1, book.year))
    return Chapter("trend", "Trend", blocks, headline[:1])


def _invites(book: Book, indicator: Indicator) -> bool:
    """True where figures of this year and the one before stand there, and somebody will compare them."""
    return all(_best(book, indicator, year) for year in (book.year - 1, book.year))


def chain_of(book: Book, indicator: Indicator) -> list[Link]:
    """The newest run of pairs of years that may be shown, empty where there is none.

    It begins at the helplines of its first pair; each further year is this year over the year before at those in both.
    """
    chain: list[Link] = []
    for year in (year for year in book.cells.years if year <= book.year):
        now, before = indicator.cell(book, year, MATCHED), indicator.cell(book, year - 1, MATCHED_NEXT)
        share_now, share_before = _share(now), _share(before)
        if now is None or before is None or share_now is None or not share_before or not _are_alike(now, before):
            continue
        if not chain or chain[-1].year != year - 1:
            chain = [Link(year - 1, share_before, [before])]
        cells = [*(chain[-1].cells if len(chain) > 1 else ()), before, now]
        chain.append(Link(year, min(chain[-1].share * share_now / share_before, 1.0), cells))
    return chain


def _are_alike(now: Cell, before: Cell) -> bool:
    """False where the two years rest on other helplines: one of them was taken over from an earlier release."""
    return all(now.count(column) == before.count(column) for column in ("n_members", "n_sources"))


def _share(cell: Cell | None) -> float | None:
    """From the published counts, so that a chain does not add up what printing has rounded."""
    if cell is None or cell.share is None:
        return None
    return cell.numerator / cell.denominator if cell.numerator is not None and cell.denominator else cell.share


def _without_chain(book: Book, indicator: Indicator) -> list[Markup | Table]:
    """Why there is no trend, and the years as a table: lines of other helplines each year would be read as one."""
    told = _no_pair(indicator, book.cells.years[0])
    named = _named(book, indicator)
    if not any(cell.share is not None for _, cell in named):
        return [told]
    best = say.list_of([one for year in _years(book) if (one := _best(book, indicator, year))])
    return [
        told + NO_TREND + Markup(" {}.").format(Markup(best)),
        table_of(named, f"{indicator.words}: year, helplines"),
    ]


def _best(book: Book, indicator: Indicator, year: int) -> Markup:
    """The figure of a year, at those able to tell where that is shown, and at which helplines it is."""
    shown = (cell for panel in BEST if (cell := indicator.cell(book, year, panel)) and cell.share is not None)
    cell = next(shown, None)
    return Markup("") if cell is None else say.sentence(BEST[cell.panel], year, say.share(cell), say.helplines(cell))


def _years(book: Book) -> list[int]:
    return [year for year in book.cells.years if year <= book.year]


def _named(book: Book, indicator: Indicator) -> list[tuple[str, Cell]]:
    """Every year of every panel, panel by panel."""
    return [
        (f"{year}, {ROWS[panel]}", cell)
        for panel in ROWS
        for year in _years(book)
        if (cell := indicator.cell(book, year, panel)) is not None
    ]


def _sentence(book: Book, indicator: Indicator, chain: Sequence[Link]) -> Markup:
    """From where to where it went, at whom and of how many; beside it all that reported."""
    first, last = chain[0], chain[-1]
    now = last.cells[-1]
    before = last.cells[-2]
    if len(chain) == 2:
        told = say.sentence(
            "At the same {} in both years {} was {} of about {} contacts in {} and {} of about {} in {} (share of {}).",
            say.helplines(now), indicator.words, say.share(before), say.denominator(before), first.year, say.share(now),
            say.denominator(now), last.year, indicator.base,
        )  # fmt: skip
    else:
        told = say.sentence(
            "At the same helplines in each pair of years {} went from {} in {} to {} in {} (share of {}; the newest "
            "pair rests on about {} and {} contacts at {}).",
            indicator.words, _chained(first), first.year, _chained(last), last.year, indicator.base,
            say.denominator(before), say.denominator(now), say.helplines(now),
        )  # fmt: skip
    told += _doubt([before, now] if len(chain) == 2 else [first.cells[0], *last.cells])
    return told + _beside(book, indicator, first.year, last.year) + _until(book, indicator, last.year)


def _doubt(cells: Sequence[Cell]) -> Markup:
    """What keeps a change from being one: what is not known of its first and last year, and breaks between them."""
    first, last = cells[0].bounds, cells[-1].bounds
    is_sure = first is not None and last is not None and (first[1] < last[0] or last[1] < first[0])
    said = "" if is_sure else " What is not known is more than the difference: it may be none."
    if any(cell.has_break for cell in cells[1:]):
        said += " Some of them recorded in another way than the year before: [b]."
    return Markup(said)


def _chained(link: Link) -> Markup:
    return say.marked(link.cells, _written(link))


def _beside(book: Book, indicator: Indicator, first: int, last: int) -> Markup:
    """All that reported in the two years, as far as it is shown: not the same helplines."""
    shown = [
        say.sentence("{} at {} in {}", say.share(cell), say.helplines(cell), year)
        for year in (first, last)
        if (cell := indicator.cell(book, year, ALL)) is not None and cell.share is not None
    ]
    if not shown:
        return Markup("")
    return Markup(" Over all that reported, able to tell or not, it was {}.").format(Markup(say.list_of(shown)))


def _until(book: Book, indicator: Indicator, last: int) -> Markup:
    """That a chain ends before the newest year."""
    return Markup("") if last == book.year else Markup(" ") + _no_pair(indicator, last)


def _no_pair(indicator: Indicator, year: int) -> Markup:
    """Rows of pairs that are hidden are not in a release, so that nothing is told by them: all reasons are named."""
    return say.sentence(NO_PAIR, indicator.words, year)


def _figure(book: Book, indicator: Indicator, chain: Sequence[Link]) -> Figure:
    years, named = _years(book), _named(book, indicator)
    words, base = indicator.words, indicator.base
    breaks = sorted({cell.year for _, cell in named if cell.has_break})
    spots = [Spot(CHAINED, str(link.year), link.share, _written(link)) for link in chain]
    told = {CHAINED: [f"{link.year} {_written(link)}" for link in chain]}
    for cell in (cell for _, cell in named if cell.panel in STYLES and cell.is_drawn):
        text = say.share_text(cell)
        spots.append(Spot(cell.panel, str(cell.year), _share(cell) or 0.0, text if cell.panel == ALL else ""))
        told.setdefault(cell.panel, []).append(f"{cell.year} {text}")
    drawn = {name: style for name, style in STYLES.items() if name in told}
    title = f"{words[0].upper()}{words[1:]}, by year"
    spelled = "; ".join(f"{WORDS[name]}: {', '.join(told[name])}" for name in drawn)
    return Figure(
        name=f"trend-{indicator.statistic.partition('.')[2].replace('_', '-')}",
        title=title,
        alt=f"Line chart. {title}, share of {base}. {spelled}.",
        draw=lambda width: draw_lines(years, spots, drawn, breaks, width),
        table=table_of(named, "Year and helplines"),
        data=[*data_of(named), *_chain_data(chain)],
        keys=[Key(WORDS[name], style.colour, "line", " ".join(map(str, style.dash))) for name, style in drawn.items()],
        note=f"Share of {base}. The chain is counted from the rounded counts in the table. Lines have no bounds: the "
        "numbers have the least and the most of each year."
        + NOT_DRAWN
        + (" [b] marks a break in the series." if breaks else ""),
    )


def _written(link: Link) -> str:
    return say.percent(link.share, _is_fine(link))


def _is_fine(link: Link) -> bool:
    """True where all shares behind it are told to a tenth of a percent: so is what is chained, in words and files."""
    return all(cell.is_fine for cell in link.cells)


def _chain_data(chain: Sequence[Link]) -> list[dict[str, object]]:
    return [
        {
            "label": f"{link.year}, {WORDS[CHAINED]}",
            "cell": " ".join(cell.name for cell in link.cells),
            "year": link.year,
            "panel": CHAINED,
            "share": round(link.share, 3 if _is_fine(link) else 2),
            "status": "published",
        }
        for link in chain
    ]
