"""The laws and limits that a source must pass before its new state is shown.

Belongs here: conservation of records and values, contracts, thresholds, and remarks on coverage and conflicts.
Does not belong here: judging how a source records (`assess`), or building what is judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from schemas.fields import ANSWERS
from schemas.finding import Finding
from schemas.registry import Mapping
from schemas.table import load_tables
from warehouse.contract_check import check_file
from warehouse.engine import only_row
from warehouse.source_manifest import LakeYear, SourceManifest


def find_broken_laws(
    connection: duckdb.DuckDBPyConnection,
    mapping: Mapping,
    lake: Path,
    before: SourceManifest,
    manifest: SourceManifest,
) -> list[Finding]:
    """Every law, contract or threshold that the new state breaks; contracts of files that `before` has not."""
    findings = [*_lost_deliveries(mapping, before, manifest), *_conservation_of_records(mapping, manifest)]
    years = manifest.contact_years
    if years:
        findings += _conservation_of_values(connection, mapping, lake, years)
        findings += _thresholds(connection, mapping, lake, years)
    known = before.contact_years
    for year in (year for year, content in years.items() if known.get(year) != content):
        for table, name in years[year].files.items():
            broken = check_file(lake / name, load_tables()[table], connection)
            findings += [_broken_contract(mapping, table, year, rule, n) for rule, n in broken.items()]
    return findings


def _broken_contract(mapping: Mapping, table: str, year: int, rule: str, n_rows: int) -> Finding:
    sentence = f"Table {table}: {n_rows} rows break the rule '{rule}'."
    question = "This is a mistake in the program or in the mapping; the last good state stays."
    return Finding(
        mapping.source_id, "contract_broken", "fail", sentence, contact_year=year, numerator=n_rows, question=question
    )


def _lost_deliveries(mapping: Mapping, before: SourceManifest, manifest: SourceManifest) -> list[Finding]:
    """Deliveries that counted and now cannot be read or are gone: their contacts would vanish in silence."""
    readable = {one.delivery_id for one in manifest.deliveries if one.is_read}
    return [
        Finding(
            mapping.source_id,
            "lost_delivery",
            "fail",
            f"{one.file_name} counted until now and can no longer be read; {one.n_contacts} contacts rest on it.",
            delivery_id=one.delivery_id,
            file_name=one.file_name,
            numerator=one.n_contacts,
            question="Does a format in export.yaml still describe it? Is its folder still in landing, undamaged?",
        )
        for one in before.deliveries
        if one.n_contacts and one.delivery_id not in readable
    ]


def _conservation_of_records(mapping: Mapping, manifest: SourceManifest) -> list[Finding]:
    """Law 1: every physical record of a delivery that is not held has exactly one fate."""
    findings = []
    for one in manifest.deliveries:
        fates = one.n_rows_used + one.n_superseded + one.n_ignored + one.n_rejected
        if one.is_read and (one.n_rows != fates or one.n_rows_used < 0):
            sentence = f"{one.file_name}: {one.n_rows} records came in and {fates} are accounted for."
            findings.append(
                Finding(
                    mapping.source_id,
                    "law_conservation",
                    "fail",
                    sentence,
                    delivery_id=one.delivery_id,
                    numerator=fates,
                    denominator=one.n_rows,
                )
            )
    return findings


def _conservation_of_values(
    connection: duckdb.DuckDBPyConnection, mapping: Mapping, lake: Path, years: dict[int, LakeYear]
) -> list[Finding]:
    """Law 1 for values: for every field, values staged = mapped + missing + ignored + unmapped; contacts likewise."""
    findings = []
    staged = ", ".join(f"count({name})" for name in ANSWERS)
    beside = "len(list_filter(reasons, lambda r: r.setting is not null))"
    query = (
        "select count(*), sum(len(reasons))::bigint, sum(len(attributes))::bigint, "
        f"(count(setting) + sum({beside}))::bigint, {staged} from current_contact"
    )
    n_contacts, *n_listed = only_row(connection, query)
    fields = ("reason", "attributes", "setting", *ANSWERS)
    came = {name: n_values or 0 for name, n_values in zip(fields, n_listed, strict=True)}
    files = [str(lake / year.files["source_value"]) for year in years.values()]
    decided = dict(
        connection.execute(
            "select case when list_contains($2, field) or field in ('reason', 'setting') then field else 'attributes' "
            "end, sum(n_values)::bigint from read_parquet($1) group by all",
            [files, list(ANSWERS)],
        ).fetchall()
    )
    for name, n_values in came.items():
        if decided.get(name, 0) != n_values:
            sentence = f"Field {name}: {n_values} values came in and {decided.get(name, 0)} were decided."
            findings.append(_law(mapping, "law_values", sentence, decided.get(name, 0), n_values))
    n_built = sum(year.counts["contact"] for year in years.values())
    if n_built != n_contacts:
        sentence = f"{n_contacts} contacts are current and {n_built} were built."
        findings.append(_law(mapping, "law_conservation", sentence, n_built, n_contacts))
    return findings


def _law(mapping: Mapping, code: str, sentence: str, numerator: int, denominator: int) -> Finding:
    return Finding(mapping.source_id, code, "fail", sentence, numerator=numerator, denominator=denominator)


def _thresholds(
    connection: duckdb.DuckDBPyConnection, mapping: Mapping, lake: Path, years: dict[int, LakeYear]
) -> list[Finding]:
    """Shares of a year that `source.yaml` limits: unmapped values, and contacts without any reason."""
    limits = mapping.source.thresholds
    findings = []
    for year, content in sorted(years.items()):
        coverage = only_row(
            connection,
            "select coalesce(sum(n_values) filter (where outcome_code = 'unmapped'), 0)::bigint, "
            "coalesce(sum(n_values), 0)::bigint from read_parquet($1)",
            [str(lake / content.files["source_value"])],
        )
        contacts = only_row(
            connection,
            "select count(*) filter (where n_reasons = 0), count(*) from read_parquet($1)",
            [str(lake / content.files["contact"])],
        )
        for what, counts, limit in (
            ("values are unmapped", coverage, limits.unmapped),
            ("contacts carry no reason", contacts, limits.no_reason),
        ):
            numerator, denominator = counts
            if denominator and numerator / denominator > limit:
                sentence = (
                    f"{year}: {numerator} of {denominator} {what}, more than the {limit} that source.yaml allows."
                )
                findings.append(
                    Finding(
                        mapping.source_id,
                        "threshold_broken",
                        "fail",
                        sentence,
                        contact_year=year,
                        numerator=numerator,
                        denominator=denominator,
                        value=numerator / denominator,
                        threshold=limit,
                        question="Decide the values (harmonise check), or give a wider limit with its reason.",
                    )
                )
    return findings


def find_remarks(
    connection: duckdb.DuckDBPyConnection, mapping: Mapping, lake: Path, years: dict[int, LakeYear], wide: Sequence[str]
) -> list[Finding]:
    """What a person should look at although nothing is held: unmapped values, conflicts of setting, wide fields."""
    findings = [
        Finding(
            mapping.source_id,
            "wide_field",
            "warn",
            f"{name} has more undecided values than a closed list can have; they are counted, not stored.",
            question="Is this the right column? Free text never belongs in a mapping.",
        )
        for name in wide
    ]
    for year, content in sorted(years.items()):
        findings += _unmapped(connection, mapping, year, lake / content.files["source_value"])
        findings += _conflicts(connection, mapping, year, lake / content.files["contact_reason"])
    return findings


def _unmapped(connection: duckdb.DuckDBPyConnection, mapping: Mapping, year: int, path: Path) -> list[Finding]:
    query = (
        "select field, sum(n_values) filter (where outcome_code = 'unmapped')::bigint as n_unmapped, "
        "sum(n_values)::bigint, count(*) filter (where outcome_code = 'unmapped') "
        "from read_parquet($1) group by field having n_unmapped > 0 order by field"
    )
    return [
        Finding(
            mapping.source_id,
            "unmapped_values",
            "warn",
            f"{name} in {year}: {n_unmapped} of {n_values} values are unmapped ({n_distinct} different ones).",
            contact_year=year,
            numerator=n_unmapped,
            denominator=n_values,
            value=n_unmapped / n_values,
            question=f"What do they mean? `harmonise check {mapping.source_id}` lists them by contacts at stake.",
        )
        for name, n_unmapped, n_values, n_distinct in connection.execute(query, [str(path)]).fetchall()
    ]


def _conflicts(connection: duckdb.DuckDBPyConnection, mapping: Mapping, year: int, path: Path) -> list[Finding]:
    query = "select count(*) filter (where is_setting_conflict), count(*) from read_parquet($1)"
    n_conflicts, n_reasons = only_row(connection, query, [str(path)])
    if not n_conflicts:
        return []
    sentence = (
        f"{year}: for {n_conflicts} of {n_reasons} reasons two things that were recorded disagree about the setting."
    )
    return [
        Finding(
            mapping.source_id,
            "setting_conflicts",
            "warn",
            sentence,
            contact_year=year,
            numerator=n_conflicts,
            denominator=n_reasons,
            value=n_conflicts / n_reasons,
            question="Is the place filled in for every contact, or left at its default?",
        )
    ]
