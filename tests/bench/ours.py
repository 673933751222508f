"""One step of the pipeline over all sources of a benchmark folder, in a process of its own.

Belongs here: calling the public steps. Does not belong here: measuring the process (`tests.bench.measure`).

    <folder>/mappings/<source>/   <folder>/deliveries/<source>/   <folder>/warehouse/   <folder>/bench.key
"""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable
from pathlib import Path

from tests.bench.measure import work_timed

CORE = ("land", "stage", "harmonise")
NETWORK = ("assess", "tabulate", "publish")
STEPS = (*CORE, *NETWORK)
IMPORTED_LATE = ("numpy", "pandas", "pyarrow.parquet", "pandera.pyarrow")
"""What the steps import when they first need it: the same for every size, so no part of the work."""


def run_step(step: str, folder: Path, sources: list[str]) -> None:
    """The step, over these sources (none named: all) where it is a step of a source."""
    from schemas.mapping.registry import load_registry
    from warehouse import steps as ingest
    from warehouse.assess.step import assess
    from warehouse.publish.step import publish
    from warehouse.store.key import read_key
    from warehouse.store.layout import Layout
    from warehouse.store.run import Run
    from warehouse.tabulate.step import tabulate

    key = read_key(folder / "bench.key")
    run = Run(Layout(folder / "warehouse"), load_registry(folder / "mappings"), key)

    def land(run: Run, source_id: str) -> None:
        ingest.land_source(run, source_id, str(folder / "deliveries" / run.registry.sources[source_id].source.address))

    of_source: dict[str, Callable[[Run, str], object]] = {
        "land": land,
        "stage": ingest.stage_source,
        "harmonise": ingest.harmonise_source,
    }
    of_network = {"assess": assess, "tabulate": tabulate}
    for name in IMPORTED_LATE:
        importlib.import_module(name)
    with work_timed():
        if step in of_source:
            for source_id in sources or run.registry.sources:
                of_source[step](run, source_id)
        elif step in of_network:
            of_network[step](run)
        else:
            publish(run, "bench")


def main() -> None:
    """Run the step that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--step", choices=STEPS, required=True, nargs="+", help="one after the other")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--sources", nargs="*", default=[])
    given = parser.parse_args()
    for step in given.step:
        run_step(step, given.folder, given.sources)


if __name__ == "__main__":
    main()
