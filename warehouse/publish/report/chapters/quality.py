"""Quality: what is published and what is not, what the figures rest on, and how to read them."""

from __future__ import annotations

from collections import Counter

from markupsafe import Markup

from warehouse.publish.report import say
from warehouse.publish.report.book import Book, Chapter, Figure, Table
from warehouse.publish.report.cell import MISSING, PUBLISHED, SUPPRESSED, ZERO

TABLES = {
    "t0": "Who answered",
    "t1": "Contacts",
    "t2": "Reasons",
    "t3": "Gender and age",
    "t4": "Online, offline and OCSEA",
    "t5": "Profile of OCSEA",
    "t5b": "Beside OCSEA",
    "t6": "Channel and person",
    "t7": "Referrals and reports",
    "t10": "Survey of members",
    "t11": "Agreement",
}
STATES = (PUBLISHED, SUPPRESSED, ZERO, MISSING)
CAVEATS = (
    "The unit is the contact. One person can make several contacts, and one contact can be about several people: no "
    "figure here is a number of people, and none is set against a population.",
    "Contacts are not a sample. A change can come from a campaign, opening hours or a new helpline as well as from "
    "what happens to people. There are no weights, no imputed figures and no rates by population.",
    "What is recorded depends on what can be recorded. Where a helpline cannot record something, that is not a zero. "
    "Sources are left out of a figure only because their system cannot record it, never because of what they show.",
    "Intervals are the least and the most that a share can be: settings that are not known, labels of weak fit, and "
    "reasons that nobody has decided yet. They are widened so that no hidden count shows, of a small base by much. "
    "They do not cover codes that are wrong. They are no sampling intervals.",
    "The part that is not known is told in steps of at least 20 contacts, so 0% may be a few.",
    "Counts are rounded one by one, so parts need not add up to the whole; shares are made of rounded counts. A share "
    "needs a base of 50 (forms of OCSEA: 100), and has a decimal from a base of 5,000.",
    "The middle helpline is the mean of the three or four helplines nearest to the middle, and so are the two ends "
    "between which half lie: no helpline's own share stands there. Where fewer than ten can tell, it is left open.",
    "No figure rests on fewer than three members, or lets one of them reckon what another counted.",
)


def quality(book: Book) -> Chapter:
    """Coverage, caveats, symbols and footnotes."""
    blocks: list[Markup | Figure | Table] = [_paragraphs("How to read this report", CAVEATS)]
    blocks.append(Table(["Symbol", "What it means"], [[symbol, words] for symbol, words in say.LEGEND]))
    blocks.append(_coverage(book))
    notes = book.cells.footnotes(book.year)
    general = sorted(note for note in notes if not any(sign.isdigit() for sign in note))  # none that counts
    if general:
        listed = Markup("").join(Markup("<li>{}</li>").format(note) for note in general)
        blocks.append(
            Markup('<h3 id="footnotes">Footnotes of the figures, {}</h3><ul>{}</ul>').format(book.year, listed)
        )
    return Chapter("quality", "Quality, and how to read", blocks)


def _paragraphs(title: str, texts: tuple[str, ...]) -> Markup:
    items = Markup("").join(Markup("<li>{}</li>").format(text) for text in texts)
    return Markup('<h3 id="how-to-read">{}</h3><ul>{}</ul>').format(title, items)


def _coverage(book: Book) -> Table:
    """How many figures each table has, and why others are not there."""
    counted: Counter[tuple[str, str]] = Counter()
    for (statistic, status), n_figures in book.cells.count_states().items():
        counted[statistic.partition(".")[0], status] += n_figures
    rows = [
        [f"{code.upper()} {words}", *(f"{counted[code, state]:,}" for state in STATES)]
        for code, words in TABLES.items()
        if any(counted[code, state] for state in STATES)
    ]
    columns = [
        "Table, all years and regions",
        "Published",
        "Suppressed [c]",
        "Cannot be recorded [z]",
        "Not available [x]",
    ]
    return Table(columns, rows or [["No figure is published", "0", "0", "0", "0"]])
