"""Which files lie at an address: a local folder, file or glob, or any fsspec URL.

Belongs here: listing and opening. Does not belong here: which format a file has, whether it is new, copying it.
An unreadable folder or file is reported beside the files that can be read; it never ends the listing.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

import fsspec

from warehouse.file_names import is_glob, is_looked_at, matches_glob


@dataclass(frozen=True)
class FoundFile:
    """A file at the address. `name`: path below the address's fixed part. `version`: size and modification time;
    `stamp`: the version and whatever else changes when the bytes do (local files: change time and inode).
    """

    name: str
    n_bytes: int
    version: tuple[str, ...]
    stamp: tuple[str, ...]
    open: Callable[[], IO[bytes]]
    is_unchanged: Callable[[], bool]


@dataclass
class Listing:
    """What lies at an address. `unreadable`: (name, reason); `problem`: why the address itself cannot be read."""

    files: list[FoundFile] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    n_arriving: int = 0
    problem: str = ""


def list_files(address: str, settle_seconds: float = 0.0) -> Listing:
    """Files at an address, by name. Hidden files and those still arriving (by name or, locally, by age) are left."""
    listing = Listing()
    try:
        if "://" in address and not address.startswith(("file://", "local://")):
            _list_remote(address, listing)
        else:
            _list_local(address.removeprefix("file://").removeprefix("local://"), listing, settle_seconds)
    except Exception as error:
        listing.problem = describe_error(error)
    listing.files.sort(key=lambda file: file.name)
    listing.unreadable.sort()
    return listing


def describe_error(error: BaseException) -> str:
    """The reason of a failed read, without paths."""
    return getattr(error, "strerror", None) or type(error).__name__


def printable(name: str) -> str:
    r"""A name that can be written as UTF-8: bytes that are no text become `\udcxx` escapes."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _split_address(address: str) -> tuple[str, str]:
    """The fixed part of an address and the glob below it."""
    parts = address.split("/")
    fixed = next((index for index, part in enumerate(parts) if is_glob(part)), len(parts))
    return "/".join(parts[:fixed]) or "/", "/".join(parts[fixed:])


def _list_local(address: str, listing: Listing, settle_seconds: float) -> None:
    base, glob = (address, "") if os.path.exists(address) else _split_address(address)
    if not glob and not os.path.isdir(base):
        os.stat(base)
        base, only = os.path.split(base)
        files: Iterator[tuple[str, str]] = iter([(only, os.path.join(base, only))])
    else:
        depth = None if not glob or "**" in glob else glob.count("/")
        files = _walk(base, "", depth, listing, set())
    youngest = time.time_ns() - int(settle_seconds * 1e9)
    for name, path in files:
        if not glob or _matches_address(glob, name):
            _add_local(name, path, listing, youngest)


def _matches_address(glob: str, name: str) -> bool:
    """As `matches_glob`, but a glob without `**` is for its own depth only."""
    return ("**" in glob or name.count("/") == glob.count("/")) and matches_glob(glob, name)


def _walk(
    folder: str, below: str, depth: int | None, listing: Listing, above: set[tuple[int, int]]
) -> Iterator[tuple[str, str]]:
    """(name, path) of every file below a folder that is looked at. A folder that cannot be read is named."""
    try:
        status = os.stat(folder)
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        if not below:
            raise
        listing.unreadable.append((printable(below.rstrip("/")), describe_error(error)))
        return
    here = (status.st_dev, status.st_ino)
    if here in above:
        return
    for entry in entries:
        name = below + entry.name
        if not is_looked_at(name):
            listing.n_arriving += not entry.name.startswith(".")
        elif not _is_folder(entry):
            yield name, entry.path
        elif depth is None or depth > 0:
            deeper = None if depth is None else depth - 1
            yield from _walk(entry.path, name + "/", deeper, listing, above | {here})


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """False also for what cannot be followed (a link to itself): it is named as a file that cannot be read."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _add_local(name: str, path: str, listing: Listing, youngest: int) -> None:
    try:
        status = os.stat(path)
    except OSError as error:
        listing.unreadable.append((printable(name), describe_error(error)))
        return
    if status.st_mtime_ns > youngest:
        listing.n_arriving += 1
        return
    stamp = _stamp_local(status)
    found = FoundFile(
        name=printable(name),
        n_bytes=status.st_size,
        version=(str(status.st_size), str(status.st_mtime_ns)),
        stamp=stamp,
        open=lambda: Path(path).open("rb"),  # noqa: SIM115 - the reader closes it
        is_unchanged=lambda: _stamp_local(os.stat(path)) == stamp,
    )
    listing.files.append(found)


def _stamp_local(status: os.stat_result) -> tuple[str, ...]:
    return tuple(str(part) for part in (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino))


def _list_remote(address: str, listing: Listing) -> None:
    filesystem, path = fsspec.core.url_to_fs(address)
    filesystem.invalidate_cache()
    base, glob = _split_address(path) if is_glob(path) and not filesystem.exists(path) else (path.rstrip("/"), "")
    if not glob and not filesystem.isdir(base):
        infos = {base: filesystem.info(base)}
        base = base.rsplit("/", 1)[0]
    else:
        depth = None if not glob or "**" in glob else glob.count("/") + 1
        if not filesystem.exists(base):
            raise FileNotFoundError(2, "No such file or directory")
        infos = filesystem.find(base, maxdepth=depth, detail=True)
    for full, info in infos.items():
        name = full[len(base) :].lstrip("/")
        if not is_looked_at(name):
            listing.n_arriving += 1
        elif not glob or _matches_address(glob, name):
            listing.files.append(_found_remote(filesystem, full, name, info))


def _found_remote(filesystem: Any, full: str, name: str, info: dict[str, Any]) -> FoundFile:
    version = _version_remote(info)
    return FoundFile(
        name=printable(name),
        n_bytes=int(info.get("size") or 0),
        version=version,
        stamp=version,
        open=lambda: cast("IO[bytes]", filesystem.open(full, "rb")),
        # Only the size: what a listing and a single look say of the time differs in form between filesystems.
        is_unchanged=lambda: str(filesystem.info(full).get("size")) == version[0],
    )


def _version_remote(info: dict[str, Any]) -> tuple[str, ...]:
    """Size and the marks of change that this filesystem knows; none of them is guaranteed."""
    marks = ("ETag", "etag", "LastModified", "last_modified", "mtime", "created", "md5Hash", "generation")
    return (str(info.get("size")), *(str(info[mark]) for mark in marks if mark in info))
