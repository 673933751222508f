"""Reasons recorded in the same contact as OCSEA (T5b), beside those of contacts without OCSEA."""

from __future__ import annotations

from markupsafe import Markup

from warehouse.publish.report import say
from warehouse.publish.report.book import (
    MOST_BARS,
    NOT_DRAWN,
    Book,
    Chapter,
    Figure,
    data_of,
    missing,
    ranked,
    table_of,
)
from warehouse.publish.report.cell import ABLE, ZERO, Cell
from warehouse.publish.report.draw import Spot, Style, draw_dumbbells
from warehouse.publish.report.picture import Key

BESIDE, OTHERS = "t5b.beside", "t5b.beside_others"
WITH, WITHOUT = "contacts with OCSEA", "contacts with a reason, without OCSEA"
STYLES = {WITH: Style("warm", "square"), WITHOUT: Style("deep", "circle")}
OUTSIDE = ("undetermined", "none", "violence.sexual")
SECOND, FIRST = 0, 1
"""Levels of the common list, the finer first."""
FIRST_COLUMN = "Other reason and contacts"
OPEN = Markup(
    "So little is known, or may be told, of contacts with OCSEA that their shares may be almost anything: nothing is "
    "drawn of them."
)
READ = Markup(
    "Recorded together is not caused by: it says what a counsellor wrote down in one contact. Helplines that can "
    "record one reason only are left out, since with them nothing can stand beside anything."
)


def beside(book: Book) -> Chapter:
    """The second level of the common list, most frequent first; the first where of the second no share may be shown."""
    title = "What stands beside OCSEA"
    by_level = [ranked(list(_along(book, BESIDE, level).values())) for level in (SECOND, FIRST)]
    level, cells = next(
        ((level, cells) for level, cells in enumerate(by_level) if any(cell.share is not None for cell in cells)),
        (SECOND, []),
    )
    if not cells:
        every = [cell for cells in by_level for cell in cells]
        return Chapter(
            "beside", title, [missing(f"Reasons recorded in the same contact as OCSEA, {book.year}", every), READ]
        )
    first = next((cell for cell in cells if cell.is_drawn), cells[0])
    told = say.sentence(
        "Of about {} counselling contacts with OCSEA at {} that can record several reasons, {} had “{}” as another "
        "reason in {}.",
        say.denominator(first), say.helplines(first), say.share(first), book.reason_path(_code(first)), book.year,
    )  # fmt: skip
    others = _along(book, OTHERS, level)
    told += _of_others(others.get(_code(first)))
    if not first.is_drawn:
        return Chapter("beside", title, [told, OPEN, table_of(_named(book, cells, others), FIRST_COLUMN), READ])
    return Chapter("beside", title, [told, _figure(book, cells, others), READ], [told])


def _of_others(cell: Cell | None) -> Markup:
    """The same reason of contacts without OCSEA: alone, a share would look like something about OCSEA."""
    if cell is None or cell.share is None:
        return Markup("")
    return say.sentence(
        " Of about {} with a reason and without OCSEA it was {}.", say.denominator(cell), say.share(cell)
    )


def _named(book: Book, cells: list[Cell], others: dict[str, Cell]) -> list[tuple[str, Cell]]:
    """Each reason beside OCSEA, then the same without."""
    pairs = [(one, series) for cell in cells for one, series in ((cell, WITH), (others.get(_code(cell)), WITHOUT))]
    return [(f"{book.reason_path(_code(one))}: {series}", one) for one, series in pairs if one is not None]


def _figure(book: Book, cells: list[Cell], others: dict[str, Cell]) -> Figure:
    shown = [cell for cell in cells if cell.is_drawn][:MOST_BARS]
    labels = [book.reason_path(_code(cell)) for cell in shown]
    spots = [
        Spot(series, book.reason_path(_code(cell)), one.share or 0.0)
        for cell in shown
        for series, one in ((WITH, cell), (WITHOUT, others.get(_code(cell))))
        if one is not None and one.is_drawn
    ]
    named = _named(book, cells, others)
    title = f"Reasons recorded in the same contact as OCSEA, {book.year}"
    told = "; ".join(f"{book.reason_path(_code(cell))} {say.share_text(cell)}" for cell in shown[:6])
    return Figure(
        name="beside-ocsea",
        title=title,
        alt=f"Dumbbell chart. {title}, share of contacts with OCSEA beside contacts without. {told}.",
        draw=lambda width: draw_dumbbells(labels, spots, STYLES, width),
        table=table_of(named, FIRST_COLUMN),
        data=data_of(named),
        keys=[Key(words, style.colour, style.shape) for words, style in STYLES.items()],
        note="Share of counselling contacts at helplines that can record several reasons. A reason that is itself "
        "OCSEA is not counted beside it." + NOT_DRAWN,
    )


def _along(book: Book, statistic: str, level: int) -> dict[str, Cell]:
    """By reason of a level; always in the panel of those able to, which all three statistics share."""
    return {
        _code(cell): cell
        for cell in book.cells.whole(statistic, book.year)
        if cell.panel == ABLE and cell.status != ZERO and _code(cell) not in OUTSIDE and _level(cell) == level
    }


def _level(cell: Cell) -> int | None:
    """Of a reason of the second level or of a main reason; None of all others."""
    code = cell.code("reason_code") or cell.code("framework_code")
    return FIRST if not code else SECOND if code.count(".") == 1 else None


def _code(cell: Cell) -> str:
    return cell.code("reason_code") or cell.code("framework_code") or cell.code("main_code")
