"""Which staged contacts are no longer the newest word on themselves.

Belongs here: the order of versions over *all* deliveries of a source. Does not belong here: reading files, or what a
contact means. What superseded means belongs to the contact: all rows of its older version go.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from schemas.finding import Finding
from warehouse.stage.delivery import Staged
from warehouse.store.engine import PARQUET, load_table, only_row, sql_text

REPEATED = "duplicate_delivery"


def write_superseded(
    connection: duckdb.DuckDBPyConnection,
    lake: Path,
    deliveries: Sequence[Staged],
    replaced: frozenset[str],
    arrivals: dict[str, int],
    target: Path,
) -> int:
    """Write (delivery_id, row_number, contact_year, n_rows) of every used row that a newer version replaces; how many.

    The order of versions is total: the record's own version; else the file's date, or its slot and receipt; else, where
    the mapping says `received`, the receipt. Then delivery id, then row number.
    """
    order = pa.table(
        {
            "delivery_id": [one.delivery_id for one in deliveries],
            "file_path": [str(lake / one.staged) for one in deliveries],
            "is_replaced": [one.delivery_id in replaced for one in deliveries],
            "file_order": [_file_order(one, arrivals) for one in deliveries],
        },
        schema=pa.schema(
            [
                ("delivery_id", pa.string()),
                ("file_path", pa.string()),
                ("is_replaced", pa.bool_()),
                ("file_order", pa.string()),
            ]
        ),
    )
    load_table(connection, "delivery_order", order)
    files = [str(lake / one.staged) for one in deliveries]
    connection.execute("set variable staged_files = $1", [files])
    connection.execute(sql_text("stage/superseded"))
    connection.execute(
        f"copy (select delivery_id, row_number, contact_year, n_rows from superseded order by delivery_id, row_number) "
        f"to '{str(target).replace(chr(39), chr(39) * 2)}' {PARQUET}"
    )
    return int(only_row(connection, "select count(*) from superseded")[0])


def find_unexpected_repeats(
    connection: duckdb.DuckDBPyConnection, source_id: str, deliveries: Sequence[Staged], replaced: frozenset[str]
) -> list[Finding]:
    """Findings on records that stand in another delivery too: a warning where the mapping says that files hold new
    contacts, else a note. They count once. Needs the relation `superseded` that `write_superseded` made.
    """
    query = "select delivery_id, sum(n_rows)::bigint from superseded group by delivery_id"
    repeated: dict[str, int] = dict(connection.execute(query).fetchall())
    concerned = [one for one in deliveries if one.delivery_id in repeated and one.delivery_id not in replaced]
    return [_describe_repeats(source_id, one, repeated[one.delivery_id]) for one in concerned]


def _describe_repeats(source_id: str, one: Staged, n_repeated: int) -> Finding:
    is_expected = one.arrives in ("updates", "overlaps")
    return Finding.of(
        REPEATED,
        "pass" if is_expected else "warn",
        form="expected" if is_expected else "unexpected",
        source_id=source_id,
        delivery_id=one.delivery_id,
        file_name=one.file_name,
        numerator=n_repeated,
        denominator=one.n_rows,
    )


def _file_order(delivery: Staged, arrivals: dict[str, int]) -> str:
    """Text that sorts deliveries of a source by the order that its mapping declares."""
    if delivery.newest:
        return delivery.newest
    arrival = f"{arrivals.get(delivery.delivery_id, 0):012d}"
    if delivery.slot:
        # a period that also comes in another format: the file that came last, as within a format
        return f"{delivery.slot} {arrival}"
    return arrival if delivery.arrives == "updates" else ""
