"""How cost grows with rows, with sources, with deliveries: the slope of a line through the logarithms.

Belongs here: the series and the fit. Does not belong here: any judgement. 1.0 is linear, less is better.

The work alone is fitted (without the start of Python and its imports, which are the same for every size) and beside it
the whole process. Of rows, also what they cost beyond a delivery of few: the steps have a price that hangs on no row, and
a line through all of it would call whatever grows less than linear.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.candidates import Bench
from tests.bench.measure import Cost
from tests.bench.ours import CORE
from tests.bench.race import report

ROWS = (100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)
MANY = (1, 2, 4, 8, 16)
SMALL = 20_000
"""Contacts of each source or delivery where their number grows."""
FEW = 1_000
"""Contacts of a delivery that costs what every delivery costs, however small."""

KINDS = ("rows", "sources", "deliveries")
FIGURES: dict[str, Callable[[Cost], float]] = {
    "wall, work": lambda cost: cost.work_seconds,
    "processor, work": lambda cost: cost.work_cpu,
    "wall, whole": lambda cost: cost.seconds,
    "processor, whole": lambda cost: cost.cpu,
}


@dataclass(frozen=True)
class Series:
    """One kind of growth: sizes, and what each cost. `few`: of rows, what a delivery of FEW contacts cost."""

    kind: str
    sizes: tuple[int, ...]
    costs: tuple[Cost, ...]
    few: Cost | None = None

    def slopes(self) -> dict[str, float]:
        """By figure."""
        slopes = {name: fit(self.sizes, [figure(cost) for cost in self.costs]) for name, figure in FIGURES.items()}
        if self.few is not None:
            wall = [cost.work_seconds - self.few.work_seconds for cost in self.costs]
            cpu = [cost.work_cpu - self.few.work_cpu for cost in self.costs]
            slopes |= {"wall, beyond few": fit(self.sizes, wall), "processor, beyond few": fit(self.sizes, cpu)}
        return slopes

    def lines(self) -> list[str]:
        """As text."""
        told = [f"land + stage + harmonise, more {self.kind} (log-log slope; 1.0 is linear)"]
        for size, cost in self.rows():
            work = f"work {cost.work_seconds:8.2f} s wall {cost.work_cpu:8.2f} s processor"
            told.append(f"{size:12,d}  {work}; whole {cost.seconds:8.2f} s {cost.cpu:8.2f} s; {cost.megabytes:6.0f} MB")
        return [*told, "slope: " + "; ".join(f"{name} {slope:.2f}" for name, slope in self.slopes().items())]

    def rows(self) -> list[tuple[int, Cost]]:
        """Sizes and what each cost, the delivery of few first."""
        few = [] if self.few is None else [(FEW, self.few)]
        return few + list(zip(self.sizes, self.costs, strict=True))


def fit(sizes: Sequence[int], figures: Sequence[float]) -> float:
    """Least squares through the logarithms."""
    across, up = [math.log(size) for size in sizes], [math.log(max(figure, 1e-6)) for figure in figures]
    middle, height = sum(across) / len(across), sum(up) / len(up)
    numerator = sum((x - middle) * (y - height) for x, y in zip(across, up, strict=True))
    return numerator / sum((x - middle) ** 2 for x in across)


def run_series(parent: Path, kind: str, shape: str, most: int) -> Series:
    """Measure one kind of growth; `most` contacts bound the rows."""
    sizes = tuple(size for size in ROWS if size <= most) if kind == "rows" else MANY
    few = _cost(parent, kind, shape, FEW) if kind == "rows" else None
    return Series(kind, sizes, tuple(_cost(parent, kind, shape, size) for size in sizes), few)


def _cost(parent: Path, kind: str, shape: str, size: int) -> Cost:
    """One size, in a folder of its own that is deleted: there may be no room for two."""
    with tempfile.TemporaryDirectory(dir=parent) as name:
        if kind == "rows":
            bench = Bench.prepare(Path(name), shape, size)
        elif kind == "sources":
            bench = Bench.prepare(Path(name), shape, SMALL, n_sources=size)
        else:
            bench = Bench.prepare(Path(name), shape, SMALL * size, n_files=size)
        first, *others = bench.steps(CORE).values()
    cost = sum(others, first)
    report(f"  {size:,} {kind}: {cost.seconds:.1f} s")
    return cost
