"""Sheets of a workbook, or files of an archive, that hold what another one of the same file holds.

Belongs here: which of them are said, once they are staged. Does not belong here: comparing their bytes (`read.parts`),
or counts of one year that are those of another (`stage.counts.copied`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from schemas.finding import Finding
from schemas.mapping.count_export import AnyExport, CountExport
from warehouse.read.parts import FEWEST_OF_A_COPY, Part
from warehouse.stage.delivery import Staged
from warehouse.store.engine import load_table

COPIES = "copied_part"


def find_copied_parts(
    connection: duckdb.DuckDBPyConnection,
    source_id: str,
    whole: Staged,
    export: AnyExport,
    parts: Sequence[Part],
    staged: Path,
) -> list[Finding]:
    """One warning on the parts of a delivery that are copies; `staged`: its staged file.

    Months of a template that nobody has filled in are alike, and hold nothing that could count twice. Where the name of
    a part tells the period, parts that are alike are of different periods, and may well be so.
    """
    copies = [part for part in parts if part.copy_of]
    if not copies or _key_tells_period(export):
        return []
    columns = {
        "place": pa.array(range(len(copies)), pa.int64()),
        "n_before": pa.array([part.n_before for part in copies], pa.int64()),
        "n_records": pa.array([part.n_records for part in copies], pa.int64()),
    }
    load_table(connection, COPIES, pa.table(columns))
    counts = "count(*) filter (n_contacts > 0)" if isinstance(export, CountExport) else "sum(n_rows)"
    query = f"""
        select place from (
            select *, coalesce(row_number, file_row_number + 1) as number
            from read_parquet($1, file_row_number = true) where fate_code = 'used'
        ) join {COPIES} on number > n_before and number <= n_before + n_records
        group by place having {counts} >= $2 order by place
    """
    found = [copies[place] for (place,) in connection.execute(query, [str(staged), FEWEST_OF_A_COPY]).fetchall()]
    if not found:
        return []
    n_records = sum(part.n_records for part in found)
    facts = {"part": found[0].name, "other": found[0].copy_of, "n_records": found[0].n_records, "n_parts": len(found)}
    return [
        Finding.of(
            "duplicate_delivery",
            "warn",
            form="parts" if len(found) == 1 else "several_parts",
            facts=facts,
            source_id=source_id,
            delivery_id=whole.delivery_id,
            file_name=whole.file_name,
            numerator=n_records,
        )
    ]


def _key_tells_period(export: AnyExport) -> bool:
    if not export.read.key:
        return False
    if isinstance(export, CountExport):
        places = [*export.period.places, export.period.year_place]
    else:
        places = [export.date.column]
    return any(export.read.key in place.columns() for place in places if place is not None)
