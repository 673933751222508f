"""Online and offline, with the unknown part drawn; and how much of it is OCSEA (T4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from warehouse.publish.disclosure.policy import FEWEST_MEMBERS
from warehouse.publish.report import say
from warehouse.publish.report.book import (
    Book,
    Chapter,
    Figure,
    Table,
    bar_figure,
    beside_all,
    data_of,
    missing,
    table_of,
)
from warehouse.publish.report.cell import ABLE, ALL, MATCHED, Cell, best_panel
from warehouse.publish.report.draw import Part, Stack, draw_stacks
from warehouse.publish.report.picture import Key

VIOLENCE, SEXUAL = {"reason_code": "violence"}, {"reason_code": "violence.sexual"}
WIDE = "t4.ocsea_wide_of_violence"
OF_VIOLENCE = "counselling contacts with a reason of violence"
THERE_BEFORE = " that had contacts in the year before too"
NEARLY_ALL = (
    "Of about {} {} at {} ({} able to tell online from offline), {} were OCSEA in the wide sense in {}; those not able "
    "are in the base, and count as OCSEA only in the highest share."
)
INDICATORS = (
    (WIDE, VIOLENCE, "OCSEA of violence, wide"),
    ("t4.ocsea_narrow_of_violence", VIOLENCE, "OCSEA of violence, narrow"),
    ("t4.ocsea_wide_of_sexual_violence", SEXUAL, "OCSEA of sexual violence, wide"),
    ("t4.ocsea_narrow_of_sexual_violence", SEXUAL, "OCSEA of sexual violence, narrow"),
)
SPLITS = (
    ("t4.setting_of_sexual_violence", "violence.sexual", "sexual violence"),
    ("t4.setting_of_bullying", "violence.bullying", "bullying"),
)
SETTINGS = {"online": "deep", "both": "warm", "offline": "pale", "unknown": "open"}
LABELS = {
    ABLE: "helplines able to tell",
    MATCHED: "helplines able to tell, there in the year before too",
    ALL: "all helplines",
}
KEYS = tuple(Key(code, colour, "open" if code == "unknown" else "swatch") for code, colour in SETTINGS.items())
HIDDEN = Key("not shown [c]", "ground", "open")
MEANING = Markup(
    "OCSEA is technology-facilitated child sexual exploitation and abuse: a contact with any reason of sexual violence "
    "whose setting is online or both. Narrow: the core forms; wide: with harassment, directed exposure and unwanted "
    "sexual talk. It says what was recorded, not how often it happens."
)


def settings(book: Book) -> Chapter:
    """The indicators with their bounds, and the settings year by year."""
    blocks: list[Markup | Figure | Table] = [MEANING]
    told = _told(book)
    blocks.append(told)
    blocks += _indicators(book)
    blocks += _by_region(book)
    for statistic, reason, words in SPLITS:
        blocks += _split(book, statistic, reason, words)
    able, every = book.cells.of_able(WIDE, book.year, VIOLENCE), book.cells.of(WIDE, book.year, ALL, VIOLENCE)
    headline = [told] if (able is not None and able.share is not None) or _nearly_all_can(every) else []
    return Chapter("settings", "Online and offline", blocks, headline)


def _told(book: Book) -> Markup:
    """OCSEA of violence with its base in the sentence, and that of all helplines where it differs."""
    able, every = book.cells.of_able(WIDE, book.year, VIOLENCE), book.cells.of(WIDE, book.year, ALL, VIOLENCE)
    if every is not None and (able is None or able.share is None) and _nearly_all_can(every):
        return say.sentence(
            NEARLY_ALL,
            say.denominator(every),
            OF_VIOLENCE,
            say.helplines(every),
            say.able(every),
            say.share(every),
            book.year,
        )
    if able is None or able.share is None:
        gap = missing(f"Which part of {OF_VIOLENCE} was OCSEA in {book.year}, at helplines able to tell", [able])
        return gap + beside_all(able, every)
    told = say.sentence(
        "Of about {} {} at {} able to tell online from offline{}, {} were OCSEA in the wide sense in {}.",
        say.denominator(able), OF_VIOLENCE, say.helplines(able), THERE_BEFORE if able.panel == MATCHED else "",
        say.share(able), book.year,
    )  # fmt: skip
    return told + _middle(able) + beside_all(able, every)


def _nearly_all_can(every: Cell | None) -> bool:
    """True where all are shown in place of those able, because they differ by so few that only one of them can be."""
    if every is None or every.share is None:
        return False
    n, n_able = every.count("n_sources"), every.count("n_sources_able")
    return n is not None and n_able is not None and n - n_able < FEWEST_MEMBERS


def _middle(cell: Cell) -> Markup:
    if cell.middle is None:
        return Markup("")
    text = " Counted one helpline, one vote, the middle one has {}, and half of them lie between {} and {}."
    return say.sentence(text, *(say.marked(cell, f"{100 * one:.0f}%") for one in cell.middle))


def _indicators(book: Book) -> list[Figure]:
    named = []
    for statistic, where, label in INDICATORS:
        for cell in (book.cells.of_able(statistic, book.year, where), book.cells.of(statistic, book.year, ALL, where)):
            if cell is not None:
                named.append((f"{label}; {LABELS[cell.panel]}", cell))
    if not any(cell.share is not None for _, cell in named):
        return []
    title = f"OCSEA as a share of violence and of sexual violence, {book.year}"
    return [bar_figure("ocsea", title, "the contacts named", named)]


def _by_region(book: Book) -> list[Figure]:
    cells = [
        cell for panel in (ABLE, ALL) for cell in book.cells.along("region_code", WIDE, book.year, panel, VIOLENCE)
    ]
    named = [(f"{book.label('region', cell.code('region_code'))}; {LABELS[cell.panel]}", cell) for cell in cells]
    named.sort(key=lambda one: (one[1].code("region_code"), one[1].panel))
    if not any(cell.share is not None for _, cell in named):
        return []
    title = f"OCSEA (wide) of violence by region, {book.year}"
    return [bar_figure("ocsea-by-region", title, OF_VIOLENCE, named)]


@dataclass(frozen=True)
class Split:
    """Settings year by year: a bar and its figures for every panel that may be shown, and what else there is."""

    stacks: Sequence[Stack]
    named: Sequence[tuple[str, Cell]]
    hidden: Sequence[Cell]

    @property
    def silent_years(self) -> list[str]:
        return list(dict.fromkeys(str(cell.year) for cell in self.hidden))


def _split(book: Book, statistic: str, reason: str, words: str) -> list[Markup | Figure | Table]:
    split = _by_year(book, statistic, reason)
    if not split.stacks:
        return [missing(f"How {words} took place, online or offline", split.hidden)]
    blocks: list[Markup | Figure | Table] = [_split_figure(split, reason, words)]
    if split.silent_years:
        blocks.append(missing(f"Where {words} took place in {say.list_of(split.silent_years)}", split.hidden))
    unknown = book.cells.of(statistic, book.year, ALL, {"reason_code": reason, "setting_code": "unknown"})
    if unknown is None or unknown.share is None:
        return blocks
    lead = "Of about {} counselling contacts with {} at {}, the setting of {} is not known in {}: it may be either."
    told = say.sentence(lead, say.denominator(unknown), words, say.helplines(unknown), say.share(unknown), book.year)
    return [told, *blocks]


def _by_year(book: Book, statistic: str, reason: str) -> Split:
    stacks, named, hidden = [], [], []
    where = {"reason_code": reason}
    for year in book.cells.years:
        able = [book.cells.along("setting_code", statistic, year, panel, where) for panel in (ABLE, MATCHED)]
        panels = [best_panel(able), book.cells.along("setting_code", statistic, year, ALL, where)]
        shown = [found for found in panels if any(cell.share is not None for cell in found)]
        if not shown:
            hidden += [cell for found in panels for cell in found]
        for found in shown:
            cells = {cell.code("setting_code"): cell for cell in found}
            label = f"{year}, {LABELS[found[0].panel]}"
            stacks.append(Stack(label, _parts(cells)))
            named += [(f"{label}: {code}", cells[code]) for code in SETTINGS if code in cells]
    return Split(stacks, named, hidden)


def _split_figure(split: Split, reason: str, words: str) -> Figure:
    title = f"Where {words} took place, as recorded"
    told = "; ".join(
        f"{stack.label}: " + ", ".join(f"{code} {part.text}" for code, part in zip(SETTINGS, stack.parts, strict=False))
        for stack in split.stacks[-2:]
    )
    has_hidden = any(part.colour == HIDDEN.colour for stack in split.stacks for part in stack.parts)
    return Figure(
        name=f"settings-{reason.rpartition('.')[2]}",
        title=title,
        alt=f"Stacked bar chart. {title}, share of counselling contacts with {words}. {told}.",
        draw=lambda width: draw_stacks(split.stacks, width),
        table=table_of(split.named, "Year, panel and setting"),
        data=data_of(split.named),
        keys=(*KEYS, HIDDEN) if has_hidden else KEYS,
        note=f"Share of counselling contacts with {words}. “Both” is one course of events, part online and part not. "
        "Parts are rounded one by one; what may not be shown is left white. What is not known may belong to any part: "
        "the numbers have the least and the most of each.",
    )


def _parts(cells: Mapping[str, Cell]) -> list[Part]:
    """The settings in their order, and what is left to the whole where one of them may not be shown."""
    parts = [
        Part(SETTINGS[code], cells[code].share or 0.0, say.share_text(cells[code]), code == "unknown")
        for code in SETTINGS
        if code in cells
    ]
    if all(cells[code].share is not None for code in SETTINGS if code in cells):
        return parts
    return [*parts, Part(HIDDEN.colour, max(1.0 - sum(part.share for part in parts), 0.0), "[c]", is_open=True)]
