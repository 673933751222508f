"""The bytes of the lake's files: hashed when they are written, checked before they are read.

Belongs here: the hash of a file, and whether a file is still what it was. Does not belong here: which files a state
names (`store.manifest`, `stage.state`, `network.manifest`), or what is done about a damaged one (`mend`).
A file of the lake never changes after its rename. So a file that this process has hashed, and whose place, size and
times on the disk are still the same, is not read again to be hashed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from warehouse.store.damage import Damage, DamagedFileError, note_damage
from warehouse.store.layout import Layout

GONE = "the file is gone"
CUT = "the file has another size than when it was written"
CHANGED = "the file is not as it was written (its SHA-256 differs)"

Stamp = tuple[int, int, int, int, int]
_hashed: dict[Path, tuple[Stamp, FileHash]] = {}


@dataclass(frozen=True)
class FileHash:
    """What a file was when it was written."""

    n_bytes: int
    sha256: str


def hash_lake_file(path: Path) -> FileHash:
    """Size and SHA-256 of a file as it is now."""
    status = path.stat()
    stamp = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    known = _hashed.get(path)
    if known is not None and known[0] == stamp:
        return known[1]
    with path.open("rb") as file:
        found = FileHash(status.st_size, hashlib.file_digest(file, "sha256").hexdigest())
    _hashed[path] = (stamp, found)
    return found


def hash_files(folder: Path, names: Iterable[str]) -> dict[str, FileHash]:
    """The hash of each of these files below a folder, by name."""
    return {name: hash_lake_file(folder / name) for name in sorted(set(names))}


def damage_of_size(path: Path, known: FileHash | None) -> str:
    """What can be seen to be wrong with a file without reading it; an empty text where nothing is."""
    try:
        n_bytes = path.stat().st_size
    except FileNotFoundError:
        return GONE
    return "" if known is not None and n_bytes == known.n_bytes else CUT


def damage_of_content(path: Path, known: FileHash | None) -> str:
    """What is wrong with a file, all its bytes read; an empty text where nothing is."""
    wrong = damage_of_size(path, known)
    return wrong or ("" if hash_lake_file(path) == known else CHANGED)


def damaged_files(folder: Path, names: Iterable[str], hashes: Mapping[str, FileHash]) -> Iterator[Damage]:
    """Of these files below a folder, those that are gone or not as they were written."""
    for name in names:
        if wrong := damage_of_content(folder / name, hashes.get(name)):
            yield Damage(folder / name, wrong)


def refuse_damaged(folder: Path, names: Iterable[str], hashes: Mapping[str, FileHash]) -> None:
    """Raise DamagedFileError where one of these files is gone or not as it was written."""
    for damage in damaged_files(folder, names, hashes):
        raise DamagedFileError(damage.path, damage.reason)


def are_whole(layout: Layout, folder: Path, names: Iterable[str], hashes: Mapping[str, FileHash]) -> bool:
    """Whether all of these files are as they were written; each that is not is noted, since it is now built anew."""
    found = list(damaged_files(folder, names, hashes))
    for damage in found:
        note_damage(layout, damage)
    return not found
