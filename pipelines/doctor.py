"""What `harmonise doctor` looks at.

Belongs here: one function a check; each gives lines and changes nothing. Does not belong here: printing.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pipelines.base.settings import Settings
from pipelines.base.summary import list_held
from pipelines.report.amount import plural
from schemas.text.problem import HarmoniseError, ProblemsError
from warehouse.land.findings import find_clock_ahead
from warehouse.mend.find import find_damage, find_network_damage
from warehouse.network.agreement import MEASURE_AGAIN, agreement_file
from warehouse.network.still_held import known_receipts
from warehouse.publish.check import verify_release
from warehouse.publish.lost import NEXT_STEP, list_lost
from warehouse.publish.retention import find_release_ahead, shown_release
from warehouse.steps import list_waiting
from warehouse.store.damage import DamagedFileError, read_noted_damage
from warehouse.store.durable import read_json
from warehouse.store.key import read_key
from warehouse.store.layout import Layout
from warehouse.store.lock import is_held

OLDEST_PYTHON = (3, 11)
LEAST_FREE_BYTES = 2 << 30
ENGINES = ("duckdb", "pyarrow", "dagster", "pandera", "pydantic")


@dataclass(frozen=True)
class Line:
    """What was looked at, what was seen, and what to do where it is not good. `is_waiting`: nothing is broken, and
    somebody has to decide.
    """

    what: str
    is_good: bool
    state: str
    next_step: str = ""
    is_waiting: bool = False


def check_all(settings: Settings) -> Iterator[Line]:
    """Every check, from the ground up."""
    yield from _check_python()
    yield from _check_folders(settings)
    yield from _check_mappings(settings)
    yield from _check_key(settings)
    yield from _check_disk(settings)
    yield from _check_privacy(settings)
    yield from _check_locks(settings)
    yield from _check_leftovers(settings)
    yield from _check_lake(settings)
    yield from _check_held(settings)
    yield from _check_release(settings)
    yield from _check_clock(settings)


def _check_python() -> Iterator[Line]:
    number = ".".join(str(part) for part in sys.version_info[:3])
    yield Line("python", sys.version_info[:2] >= OLDEST_PYTHON, number, "use Python 3.11 or newer (make venv)")
    found = {}
    for name in ENGINES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            yield Line(name, False, "not installed", "run: make venv")
    yield Line("packages", len(found) == len(ENGINES), ", ".join(f"{name} {text}" for name, text in found.items()))


def _check_folders(settings: Settings) -> Iterator[Line]:
    for what, folder in (("warehouse", settings.warehouse), ("dagster home", settings.dagster_home)):
        above = next(path for path in (folder, *folder.parents) if path.exists())
        is_good = above.is_dir() and os.access(above, os.W_OK | os.X_OK)
        made = "" if folder.exists() else " (made when needed)"
        yield Line(what, is_good, f"{folder}{made}", f"you may not write to {above}: check its owner, or the settings")
    has_deliveries = settings.deliveries.is_dir()
    state = str(settings.deliveries) if has_deliveries else f"{settings.deliveries} (not there yet)"
    yield Line("deliveries", True, state)


def _check_mappings(settings: Settings) -> Iterator[Line]:
    try:
        registry = settings.load_registry()
    except ProblemsError as error:
        yield Line(
            "mappings",
            False,
            f"{plural(len(error.problems), 'problem')} in {settings.mappings}",
            "run: harmonise check",
        )
    else:
        yield Line("mappings", True, f"{plural(len(registry.sources), 'source')} in {settings.mappings}")


def _check_key(settings: Settings) -> Iterator[Line]:
    try:
        key = read_key(settings.key_file)
    except HarmoniseError as error:
        yield Line("key file", False, str(error))
        return
    yield Line("key file", True, f"{settings.key_file}, only you can read it")
    for what, folder in (("checkout", settings.checkout), ("warehouse", settings.warehouse)):
        if settings.key_file.is_relative_to(folder):
            yield Line("key file", False, f"it lies in the {what}", "move it out of there, then set HARMONISE_KEY_FILE")
    known = read_json(settings.layout.key_check)
    if known is None:
        yield Line("key of the lake", True, "the lake is empty")
    else:
        is_same = known["key_check"] == key.check()
        step = "point HARMONISE_KEY_FILE to the key under which the lake was made"
        yield Line("key of the lake", is_same, "this key" if is_same else "another key", step)


def _check_disk(settings: Settings) -> Iterator[Line]:
    above = next(path for path in (settings.warehouse, *settings.warehouse.parents) if path.exists())
    free = shutil.disk_usage(above).free
    step = f"make room: a run needs {LEAST_FREE_BYTES >> 30} GiB at least, and twice the size of a new delivery"
    yield Line("disk", free >= LEAST_FREE_BYTES, f"{free / (1 << 30):.1f} GiB free at {above}", step)


def _check_privacy(settings: Settings) -> Iterator[Line]:
    layout = settings.layout
    for folder in (layout.landing, layout.lake, layout.releases):
        if folder.is_dir():
            mode = stat.S_IMODE(folder.stat().st_mode)
            yield Line(f"{folder.name}/", not mode & 0o077, f"mode {mode:04o}", f"run: chmod 700 {folder}")
            yield from _check_writable(folder)


def _check_writable(folder: Path) -> Iterator[Line]:
    """A line where a run could not write: into the folder, or into one below it, as after a run of another user."""
    closed = [one for one in (folder, *sorted(folder.iterdir())) if one.is_dir() and not os.access(one, os.W_OK)]
    if closed:
        more = f", nor into {len(closed) - 1} more" if len(closed) > 1 else ""
        step = "check who owns it, and whether its disk is mounted for reading only"
        yield Line(f"{folder.name}/", False, f"you may not write into {closed[0]}{more}", step)


def _check_locks(settings: Settings) -> Iterator[Line]:
    held = _list_held_locks(settings.layout)
    yield Line("locks", True, f"a run is under way: {', '.join(held)}" if held else "no run is under way")


def _list_held_locks(layout: Layout) -> list[str]:
    folder = layout.run_lock.parent
    return [path.stem for path in sorted(folder.glob("*.lock")) if is_held(path)] if folder.is_dir() else []


def _check_leftovers(settings: Settings) -> Iterator[Line]:
    layout = settings.layout
    folders = [layout.root, layout.releases, layout.work]
    for above in (layout.landing, layout.lake):
        folders += [above, *(path for path in above.iterdir() if path.is_dir())] if above.is_dir() else []
    left = sum(1 for folder in folders for _ in _leftovers_in(folder))
    state = f"{left} of a run that was broken off or is under way; the next run removes them" if left else "none"
    yield Line("leftovers", True, state)


def _leftovers_in(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir() if folder.is_dir() else []:
        if path.name.startswith(".tmp-") or path.name.endswith(".tmp"):
            yield path


def _check_lake(settings: Settings) -> Iterator[Line]:
    """Whether everything that was landed is in the lake, and as it was written; while a run is under way, it need not
    be.
    """
    layout = settings.layout
    if _list_held_locks(layout):
        yield Line("lake", True, "is being written")
        return
    described = _list_described(settings)
    yield from _check_arrivals(layout, described)
    yield from _check_described(layout, described)
    yield from _check_bytes(layout)


def _list_described(settings: Settings) -> list[str] | None:
    """A mapping with mistakes is a folder all the same; None where there are no mappings, which has been said."""
    try:
        return settings.load_sound().named
    except ProblemsError:
        return None


def _check_described(layout: Layout, described: list[str] | None) -> Iterator[Line]:
    """Nothing where all is well."""
    if described is None:
        return
    lost = list_lost(layout, described)
    for source_id in lost:
        state = "in the lake, and no mapping describes it: no release is made"
        yield Line(f"lake: {source_id}", False, state, NEXT_STEP)
    for source_id in sorted({path.name for path in _list_landed(layout)} - {*described, *lost}):
        state = "landed, not in the lake, and no mapping describes it: nothing of it is in the figures"
        step = "nothing has to be done where it was withdrawn; else give its folder back to the mappings"
        yield Line(f"landing: {source_id}", True, state, step, is_waiting=True)


def _list_landed(layout: Layout) -> list[Path]:
    return sorted(path for path in layout.landing.iterdir() if path.is_dir()) if layout.landing.is_dir() else []


def _check_arrivals(layout: Layout, described: list[str] | None) -> Iterator[Line]:
    folders = [path for path in _list_landed(layout) if described is None or path.name in described]
    waiting = {folder.name: _count_waiting(layout, folder.name) for folder in folders}
    late = {source_id: n_waiting for source_id, n_waiting in waiting.items() if n_waiting}
    broken_off = [path.parent.name for path in sorted(layout.lake.glob("*/unfinished.json"))]
    for source_id, n_waiting in late.items():
        yield Line(
            "lake", False, f"{source_id}: {n_waiting} landed deliveries are not in the lake", "run: harmonise run"
        )
    for source_id in (one for one in broken_off if one not in late):
        yield Line("lake", False, f"{source_id}: its last run did not come to its end", "run: harmonise run")
    if not late and not broken_off:
        yield Line("lake", True, "everything that was landed is in it")


def _count_waiting(layout: Layout, source_id: str) -> int:
    """A damaged manifest is told of among the damaged files."""
    try:
        return len(list_waiting(layout, source_id))
    except DamagedFileError:
        return 0


def _check_bytes(layout: Layout) -> Iterator[Line]:
    sources = sorted(path.name for path in layout.lake.iterdir() if path.is_dir()) if layout.lake.is_dir() else []
    damage = [*find_network_damage(layout), *(one for name in sources for one in find_damage(layout, name))]
    for one in damage:
        step = "delete that file, then run: harmonise run (it is built anew from landing)"
        yield Line("lake", False, str(one), MEASURE_AGAIN if one.path == agreement_file(layout) else step)
    if not damage:
        yield Line("lake files", True, "every file is as it was written" if sources else "empty")
    if noted := read_noted_damage(layout):
        state = f"{len(noted)} damaged files were found and built anew so far, the last: {noted[-1]}"
        yield Line("damage before", True, f"{state}; more than one may mean that the disk fails")


def _check_held(settings: Settings) -> Iterator[Line]:
    """What was not taken in: no fault of this machine, and nothing of it is in the figures."""
    try:
        registry = settings.load_registry()
        names = [path.name for path in _list_landed(settings.layout)]
        held = {name: len(list_held(settings.layout, registry, name)) for name in names}
    except (ProblemsError, DamagedFileError):
        return  # told of among the mappings and the damaged files
    told = ", ".join(f"{name} {n_held}" for name, n_held in held.items() if n_held)
    step = "harmonise run says why, and what to do"
    yield Line("held back", True, told or "nothing", step if told else "", is_waiting=bool(told))


def _check_release(settings: Settings) -> Iterator[Line]:
    shown = shown_release(settings.layout)
    if shown is None:
        yield Line("release", True, "none yet (harmonise demo, or harmonise run)")
        return
    complaints = verify_release(shown)
    if not complaints:
        yield Line("release", True, f"{shown.name} is as it was published")
    for complaint in complaints:
        yield Line("release", False, complaint, "run: harmonise run")


def _check_clock(settings: Settings) -> Iterator[Line]:
    now = datetime.now(UTC)
    shown = shown_release(settings.layout)
    ahead = [*find_release_ahead(shown, now)] if shown else []
    for folder in _list_landed(settings.layout):
        ahead += find_clock_ahead(folder.name, known_receipts(settings.layout, folder.name), now)
    if not ahead:
        yield Line("clock", True, f"{now:%Y-%m-%d %H:%M} UTC, and nothing here is later")
    for finding in ahead:
        yield Line("clock", False, finding.sentence, finding.next_step)
