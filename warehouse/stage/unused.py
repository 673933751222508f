"""What was not used of a delivery, told without telling what stood there.

Belongs here: counting fates, the file of rejected records, and the finding that names a reject's row, column and
shape. Does not belong here: deciding what is rejected (`stage.query` and the readers).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Protocol

import duckdb
import pyarrow as pa

from schemas.constructs.base import literal
from schemas.finding import Finding, State, spell_part
from schemas.mapping.source import Thresholds
from schemas.text.problem import HarmoniseError
from schemas.text.shape import shape_of
from schemas.text.sql import with_plain_digits
from warehouse.read.parts import Part, place_of
from warehouse.stage.delivery import Staged, Staging
from warehouse.stage.no_records import NoRecords, count_no_records
from warehouse.stage.open import OpenDelivery
from warehouse.store.durable import make_restricted_folder, replace_file
from warehouse.store.engine import PARQUET, load_table

PARTS = "part_of_file"
MAPPING_IS_WRONG = 0.2
FUTURE = ("date_in_future", "period_in_future")
NOT_IN_TIME = (*FUTURE, "date_before_source", "period_before_source")
OTHER_YEAR = re.compile(r"(?<![0-9])(?:1[2-5]|2[4-6]|5[6-9])[0-9]{2}(?![0-9])")
"""Years as Iran, Islam, Thailand and Israel count them: 1403, 1445, 2567, 5784."""
DATE_REJECTS = ("bad_date", "date_before_source", "date_in_future")
COLUMN_OF = {
    "bad_form": "reasons",
    "no_date": "date",
    "no_id": "id",
    "nothing_above": "id",
    "bad_version": "newest",
    **dict.fromkeys(DATE_REJECTS, "date"),
}

HINTS = {
    "too_few_cells": "short_rows",
    "malformed_quote": "escape",
    "unclosed_quote": "escape",
    "stray_quotes": "escape",
    "nul_byte": "nul",
    "malformed_json": "json",
}
"""What it is, or what to declare where many records are written so, by the part of the sentence that says it."""


class Read(Protocol):
    """What a reader says of a file: its records, those left out as a footer, those it rejected."""

    @property
    def n_records(self) -> int: ...
    @property
    def n_ignored(self) -> int: ...
    @property
    def n_rejected(self) -> int: ...


class LostRecordsError(HarmoniseError):
    """Not every record that was read has a fate."""


@dataclass(frozen=True)
class Fates:
    """Physical records of a staged file by fate."""

    n_used: int
    n_ignored: int
    n_rejected: int


def count_fates(connection: duckdb.DuckDBPyConnection, staged: Path) -> Fates:
    """Sum the records of each fate in a staged file."""
    query = "select fate_code, sum(n_rows)::bigint from read_parquet($1) group by fate_code"
    sums: dict[str, int] = dict(connection.execute(query, [str(staged)]).fetchall())
    return Fates(sums.get("used", 0), sums.get("ignored", 0), sums.get("rejected", 0))


def account_for(connection: duckdb.DuckDBPyConnection, opened: Read, target: Path, blank: Staged) -> Staged:
    """The delivery with its records by fate. Raises HarmoniseError where they are not all accounted for."""
    fates = count_fates(connection, target)
    whole = replace(
        blank,
        n_rows=opened.n_records,
        n_used=fates.n_used,
        n_ignored=fates.n_ignored + opened.n_ignored,
        n_rejected=fates.n_rejected + opened.n_rejected,
        staged=f"staged/{target.name}",
    )
    if whole.n_rows != whole.n_used + whole.n_ignored + whole.n_rejected:
        raise LostRecordsError(
            f"{whole.file_name}: {whole.n_rows} records were read, {whole.n_used} used, {whole.n_ignored} ignored and "
            f"{whole.n_rejected} rejected: law 1 is broken. This is a mistake in the program; nothing was replaced."
        )
    return whole


def write_rejected(
    connection: duckdb.DuckDBPyConnection, opened: OpenDelivery, staged: Path, delivery: Staged, target: Path
) -> None:
    """Write the rejected records of a delivery, those of the reader and those of staging, in record order."""
    make_restricted_folder(target.parent)
    temporary = target.with_name(f".tmp-{target.name}")
    load_table(connection, "reader_reject", opened.rejects)
    load_parts(connection, opened.parts)
    columns = " ".join(f"when {literal(code)} then {literal(column)}" for code, column in COLUMN_OF.items())
    delivery_id, file_name = literal(delivery.delivery_id), literal(delivery.file_name)
    connection.execute(
        f"""copy (
            select
                {delivery_id} as delivery_id,
                coalesce(part_name, {file_name}) as file_name,
                staged_number - coalesce(n_before, 0) as row_number,
                'stage' as step,
                reject_code,
                case reject_code {columns} end as column_name
            from (
                select *, coalesce(row_number, file_row_number + 1) as staged_number
                from read_parquet({literal(str(staged))}, file_row_number = true) where fate_code = 'rejected'
            ) left join {PARTS} on staged_number > n_before and staged_number <= n_before + n_records
            union all
            select {delivery_id}, coalesce(file_name, {file_name}), row_number, 'read', reject_code, column_name
            from reader_reject
            order by row_number, step, reject_code, file_name
        ) to {literal(str(temporary))} {PARQUET}"""
    )
    replace_file(temporary, target)


def load_parts(connection: duckdb.DuckDBPyConnection, parts: Sequence[Part]) -> None:
    """Give the parts of a file as the table PARTS; a reject names its part, and its row there. Without parts none."""
    columns = {
        "part_name": pa.array([part.name for part in parts], pa.string()),
        "n_before": pa.array([part.n_before for part in parts], pa.int64()),
        "n_records": pa.array([part.n_records for part in parts], pa.int64()),
    }
    load_table(connection, PARTS, pa.table(columns))


def describe_rejects(
    connection: duckdb.DuckDBPyConnection, staging: Staging, delivery: Staged, thresholds: Thresholds
) -> list[Finding]:
    """The finding on a delivery's rejects; none where nothing was rejected. Above `rejected_held` it holds the file."""
    if delivery.n_rejected == 0:
        return []
    rejected = f"select row_number from ({staging.records()}) where reject_code is not null"
    none = count_no_records(connection, staging.opened.relation, rejected)
    return [find_rejects(staging.source.source_id, delivery, thresholds, _reasons(connection, staging), none)]


def find_rejects(
    source_id: str, delivery: Staged, thresholds: Thresholds, kinds: Sequence[str], none: NoRecords
) -> Finding:
    """The finding on rejects of a delivery that has some; `kinds`: each kind, as `spell_rejects` says it; `none`: what
    of them is no record.
    """
    share = delivery.n_rejected / delivery.n_rows
    is_held = share > thresholds.rejected_held
    limit = thresholds.rejected_held if is_held else thresholds.rejected
    state: State = "fail" if is_held else "warn" if share > limit else "pass"
    fate = spell_part("rejected_rows", "held" if is_held else "used")
    totals = [spell_part("rejected_rows", "totals", {"n": none.n_totals})] if none.n_totals else []
    blank = [spell_part("rejected_rows", "blank", {"n": none.n_blank})] if none.n_blank else []
    form = "some" if share <= MAPPING_IS_WRONG else "many"
    if form == "some" and none.n_totals:
        form = "some_totals"
    if delivery.n_rejected in (none.n_totals, none.n_blank):
        form = "totals" if none.n_totals else "blank"
    return Finding.of(
        "rejected_rows",
        state,
        form=form,
        facts={"rejects": "; ".join([*kinds, *totals, *blank]), "fate": fate},
        source_id=source_id,
        delivery_id=delivery.delivery_id,
        file_name=delivery.file_name,
        numerator=delivery.n_rejected,
        denominator=delivery.n_rows,
        value=share,
        threshold=limit,
    )


def spell_rejects(code: str, n_rows: int, place: tuple[str, int], column: str = "", shape: str = "") -> str:
    """One kind of reject: how many there are, and of the first its place (the part of the file, and the row there),
    column and shape.
    """
    part, row = place
    facts = {"reject_code": code, "n_rows": n_rows, "row": row, "part": part}
    first = spell_part("rejected_rows", "first_in_part" if part else "first", facts)
    named = spell_part("rejected_rows", "column", {"column": column}) if column else ""
    return ", ".join(text for text in (first, named, shape) if text)


def spell_when(code: str, text: str, received_on: date, source_id: str) -> str:
    """What is said besides of days before and after all others: the year of the first may be of another calendar. Of
    days after the delivery came: the clock may have been wrong, and no file shows it.
    """
    if code in NOT_IN_TIME and OTHER_YEAR.search(with_plain_digits(text)):
        return spell_part("rejected_rows", "calendar")
    facts = {"day": received_on.isoformat(), "folder": f"landing/{source_id}"}
    return spell_part("rejected_rows", "future", facts) if code in FUTURE else ""


def spell_rejects_of_reader(rejects: pa.Table, parts: Sequence[Part]) -> list[str]:
    """The kinds of what the reader of a file rejected."""
    order = {part.name: place for place, part in enumerate(parts)}
    by_code: dict[str, list[tuple[int, int, str]]] = {}
    for row in rejects.to_pylist():
        name = row["file_name"] if row["file_name"] in order else ""
        by_code.setdefault(row["reject_code"], []).append((order.get(name, 0), row["row_number"], name))
    kinds = {}
    for code, rows in sorted(by_code.items()):
        _, row_number, name = min(rows)
        kinds[code] = spell_rejects(code, len(rows), (name, row_number))
    hints = {code: spell_part("rejected_rows", HINTS[code]) for code in kinds if code in HINTS}
    return [", ".join(filter(None, (kind, hints.get(code)))) for code, kind in kinds.items()]


def _reasons(connection: duckdb.DuckDBPyConnection, staging: Staging) -> list[str]:
    """Each kind of reject, those of the reader first."""
    parts = staging.opened.parts
    kinds = spell_rejects_of_reader(staging.opened.rejects, parts)
    query = (
        "select reject_code, count(*), min(row_number), arg_min(date_text, row_number) "
        f"from ({staging.records()}) where reject_code is not null group by reject_code order by reject_code"
    )
    for code, n_rows, first, text in connection.execute(query).fetchall():
        shape = shape_of(text) if code in DATE_REJECTS else ""
        told = spell_rejects(code, n_rows, place_of(parts, first), _column_name(code, staging), shape)
        future = spell_when(code, text or "", staging.received_on, staging.source.source_id)
        kinds.append(", ".join(filter(None, (told, future))))
    return kinds


def _column_name(code: str, staging: Staging) -> str:
    if code in ("no_id", "nothing_above"):
        return ", ".join(staging.export.id.columns()) if staging.export.id else "id"
    if code == "bad_form":
        return ", ".join(staging.export.reasons.columns()) or "reasons"
    if code == "bad_version":
        return str(staging.export.arrives.newest_by_column)
    day = staging.export.date.column
    return ", ".join(day.columns() if day else ()) or "date"
