"""Whom contacts are about (T3), and by which way and by whom they come (T6, T7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from schemas.vocabulary.crosswalk import load_crosswalks
from warehouse.publish.report import say
from warehouse.publish.report.book import (
    NOT_DRAWN,
    Book,
    Chapter,
    Figure,
    Table,
    at_helplines,
    bar_figure,
    counts_or_missing,
    data_of,
    missing,
    no_place,
    ranked,
    table_of,
)
from warehouse.publish.report.cell import ASKING, Cell, best_panel
from warehouse.publish.report.chapters.profile import answers, is_answered, nobody_asks
from warehouse.publish.report.draw import Spot, Style, draw_dumbbells
from warehouse.publish.report.picture import Key

COUNSELLING = {"contact_type_code": "counselling"}
SEXUAL = {"reason_code": "violence.sexual"}


@dataclass(frozen=True)
class Base:
    """Contacts of which gender and age are given."""

    suffix: str
    words: str
    where: Mapping[str, str]
    style: Style


BASES = (
    Base("", "counselling contacts", COUNSELLING, Style("edge", "diamond")),
    Base("_of_violence", "violence", {"reason_code": "violence"}, Style("deep", "circle")),
    Base("_of_sexual_violence", "sexual violence", SEXUAL, Style("green", "triangle-up")),
    Base("_of_ocsea_wide", "OCSEA", SEXUAL, Style("warm", "square")),
)
FRAMEWORK = "CHI_V3"
UNDER_18 = "under_18"
GENDERS = {
    "girl": Style("deep", "circle"),
    "boy": Style("warm", "square"),
    "non_binary": Style("plum", "diamond"),
    "unknown": Style("edge", "triangle-up"),
}
QUESTIONS = (
    ("t6.profile", COUNSELLING, ("living_situation", "vulnerable_group"), "counselling contacts"),
    ("t6.profile_of_violence", {"reason_code": "violence"},
     ("perpetrator_relation", "perpetrator_age", "incident_place"), "counselling contacts with a reason of violence"),
    ("t7.referrals", COUNSELLING, ("referral_in", "referral_out"), "counselling contacts"),
)  # fmt: skip
TITLES = {
    "living_situation": "Living situation",
    "vulnerable_group": "Vulnerable groups",
    "perpetrator_relation": "Relation of the other person, violence",
    "perpetrator_age": "Age of the other person, violence",
    "incident_place": "Where it took place, violence",
    "referral_in": "Referred to the helpline by",
    "referral_out": "Referred on to",
}


def who(book: Book) -> Chapter:
    """Gender and age, of all counselling contacts beside violence and OCSEA."""
    blocks: list[Markup | Figure | Table] = [
        Markup(
            "Gender and age are those recorded for the person that the contact is about, never the caller's. Contacts "
            "that are about adults are left out; those about somebody of unknown age are in."
        )
    ]
    blocks.append(_reasons_by_gender(book))
    all_counselling = BASES[0]
    blocks += _gender(book) or [missing(f"Gender, {book.year}", _found(book, "gender", "gender_code", all_counselling))]
    blocks += _age(book) or [missing(f"Age, {book.year}", _found(book, "age", "age_band_code", all_counselling))]
    return Chapter("who", "Whom contacts are about", blocks)


def _found(book: Book, statistic: str, dimension: str, base: Base) -> list[Cell]:
    name = f"t3.{statistic}{base.suffix}"
    return book.cells.along_best(dimension, name, book.year, base.where, ASKING)


def _gender(book: Book) -> list[Markup | Figure | Table]:
    spots, named, labels, based = [], [], [], []
    for base in BASES:
        cells = {cell.code("gender_code"): cell for cell in _found(book, "gender", "gender_code", base)}
        if not any(cell.share is not None for cell in cells.values()):
            continue
        label = base.words.capitalize() if base.words != "OCSEA" else "OCSEA (wide)"
        marks = [
            Spot(code, label, cells[code].share or 0.0) for code in GENDERS if code in cells and cells[code].is_drawn
        ]
        labels += [label] if marks else []
        spots += marks
        based += [(label, cell) for cell in cells.values()]
        order = [*(code for code in GENDERS if code in cells), *(code for code in cells if code not in GENDERS)]
        named += [(f"{label}: {book.label('gender', code)}", cells[code]) for code in order]
    title = f"Gender recorded, {book.year}"
    if not spots:
        return _undrawn(title, named, based)
    told = "; ".join(f"{label} {say.share_text(cell)}" for label, cell in named if cell.is_drawn)
    return [
        Figure(
            name="gender",
            title=title,
            alt=f"Dumbbell chart. {title}, share of the contacts named. {told}.",
            draw=lambda width: draw_dumbbells(labels, spots, GENDERS, width),
            table=table_of(named, "Contacts and gender"),
            data=data_of(named),
            keys=[Key(book.label("gender", code), style.colour, style.shape) for code, style in GENDERS.items()],
            note=f"Share of the contacts named, {at_helplines(based)}. A mark is missing where it may not be shown."
            + NOT_DRAWN,
        )
    ]


def _undrawn(title: str, named: list[tuple[str, Cell]], based: list[tuple[str, Cell]]) -> list[Markup | Figure | Table]:
    """Shares that may be almost anything stand in a table with their bounds; nothing where there is none."""
    if not named:
        return []
    told = "{}: so little is known, or may be told, that nothing is drawn. Share of the contacts named, {}."
    return [say.sentence(told, title, at_helplines(based)), table_of(named)]


def _reasons_by_gender(book: Book) -> Figure | Markup:
    """Of contacts of one gender, how many are about what: the mains of CHI V3. One gender alone compares nothing."""
    spots, named, labels = [], [], []
    mains = load_crosswalks()[FRAMEWORK].mains
    found = {
        (cell.code("main_code"), cell.code("gender_code")): cell
        for cell in best_panel([_by_gender(book, panel) for panel in ASKING])
    }
    for main in mains:
        cells = {code: found[main, code] for code in GENDERS if (main, code) in found}
        label = book.framework_label(FRAMEWORK, main)
        marks = [Spot(code, label, cell.share or 0.0) for code, cell in cells.items() if cell.is_drawn]
        named += [(f"{label}: {book.label('gender', code)}", cell) for code, cell in cells.items()]
        if len(marks) > 1:
            labels.append(label)
            spots += marks
    title = f"Main reasons by gender, CHI V3, {book.year}"
    if not spots:
        if named and all(cell.is_published for _, cell in named):
            return say.sentence("{}: of no reason two genders may be drawn beside each other.", title)
        return missing(title, [cell for _, cell in named])
    told = "; ".join(f"{label} {say.share_text(cell)}" for label, cell in named[:8] if cell.share is not None)
    return Figure(
        name="reasons-by-gender",
        title=title,
        alt=f"Dumbbell chart. {title}, share of the contacts with a reason of each gender. {told}.",
        draw=lambda width: draw_dumbbells(labels, spots, GENDERS, width),
        table=table_of(named, "Main reason and gender"),
        data=data_of(named),
        keys=[Key(book.label("gender", code), style.colour, style.shape) for code, style in GENDERS.items()],
        note="Each mark is a share of the counselling contacts with a reason of that gender, "
        f"{at_helplines(named)}." + NOT_DRAWN,
    )


def _by_gender(book: Book, panel: str) -> list[Cell]:
    return [
        cell
        for cell in book.cells.whole("t3.main_by_gender", book.year)
        if (cell.panel, cell.code("framework")) == (panel, FRAMEWORK)
    ]


def _age(book: Book) -> list[Markup | Figure | Table]:
    spots, named, labels, styles, based = [], [], {}, {}, []
    for base in BASES:
        for cell in _found(book, "age", "age_band_code", base):
            band = cell.code("age_band_code")
            label = book.label("age_band", band)
            if band == "age_25_plus" or cell.status == "structural_zero":
                continue
            named.append((f"{label}: {base.words}", cell))
            based.append((base.words, cell))
            if cell.is_drawn:
                labels[band] = label
                styles[base.words] = base.style
                spots.append(Spot(base.words, label, cell.share or 0.0))
    title = f"Age recorded, {book.year}"
    if not spots:
        return _undrawn(title, named, based) if any(cell.share is not None for _, cell in named) else []
    told = "; ".join(f"{label} {say.share_text(cell)}" for label, cell in named if cell.is_drawn)
    order = [labels[band] for band in sorted(labels, key=_age_order)]
    return [
        Figure(
            name="age",
            title=title,
            alt=f"Dumbbell chart. {title}, share of the contacts named. {told}.",
            draw=lambda width: draw_dumbbells(order, spots, styles, width),
            table=table_of(named, "Age and contacts"),
            data=data_of(named),
            keys=[Key(words, style.colour, style.shape) for words, style in styles.items()],
            note=f"Share of the contacts named, {at_helplines(based)}."
            + NOT_DRAWN
            + (" “Under 18” holds all of its bands." if UNDER_18 in labels else ""),
        )
    ]


def _age_order(band: str) -> tuple[bool, bool, str]:
    return band == "unknown", band == UNDER_18, band


def channels(book: Book) -> Chapter:
    """Channels, persons in contact, living situation and referrals."""
    blocks: list[Markup | Figure | Table] = []
    for statistic, dimension, code_list, title in (
        ("t6.channel", "channel_code", "channel", "Channel"),
        ("t6.person", "person_code", "person", "Who made the contact"),
    ):
        cells = [
            cell
            for cell in book.cells.along_best(dimension, statistic, book.year, COUNSELLING)
            if "." not in cell.code(dimension) and cell.status != "structural_zero"
        ]
        named = [(book.label(code_list, cell.code(dimension)), cell) for cell in ranked(cells)]
        if any(cell.share is not None for _, cell in named):
            name = statistic.replace(".", "-")
            blocks.append(bar_figure(name, f"{title}, {book.year}", "counselling contacts", named))
        else:
            blocks += counts_or_missing(f"{title}, {book.year}", named)
    for statistic, where, attributes, base in QUESTIONS:
        for attribute in attributes:
            named = answers(book, statistic, attribute, dict(where))
            if is_answered(named):
                name = f"{statistic.replace('.', '-').replace('_', '-')}-{attribute.replace('_', '-')}"
                blocks.append(bar_figure(name, f"{TITLES[attribute]}, {book.year}", base, named))
            elif not named and nobody_asks(book, statistic, attribute):
                blocks.append(no_place(f"{TITLES[attribute]}, {book.year}"))
            else:
                blocks += counts_or_missing(f"{TITLES[attribute]}, {book.year}", named)
    return Chapter("channels", "How contacts come, and where they go", blocks)
