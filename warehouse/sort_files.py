"""Which export description each found file belongs to: exactly one, or the file is named and left alone.

Belongs here: matching files to formats, and what is caught in their names. Does not belong here: opening a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from warehouse.address import FoundFile
from warehouse.delivery import FileFormat, LandedFile
from warehouse.file_names import catch_in_name, matches_glob

Claims = tuple[str, ...]
"""The formats that describe a file, each with all that it says: a changed description makes a file new again."""


@dataclass(frozen=True)
class SortedFiles:
    """The found files by format. `misnamed`: (name, pattern) where the format's name pattern does not match."""

    claimed: tuple[tuple[FileFormat, tuple[tuple[FoundFile, LandedFile], ...]], ...]
    unclaimed: tuple[str, ...]
    ambiguous: tuple[tuple[str, tuple[str, ...]], ...]
    misnamed: tuple[tuple[str, str], ...]
    claims: tuple[tuple[FoundFile, Claims], ...]


def sort_files(files: Sequence[FoundFile], formats: Sequence[FileFormat], ignore: Sequence[str]) -> SortedFiles:
    """Sort files by the one format that describes each. Raises NamePatternError for a pattern that is none."""
    claimed: dict[str, list[tuple[FoundFile, LandedFile]]] = {one.name: [] for one in formats}
    unclaimed: list[str] = []
    ambiguous: list[tuple[str, tuple[str, ...]]] = []
    misnamed: list[tuple[str, str]] = []
    claims: list[tuple[FoundFile, Claims]] = []
    for file in files:
        if any(matches_glob(glob, file.name) for glob in ignore):
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
    return SortedFiles(by_format, tuple(unclaimed), tuple(ambiguous), tuple(misnamed), tuple(claims))


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
