"""What all tests share: where the repository is, a fixed key, an empty warehouse, how hypothesis searches.

Belongs here: fixtures that several test files need. Does not belong here: expectations, or data of one behaviour.
Tests never read this machine's settings: they are taken away before the first test, and a key that is made on the way
goes into a folder of its own. What tests write lies in memory where the machine has room.
"""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.sharing import SharingScheduling
from warehouse.store.key import Key, read_key
from warehouse.store.layout import Layout

TEST_KEY = "00112233445566778899aabbccddeeff" * 2
"""A key that everybody knows, so that golden tables can hold pseudonyms. Never a real one."""

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile(
    "local", max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.register_profile("ci", settings.get_profile("local"), derandomize=True)
settings.register_profile("long", settings.get_profile("local"), max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "local"))

_configuration = pytest.StashKey[Path]()

IN_MEMORY = Path("/dev/shm")
"""A file system in memory, half as large as the memory where nobody changed it."""
ROOM_IN_MEMORY = 6 * 2**30
"""Ample: half of the tests wrote one gigabyte where nothing was removed, and each test's folder goes when it passed."""


def pytest_configure(config: pytest.Config) -> None:
    """Take this machine's settings away, and keep tests from telling anybody anything."""
    _write_to_memory()
    for name in [name for name in os.environ if name.startswith(("HARMONISE_", "DAGSTER_"))]:
        del os.environ[name]
    folder = Path(tempfile.mkdtemp(prefix="helpline-tests-"))
    config.stash[_configuration] = folder
    os.environ["XDG_CONFIG_HOME"] = str(folder)
    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"


def _write_to_memory() -> None:
    """Let what tests write lie in memory, unless somebody has named a place (TMPDIR) or there is little room.

    Every write of the engine, and every event of Dagster, waits until it is on the disk: for a network of six contacts
    that takes as long as the work. A killed process leaves in memory what it leaves on a disk.
    """
    is_usable = "TMPDIR" not in os.environ and os.access(IN_MEMORY, os.W_OK)
    if is_usable and shutil.disk_usage(IN_MEMORY).free >= ROOM_IN_MEMORY:
        os.environ["TMPDIR"] = str(IN_MEMORY)
        tempfile.tempdir = None  # it was perhaps asked for already


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of the cases of a test marked `few(n)`, n are run each time, spread evenly; the others are `long`."""
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.get_closest_marker("few"):
            cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
    for several in cases.values():
        mark = several[0].get_closest_marker("few")
        n_each_time = mark.args[0] if mark else len(several)
        each_time = {len(several) * place // n_each_time for place in range(n_each_time)}
        for place, item in enumerate(several):
            if place not in each_time:
                item.add_marker("long")


def pytest_collection_finish() -> None:
    """Leave what was imported and collected out of every later search for garbage: it stays to the end, and to walk
    through all of it again and again took a tenth of the tests' time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> SharingScheduling | None:
    """Of several processes one takes a whole file, since its tests share what it makes; and all files that share one
    simulated network are taken by one.
    """
    return SharingScheduling(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the configuration folder of this test run."""
    shutil.rmtree(config.stash[_configuration], ignore_errors=True)


@pytest.fixture(scope="session")
def repo_root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_folder(repo_root: Path) -> Path:
    """The folder `shared` beside the checkout, with reference files and open data that are not in the repository."""
    folder = repo_root.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("needs the folder `shared` (reference files and open data) beside the checkout")
    return folder


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """A key file as it should be: 0600, the fixed test key."""
    path = tmp_path / "configuration" / "key"
    path.parent.mkdir(mode=0o700)
    path.touch(mode=0o600)
    path.write_text(TEST_KEY + "\n", encoding="ascii")
    return path


@pytest.fixture
def key(key_file: Path) -> Key:
    """The fixed test key."""
    return read_key(key_file)


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    """An empty warehouse."""
    root = tmp_path / "warehouse"
    root.mkdir()
    return Layout(root)
