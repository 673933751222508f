"""`harmonise run` broken off in every way: killed, interrupted, ended, out of disk, twice at once. The next one
completes.

The long form of `tests/test_interrupted_run.py`: the real command with Dagster, each boundary every time that it is
passed, kill upon kill, a disk that is really full.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.base.failures import INTERRUPTED
from tests.audit import audit
from tests.interrupted_run import Network, command_apart, log_boundaries, make_standing, printed_by, start_command
from warehouse.publish.check import verify_release
from warehouse.publish.retention import list_releases
from warehouse.store.lock import exclusive

faults = pytest.mark.faults
NOTHING = "Nothing changed"
DISK = "size=48m"
FREE_KILOBYTES = (0, 4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 256, 512, 1024, 2048)
"""Room that is left on the disk when the run begins: from none at all to nearly enough for the release."""


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Network:
    return make_standing(tmp_path_factory.mktemp("standing") / "network")


@pytest.fixture(scope="module")
def undisturbed(standing: Network, tmp_path_factory: pytest.TempPathFactory) -> tuple[Network, list[str]]:
    network = standing.copy(tmp_path_factory.mktemp("undisturbed") / "network")
    return network, log_boundaries(network)


@pytest.fixture
def network(standing: Network, tmp_path: Path) -> Network:
    return standing.copy(tmp_path / "network")


def assert_completes(network: Network, undisturbed: Network) -> None:
    """The next command completes and equals an undisturbed run; a second one says that nothing changed."""
    assert command_apart(network) == 0, printed_by(network)
    assert network.state() == undisturbed.state()
    assert audit(network.layout.root, network.settings.mappings) == []
    assert network.leftovers() == []
    assert command_apart(network) == 0
    assert NOTHING in printed_by(network)


def assert_broken_off(network: Network, code: int, expected: int) -> None:
    """It ended as expected, in its own words; a whole release is shown."""
    assert code == expected, printed_by(network)
    assert "Traceback" not in printed_by(network)
    assert verify_release(network.layout.current) == ()


# ---------------------------------------------------------------- the short form of this file


@pytest.mark.slow
def test_what_a_sigterm_broke_off_is_done_by_the_next_command(
    network: Network, undisturbed: tuple[Network, list[str]]
) -> None:
    code = command_apart(network, {"HARMONISE_STOP_AT": "stage.delivery_staged:3:SIGTERM"})

    assert_broken_off(network, code, INTERRUPTED)
    assert "done again by the next one" in printed_by(network)
    assert_completes(network, undisturbed[0])


def test_a_second_command_says_who_runs_and_changes_nothing(network: Network) -> None:
    before = network.state()

    with exclusive(network.layout.run_lock, "This warehouse"):
        assert command_apart(network) == 1

    assert f"process {os.getpid()}" in printed_by(network)
    assert "Traceback" not in printed_by(network)
    assert network.state() == before


# ---------------------------------------------------------------- the long form


@faults
def test_after_a_kill_at_any_boundary(
    standing: Network, undisturbed: tuple[Network, list[str]], tmp_path: Path
) -> None:
    for number, stop_at in enumerate(undisturbed[1]):
        network = standing.copy(tmp_path / str(number))
        code = command_apart(network, {"HARMONISE_STOP_AT": stop_at})
        assert_broken_off(network, code, -signal.SIGKILL)
        assert_completes(network, undisturbed[0])
        shutil.rmtree(network.folder)


@faults
@pytest.mark.parametrize("seed", range(8))
def test_after_kill_upon_kill(network: Network, undisturbed: tuple[Network, list[str]], seed: int) -> None:
    """Each run is killed at another boundary; one that it does not reach is a run that completes."""
    for stop_at in random.Random(seed).sample(undisturbed[1], 5):
        assert command_apart(network, {"HARMONISE_STOP_AT": stop_at}) in (0, -signal.SIGKILL)
        assert verify_release(network.layout.current) == ()
    command_apart(network)
    assert_completes(network, undisturbed[0])


@faults
@pytest.mark.parametrize("sent", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize(
    "name",
    [
        "land.delivery_renamed",
        "stage.delivery_staged",
        "harmonise.years_written",
        "assess.tables_written",
        "publish.database_built",
        "publish.release_renamed",
    ],
)
def test_after_a_signal(network: Network, undisturbed: tuple[Network, list[str]], name: str, sent: str) -> None:
    code = command_apart(network, {"HARMONISE_STOP_AT": f"{name}:1:{sent}"})

    assert_broken_off(network, code, INTERRUPTED)
    assert_completes(network, undisturbed[0])


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", DISK, "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small disk cannot be mounted here (needs root)")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@faults
@pytest.mark.parametrize("kilobytes", FREE_KILOBYTES)
def test_after_a_full_disk(
    standing: Network, undisturbed: tuple[Network, list[str]], small_disk: Path, tmp_path: Path, kilobytes: int
) -> None:
    """Dagster's state lies elsewhere: it is the warehouse that is full."""
    network = standing.copy(small_disk / "network")
    fill_disk(small_disk, kilobytes)

    code = command_apart(network, {"DAGSTER_HOME": str(tmp_path / "dagster_home")}, tmp_path / "printed")

    printed = (tmp_path / "printed").read_text(encoding="utf-8")
    assert code in (0, 1), printed
    assert "Traceback" not in printed
    assert "may quote a row" not in printed  # it is known what went wrong, and said
    assert verify_release(network.layout.current) == ()
    (small_disk / "ballast").unlink()
    assert code == 0 or NOTHING not in printed
    command_apart(network)
    assert network.state() == undisturbed[0].state()
    assert_completes_nothing(network)


def fill_disk(disk: Path, kilobytes: int) -> None:
    """Leave that much room."""
    free = shutil.disk_usage(disk).free
    with (disk / "ballast").open("wb") as ballast:
        ballast.write(bytes(free - kilobytes * 1024))


def assert_completes_nothing(network: Network) -> None:
    assert command_apart(network) == 0
    assert NOTHING in printed_by(network)
    assert network.leftovers() == []


@faults
def test_of_several_commands_at_once_one_goes_through(network: Network, undisturbed: tuple[Network, list[str]]) -> None:
    commands = [start_command(network, network.folder / f"printed_{number}") for number in range(4)]
    for command in commands:
        command.join()

    codes = [command.exitcode for command in commands]
    assert 0 in codes
    for number, code in enumerate(codes):
        printed = (network.folder / f"printed_{number}").read_text(encoding="utf-8")
        assert "Traceback" not in printed
        assert code == 0 or (code == 1 and "is being written by process" in printed)
    assert network.state() == undisturbed[0].state()
    assert [folder.name for folder in list_releases(network.layout)] == ["r0001", "r0002"]
