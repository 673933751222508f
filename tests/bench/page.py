"""`docs/benchmarks.md`, written from one run.

Belongs here: the page's words and tables, and a description of the machine without its name or any path. Does not
belong here: measuring.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.bench.measure import ROOT, Cost
from tests.bench.network import Story
from tests.bench.race import Race
from tests.bench.slope import FEW, SMALL, Series

PAGE = ROOT / "docs" / "benchmarks.md"
PACKAGES = ("duckdb", "pyarrow", "polars", "pandas", "numpy", "pandera", "dagster")
HEAD = """\
# How fast is it?

Written by `make bench ARGS="{arguments}"` on {day}; do not edit. Figures of another machine differ, ratios differ less.

{machine}

## What is compared

Every candidate is a process of its own, from its start to its end, imports included. Wall seconds are the clock's,
processor seconds and peak memory the kernel's, children included; of processes that follow each other times add up and
the highest peak counts. The invented export is read before each candidate, so that nobody waits for the disk; before each process
three gigabytes of memory were used and let go, so that nobody waits until a virtual machine has memory from its host.
{repeat}

- **plain load**: DuckDB reads the file as text, strictly, into a table of a new database with its own settings. Nobody
  can do less.
- **land, stage, harmonise**: the pipeline's steps, in this order, each in a process: bytes kept as they came and hashed,
  records with a fate each, keyed ids, decided values, laws and contracts checked, tables with the same bytes every time.
  Assess, tabulate and publish make the release of it.
- **polars script, pandas script**: what an engineer would write for this one file who knows the decisions: the needed
  columns in batches, HMAC-SHA256 of each id, dates, bands, every label joined to its code and setting, the three tables
  contact, contact_reason and source_value as Parquet. Vectorised throughout, but for the keyed hash, which neither library
  has. *pandas tuned* reads with pyarrow and looks up with numpy. None of them keeps the delivery, gives rejected records
  a reason, folds spellings, knows versions, checks contracts or counts again what it wrote.

Before any ratio is shown, the three tables of each script are compared with the pipeline's: rows are counted and digested
whatever their order. Where they differ, the benchmark fails.
"""


def write_page(
    arguments: str, repeat: int, races: Sequence[Race], series: Sequence[Series], story: Story | None
) -> Path:
    """Write the page of a run."""
    told = (
        "Each ran once."
        if repeat == 1
        else f"Each ran {repeat} times, the lowest of each figure is shown; sizes of a slope ran once."
    )
    day = datetime.now(tz=UTC).date().isoformat()
    parts = [HEAD.format(arguments=arguments, day=day, machine=describe_machine(), repeat=told)]
    parts += [_race(one) for one in races]
    if series:
        parts.append(_growth(series))
    if story:
        parts.append(_story(story))
    PAGE.write_text("\n".join(parts), encoding="utf-8")
    return PAGE


def describe_machine() -> str:
    """Cores, memory, system and versions."""
    cores = len(os.sched_getaffinity(0))
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"Machine: {cores} cores ({_processor()}), {gigabytes:.0f} GB of memory, {platform.system()}, "
        f"Python {platform.python_version()}, {packages}."
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(heads)} |", f"|---|{'---:|' * (len(heads) - 1)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)]) + "\n"


def _cells(cost: Cost) -> tuple[str, str, str]:
    return f"{cost.seconds:.1f}", f"{cost.cpu:.1f}", f"{cost.megabytes:,.0f}"


def _race(race: Race) -> str:
    plain = race.plain
    rows = [
        (name.strip(), *_cells(cost), f"{cost.seconds / plain.seconds:.2f}", f"{cost.cpu / plain.cpu:.2f}")
        for name, cost in race.rows.items()
    ]
    heads = ("", "wall s", "processor s", "peak MB", "x plain, wall", "x plain, processor")
    counts = ", ".join(f"{n:,} rows of {table}" for table, n in race.counts.items())
    title = f"## {race.n_contacts:,} contacts, {race.shape.replace('_', ' ')} ({race.n_bytes / 1e9:.2f} GB)\n"
    ratios = "\n".join(f"- {line}" for line in race.ratios())
    return f"{title}\nResults are equal: {counts}.\n\n{_table(heads, rows)}\n{ratios}\n"


def _growth(series: Sequence[Series]) -> str:
    parts = [
        "## How cost grows\n\nLand, stage and harmonise, one-hot. The slope is that of a line through the logarithms: 1.0 is "
        f"linear, less is better. Sources and deliveries are of {SMALL:,} contacts each. *Work* is without the start of "
        f"Python and its imports; *beyond few* is the work without what a delivery of {FEW:,} contacts costs.\n"
    ]
    for one in series:
        rows = [
            (f"{size:,}", f"{cost.work_seconds:.2f}", f"{cost.work_cpu:.2f}", *_cells(cost))
            for size, cost in one.rows()
        ]
        heads = (one.kind, "work, wall s", "work, processor s", "wall s", "processor s", "peak MB")
        slopes = "; ".join(f"{name} {slope:.2f}" for name, slope in one.slopes().items())
        parts.append(f"{_table(heads, rows)}\nSlope: {slopes}.\n")
    return "\n".join(parts)


def _story(story: Story) -> str:
    costs = _table(
        ("", "wall s", "processor s", "peak MB"), [(name, *_cells(cost)) for name, cost in story.costs.items()]
    )
    files = _table(("file", "number"), [(f"`{kind}`", str(number)) for kind, number in sorted(story.written.items())])
    return (
        f"## One delivery among {story.n_sources} sources and {story.n_years} years\n\n"
        f"A lake of {story.n_sources * story.n_years:,} deliveries of about {story.n_contacts:,} contacts. One of them comes "
        f"again, corrected: only its own source and year may be written again, or the benchmark fails.\n\n{costs}\n"
        f"Files of landing and of the sources' lake that the delivery changed, of {story.n_files:,}:\n\n{files}"
    )
