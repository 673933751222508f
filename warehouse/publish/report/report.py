"""The secretariat's report of one network: one page that needs nothing else, and its charts as files.

Belongs here: the order in which the story is told, and putting page and charts together. Does not belong here: what a
chapter says (`chapters`), or writing files (`publish.public`). The same release gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import duckdb
from markupsafe import Markup

from warehouse.page.render import render
from warehouse.publish.agreement import read_agreements
from warehouse.publish.report import say
from warehouse.publish.report.book import Book, Chapter, Figure, Table
from warehouse.publish.report.cell import read_cells
from warehouse.publish.report.chapters.answered import answered
from warehouse.publish.report.chapters.beside import beside
from warehouse.publish.report.chapters.contacts import contacts
from warehouse.publish.report.chapters.persons import channels, who
from warehouse.publish.report.chapters.profile import profile
from warehouse.publish.report.chapters.quality import quality
from warehouse.publish.report.chapters.reasons import reasons
from warehouse.publish.report.chapters.records import records
from warehouse.publish.report.chapters.settings import settings
from warehouse.publish.report.chapters.survey import agreement, survey
from warehouse.publish.report.chapters.trend import trend
from warehouse.publish.report.colours import dark_rules
from warehouse.publish.report.declared import read_declared, read_survey
from warehouse.publish.report.picture import NARROW, WIDE, Around, render_png, render_svg

ORDER: Sequence[Callable[[Book], Chapter]] = (
    answered, records, contacts, reasons, settings, profile, beside, who, channels, trend, survey, agreement, quality,
)  # fmt: skip
"""As the study tells its story."""

DECLARED: Sequence[Callable[[Book], Chapter]] = (records, survey, quality)
"""What can be told of a network without a published figure: twelve chapters of gaps tell nobody anything."""

SHOWN_OF_DIGEST = 12
INVENTED = "Invented data: no figure is about a real helpline or a real contact."
PARTLY = "Partly invented data: {} of {} helplines are invented. Not to be used."


@dataclass(frozen=True)
class Chart:
    """A chart as files: pictures, text alternative and the rows that it is drawn from."""

    name: str
    title: str
    alt: str
    svg: str
    png: bytes
    data: Sequence[Mapping[str, object]]


@dataclass(frozen=True)
class Story:
    """What is told of a network, read and put into chapters once: the page and the files of charts both show it."""

    network_code: str
    book: Book
    chapters: Sequence[Chapter]


def tell_story(connection: duckdb.DuckDBPyConnection, network_code: str) -> Story:
    """The story of a network, from the release that is attached as catalog `release`."""
    book = read_book(connection, network_code)
    order = DECLARED if book.cells.latest is None else ORDER
    return Story(network_code, book, [chapter(book) for chapter in order])


def render_report(story: Story, digest: str) -> str:
    """The report of a network as HTML."""
    chapters = story.chapters
    watermark = watermark_of(story.book)
    values = {
        "network": story.network_code,
        "year": story.book.year,
        "chapters": chapters,
        "headlines": [sentence for chapter in chapters for sentence in chapter.headline],
        "watermark": watermark,
        "digest": digest[:SHOWN_OF_DIGEST],
        "legend": say.LEGEND,
        "given": say.GIVEN,
        "dark_rules": Markup(dark_rules()),
        "kind_of": kind_of,
        "pictures_of": lambda figure: pictures_of(figure, watermark),
    }
    return render(__package__, "report.html.j2", values)


def make_charts(story: Story) -> list[Chart]:
    """Every chart of the report, with its title in the picture, in the report's order."""
    watermark = watermark_of(story.book)
    charts = []
    for figure in (figure for chapter in story.chapters for figure in chapter.figures):
        svg = render_svg(figure.draw(WIDE), _around(figure, watermark), figure.title)
        charts.append(Chart(figure.name, figure.title, figure.alt, svg, render_png(svg), figure.data))
    return charts


def read_book(connection: duckdb.DuckDBPyConnection, network_code: str) -> Book:
    """What the release says of a network in public, and what its helplines declare."""
    cells, declared = read_cells(connection, network_code), read_declared(connection, network_code)
    agreement = [one for one in read_agreements(connection) if one["network_code"] == network_code]
    return Book(cells, declared, read_survey(connection, network_code), agreement)


def watermark_of(book: Book) -> str:
    """What stands across a page and its charts where data are invented; else empty."""
    n, n_invented = len(book.declared.helplines), book.declared.n_synthetic
    if not n_invented:
        return ""
    return INVENTED if n_invented == n else PARTLY.format(n_invented, n)


def pictures_of(figure: Figure, watermark: str) -> Markup:
    """The chart twice, for a wide and for a narrow page: the style shows one of them."""
    drawn = [render_svg(figure.draw(width), _around(figure, watermark), "") for width in (WIDE, NARROW)]
    return Markup('<div class="wide">{}</div><div class="narrow">{}</div>').format(*map(Markup, drawn))


def kind_of(block: Markup | Figure | Table) -> str:
    """Which part of the template shows a block."""
    return "figure" if isinstance(block, Figure) else "table" if isinstance(block, Table) else "text"


def _around(figure: Figure, watermark: str) -> Around:
    told = f"{figure.alt} {watermark}" if watermark else figure.alt
    return Around(figure.name, figure.title, told, figure.keys, watermark)
