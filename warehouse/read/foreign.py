"""What a file that is declared to be text is instead, by its first bytes.

Belongs here: magic bytes, for runs and for a scan that asks what a file is, and the refusal of a file that has them.
Does not belong here: reading it, or unpacking (`warehouse.read.unpack`). Without this the first line that the reader of
text meets is what a message speaks of.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from schemas.mapping.read import Read
from warehouse.read.rejects import refuse_file

HEAD_BYTES = 512
UNMISTAKABLE = 8
"""So many letters are no chance: a file of SAS has nothing but letters at its beginning."""
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
GZIP_BEGINS = b"\x1f\x8b\x08"
ZIP_BEGINS = (b"PK\x03\x04", b"PK\x05\x06")
PARQUET = b"PAR1"
PDF = b"%PDF-"
CONTROL = bytes({*range(32), 127} - {*b"\t\r\n"})
STATA = b"<stata_dta>"
FOREIGN = {
    PDF: "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"BZh": "packed with bzip2",
    b"\xfd7zXZ": "packed with xz",
    b"\x28\xb5\x2f\xfd": "packed with zstandard",
    b"SQLite format 3": "an SQLite database",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"$FL2@(#)": "an SPSS file",
    b"$FL3@(#)": "an SPSS file",
    STATA: "a Stata file",
    b"\x00\x01\x00\x00Standard": "an Access database",
    b"HEADER RECORD*******": "a SAS file",
    b"\x00" * 12 + b"\xc2\xea\x81\x60": "a SAS file",
}
KINDS = {
    **dict.fromkeys(ZIP_BEGINS, "a zip archive or a workbook"),
    GZIP_BEGINS: "packed with gzip",
    OLE: "an old workbook (XLS) or another document of an office program",
    PARQUET: "a Parquet file",
    **FOREIGN,
}
MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<[?!]|<html\b|<[a-z][\w:.-]*\s+[\w:.-]+\s*=\s*[\"'\w]"
    rb"|</?[a-z][^<>\r\n]{0,2000}>(?! *[;,|\t]))",
    re.IGNORECASE,
)
"""A page, XML, or a part of a workbook on its own, whose first mark may go over lines or beyond what is looked at; not
a header `<id>;<date>`.
"""
OLD_STATA = re.compile(rb"[\x66-\x73][\x01\x02]\x01\x00", re.DOTALL)
UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"{\0", b"\0{", b"[\0", b"\0[")


def refuse_foreign(path: Path, read: Read) -> None:
    """Refuse a file that is to be read as text, unpacked where it was packed, and is none.

    Raises UnreadableError: damaged_file, wrong_encoding.
    """
    if read.csv is None and read.json_kind in ("", "one_per_file"):
        return
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    magic = magic_of(head)
    if is_markup(head) and not magic:
        raise refuse_file("damaged_file", path, "no_text", {"kind": "a web page or XML document"})
    if magic:
        form = "packed_again" if read.packed and head.startswith((*ZIP_BEGINS, GZIP_BEGINS)) else "no_text"
        raise refuse_file("damaged_file", path, form, {"kind": KINDS[magic]})
    if read.json_kind and head.startswith(UTF_16):
        raise refuse_file("wrong_encoding", path, "json", {"encoding": "utf-8"})


def magic_of(head: bytes) -> bytes:
    """The key of `KINDS` of a file that is no text; empty where it may be text, or begins as nothing that is known."""
    head = head[:HEAD_BYTES]
    magic = STATA if OLD_STATA.match(head) else next((magic for magic in KINDS if head.startswith(magic)), b"")
    is_sure = (
        not magic.isascii() or magic != magic.translate(None, CONTROL) or len(magic) >= UNMISTAKABLE or magic == PDF
    )
    return magic if magic and (is_sure or not _looks_like_text(head)) else b""


def is_markup(head: bytes) -> bool:
    """Whether a file is a web page or another document of marks in angle brackets."""
    return MARKUP.match(head) is not None


def _looks_like_text(head: bytes) -> bool:
    """Whether a file that begins with the letters of a kind is text after all: a header may begin so (`PAR1;día`).

    Text holds no byte of zero. An accent is no sign of anything: it may be written in UTF-8, of which the end of the
    head may cut a character, or in an older encoding, which has no control characters.
    """
    if b"\0" in head:
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return head == head.translate(None, CONTROL)
    return True
