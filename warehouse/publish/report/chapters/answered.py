"""Who answered: members and items (T0)."""

from __future__ import annotations

from markupsafe import Markup

from warehouse.publish.report import say
from warehouse.publish.report.book import FRAMEWORKS, Book, Chapter, Figure, Table, data_of, missing
from warehouse.publish.report.cell import ALL, Cell
from warehouse.publish.report.chapters.profile import ASKED
from warehouse.publish.report.declared import FEWEST
from warehouse.publish.report.draw import Bar, draw_bars

MEMBERS = {"base_code": "members"}
ANSWERING, COUNTRIES, ABLE_TO = "t0.members_answering", "t0.countries", "t0.members_able."


COUNTS_ONLY = Markup(
    "A member that sends counts instead of records has answered, and stands only in the figures that its counts tell: "
    "all others rest on fewer helplines than answered."
)


def answered(book: Book) -> Chapter:
    """How many members answered, and by region; and for each table how many could fill it."""
    blocks: list[Markup | Figure | Table] = []
    headline: list[Markup] = []
    whole = book.cells.of(ANSWERING, book.year, ALL, MEMBERS)
    countries = book.cells.of(COUNTRIES, book.year, ALL, MEMBERS)
    if whole is None or whole.numerator is None:
        blocks.append(missing(f"How many members answered for {book.year or 'any year'}", [whole]))
    else:
        headline.append(say.sentence("{} members of the network answered for {}.", _x_of_n(whole), book.year))
        blocks.append(headline[0])
        blocks += _by_region(book)
    if countries is not None and countries.numerator is not None:
        blocks.append(say.sentence("They stand for {} countries that have a member.", _x_of_n(countries)))
    blocks += _able(book)
    n = len(book.declared.helplines)
    blocks.append(
        say.sentence("{} helplines are set up to send their exports: the next chapter is about them.", n)
        if n >= FEWEST
        else Markup("Fewer than three helplines are set up to send their exports.")
    )
    return Chapter("answered", "Who answered", blocks, headline)


TOLD = {
    "t2.main": "Main reasons",
    "t2.main.main_reason": "Main reason, as ranked by the counsellor",
    "t3.gender": "Gender",
    "t3.age": "Age",
    "t4.ocsea_wide_of_violence": "OCSEA of violence",
    "t4.setting_of_sexual_violence": "Online and offline of sexual violence",
    "t4.setting_of_bullying": "Online and offline of bullying",
    "t5.form": "Form of OCSEA",
    "t5.profile": "OCSEA",
    "t5b.beside": "Reasons beside OCSEA",
    "t6.channel": "Channel",
    "t6.person": "Who made the contact",
    "t6.profile_of_violence": "Violence",
    "t7.referrals": "Referrals",
}
"""What is listed of the tables that members can fill; the public files have all."""

ATTRIBUTES = {**ASKED, "incident_place": "Where it took place"}


def _able(book: Book) -> list[Markup | Table]:
    """For each kind of figure, how many of the members that answered can tell it."""
    rows: list[list[Markup | str]] = []
    cells: list[Cell] = []
    for statistic, words in TOLD.items():
        for cell in book.cells.whole(f"{ABLE_TO}{statistic}", book.year):
            framework, attribute = cell.code("framework"), cell.code("attribute_code")
            beside = f", by {FRAMEWORKS.get(framework, framework)}" if framework and statistic.startswith("t2") else ""
            beside += f": {ATTRIBUTES[attribute].lower()}" if attribute else ""
            rows.append([f"{words}{beside}", _x_of_n(cell)])
            cells.append(cell)
    if not any(cell.is_published for cell in cells):
        return [missing(f"How many of those that answered can tell what, {book.year}", cells)]
    return [Table([f"What can be told, {book.year}", "Members that can, of those that answered"], rows), COUNTS_ONLY]


def _x_of_n(cell: Cell) -> Markup:
    if cell.numerator is None or cell.denominator is None:
        return say.marked(cell, say.symbol_of(cell))
    return say.marked(cell, f"{say.count_text(cell, 'numerator')} of {say.count_text(cell, 'denominator')}")


def _by_region(book: Book) -> list[Figure]:
    cells = book.cells.along("region_code", ANSWERING, book.year, ALL, MEMBERS)
    named = [(book.label("region", cell.code("region_code")), cell) for cell in cells]
    if not any(cell.numerator is not None for _, cell in named):
        return []
    bars = [Bar(label, _part_of(cell), say.plain(_x_of_n(cell))) for label, cell in named]
    title = f"Members that answered, by region, {book.year}"
    rows = [[label, _x_of_n(cell)] for label, cell in named]
    told = "; ".join(f"{bar.label} {bar.text}" for bar in bars)
    figure = Figure(
        name="answered-by-region",
        title=title,
        alt=f"Bar chart. {title}. {told}.",
        draw=lambda width: draw_bars(bars, width, top=1.0),
        table=Table(["Region", "Members"], rows),
        data=data_of(named),
        note="A full bar is all members of the region.",
    )
    return [figure]


def _part_of(cell: Cell) -> float | None:
    """How long the bar is; counts of members have no share."""
    return None if cell.numerator is None or not cell.denominator else cell.numerator / cell.denominator
