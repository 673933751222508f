"""What is restricted stays its owner's alone, whatever the umask; what was there before keeps its mode."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from schemas.mapping.registry import load_registry
from schemas.text.problem import MappingError
from tests.apart import command_apart
from tests.tiny_network import environment_of, make_network, write_delivery, write_mapping
from warehouse.store.key import make_key_file

STOPS = ("land.delivery_renamed", "stage.delivery_staged", "publish.database_built")


def run_under_no_umask(folder: Path, *arguments: str, stop_at: str = "") -> int:
    environment = {**environment_of(folder), "HARMONISE_STOP_AT": stop_at}
    done = command_apart(environment, *arguments, umask=0)
    assert "Traceback" not in done.err
    return done.code


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def open_to_others(folder: Path) -> list[str]:
    """What below the folder others may read, write or enter; links have no mode of their own."""
    paths = [path for path in (folder, *folder.rglob("*")) if not path.is_symlink()]
    return [f"{mode_of(path):04o} {path.relative_to(folder)}" for path in paths if mode_of(path) & 0o077]


def reachable_by_others(folder: Path) -> list[str]:
    """The same, without what lies in a folder that is closed to them: a killed run had no time to close more."""
    if not mode_of(folder) & 0o077:
        return []
    return [str(folder), *(one for path in folder.iterdir() if path.is_dir() for one in reachable_by_others(path))]


@pytest.mark.long
def test_all_of_a_warehouse_holds_its_modes_under_umask_000(tmp_path: Path) -> None:
    make_network(tmp_path, ["tiny_a"])
    for stop in STOPS:
        assert run_under_no_umask(tmp_path, "run", stop_at=stop) < 0
        assert reachable_by_others(tmp_path / "warehouse") == [], stop
    assert run_under_no_umask(tmp_path, "run") == 0
    write_delivery(tmp_path / "deliveries", "tiny_a", day="2024-05-01")
    assert run_under_no_umask(tmp_path, "run") == 0
    warehouse = tmp_path / "warehouse"
    assert {path.name for path in warehouse.iterdir()} == {"current", "lake", "landing", "locks", "releases", "work"}
    assert len(list(warehouse.rglob("*"))) > 40
    assert open_to_others(warehouse) == []
    assert open_to_others(tmp_path / "configuration") == []
    assert not mode_of(tmp_path / "dagster_home") & 0o077


@pytest.mark.long
def test_a_warehouse_that_is_there_keeps_its_own_mode_and_closes_what_is_in_it(tmp_path: Path) -> None:
    make_network(tmp_path, ["tiny_a"])
    for name in ("warehouse", "warehouse/locks", "warehouse/lake"):
        (tmp_path / name).mkdir()
        (tmp_path / name).chmod(0o777)
    assert run_under_no_umask(tmp_path, "run") == 0
    assert mode_of(tmp_path / "warehouse") == 0o777
    assert [one for one in open_to_others(tmp_path / "warehouse") if not one.endswith(" .")] == []


def test_a_new_key_changes_no_folder_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o775)
    environment = {**environment_of(tmp_path), "HARMONISE_KEY_FILE": str(tmp_path / "shared" / "key")}
    done = command_apart(environment, "doctor", "--make-key", umask=0)
    assert "A new key stands in" in done.out
    assert (mode_of(tmp_path / "shared"), mode_of(tmp_path / "shared" / "key")) == (0o775, 0o600)


def test_folders_that_a_new_key_needs_are_its_owners(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        make_key_file(tmp_path / "one" / "two" / "key")
    finally:
        os.umask(before)
    assert [mode_of(tmp_path / name) for name in ("one", "one/two", "one/two/key")] == [0o700, 0o700, 0o600]


@pytest.mark.long
def test_no_source_can_have_a_name_that_the_warehouse_uses(tmp_path: Path) -> None:
    """Found in a warehouse that was run: whatever lies where sources have a lock or a folder, beside theirs."""
    make_network(tmp_path, ["tiny_a"])
    assert run_under_no_umask(tmp_path, "run") == 0
    warehouse = tmp_path / "warehouse"
    beside = [path for name in ("locks", "lake", "landing") for path in (warehouse / name).iterdir()]
    used = {path.stem for path in beside} - {"tiny_a"}
    assert {"publish", "network", "key_check"} <= used
    for name in sorted(used):
        if name[0] in "._":
            continue  # such a folder of the mappings is no source
        write_mapping(tmp_path / name, name)
        with pytest.raises(MappingError, match="the warehouse itself uses this name") as raised:
            load_registry(tmp_path / name)
        assert [(one.file, one.next_step) for one in raised.value.problems] == [(f"{name}/{name}", "rename the folder")]


def test_nothing_is_drafted_under_such_a_name(tmp_path: Path) -> None:
    make_network(tmp_path, ["tiny_a"])
    export = write_delivery(tmp_path / "deliveries", "tiny_a")
    assert run_under_no_umask(tmp_path, "draft", "publish", str(export)) == 2
    assert not (tmp_path / "mappings" / "publish").exists()
