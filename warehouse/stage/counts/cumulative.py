"""Counts that may be those since the year began, period by period: added up they would count contacts many times.

Belongs here: finding them among the counts of a format. Does not belong here: periods that lie within others
(`overlapping_counts`), or what a newer file counts anew (`stage.counts.replace`). Single numbers are never told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from schemas.finding import Finding
from warehouse.stage.compare import Comparing
from warehouse.stage.counts.delivery import is_counted
from warehouse.stage.delivery import Staged
from warehouse.stage.findings import find_share
from warehouse.store.engine import only_row, sql_text

CUMULATIVE = "cumulative_counts"
FEWEST_PERIODS = 4
"""Four quarters, or as many months."""
FEWEST_HIGHER = 12
"""Counts that go up and down are never lower so often by a chance of 1 in 4,000."""
TIMES = 3
"""A year's last count is that many times the first, at least; an even growth makes it many times."""
NEARLY_ALL = 0.9
BEGINS_ANEW = 0.5
"""What a year begins with is at most so much of what the year before ended with: a quarter, or a twelfth."""


class _Course(NamedTuple):
    """How the counts of a format go, as `cumulative.sql` tells it."""

    n_higher: int
    n_lower: int
    n_equal: int
    n_last: int
    n_first: int
    n_ended: int | None
    n_begun: int | None
    first_year: int
    last_year: int

    @property
    def is_cumulative(self) -> bool:
        """A helpline that grew has no lower counts either. What it counts does not begin anew in January; of one year
        alone nobody sees that, but hardly every count of every category grows there.
        """
        if self.n_lower or self.n_higher < FEWEST_HIGHER or self.n_last < TIMES * self.n_first:
            return False
        if self.n_ended is None or self.n_begun is None:
            return self.n_higher >= NEARLY_ALL * (self.n_higher + self.n_equal)
        return self.n_begun <= BEGINS_ANEW * self.n_ended


def find_cumulative(comparing: Comparing, deliveries: Iterable[Staged]) -> list[Finding]:
    """The question on formats of which no count is ever lower than that of the period before, within a year."""
    by_format: dict[str, list[Staged]] = defaultdict(list)
    for one in comparing.in_order(deliveries):
        if is_counted(one) and one.status_code == "used" and one.n_used:
            by_format[one.format].append(one)
    findings = []
    for versions in by_format.values():
        content = " union all ".join(f"({comparing.content(one)})" for one in versions)
        query = sql_text("stage/cumulative").format(content=content, fewest=FEWEST_PERIODS)
        course = _Course(*only_row(comparing.connection, query))
        if course.is_cumulative:
            newest, n = max(versions, key=lambda one: one.slot), course.n_higher
            facts = {name: getattr(course, name) for name in ("n_last", "n_first", "first_year", "last_year")}
            findings.append(find_share(CUMULATIVE, "warn", comparing.source_id, newest, n, n, facts=facts))
    return findings
