"""A workbook file before it is opened: of what kind it is, and whether it may be opened at all.

Belongs here: what the bytes of the container say. Does not belong here: sheets and cells
(`warehouse.read.workbook.child`; `read.workbook.xlsx`, `read.workbook.xls`, `read.workbook.ods`). It runs in the
limited process only, which is asked in words that stand here, too; it imports no engine.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from warehouse.read.growth import Growth, TooLargeError

CHOSEN, OTHERS = "chosen", "others"
"""What a request reads: the sheets that it names, or of the others what their headers are."""

OLE_BEGINS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_BEGINS = b"PK\x03\x04"
BIFF_BEGINS = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
IS_ENCRYPTED = 0x1
BLOCK_BYTES = 1 << 20

PERCENT = (9, 10)
"""The numbers of the formats `0%` and `0.00%`, which every workbook has."""
QUOTED = re.compile(r'"[^"]*"|[\\_*].|\[[^\]]*\]')
"""What a format shows as it stands, and what it only leaves the width of (`_%`) or fills a cell with (`*%`)."""
WRITTEN_SHARE = re.compile(r'(?:[0#?]|General)(?:_.)*(?:\\? )*(?:\\%|" ?%[^"]*")', re.IGNORECASE)
"""A sign that is text right behind the digits: `0"%"` shows 12 as 12%."""

Span = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell, each as (row, column) from 0."""


class Refusal(Exception):
    """The workbook is not read; `form` and `facts`: how the catalogue says it, which this process does not read."""

    def __init__(self, finding_code: str, form: str, facts: Mapping[str, object] | None = None) -> None:
        super().__init__(finding_code)
        self.finding_code = finding_code
        self.form = form
        self.facts = facts or {}


@dataclass
class Unseen:
    """What the library that reads cells does not tell of a sheet.

    `texts`: the text of cells with an error (`#N/A`), which it gives as empty, or as 0, and of those that show a share
    (`25%`), which it gives as any number; by row and column from 0.
    """

    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Span] = field(default_factory=list)
    n_without_result: int = 0
    n_hidden_rows: int = 0
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    """First and last of those beside each other, from 0; they may go on beyond the sheet's last cell."""

    def list_hidden_columns(self, last: int) -> list[int]:
        """Hidden columns, each once, up to the last that holds anything: whoever hides all that is empty hides no more
        than a screen.
        """
        spans = self.hidden_columns
        return sorted({place for first, end in spans for place in range(first, min(end, last) + 1)})


def times_shown(form: str) -> int:
    """By how much a format in percent multiplies the number; 0 for any other format."""
    return 100 if "%" in QUOTED.sub("", form) else 1 if WRITTEN_SHARE.search(form) else 0


def spell_share(value: float, times: int = 100) -> str:
    """A number as a cell shows it that is formatted in percent: a share of 1 is no count of 1. `times`: as what the
    format shows 1.
    """
    return f"{round(value * times, 10):.15g}%"


def identify(path: Path, request: Mapping[str, Any]) -> str:
    """`xlsx`, `ods` or `xls`, by content whatever the name says. Raises Refusal."""
    with path.open("rb") as file:
        begin = file.read(512)
    if not begin:
        raise Refusal("empty_file", "no_header")
    if begin.startswith(ZIP_BEGINS):
        return _identify_archive(path, request)
    if begin.startswith(OLE_BEGINS):
        if _holds(path, ENCRYPTED_PACKAGE):
            raise Refusal("encrypted_file", "workbook")
        return "xls"
    if begin.startswith(BIFF_BEGINS):
        raise Refusal("damaged_file", "old_workbook")
    if begin.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise Refusal("damaged_file", "markup")
    raise Refusal("damaged_file", "unknown_kind" if b"\0" in begin else "text")


def _holds(path: Path, mark: bytes) -> bool:
    rest = b""
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            if mark in rest + block:
                return True
            rest = block[-len(mark) :]
    return False


def _identify_archive(path: Path, request: Mapping[str, Any]) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_sizes(parts, path.stat().st_size, request)
            if archive.testzip() is not None:
                raise Refusal("damaged_file", "changed_workbook")
            names = {part.filename.lower(): part for part in parts}
            if "meta-inf/manifest.xml" in names and "content.xml" in names:
                manifest = archive.open(names["meta-inf/manifest.xml"]).read(BLOCK_BYTES)
                if b"encryption-data" in manifest:
                    raise Refusal("encrypted_file", "workbook")
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError):
        raise Refusal("damaged_file", "broken_workbook") from None
    for mark, kind in (("xl/workbook.xml", "xlsx"), ("content.xml", "ods")):
        if mark in names:
            return kind
    if "xl/workbook.bin" in names:
        # The library gives its error cells as empty ones, and nothing here could tell.
        raise Refusal("damaged_file", "binary_workbook")
    raise Refusal("damaged_file", "other_archive")


def _check_sizes(parts: list[zipfile.ZipInfo], n_packed: int, request: Mapping[str, Any]) -> None:
    if any(part.flag_bits & IS_ENCRYPTED for part in parts):
        raise Refusal("encrypted_file", "workbook_parts")
    if len(parts) > request["archive_entries"]:
        raise Refusal("hostile_file", "many_parts", {"n_parts": len(parts)})
    try:
        Growth(n_packed, *request["growth"]).check(sum(part.file_size for part in parts))
    except TooLargeError as error:
        raise Refusal(error.finding_code, error.form, error.facts) from None
