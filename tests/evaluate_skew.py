"""`make evaluate-skew`: how well the findings on skew tell planted from honest, printed and written to a page.

Belongs here: which networks are simulated, and the command. Does not belong here: the simulation, the bars and the page
(`tests.skew`). The same seeds give the same page; --seed takes fresh ones.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.skew.measure import Outcome, run_network
from tests.skew.network import ALIKE, Family, NetworkPlan, plan_network
from tests.skew.report import page

PAGE = Path(__file__).resolve().parent.parent / "docs" / "evaluation-skew.md"
NETWORKS = 30
SEED = 98000
CYCLE = ("20", "alike", "20", "20", "5", "20", "alike", "20", "clean", "20", "alike", "20")
PREVALENCES = {"clean": 0.0, "5": 0.05, "20": 0.20, "alike": 0.40}
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "HARMONISE_THREADS"), "1")
"""A process a network: threads of one would only get in the way of the other's."""


def plans(n_networks: int, seed: int) -> Iterator[NetworkPlan]:
    """So many networks of each family: clean, few with habits, many alike."""
    families: tuple[Family, ...] = ("g1", "g2")
    for number in range(n_networks):
        for position, family in enumerate(families):
            how = CYCLE[number % len(CYCLE)]
            n_alike = sum(CYCLE[before % len(CYCLE)] == "alike" for before in range(number))
            # the families begin at different ends, so that few networks cover much
            alike = ALIKE[(n_alike + position * len(ALIKE) // 2) % len(ALIKE)] if how == "alike" else None
            yield plan_network(family, seed + number, PREVALENCES[how], alike)


def evaluate(every: list[NetworkPlan], n_processes: int) -> list[Outcome]:
    """All source-years of all networks, in the order of the networks."""
    os.environ.update(ONE_THREAD)
    outcomes: list[Outcome] = []
    with ProcessPoolExecutor(n_processes) as pool:
        for done, own in enumerate(pool.map(run_network, every), start=1):
            outcomes += own
            print(f"\r{done} of {len(every)} networks", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return outcomes


def main() -> int:
    """Run, print the page, write it unless it is not wanted."""
    parser = argparse.ArgumentParser(prog="make evaluate-skew", description=__doc__)
    parser.add_argument("--networks", type=int, default=NETWORKS, help=f"networks a family (default {NETWORKS})")
    parser.add_argument("--seed", type=int, default=SEED, help=f"first seed (default {SEED})")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--page", type=Path, default=PAGE, help="where the page is written")
    given = parser.parse_args()
    began = time.monotonic()
    text = page(evaluate(list(plans(given.networks, given.seed)), given.processes))
    print(text)
    given.page.write_text(text, encoding="utf-8")
    print(f"{time.monotonic() - began:.0f} s; written to {given.page.name}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
