"""Writing so that a crash leaves the old or the new, never something between.

Belongs here: fsync, atomic replacement of files, folders and links. Does not belong here: what is written.
Every file of landing, lake and releases gets its place through these functions.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from schemas.text.problem import HarmoniseError

RESTRICTED_FOLDER = 0o700
RESTRICTED_FILE = 0o600


class WriteError(HarmoniseError):
    """A file cannot be written; what stood in its place stands there still."""


@contextmanager
def says_what_failed(path: Path) -> Iterator[None]:
    """Turn a failed write (a full disk, no permission) into a message that names the path."""
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else type(error).__name__
        raise WriteError(f"{path} cannot be written ({reason}). Make room or mend it, then run again.") from None


def make_missing_folder(path: Path) -> Path:
    """Create a folder, and those above it that are missing, for its owner alone, whatever the umask says; return it.

    One that is there already may be anybody's: it stays as it is.
    """
    for folder in (*reversed(path.parents), path):
        if not folder.is_dir():
            folder.mkdir(mode=RESTRICTED_FOLDER, exist_ok=True)
    return path


def make_restricted_folder(path: Path) -> Path:
    """A folder of the warehouse that only its owner can enter: created, or closed where it stands open; return it.

    Raises WriteError. One that is closed already is left alone: where nothing may be written, that is no change either.
    """
    with says_what_failed(path):
        if stat.S_IMODE(make_missing_folder(path).stat().st_mode) != RESTRICTED_FOLDER:
            path.chmod(RESTRICTED_FOLDER)
    return path


def write_restricted(path: Path, text: str) -> None:
    """Write a file that is its owner's alone from its first byte on, whatever the umask says."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, RESTRICTED_FILE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def sync_file(path: Path) -> None:
    """Force a file's bytes to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(path: Path) -> None:
    """Force a folder's entries (a rename, a new file) to disk."""
    sync_file(path)


def replace_file(temporary: Path, final: Path) -> None:
    """Give a finished file its final name in one step, durably."""
    with says_what_failed(final):
        temporary.chmod(RESTRICTED_FILE)
        sync_file(temporary)
        os.replace(temporary, final)
        sync_folder(final.parent)


def write_json(path: Path, content: Mapping[str, Any] | list[Any]) -> None:
    """Replace a JSON file in one step; keys sorted, so that equal content is equal bytes."""
    temporary = path.with_name(f".{path.name}.tmp")
    with says_what_failed(path):
        text = json.dumps(content, sort_keys=True, indent=1, ensure_ascii=False) + "\n"
        write_restricted(temporary, text)
    replace_file(temporary, path)


def write_json_once(path: Path, content: Mapping[str, Any]) -> None:
    """Write a JSON file that is not there yet. Where another process was first, its file stays as it is."""
    with says_what_failed(path), tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder:
        temporary = Path(folder) / path.name
        write_restricted(temporary, json.dumps(content, sort_keys=True, indent=1, ensure_ascii=False) + "\n")
        sync_file(temporary)
        with suppress(FileExistsError):
            os.link(temporary, path)
        sync_folder(path.parent)


def read_json(path: Path) -> Any:
    """What `write_json` wrote; None where there is no such file."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


def replace_folder(temporary: Path, final: Path) -> None:
    """Give a finished folder its final name. What is in it is closed to others and synced; `final` must not exist."""
    for file in sorted(temporary.rglob("*")):
        file.chmod(file.stat().st_mode & RESTRICTED_FOLDER)
        if file.is_file():
            sync_file(file)
        elif file.is_dir():
            sync_folder(file)
    sync_folder(temporary)
    os.rename(temporary, final)
    sync_folder(final.parent)


def point_link(link: Path, target_name: str) -> None:
    """Let a symbolic link point to `target_name` (relative), in one rename: readers see the old or the new."""
    temporary = link.with_name(f".{link.name}.tmp")
    temporary.unlink(missing_ok=True)
    temporary.symlink_to(target_name)
    os.replace(temporary, link)
    sync_folder(link.parent)


def delete_folder(folder: Path) -> None:
    """Delete a folder with what is in it as far as that goes; what stays is swept by a later run.

    Between closing a folder and noting that it is closed, the standard library can be interrupted: it then closes it
    again, and the signal looks like an error of files. It is raised as the interrupt that it was.
    """
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        if isinstance(error.__context__, KeyboardInterrupt):
            raise KeyboardInterrupt from None
        raise


def remove_leftovers(folder: Path) -> int:
    """Delete what a killed run left (names that begin with `.tmp-` or end with `.tmp`); how many were deleted."""
    if not folder.is_dir():
        return 0
    leftovers = [path for path in folder.iterdir() if path.name.startswith(".tmp-") or path.name.endswith(".tmp")]
    for path in leftovers:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    return len(leftovers)
