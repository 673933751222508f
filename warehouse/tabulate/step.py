"""`tabulate`: takes away rows. Counts, bases, bounds and panels of each network, before disclosure control.

Belongs here: the step: when it runs and what it reports. Does not belong here: the statistics (`tabulate.tables`), the
files (`network.tables`). Nothing that it makes may be published: counts are exact.
"""

from __future__ import annotations

from warehouse.network.tables import NetworkStep, make_network_tables
from warehouse.store.run import Run, StepResult
from warehouse.tabulate.tables import TABLES, tabulate_tables

__all__ = ["tabulate", "tabulate_tables"]

STEP = NetworkStep("tabulate", TABLES, tabulate_tables, reads={"finding": "assess", "source_year": "assess"})


def tabulate(run: Run) -> StepResult:
    """Make `network_statistics_exact` from the last good state of every source, and from what `assess` made,
    which runs before. Raises as `make_network_tables`.
    """
    return make_network_tables(run, STEP)
