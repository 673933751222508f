"""What the last run found on a source that somebody still has to look at.

Belongs here: reading it from the network's tables in the lake. Does not belong here: judging, or how it is told.
"""

from __future__ import annotations

from schemas.finding import Finding
from warehouse.network.manifest import named_tables
from warehouse.store.layout import Layout

ASKING = ("fail", "warn")


def read_open_findings(layout: Layout, source_id: str) -> list[Finding]:
    """What fails or is worth a look and no reply explains, in the table's order; none before the first run.

    Raises DamagedFileError.
    """
    path = named_tables(layout, "assess").get("finding")
    if path is None or not path.is_file():
        return []
    # not before there is something to read: `check` of a mapping without a lake needs no engine
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    known = [name for name in pq.read_schema(path).names if name in Finding.__dataclass_fields__]
    is_own = (pc.field("source_id") == source_id) & pc.field("state_code").isin(ASKING)
    rows = pq.read_table(path, columns=known, filters=is_own).to_pylist()
    return [finding for finding in map(Finding.from_dict, rows) if not finding.is_explained]
