"""The bytes of one pull: read from the address once, hashed on the way, laid down whole or not at all.

Belongs here: copying, packing, the finished folder's rename. Does not belong here: which files are looked at
(`warehouse.land.sort_files`), receipts (`warehouse.land.receipts`), what a step reports (`warehouse.land.step`).
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from schemas.text.problem import HarmoniseError
from warehouse.land.address import describe_error
from warehouse.land.delivery import (
    BLOCK_BYTES,
    PACK_NAME,
    FileFormat,
    LandedFile,
    Manifest,
    identify_delivery,
    stored_name,
    write_manifest,
)
from warehouse.land.listing import FoundFile
from warehouse.land.receipts import Arrived, sign_file
from warehouse.land.shown_names import patterns_of, show_name
from warehouse.store.boundary import mark_boundary
from warehouse.store.durable import RESTRICTED_FILE, delete_folder, replace_folder

if TYPE_CHECKING:
    from warehouse.store.run import Report

TAR_BLOCK = 512
KEPT_BEHIND = 8 << 20
"""Bytes of a file at the address that may stay in memory behind what was read last."""
Content = tuple[str, str | None, str | None]
"""What makes a file new: its hash, and what was caught in its name."""
Claimed = Sequence[tuple[FoundFile, LandedFile]]
"""Files of one format; the landed side has no hash yet."""


class LandingError(HarmoniseError):
    """The landing folder cannot be written. Nothing half-written is left in place."""


class _SourceError(Exception):
    """A file at the address cannot be read to its end; the message is the reason."""


@dataclass
class Pull:
    """One pull under way: what is known already, and what has been found so far.

    `known`: content -> delivery that holds it; `seen`, `now_seen`: the cache of files looked at, before and after.
    """

    folder: Path
    source_id: str
    report: Report
    n_bytes: int
    known: dict[Content, str]
    seen: dict[str, dict[str, Any]]
    now_seen: dict[str, dict[str, Any]]
    arrived: list[Arrived] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    n_arriving: int = 0
    n_done: int = 0

    def advance(self, n_bytes: int) -> None:
        """Report progress by bytes."""
        self.n_done += n_bytes
        self.report("land", self.n_done, self.n_bytes)

    def holds(self, landed: LandedFile) -> bool:
        """Whether a delivery holds this content already."""
        return content_of(landed) in self.known

    def note_arrival(self, file: FoundFile, landed: LandedFile) -> None:
        """Note that a file's bytes are held by a delivery."""
        delivery_id = self.known[content_of(landed)]
        self.arrived.append(Arrived(file.name, sign_file(file.name, file.version, landed.sha256), delivery_id))
        self.now_seen[file.name] |= {"sha256": landed.sha256, "delivery_id": delivery_id}

    def recall(self, file: FoundFile, blank: LandedFile) -> LandedFile | None:
        """The file as it was landed before, where nothing about it has changed; None: it has to be read."""
        before = self.seen.get(file.name, {})
        if before.get("stamp") != list(file.stamp) or not before.get("sha256"):
            return None
        landed = replace(blank, sha256=before["sha256"])
        if not self.holds(landed):
            return None
        self.advance(file.n_bytes)
        return landed

    def read(self, file: FoundFile, blank: LandedFile, write: Any) -> LandedFile | None:
        """Read a file once: its blocks go to `write`, its hash comes back. None: unreadable or still growing."""
        digest = hashlib.sha256()
        n_bytes = 0
        try:
            for block in _read_blocks(file):
                digest.update(block)
                write(block)
                n_bytes += len(block)
                self.advance(len(block))
            is_whole = n_bytes == file.n_bytes and _is_unchanged(file)
        except _SourceError as error:
            self.unreadable.append((file.name, str(error)))
            # It is tried again, and noted all the same: that it is gone is news, since it was said.
            self.now_seen[file.name] = {}
            return None
        if not is_whole:
            self.n_arriving += 1
            del self.now_seen[file.name]
            return None
        return replace(blank, sha256=digest.hexdigest(), n_bytes=n_bytes)


def content_of(file: LandedFile) -> Content:
    """What makes a file new or known."""
    return file.sha256, file.slot, file.newest


def land_files(pull: Pull, file_format: FileFormat, files: Claimed) -> None:
    """One delivery a file: copied and hashed in one pass, then given its name."""
    for file, blank in files:
        landed = pull.recall(file, blank)
        if landed is None:
            with _temporary_folder(pull.folder) as temporary:
                target = temporary / stored_name(file.name)
                shown = show_name(target.name, patterns_of([file_format.files], [file_format.slot, file_format.newest]))
                with _writing(target.with_name(shown)), target.open("wb") as copy:
                    landed = pull.read(file, blank, copy.write)
                if landed is not None and not pull.holds(landed):
                    _finish_delivery(pull, file_format, temporary, (landed,))
        if landed is not None:
            pull.note_arrival(file, landed)


def land_pack(pull: Pull, file_format: FileFormat, files: Claimed) -> None:
    """One delivery for the new files of a pull: a tar whose bytes depend on names and contents only."""
    arrived: list[tuple[FoundFile, LandedFile]] = []
    members: dict[Content, LandedFile] = {}
    with _temporary_folder(pull.folder) as temporary:
        pack = temporary / PACK_NAME
        with _writing(pack), tarfile.open(pack, "w", format=tarfile.PAX_FORMAT) as tar:
            for file, blank in files:
                landed = pull.recall(file, blank)
                if landed is None:
                    blocks: list[bytes] = []
                    landed = pull.read(file, blank, blocks.append)
                    if landed is not None and not pull.holds(landed) and content_of(landed) not in members:
                        members[content_of(landed)] = _add_member(tar, landed, b"".join(blocks))
                if landed is not None:
                    arrived.append((file, landed))
        if members:
            _finish_delivery(pull, file_format, temporary, tuple(members.values()))
    for file, landed in arrived:
        pull.note_arrival(file, landed)


def _add_member(tar: tarfile.TarFile, landed: LandedFile, content: bytes) -> LandedFile:
    """Append one file to the pack; where its bytes begin is noted, so that reading needs no walk through the tar."""
    info = tarfile.TarInfo(landed.name)
    info.size = len(content)
    info.mode = RESTRICTED_FILE
    tar.addfile(info, io.BytesIO(content))
    padded = -(-len(content) // TAR_BLOCK) * TAR_BLOCK
    return replace(landed, offset=tar.offset - padded)


def _finish_delivery(pull: Pull, file_format: FileFormat, temporary: Path, files: tuple[LandedFile, ...]) -> None:
    """Write the manifest and give the folder its name: from here on the delivery is there, whole."""
    delivery_id = identify_delivery(files)
    n_bytes = sum(file.n_bytes for file in files)
    manifest = Manifest(delivery_id, pull.source_id, file_format.name, files, file_format.packs, n_bytes)
    final = pull.folder / delivery_id
    with _writing(final):
        write_manifest(temporary, manifest)
        for path in temporary.iterdir():
            path.chmod(RESTRICTED_FILE)
        mark_boundary("land.bytes_written")
        if final.exists():  # its manifest was found damaged: the same content takes its place
            shutil.rmtree(final)
        replace_folder(temporary, final)
    mark_boundary("land.delivery_renamed")
    for file in files:
        pull.known[content_of(file)] = delivery_id


@contextmanager
def _temporary_folder(folder: Path) -> Iterator[Path]:
    """A folder beside the deliveries; gone at the end unless it was renamed."""
    with _writing(folder):
        temporary = Path(tempfile.mkdtemp(prefix=".tmp-", dir=folder))
    try:
        yield temporary
    finally:
        delete_folder(temporary)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Turn a failed write (a full disk, no permission) into a message that names the path, as it may be shown."""
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else type(error).__name__
        message = f"{path} cannot be written ({reason}). Nothing half-written is kept; make room or mend it, run again."
        raise LandingError(message) from error


def _read_blocks(file: FoundFile) -> Iterator[bytes]:
    """A file's bytes in blocks; whatever its filesystem raises becomes a _SourceError with the reason."""
    try:
        with file.open() as source:
            n_read = n_let_go = 0
            while block := source.read(BLOCK_BYTES):
                yield block
                n_read += len(block)
                if n_read - n_let_go >= KEPT_BEHIND:
                    n_let_go = _let_go(source, n_read)
    except Exception as error:
        raise _SourceError(describe_error(error)) from error


def _let_go(source: IO[bytes], n_read: int) -> int:
    """Tell the kernel that what was read of a local file need not stay in memory: the copy is what is read from now on,
    and takes its place there. Without it a large file pushes out what others use, and waits for memory to be made free.
    """
    if isinstance(source, io.BufferedReader) and hasattr(os, "posix_fadvise"):
        with suppress(OSError):  # advice that a filesystem does not take
            os.posix_fadvise(source.fileno(), 0, n_read, os.POSIX_FADV_DONTNEED)
    return n_read


def _is_unchanged(file: FoundFile) -> bool:
    try:
        return file.is_unchanged()
    except Exception as error:
        raise _SourceError(describe_error(error)) from error
