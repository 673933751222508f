"""The command: `python -m tests.bench`. See the package.

Belongs here: what is run in which order, and printing. Does not belong here: any candidate.
"""

from __future__ import annotations

import argparse
import secrets
import tempfile
from pathlib import Path

from tests.bench.mapping import write_mapping
from tests.bench.measure import Cost, measure
from tests.bench.ours import CORE, STEPS
from tests.bench.parts import SHAPES

SOURCE_ID = "bench"


def prepare(folder: Path, shape: str, n_contacts: int) -> Cost:
    """Invent the export of one source, its mapping and a key."""
    write_mapping(folder / "mappings", SOURCE_ID, shape)
    key = folder / "bench.key"
    key.touch(mode=0o600)
    key.write_text(secrets.token_hex(32) + "\n", encoding="ascii")
    deliveries = folder / "deliveries" / SOURCE_ID
    cost = measure("tests.bench.invent", ["--folder", str(deliveries), "--shape", shape, "--contacts", str(n_contacts)])
    for path in deliveries.iterdir():
        with path.open("rb") as file:
            while file.read(1 << 20):
                pass
    return cost


def plain_load(folder: Path, shape: str, place: str) -> Cost:
    """DuckDB's load of the same files, into a database file that is deleted afterwards, or in memory."""
    database = folder / "plain.duckdb"
    files = sorted(str(path) for path in (folder / "deliveries" / SOURCE_ID).iterdir())
    where = ["--database", str(database)] if place == "file" else []
    cost = measure("tests.bench.plain", ["--shape", shape, *where, "--files", *files])
    database.unlink(missing_ok=True)
    return cost


def show(name: str, cost: Cost, base: Cost | None = None) -> None:
    """One line: seconds, processor seconds, peak memory, and how many times the base."""
    times = f"{cost.seconds / base.seconds:7.2f} x {cost.cpu / base.cpu:7.2f} x" if base else ""
    print(f"{name:26s} {cost.seconds:8.1f} s {cost.cpu:8.1f} s {cost.megabytes:7.0f} MB {times}", flush=True)


def run(folder: Path, shape: str, n_contacts: int, place: str) -> None:
    """Measure every candidate on one export."""
    print(f"{n_contacts:,} contacts, {shape}: wall seconds, processor seconds, peak memory, times the plain load")
    show("(inventing the export)", prepare(folder, shape, n_contacts))
    plain = plain_load(folder, shape, place)
    show(f"plain DuckDB, {place}", plain, plain)
    costs = {}
    for step in STEPS:
        costs[step] = measure("tests.bench.ours", ["--step", step, "--folder", str(folder)])
        show(f"  {step}", costs[step], plain)
    core = sum((costs[step] for step in CORE[1:]), costs[CORE[0]])
    show("ours, land to harmonise", core, plain)
    show("ours, land to release", sum((costs[step] for step in STEPS[1:]), costs[STEPS[0]]), plain)


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--shape", choices=SHAPES, default="one_hot")
    parser.add_argument(
        "--plain", choices=("file", "memory"), default="file", help="where the plain load puts its table"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        run(Path(name), given.shape, given.contacts, given.plain)


if __name__ == "__main__":
    main()
