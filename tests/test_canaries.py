"""The search for canaries finds them wherever they may lie; otherwise law 7 would be held by a blind search."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.canaries import ADDRESSES, EMAILS, NAMES, PHONES, SCRIPTS, find_canaries

CANARIES = [one[script] for script in SCRIPTS for one in (NAMES, PHONES, EMAILS, ADDRESSES)]


def as_parquet(path: Path, text: str) -> None:
    pq.write_table(
        pa.table({"n": [1, 2] * 500, "nested": [[{"a": "x"}], [{"a": text}]] * 500}), path, compression="zstd"
    )


def as_duckdb(path: Path, text: str) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table t as select ['x', ?::varchar] as a from range(5000)", [text])


def as_sqlite(path: Path, text: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute("create table t (a text)")
    connection.execute("insert into t values (?)", ["x" * 5000 + text])
    connection.commit()
    connection.close()


def as_tar_in_gzip(path: Path, text: str) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        content = text.encode("utf-8")
        member = tarfile.TarInfo("a.txt")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    path.write_bytes(gzip.compress(packed.getvalue()))


def as_zip(path: Path, text: str) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "y" * 1000 + text)


WRITERS: dict[str, Callable[[Path, str], object]] = {
    "text": lambda path, text: path.write_text(f"a;{text};b", encoding="utf-8"),
    "utf16": lambda path, text: path.write_text(text, encoding="utf-16"),
    "json": lambda path, text: path.write_text(json.dumps({"a": [text]}), encoding="ascii"),
    "parquet": as_parquet,
    "duckdb": as_duckdb,
    "sqlite": as_sqlite,
    "tar.gz": as_tar_in_gzip,
    "zip": as_zip,
}


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("script", SCRIPTS)
def test_it_is_found(tmp_path: Path, kind: str, script: str) -> None:
    (tmp_path / "below").mkdir()
    for number, text in enumerate((NAMES[script], "nobody at all")):
        WRITERS[kind](tmp_path / "below" / f"{number}.{kind}", text)

    assert find_canaries(tmp_path, CANARIES) == [tmp_path / "below" / f"0.{kind}"]


def test_it_is_found_in_a_name_and_bytes_are_found_as_hex(tmp_path: Path) -> None:
    (tmp_path / f"{NAMES['latin']}.csv").touch()
    (tmp_path / "key.txt").write_text(b"\x01\x02\xfe".hex(), encoding="ascii")
    (tmp_path / "other.txt").write_text("0102", encoding="ascii")

    assert find_canaries(tmp_path, CANARIES) == [tmp_path / f"{NAMES['latin']}.csv"]
    assert find_canaries(tmp_path, [b"\x01\x02\xfe"]) == [tmp_path / "key.txt"]
