"""Reasons, in the network's frameworks and the common list (T2)."""

from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup

from warehouse.publish.report import say
from warehouse.publish.report.book import (
    COMMON,
    FRAMEWORKS,
    NOT_TOLD,
    Book,
    Chapter,
    Figure,
    Table,
    bar_figure,
    data_of,
    missing,
    ranked,
    table_of,
)
from warehouse.publish.report.cell import ABLE, ALL, PREFERRED, ZERO, Cell, best_panel, differ

MAIN, CODE = "t2.main", "t2.code"
DRAWN = ("CHI_V3", COMMON)
OF_ITSELF = (
    " A reason stands for what was recorded by that name alone: all of sexual violence, its forms together, is in the "
    "next chapter."
)
SEVERAL = "fits several of its codes"
OPEN_CODES = " What fits several codes of one main reason is in the numbers, not in the picture: it is no reason more."
ALIKE = Markup("Over all helplines, able to record it or not, the shares of contacts are the same but for rounding.")


def reasons(book: Book) -> Chapter:
    """Main reasons in both lists, the most frequent codes, and the two bases side by side."""
    blocks: list[Markup | Figure | Table] = []
    headline: list[Markup] = []
    for framework in DRAWN:
        mains = _mains(book, framework, "contacts")
        if not any(cell.share is not None for _, cell in mains):
            blocks.append(missing(f"Main reasons by {FRAMEWORKS[framework]}, {book.year}", [cell for _, cell in mains]))
            continue
        told = _lead(book, framework, mains)
        blocks.append(told)
        if not headline:
            headline.append(told)
        title = f"Main reasons by {FRAMEWORKS[framework]}, {book.year}"
        blocks.append(
            bar_figure(
                f"reasons-{framework.lower().replace('_', '-')}", title, "counselling contacts with a reason", mains
            )
        )
        blocks += _codes(book, framework)
        blocks += _two_bases(book, framework, mains)
    blocks.append(
        Markup(
            "A contact counts under each of its reasons, so shares of contacts add up to more than the whole; shares "
            "of reasons add up to the whole. The two are never set against each other. Where what was recorded fits "
            "several codes of a list, it is not shared out among them."
        )
    )
    return Chapter("reasons", "Reasons", blocks, headline)


def _mains(book: Book, framework: str, base: str) -> list[tuple[str, Cell]]:
    found = book.cells.along_best("main_code", MAIN, book.year, {"framework": framework, "base_code": base})
    kept = [cell for cell in found if cell.code("main_code") not in NOT_TOLD or cell.share]
    return [(book.framework_label(framework, cell.code("main_code")), cell) for cell in ranked(kept)]


def _codes(book: Book, framework: str) -> list[Figure]:
    """Codes below the mains."""
    cells = [
        cell
        for cell in book.cells.whole(CODE, book.year)
        if (cell.code("framework"), cell.code("base_code")) == (framework, "contacts")
        and cell.code("framework_code") not in NOT_TOLD
        and cell.status != ZERO
        and (framework != COMMON or "." in cell.code("framework_code"))
    ]
    best = best_panel([[cell for cell in cells if cell.panel == panel] for panel in PREFERRED])
    if not any(cell.share is not None for cell in best):
        return []
    named = [(book.framework_label(framework, cell.code("framework_code")), cell) for cell in ranked(best)]
    title = f"Reasons by {FRAMEWORKS[framework]}, {book.year}"
    name = f"codes-{framework.lower().replace('_', '-')}"
    figure = bar_figure(name, title, "counselling contacts with a reason", named)
    note = figure.note + OF_ITSELF if framework == COMMON else figure.note
    open_codes = _open_codes(book, framework, best[0].panel)
    if not open_codes:
        return [replace(figure, note=note)]
    rows = [*named, *open_codes]
    return [replace(figure, note=note + OPEN_CODES, table=table_of(rows), data=data_of(rows))]


def _open_codes(book: Book, framework: str, panel: str) -> list[tuple[str, Cell]]:
    """By main reason what fits several of its codes; what fits several mains or none stands among these."""
    cells = [
        cell
        for cell in book.cells.whole(CODE, book.year)
        if (cell.code("framework"), cell.code("base_code"), cell.panel) == (framework, "contacts", panel)
        and cell.code("framework_code") == "undetermined"
        and cell.code("main_code") not in NOT_TOLD
        and cell.status != ZERO
    ]
    return [(f"{book.framework_label(framework, cell.code('main_code'))}: {SEVERAL}", cell) for cell in ranked(cells)]


def _two_bases(book: Book, framework: str, mains: list[tuple[str, Cell]]) -> list[Markup | Table]:
    by_reasons = {cell.code("main_code"): cell for _, cell in _mains(book, framework, "reasons")}
    if not any(cell.share is not None for cell in by_reasons.values()):
        return []
    found = []
    for label, cell in mains:
        where = {"framework": framework, "main_code": cell.code("main_code")}
        able, every = (book.cells.of(MAIN, book.year, panel, where) for panel in (ABLE, ALL))
        found.append((label, able, every, by_reasons.get(cell.code("main_code"))))
    name = f"Main reason by {FRAMEWORKS[framework]}"
    able_words, all_words, of_reasons = (
        "of contacts, helplines able to record it",
        "of contacts, all helplines",
        "of reasons",
    )
    if not any(differ(able, every) for _, able, every, _ in found):
        rows = [[label, say.share(able), say.share(reason)] for label, able, _, reason in found]
        return [Table([name, able_words, of_reasons], rows), ALIKE]
    rows = [[label, *map(say.share, (able, every, reason))] for label, able, every, reason in found]
    return [Table([name, able_words, all_words, of_reasons], rows)]


def _lead(book: Book, framework: str, mains: list[tuple[str, Cell]]) -> Markup:
    (first, cell), *others = [(label, one) for label, one in mains if one.share is not None]
    rest = Markup(", then ") + Markup(" and ").join(
        say.sentence("{} ({})", label, say.share(one)) for label, one in others[:2]
    )
    return say.sentence(
        "Of about {} counselling contacts with a reason at {} in {}, {} had a reason under “{}”{} (by {}).",
        say.denominator(cell),
        say.helplines(cell),
        book.year,
        say.share(cell),
        first,
        rest if others else "",
        FRAMEWORKS[framework],
    )
