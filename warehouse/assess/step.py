"""`assess`: takes away blind trust. Compares each source-year with its own declaration and with its network.

Belongs here: the step: when it runs and what it reports. Does not belong here: the tables (`assess.tables`), the
findings (`warehouse.assess.findings`), the files (`network.tables`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.finding import Finding, finding_kinds
from warehouse.assess.tables import TABLES, assess_tables
from warehouse.network.manifest import named_tables
from warehouse.network.tables import NetworkStep, make_network_tables
from warehouse.store.run import Run, StepResult

__all__ = ["assess", "assess_tables"]

STEP = NetworkStep("assess", TABLES, assess_tables)


def assess(run: Run) -> StepResult:
    """Make `source_month`, `source_year` and `finding` from the last good state of every source.

    The result carries the findings of this step and, beside the rows of each table, how many source-years have each
    verdict (`n_verdict_<code>`). Raises as `make_network_tables`.
    """
    result = make_network_tables(run, STEP)
    paths = named_tables(run.layout, STEP.name)
    verdicts = Counter(pq.read_table(paths["source_year"], columns=["verdict_code"])["verdict_code"].to_pylist())
    counts = {**result.counts, **{f"n_verdict_{code}": number for code, number in sorted(verdicts.items())}}
    own = [code for code, kind in finding_kinds().items() if kind.step == "assess"]
    rows = pq.read_table(paths["finding"], filters=pc.field("finding_code").isin(own)).to_pylist()
    return replace(result, counts=counts, findings=tuple(Finding.from_dict(row) for row in rows))
