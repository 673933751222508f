"""One delivery of counts becomes one Parquet file of `staged_count`, in record order.

Belongs here: giving every physical record its fate, writing the file, telling what was rejected or suppressed. Does
not belong here: spelling the SELECT (`stage.counts.query`), the header (`stage.counts.open`), what values mean
(`harmonise`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

import duckdb

from schemas.constructs.base import literal
from schemas.finding import Finding, spell_part
from schemas.mapping.count_export import CountExport
from schemas.mapping.source import Source
from schemas.text.shape import shape_of
from warehouse.land.delivery import Manifest
from warehouse.read.parts import place_of
from warehouse.stage.bounds import conditions_of, find_unread_bounds
from warehouse.stage.copied_parts import find_copied_parts
from warehouse.stage.counts.open import OpenCounts, open_counts
from warehouse.stage.counts.query import spell_categories, spell_numbers, with_period
from warehouse.stage.counts.second_table import find_second_table
from warehouse.stage.counts.stated_mean import find_contradicted_mean
from warehouse.stage.counts.unread import find_unread_counts
from warehouse.stage.delivery import Staged, copy_query
from warehouse.stage.findings import find_read
from warehouse.stage.no_records import count_no_records
from warehouse.stage.unused import (
    account_for,
    find_rejects,
    load_parts,
    spell_rejects,
    spell_rejects_of_reader,
    spell_when,
)
from warehouse.store.engine import load_table, only_row, spill_folder, sql_text
from warehouse.store.run import Report

SHARE = "[0-9.,]+ ?%|0*[.,][0-9]*[1-9][0-9]*"
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
    connection = staging.connection
    export = staging.export.model_copy(update={"period": staging.export.period.of_file(blank.slot)})
    blank = replace(blank, identity_code=COUNTED, answers=export.told_apart_by())
    opened = open_counts(connection, folder, manifest, export, spill_folder(connection), staging.report)
    connection.execute(spell_numbers(export, staging.source, opened, staging.received_on))
    target = staging.lake / "staged" / f"{blank.delivery_id}-{blank.fingerprint}.parquet"
    copy_query(connection, sql_text("stage/staged_count"), target)
    whole = account_for(connection, opened, target, blank)
    whole = replace(whole, boxes=tuple(one.column for one in opened.categories if one.shown == one.column))
    rejects = []
    if whole.n_rejected:
        kinds = _first_of_each(staging, opened)
        query = "select row_number from count_fate where fate_code = 'rejected'"
        none = count_no_records(connection, opened.relation, query)
        rejects = [find_rejects(staging.source.source_id, whole, staging.source.thresholds, kinds, none)]
    means = find_contradicted_mean(connection, export, opened, staging.source.source_id, whole)
    unread = find_unread_counts(connection, export, opened, staging.source.source_id, whole)
    tables = find_second_table(connection, export, opened, staging.source.source_id, whole)
    asked, record = conditions_of(export.leave_out, export.constructs()), with_period(export, opened.record)
    bounds = find_unread_bounds(connection, whole, staging.source.source_id, asked, record, opened.relation)
    findings = [*rejects, *means, *tables, *unread, *bounds, *_remark(staging, opened, whole)]
    if whole.n_rejected:  # of a file that is held, too: who has it corrected looks for its records
        load_table(connection, "reader_reject", opened.rejects)
        load_parts(connection, opened.parts)
        names = {"delivery_id": literal(whole.delivery_id), "file_name": literal(whole.file_name)}
        rejected = staging.lake / "rejected" / target.name
        copy_query(connection, sql_text("stage/rejected_count").format(**names), rejected)
        whole = replace(whole, rejected=f"rejected/{target.name}")
    is_held = any(finding.holds_delivery for finding in findings)
    return replace(whole, status_code="held", staged="") if is_held else whole, findings


def _first_of_each(staging: CountStaging, opened: OpenCounts) -> list[str]:
    kinds = spell_rejects_of_reader(opened.rejects, opened.parts)
    query = (
        "select reject_code, count(*), min(row_number), arg_min(column_name, row_number), "
        "arg_min(coalesce(fault_text, ''), row_number), "
        "count(*) filter (where reject_code = 'bad_count' and regexp_full_match(trim(fault_text), $1)), "
        "count(*) filter (where reject_code = 'bad_count' and fault_text[1] in ('{', '[') and not $2) "
        "from count_fate where fate_code = 'rejected' group by reject_code order by reject_code"
    )
    rows = staging.connection.execute(query, [SHARE, staging.export.read.is_table]).fetchall()
    for code, n_rows, first, column, text, n_shares, n_objects in rows:
        place = place_of(opened.parts, first)
        told = spell_rejects(code, n_rows, place, column or "", shape_of(text) if text else "")
        future = spell_when(code, text or "", staging.received_on, staging.source.source_id)
        shares = spell_part("rejected_rows", "shares", {"n": n_shares}) if n_shares else ""
        facts = {"n": n_objects, "column": column or ""}
        objects = spell_part("rejected_rows", "objects", facts) if n_objects else ""
        kinds.append(", ".join(filter(None, (told, shares, objects, future))))
    return kinds


def _remark(staging: CountStaging, opened: OpenCounts, delivery: Staged) -> list[Finding]:
    """What a person should know of a delivery that was used."""
    source_id = staging.source.source_id
    say = partial(Finding.of, source_id=source_id, delivery_id=delivery.delivery_id, file_name=delivery.file_name)
    remarks = find_read(source_id, delivery, opened.remarks, opened.n_ignored)
    staged = staging.lake / delivery.staged
    remarks += find_copied_parts(staging.connection, source_id, delivery, staging.export, opened.parts, staged)
    n_suppressed, n_told, n_zeros = only_row(
        staging.connection,
        "select count(*) filter (where is_suppressed), count(number_text), count(*) filter (where n_contacts = 0) "
        "from read_count join count_fate using (row_number) where fate_code = 'used'",
    )
    if delivery.n_used and n_told == n_suppressed:
        remarks.append(say("no_contacts", "warn", form="no_number", facts={"n_used": delivery.n_used}))
    if n_zeros > 1 and n_zeros == n_told:
        remarks.append(say("no_contacts", "warn", form="only_zeros", facts={"n_counts": n_zeros}))
    if n_suppressed:
        numbers = {"numerator": n_suppressed, "denominator": n_told, "value": n_suppressed / n_told}
        remarks.append(say("suppressed_counts", "warn", **numbers))
    # Counts of one file that count the same thing: they add up, as offices do, or are one row twice.
    query = sql_text("stage/repeated_counts").format(categories=", ".join(spell_categories()))
    n_repeated, n_counts, n_same = only_row(staging.connection, query)
    if n_repeated:
        numbers = {"numerator": n_repeated, "denominator": n_counts, "value": n_repeated / n_counts}
        remarks.append(say("repeated_counts", "warn", facts={"n_same": n_same}, **numbers))
    return remarks
