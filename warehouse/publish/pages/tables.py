"""What the pages are made from: the rows of a release, by source.

Belongs here: reading them. Does not belong here: anything that is said of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from string import Template
from typing import Any

import duckdb

from schemas.finding import Finding
from warehouse.assess.findings.interval import Count, interval_of
from warehouse.publish.release import CATALOG
from warehouse.store.engine import sql_text

Row = Mapping[str, Any]
MOST_LABELS = 25
"""Of a source's labels without a decision, how many its page lists."""


MEASURES = {
    "several": ("n_with_two_reasons", "n_with_reason"),
    "unknown": ("n_tellable_unknown", "n_tellable"),
    "online": ("n_tellable_online", "n_tellable"),
    "other": ("n_other_reasons", "n_reasons"),
}
"""What pages draw: the columns of `source_year` and `source_month` that a share is made of."""


JUDGED_MONTHS = {"several": ("stored_several", "stored_all_year"), "unknown": ("told_then", "told_all_year")}
"""The forms of a finding that say a measure of the months that are judged, where a system was changed within a year."""


def share_of(row: Row, measure: str) -> Count | None:
    """A share of a year or month; None without a base, or where the table does not have it."""
    numerator, denominator = (row.get(name) for name in MEASURES[measure])
    if measure == "online" and denominator is not None:
        denominator -= row.get("n_tellable_unknown") or 0  # online of those of which it is known
    return Count(int(numerator), int(denominator)) if numerator is not None and denominator else None


@cache
def interval(count: Count) -> tuple[float, float]:
    """Between which shares the true one lies in 9 of 10 cases: the interval of the findings."""
    return interval_of(count)


@dataclass(frozen=True)
class SourceTables:
    """All that a release says of one source. Years and months are in order."""

    source: Row
    years: Sequence[Row]
    months: Sequence[Row]
    findings: Sequence[Finding]
    replies: Sequence[Row]
    waiting: Sequence[Row]
    labels: Sequence[Row]
    earlier: Sequence[Row] = ()
    """What its system could before, where that has changed."""

    @property
    def source_id(self) -> str:
        return str(self.source["source_id"])

    @property
    def n_contacts(self) -> int:
        return sum(int(year["n_contacts"] or 0) for year in self.years)

    @property
    def has_counts(self) -> bool:
        return any(year["status_code"] == "counts_only" for year in self.years)

    def share(self, year: Row, measure: str) -> Count | None:
        """A share of one of its years; where the system was changed within the year, of the months that are judged."""
        own = [one for one in self.findings if one.contact_year == year["contact_year"] and one.denominator]
        for finding in own:
            if finding.form_code in JUDGED_MONTHS.get(measure, ()) and finding.denominator:
                n = finding.numerator or 0
                return Count(finding.denominator - n if measure == "unknown" else n, finding.denominator)
        return share_of(year, measure)

    def systems_by(self, said_of: Callable[[Row], str]) -> list[tuple[str, date | None]]:
        """What is said of the system, and the last day on which it was right; None of what it can now."""
        said = [(said_of(one), one["valid_to"]) for one in self.earlier]
        every: list[tuple[str, date | None]] = [*said, (said_of(self.source), None)]
        return [one for one, after in pairwise([*every, ("", None)]) if one[0] != after[0]]

    def reply_to(self, finding: Finding) -> Row | None:
        """The newest answer of the helpline to a finding; one that names no cause answers a habit, never a system."""
        found = [
            one
            for one in self.replies
            if one["finding_code"] == finding.finding_code
            and (one["cause_code"] == finding.cause_code or (not one["cause_code"] and finding.cause_code == "habit"))
            and one["contact_year"] in (None, finding.contact_year)
        ]
        return max(found, key=lambda one: one["replied_on"], default=None)


def read_tables(connection: duckdb.DuckDBPyConnection) -> list[SourceTables]:
    """The rows of the release that is attached as catalog `release`, by source, in order of id."""
    by_table = {
        "years": _group(connection, _all_of("source_year", "contact_year")),
        "months": _group(connection, _all_of("source_month", "contact_month")),
        "replies": _group(connection, _all_of("finding_reply", "all")),
        "waiting": _group(connection, sql_text("publish/pages/waiting_delivery")),
        "earlier": _group(connection, _all_of("earlier_system", "valid_to")),
        "labels": _group(connection, Template(sql_text("publish/pages/open_label")).substitute(most=MOST_LABELS)),
    }
    findings = _findings(connection)
    return [
        SourceTables(
            source=source,
            findings=findings.get(str(source["source_id"]), ()),
            **{name: rows.get(str(source["source_id"]), ()) for name, rows in by_table.items()},
        )
        for source in _rows(connection, f"from {CATALOG}.main.source order by source_id")
    ]


def _findings(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Finding]]:
    known = set(Finding.__dataclass_fields__)
    found: dict[str, list[Finding]] = defaultdict(list)
    for row in _rows(connection, f"from {CATALOG}.main.finding order by all"):
        found[row["source_id"]].append(Finding.from_dict({name: row[name] for name in row if name in known}))
    return found


def _all_of(table: str, order: str) -> str:
    return f"from {CATALOG}.main.{table} order by {order}"


def _group(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in _rows(connection, query):
        groups[str(row["source_id"])].append(row)
    return groups


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    result = connection.execute(query)
    names = [str(column[0]) for column in result.description or ()]
    return [dict(zip(names, values, strict=True)) for values in result.fetchall()]
