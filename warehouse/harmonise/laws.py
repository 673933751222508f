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
        *_open_questions(values),
        *_lost_deliveries(values, before, manifest),
        *_conservation_of_records(manifest),
        *_conservation_of_values(connection, values, manifest),
        *_conservation_of_contacts(connection, values, manifest),
        *_conservation_of_counts(connection, values, manifest),
        *_thresholds(connection, values, manifest),
        *_broken_contracts(connection, values, before, manifest),
    ]


def _open_questions(values: SourceValues) -> Iterator[Finding]:
    """A draft that nobody has finished: its figures are guesses, and go no further."""
    by_file: dict[str, list[int]] = {}
    for question in values.mapping.questions:
        by_file.setdefault(question.file, []).append(question.line)
    for file, lines in by_file.items():
        yield Finding.of(
            "open_questions",
            "fail",
            facts={"file": file, "line": min(lines)},
            source_id=values.mapping.source_id,
            numerator=len(lines),
        )


def _broken_contracts(
    connection: duckdb.DuckDBPyConnection, values: SourceValues, before: SourceManifest, manifest: SourceManifest
) -> Iterator[Finding]:
    for year, content in manifest.years.items():
        if before.years.get(year) == content:
            continue
        for table, name in content.files.items():
            for rule, n_rows in check_file(values.lake / name, load_tables()[table], connection).items():
                yield Finding.of(
                    "contract_broken",
                    "fail",
                    facts={"table": table, "rule": rule},
                    source_id=manifest.source_id,
                    contact_year=year,
                    numerator=n_rows,
                )


def _lost_deliveries(values: SourceValues, before: SourceManifest, manifest: SourceManifest) -> Iterator[Finding]:
    """Deliveries that counted and now are held, cannot be read or are gone, each with why it is held: what rests on
    them would vanish in silence.
    """
    readable = {one.delivery_id for one in manifest.deliveries if one.is_read}
    for one in before.deliveries:
        n_resting, what = (one.n_counts, "counts") if one.n_counts else (one.n_contacts, "contacts")
        if n_resting and one.delivery_id not in readable:
            yield Finding.of(
                "lost_delivery",
                "fail",
                form=what,
                source_id=manifest.source_id,
                delivery_id=one.delivery_id,
                file_name=one.file_name,
                numerator=n_resting,
            )
            why = (found for found in values.state.findings if found.delivery_id == one.delivery_id)
            yield from (found for found in why if found.holds_delivery)


def _conservation_of_records(manifest: SourceManifest) -> Iterator[Finding]:
    """Law 1: every physical record of a delivery that is not held has exactly one fate."""
    for one in manifest.deliveries:
        fates = one.n_rows_used + one.n_superseded + one.n_ignored + one.n_rejected
        if one.is_read and (one.n_rows != fates or one.n_rows_used < 0):
            yield Finding.of(
                "law_conservation",
                "fail",
                form="records",
                facts={"file": one.file_name},
                source_id=manifest.source_id,
                delivery_id=one.delivery_id,
                numerator=fates,
                denominator=one.n_rows,
            )


def _lost_on_the_way(manifest: SourceManifest, form: str, n_built: int, n_due: int, table: str = "") -> Finding:
    """Law 1 broken between what is current and what was built of it."""
    return Finding.of(
        "law_conservation",
        "fail",
        form=form,
        facts={"table": table},
        source_id=manifest.source_id,
        delivery_id="",
        numerator=n_built,
        denominator=n_due,
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
            counts = "".join(f"count({field}) as {field}, " for field in values.answers)
            query = sql_text(f"harmonise/{name}").format(answers=counts)
            for field, n_values in connection.execute(query).fetchall():
                came[field] = came.get(field, 0) + n_values
    files = [str(values.lake / name) for name in manifest.files_of("source_value")]
    decided = dict(connection.execute(_DECIDED, [files, list(ANSWERS)]).fetchall()) if files else {}
    for field in sorted(came.keys() | decided.keys()):
        n_came, n_decided = came.get(field, 0), decided.get(field, 0)
        if n_came != n_decided:
            yield Finding.of(
                "law_values",
                "fail",
                facts={"field": field},
                source_id=manifest.source_id,
                delivery_id="",
                numerator=n_decided,
                denominator=n_came,
            )


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
            form = "contacts" if table == "contact" else "rows"
            yield _lost_on_the_way(manifest, form, n_built, n_came, table)


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
        yield _lost_on_the_way(manifest, "counts", built, due)


def _thresholds(
    connection: duckdb.DuckDBPyConnection, values: SourceValues, manifest: SourceManifest
) -> Iterator[Finding]:
    """Shares of a year that are limited: undecided reasons always, other values and contacts without a reason where
    `source.yaml` says so.
    """
    limits = values.mapping.source.thresholds
    for year, origin, *counted in connection.execute(sql_text("harmonise/unmapped_share")).fetchall():
        n_unmapped, n_values, n_unmapped_reasons, n_reasons = counted
        is_count = origin == "count"
        # a draft with open questions is held for these
        if n_reasons >= limits.unmapped_reasons_from and not values.mapping.questions:
            form = "unmapped_reasons_counts" if is_count else "unmapped_reasons"
            yield from _limit(manifest, year, n_unmapped_reasons, n_reasons, form, limits.unmapped_reasons)
        form = "unmapped_counts" if is_count else "unmapped"
        yield from _limit(manifest, year, n_unmapped, n_values, form, limits.unmapped)
    for year, content in sorted(manifest.contact_years.items()):
        query = "select count(*) filter (where n_reasons = 0), count(*) from read_parquet($1)"
        n_without, n_contacts = only_row(connection, query, [str(values.lake / content.files["contact"])])
        yield from _limit(manifest, year, n_without, n_contacts, "no_reason", limits.no_reason)


def _limit(
    manifest: SourceManifest, year: int, numerator: int, denominator: int, form: str, limit: float | None
) -> Iterator[Finding]:
    if limit is None or not denominator or numerator / denominator <= limit:
        return
    yield Finding.of(
        "threshold_broken",
        "fail",
        form=form,
        source_id=manifest.source_id,
        contact_year=year,
        numerator=numerator,
        denominator=denominator,
        value=numerator / denominator,
        threshold=limit,
    )
