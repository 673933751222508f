"""What chapters are made from and made of.

Belongs here: the facts of one report in one place, the parts of a chapter, and tables of figures. Does not belong here:
what a chapter says (`chapters`), or how it looks (`report.html.j2`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from markupsafe import Markup

from schemas.vocabulary.code import load_codes
from schemas.vocabulary.crosswalk import load_crosswalks
from warehouse.publish.report import say
from warehouse.publish.report.cell import ABLE, ALL, MATCHED, ZERO, Cell, Cells, Row, differ
from warehouse.publish.report.declared import Declared
from warehouse.publish.report.draw import Bar, draw_bars
from warehouse.publish.report.picture import Drawn, Key

COMMON = "COMMON"
FRAMEWORKS = {"CHI_V3": "CHI V3", "CHI_V2": "CHI V2", "CHI_V1": "CHI V1", COMMON: "the common list"}
NOT_TOLD = {
    "undetermined": "fits several codes of this list",
    "none": "this list has no code for it",
}
PANELS = {
    ABLE: "helplines able to record it",
    ALL: "all helplines, able to record it or not",
    MATCHED: "helplines able to record it that had contacts in the year before too",
}
MOST_BARS, MOST_GAPS = 15, 3


@dataclass(frozen=True)
class Table:
    """Numbers behind a sentence or a picture."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Markup | str]]


@dataclass(frozen=True)
class Figure:
    """A chart: what it says in words, how it is drawn in a width, and its numbers."""

    name: str
    title: str
    alt: str
    draw: Callable[[int], Drawn]
    table: Table
    data: Sequence[Mapping[str, object]]
    keys: Sequence[Key] = ()
    note: str = ""


@dataclass(frozen=True)
class Chapter:
    """A chapter: sentences, charts and tables in the order in which they are read."""

    code: str
    title: str
    blocks: Sequence[Markup | Figure | Table]
    headline: Sequence[Markup] = field(default=())

    @property
    def figures(self) -> list[Figure]:
        return [block for block in self.blocks if isinstance(block, Figure)]


@dataclass(frozen=True)
class Book:
    """The published figures and declared facts of one network."""

    cells: Cells
    declared: Declared
    survey: Sequence[Row] = ()
    """Counts of helplines, rows of `survey_count`."""
    agreement: Sequence[Row] = ()
    """How far people sort the same scenarios alike, rows of `agreement`."""

    @cached_property
    def year(self) -> int:
        """The year that the report is about; 0 where nothing is published."""
        return self.cells.latest or 0

    def label(self, code_list: str, code: str) -> str:
        """The label of a code; the code itself where the list does not have it."""
        found = load_codes().list_of(code_list).codes.get(code)
        return code if found is None else found.label

    def reason_path(self, code: str) -> str:
        """A reason with what stands above it."""
        parts = code.split(".")
        labels = [self.label("reason", ".".join(parts[: place + 1])) for place in range(len(parts))]
        return labels[0] if len(labels) == 1 else f"{labels[-1]} ({labels[0].lower()})"

    def framework_label(self, framework: str, code: str) -> str:
        """The label of a main or code of a framework."""
        if code in NOT_TOLD:
            return f"({NOT_TOLD[code]})"
        if framework == COMMON:
            return self.reason_path(code)
        crosswalk = load_crosswalks()[framework]
        found = crosswalk.codes.get(code)
        if found is None:
            return crosswalk.mains[code].label if code in crosswalk.mains else code
        is_alone = sum(other.label == found.label for other in crosswalk.codes.values()) == 1
        return found.label if is_alone else f"{found.label} ({crosswalk.mains[found.main].label})"


def ranked(cells: Sequence[Cell]) -> list[Cell]:
    """The largest first; those without a figure last, by name."""
    return sorted(cells, key=lambda cell: (cell.share is None, -(cell.share or 0), cell.name))


def bars_of(named: Sequence[tuple[str, Cell]]) -> list[Bar]:
    """A bar for each figure, with its symbol where there is none; what is unknown is drawn as in stacks."""
    return [
        Bar(label, cell.share, say.share_text(cell), cell.bounds if interval else None, cell.is_unknown, interval)
        for label, cell in named
        for interval in (say.bounds_text(cell),)
    ]


def bar_figure(name: str, title: str, base: str, named: Sequence[tuple[str, Cell]]) -> Figure:
    """A chart of one share a row, with the table of all of them. `base` says of what the shares are."""
    shown = shown_of(named)
    bars = bars_of(shown)
    told = "; ".join(f"{bar.label} {bar.text}" for bar in bars[:6])
    more = f" {len(shown)} of {len(named)} are drawn." if len(named) > len(shown) else ""
    panels = {cell.panel for _, cell in named}
    at = f", at {PANELS[named[0][1].panel]}" if len(panels) == 1 and panels <= set(PANELS) else ""
    return Figure(
        name=name,
        title=title,
        alt=f"Bar chart. {title}, share of {base}. {told}{'; ...' if len(bars) > 6 else ''}.",
        draw=lambda width: draw_bars(bars, width),
        table=table_of(named),
        data=data_of(named),
        keys=[UNKNOWN] if any(bar.is_open and bar.share is not None for bar in bars) else [],
        note=f"Share of {base}{at}.{more}" + (WHISKER if any(bar.bounds for bar in bars) else ""),
    )


def at_helplines(based: Sequence[tuple[str, Cell]]) -> str:
    """`at helplines able to record it`; where figures are of several panels, which are of which."""
    by_panel: dict[str, list[str]] = {}
    for words, cell in based:
        those = by_panel.setdefault(PANELS[cell.panel], [])
        those += [words] if words not in those else []
    if len(by_panel) == 1:
        return f"at {next(iter(by_panel))}"
    return "; ".join(f"{say.list_of(those)} at {panel}" for panel, those in by_panel.items())


def shown_of(named: Sequence[tuple[str, Cell]]) -> list[tuple[str, Cell]]:
    """What is drawn of many: those with a figure, and a few of those without."""
    full = [one for one in named if one[1].share is not None][:MOST_BARS]
    gaps = [one for one in named if one[1].share is None]
    kept = [*full, *(gaps if len(gaps) <= MOST_GAPS else [])]
    return [one for one in named if one in kept]


UNKNOWN = Key("not asked or not answered", "open", "open")
NOT_DRAWN = (
    " Shares that may be almost anything, given what is not known or may not be told, are not drawn beside others: see "
    "the numbers."
)
WHISKER = f" The thin line is the least and the most that it can be, {say.GIVEN}."


def table_of(named: Sequence[tuple[str, Cell]], first: str = "") -> Table:
    """Figures with base, helplines and the unknown part. Of many rows that show nothing one says how many they are."""
    empty = _folded([cell for _, cell in named])
    has_middle = any(cell.middle is not None for _, cell in named)
    columns = [first or "What", "Contacts", "of", "Share", "Not known", "Helplines that can"]
    rows: list[Sequence[Markup | str]] = []
    for label, cell in (one for one in named if one[1].status not in empty):
        unknown = cell.part("share_unknown")
        untold = say.NO_SHARE if cell.share is not None else ""
        row: list[Markup | str] = [
            label,
            say.numerator(cell),
            say.denominator(cell),
            say.share(cell),
            # rounded to whole percent when it is published
            say.marked(cell, untold if unknown is None else f"{100 * unknown:.0f}%"),
            say.able(cell),
        ]
        rows.append([*row, middle_of(cell)] if has_middle else row)
    for cells in empty.values():
        symbol = say.sentence('<span class="symbol">{}</span>', say.symbol_of(cells[0]))
        rows.append([f"{len(cells)} more: {say.why_not(cells[0])}", symbol, *[""] * (len(columns) - 2 + has_middle)])
    return Table([*columns, "Middle helpline (half lie between)"] if has_middle else columns, rows)


def _folded(cells: Sequence[Cell]) -> dict[str, list[Cell]]:
    """By status, figures that are not shown, where they are more than a few."""
    found: dict[str, list[Cell]] = {}
    for cell in cells:
        if not cell.is_published:
            found.setdefault(cell.status, []).append(cell)
    return {status: those for status, those in sorted(found.items()) if len(those) > MOST_GAPS}


def middle_of(cell: Cell) -> Markup:
    """Median and quartiles of the helplines' own shares: one helpline, one vote."""
    if cell.middle is None:
        return Markup("")
    middle, low, high = cell.middle
    return say.marked(cell, f"{100 * middle:.0f}% ({100 * low:.0f}–{100 * high:.0f}%)")


def data_of(named: Sequence[tuple[str, Cell]]) -> list[dict[str, object]]:
    """The rows that a chart is drawn from, as they are published."""
    return [
        {
            "label": label,
            "cell": cell.name,
            "year": cell.year,
            "panel": cell.panel,
            "numerator": cell.numerator,
            "denominator": cell.denominator,
            "share": cell.share,
            "share_low": cell.part("share_low"),
            "share_high": cell.part("share_high"),
            "n_sources": cell.count("n_sources"),
            "status": cell.status,
        }
        for label, cell in named
    ]


def missing(what: str, cells: Sequence[Cell | None] = ()) -> Markup:
    """The sentence that stands where there is no figure: every reason with its own symbol. What is there has none."""
    gaps = [cell for cell in cells if cell is None or not cell.is_published] or [None]
    reasons = sorted({(say.symbol_of(cell), say.why_not(cell)) for cell in gaps})
    told = [say.sentence('<span class="symbol">{}</span> {}', *reason) for reason in reasons]
    return say.sentence("{}: {}.", what, Markup("; for other parts of it, ").join(told))


def counts_or_missing(what: str, named: Sequence[tuple[str, Cell]]) -> list[Markup | Table]:
    """What stands where no share may be shown: the counts as a table where there are any, else why there are none.

    The number of those of whom it is not known is no answer.
    """
    cells = [cell for _, cell in named]
    if not any(cell.numerator is not None and cell.code("value_code") != "unknown" for cell in cells):
        return [missing(what, cells)]
    return [say.sentence("{}: counts alone, of a base that is too small for shares.", what), table_of(named)]


def no_place(what: str) -> Markup:
    """The sentence on what no helpline asks: a structural zero without a row of its own."""
    return say.sentence('{}: <span class="symbol">{}</span> {}.', what, say.SYMBOLS[ZERO], say.WHY[ZERO])


def beside_all(able: Cell | None, every: Cell | None) -> Markup:
    """The figure of all helplines, where it differs from that of those able to tell by more than rounding."""
    if able is None or every is None or able is every or not every.is_published or not differ(able, every):
        return Markup("")
    return say.sentence(
        " Over all {} with such contacts, able to record it or not, it is {} of about {}: those that cannot record it "
        "are in the base, and count for it only in the highest share.",
        say.helplines(every),
        say.share(every),
        say.denominator(every),
    )
