"""Running a module in a process of its own, and what that process cost.

Belongs here: wall seconds, processor seconds and peak memory as the kernel counts them, children included. Does not
belong here: what is run. This module imports nothing large: a child's peak memory counts from its parent's size at
birth.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MARK = "bench-work "
KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "HARMONISE_MEMORY", "HARMONISE_THREADS", "POLARS_MAX_THREADS")


class ModuleFailedError(Exception):
    """A candidate did not end well; what it wrote is in the message."""


@dataclass(frozen=True)
class Cost:
    """What a process cost from its start to its end; `work_...` is the part after imports, where the child says it."""

    seconds: float
    cpu: float
    megabytes: float
    work_seconds: float
    work_cpu: float

    def __add__(self, other: Cost) -> Cost:
        """One after the other: times add up, of peaks the higher counts."""
        return Cost(
            self.seconds + other.seconds,
            self.cpu + other.cpu,
            max(self.megabytes, other.megabytes),
            self.work_seconds + other.work_seconds,
            self.work_cpu + other.work_cpu,
        )

    def best(self, other: Cost) -> Cost:
        """The lower of each figure: what another run of the same work took less, this one lost to the machine."""
        return Cost(
            min(self.seconds, other.seconds),
            min(self.cpu, other.cpu),
            min(self.megabytes, other.megabytes),
            min(self.work_seconds, other.work_seconds),
            min(self.work_cpu, other.work_cpu),
        )


def measure(module: str, arguments: Sequence[str], extra: Mapping[str, str] | None = None) -> tuple[Cost, str]:
    """Run `python -m module arguments`: what it cost, and what it wrote. Raises ModuleFailedError where it fails."""
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    environment |= {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **(extra or {})}
    command = [sys.executable, "-m", module, *arguments]
    have_memory_ready()
    began = time.perf_counter()
    with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        written = child.stdout.read()
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise ModuleFailedError(f"{module} ended with exit code {child.returncode}. {written.strip()}")
    cpu = used.ru_utime + used.ru_stime
    parts = works(written) or [(seconds, cpu)]
    work_seconds, work_cpu = (sum(part) for part in zip(*parts, strict=True))
    return Cost(seconds, cpu, used.ru_maxrss / 1024, work_seconds, work_cpu), written


def have_memory_ready() -> None:
    """Use three gigabytes (a quarter of what is free, if that is less) and let them go. A virtual machine gives memory
    back to its host seconds after it was freed, and gets it again at a third of a gigabyte a second: without this, that
    waiting is most of what copying a large file costs, and falls on whom it happens to fall.
    """
    free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    subprocess.run([sys.executable, "-c", f"b'1' * {min(3 << 30, free // 4)}"], check=False)


def works(written: str) -> list[tuple[float, float]]:
    """Wall and processor seconds of each block that a child timed with `work_timed`, in order."""
    told = [json.loads(line.removeprefix(MARK)) for line in written.splitlines() if line.startswith(MARK)]
    return [(one["seconds"], one["cpu"]) for one in told]


@contextmanager
def work_timed() -> Iterator[None]:
    """In the child: what the block took, for `Cost.work_seconds` and `work_cpu`."""
    began, began_cpu = time.perf_counter(), _cpu()
    yield
    print(MARK + json.dumps({"seconds": time.perf_counter() - began, "cpu": _cpu() - began_cpu}), flush=True)


def _cpu() -> float:
    """Processor seconds of this process and of the children that it has waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
