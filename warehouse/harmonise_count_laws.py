"""The laws and limits that a source's counts must pass, and what a person should look at in them.

Belongs here: conservation of counts and their values, contracts, thresholds; overlapping periods, unmapped labels,
conflicts. Does not belong here: the same for contacts (`harmonise_laws`), or building what is judged.
"""

from __future__ import annotations

from typing import Any

import duckdb

from schemas.finding import Finding
from schemas.table import load_tables
from warehouse.contract_check import check_file
from warehouse.engine import only_row, sql_text
from warehouse.harmonise_counts import COUNT_TABLES, Counting
from warehouse.source_manifest import LakeYear, SourceManifest

OVERLAPPING = "overlapping_counts"


def find_broken_count_laws(
    connection: duckdb.DuckDBPyConnection, counting: Counting, manifest: SourceManifest
) -> list[Finding]:
    """Every law, contract or threshold that the new state of the counts breaks."""
    findings = _lost_deliveries(counting, manifest)
    if not counting.deliveries:
        return findings
    years = {year: content for year, content in manifest.years.items() if content.count_fingerprint}
    findings += _conservation(connection, counting, years)
    findings += _thresholds(connection, counting)
    for year, content in years.items():
        if counting.before.years.get(year) == content:
            continue
        for table in COUNT_TABLES:
            broken = check_file(counting.lake / content.files[table], load_tables()[table], connection)
            for rule, n_rows in broken.items():
                sentence = f"Table {table}, counts: {n_rows} rows break the rule '{rule}'."
                findings.append(_finding(counting, "contract_broken", "fail", sentence, year, n_rows))
    return findings


def _finding(
    counting: Counting,
    code: str,
    state: Any,
    sentence: str,
    year: int | None,
    numerator: int,
    denominator: int | None = None,
    question: str = "",
) -> Finding:
    return Finding(
        counting.mapping.source_id,
        code,
        state,
        sentence,
        contact_year=year,
        numerator=numerator,
        denominator=denominator,
        value=numerator / denominator if denominator else None,
        question=question,
    )


def _lost_deliveries(counting: Counting, manifest: SourceManifest) -> list[Finding]:
    """Deliveries whose counts counted and that now cannot be read or are gone."""
    readable = {one.delivery_id for one in manifest.deliveries if one.is_read}
    return [
        Finding(
            counting.mapping.source_id,
            "lost_delivery",
            "fail",
            f"{one.file_name} counted until now and can no longer be read; {one.n_counts} counts rest on it.",
            delivery_id=one.delivery_id,
            file_name=one.file_name,
            numerator=one.n_counts,
            question="Does a format in export.yaml still describe it? Is its folder still in landing, undamaged?",
        )
        for one in counting.before.deliveries
        if one.n_counts and one.delivery_id not in readable
    ]


def _conservation(
    connection: duckdb.DuckDBPyConnection, counting: Counting, years: dict[int, LakeYear]
) -> list[Finding]:
    """Law 1: every value of every count is decided, and every count whose label is mapped is in reported_count, as
    often as the label means a code.
    """
    findings = []
    files, beside, reported = (
        [str(counting.lake / year.files[name]) for year in years.values() if name in year.files]
        for name in ("source_value", "contact_value", "reported_count")
    )
    came = _sums(connection, "select field, count(*), sum(n_contacts)::bigint from count_value group by field", [])
    covered = _sums(connection, _COVERED, [files]) if files else {}
    contacts = _sums(connection, _COVERED, [beside]) if beside else {}
    for name in sorted(came.keys() | covered.keys()):
        left = came.get(name, (0, 0))
        right = tuple(a - b for a, b in zip(covered.get(name, (0, 0)), contacts.get(name, (0, 0)), strict=True))
        if left != right:
            sentence = (
                f"Field {name} of counts: {left[0]} values ({left[1]} contacts) came in, {right[0]} ({right[1]}) "
            )
            findings.append(
                _finding(counting, "law_values", "fail", f"{sentence}were decided.", None, right[0], left[0])
            )
    due = int(only_row(connection, sql_text("harmonise/due_counts"))[0])
    built = int(only_row(connection, _BUILT, [reported])[0]) if reported else 0
    if due != built:
        sentence = f"Counts: {due} contacts were counted under mapped labels and {built} are in reported_count."
        findings.append(_finding(counting, "law_conservation", "fail", sentence, None, built, due))
    return findings


_BUILT = "select coalesce(sum(n_contacts), 0)::bigint from read_parquet($1)"
_COVERED = "select field, sum(n_values)::bigint, sum(n_contacts)::bigint from read_parquet($1) group by field"


def _sums(connection: duckdb.DuckDBPyConnection, query: str, values: list[Any]) -> dict[str, tuple[int, int]]:
    return {name: (n_values, n_contacts) for name, n_values, n_contacts in connection.execute(query, values).fetchall()}


def _thresholds(connection: duckdb.DuckDBPyConnection, counting: Counting) -> list[Finding]:
    limit = counting.mapping.source.thresholds.unmapped
    query = (
        "select contact_year, sum(n_unmapped)::bigint, sum(n_counts)::bigint from unmapped_count "
        "group by contact_year order by contact_year"
    )
    connection.execute(sql_text("harmonise/unmapped_count"))
    return [
        _finding(
            counting,
            "threshold_broken",
            "fail",
            f"{year}: {n_unmapped} of {n_counts} values of counts are unmapped, more than the {limit} that source.yaml "
            "allows.",
            year,
            n_unmapped,
            n_counts,
            "Decide the values (harmonise check), or give a wider limit with its reason.",
        )
        for year, n_unmapped, n_counts in connection.execute(query).fetchall()
        if n_unmapped / n_counts > limit
    ]


def find_count_remarks(connection: duckdb.DuckDBPyConnection, counting: Counting) -> list[Finding]:
    """Overlapping periods, unmapped labels with the contacts at stake, conflicts of setting, wide fields."""
    if not counting.deliveries:
        return []
    connection.execute(sql_text("harmonise/unmapped_count"))
    return [
        *_wide(counting),
        *_overlapping(connection, counting),
        *_unmapped(connection, counting),
        *_conflicts(connection, counting),
    ]


def _wide(counting: Counting) -> list[Finding]:
    sentence = "{} of counts has more undecided values than a closed list can have; they are counted, not stored."
    question = "Is this the right column? Free text never belongs in a mapping."
    return [
        Finding(counting.mapping.source_id, "wide_field", "warn", sentence.format(name), question=question)
        for name in counting.wide
    ]


def _overlapping(connection: duckdb.DuckDBPyConnection, counting: Counting) -> list[Finding]:
    question = "Are these a year and its parts, or one period twice? Leave one of them out (`leave_out`, `slot`)."
    return [
        _finding(
            counting,
            OVERLAPPING,
            "warn",
            f"{year}: the periods of {n_repeated} of {n_counts} counts ({n_periods} different periods or files) are "
            "covered by other counts too, so adding them up counts contacts twice.",
            year,
            n_repeated,
            n_counts,
            question,
        )
        for year, n_repeated, n_counts, n_periods in connection.execute(
            sql_text("harmonise/overlapping_counts")
        ).fetchall()
    ]


def _unmapped(connection: duckdb.DuckDBPyConnection, counting: Counting) -> list[Finding]:
    query = "select * from unmapped_count where n_unmapped > 0 order by contact_year, field"
    return [
        _finding(
            counting,
            "unmapped_values",
            "warn",
            f"{name} of counts in {year}: {n_unmapped} of {n_counts} values are unmapped ({n_distinct} different ones, "
            f"{n_contacts} contacts).{' They are not in reported_count.' if name == 'reason' else ''}",
            year,
            n_unmapped,
            n_counts,
            f"What do they mean? `harmonise check {counting.mapping.source_id}` lists them by contacts at stake.",
        )
        for year, name, n_unmapped, n_counts, n_distinct, n_contacts in connection.execute(query).fetchall()
    ]


def _conflicts(connection: duckdb.DuckDBPyConnection, counting: Counting) -> list[Finding]:
    query = (
        "select contact_year, count(*) filter (where is_setting_conflict) as n_conflicts, count(*) from count_row "
        "group by contact_year having n_conflicts > 0 order by contact_year"
    )
    return [
        _finding(
            counting,
            "setting_conflicts",
            "warn",
            f"{year}: for {n_conflicts} of {n_counts} counts what was recorded about the setting is not what the "
            "reason says or can be.",
            year,
            n_conflicts,
            n_counts,
            "Does the column tell where it happened, or where the contact came from?",
        )
        for year, n_conflicts, n_counts in connection.execute(query).fetchall()
    ]
