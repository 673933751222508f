"""What a person should know of a delivery that was used.

Belongs here: findings on columns, ids and contacts of one delivery. Does not belong here: rejects (`reject`), or what
comes of comparing deliveries (`supersede`).
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import duckdb

from schemas.finding import Finding
from schemas.mapping.export import Export
from warehouse.stage.delivery import Staged
from warehouse.stage.open import OpenDelivery
from warehouse.store.engine import only_row


def remark_delivery(
    whole: Staged, source_id: str, export: Export, opened: OpenDelivery, has_repeated_ids: bool
) -> list[Finding]:
    """What a person should know of a delivery that was used."""
    say = partial(Finding.of, source_id=source_id, delivery_id=whole.delivery_id, file_name=whole.file_name)
    remarks = [
        replace(one, source_id=source_id, delivery_id=whole.delivery_id, file_name=whole.file_name)
        for one in opened.remarks
    ]
    if opened.n_ignored:
        remarks.append(say("left_out_footer", "pass", numerator=opened.n_ignored, denominator=whole.n_rows))
    if export.date.is_coarse:
        form = "of_file" if export.date.period else "of_record"
        remarks.append(say("coarse_dates", "warn", form=form, facts={"period": export.date.period}))
    if has_repeated_ids:
        remarks.append(say("duplicate_id", "warn"))
    if opened.absent:
        remarks.append(say("missing_column", "warn", form="never_filled", facts={"paths": "; ".join(opened.absent)}))
    return remarks


def remark_contacts(
    connection: duckdb.DuckDBPyConnection, whole: Staged, source_id: str, export: Export, staged: Path
) -> list[Finding]:
    """Contacts of several records that contradict themselves, or that a file tells in several versions."""
    if export.row != "reason":
        return []
    query = """
        select count(*) filter (where is_split), count(*), count(distinct contact_id)
        from read_parquet($1) where fate_code = 'used'"""
    n_split, n_versions, n_contacts = only_row(connection, query, [str(staged)])
    say = partial(Finding.of, source_id=source_id, delivery_id=whole.delivery_id, file_name=whole.file_name)
    remarks = []
    if n_split:
        share = n_split / n_versions
        remarks.append(say("split_contacts", "warn", numerator=n_split, denominator=n_versions, value=share))
    if n_versions > n_contacts:
        facts = {"n_contacts": n_contacts, "n_versions": n_versions}
        remarks.append(say("several_versions", "warn", facts=facts, numerator=n_versions - n_contacts))
    return remarks
