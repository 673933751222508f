"""How a figure is written: number, interval or symbol, each with the name of its cell.

Belongs here: formats and symbols. Does not belong here: sentences (`chapters`). A number never reaches the page but
through here, so each can be put to `harmonise explain`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from warehouse.publish.report.cell import MISSING, SUPPRESSED, ZERO, Cell

SYMBOLS = {SUPPRESSED: "[c]", ZERO: "[z]", MISSING: "[x]"}
BREAK, LOW = "[b]", "[low]"
NO_SHARE = "base too small"
"""Where a count is published and no share: it would be a guess."""
GIVEN = "given what is not known, and widened so that no hidden count shows"
"""What the bounds of a share allow for."""
LEGEND = (
    ("[c]", "not shown: too few contacts or helplines stand behind it, or it would tell what one of them counted"),
    ("[z]", "no helpline here has a place to record it, or no word of theirs can stand there; never a counted zero"),
    ("[x]", "not available: not delivered, or recorded only together with something else"),
    ("[b]", "break in the series: figures before and after it cannot be compared"),
    ("[low]", "counted, and less than half of the smallest share that is written"),
    ("9% [7–12%]", f"a share and the least and the most that it can be, {GIVEN}"),
    ("about 60", "published counts are rounded, each by itself"),
    (NO_SHARE, "a count may be shown, and of so few contacts no share"),
)
WHY = {
    SUPPRESSED: "too few contacts or helplines stand behind it, or it would give another figure away",
    ZERO: "no helpline here has a place to record it",
    MISSING: "the helplines did not deliver it, or record it only together with something else",
}
NO_ROW = "this release holds no such figure"


def why_not(cell: Cell | None) -> str:
    """Why there is no figure, as the end of a sentence."""
    return NO_ROW if cell is None else WHY.get(cell.status, NO_ROW)


def symbol_of(cell: Cell | None) -> str:
    """What stands in place of a number that is not there."""
    return SYMBOLS[MISSING] if cell is None else SYMBOLS.get(cell.status, SYMBOLS[MISSING])


def percent(share: float, is_fine: bool) -> str:
    """A share as text: whole percent, or one decimal on a large base."""
    if 0 < share < (0.0005 if is_fine else 0.005):
        return LOW
    return f"{100 * share:.1f}%" if is_fine else f"{100 * share:.0f}%"


def share_text(cell: Cell | None) -> str:
    """The share, or its symbol, without an interval."""
    if cell is None or cell.share is None:
        return NO_SHARE if cell is not None and cell.is_published else symbol_of(cell)
    return percent(cell.share, cell.is_fine)


def bounds_text(cell: Cell) -> str:
    """The interval as text; empty where rounding alone fills it."""
    if cell.bounds is None or cell.share is None:
        return ""
    low, high = cell.bounds
    if high - low <= cell.step + 1e-9:
        return ""
    digits = 1 if cell.is_fine else 0
    return f"[{100 * low:.{digits}f}–{100 * high:.{digits}f}%]"


def count_text(cell: Cell | None, column: str) -> str:
    """A count, or its symbol."""
    value = None if cell is None else cell.count(column)
    return symbol_of(cell) if value is None else f"{value:,}"


def marked(cells: Cell | Iterable[Cell] | None, text: str) -> Markup:
    """A text that stands for the figures of these cells."""
    named = [] if cells is None else [cells] if isinstance(cells, Cell) else list(cells)
    if not named:
        return Markup('<span class="figure">{}</span>').format(text)
    return Markup('<data class="figure" value="{}" data-cell="{}">{}</data>').format(
        "" if named[0].share is None else f"{named[0].share:g}", " ".join(cell.name for cell in named), text
    )


def share(cell: Cell | None) -> Markup:
    """`9% [7–12%]`, or a symbol; `[b]` after it where the series breaks."""
    text = share_text(cell)
    if cell is None or cell.share is None:
        return marked(cell, text)
    parts = [text, bounds_text(cell), BREAK if cell.has_break else ""]
    return marked(cell, " ".join(part for part in parts if part))


def numerator(cell: Cell | None) -> Markup:
    """The rounded count, or a symbol."""
    return marked(cell, count_text(cell, "numerator"))


def denominator(cell: Cell | None) -> Markup:
    """The rounded base, or a symbol."""
    return marked(cell, count_text(cell, "denominator"))


def helplines(cell: Cell | None) -> Markup:
    """`21 helplines`: how many the figure rests on."""
    n = None if cell is None else cell.count("n_sources")
    return Markup("fewer than 3 helplines, or a number not shown") if n is None else marked(cell, f"{n} helplines")


def able(cell: Cell | None) -> Markup:
    """`21 of 24`: helplines able to record it, of those with contacts in the base."""
    if cell is None:
        return Markup("{}").format(symbol_of(cell))
    n_able, n = cell.count("n_sources_able"), cell.count("n_sources")
    if n is None:
        return marked(cell, SYMBOLS.get(cell.status, SYMBOLS[SUPPRESSED]))
    return marked(cell, f"{n}" if n_able in (None, n) else f"{n_able} of {n}")


def sentence(text: str, *values: object) -> Markup:
    """A sentence with marked numbers in it; everything else is escaped."""
    return Markup(text).format(*values)


def list_of(words: Sequence[str]) -> str:
    """`a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def plain(text: Markup | str) -> str:
    """A marked text as a chart's text alternative needs it."""
    return Markup(escape(text)).striptags()
