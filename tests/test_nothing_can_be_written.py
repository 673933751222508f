"""Where a folder of the warehouse takes nothing any more (a disk mounted for reading only, another owner), the command
names it, `doctor` does before a run, and the next run does what was left.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipelines.base.settings import Settings
from pipelines.doctor import check_all
from tests.command import Command
from tests.tiny_network import ROWS, enter_network, make_network, release, take_in, write_delivery, write_mapping

READ_ONLY = "Read-only file system"


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Root may write whatever the mode says, so a mount has to forbid it."""
    if os.geteuid():
        folder.chmod(0o500)
        yield
        folder.chmod(0o700)
        return
    bind = ["mount", "--bind", str(folder), str(folder)]
    if shutil.which("mount") is None or subprocess.run(bind, capture_output=True, check=False).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True)
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A source in a release, whose second file is waiting, and one that is heard from for the first time."""
    made = make_network(tmp_path, ["tiny_a"])
    enter_network(monkeypatch, tmp_path)
    take_in(made, ["tiny_a"])
    release(made)
    write_delivery(made.deliveries, "tiny_a", [ROWS[0].replace("1001", "1009")], day="2024-05-01")
    write_mapping(made.mappings, "tiny_b")
    write_delivery(made.deliveries, "tiny_b")
    return made


PLACES: dict[str, Callable[[Settings], Path]] = {
    "landing": lambda settings: settings.layout.landing,
    "landing of a source": lambda settings: settings.layout.landing_of("tiny_a"),
    "lake": lambda settings: settings.layout.lake,
    "lake of a source": lambda settings: settings.layout.lake_of("tiny_a"),
    "releases": lambda settings: settings.layout.releases,
}


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_the_folder_is_named_and_the_next_run_goes_on(
    settings: Settings, capfd: pytest.CaptureFixture[str], place: str
) -> None:
    folder = PLACES[place](settings)
    command = Command(capfd)
    with read_only(folder):
        bad = [line for line in check_all(settings) if not line.is_good]
        told = command("run")

    assert [str(folder) in line.state for line in bad] == [True]
    assert told.code == 1
    words = "".join((told.out + told.err).split())
    assert str(folder) in words, "the folder is named"
    assert "OSError" not in words and "PermissionError" not in words
    assert command("run").code == 0
    assert all(line.is_good for line in check_all(settings))
    assert "7 rows" in command("sql", "select contact_id from contact").out
