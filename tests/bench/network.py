"""One new delivery in a lake of 150 sources and ten years: what it costs, what the release after it costs, what is
written.

Belongs here: that story, told in costs and in files. Does not belong here: any limit on time. That only the delivery's
own source and year are written again is a promise, not a figure: where it is broken the benchmark fails.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.bench.candidates import make_key
from tests.bench.measure import ROOT, Cost, measure
from tests.bench.ours import CORE, NETWORK
from tests.bench.race import report

TABLES = ("contact", "contact_reason", "contact_attribute", "source_value")
Files = dict[str, tuple[int, int, int]]
"""Inode, time of change and size by path below the warehouse."""


class TooMuchRewrittenError(Exception):
    """A delivery changed files of another source or year."""


@dataclass(frozen=True)
class Story:
    """What happened, in order: costs by name, and the files that the one delivery changed, by kind."""

    n_sources: int
    n_years: int
    n_contacts: int
    costs: dict[str, Cost]
    written: dict[str, int]
    n_files: int

    def lines(self) -> list[str]:
        """As text."""
        told = [f"{self.n_sources} sources x {self.n_years} years, {self.n_contacts:,} contacts a source and year"]
        for name, cost in self.costs.items():
            told.append(f"{name:48s}{cost.seconds:9.2f} s{cost.cpu:9.2f} s{cost.megabytes:7.0f} MB")
        told.append(f"files of the lake and of landing that the delivery changed, of {self.n_files:,}:")
        return told + [f"  {kind}: {number}" for kind, number in sorted(self.written.items())]


@dataclass
class Network:
    """The folder of the network, and what was measured so far."""

    folder: Path
    sources: tuple[str, ...]
    n_years: int
    n_contacts: int
    costs: dict[str, Cost]

    @property
    def warehouse(self) -> Path:
        return self.folder / "warehouse"

    def write(self, sources: tuple[str, ...], *more: str) -> None:
        """Write deliveries."""
        amount = ["--years", str(self.n_years), "--contacts", str(self.n_contacts)]
        measure("tests.bench.network_files", ["--folder", str(self.folder), "--sources", *sources, *amount, *more])

    def steps(self, name: str, steps: tuple[str, ...], *sources: str) -> None:
        """Run steps of the pipeline, each in its process; keep their sum."""
        named = ["--sources", *sources] if sources else []
        costs = [
            measure("tests.bench.ours", ["--step", step, "--folder", str(self.folder), *named])[0] for step in steps
        ]
        for step, cost in zip(steps, costs, strict=True):
            self.keep(f"{name}: {step}", cost)
        self.keep(name, sum(costs[1:], costs[0]))

    def command(self, name: str) -> None:
        """`harmonise run` as a person or a scheduler calls it."""
        settings = {
            "HARMONISE_WAREHOUSE": self.warehouse,
            "HARMONISE_DELIVERIES": self.folder / "deliveries",
            "HARMONISE_KEY_FILE": self.folder / "bench.key",
            "HARMONISE_MAPPINGS": self.folder / "mappings",
            "DAGSTER_HOME": self.folder / "dagster",
        }
        quiet = {"DAGSTER_DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "1"}
        extra = quiet | {setting: str(path) for setting, path in settings.items()}
        self.keep(name, measure("tests.bench.command", ["run"], extra)[0])

    def keep(self, name: str, cost: Cost) -> None:
        """Note a cost."""
        self.costs[name] = cost
        report(f"  {name}: {cost.seconds:.1f} s")

    def files(self) -> Files:
        """Every file of landing and of the sources' lake (not the network's tables, which are of everybody)."""
        found = {}
        for area in ("landing", "lake"):
            for path in (self.warehouse / area).rglob("*"):
                name = path.relative_to(self.warehouse).as_posix()
                if path.is_file() and not name.startswith("lake/_network/"):
                    status = path.stat()
                    found[name] = (status.st_ino, status.st_mtime_ns, status.st_size)
        return found


def tell_story(folder: Path, n_sources: int, n_years: int, n_contacts: int) -> Story:
    """Build the network, deliver one file again, release; then the same by the command. Raises TooMuchRewrittenError."""
    sources = tuple(f"net_{number:03d}" for number in range(1, n_sources + 1))
    network = Network(folder, sources, n_years, n_contacts, {})
    make_key(folder / "bench.key")
    (folder / "dagster").mkdir()
    (folder / "dagster" / "dagster.yaml").write_bytes((ROOT / "dagster_home" / "dagster.yaml").read_bytes())
    report(f"{n_sources} sources x {n_years} years: inventing deliveries")
    network.write(sources)
    network.steps("everything for the first time", CORE)
    network.steps("the first release", NETWORK)
    source_id, year = sources[n_sources // 2], 2024 - n_years // 2
    before = network.files()
    network.write((source_id,), "--again", str(year))
    network.steps("one delivery again, corrected", CORE, source_id)
    after = network.files()
    network.steps("the release after it", NETWORK)
    written = changed_files(before, after, source_id, year)
    network.command("harmonise run, the first by the command")
    network.command("harmonise run, nothing new")
    network.write((sources[0],), "--again", str(year))
    network.command("harmonise run, one delivery")
    return Story(n_sources, n_years, n_contacts, network.costs, written, len(after))


def changed_files(before: Files, after: Files, source_id: str, year: int) -> dict[str, int]:
    """Files that are new, gone or written again, counted by kind. Raises TooMuchRewrittenError where one is another's."""
    kinds: Counter[str] = Counter()
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) == after.get(name):
            continue
        what = "new" if name not in before else "gone" if name not in after else "written again"
        area, owner, *inner = name.split("/")
        if owner != source_id or (inner[0] in TABLES and not inner[1].startswith(f"{year}-")):
            raise TooMuchRewrittenError(f"A delivery of {source_id} for {year} changed {name} ({what}).")
        kinds[f"{area}/<source>/{_kind(inner)}, {what}"] += 1
    return dict(kinds)


def _kind(inner: list[str]) -> str:
    """What a file is, without the ids and hashes in its name."""
    if len(inner) == 1:
        return re.sub(r"-[0-9a-f]{12}\.", "-<hash>.", inner[0])
    return f"{'<delivery>' if len(inner[0]) == 24 else inner[0]}/..."
