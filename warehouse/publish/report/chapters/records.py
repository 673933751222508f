"""What each can record, as declared: several reasons, and online or offline."""

from __future__ import annotations

from markupsafe import Markup

from warehouse.publish.report import say
from warehouse.publish.report.book import Book, Chapter, Figure, Table
from warehouse.publish.report.declared import CAPABILITIES, FEWEST, Group
from warehouse.publish.report.draw import Part
from warehouse.publish.report.draw_plane import draw_heat
from warehouse.publish.report.picture import Key

STEPS = ((0.5, "deep"), (0.2, "pale"), (0.0, "open"))


def records(book: Book) -> Chapter:
    """The heat map of declared capability."""
    helplines = book.declared.helplines
    n = len(helplines)
    if n < FEWEST:
        nobody = "Fewer than three helplines have declared what their system can record, so no count is given."
        return Chapter("records", "What each can record", [Markup(nobody)])
    skewed = sum(one.can == (False, False) for one in helplines)
    tells, several = (sum(one.can[place] for one in helplines) for place in (1, 0))
    lead = say.sentence(
        "Of {} helplines {} declare that a contact can hold several reasons, and {} that online is told from offline.",
        n, several, tells,
    )  # fmt: skip
    if skewed:
        lead += say.sentence(
            " {} {} neither: what comes from there can only be skewed and incomplete, and is never taken for a zero.",
            skewed, "declares" if skewed == 1 else "declare",
        )  # fmt: skip
    counts = book.declared.by_setting()
    ways = Table(
        ["Where online is told from offline, as declared", "Helplines"],
        [[book.label("setting_capability", code), f"{found} of {n}"] for code, found in counts.items()],
    )
    groups = book.declared.groups()
    blocks: list[Markup | Figure | Table] = [lead, _heat(groups, n), ways, NOTE, *_named(book, groups)]
    return Chapter("records", "What each can record", blocks)


NOTE = Markup(
    "Declared of the systems as they are today, not tested: what the data of a helpline bear out is discussed with "
    "that helpline alone. Helplines are named only where they agreed to it; regions of fewer than three helplines are "
    "counted together."
)


def _named(book: Book, groups: list[Group]) -> list[Table]:
    """What helplines declare that agreed to be named."""
    rows = [
        [one.name, "yes" if one.several else "no", book.label("setting_capability", one.setting)]
        for one in sorted((one for group in groups for one in group.named), key=lambda one: one.name)
    ]
    columns = ["Helpline, named as agreed", "Several reasons", "Online told from offline"]
    return [Table(columns, rows)] if rows else []


def _heat(groups: list[Group], n: int) -> Figure:
    columns = list(CAPABILITIES.values())
    cells = {
        (_row(group), name): Part(_colour(group.count(can), len(group.helplines)), 0, str(group.count(can)))
        for group in groups
        for can, name in CAPABILITIES.items()
    }
    title = "Helplines by what they declare that their system can record"
    told = "; ".join(
        f"{group.label}: " + ", ".join(f"{group.count(can)} {name}" for can, name in CAPABILITIES.items())
        for group in groups
    )
    rows = [_row(group) for group in groups]
    return Figure(
        name="records",
        title=title,
        alt=f"Heat map. {title}, {n} in all. {told}.",
        draw=lambda width: draw_heat(rows, columns, cells, width),
        table=Table(
            ["Region", *columns, "Helplines"],
            [[g.label, *(str(g.count(can)) for can in CAPABILITIES), str(len(g.helplines))] for g in groups],
        ),
        data=[
            {"region": group.label, "capability": name, "n_helplines": group.count(can)}
            for group in groups
            for can, name in CAPABILITIES.items()
        ],
        keys=(Key("half or more of the row", "deep"), Key("a fifth or more", "pale"), Key("fewer", "open")),
        note="Counts of helplines. The colour is the part of the region's helplines.",
    )


def _row(group: Group) -> str:
    return f"{group.label} ({len(group.helplines)})"


def _colour(count: int, n: int) -> str:
    return next(colour for least, colour in STEPS if count >= least * n)
