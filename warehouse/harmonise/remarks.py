"""What a person should look at in a source although nothing is held.

Belongs here: unmapped values, conflicts of setting, fields that are no closed list, periods that cover each other.
Does not belong here: laws and limits (`harmonise.laws`), judging how a source records (`assess`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import duckdb

from schemas.finding import Facts, Finding
from warehouse.harmonise.values import SourceValues
from warehouse.store.engine import sql_text

OVERLAPPING = "overlapping_counts"
UNDECLARED = "undeclared_labels"


def find_remarks(connection: duckdb.DuckDBPyConnection, values: SourceValues) -> list[Finding]:
    """Remarks on contacts first, then on counts."""
    return [
        *_wide(values),
        *_marks(values),
        *_garbled(values),
        *_unmapped(connection, values),
        *_conflicts(connection, values),
        *_overlapping(connection, values),
        *_undeclared(connection, values),
        *(finding for finding in values.totals if not finding.is_bad),
    ]


def _warn(values: SourceValues, code: str, form: str, facts: Facts, year: int, n: int, of: int) -> Finding:
    return Finding.of(
        code,
        "warn",
        form=form,
        facts=facts,
        source_id=values.mapping.source_id,
        contact_year=year,
        numerator=n,
        denominator=of,
        value=n / of,
    )


def _wide(values: SourceValues) -> Iterator[Finding]:
    for name in values.wide:
        yield Finding.of("wide_field", "warn", facts={"field": name}, source_id=values.mapping.source_id)


def _marks(values: SourceValues) -> Iterator[Finding]:
    for name, n in values.marks.items():
        source_id = values.mapping.source_id
        yield Finding.of("accents_passed_over", "warn", facts={"field": name}, source_id=source_id, numerator=n)


def _garbled(values: SourceValues) -> Iterator[Finding]:
    say = partial(Finding.of, source_id=values.mapping.source_id)
    for name, n in values.garbled.items():
        yield say("wrong_encoding", "warn", form="values", facts={"field": name}, numerator=n)


def _unmapped(connection: duckdb.DuckDBPyConnection, values: SourceValues) -> Iterator[Finding]:
    for origin, year, field, n_unmapped, n_values, n_distinct, n_contacts in connection.execute(
        sql_text("harmonise/unmapped")
    ).fetchall():
        if not n_unmapped:
            continue
        form = "contacts" if origin == "contact" else "reasons_of_counts" if field == "reason" else "counts"
        facts = {"field": field, "n_distinct": n_distinct, "n_contacts": n_contacts}
        yield _warn(values, "unmapped_values", form, facts, year, n_unmapped, n_values)


def _conflicts(connection: duckdb.DuckDBPyConnection, values: SourceValues) -> Iterator[Finding]:
    of_contacts = (
        "select contact_year, sum(n_contacts * n_conflicts)::bigint as n_conflicts, sum(n_contacts * n_rows)::bigint "
        "from profile_answer group by contact_year having n_conflicts > 0 order by contact_year"
    )
    of_counts = (
        "select contact_year, count(*) filter (where is_setting_conflict) as n_conflicts, count(*) from count_row "
        "group by contact_year having n_conflicts > 0 order by contact_year"
    )
    if values.contacts:
        for year, n_conflicts, n_reasons in connection.execute(of_contacts).fetchall():
            yield _warn(values, "setting_conflicts", "contacts", {}, year, n_conflicts, n_reasons)
    if values.counts:
        for year, n_conflicts, n_counts in connection.execute(of_counts).fetchall():
            yield _warn(values, "setting_conflicts", "counts", {}, year, n_conflicts, n_counts)


def _overlapping(connection: duckdb.DuckDBPyConnection, values: SourceValues) -> Iterator[Finding]:
    if not values.counts:
        return
    query = sql_text("harmonise/overlapping_counts")
    for year, n_repeated, n_counts, n_periods in connection.execute(query).fetchall():
        yield _warn(values, OVERLAPPING, "", {"n_periods": n_periods}, year, n_repeated, n_counts)


def _undeclared(connection: duckdb.DuckDBPyConnection, values: SourceValues) -> Iterator[Finding]:
    if not values.counts:
        return
    query = sql_text("harmonise/undeclared_labels")
    for year, axis, n_undeclared, n_counts, n_distinct in connection.execute(query).fetchall():
        facts = {"axis": axis, "n_distinct": n_distinct}
        yield _warn(values, UNDECLARED, "", facts, year, n_undeclared, n_counts)
