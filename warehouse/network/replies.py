"""Which findings the replies of helplines explain, and which replies answer nothing.

Belongs here: meeting replies with findings. Does not belong here: what a reply may say (`schemas.mapping.reply`), the
findings themselves, or what follows for a verdict (`Finding.is_bad` says that an explained one does not count).

Only what asks for something is explained: a finding that has warned or failed. Of several replies to one finding the
newest counts; of one day, that on the year itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

from schemas.contract.table import load_tables
from schemas.finding import Cause, Finding
from warehouse.store.engine import load_table

CODE = "reply_without_finding"
OF_LAKE = "lake_finding"
EXPLAINED = ("fail", "warn")
ANSWERED = (*EXPLAINED, "open", "declared", "not_assessable")
"""States of a finding to which a helpline can say something; one that has passed is over."""


@dataclass(frozen=True)
class Reply:
    """A row of `finding_reply`, as far as it decides what is explained."""

    source_id: str
    finding_code: str
    cause_code: Cause
    contact_year: int | None
    is_explained: bool
    replied_on: date

    def is_about(self, finding: Finding, n_years: int = 1) -> bool:
        """Whether it answers a finding on a year, or on `n_years` up to that year taken together."""
        if finding.cause_code != self.cause_code and (self.cause_code or finding.cause_code == "system"):
            return False
        if self.contact_year is None or finding.contact_year is None:
            return self.contact_year == finding.contact_year or self.contact_year is None
        return finding.contact_year - n_years < self.contact_year <= finding.contact_year


@dataclass(frozen=True)
class Replies:
    """The replies of all helplines by source and finding, the newest first."""

    by_finding: Mapping[tuple[str, str], Sequence[Reply]]

    def explain(self, findings: Iterable[Finding], n_years: int = 1) -> list[Finding]:
        """The findings, each that a reply explains marked as explained. `n_years`: what each of them looks at."""
        return [replace(one, is_explained=True) if self._explains(one, n_years) else one for one in findings]

    def find_unanswering(self, findings: Iterable[Finding]) -> list[Finding]:
        """A remark on each reply to something that the data, if there are any, do not have (any more)."""
        answered: dict[tuple[str, str], list[Finding]] = defaultdict(list)
        with_years: set[str] = set()
        for finding in findings:
            if finding.contact_year is not None:
                with_years.add(finding.source_id)
            if finding.state_code in ANSWERED:
                answered[finding.source_id, finding.finding_code].append(finding)
        return [
            _remark(reply)
            for key, replies in sorted(self.by_finding.items())
            for reply in replies
            if reply.source_id in with_years and not any(map(reply.is_about, answered[key]))
        ]

    def _explains(self, finding: Finding, n_years: int) -> bool:
        if finding.state_code not in EXPLAINED:
            return False
        own = self.by_finding.get((finding.source_id, finding.finding_code), ())
        newest = next((reply for reply in own if reply.is_about(finding, n_years)), None)
        return newest is not None and newest.is_explained


def read_replies(connection: duckdb.DuckDBPyConnection) -> Replies:
    """What the relation `finding_reply` holds."""
    columns = "source_id, finding_code, cause_code, contact_year, is_explained, replied_on"
    order = "replied_on desc, contact_year desc nulls last, cause_code"
    rows = connection.execute(f"select {columns} from finding_reply order by {order}").fetchall()
    by_finding: dict[tuple[str, str], list[Reply]] = defaultdict(list)
    for row in rows:
        by_finding[row[0], row[1]].append(Reply(*row))
    return Replies(by_finding)


def explain_lake_findings(connection: duckdb.DuckDBPyConnection) -> None:
    """Mark what replies explain among the findings of land, stage and harmonise (relation `lake_finding`)."""
    load_table(connection, OF_LAKE, table_of(read_replies(connection).explain(read_findings(connection, OF_LAKE))))


def read_findings(connection: duckdb.DuckDBPyConnection, relation: str) -> list[Finding]:
    """The rows of a relation with the columns of `finding`."""
    names = load_tables()["finding"].names
    rows = connection.execute(f"select {', '.join(names)} from {relation} order by all").fetchall()
    return [Finding.from_dict(dict(zip(names, row, strict=True))) for row in rows]


def table_of(findings: Iterable[Finding]) -> pa.Table:
    """Findings as a table of their contract."""
    schema = load_tables()["finding"].arrow_schema()
    rows: list[dict[str, Any]] = [one.as_dict() for one in findings]
    return pa.Table.from_pylist(rows, schema=schema)


def _remark(reply: Reply) -> Finding:
    return Finding.of(
        CODE,
        "warn",
        form="every_year" if reply.contact_year is None else "year",
        facts={"answered": reply.finding_code, "day": reply.replied_on.isoformat()},
        source_id=reply.source_id,
        cause_code=reply.cause_code,
        contact_year=reply.contact_year,
    )
