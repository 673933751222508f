"""Years of which only counts were delivered: what `assess` says of them, and that they are in no figure about contacts.

Belongs here: that finding, and its consequence for the uses of a source-year. Does not belong here: findings about how
contacts are recorded (`warehouse.assess.findings`): without contacts nothing can be said of that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import duckdb

from schemas.finding import Finding
from warehouse.assess.findings.evidence import SourceYear
from warehouse.assess.findings.verdict import Uses, uses_of
from warehouse.store.engine import sql_text

CODE = "counts_only"


def find_counts_only(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """The finding on every source-year with counts and without contacts. Reads `source_year` and `reported_count`."""
    query = sql_text("assess/counts_only")
    return [
        Finding.of(CODE, "warn", facts={"n_rows": n_rows}, source_id=source_id, contact_year=year)
        for source_id, year, n_rows in connection.execute(query).fetchall()
    ]


def with_contacts(years: Iterable[SourceYear], counts_only: Iterable[Finding]) -> list[SourceYear]:
    """The source-years whose way of recording can be judged."""
    left_out = {(finding.source_id, finding.contact_year) for finding in counts_only}
    return [year for year in years if (year.source_id, year.contact_year) not in left_out]


def uses_of_year(year: SourceYear, about: Sequence[Finding]) -> Uses:
    """What a source-year counts in; nothing where no contact was delivered: an inability, not a value."""
    if any(finding.finding_code == CODE for finding in about):
        return Uses("out", "out", "out", "out")
    return uses_of(year, about)
