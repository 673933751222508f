"""An earlier release that cannot be compared with: nothing new is published beside it.

Belongs here: that refusal, and what tells a damaged release from one that told nothing. Does not belong here: reading
what a release told (`earlier`, `survey`), or which releases there are (`warehouse.publish.retention`).
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.publish.release import ReleaseRefusedError
from warehouse.store.layout import DATABASE


def refuse_unread(folder: Path, what: str) -> ReleaseRefusedError:
    """The refusal of a candidate that nobody can compare with what this release made public."""
    return ReleaseRefusedError(
        f"{folder / DATABASE}: it {what}, so the new release cannot be compared with what {folder.name} made public: "
        "the difference could be one helpline's own. No release was made, the current one stays. Put the folder back "
        f"from a backup and run again. Where none has it, and you accept that nothing is compared with {folder.name} "
        "any more, remove its folder from releases/ and run again."
    )


def columns_of(connection: duckdb.DuckDBPyConnection, catalog: str, table: str) -> set[str]:
    """The columns of a table or view of an attached release; none where it has no such table."""
    query = "select column_name from duckdb_columns() where database_name = $1 and table_name = $2"
    return {name for (name,) in connection.execute(query, [catalog, table]).fetchall()}
