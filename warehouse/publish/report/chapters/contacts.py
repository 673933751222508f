"""Contacts: counselling and every other kind (T1)."""

from __future__ import annotations

from markupsafe import Markup

from warehouse.publish.report import say
from warehouse.publish.report.book import Book, Chapter, Figure, Table, bar_figure, missing, ranked
from warehouse.publish.report.cell import ALL, Cell

BY_KIND, WITH_REASON = "t1.contacts_by_kind", "t1.with_reason"
COUNSELLING = {"contact_type_code": "counselling"}
NO_TREND = Markup(
    "These totals are no trend: it is not the same helplines each year, and one large helpline that comes or goes can "
    "move them by itself."
)
ADULTS = Markup(
    "What is told of counselling contacts further down leaves out those that are about adults: there are fewer of them "
    "there than here."
)


def contacts(book: Book) -> Chapter:
    """All contacts, by kind and by region."""
    blocks: list[Markup | Figure | Table] = []
    headline: list[Markup] = []
    counselling = book.cells.of(BY_KIND, book.year, ALL, COUNSELLING)
    if counselling is None or counselling.numerator is None:
        blocks.append(missing(f"Counselling contacts in {book.year}", [counselling]))
    else:
        told = say.sentence(
            "{} held about {} counselling contacts in {}, those about adults among them: {} of about {} contacts of "
            "any kind.",
            say.helplines(counselling),
            say.numerator(counselling),
            book.year,
            say.share(counselling),
            say.denominator(counselling),
        )
        blocks.append(told)
        headline.append(told)
    kinds = [
        cell
        for cell in book.cells.along("contact_type_code", BY_KIND, book.year, ALL, {})
        if "." not in cell.code("contact_type_code") and cell.status != "structural_zero"
    ]
    named = [(book.label("contact_type", cell.code("contact_type_code")), cell) for cell in ranked(kinds)]
    if any(cell.share is not None for _, cell in named):
        blocks.append(bar_figure("contacts-by-kind", f"Contacts by kind, {book.year}", "all contacts", named))
    blocks += _by_year_and_region(book)
    return Chapter("contacts", "Contacts", [*blocks, ADULTS], headline)


def _by_year_and_region(book: Book) -> list[Markup | Table]:
    rows: list[list[Markup | str]] = []
    shown: list[Cell | None] = []
    regions = sorted(
        {
            cell.code("region_code")
            for year in book.cells.years
            for cell in book.cells.along("region_code", BY_KIND, year, ALL, COUNSELLING)
        }
    )
    for region in ["", *regions]:
        where = {**COUNSELLING, **({"region_code": region} if region else {})}
        found = [book.cells.of(BY_KIND, year, ALL, where) for year in book.cells.years]
        shown += found
        rows.append([book.label("region", region) if region else "All regions", *(say.numerator(one) for one in found)])
    whole = [book.cells.of(BY_KIND, year, ALL, COUNSELLING) for year in book.cells.years]
    rows.append(["Helplines with contacts", *(say.marked(one, say.count_text(one, "n_sources")) for one in whole)])
    if not any(cell is not None and cell.is_published for cell in shown):
        return []
    columns = ["Counselling contacts", *(str(year) for year in book.cells.years)]
    return [Table(columns, rows), NO_TREND]
