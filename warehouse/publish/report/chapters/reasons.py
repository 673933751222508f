"""Reasons, in the network's frameworks and the common list (T2)."""

from __future__ import annotations

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
    missing,
    ranked,
)
from warehouse.publish.report.cell import ABLE, ALL, ZERO, Cell, differ

MAIN, CODE = "t2.main", "t2.code"
DRAWN = ("CHI_V3", COMMON)


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
    where = {"framework": framework, "base_code": base}
    found = {}
    for panel in (ALL, ABLE):  # those able to record a reason come before all
        for cell in book.cells.along("main_code", MAIN, book.year, panel, where):
            if cell.share is not None or cell.code("main_code") not in found:
                found[cell.code("main_code")] = cell
    kept = [cell for cell in found.values() if cell.code("main_code") not in NOT_TOLD or cell.share]
    return [(book.framework_label(framework, cell.code("main_code")), cell) for cell in ranked(kept)]


def _codes(book: Book, framework: str) -> list[Figure]:
    """Codes below the mains; of the common list its second level."""
    wanted = {"framework": framework, "base_code": "contacts"}
    cells = [
        cell
        for cell in book.cells.every()
        if cell.row["statistic_code"] == CODE
        and cell.year == book.year
        and cell.panel == ABLE
        and not cell.code("region_code")
        and all(cell.code(name) == code for name, code in wanted.items())
        and cell.code("framework_code") not in NOT_TOLD
        and cell.status != ZERO
        and (framework != COMMON or cell.code("framework_code").count(".") == 1)
    ]
    if not any(cell.share is not None for cell in cells):
        return []
    named = [(book.framework_label(framework, cell.code("framework_code")), cell) for cell in ranked(cells)]
    title = f"Reasons by {FRAMEWORKS[framework]}, {book.year}"
    base = "counselling contacts with a reason, at helplines able to record it"
    return [bar_figure(f"codes-{framework.lower().replace('_', '-')}", title, base, named)]


def _two_bases(book: Book, framework: str, mains: list[tuple[str, Cell]]) -> list[Table]:
    by_reasons = {cell.code("main_code"): cell for _, cell in _mains(book, framework, "reasons")}
    if not any(cell.share is not None for cell in by_reasons.values()):
        return []
    rows: list[list[Markup | str]] = []
    for label, able in mains:
        code = able.code("main_code")
        every = book.cells.of(MAIN, book.year, ALL, {"framework": framework, "main_code": code})
        rows.append(
            [
                label,
                say.share(able),
                say.share(every) if differ(able, every) else "the same",
                say.share(by_reasons.get(code)),
            ]
        )
    names = ["of contacts, helplines able to record it", "of contacts, all helplines", "of reasons"]
    return [Table([f"Main reason by {FRAMEWORKS[framework]}", *names], rows)]


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
