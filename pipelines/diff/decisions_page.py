"""Changed decisions in words.

Belongs here: the sections on decisions that a comparison of mappings and one of releases share. Does not belong here:
comparing (`decisions`), or the rest of either report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pipelines.diff.decisions import DecisionChange
from pipelines.diff.meaning import Meaning
from pipelines.report.amount import plural
from pipelines.report.page import Section, count_masked, make_table
from schemas.text.shape import FEWEST_SHOWN
from schemas.vocabulary.fields import REASON


def tell_decisions(changes: Sequence[DecisionChange], most: int | None) -> Iterator[Section]:
    """Sections on what moved first, then on what came, went, or was only qualified. Nothing where nothing changed."""
    moved = [one for one in changes if one.kind == "moved"]
    qualified = [one for one in changes if one.kind == "qualified"]
    added = [one for one in changes if one.kind == "added"]
    removed = [one for one in changes if one.kind == "removed"]
    yield from _moves("Reasons moved", [one for one in moved if one.field == REASON], most)
    yield from _moves("Values of other fields moved", [one for one in moved if one.field != REASON], most)
    yield from _single("Decisions added", added, "means", most)
    yield from _single("Decisions removed", removed, "meant", most)
    yield from _moves("Basis, fit or days changed", qualified, most)
    noted = [one for one in changes if one.kind == "noted"]
    if noted:
        sentence = f"Only spelling, note or reviewer changed of {plural(len(noted), 'value')}: the meaning is the same."
        rows = [(one.source_id, one.field, one.source_value) for one in noted]
        yield Section("Notes", 2, (sentence,), make_table(("source", "field", "value"), rows, most=most))


def _moves(title: str, changes: list[DecisionChange], most: int | None) -> Iterator[Section]:
    if not changes:
        return
    rows = [
        (one.source_value, one.source_id, one.field, _tell(one.old, one), _tell(one.new, one), _contacts(one))
        for one in changes
    ]
    columns = ("value", "source", "field", "was", "is", "contacts at stake")
    yield Section(title, 2, (_sum_up(changes),), make_table(columns, rows, columns[5:], most))


def _single(title: str, changes: list[DecisionChange], verb: str, most: int | None) -> Iterator[Section]:
    if not changes:
        return
    rows = [
        (one.source_value, one.source_id, one.field, _tell(one.new or one.old, one), _contacts(one)) for one in changes
    ]
    columns = ("value", "source", "field", verb, "contacts at stake")
    yield Section(title, 2, (_sum_up(changes),), make_table(columns, rows, columns[4:], most))


def _sum_up(changes: list[DecisionChange]) -> str:
    n_sources = len({one.source_id for one in changes})
    sentence = f"{plural(len(changes), 'value')} of {plural(n_sources, 'source')}."
    if any(one.n_contacts is not None for one in changes):
        sentence += (
            " Contacts at stake: those that carry the value, over all years; fewer than "
            f"{FEWEST_SHOWN} are not told apart."
        )
    return sentence


def _tell(meanings: Iterable[Meaning], change: DecisionChange) -> str:
    """Basis and fit are said only where they, or the days, are what changed."""
    return "; ".join(one.tell_qualified() if change.kind == "qualified" else one.tell() for one in meanings)


def _contacts(change: DecisionChange) -> str:
    return "" if change.n_contacts is None else count_masked(change.n_contacts)
