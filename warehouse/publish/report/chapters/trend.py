"""The trend on pairs of years of the same helplines, chained, beside all that reported in each year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from warehouse.publish.report import say
from warehouse.publish.report.book import Book, Chapter, Figure, Table, data_of, missing, table_of
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
TRENDS = (
    ("t4.ocsea_wide_of_violence", {"reason_code": "violence"}, "OCSEA (wide) of violence",
     "counselling contacts with a reason of violence"),
    ("t4.ocsea_narrow_of_violence", {"reason_code": "violence"}, "OCSEA (narrow) of violence",
     "counselling contacts with a reason of violence"),
)  # fmt: skip


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
            "that had contacts in both, and these changes are chained, from the first year that may be shown. "
            "Beside it stand all that reported in a year. Where the lines part, it is the helplines that "
            "changed, not what they record."
        )
    ]
    headline: list[Markup] = []
    for statistic, where, words, base in TRENDS:
        chain = chain_of(book, statistic, where)
        if len(chain) < 2:
            blocks += _without_chain(book, statistic, where, words)
            continue
        told = _sentence(chain, words, base)
        blocks += [told, _figure(book, statistic, where, words, base, chain)]
        headline.append(told)
    return Chapter("trend", "Trend", blocks, headline[:1])


def chain_of(book: Book, statistic: str, where: Mapping[str, str]) -> list[Link]:
    """The chained shares: of each year, this year over the year before at the helplines that are in both."""
    years = [year for year in book.cells.years if year <= book.year]
    starts = [cell for year in years if (cell := _start(book, statistic, year, where)) is not None]
    if not starts:
        return []
    chain = [Link(starts[0].year, _share(starts[0]) or 0.0, starts[:1])]
    for year in years[years.index(starts[0].year) + 1 :]:
        now = book.cells.of(statistic, year, MATCHED, where)
        before = book.cells.of(statistic, year - 1, MATCHED_NEXT, where)
        share_now, share_before = _share(now), _share(before)
        if year != chain[-1].year + 1 or now is None or before is None or share_now is None or not share_before:
            break
        chain.append(Link(year, min(chain[-1].share * share_now / share_before, 1.0), [*chain[-1].cells, now, before]))
    return chain


def _start(book: Book, statistic: str, year: int, where: Mapping[str, str]) -> Cell | None:
    """Where a chain may begin: all helplines able to tell; where that is not shown, those also in the next year."""
    found = [book.cells.of(statistic, year, panel, where) for panel in (ABLE, MATCHED_NEXT)]
    return next((cell for cell in found if _share(cell) is not None), None)


def _share(cell: Cell | None) -> float | None:
    """From the published counts, so that a chain does not add up what printing has rounded."""
    if cell is None or cell.share is None:
        return None
    return cell.numerator / cell.denominator if cell.numerator is not None and cell.denominator else cell.share


def _without_chain(book: Book, statistic: str, where: Mapping[str, str], words: str) -> list[Markup | Table]:
    """Why there is no trend, and the years as a table: lines of other helplines each year would be read as one."""
    told = missing(f"The trend of {words} at the same helplines", [book.cells.of(statistic, book.year, MATCHED, where)])
    named = _named(book, statistic, where)
    if not any(cell.share is not None for _, cell in named):
        return [told]
    return [told + NO_TREND, table_of(named, f"{words}: year and helplines")]


def _named(book: Book, statistic: str, where: Mapping[str, str]) -> list[tuple[str, Cell]]:
    """Every year of every panel, panel by panel."""
    years = [year for year in book.cells.years if year <= book.year]
    return [
        (f"{year}, {ROWS[panel]}", cell)
        for panel in ROWS
        for year in years
        if (cell := book.cells.of(statistic, year, panel, where)) is not None
    ]


def _sentence(chain: Sequence[Link], words: str, base: str) -> Markup:
    first, last = chain[0], chain[-1]
    is_fine = all(cell.is_fine for cell in last.cells)
    newest = last.cells[-2]
    return say.sentence(
        "At the same helplines in each pair of years {} went from {} in {} to {} in {} (share of {}; the newest pair "
        "rests on about {} contacts at {}).",
        words, say.marked(first.cells, say.percent(first.share, is_fine)), first.year,
        say.marked(last.cells, say.percent(last.share, is_fine)), last.year, base, say.denominator(newest),
        say.helplines(newest),
    )  # fmt: skip


def _figure(
    book: Book, statistic: str, where: Mapping[str, str], words: str, base: str, chain: Sequence[Link]
) -> Figure:
    years = [year for year in book.cells.years if year <= book.year]
    named = _named(book, statistic, where)
    breaks = sorted({cell.year for _, cell in named if cell.has_break})
    spots = [Spot(CHAINED, str(link.year), link.share, _written(link)) for link in chain]
    told = {CHAINED: [f"{link.year} {_written(link)}" for link in chain]}
    for cell in (cell for _, cell in named if cell.panel in STYLES and cell.share is not None):
        text = say.share_text(cell)
        spots.append(Spot(cell.panel, str(cell.year), _share(cell) or 0.0, text if cell.panel == ALL else ""))
        told.setdefault(cell.panel, []).append(f"{cell.year} {text}")
    drawn = {name: style for name, style in STYLES.items() if name in told}
    title = f"{words[0].upper()}{words[1:]}, by year"
    spelled = "; ".join(f"{WORDS[name]}: {', '.join(told[name])}" for name in drawn)
    return Figure(
        name=f"trend-{statistic.partition('.')[2].replace('_', '-')}",
        title=title,
        alt=f"Line chart. {title}, share of {base}. {spelled}.",
        draw=lambda width: draw_lines(years, spots, drawn, breaks, width),
        table=table_of(named, "Year and helplines"),
        data=[*data_of(named), *_chain_data(chain)],
        keys=[Key(WORDS[name], style.colour, "line", " ".join(map(str, style.dash))) for name, style in drawn.items()],
        note=f"Share of {base}. The chain is counted from the rounded counts in the table."
        + (" [b] marks a break in the series." if breaks else ""),
    )


ROWS = {
    ABLE: "all helplines able to tell",
    ALL: "all helplines",
    MATCHED: "also in the year before",
    MATCHED_NEXT: "also in the next year",
}


def _written(link: Link) -> str:
    return say.percent(link.share, all(cell.is_fine for cell in link.cells))


def _chain_data(chain: Sequence[Link]) -> list[dict[str, object]]:
    return [
        {
            "label": f"{link.year}, {WORDS[CHAINED]}",
            "cell": " ".join(cell.name for cell in link.cells),
            "year": link.year,
            "panel": CHAINED,
            "share": round(link.share, 4),
            "status": "published",
        }
        for link in chain
    ]
