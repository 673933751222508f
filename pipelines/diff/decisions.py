"""What changed between two states of the decisions, value by value.

Belongs here: matching the rows of both states and saying what kind of change it is. Does not belong here: where the
rows come from (`mappings`, `releases`), or how it is told (`decisions_page`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from pipelines.diff.meaning import Meaning, Stated
from schemas.text.fold import fold

Kind = Literal["moved", "added", "removed", "qualified", "noted"]
"""moved: another outcome, code or setting. added, removed: the value had, or has, no row. qualified: another basis, fit
or days. noted: only spelling, note or reviewer.
"""


@dataclass(frozen=True)
class DecisionChange:
    """One value of a field of which the rows changed. `n_contacts`: contacts at stake, None where not known."""

    kind: Kind
    source_id: str
    field: str
    source_value: str
    old: tuple[Meaning, ...]
    new: tuple[Meaning, ...]
    n_contacts: int | None = None


def compare_decisions(old: Iterable[Stated], new: Iterable[Stated]) -> list[DecisionChange]:
    """Every value of which something changed, by source, field and value."""
    before, after = _by_value(old), _by_value(new)
    changes = []
    for key in sorted(set(before) | set(after)):
        was, now = before.get(key, []), after.get(key, [])
        kind = _kind(was, now)
        if kind:
            shown = (now or was)[0]
            changes.append(
                DecisionChange(
                    kind,
                    shown.source_id,
                    shown.field,
                    shown.source_value,
                    tuple(sorted(one.meaning for one in was)),
                    tuple(sorted(one.meaning for one in now)),
                )
            )
    return changes


def with_contacts(
    changes: Iterable[DecisionChange], contacts: dict[tuple[str, str, str], int], n_unseen: int = 0
) -> list[DecisionChange]:
    """The changes, those with most contacts at stake first.

    `contacts`: by source, field and folded value; of a source that is not in it at all nothing is known. `n_unseen`:
    what a value has that is not in it, though its source is.
    """
    known = {source_id for source_id, _, _ in contacts}
    counted = [
        replace(one, n_contacts=contacts.get((one.source_id, one.field, fold(one.source_value)), n_unseen))
        if one.source_id in known
        else one
        for one in changes
    ]
    return sorted(counted, key=lambda one: (-(one.n_contacts or 0), one.source_id, one.field, one.source_value))


def _by_value(rows: Iterable[Stated]) -> dict[tuple[str, str, str], list[Stated]]:
    found: dict[tuple[str, str, str], list[Stated]] = defaultdict(list)
    for row in rows:
        found[row.key].append(row)
    return found


def _kind(was: list[Stated], now: list[Stated]) -> Kind | None:
    if not was:
        return "added"
    if not now:
        return "removed"
    if {one.meaning.core for one in was} != {one.meaning.core for one in now}:
        return "moved"
    if sorted(one.meaning for one in was) != sorted(one.meaning for one in now):
        return "qualified"
    return "noted" if sorted(one.remark for one in was) != sorted(one.remark for one in now) else None
