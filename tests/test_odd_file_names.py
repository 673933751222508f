"""Names of files that are no text, steer a terminal or are patterns for others: scanned and landed alike."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from schemas.text.printable import printable
from tests.tiny_source import TinySource
from warehouse.scan import scan_files

EXPORT = """\
files: "*.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: no
arrives: {as: additions}
date: {column: day, format: iso}
fields: {channel: {never: not asked}, gender: {never: not asked}, age: {never: not asked}}
reasons: {cell: why}
"""
NAMES = (
    b"\xe9.csv", b"\x1b[31mred.csv", b"\x1b]0;x\x07.csv", b"a[1].csv", b"a1.csv", b"b*.csv", b"bx.csv", b"q?.csv", b"qq.csv",
    b"w\\y.csv", b"w\\[z].csv", b"two\nlines.csv", b"it's.csv", b'say "x".csv', b"{x}.csv", b"%41.csv", b"\xff\xfe\xe9.csv",
    "é.csv".encode(), "บันทึก.csv".encode(),
)  # fmt: skip


def write(folder: Path) -> dict[str, int]:
    """A file under each name, each with another number of records; how many, by the name as it is shown."""
    folder.mkdir(exist_ok=True)
    counts = {}
    for place, name in enumerate(NAMES):
        n_rows = 20 + place
        body = "".join(f"{place}-{n},2024-03-{n % 28 + 1:02},Grief\n" for n in range(n_rows))
        Path(os.fsdecode(os.path.join(os.fsencode(folder), name))).write_text(f"no,day,why\n{body}", "utf-8")
        counts[printable(os.fsdecode(name))] = n_rows
    return counts


@pytest.mark.long
def test_a_scan_reads_each_of_them_and_shows_its_name_as_text(tmp_path: Path) -> None:
    counts = write(tmp_path / "in")

    profile = scan_files([tmp_path / "in"])
    profile.save(tmp_path / "p.json")

    assert profile.problems == ()
    assert {file.name: table.n_rows for file in profile.files for table in file.tables} == counts
    assert printable(repr(profile)) == repr(profile)


def test_a_run_reads_each_of_them(tmp_path: Path) -> None:
    source = TinySource.write(tmp_path, EXPORT, "reason,Grief,mapped,mental_health.mood,,,,,,,,\n")
    counts = write(source.inbox)

    landed, _, _ = source.ingest()

    assert [one for one in landed.findings if one.state_code == "fail"] == []
    # A name is shown as far as the mapping's pattern spells it: files are told apart by their numbers of records.
    shown = dict(source.query("select file_name, n_rows_used from delivery"))
    assert sorted(shown.values()) == sorted(counts.values())
    assert all(name.isprintable() for name in shown)
    assert dict(source.query("select status_code, count(*) from delivery group by all")) == {"used": len(NAMES)}


@pytest.mark.long
def test_a_folder_whose_name_is_no_text(tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), b"\xe9\x1b[1m*")))
    counts = write(folder)

    profile = scan_files([folder])

    assert profile.problems == ()
    assert {file.name: table.n_rows for file in profile.files for table in file.tables} == counts


@pytest.mark.parametrize("name", [b"\xe9", b"\x1b[31m"])
def test_what_cannot_be_read_is_named_as_text(tmp_path: Path, name: bytes) -> None:
    path = Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name + b".csv")))
    path.write_bytes(b"")

    (problem,) = scan_files([path]).problems

    assert printable(os.fsdecode(name)) in problem
    assert printable(problem) == problem
