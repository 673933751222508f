"""What lies among deliveries and is no file is named and left alone; the files beside it are landed, scanned,
drafted.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.apart import Ended, command_apart
from tests.conftest import TEST_KEY
from tests.tiny_network import environment_of, make_network, write_delivery
from warehouse.land.address import list_files
from warehouse.land.delivery import FileFormat, list_deliveries
from warehouse.land.step import Landed, land, new_files_fingerprint
from warehouse.scan import scan_files
from warehouse.store.run import silent

FORMATS = [FileFormat("all", "*.csv")]
TEXT = "id,day\n" + "".join(f"{number},2024-01-05\n" for number in range(20))
OUT = "is a link that leads out of the delivery folder"
PATIENCE = 60
"""Seconds after which a command is taken to hang; it takes one or two."""


def make_socket(path: Path) -> None:
    before = Path.cwd()
    os.chdir(path.parent)  # the name of a socket is short
    try:
        socket.socket(socket.AF_UNIX).bind(path.name)
    finally:
        os.chdir(before)


def link_to_folder_outside(path: Path) -> None:
    path.symlink_to(path.parent.parent / "outside")


def link_to_file_outside(path: Path) -> None:
    path.symlink_to(path.parent.parent / "outside" / "secret.csv")


def link_by_two_links(path: Path) -> None:
    path.with_name("step").symlink_to(path.parent.parent / "outside")
    path.symlink_to(Path("step") / "secret.csv")


def folder_with_a_file(path: Path) -> None:
    path.mkdir()
    (path / "part_0.csv").write_text(TEXT, encoding="utf-8")


NO_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "pipe": (os.mkfifo, "is a pipe"),
    "socket": (make_socket, "is a socket"),
    "device": (lambda path: path.symlink_to("/dev/zero"), OUT),
    "link to a file outside": (link_to_file_outside, OUT),
    "link to a folder outside": (link_to_folder_outside, OUT),
    "link by two links": (link_by_two_links, OUT),
    "link to nothing outside": (lambda path: path.symlink_to("/nowhere/at/all"), OUT),
    "empty folder": (Path.mkdir, "is a folder"),
    "folder with a file": (folder_with_a_file, "is a folder"),
}
UNREADABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "link to nothing": (lambda path: path.symlink_to("nowhere.csv"), "No such file or directory"),
    "link to itself": (lambda path: path.symlink_to(path.name), "Too many levels of symbolic links"),
}


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.csv").write_text(TEST_KEY, encoding="ascii")
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "good.csv").write_text(TEXT, encoding="utf-8")
    return tmp_path / "inbox"


def pull(tmp_path: Path, address: Path | str, ignore: tuple[str, ...] = ()) -> Landed:
    return land(tmp_path / "landing", "tiny", str(address), FORMATS, ignore, silent)


def landed_bytes(tmp_path: Path) -> list[str]:
    folders = list_deliveries(tmp_path / "landing")
    return [path.read_text() for folder in folders for path in folder.iterdir() if path.name != "manifest.json"]


@pytest.mark.parametrize("address", ["inbox", "inbox/*.csv", "inbox/**"])
@pytest.mark.parametrize("kind", NO_FILES)
def test_it_is_named_and_the_others_are_landed(tmp_path: Path, inbox: Path, kind: str, address: str) -> None:
    make, why = NO_FILES[kind]
    make(inbox / "a_odd.csv")
    landed = pull(tmp_path, tmp_path / address)
    assert ("a_odd.csv", why) in landed.refused
    finding = next(one for one in landed.findings if one.file_name == "a_aaa.csv")
    assert (finding.finding_code, finding.state_code) == ("no_file", "fail")
    assert finding.sentence == f"a_aaa.csv {why}, so it is not read. The other files were landed."
    assert landed_bytes(tmp_path) == [TEXT]
    assert new_files_fingerprint(tmp_path / "landing", "tiny", str(tmp_path / address), FORMATS, []) is not None
    assert pull(tmp_path, tmp_path / address, ("a_odd.csv", "step")).findings == ()


@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_link_to_nothing_cannot_be_read(tmp_path: Path, inbox: Path, kind: str) -> None:
    make, why = UNREADABLE[kind]
    make(inbox / "a_odd.csv")
    assert pull(tmp_path, inbox).unreadable == (("a_odd.csv", why),)
    assert landed_bytes(tmp_path) == [TEXT]


@pytest.mark.parametrize("address", ["inbox/a_odd.csv", "inbox/sub/../a_odd.csv"])
def test_an_address_that_is_no_file_is_named(tmp_path: Path, inbox: Path, address: str) -> None:
    (inbox / "sub").mkdir()
    os.mkfifo(inbox / "a_odd.csv")
    assert pull(tmp_path, tmp_path / address).refused == (("a_odd.csv", "is a pipe"),)
    assert pull(tmp_path, "/dev/zero").refused == (("zero", "is a device"),)


def test_links_that_stay_in_the_folder_are_fine(tmp_path: Path, inbox: Path) -> None:
    (inbox / "years" / "2024").mkdir(parents=True)
    (inbox / "years" / "2024" / "deep.csv").write_text(TEXT + "20,2024-01-05\n", encoding="utf-8")
    (inbox / "latest.csv").symlink_to("good.csv")
    (inbox / "this_year").symlink_to("years/2024")
    (inbox / "years" / "up").symlink_to(inbox)
    landed = pull(tmp_path, inbox)
    assert (landed.findings, len(landed.new)) == ((), 2)


def test_the_delivery_folder_itself_may_be_reached_by_a_link(tmp_path: Path, inbox: Path) -> None:
    (tmp_path / "mounted").symlink_to(inbox)
    (inbox / "latest.csv").symlink_to(inbox / "good.csv")
    landed = pull(tmp_path, tmp_path / "mounted")
    assert (landed.findings, len(landed.new)) == ((), 1)


def test_folders_that_no_format_with_an_ending_describes_are_looked_into(tmp_path: Path, inbox: Path) -> None:
    folder_with_a_file(inbox / "2024.d")
    landed = land(tmp_path / "landing", "tiny", str(inbox), [FileFormat("all", "*")], (), silent)
    assert (landed.findings, landed.n_files_seen, len(landed.new)) == ((), 2, 1)


def test_what_takes_the_place_of_a_listed_file_is_not_read(tmp_path: Path, inbox: Path) -> None:
    """A pipe that nobody writes to would be waited for; a link could lead to the key."""
    for number, make in enumerate((os.mkfifo, link_to_file_outside)):
        path = inbox / f"swapped_{number}.csv"
        path.write_text(TEXT, encoding="utf-8")
        (found,) = [one for one in list_files(str(inbox)).files if one.name == path.name]
        path.unlink()
        make(path)
        with found.open() as file:
            assert file.read() == b""


def test_a_local_folder_behind_another_protocol_leads_nowhere_else(tmp_path: Path, inbox: Path) -> None:
    link_to_file_outside(inbox / "a_link.csv")
    os.mkfifo(inbox / "a_pipe.csv")
    landed = pull(tmp_path, f"simplecache::file://{inbox}")
    assert [name for name, _ in landed.refused] == ["a_link.csv", "a_pipe.csv"]
    assert landed_bytes(tmp_path) == [TEXT]


@pytest.mark.parametrize("kind", ["pipe", "socket", "device", "link to a file outside"])
def test_a_scan_names_it_and_goes_on(inbox: Path, kind: str) -> None:
    make, why = NO_FILES[kind]
    make(inbox / "a_odd.csv")
    profile = scan_files([inbox])
    assert [one.name for one in profile.files if one.tables] == ["good.csv"]
    assert profile.problems == (f"a_odd.csv {why}, so it is not read. Name the file itself.",)
    if kind == "link to a file outside":
        return  # somebody who names a link means what it leads to
    (problem,) = scan_files([inbox / "a_odd.csv"]).problems
    assert "so it is not read" in problem


def test_no_command_waits_for_a_pipe(tmp_path: Path, inbox: Path) -> None:
    make_network(tmp_path, ["tiny_a"])
    pipe = inbox / "a_pipe.csv"
    os.mkfifo(pipe)
    for arguments, code in ((("scan", str(pipe)), 2), (("scan", str(inbox)), 1), (("draft", "line", str(pipe)), 1)):
        done = run(tmp_path, *arguments)
        assert done.code == code, done.err
        assert "a_pipe.csv is a pipe" in done.err
    # What could not be read is a question in a folder that is held.
    assert "QUESTION" in (tmp_path / "mappings" / "line" / "export.yaml").read_text("utf-8")
    run(tmp_path, "draft", "other_line", str(inbox))
    assert (tmp_path / "mappings" / "other_line" / "export.yaml").is_file()


@pytest.mark.long
def test_a_run_ends_with_1_and_loads_the_others(tmp_path: Path) -> None:
    make_network(tmp_path, ["tiny_a"])
    folder = write_delivery(tmp_path / "deliveries", "tiny_a").parent
    os.mkfifo(folder / "contacts_2024-05-01.csv")
    (folder / "contacts_2024-05-02.csv").symlink_to(tmp_path / "configuration" / "key")
    (folder / "contacts_2024-05-03.csv").symlink_to("/dev/zero")
    (folder / "contacts_2024-05-04.csv").mkdir()
    done = run(tmp_path, "run")
    assert done.code == 1
    for name in ("05-01.csv is a pipe", f"05-02.csv {OUT}", f"05-03.csv {OUT}", "05-04.csv is a folder"):
        assert f"contacts_2024-{name}" in done.out
    assert (tmp_path / "warehouse" / "current" / "helplines.duckdb").is_file()
    written = [path for path in (tmp_path / "warehouse").rglob("*") if path.is_file()]
    assert not any(TEST_KEY.encode() in path.read_bytes() for path in written)


def run(folder: Path, *arguments: str) -> Ended:
    return command_apart(environment_of(folder), *arguments, patience=PATIENCE)
