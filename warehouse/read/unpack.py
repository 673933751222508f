"""What is in a gzip or zip archive, written to the work folder.

Belongs here: streaming it out within limits, and saying why that cannot be done. Does not belong here: reading it.
Only the bytes of one member are taken, never its path: what an archive says about folders has no effect.
"""

from __future__ import annotations

import errno
import gzip
import lzma
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

from schemas.mapping.read import Read
from schemas.text.problem import HarmoniseError
from warehouse.land.file_names import is_left_over, matches_glob
from warehouse.read import limits
from warehouse.read.foreign import ZIP_BEGINS, refuse_foreign
from warehouse.read.growth import Growth, TooLargeError, archive_growth
from warehouse.read.rejects import UnreadableError, refuse_file
from warehouse.store.durable import delete_folder

BLOCK_BYTES = 1 << 20
TAKEN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)
"""LZMA may ask for any amount of memory."""
IS_ENCRYPTED = 0x1
END_OF_DIRECTORY = b"PK\x05\x06"
BROKEN = (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile, lzma.LZMAError, NotImplementedError, ValueError)


def unpack(path: Path, read: Read, work: Path) -> Path:
    """The file as it is, or where it is packed its one member, in a folder of its own below `work` under the same name.

    Raises UnreadableError: empty_file, damaged_file, encrypted_file, hostile_file, no_space, missing_member, and
    wrong_encoding of JSON;
    HarmoniseError where the disk is full.
    """
    if not read.packed:
        refuse_foreign(path, read)
        return path
    if path.stat().st_size == 0:
        raise refuse_file("empty_file", path, "no_bytes")
    work.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="unpacked-", dir=work))
    try:
        with explained(path), path.open("rb") as file:
            if read.packed == "gzip":
                _write_gzip(path, file, folder / path.name)
            else:
                _write_member(path, file, read.member, folder / path.name)
        refuse_foreign(folder / path.name, read)
    except BaseException:
        delete_folder(folder)
        raise
    return folder / path.name


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Broken archives and full disks in this project's words."""
    try:
        yield
    except UnreadableError:
        raise
    except TooLargeError as error:
        raise refuse_file(error.finding_code, path, error.form, error.facts) from None
    except BROKEN:
        raise refuse_file("damaged_file", path, "broken_archive") from None
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise HarmoniseError(
            f"{path.name}: the disk is full, so it cannot be unpacked. Make space and run again."
        ) from None


def _write_gzip(path: Path, file: BinaryIO, target: Path) -> None:
    if file.read(2) != b"\x1f\x8b":
        raise refuse_file("damaged_file", path, "not_gzip")
    file.seek(0)
    with gzip.GzipFile(fileobj=file) as packed:
        copy_within(packed, target, archive_growth(path.stat().st_size, target.parent))


def _write_member(path: Path, file: BinaryIO, pattern: str, target: Path) -> None:
    with open_archive(path, file) as archive:
        members = list_members(path, archive)
        fitting = [one for one in members if matches_glob(pattern, one.filename)]
        if len(fitting) != 1:
            raise refuse_members(path, len(fitting), pattern, len(members))
        (member,) = fitting
        write_member(path, archive, member, target, archive_growth(member.compress_size, target.parent))


def open_archive(path: Path, file: BinaryIO) -> zipfile.ZipFile:
    """A zip archive whose directory may be read. Raises UnreadableError."""
    check_zip_directory(path, file)
    return zipfile.ZipFile(file)


def list_members(path: Path, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files in an archive, by name. Raises UnreadableError empty_file where there are none."""
    members = sorted((one for one in archive.infolist() if not _is_left_out(one)), key=lambda one: one.filename)
    if not members:
        raise refuse_file("empty_file", path, "no_member")
    return members


def refuse_members(path: Path, n_fitting: int, pattern: str, n_members: int) -> UnreadableError:
    """The refusal of an archive of which not as many files as declared fit the pattern."""
    facts = {"n_fitting": n_fitting, "pattern": pattern, "n_members": n_members}
    return refuse_file("missing_member", path, facts=facts)


def write_member(
    path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, growth: Growth, n_before: int = 0
) -> int:
    """Write one file of an archive, of which `n_before` bytes came out already; how many there are now.

    Raises UnreadableError, TooLargeError.
    """
    if member.flag_bits & IS_ENCRYPTED:
        raise refuse_file("encrypted_file", path, "member")
    if member.compress_type not in TAKEN_METHODS:
        raise refuse_file("damaged_file", path, "packing_method", {"method": member.compress_type})
    growth.check(n_before + member.file_size)
    with archive.open(member) as packed:
        return copy_within(packed, target, growth, n_before)


def _is_left_out(member: zipfile.ZipInfo) -> bool:
    return member.is_dir() or is_left_over(member.filename)


def check_zip_directory(path: Path, file: BinaryIO) -> None:
    """Refuse what is no zip archive, or whose directory alone would fill the memory; leaves the file at its start."""
    if not file.read(4).startswith(ZIP_BEGINS):
        raise refuse_file("damaged_file", path, "not_zip")
    file.seek(max(0, path.stat().st_size - (1 << 16) - 22))
    tail = file.read()
    place = tail.rfind(END_OF_DIRECTORY)
    if place < 0:
        raise refuse_file("damaged_file", path, "cut_zip")
    n_bytes = int.from_bytes(tail[place + 12 : place + 16], "little")
    if n_bytes == 0xFFFFFFFF:
        wide = tail.rfind(b"PK\x06\x06", 0, place)
        n_bytes = int.from_bytes(tail[wide + 40 : wide + 48], "little") if wide >= 0 else n_bytes
    if n_bytes > limits.MOST_DIRECTORY_BYTES:
        raise refuse_file("hostile_file", path, "long_directory", {"n_bytes": n_bytes})
    file.seek(0)


def copy_within(packed: IO[bytes] | gzip.GzipFile, target: Path, growth: Growth, n_before: int = 0) -> int:
    """Write what comes out of an archive, of which `n_before` bytes came out already; how many there are now.

    Raises TooLargeError.
    """
    n_bytes = n_before
    with target.open("wb") as copy:
        while block := packed.read(BLOCK_BYTES):
            n_bytes += len(block)
            growth.check(n_bytes)
            copy.write(block)
    return n_bytes
