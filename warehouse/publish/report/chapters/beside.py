"""Reasons recorded in the same contact as OCSEA (T5b), beside those of contacts without OCSEA."""

from __future__ import annotations

from markupsafe import Markup

from warehouse.publish.report import say
from warehouse.publish.report.book import MOST_BARS, Book, Chapter, Figure, data_of, missing, ranked, table_of
from warehouse.publish.report.cell import ABLE, ZERO, Cell
from warehouse.publish.report.draw import Spot, Style, draw_dumbbells
from warehouse.publish.report.picture import Key

BESIDE, OTHERS = "t5b.beside", "t5b.beside_others"
WITH, WITHOUT = "contacts with OCSEA", "contacts with a reason, without OCSEA"
STYLES = {WITH: Style("warm", "square"), WITHOUT: Style("deep", "circle")}
OUTSIDE = ("undetermined", "none", "violence.sexual")
SECOND, FIRST = 0, 1
"""Levels of the common list, the finer first."""
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
    first = cells[0]
    told = say.sentence(
        "Of about {} counselling contacts with OCSEA at {} that can record several reasons, {} had “{}” as another "
        "reason in {}.",
        say.denominator(first), say.helplines(first), say.share(first), book.reason_path(_code(first)), book.year,
    )  # fmt: skip
    return Chapter("beside", title, [told, _figure(book, cells, level), READ], [told])


def _figure(book: Book, cells: list[Cell], level: int) -> Figure:
    others = _along(book, OTHERS, level)
    shown = [cell for cell in cells if cell.share is not None][:MOST_BARS]
    labels = [book.reason_path(_code(cell)) for cell in shown]
    spots, named = [], []
    for cell in cells:
        label, other = book.reason_path(_code(cell)), others.get(_code(cell))
        pairs = [(WITH, cell), *([(WITHOUT, other)] if other is not None else [])]
        for series, one in pairs:
            named.append((f"{label}: {series}", one))
            if label in labels and one.share is not None:
                spots.append(Spot(series, label, one.share))
    title = f"Reasons recorded in the same contact as OCSEA, {book.year}"
    told = "; ".join(f"{book.reason_path(_code(cell))} {say.share_text(cell)}" for cell in shown[:6])
    return Figure(
        name="beside-ocsea",
        title=title,
        alt=f"Dumbbell chart. {title}, share of contacts with OCSEA beside contacts without. {told}.",
        draw=lambda width: draw_dumbbells(labels, spots, STYLES, width),
        table=table_of(named, "Other reason and contacts"),
        data=data_of(named),
        keys=[Key(words, style.colour, style.shape) for words, style in STYLES.items()],
        note="Share of counselling contacts at helplines that can record several reasons. A reason that is itself "
        "OCSEA is not counted beside it.",
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
