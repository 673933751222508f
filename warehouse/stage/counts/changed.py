"""Counts of a period that came again as something else than a correction: categories that are gone, other numbers.

Belongs here: what to ask of the newer of two deliveries that count the same periods. Does not belong here: which of
them counts, or that one has so much less that it is held (`stage.counts.replace`, `stage.periods`). Single numbers are
never told.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from schemas.finding import Facts, Finding
from schemas.text.fold import fold
from warehouse.stage.compare import Comparing, Period
from warehouse.stage.delivery import Staged
from warehouse.store.engine import only_row, sql_text

REPLACED = "doubtful_replacement"
FEWEST = 5
"""Of fewer contacts in a category all may have been corrected."""
FEWEST_COUNTS = 4
"""Of fewer large counts each may have been corrected."""
HARDLY = 0.1
MANY_LOWER = 0.25
"""Numbers that only grew are those of a period that is not over yet; those of another office go up and down."""


class _Changed(NamedTuple):
    """What `changed_counts.sql` tells."""

    n_categories: int
    n_gone: int
    n_contacts_gone: int
    n_both: int
    n_same: int
    n_lower: int

    @property
    def is_of_others(self) -> bool:
        """Whether hardly a number is as it was, as where another office is counted."""
        return (
            self.n_both >= FEWEST_COUNTS
            and self.n_same <= HARDLY * self.n_both
            and self.n_lower >= MANY_LOWER * self.n_both
        )


def find_changed(comparing: Comparing, older: Staged, newer: Staged, periods: Iterable[Period]) -> list[Finding]:
    """The question on a delivery of counts that came in the place of another one, which is not held for it: is it of
    another office, or where have categories gone? `periods`: those of the older one that it counts anew.
    """
    ordered = sorted(periods)
    if not ordered:
        return []
    query = sql_text("stage/changed_counts").format(
        older=comparing.content(older), newer=comparing.content(newer), fewest=FEWEST
    )
    days = [[first for first, _ in ordered], [last for _, last in ordered]]
    changed = _Changed(*only_row(comparing.connection, query, days))
    if changed.is_of_others:
        facts = {"newer_file": newer.file_name, "n_both": changed.n_both, "n_same": changed.n_same}
        return [_describe(comparing.source_id, older, "other_counts", facts)]
    if changed.n_gone and not _lacks_columns(older, newer):
        facts = {
            "newer_file": newer.file_name,
            "n_gone": changed.n_gone,
            "n_categories": changed.n_categories,
            "n_contacts": changed.n_contacts_gone,
        }
        return [_describe(comparing.source_id, older, "categories_gone", facts)]
    return []


def _lacks_columns(older: Staged, newer: Staged) -> bool:
    """Whether columns of counts are gone, which is said by their names (`column_gone`)."""
    return bool({fold(name) for name in older.boxes} - {fold(name) for name in newer.boxes})


def _describe(source_id: str, older: Staged, form: str, facts: Facts) -> Finding:
    return Finding.of(
        REPLACED,
        "warn",
        form=form,
        facts=facts,
        source_id=source_id,
        delivery_id=older.delivery_id,
        file_name=older.file_name,
    )
