"""The files of a staged delivery, held against the contracts of their tables before anything rests on them.

Belongs here: which contract each file has to keep, and the finding where one does not. Does not belong here: checking
a file (`store.contract`), the tables of a year (`harmonise.laws`).
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from schemas.contract.table import load_tables
from schemas.finding import Finding
from warehouse.stage.counts.delivery import is_counted
from warehouse.stage.delivery import Staged
from warehouse.store.contract import check_file


def find_broken_contracts(
    connection: duckdb.DuckDBPyConnection, lake: Path, source_id: str, delivery: Staged
) -> list[Finding]:
    """One finding a rule that a file of the delivery breaks; none where all are as their contracts say."""
    rows = "staged_count" if is_counted(delivery) else "staged_contact"
    files = {rows: delivery.staged, "staged_list": delivery.lists, "rejected_row": delivery.rejected}
    return [
        Finding.of(
            "contract_broken",
            "fail",
            facts={"table": table, "rule": rule},
            source_id=source_id,
            delivery_id=delivery.delivery_id,
            file_name=delivery.file_name,
            numerator=n_rows,
        )
        for table, name in files.items()
        if name
        for rule, n_rows in check_file(lake / name, load_tables()[table], connection).items()
    ]
