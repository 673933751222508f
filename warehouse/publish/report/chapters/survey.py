"""What members say of themselves (T10), beside what is declared; and how far people agree on categories (T11).

Counts of members are given as `x of n`, never as a share.
"""

from __future__ import annotations

from markupsafe import Markup

from warehouse.publish.report import say
from warehouse.publish.report.book import Book, Chapter, Figure, Table, bar_figure, missing
from warehouse.publish.report.cell import ALL, Cell

MEMBERS = "members"
LEAD = Markup(
    "What members say of their own systems and practice, once a year, beside what their systems are declared to record "
    "and what their data show. Members are counted, not contacts."
)


def survey(book: Book) -> Chapter:
    """Every count of members that the survey gives."""
    rows: list[list[Markup | str]] = []
    for statistic in book.cells.statistics("t10."):
        for year in book.cells.years:
            for cell in book.cells.whole(statistic, year):
                rows.append([_label(book, cell), str(cell.year), _x_of_n(cell)])
    title = "What members say of themselves"
    if not rows:
        return Chapter("survey", title, [LEAD, missing("The survey of members")])
    blocks: list[Markup | Figure | Table] = [LEAD, Table(["What members say", "Year", "Members"], rows)]
    return Chapter("survey", title, blocks)


def _label(book: Book, cell: Cell) -> str:
    name = str(cell.row["statistic_code"]).partition(".")[2].replace("_", " ").replace("ocsea", "OCSEA")
    attribute, value = cell.code("attribute_code"), cell.code("value_code")
    beside = [attribute.replace("_", " ")] if attribute else []
    beside += [_value(book, attribute, value)] if value else []
    return f"{name[:1].upper()}{name[1:]}{': ' if beside else ''}{', '.join(beside)}"


def _value(book: Book, attribute: str, value: str) -> str:
    try:
        return book.label(attribute, value)
    except KeyError:
        return value.replace("_", " ")


def _x_of_n(cell: Cell) -> Markup:
    if cell.numerator is None or cell.denominator is None:
        return say.marked(cell, say.symbol_of(cell))
    return say.marked(cell, f"{cell.numerator} of {cell.denominator}")


def agreement(book: Book) -> Chapter:
    """How far people who sort the same scenarios agree."""
    title = "Agreement on categories"
    named = [
        (_label(book, cell), cell)
        for statistic in book.cells.statistics("t11.")
        for cell in book.cells.whole(statistic, book.year)
        if cell.panel == ALL
    ]
    if not any(cell.share is not None for _, cell in named):
        return Chapter("agreement", title, [missing("How far people sort the same scenarios into the same categories")])
    return Chapter("agreement", title, [bar_figure("agreement", f"{title}, {book.year}", "answers", named)])
