"""One delivery of counts becomes one Parquet file of `staged_count`, in record order.

Belongs here: giving every physical record its fate, writing the file, telling what was rejected or suppressed. Does
not belong here: spelling the SELECT (`stage.counts.query`), the header (`stage.counts.open`), what values mean
(`harmonise`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb

from schemas.constructs.base import literal
from schemas.finding import Finding
from schemas.mapping.count_export import CountExport
from schemas.mapping.source import Source
from schemas.text.shape import shape_of
from warehouse.land.delivery import Manifest
from warehouse.stage.counts.open import OpenCounts, open_counts
from warehouse.stage.counts.query import spell_numbers
from warehouse.stage.delivery import Staged, copy_query
from warehouse.stage.unused import account_for, find_rejects
from warehouse.store.engine import load_table, only_row, spill_folder, sql_text
from warehouse.store.run import Report

COUNTED = "counted"
"""The `identity_code` of a delivery of counts: there are no contacts in it to recognise."""


def is_counted(delivery: Staged) -> bool:
    """True where the records of a delivery are counts."""
    return delivery.identity_code == COUNTED


@dataclass(frozen=True)
class CountStaging:
    """What is needed to stage one delivery of counts. `lake`: the source's folder; `received_on`: its first receipt."""

    connection: duckdb.DuckDBPyConnection
    export: CountExport
    source: Source
    lake: Path
    received_on: date
    report: Report


def stage_counts(
    staging: CountStaging, folder: Path, manifest: Manifest, blank: Staged
) -> tuple[Staged, list[Finding]]:
    """Stage one delivery; where too much of it is rejected it is held. Raises UnreadableError: it cannot be read."""
    connection, export = staging.connection, staging.export
    blank = replace(blank, identity_code=COUNTED, asked=export.told())
    opened = open_counts(connection, folder, manifest, export, spill_folder(connection), staging.report)
    connection.execute(spell_numbers(export, staging.source, opened, staging.received_on))
    target = staging.lake / "staged" / f"{blank.delivery_id}-{blank.fingerprint}.parquet"
    copy_query(connection, sql_text("stage/staged_count"), target)
    whole = account_for(connection, opened, target, blank)
    rejects = []
    if whole.n_rejected:
        told = _first_of_each(connection, opened)
        rejects = [find_rejects(staging.source.source_id, whole, staging.source.thresholds, told)]
    findings = [*rejects, *_remark(staging, opened, whole)]
    if any(finding.threshold == staging.source.thresholds.rejected_held for finding in rejects if finding.is_bad):
        return replace(whole, status_code="held", staged=""), findings
    if not whole.n_rejected:
        return whole, findings
    load_table(connection, "reader_reject", opened.rejects)
    names = {"delivery_id": literal(whole.delivery_id), "file_name": literal(whole.file_name)}
    copy_query(connection, sql_text("stage/rejected_count").format(**names), staging.lake / "rejected" / target.name)
    return replace(whole, rejected=f"rejected/{target.name}"), findings


def _first_of_each(connection: duckdb.DuckDBPyConnection, opened: OpenCounts) -> list[str]:
    by_code: dict[str, list[int]] = {}
    for row in opened.rejects.select(["row_number", "reject_code"]).to_pylist():
        by_code.setdefault(row["reject_code"], []).append(row["row_number"])
    told = [f"{code} {len(rows)}, first at row {min(rows)}" for code, rows in sorted(by_code.items())]
    query = (
        "select reject_code, count(*), min(row_number), arg_min(column_name, row_number), "
        "arg_min(coalesce(fault_text, ''), row_number) "
        "from count_fate where fate_code = 'rejected' group by reject_code order by reject_code"
    )
    for code, n_rows, first, column, text in connection.execute(query).fetchall():
        shape = f", {shape_of(text)}" if text else ""
        told.append(f"{code} {n_rows}, first at row {first}{f', column {column}' if column else ''}{shape}")
    return told


def _remark(staging: CountStaging, opened: OpenCounts, delivery: Staged) -> list[Finding]:
    """What a person should know of a delivery that was used."""
    about = Finding(
        staging.source.source_id, "", "warn", "", delivery_id=delivery.delivery_id, file_name=delivery.file_name
    )
    remarks = [
        replace(about, finding_code="odd_workbook", sentence=sentence, question="Is that meant?")
        for sentence in opened.remarks
    ]
    n_suppressed, n_told = only_row(
        staging.connection,
        "select count(*) filter (where is_suppressed), count(number_text) "
        "from read_count join count_fate using (row_number) where fate_code = 'used'",
    )
    if delivery.n_used and n_told == n_suppressed:
        sentence = f"{delivery.file_name}: {delivery.n_used} records were read and none of them tells a number."
        question = "Is the file empty on purpose, or do the numbers stand in other columns?"
        remarks.append(replace(about, finding_code="no_contacts", sentence=sentence, question=question))
    if n_suppressed:
        sentence = (
            f"{delivery.file_name}: {n_suppressed} of {n_told} counts are suppressed, neither counted nor zero: "
            "sums over them are too low."
        )
        question = "Can the helpline send the whole numbers? They stay restricted here."
        numbers = {"numerator": n_suppressed, "denominator": n_told, "value": n_suppressed / n_told}
        remarks.append(
            replace(about, finding_code="suppressed_counts", sentence=sentence, question=question, **numbers)
        )
    return [*remarks, *_find_repeated(staging.connection, about)]


def _find_repeated(connection: duckdb.DuckDBPyConnection, about: Finding) -> list[Finding]:
    """The finding on counts of one file that count the same thing: they add up, as offices do, or are one row twice."""
    n_repeated, n_counts, n_same = only_row(connection, sql_text("stage/repeated_counts"))
    if not n_repeated:
        return []
    sentence = (
        f"{about.file_name}: {n_repeated} of {n_counts} counts have the period and categories of another count of the "
        f"file; {n_same} of them also have the same number. They are added up."
    )
    question = "Are these offices or programmes that belong together, or does a row stand there twice, or a total?"
    numbers = {"numerator": n_repeated, "denominator": n_counts, "value": n_repeated / n_counts}
    return [replace(about, finding_code="repeated_counts", sentence=sentence, question=question, **numbers)]
