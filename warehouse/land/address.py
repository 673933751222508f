"""Which files lie at an address: a local folder, file or glob, or any fsspec URL.

Belongs here: listing and opening, and which things are no files. Does not belong here: which format a file has, whether
it is new, copying it, what of an address may be shown (`schemas.mapping.address`).
What cannot be read, or is no file, is reported beside the files that can be read; it never ends the listing.
"""

from __future__ import annotations

import errno
import io
import os
import re
import socket
import stat
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, cast

import fsspec

from schemas.mapping.address import refuse_secret
from schemas.text.printable import printable
from warehouse.land.file_names import is_beside, is_glob, is_looked_at, matches_glob, whole_name
from warehouse.land.listing import FoundFile, Listing

Address = str | Mapping[str, Path]
"""A folder, file, glob or URL; or files that somebody has named one by one, each with its name below an address."""

ARRIVES_WITHIN_SECONDS = 86_400
LEADS_OUT = "is a link that leads out of the delivery folder"
NO_FILE = {
    stat.S_IFIFO: "is a pipe",
    stat.S_IFCHR: "is a device",
    stat.S_IFBLK: "is a device",
    stat.S_IFSOCK: "is a socket",
    stat.S_IFDIR: "is a folder",
}
REASONS: dict[type[OSError], int] = {
    FileNotFoundError: errno.ENOENT,
    PermissionError: errno.EACCES,
    ConnectionRefusedError: errno.ECONNREFUSED,
    TimeoutError: errno.ETIMEDOUT,
}


def list_files(address: Address, settle_seconds: float = 0.0) -> Listing:
    """Files at an address, by name. Hidden files and those still arriving (by name or, locally, by age) are left.

    Raises SettingsError, which does not hold the address, where the address carries what may be a secret.
    """
    listing = Listing()
    if isinstance(address, str):
        refuse_secret(address)
    try:
        if not isinstance(address, str):
            for name, path in address.items():
                _add_local(name, str(path), None, listing, 0)
        elif "://" in address and not address.startswith(("file://", "local://")):
            _list_remote(address, listing)
        else:
            _list_local(address.removeprefix("file://").removeprefix("local://"), listing, settle_seconds)
    except ImportError as error:
        listing.missing_package = getattr(error.__cause__, "name", None) or error.name or "of that protocol"
    except Exception as error:
        listing.problem = describe_error(error)
    listing.files.sort(key=lambda file: file.name)
    listing.unreadable.sort()
    listing.refused.sort()
    there = {file.name for file in listing.files}
    listing.stuck = sorted(one for one in listing.stuck if whole_name(one[0]) not in there)
    return listing


def describe_error(error: BaseException) -> str:
    """The reason of a failed read, in the words of the operating system: those of a library may quote an address."""
    if isinstance(error, socket.gaierror):
        return "the name of the host is not known"
    if isinstance(error, OSError):
        number = next((one for kind, one in REASONS.items() if isinstance(error, kind)), error.errno)
        if number is not None and number in errno.errorcode:
            return os.strerror(number)
    return type(error).__name__


def look_at(path: Path | str, folder: Path | str | None = None) -> str:
    """Why what lies at a path is not read as a file, or an empty text. Nothing is opened: a pipe would never end.

    With `folder`, a link has to stay below it. Raises OSError where nothing can be said (a link to nothing, a loop).
    """
    return LEADS_OUT if folder is not None and _leads_out(path, folder) else _name_kind(os.stat(path))


def _name_kind(status: os.stat_result) -> str:
    return "" if stat.S_ISREG(status.st_mode) else NO_FILE.get(stat.S_IFMT(status.st_mode), "is no plain file")


def _leads_out(path: Path | str, folder: Path | str) -> bool:
    """True for a link to something that is not below the folder."""
    return os.path.islink(path) and not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


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
        files = _walk(base, base, "", depth, listing, set())
    for name, path in files:
        if not glob or _matches_address(glob, name):
            _add_local(name, path, base or ".", listing, int(settle_seconds * 1e9))
    if glob:
        listing.folders = [name for name in listing.folders if _matches_address(glob, name)]
        listing.stuck = [one for one in listing.stuck if _matches_address(glob, whole_name(one[0]))]


def _matches_address(glob: str, name: str) -> bool:
    """As `matches_glob`, but a glob without `**` is for its own depth only."""
    return ("**" in glob or name.count("/") == glob.count("/")) and matches_glob(glob, name)


def _walk(
    base: str, folder: str, below: str, depth: int | None, listing: Listing, above: set[tuple[int, int]]
) -> Iterator[tuple[str, str]]:
    """(name, path) of everything below a folder that is looked at, but folders. One that cannot be read is named, and
    so is a link to one that leads out of `base`.
    """
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
            listing.n_arriving += not is_beside(name)
            _note_stuck(name, entry.path, listing)
        elif not _is_folder(entry):
            yield name, entry.path
        elif _leads_out(entry.path, base):
            listing.refused.append((printable(name), LEADS_OUT))
        else:
            listing.folders.append(printable(name))
            if depth is None or depth > 0:
                deeper = None if depth is None else depth - 1
                yield from _walk(base, entry.path, name + "/", deeper, listing, above | {here})


def _note_stuck(name: str, path: str, listing: Listing) -> None:
    """Note a file that has a name of files still arriving and has not changed for long: nobody would miss it else."""
    try:
        status = os.stat(path, follow_symlinks=False)
    except OSError:
        return  # it has arrived meanwhile, under its own name
    is_old = time.time() - status.st_mtime > ARRIVES_WITHIN_SECONDS
    if is_old and stat.S_ISREG(status.st_mode) and not is_beside(name):
        listing.stuck.append((printable(name), _stamp_local(status)))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """False also for what cannot be followed (a link to itself): it is named as a file that cannot be read."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _add_local(name: str, path: str, folder: str | None, listing: Listing, settle_ns: int) -> None:
    try:
        leads_out = folder is not None and _leads_out(path, folder)
        status = os.stat(path, follow_symlinks=not leads_out)
    except OSError as error:
        listing.unreadable.append((printable(name), describe_error(error)))
        return
    if what := LEADS_OUT if leads_out else _name_kind(status):
        listing.refused.append((printable(name), what))
        return
    # A file that is dated later than now came from a machine with another clock: it is not growing, and would be left
    # for hours without a word.
    if 0 <= time.time_ns() - status.st_mtime_ns < settle_ns:
        listing.n_arriving += 1
        return
    stamp = _stamp_local(status)
    found = FoundFile(
        name=printable(name),
        n_bytes=status.st_size,
        version=(str(status.st_size), str(status.st_mtime_ns)),
        stamp=stamp,
        open=lambda: _open_same(path, status),
        is_unchanged=lambda: _stamp_local(os.stat(path)) == stamp,
    )
    listing.files.append(found)


def _open_same(path: str, listed: os.stat_result) -> IO[bytes]:
    """Open the file that was listed. Of what took its place meanwhile nothing is read, and no pipe is waited for: the
    size is then not that of the listing, and the next run looks again.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if os.path.samestat(os.fstat(descriptor), listed):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    return io.BytesIO()


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
        if "http" in filesystem.protocol:
            name = re.split("[?#]", name)[0]  # a link on a page may carry a token
        if not is_looked_at(name):
            listing.n_arriving += not is_beside(name)
        elif not glob or _matches_address(glob, name):
            _add_remote(filesystem, full, name, info, listing)


def _add_remote(filesystem: Any, full: str, name: str, info: Mapping[str, Any], listing: Listing) -> None:
    if what := _look_at_remote(info):
        listing.refused.append((printable(name), what))
        return
    if info.get("size") is None:  # a web page lists names only
        info = filesystem.info(full)
    if info.get("size") is None:
        listing.unreadable.append((printable(name), "the server does not say how long it is"))
    else:
        listing.files.append(_found_remote(filesystem, full, name, info))


def _look_at_remote(info: Mapping[str, Any]) -> str:
    """As `look_at`, from what a filesystem says by itself. Where a link on another machine leads cannot be seen."""
    if info.get("islink") or info.get("type") == "link":
        return "is a link"
    return "" if info.get("type", "file") == "file" else "is no plain file"


def _found_remote(filesystem: Any, full: str, name: str, info: Mapping[str, Any]) -> FoundFile:
    version = _version_remote(info)
    return FoundFile(
        name=printable(name),
        n_bytes=int(info["size"]),
        version=version,
        stamp=version,
        open=lambda: cast("IO[bytes]", filesystem.open(full, "rb")),
        # Only the size: what a listing and a single look say of the time differs in form between filesystems.
        is_unchanged=lambda: str(filesystem.info(full).get("size")) == version[0],
    )


def _version_remote(info: Mapping[str, Any]) -> tuple[str, ...]:
    """Size and the marks of change that this filesystem knows; none of them is guaranteed."""
    marks = ("ETag", "etag", "LastModified", "last_modified", "mtime", "created", "md5Hash", "generation")
    return (str(info.get("size")), *(str(info[mark]) for mark in marks if mark in info))
