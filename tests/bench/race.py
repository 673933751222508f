"""One export, every candidate: what each cost beside the plain load.

Belongs here: the order of the candidates and the table of one export. Does not belong here: slopes, or the network.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from tests.bench.candidates import SCRIPTS, Bench, Digests, compare
from tests.bench.measure import Cost
from tests.bench.ours import CORE, NETWORK

CORE_NAME = "land + stage + harmonise"
RELEASE_NAME = "land to release"


@dataclass(frozen=True)
class Race:
    """What every candidate cost on one export; `plain` is what they are measured by."""

    shape: str
    n_contacts: int
    n_bytes: int
    place: str
    rows: dict[str, Cost]
    counts: dict[str, int]

    @property
    def plain(self) -> Cost:
        return self.rows[plain_name(self.place)]

    def lines(self) -> list[str]:
        """The table as text."""
        size = f"{self.n_bytes / 1e9:.2f} GB"
        head = f"{self.n_contacts:,} contacts, {self.shape}, {size}, {self.counts['contact_reason']:,} reasons"
        same = "Results are equal: " + ", ".join(f"{table} {n:,}" for table, n in self.counts.items())
        names = f"{'':26s}{'wall':>11s}{'processor':>11s}{'peak':>10s}{'x plain wall':>14s}{'x plain cpu':>13s}"
        return [head, same, names, *(self._line(name, cost) for name, cost in self.rows.items()), *self.ratios()]

    def _line(self, name: str, cost: Cost) -> str:
        wall, cpu = cost.seconds / self.plain.seconds, cost.cpu / self.plain.cpu
        return f"{name:26s}{cost.seconds:9.2f} s{cost.cpu:9.2f} s{cost.megabytes:7.0f} MB{wall:13.2f}x{cpu:12.2f}x"

    def ratios(self) -> list[str]:
        """Each script beside ours: above 1 in time, ours is faster; below 1 in memory, ours needs less."""
        ours = self.rows[CORE_NAME]
        told = []
        for name in SCRIPTS:
            if other := self.rows.get(script_name(name)):
                wall, cpu = other.seconds / ours.seconds, other.cpu / ours.cpu
                who = name.replace("_", " ")
                memory = f"ours / {who} in memory: {ours.megabytes / other.megabytes:.2f}"
                told.append(f"{who} / ours: {wall:.2f} in wall, {cpu:.2f} in processor time; {memory}")
        return told


def script_name(name: str) -> str:
    """How the row of a script is named."""
    return f"{name.replace('_', ' ')} script"


def plain_name(place: str) -> str:
    """How the row of the plain load is named."""
    return f"plain load, {'database file' if place == 'file' else 'in memory'}"


def run_race(folder: Path, shape: str, n_contacts: int, place: str, repeat: int) -> Race:
    """Run every candidate `repeat` times; the lowest of each figure counts. Raises DifferentResultsError."""
    report(f"{shape}, {n_contacts:,} contacts: inventing the export")
    bench = Bench.prepare(folder, shape, n_contacts)
    rows: dict[str, Cost] = {}
    theirs: dict[str, Digests] = {}
    ours: Digests = {}
    for _ in range(repeat):
        _keep(rows, plain_name(place), bench.plain(place))
        for name in SCRIPTS:
            cost, theirs[name] = bench.script(name)
            _keep(rows, script_name(name), cost)
        core = bench.together(CORE)
        ours = bench.digests()
        for name in SCRIPTS:
            compare(name, ours, theirs[name])
        costs = core | {step: bench.step(step) for step in NETWORK}
        for step, cost in costs.items():
            _keep(rows, f"  {step}", cost)
        _keep(rows, CORE_NAME, _sum(list(core.values())))
        _keep(rows, RELEASE_NAME, _sum(list(costs.values())))
    counts = {table: int(n_rows) for table, (n_rows, _) in ours.items()}
    return Race(shape, n_contacts, bench.n_bytes(), place, rows, counts)


def _keep(rows: dict[str, Cost], name: str, cost: Cost) -> None:
    rows[name] = rows[name].best(cost) if name in rows else cost
    report(f"  {name.strip()}: {cost.seconds:.1f} s")


def _sum(costs: list[Cost]) -> Cost:
    return sum(costs[1:], costs[0])


def report(line: str) -> None:
    """Progress, beside what is printed."""
    print(line, file=sys.stderr, flush=True)
