"""OCSEA as it was recorded (T5)."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from schemas.vocabulary.code import load_codes
from warehouse.publish.report import say
from warehouse.publish.report.book import (
    Book,
    Chapter,
    Figure,
    Table,
    bar_figure,
    counts_or_missing,
    missing,
    no_place,
    ranked,
)
from warehouse.publish.report.cell import ASKING, ZERO, Cell

PROFILE, FORM = "t5.profile", "t5.form"
BASE = {"reason_code": "violence.sexual"}
OCSEA = "OCSEA contacts (wide)"
ASKED = {
    "time_to_contact": "Time from the event to the contact",
    "first_told": "Who was told first",
    "platform": "Platform",
    "barrier": "What kept from telling",
    "risk_factor": "Risk factors",
    "extortion_demand": "What was demanded in extortion",
    "image_origin": "Where images came from",
    "perpetrator_relation": "Relation of the other person",
    "perpetrator_age": "Age of the other person",
    "living_situation": "Living situation",
    "vulnerable_group": "Vulnerable groups",
    "referral_in": "Who referred to the helpline",
    "referral_out": "Where the contact was referred on to",
}
UNNAMED = "Form not told apart"
IN_ORDER = frozenset({"time_to_contact"})


def profile(book: Book) -> Chapter:
    """Form, then every question of the study in its order."""
    blocks: list[Markup | Figure | Table] = [
        Markup(
            "Each share is of OCSEA contacts at helplines that ask; what was asked and not answered is drawn as "
            "unknown. Where a contact can have several answers, shares add up to more than the whole."
        )
    ]
    headline: list[Markup] = []
    forms = _forms(book)
    if any(cell.share is not None for _, cell in forms):
        blocks.append(bar_figure("ocsea-form", f"Form of OCSEA, {book.year}", OCSEA, forms))
        told_apart = [(label, cell) for label, cell in forms if label != UNNAMED and cell.share is not None]
        headline += [_lead(book, cell, label) for label, cell in told_apart[:1] if not cell.is_open]
    else:
        blocks += counts_or_missing(f"Forms of OCSEA, {book.year}", forms)
    silent: list[str] = []
    unasked: list[str] = []
    for attribute, title in ASKED.items():
        named = answers(book, PROFILE, attribute, BASE)
        if is_answered(named):
            blocks.append(bar_figure(f"ocsea-{attribute.replace('_', '-')}", f"{title}, {book.year}", OCSEA, named))
        elif named:
            blocks += counts_or_missing(f"{title}, {book.year}", named)
        else:
            (unasked if nobody_asks(book, PROFILE, attribute) else silent).append(title.lower())
    if unasked:
        blocks.append(no_place(f"Of OCSEA contacts in {book.year}: {say.list_of(unasked)}"))
    if silent:
        blocks.append(missing(f"Of OCSEA contacts in {book.year}: {say.list_of(silent)}"))
    return Chapter("profile", "What OCSEA looks like", blocks, headline)


def nobody_asks(book: Book, statistic: str, attribute: str) -> bool:
    """True where of the members that answered it is published that none can tell the answers to a question."""
    able = [
        cell
        for cell in book.cells.whole(f"t0.members_able.{statistic}", book.year)
        if cell.code("attribute_code") == attribute
    ]
    return bool(able) and all(cell.numerator == 0 for cell in able)


def _forms(book: Book) -> list[tuple[str, Cell]]:
    cells = [
        cell
        for statistic in book.cells.statistics(FORM)
        for cell in book.cells.along_best("reason_code", statistic, book.year, {})
    ]
    return [
        (
            UNNAMED
            if cell.code("reason_code") == "violence.sexual"
            else book.label("reason", cell.code("reason_code")),
            cell,
        )
        for cell in ranked(cells)
        if cell.status != ZERO
    ]


def answers(book: Book, statistic: str, attribute: str, where: dict[str, str]) -> list[tuple[str, Cell]]:
    """The answers to a question: the first level of its list, in its order where it has one, unknown last."""
    asked = {**where, "attribute_code": attribute}
    cells = book.cells.along_best("value_code", statistic, book.year, asked, ASKING)
    top = [cell for cell in cells if "." not in cell.code("value_code") and cell.status != ZERO]
    order = _as_listed(attribute, top) if attribute in IN_ORDER else ranked(top)
    order = sorted(order, key=lambda cell: cell.code("value_code") == "unknown")
    return [(book.label(attribute, cell.code("value_code")), cell) for cell in order]


def is_answered(named: Sequence[tuple[str, Cell]]) -> bool:
    """True where some answer may be shown: the unknown part alone says nothing."""
    return any(cell.share is not None and cell.code("value_code") != "unknown" for _, cell in named)


def _as_listed(attribute: str, cells: Sequence[Cell]) -> list[Cell]:
    place = {code: number for number, code in enumerate(load_codes().list_of(attribute).codes)}
    return sorted(cells, key=lambda cell: place.get(cell.code("value_code"), len(place)))


def _lead(book: Book, cell: Cell, label: str) -> Markup:
    return say.sentence(
        "Of about {} {} at {} in {}, {} were recorded as “{}”, the most frequent of the forms that may be shown.",
        say.denominator(cell), OCSEA, say.helplines(cell), book.year, say.share(cell), label,
    )  # fmt: skip
