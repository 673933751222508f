"""A mean that a file states beside its total: mean times number is the total, or the file contradicts itself.

Belongs here: that check and its finding. Does not belong here: how numbers are read (`stage.counts.query`), totals
beside their parts (`harmonise.totals`).
"""

from __future__ import annotations

import duckdb

from schemas.finding import Finding, spell_part
from schemas.mapping.count_export import CountExport
from warehouse.read.parts import place_of
from warehouse.stage.counts.open import OpenCounts
from warehouse.stage.counts.query import spell_number
from warehouse.stage.delivery import Staged
from warehouse.store.engine import only_row, sql_text

CONTRADICTED = "mean_times_n"


def find_contradicted_mean(
    connection: duckdb.DuckDBPyConnection, export: CountExport, opened: OpenCounts, source_id: str, delivery: Staged
) -> list[Finding]:
    """The finding that holds a delivery whose stated means are not its totals; none where they agree or none is stated.

    Needs `read_count` and `count_fate` of `stage/read_count.sql`.
    """
    if export.mean is None:
        return []
    number = export.mean.of.one(opened.record)
    query = sql_text("stage/stated_mean").format(
        mean=export.mean.column.one(opened.record),
        of=number,
        n_cases=spell_number(number, export.number),
        relation=opened.relation,
    )
    n_stated, n_no_number, n_wrong, row, n_cases, mean, product, total = only_row(connection, query)
    if not n_wrong and not n_no_number:
        return []
    n_bad, form = (n_wrong, "contradicts") if n_wrong else (n_no_number, "no_number")
    facts = {"n_cases": n_cases, "mean": mean, "product": product, "total": total} if n_wrong else {}
    return [
        Finding.of(
            CONTRADICTED,
            "fail",
            form=form,
            facts={
                "file_name": delivery.file_name,
                "place": _spell_place(opened, row),
                "mean_column": ", ".join(export.mean.column.columns()),
                **facts,
            },
            source_id=source_id,
            delivery_id=delivery.delivery_id,
            file_name=delivery.file_name,
            numerator=n_bad,
            denominator=n_stated,
            value=n_bad / n_stated,
        )
    ]


def _spell_place(opened: OpenCounts, row_number: int) -> str:
    part, row = place_of(opened.parts, row_number)
    facts = {"row": row, "part": part}
    return spell_part(CONTRADICTED, "row_in_part", facts) if part else spell_part(CONTRADICTED, "row", facts)
