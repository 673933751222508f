"""What a file is, by its first bytes, and what is packed in it.

Belongs here: what is looked into further, and unpacking gzip and zip with limits. Does not belong here: magic bytes
(`warehouse.read.foreign`, as runs know them), or reading what was unpacked.
A name's ending is never believed, only used to word a complaint.
"""

from __future__ import annotations

import gzip
import zipfile
import zlib
from codecs import BOM_UTF16_BE as BOM_BE
from codecs import BOM_UTF16_LE as BOM_LE
from dataclasses import dataclass
from pathlib import Path

from schemas.text.printable import printable
from schemas.text.problem import HarmoniseError
from warehouse.land.file_names import is_left_over
from warehouse.read.foreign import FOREIGN, GZIP_BEGINS, OLE, PARQUET, UTF_16, ZIP_BEGINS, is_markup, magic_of
from warehouse.read.growth import Growth, archive_growth
from warehouse.read.rejects import UnreadableError, refuse_file
from warehouse.read.unpack import check_zip_directory, copy_within, explained

HEAD_BYTES = 1 << 16
MOST_MEMBERS = 1_000
LONGEST_NAME = 100
OFFICE = {"xl/workbook.bin": "a binary workbook (XLSB)", "word/document.xml": "a Word document"}


class UnknownFileError(HarmoniseError):
    """A file that cannot be scanned. The message is one sentence with the file's name and the next step."""


@dataclass(frozen=True)
class Member:
    """One file to look into. `member`: its name within a zip; empty otherwise."""

    path: Path
    member: str = ""


def container_of(path: Path) -> str:
    """Csv (any text), json, xlsx, xls, ods, parquet, gzip or zip. Raises UnknownFileError."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise UnknownFileError(f"{path.name} cannot be opened ({type(error).__name__}).") from None
    if not head:
        raise UnknownFileError(f"{path.name} is empty. Ask for the file again.")
    magic = magic_of(head)
    if magic == OLE:
        return _ole_kind(path, head)
    if magic == ZIP_BEGINS[0]:
        return _zip_kind(path)
    if magic == ZIP_BEGINS[1]:
        raise UnknownFileError(f"{path.name} is an empty zip archive. Ask for the file again.")
    if magic == PARQUET:
        return "parquet"
    if magic == GZIP_BEGINS:
        return "gzip"
    if magic:
        raise _foreign(path, FOREIGN[magic])
    return _text_kind(path, head)


def _foreign(path: Path, what: str) -> UnknownFileError:
    return UnknownFileError(f"{path.name} is {what}, not an export. Ask for CSV, JSON or a workbook.")


def _ole_kind(path: Path, head: bytes) -> str:
    names = head + _end_of(path)
    if "EncryptedPackage".encode("utf-16-le") in names or b"E\0n\0c\0r\0y\0p\0t\0i\0o\0n" in names:
        raise UnknownFileError(f"{path.name} is encrypted. Save it without a password, or ask for one without.")
    if "WordDocument".encode("utf-16-le") in names:
        raise _foreign(path, "a Word document")
    return "xls"


def _end_of(path: Path) -> bytes:
    with path.open("rb") as file:
        size = path.stat().st_size
        file.seek(max(0, size - (1 << 20)))
        return file.read()


def _zip_kind(path: Path) -> str:
    try:
        with path.open("rb") as file:
            check_zip_directory(path, file)
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            _check_archive(path, archive)
            if what := next((told for part, told in OFFICE.items() if part in names), ""):
                raise UnknownFileError(f"{path.name} is {what}, which is not read here. Ask for CSV or XLSX.")
            if "[Content_Types].xml" in names:
                return _office_kind(path, names)
            if "mimetype" in names and b"opendocument.spreadsheet" in archive.open("mimetype").read(100):
                if b"encryption-data" in archive.open("META-INF/manifest.xml").read(1 << 20):
                    raise UnknownFileError(f"{path.name} is encrypted. Save it without a password.")
                return "ods"
    except UnreadableError as error:
        raise UnknownFileError(f"{error.message} {error.next_step}") from None
    except (zipfile.BadZipFile, zlib.error, KeyError, NotImplementedError, RuntimeError, EOFError, OSError):
        raise UnknownFileError(f"{path.name} is a damaged or encrypted archive. Ask for the file again.") from None
    return "zip"


def _office_kind(path: Path, names: set[str]) -> str:
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    raise UnknownFileError(f"{path.name} is an office document, but no workbook. Ask for CSV, JSON or a workbook.")


def _check_archive(path: Path, archive: zipfile.ZipFile) -> None:
    """Refuse before anything is inflated."""
    if any(member.flag_bits & 1 for member in archive.infolist()):
        raise UnknownFileError(f"{path.name} is encrypted. Ask for it without a password.")


def _text_kind(path: Path, head: bytes) -> str:
    """JSON, or any other text. What is neither is found out when its encoding is looked for."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    if is_markup(head):
        raise UnknownFileError(f"{path.name} is a page or XML document, not a table. Ask for CSV, JSON or a workbook.")
    if start.startswith((b"{", b"[")) and _opens_json(start):
        return "json"
    if head.startswith(UTF_16) and (wide := _from_utf_16(head)).startswith((b"{", b"[")) and _opens_json(wide):
        raise UnknownFileError(str(refuse_file("wrong_encoding", path, "json", {"encoding": "utf-8"})))
    return "csv"


def _from_utf_16(head: bytes) -> bytes:
    """The beginning of a file in UTF-16, with or without its mark, as UTF-8."""
    encoding = "utf-16" if head[:2] in (BOM_LE, BOM_BE) else "utf-16-be" if head[:1] == b"\0" else "utf-16-le"
    return head.decode(encoding, "ignore").lstrip().encode("utf-8", "ignore")


def _opens_json(start: bytes) -> bool:
    """A CSV may begin with a bracket too; JSON goes on with a string, another bracket or a scalar."""
    rest = start[1:].lstrip(b" \t\r\n")
    if start.startswith(b"{"):
        return rest[:1] in (b'"', b"}")
    return rest[:1] in (b"{", b"[", b'"', b"]") or rest[:1].isdigit() or not rest


def unpack(path: Path, kind: str, folder: Path) -> list[Member]:
    """The files within a gzip or zip, written below `folder`. Raises UnknownFileError."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with explained(path):
            return _unpack(path, kind, folder, archive_growth(path.stat().st_size, folder))
    except UnreadableError as error:
        raise UnknownFileError(str(error)) from None


def _unpack(path: Path, kind: str, folder: Path, growth: Growth) -> list[Member]:
    if kind == "gzip":
        target = folder / (path.name.removesuffix(".gz") or "content")
        with gzip.open(path, "rb") as packed:
            copy_within(packed, target, growth)
        return [Member(target)]
    with zipfile.ZipFile(path) as archive:
        members = [one for one in archive.infolist() if not one.is_dir() and not is_left_over(one.filename)]
        if not members:
            raise UnknownFileError(f"{path.name} is an empty zip archive. Ask for the file again.")
        if len(members) > MOST_MEMBERS:
            raise UnknownFileError(f"{path.name} holds {len(members):,} files. Unpack it and scan the folder.")
        growth.check(sum(member.file_size for member in members))
        found, n_bytes = [], 0
        for number, member in enumerate(members):
            # A member goes into a folder of its own: its name says nothing about where it is written.
            target = folder / str(number) / (printable(Path(member.filename).name)[:LONGEST_NAME] or "content")
            target.parent.mkdir()
            with archive.open(member) as packed:
                n_bytes = copy_within(packed, target, growth, n_bytes)
            found.append(Member(target, member.filename))
        return found
