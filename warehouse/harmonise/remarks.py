"""What a person should look at in a source although nothing is held.

Belongs here: unmapped values, conflicts of setting, fields that are no closed list, periods that cover each other.
Does not belong here: laws and limits (`harmonise.laws`), judging how a source records (`assess`).
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from schemas.finding import Finding
from warehouse.harmonise.values import SourceValues
from warehouse.store.engine import sql_text

OVERLAPPING = "overlapping_counts"


def find_remarks(connection: duckdb.DuckDBPyConnection, values: SourceValues) -> list[Finding]:
    """Remarks on contacts first, then on counts."""
    return [
        *_wide(values),
        *_unmapped(connection, values),
        *_conflicts(connection, values),
        *_overlapping(connection, values),
    ]


def _warn(
    values: SourceValues, code: str, sentence: str, question: str, year: int, numerator: int, denominator: int
) -> Finding:
    return Finding(
        values.mapping.source_id,
        code,
        "warn",
        sentence,
        contact_year=year,
        numerator=numerator,
        denominator=denominator,
        value=numerator / denominator,
        question=question,
    )


def _wide(values: SourceValues) -> Iterator[Finding]:
    for name in values.wide:
        yield Finding(
            values.mapping.source_id,
            "wide_field",
            "warn",
            f"{name} has more undecided values than a closed list can have; they are counted, not stored.",
            question="Is this the right column? Free text never belongs in a mapping.",
        )


def _unmapped(connection: duckdb.DuckDBPyConnection, values: SourceValues) -> Iterator[Finding]:
    question = f"What do they mean? `harmonise check {values.mapping.source_id}` lists them by contacts at stake."
    for origin, year, field, n_unmapped, n_values, n_distinct, n_contacts in connection.execute(
        sql_text("harmonise/unmapped")
    ).fetchall():
        if not n_unmapped:
            continue
        if origin == "contact":
            sentence = (
                f"{field} in {year}: {n_unmapped} of {n_values} values are unmapped ({n_distinct} different ones)."
            )
        else:
            sentence = (
                f"{field} of counts in {year}: {n_unmapped} of {n_values} values are unmapped ({n_distinct} different "
                f"ones, {n_contacts} contacts).{' They are not in reported_count.' if field == 'reason' else ''}"
            )
        yield _warn(values, "unmapped_values", sentence, question, year, n_unmapped, n_values)


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
        question = "Is the place filled in for every contact, or left at its default?"
        for year, n_conflicts, n_reasons in connection.execute(of_contacts).fetchall():
            sentence = (
                f"{year}: for {n_conflicts} of {n_reasons} reasons two things that were recorded disagree about the "
                "setting."
            )
            yield _warn(values, "setting_conflicts", sentence, question, year, n_conflicts, n_reasons)
    if values.counts:
        question = "Does the column tell where it happened, or where the contact came from?"
        for year, n_conflicts, n_counts in connection.execute(of_counts).fetchall():
            sentence = (
                f"{year}: for {n_conflicts} of {n_counts} counts what was recorded about the setting is not what the "
                "reason says or can be."
            )
            yield _warn(values, "setting_conflicts", sentence, question, year, n_conflicts, n_counts)


def _overlapping(connection: duckdb.DuckDBPyConnection, values: SourceValues) -> Iterator[Finding]:
    if not values.counts:
        return
    question = "Are these a year and its parts, or one period twice? Leave one of them out (`leave_out`, `slot`)."
    query = sql_text("harmonise/overlapping_counts")
    for year, n_repeated, n_counts, n_periods in connection.execute(query).fetchall():
        sentence = (
            f"{year}: the periods of {n_repeated} of {n_counts} counts ({n_periods} different periods or files) are "
            "covered by other counts too, so adding them up counts contacts twice."
        )
        yield _warn(values, OVERLAPPING, sentence, question, year, n_repeated, n_counts)
