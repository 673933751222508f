"""The network's statistics before disclosure control, from the tables of one connection.

Belongs here: the order of the queries, and which findings bear on the bounds. Does not belong here: rounding,
suppression or publication, files of the lake, or when this is run (`warehouse.tabulate.step`).

Statistics: `t1.contacts_by_kind`, `t1.counselling_by_population`, `t1.with_reason`; `t2.main` and `t2.code` (reasons by
framework, and in our own list as framework COMMON, on the bases contacts and reasons); `t4.ocsea_narrow_of_violence`,
`t4.ocsea_wide_of_violence`, the same `_of_sexual_violence`, `t4.setting_of_sexual_violence`, `t4.setting_of_bullying`.
Each by network, year, region (and all), in the panels `all` and `able`.

Bounds hold what is true whatever the unknown parts are (`sql/possible.sql`). A habit that fails bears on them twice: where
it concerns the setting, `offline` is not believed; and in the internal bounds all that the source says of a share is
replaced by what comparable sources say (`sql/cells.sql`).
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb
import pyarrow as pa

from schemas.contract.table import load_tables
from schemas.finding import Finding
from warehouse.assess.tables import group_contacts
from warehouse.store.engine import sql_text

TABLES = ("network_statistics_exact",)
QUERIES = ("possible", "source_total", "contacts", "framework", "reasons", "ocsea", "cells")
ON_SETTING = frozenset({"no_setting"})
"""Findings that say of a source-year that its settings do not tell online from offline."""


def tabulate_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `network_statistics_exact` in the connection, with the contract's columns and types.

    Reads `contact`, `contact_reason`, `source`, `source_declaration`, `source_value`, `decision`, `code`, `crosswalk`, and
    what `assess` made: `finding`.
    """
    habits = _failing_habits(connection)
    connection.register("flagged_year", _source_years(habits))
    connection.register("doubted_year", _source_years(one for one in habits if one.finding_code in ON_SETTING))
    group_contacts(connection)
    for name in QUERIES:
        connection.execute(sql_text(f"tabulate/{name}"))
    for name in TABLES:
        select_list = load_tables()[name].select_list()
        connection.execute(f"create or replace table {name} as select {select_list} from {name}")


def _failing_habits(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Findings on how a source recorded in a year that somebody has to act on."""
    rows = connection.sql("from finding where cause_code = 'habit' and contact_year is not null").to_arrow_table()
    return [finding for finding in map(Finding.from_dict, rows.to_pylist()) if finding.is_bad]


def _source_years(findings: Iterable[Finding]) -> pa.Table:
    named = sorted({(one.source_id, one.contact_year) for one in findings if one.contact_year is not None})
    rows = [{"source_id": source_id, "contact_year": year} for source_id, year in named]
    return pa.Table.from_pylist(rows, schema=pa.schema([("source_id", pa.string()), ("contact_year", pa.int32())]))
