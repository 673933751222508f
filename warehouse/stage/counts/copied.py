"""Counts of one year that are those of another: a file that was copied under another year's name.

Belongs here: finding them among the counts of a format that count. Does not belong here: counts of one period that came
again (`stage.counts.replace`), or days outside the period of a name (`stage.periods`). Single numbers are never told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from schemas.finding import Finding
from warehouse.stage.compare import Comparing, ReplacedPeriod
from warehouse.stage.counts.delivery import is_counted
from warehouse.stage.counts.replace import place_counts
from warehouse.stage.delivery import Staged
from warehouse.stage.findings import find_share
from warehouse.store.engine import sql_text

COPIED = "copied_counts"
NO_SMALL = 5
FEWEST = 5
"""Of a few small counts many are alike from year to year; five larger ones are not, nor are they all one number."""
FEWEST_DIFFERENT = 4
NEARLY_ALL = 0.9
"""Somebody who copies a file may have corrected a count or two."""


def find_copied(
    comparing: Comparing, deliveries: Iterable[Staged], replaced: Sequence[ReplacedPeriod]
) -> list[Finding]:
    """The warning on each year of a delivery whose counts are nearly all those of an earlier year."""
    by_format: dict[str, list[Staged]] = defaultdict(list)
    for one in comparing.in_order(deliveries):
        if is_counted(one) and one.status_code == "used" and one.n_used:
            by_format[one.format].append(one)
    findings = []
    for ordered in by_format.values():
        contents = place_counts(comparing, ordered, replaced)
        query = sql_text("stage/copied_counts").format(contents=contents, no_small=NO_SMALL)
        told: set[tuple[int, int]] = set()
        for later, year, other, earlier, n_same, n_counts, n_large, n_different in comparing.connection.execute(
            query
        ).fetchall():
            is_copy = n_same >= NEARLY_ALL * n_counts and n_large >= FEWEST and n_different >= FEWEST_DIFFERENT
            if not is_copy or (later, year) in told:
                continue
            told.add((later, year))
            facts = {"year": str(year), "other_year": str(other), "older_file": ordered[earlier].file_name}
            findings.append(
                find_share(COPIED, "warn", comparing.source_id, ordered[later], n_same, n_counts, facts=facts)
            )
    return findings
