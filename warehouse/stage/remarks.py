"""What a person should know of a delivery that was used.

Belongs here: findings on columns, ids and contacts of one delivery. Does not belong here: rejects (`stage.unused`), or
what comes of comparing deliveries (`stage.periods`, `stage.supersede`).
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from schemas.finding import Finding
from schemas.mapping.export import Export
from warehouse.stage.companions.remarks import remark_companions
from warehouse.stage.copied_parts import find_copied_parts
from warehouse.stage.delivery import Staged, Staging
from warehouse.stage.findings import find_read, find_share
from warehouse.stage.open import OpenDelivery
from warehouse.store.engine import only_row, sql_text

SPLIT = "split_contacts"


def remark_delivery(
    whole: Staged, source_id: str, export: Export, opened: OpenDelivery, has_repeated_ids: bool
) -> list[Finding]:
    """What a person should know of a delivery that was used."""
    say = partial(Finding.of, source_id=source_id, delivery_id=whole.delivery_id, file_name=whole.file_name)
    remarks = find_read(source_id, whole, opened.remarks, opened.n_ignored)
    if export.date.is_coarse:
        form = "of_file" if export.date.period else "of_record"
        remarks.append(say("coarse_dates", "warn", form=form, facts={"period": export.date.period}))
    if has_repeated_ids:
        remarks.append(say("duplicate_id", "warn"))
    if opened.absent:
        remarks.append(say("missing_column", "warn", form="never_filled", facts={"paths": "; ".join(opened.absent)}))
    return remarks


def remark_contacts(staging: Staging, whole: Staged, staged: Path) -> list[Finding]:
    """Contacts of several records, here or beside, that contradict themselves, or that a file tells in versions; and
    parts of a file that tell the same ones.
    """
    source_id = staging.source.source_id
    parts = staging.opened.parts
    remarks = find_copied_parts(staging.connection, source_id, whole, staging.export, parts, staged)
    if staging.export.row != "reason":
        remarks += list(remark_companions(staging.connection, whole, source_id, staging.opened, staged))
        if not staging.export.continues:
            return remarks
    query = """
        select count(*) filter (where is_split), count(*), count(distinct contact_id)
        from read_parquet($1) where fate_code = 'used'"""
    n_split, n_versions, n_contacts = only_row(staging.connection, query, [str(staged)])
    if n_split:
        remarks.append(find_share(SPLIT, "warn", source_id, whole, n_split, n_versions, "records"))
    if staging.export.once_per:
        query = sql_text("stage/once_unlike").format(records=staging.records())
        n_unlike, n_told = only_row(staging.connection, query)
        if n_unlike:
            remarks.append(find_share(SPLIT, "warn", source_id, whole, n_unlike, n_told, "once_per"))
    if n_versions > n_contacts and staging.export.row == "reason":
        facts = {"n_contacts": n_contacts, "n_versions": n_versions}
        say = partial(Finding.of, source_id=source_id, delivery_id=whole.delivery_id, file_name=whole.file_name)
        remarks.append(say("several_versions", "warn", facts=facts, numerator=n_versions - n_contacts))
    return remarks
