"""Copies of a text file that can be read on its bytes, where the file itself cannot.

Belongs here: UTF-8 transcripts, and leaving out what old programs write behind the last record. Does not belong here:
reading either (`warehouse.read.csv.read`). The landed file is never changed.
"""

from __future__ import annotations

import codecs
import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from warehouse.read.csv.count import CsvDialect
from warehouse.read.csv.records import count_end_mark
from warehouse.read.rejects import refuse_file

BLOCK_BYTES = 4 << 20


def make_splittable(path: Path, dialect: CsvDialect, work_folder: Path) -> tuple[Path, CsvDialect]:
    """The file without the mark at its end, or its UTF-8 transcript where the encoding (UTF-16 ...) cannot be cut into
    lines on its bytes.
    """
    if dialect.splits_on_bytes:
        n_bytes = path.stat().st_size - count_end_mark(path)
        return (path if n_bytes == path.stat().st_size else _copy_beginning(path, n_bytes, work_folder)), dialect
    copy = _place_of_copy(path, work_folder)
    if not transcribe(path, dialect, 0, copy):
        raise refuse_file("wrong_encoding", path, "whole_file", {"encoding": dialect.encoding})
    os.truncate(copy, copy.stat().st_size - count_end_mark(copy))
    return copy, replace(dialect, encoding="utf-8")


def _place_of_copy(path: Path, work_folder: Path) -> Path:
    """In a folder of its own, so that the copy has the file's name in messages and rejects."""
    return Path(tempfile.mkdtemp(prefix="read-", dir=work_folder)) / path.name


def _copy_beginning(path: Path, n_bytes: int, work_folder: Path) -> Path:
    copy = _place_of_copy(path, work_folder)
    shutil.copyfile(path, copy)
    os.truncate(copy, n_bytes)
    return copy


def transcribe(path: Path, dialect: CsvDialect, start: int, target: Path) -> bool:
    """Write a UTF-8 copy from byte `start` on, decoded strictly; False, and no copy, where that fails."""
    decoder = codecs.getincrementaldecoder(dialect.codec)("strict")
    try:
        with path.open("rb") as source, target.open("wb") as copy:
            source.seek(start)
            while block := source.read(BLOCK_BYTES):
                copy.write(decoder.decode(block).encode("utf-8"))
            copy.write(decoder.decode(b"", True).encode("utf-8"))
    except UnicodeError:
        target.unlink()
        return False
    return True
