"""An archive is unpacked within limits, and nothing of it stays where it cannot be used."""

from __future__ import annotations

import errno
import gzip
import shutil
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest

from schemas.mapping.read import Read
from schemas.text.problem import HarmoniseError
from tests.container_files import write_zip
from warehouse.read import limits, unpack
from warehouse.read.rejects import UnreadableError
from warehouse.read.table import open_table
from warehouse.store.run import silent

pack_gzip = partial(gzip.compress, mtime=0)
"""The same bytes whenever it is called: cases of tests are named by them, in several processes."""

TEXT = b"id\n" + b"some contact\n" * 10_000
GZIP = Read.model_validate({"csv": {"encoding": "utf-8"}, "packed": "gzip"})
ZIP = Read.model_validate({"csv": {"encoding": "utf-8"}, "packed": "zip"})
PACKED = [(pack_gzip(TEXT), GZIP), (write_zip({"a.csv": TEXT}), ZIP)]


def take(tmp_path: Path, content: bytes, read: Read) -> Path:
    (tmp_path / "sent").write_bytes(content)
    return unpack.unpack(tmp_path / "sent", read, tmp_path / "work")


@pytest.mark.parametrize(("content", "read"), [*PACKED, (pack_gzip(TEXT[:7]) + pack_gzip(TEXT[7:]), GZIP)])
def test_the_one_file_comes_out_whole_and_is_named_as_what_was_sent(tmp_path: Path, content: bytes, read: Read) -> None:
    plain = take(tmp_path, content, read)
    assert plain.read_bytes() == TEXT
    assert (plain.name, plain.parent.parent) == ("sent", tmp_path / "work")


@pytest.mark.parametrize(("content", "read"), PACKED)
def test_wherever_an_archive_is_cut_nothing_of_it_is_used(tmp_path: Path, content: bytes, read: Read) -> None:
    for place in range(1, len(content), max(1, len(content) // 100)):
        with pytest.raises(UnreadableError) as caught:
            take(tmp_path, content[:place], read)
        assert caught.value.finding_code == "damaged_file"
        assert list((tmp_path / "work").iterdir()) == []


@pytest.mark.parametrize(("content", "read"), PACKED)
@pytest.mark.parametrize(
    ("setting", "told"),
    [({"MOST_UNPACKED_BYTES": 50_000}, "more than 50000 bytes"),
     ({"MOST_UNPACKED_RATIO": 20, "RATIO_COUNTS_FROM_BYTES": 50_000}, "more than 20 times its size")],
)  # fmt: skip
def test_an_archive_that_is_too_large_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, read: Read, setting: dict[str, int], told: str
) -> None:
    for name, value in setting.items():
        monkeypatch.setattr(limits, name, value)
    with pytest.raises(UnreadableError, match=told) as caught:
        take(tmp_path, content, read)
    assert caught.value.finding_code == "hostile_file"
    assert list((tmp_path / "work").iterdir()) == []


@pytest.mark.parametrize(("content", "read"), PACKED)
def test_one_file_takes_no_more_than_its_part_of_the_free_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, read: Read
) -> None:
    assert take(tmp_path, content, read).read_bytes() == TEXT
    shutil.rmtree(tmp_path / "work")
    # so large a part that some 50 KB are what one file may take, whatever is free here
    monkeypatch.setattr(limits, "PART_OF_FREE_DISK", shutil.disk_usage(tmp_path).free // 50_000)
    with pytest.raises(UnreadableError, match="part of the free disk") as caught:
        take(tmp_path, content, read)
    assert caught.value.finding_code == "no_space"
    assert list((tmp_path / "work").iterdir()) == []


def test_a_disk_that_fills_on_the_way_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: Any) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(unpack, "copy_within", fail)
    for content, read in PACKED:
        with pytest.raises(HarmoniseError, match="the disk is full") as caught:
            take(tmp_path, content, read)
        assert not isinstance(caught.value, UnreadableError)
        assert list((tmp_path / "work").iterdir()) == []


def test_a_packed_file_is_read_fast_whatever_its_ending(tmp_path: Path) -> None:
    path = tmp_path / "c.csv.gz"
    path.write_bytes(pack_gzip(TEXT))
    with duckdb.connect() as connection:
        opened = open_table(connection, path, GZIP, None, {}, "t", silent, tmp_path / "work")

    assert opened.in_order
