"""Years of counts, and years of which nothing can be said about how contacts are recorded: only counts came, or a draft
guesses the system.

Belongs here: which those are, and the findings on counts instead of contacts or beside them. Does not belong here:
findings about how contacts are recorded (`warehouse.assess.findings`), or what a year that is not judged may be used
for (`warehouse.assess.tables`).
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from schemas.finding import Finding
from warehouse.assess.findings.evidence import SourceYear
from warehouse.store.engine import sql_text

CODE = "counts_only"
BESIDE = "counts_beside_contacts"
OF_MEMBER = "counts_beside_member"
FORM_OF = {None: "asked", "same": "same", "other": "other"}
"""Its form by what the mapping says that the counts are."""
OPEN_QUESTIONS = "open_questions"


def find_counts_only(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """The finding on every source-year with counts and without contacts. Reads `source_year` and `reported_count`."""
    query = sql_text("assess/counts_only")
    return [
        Finding.of(CODE, "warn", facts={"n_rows": n_rows}, source_id=source_id, contact_year=year)
        for source_id, year, n_rows in connection.execute(query).fetchall()
    ]


def find_counts_beside(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """The finding on every source-year with counts and contacts, of which the counts are used for nothing."""
    return [
        Finding.of(
            BESIDE, "warn", facts={"n_rows": n_rows, "n_contacts": n_contacts}, source_id=source_id, contact_year=year
        )
        for source_id, year, n_contacts, n_rows in connection.execute(sql_text("assess/counts_beside")).fetchall()
    ]


def find_counts_of_member(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Every source-year of counts whose member has contacts under another source: the question whether they are the
    same, or what `counts_beside` of the mapping says. Contacts that stand in the place of counts and begin later or end
    earlier than these are still to be looked at: the rest of the year is in no figure.
    """
    found = connection.execute(sql_text("assess/counts_beside_member")).fetchall()
    return [
        Finding.of(
            OF_MEMBER,
            "pass" if said == "other" or (said == "same" and is_whole) else "warn",
            form=FORM_OF[said],
            facts={"others": others, "n_contacts": n},
            source_id=source_id,
            contact_year=year,
        )
        for source_id, year, others, n, said, is_whole in found
    ]


def find_guessed(findings: Iterable[Finding]) -> set[str]:
    """The sources whose mapping is a draft with open questions, given the findings of the lake: what it says of their
    system nobody has declared.
    """
    return {one.source_id for one in findings if one.finding_code == OPEN_QUESTIONS and one.is_bad}


def can_be_judged(
    years: Iterable[SourceYear], counts_only: Iterable[Finding], guessed: Iterable[str]
) -> list[SourceYear]:
    """The source-years whose way of recording can be judged."""
    left_out = {(finding.source_id, finding.contact_year) for finding in counts_only}
    return [
        year
        for year in years
        if (year.source_id, year.contact_year) not in left_out
        and (year.has_contacts or year.source_id not in set(guessed))
    ]
