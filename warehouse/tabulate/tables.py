"""The network's statistics before disclosure control, from the tables of one connection.

Belongs here: the order of the queries. Does not belong here: rounding, suppression or publication, files of the
lake, or when this is run (`warehouse.tabulate.step`).

Statistics: `t1.contacts_by_kind`, `t1.counselling_by_population`, `t1.with_reason`; `t2.main` and `t2.code` (reasons by
framework, and in our own list as framework COMMON, on the bases contacts and reasons); `t4.ocsea_narrow_of_violence`,
`t4.ocsea_wide_of_violence`, the same `_of_sexual_violence`, `t4.setting_of_sexual_violence`, `t4.setting_of_bullying`.
Each by network, year, region (and all), in the panels `all` and `able`.
"""

from __future__ import annotations

import duckdb

from schemas.contract.table import load_tables
from warehouse.assess.tables import group_contacts
from warehouse.store.engine import sql_text

TABLES = ("network_statistics_exact",)
QUERIES = ("source_total", "contacts", "framework", "reasons", "ocsea", "cells")


def tabulate_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `network_statistics_exact` in the connection, with the contract's columns and types.

    Reads `contact`, `contact_reason`, `source`, `source_declaration`, `decision`, `code` and `crosswalk`.
    """
    group_contacts(connection)
    for name in QUERIES:
        connection.execute(sql_text(f"tabulate/{name}"))
    for name in TABLES:
        select_list = load_tables()[name].select_list()
        connection.execute(f"create or replace table {name} as select {select_list} from {name}")
