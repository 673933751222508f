"""What a person should know of a delivery that was used.

Belongs here: findings on columns, ids and contacts of one delivery. Does not belong here: rejects (`reject`), or what
comes of comparing deliveries (`supersede`).
"""

from __future__ import annotations

from dataclasses import replace
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
    about = Finding(source_id, "", "warn", "", delivery_id=whole.delivery_id, file_name=whole.file_name)
    remarks = [
        replace(one, source_id=about.source_id, delivery_id=about.delivery_id, file_name=about.file_name)
        for one in opened.remarks
    ]
    if opened.n_ignored:
        sentence = f"{whole.file_name}: {opened.n_ignored} records at its end were left out as totals (footer_rows)."
        asked = "Are there so many totals, and no contact among them?"
        left = replace(about, finding_code="left_out_footer", state_code="pass", sentence=sentence, question=asked)
        remarks.append(replace(left, numerator=opened.n_ignored, denominator=whole.n_rows))
    if export.date.is_coarse:
        sentence = "Days are not told: a contact stands on the first day of its month or quarter. Do not read months."
        remarks.append(replace(about, finding_code="coarse_dates", sentence=sentence))
    if has_repeated_ids:
        sentence = "Ids stand on several records. Each record counts as one contact, and none replaces another."
        question = "Is a record a victim and the id a call? Then name the column as `exchange`, not as `id`."
        remarks.append(replace(about, finding_code="duplicate_id", sentence=sentence, question=question))
    if opened.absent:
        sentence = f"{whole.file_name}: no document holds {'; '.join(opened.absent)}."
        question = "Has the path moved, or is the field never filled in?"
        remarks.append(replace(about, finding_code="missing_column", sentence=sentence, question=question))
    n_columns = len(opened.undeclared)
    if n_columns and whole.identity_code == "own_id":
        sentence = f"{whole.file_name} has {n_columns} columns that the mapping does not use; their cells are not read."
        known = replace(about, finding_code="new_column", state_code="pass", sentence=sentence, numerator=n_columns)
        remarks.append(known)
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
    about = Finding(source_id, "", "warn", "", delivery_id=whole.delivery_id, file_name=whole.file_name)
    remarks = []
    if n_split:
        sentence = (
            f"{whole.file_name}: the records of {n_split} of {n_versions} contacts disagree in the day or in an answer "
            "that a contact has once. The first record counts."
        )
        question = "Is it one contact? Then which record is right; else, what tells its contacts apart?"
        numbers = {"numerator": n_split, "denominator": n_versions, "value": n_split / n_versions}
        remarks.append(replace(about, finding_code="split_contacts", sentence=sentence, question=question, **numbers))
    if n_versions > n_contacts:
        n_older = n_versions - n_contacts
        sentence = (
            f"{whole.file_name}: {n_contacts} contacts stand in it in {n_versions} versions. Only the records of the "
            f"newest version count; {n_older} older ones are superseded."
        )
        question = "Does every record carry the version of its contact, or a time of its own? Then `newest` is another."
        remarks.append(
            replace(about, finding_code="several_versions", sentence=sentence, question=question, numerator=n_older)
        )
    return remarks
