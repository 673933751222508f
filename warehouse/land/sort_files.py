"""Which export description each found file belongs to: exactly one, or the file is named and left alone.

Belongs here: matching files to formats, what is caught in their names, what is ignored. Does not belong here: opening a
file.
"""

from __future__ import annotations

import stat
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from warehouse.land.address import NO_FILE
from warehouse.land.delivery import FileFormat, LandedFile
from warehouse.land.file_names import catch_in_name, matches_glob, whole_name
from warehouse.land.listing import FoundFile, Listing

STUCK = "never arrives"
NOT_READ = "is not read"
SeenMark = dict[str, Any]
Claims = tuple[str, ...]
"""The formats that describe a file, each with all that it says: a changed description makes a file new again."""


@dataclass(frozen=True)
class SortedFiles:
    """The found files by format. `misnamed`: (name, pattern) where the format's name pattern does not match; `refused`
    and `unreadable`: (name, why) of what is no file, or cannot be read.
    """

    claimed: tuple[tuple[FileFormat, tuple[tuple[FoundFile, LandedFile], ...]], ...]
    unclaimed: tuple[str, ...]
    ambiguous: tuple[tuple[str, tuple[str, ...]], ...]
    misnamed: tuple[tuple[str, str], ...]
    claims: tuple[tuple[FoundFile, Claims], ...]
    refused: tuple[tuple[str, str], ...] = ()
    unreadable: tuple[tuple[str, str], ...] = ()
    stuck: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """(name, stamp) of files that never finish arriving."""

    def marks(self) -> dict[str, SeenMark]:
        """What is noted of each file by its name: it is new again where its bytes change, or what is said of it."""
        noted: dict[str, SeenMark] = {
            file.name: {"stamp": list(file.stamp), "claims": list(claims)} for file, claims in self.claims
        }
        noted |= {name: {"stamp": [why], "claims": [NOT_READ]} for name, why in (*self.refused, *self.unreadable)}
        return noted | {name: {"stamp": list(stamp), "claims": [STUCK]} for name, stamp in self.stuck}


def sort_files(listing: Listing, formats: Sequence[FileFormat], ignore: Sequence[str]) -> SortedFiles:
    """Sort files by the one format that describes each. Raises NamePatternError for a pattern that is none.

    What lies in a folder that is named as a file of a format is left: nobody meant it to be one.
    """
    claimed: dict[str, list[tuple[FoundFile, LandedFile]]] = {one.name: [] for one in formats}
    unclaimed: list[str] = []
    ambiguous: list[tuple[str, tuple[str, ...]]] = []
    misnamed: list[tuple[str, str]] = []
    claims: list[tuple[FoundFile, Claims]] = []
    folders = [name for name in listing.folders if _is_named_as_file(name, formats) and not _is_ignored(name, ignore)]
    for file in listing.files:
        if _is_ignored(file.name, ignore) or any(file.name.startswith(f"{folder}/") for folder in folders):
            continue
        matching = [one for one in formats if matches_glob(one.files, file.name)]
        claims.append((file, tuple(repr(one) for one in matching)))
        if not matching:
            unclaimed.append(file.name)
        elif len(matching) > 1:
            ambiguous.append((file.name, tuple(one.name for one in matching)))
        elif pattern := _unmatched_pattern(matching[0], file.name):
            misnamed.append((file.name, pattern))
        else:
            claimed[matching[0].name].append((file, _read_name(matching[0], file)))
    by_format = tuple((one, tuple(claimed[one.name])) for one in formats)
    refused = [*listing.refused, *((name, NO_FILE[stat.S_IFDIR]) for name in folders)]
    return SortedFiles(
        by_format,
        tuple(unclaimed),
        tuple(ambiguous),
        tuple(misnamed),
        tuple(claims),
        tuple(sorted(one for one in refused if not _is_ignored(one[0], ignore))),
        tuple(one for one in listing.unreadable if not _is_ignored(one[0], ignore)),
        tuple(
            one for one in listing.stuck if not any(_is_ignored(name, ignore) for name in (one[0], whole_name(one[0])))
        ),
    )


def _is_ignored(name: str, ignore: Sequence[str]) -> bool:
    return any(matches_glob(glob, name) for glob in ignore)


def _is_named_as_file(folder: str, formats: Sequence[FileFormat]) -> bool:
    """True where a format whose files have an ending (`*.csv`) describes the folder's name; `*` fits any folder."""
    return any("." in one.files.rsplit("/", 1)[-1] and matches_glob(one.files, folder) for one in formats)


def _unmatched_pattern(file_format: FileFormat, name: str) -> str:
    patterns = [pattern for pattern in (file_format.slot, file_format.newest) if pattern]
    return next((pattern for pattern in patterns if catch_in_name(pattern, name) is None), "")


def _read_name(file_format: FileFormat, file: FoundFile) -> LandedFile:
    """What the name says; the hash comes when the bytes are read."""
    return LandedFile(
        name=file.name,
        n_bytes=file.n_bytes,
        sha256="",
        slot=catch_in_name(file_format.slot, file.name) if file_format.slot else None,
        newest=catch_in_name(file_format.newest, file.name) if file_format.newest else None,
    )
