"""A file that grows beyond what one file may take is held by itself; the source's other files are loaded."""

from __future__ import annotations

import gzip
import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.container_files import write_xlsx
from tests.tiny_source import TinySource
from warehouse.read import limits
from warehouse.scan import scan_files
from warehouse.steps import has_news

EXPORT = """\
files: "calls_*.gz"
read: {csv: {encoding: utf-8}, packed: gzip}
row: contact
id: call
arrives: {as: additions}
date: {column: day, format: iso}
fields: {channel: {never: not asked}}
setting: {never: not asked}
reasons: {cell: need}
---
files: "calls_*.zip"
like: gz
read: {csv: {encoding: utf-8}, packed: zip}
---
files: "calls_*.xlsx"
like: gz
read: {workbook: {sheet: Contacts}}
"""
EXPORT = "name: gz\n" + EXPORT
DECISIONS = "reason,Threats,mapped,violence.harassment,,,equal,,,,,\n"
GOOD = "call,day,need\na,2024-01-05,Threats\nb,2024-01-06,Threats\n"
LARGE = GOOD + "".join(f"c{number:07},2024-01-07,Threats\n" for number in range(40_000))
"""About 1 MB of honest rows: what is too large for a small disk is no other file than this."""


def write_gzip(text: str) -> bytes:
    return gzip.compress(text.encode("utf-8"))


def write_zip(text: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("calls.csv", text)
    return target.getvalue()


def write_workbook(text: str) -> bytes:
    return write_xlsx([line.split(",") for line in text.splitlines()])


WRITERS: dict[str, Callable[[str], bytes]] = {"gz": write_gzip, "zip": write_zip, "xlsx": write_workbook}


@pytest.fixture
def tiny(tmp_path: Path) -> TinySource:
    made = TinySource.write(tmp_path, EXPORT, DECISIONS)
    made.put("calls_1.gz", write_gzip(GOOD))
    return made


def leave_room_for(monkeypatch: pytest.MonkeyPatch, folder: Path, n_bytes: int) -> None:
    """So small a part of the free disk that about so many bytes are what one file may take, whatever is free here."""
    monkeypatch.setattr(limits, "PART_OF_FREE_DISK", shutil.disk_usage(folder).free // n_bytes)


def held(tiny: TinySource) -> list[tuple[str, ...]]:
    query = "select file_name, finding_code, state_code from lake_finding where state_code = 'fail'"
    return tiny.query(query)


@pytest.mark.long
@pytest.mark.parametrize("kind", WRITERS)
def test_what_is_too_large_for_the_free_disk_is_held_until_there_is_room(
    tiny: TinySource, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    tiny.put(f"calls_2.{kind}", WRITERS[kind](LARGE))
    with monkeypatch.context() as small:
        leave_room_for(small, tiny.folder, 100_000)
        tiny.ingest()
        assert held(tiny) == [(f"calls_2.{kind}", "no_space", "fail")]
        assert tiny.query("select count(*) from contact") == [(2,)]
        statuses = "select file_name, status_code from delivery order by all"
        assert tiny.query(statuses) == [("calls_1.gz", "used"), (f"calls_2.{kind}", "held")]
        assert [path for path in tiny.layout.work.rglob("*") if path.is_file()] == []
    assert has_news(tiny.run(), "tiny", str(tiny.inbox)) is not None
    tiny.ingest()
    assert held(tiny) == []
    assert tiny.query("select count(distinct contact_id) from contact") == [(40_002,)]
    assert has_news(tiny.run(), "tiny", str(tiny.inbox)) is None


@pytest.mark.parametrize("kind", ["gz", "zip"])
def test_a_bomb_is_held_and_the_others_are_loaded(tiny: TinySource, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(limits, "RATIO_COUNTS_FROM_BYTES", 1 << 20)
    monkeypatch.setattr(limits, "MOST_UNPACKED_RATIO", 500)
    bomb = WRITERS[kind]("0" * (20 << 20))
    assert len(bomb) < 40_000
    tiny.put(f"calls_3.{kind}", bomb)
    tiny.ingest()
    assert held(tiny) == [(f"calls_3.{kind}", "hostile_file", "fail")]
    assert tiny.query("select count(*) from contact") == [(2,)]


@pytest.mark.parametrize("kind", ["gz", "zip"])
def test_a_scan_leaves_a_bomb_and_goes_on(tiny: TinySource, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    tiny.put(f"calls_2.{kind}", WRITERS[kind](LARGE))
    leave_room_for(monkeypatch, tiny.folder, 100_000)
    profile = scan_files([tiny.inbox])
    (problem,) = profile.problems
    assert problem.startswith(f"calls_2.{kind} unpacks to more than ")
    assert problem.endswith("ask the helpline what this file is.")
    assert [one.name for one in profile.files if one.tables] == ["calls_1.gz"]


def test_the_members_of_an_archive_that_is_scanned_count_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(10):
            archive.writestr(f"{number}.csv", LARGE[:50_000])
    leave_room_for(monkeypatch, tmp_path, 100_000)
    (problem,) = scan_files([path]).problems
    assert problem.startswith("many.zip unpacks to more than ")
