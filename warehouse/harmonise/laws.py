"""The laws and limits that a source must pass before its new state is shown, for contacts and counts alike.

Belongs here: conservation of records, values, contacts and counts, contracts, thresholds. Does not belong here: what is
only worth a look (`harmonise.remarks`), judging how a source records (`assess`), or building what is judged.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from schemas.contract.table import load_tables
from schemas.finding import Finding
from schemas.vocabulary.fields import ANSWERS
from warehouse.harmonise.values import SourceValues
from warehouse.store.contract import check_file
from warehouse.store.engine import only_row, sql_text
from warehouse.store.manifest import SourceManifest


def find_broken_laws(
    connection: duckdb.DuckDBPyConnection, values: SourceValues, before: SourceManifest, manifest: SourceManifest
) -> list[Finding]:
    """Every law, contract or threshold that the new state breaks; contracts of files that `before` has not."""
    return [
        *_lost_deliveries(before, manifest),
        *_conservation_of_records(manifest),
        *_conservation_of_values(connection, values, manifest),
        *_conservation_of_contacts(connection, values, manifest),
        *_conservation_of_counts(connection, values, manifest),
        *_thresholds(connection, values, manifest),
        *_broken_contracts(connection, values, before, manifest),
    ]


def _broken_contracts(
    connection: duckdb.DuckDBPyConnection, values: SourceValues, before: SourceManifest, manifest: SourceManifest
) -> Iterator[Finding]:
    for year, content in manifest.years.items():
        if before.years.get(year) == content:
            continue
        for table, name in content.files.items():
            for rule, n_rows in check_file(values.lake / name, load_tables()[table], connection).items():
                sentence = f"Table {table}: {n_rows} rows break the rule '{rule}'."
                question = "This is a mistake in the program or in the mapping; the last good state stays."
                yield Finding(
                    manifest.source_id,
                    "contract_broken",
                    "fail",
                    sentence,
                    contact_year=year,
                    numerator=n_rows,
                    question=question,
                )


def _lost_deliveries(before: SourceManifest, manifest: SourceManifest) -> Iterator[Finding]:
    """Deliveries that counted and now cannot be read or are gone: what rests on them would vanish in silence."""
    readable = {one.delivery_id for one in manifest.deliveries if one.is_read}
    for one in before.deliveries:
        n_resting, what = (one.n_counts, "counts") if one.n_counts else (one.n_contacts, "contacts")
        if n_resting and one.delivery_id not in readable:
            yield Finding(
                manifest.source_id,
                "lost_delivery",
                "fail",
                f"{one.file_name} counted until now and can no longer be read; {n_resting} {what} rest on it.",
                delivery_id=one.delivery_id,
                file_name=one.file_name,
                numerator=n_resting,
                question="Does a format in export.yaml still describe it? Is its folder still in landing, undamaged?",
            )


def _conservation_of_records(manifest: SourceManifest) -> Iterator[Finding]:
    """Law 1: every physical record of a delivery that is not held has exactly one fate."""
    for one in manifest.deliveries:
        fates = one.n_rows_used + one.n_superseded + one.n_ignored + one.n_rejected
        if one.is_read and (one.n_rows != fates or one.n_rows_used < 0):
            sentence = f"{one.file_name}: {one.n_rows} records came in and {fates} are accounted for."
            yield _law(manifest, "law_conservation", sentence, fates, one.n_rows, one.delivery_id)


def _law(
    manifest: SourceManifest, code: str, sentence: str, numerator: int, denominator: int, delivery_id: str = ""
) -> Finding:
    return Finding(
        manifest.source_id,
        code,
        "fail",
        sentence,
        delivery_id=delivery_id,
        numerator=numerator,
        denominator=denominator,
    )


def _conservation_of_values(
    connection: duckdb.DuckDBPyConnection, values: SourceValues, manifest: SourceManifest
) -> Iterator[Finding]:
    """Law 1 for values: for every field, values staged = mapped + missing + ignored + unmapped, in the files built.

    What came is counted on the records themselves, not on the relation that coverage is made of.
    """
    came: dict[str, int] = {}
    counted = [(values.contacts, "values_of_contacts"), (values.counts, "values_of_counts")]
    for used, name in counted:
        if used:
            counts = "".join(f"count({field}) as {field}, " for field in values.asked)
            query = sql_text(f"harmonise/{name}").format(answers=counts)
            for field, n_values in connection.execute(query).fetchall():
                came[field] = came.get(field, 0) + n_values
    files = [str(values.lake / name) for name in manifest.files_of("source_value")]
    decided = dict(connection.execute(_DECIDED, [files, list(ANSWERS)]).fetchall()) if files else {}
    for field in sorted(came.keys() | decided.keys()):
        n_came, n_decided = came.get(field, 0), decided.get(field, 0)
        if n_came != n_decided:
            sentence = f"Field {field}: {n_came} values came in and {n_decided} were decided."
            yield _law(manifest, "law_values", sentence, n_decided, n_came)


_DECIDED = """
select
    case when list_contains($2, field) or field in ('reason', 'setting') then field else 'attributes' end,
    sum(n_values)::bigint
from read_parquet($1)
group by all"""


def _conservation_of_contacts(
    connection: duckdb.DuckDBPyConnection, values: SourceValues, manifest: SourceManifest
) -> Iterator[Finding]:
    """Every current contact is built once, and so is every reason and attribute that its profile carries."""
    if not values.contacts:
        return
    came = {"contact": int(only_row(connection, "select count(*) from current_contact")[0])}
    for table, profile, size in (
        ("contact_reason", "profile_answer", "n_rows"),
        ("contact_attribute", "profile_attribute_answer", "len(answers)"),
    ):
        query = f"select coalesce(sum(n_contacts * {size}), 0)::bigint from {profile}"
        came[table] = int(only_row(connection, query)[0])
    for table, n_came in came.items():
        n_built = sum(year.counts.get(table, 0) for year in manifest.years.values())
        if n_built != n_came:
            what = "contacts are current" if table == "contact" else f"rows of {table} are due"
            sentence = f"{n_came} {what} and {n_built} were built."
            yield _law(manifest, "law_conservation", sentence, n_built, n_came)


def _conservation_of_counts(
    connection: duckdb.DuckDBPyConnection, values: SourceValues, manifest: SourceManifest
) -> Iterator[Finding]:
    """Every count whose label is mapped is in reported_count, as often as the label means a code."""
    if not values.counts:
        return
    files = [str(values.lake / name) for name in manifest.files_of("reported_count")]
    query = "select coalesce(sum(n_contacts), 0)::bigint from read_parquet($1)"
    built = int(only_row(connection, query, [files])[0]) if files else 0
    due = int(only_row(connection, sql_text("harmonise/due_counts"))[0])
    if due != built:
        sentence = f"Counts: {due} contacts were counted under mapped labels and {built} are in reported_count."
        yield _law(manifest, "law_conservation", sentence, built, due)


def _thresholds(
    connection: duckdb.DuckDBPyConnection, values: SourceValues, manifest: SourceManifest
) -> Iterator[Finding]:
    """Shares of a year that `source.yaml` limits: unmapped values, and contacts without any reason."""
    limits = values.mapping.source.thresholds
    for year, origin, n_unmapped, n_values in connection.execute(sql_text("harmonise/unmapped_share")).fetchall():
        of_counts = " of counts" if origin == "count" else ""
        yield from _limit(manifest, year, n_unmapped, n_values, f"values{of_counts} are unmapped", limits.unmapped)
    for year, content in sorted(manifest.contact_years.items()):
        query = "select count(*) filter (where n_reasons = 0), count(*) from read_parquet($1)"
        n_without, n_contacts = only_row(connection, query, [str(values.lake / content.files["contact"])])
        yield from _limit(manifest, year, n_without, n_contacts, "contacts carry no reason", limits.no_reason)


def _limit(
    manifest: SourceManifest, year: int, numerator: int, denominator: int, what: str, limit: float
) -> Iterator[Finding]:
    if not denominator or numerator / denominator <= limit:
        return
    yield Finding(
        manifest.source_id,
        "threshold_broken",
        "fail",
        f"{year}: {numerator} of {denominator} {what}, more than the {limit} that source.yaml allows.",
        contact_year=year,
        numerator=numerator,
        denominator=denominator,
        value=numerator / denominator,
        threshold=limit,
        question="Decide the values (harmonise check), or give a wider limit with its reason.",
    )
