"""Canaries: personal data that nobody has, and the search for them in everything that was written.

Belongs here: the strings that tests plant, and a search that looks into Parquet, DuckDB, SQLite and archives too, since
compressed text is not found in bytes. Does not belong here: expectations, or what production code refuses.
"""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

NAMES = {
    "latin": "Zénobie Quarshie-Ødegård",
    "arabic": "زنوبيا القرشاوي",
    "cyrillic": "Зиновия Кваршийская",
    "thai": "เซโนเบีย ควอร์ชี",
}
PHONES = {"latin": "+221 77 555 01 37", "arabic": "٠٧٧٥٥٥٠١٣٧", "cyrillic": "8 (955) 555-01-37", "thai": "๐๘๑-๕๕๕-๐๑๓๗"}
EMAILS = {
    "latin": "zenobie.q@example.org",
    "arabic": "زنوبيا@مثال.إختبار",
    "cyrillic": "зиновия@пример.испытание",
    "thai": "เซโนเบีย@ตัวอย่าง.ทดสอบ",
}
ADDRESSES = {
    "latin": "17 rue de l'Étang-Perdu",
    "arabic": "شارع البحيرة المفقودة ١٧",
    "cyrillic": "улица Потерянного Пруда, 17",
    "thai": "๑๗ ถนนบึงที่หายไป",
}
SCRIPTS = tuple(NAMES)

Needle = str | bytes


def find_canaries(folder: Path, needles: Sequence[Needle]) -> list[Path]:
    """Every file below the folder whose name or content holds one of the needles, sorted. Links are not followed."""
    patterns = spellings(needles)
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not path.is_file():
            continue
        name = path.relative_to(folder).as_posix().encode("utf-8")
        if holds(name, patterns) or any(holds(text, patterns) for text in texts_in(path.read_bytes())):
            found.append(path)
    return found


def spellings(needles: Iterable[Needle]) -> tuple[bytes, ...]:
    """Each needle as the bytes that it may be written in: common encodings, and escaped as JSON does."""
    patterns: set[bytes] = set()
    for needle in needles:
        if isinstance(needle, bytes):
            patterns |= {needle, needle.hex().encode("ascii")}
            continue
        patterns |= {needle.encode("utf-8"), needle.encode("utf-16-le"), needle.encode("utf-16-be")}
        patterns |= {json.dumps(needle)[1:-1].encode("ascii"), json.dumps(needle)[1:-1].upper().encode("ascii")}
        for encoding in ("cp1252", "cp1251", "cp1256", "cp874"):
            try:
                patterns.add(needle.encode(encoding))
            except UnicodeEncodeError:
                continue
    return tuple(sorted(patterns))


def holds(content: bytes, patterns: Iterable[bytes]) -> bool:
    """True where one of the patterns stands in the bytes."""
    return any(pattern in content for pattern in patterns)


def texts_in(content: bytes) -> Iterator[bytes]:
    """The bytes themselves, and all text that is packed in them."""
    yield content
    if content[:4] == b"PAR1":
        yield from _texts_in_parquet(content)
    elif content[8:12] == b"DUCK":
        yield from _texts_in_duckdb(content)
    elif content[:16] == b"SQLite format 3\0":
        yield from _texts_in_sqlite(content)
    else:
        for member in _members_of(content):
            yield from texts_in(member)


def _texts_in_parquet(content: bytes) -> Iterator[bytes]:
    file = pq.ParquetFile(pa.BufferReader(content))
    yield str(file.schema_arrow).encode("utf-8")
    for batch in file.iter_batches():
        yield _as_text(batch.to_pylist())


def _texts_in_duckdb(content: bytes) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "copy.duckdb"
        path.write_bytes(content)
        with duckdb.connect(str(path), read_only=True) as connection:
            described = connection.execute("select sql, comment from duckdb_views() where not internal").fetchall()
            described += connection.execute("select table_name, comment from duckdb_columns()").fetchall()
            yield _as_text(described)
            for (table,) in connection.execute("select table_name from duckdb_tables()").fetchall():
                for batch in connection.sql(f'from "{table}"').to_arrow_reader():
                    yield _as_text(batch.to_pylist())


def _texts_in_sqlite(content: bytes) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "copy.sqlite"
        path.write_bytes(content)
        connection = sqlite3.connect(path)
        try:
            yield "\n".join(connection.iterdump()).encode("utf-8", "surrogateescape")
        finally:
            connection.close()


def _members_of(content: bytes) -> Iterator[bytes]:
    if content[:2] == b"\x1f\x8b":
        yield gzip.decompress(content)
    elif content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name.encode("utf-8")
                yield archive.read(name)
    elif content[257:262] == b"ustar":
        with tarfile.open(fileobj=io.BytesIO(content)) as packed:
            for member in packed:
                yield member.name.encode("utf-8")
                if (file := packed.extractfile(member)) is not None:
                    yield file.read()


def _as_text(rows: object) -> bytes:
    return json.dumps(rows, ensure_ascii=False, default=str).encode("utf-8")
