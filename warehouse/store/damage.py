"""A file that is not as it was written: what is wrong with it, the error that says so, and the note that it was found.

Belongs here: the shape of such damage and `damage.log`. Does not belong here: looking for it (`store.checked_json`,
`store.lake_files`), or building anew what is damaged (`mend`).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from schemas.text.problem import HarmoniseError
from warehouse.store.layout import Layout

Model = TypeVar("Model")
REBUILD = "Run: harmonise run (it is built anew from landing)"


@dataclass(frozen=True)
class Damage:
    """One damaged file and what is wrong with it."""

    path: Path
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


class DamagedFileError(HarmoniseError):
    """A file is not as it was written. `.damage` says which and how."""

    def __init__(self, path: Path, reason: str, next_step: str = REBUILD) -> None:
        self.damage = Damage(path, reason)
        super().__init__(f"{self.damage}. {next_step}")


class OtherVersionError(DamagedFileError):
    """A file is whole, but another version of the program wrote it, in another shape."""


def note_damage(layout: Layout, damage: Damage) -> None:
    """Note that a damaged file was found and is built anew: a disk that damages files does it again."""
    line = f"{datetime.now(UTC).isoformat(timespec='seconds')} {damage}\n"
    descriptor = os.open(layout.damage_log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        os.write(descriptor, line.encode("utf-8"))
    finally:
        os.close(descriptor)


def read_or_note(layout: Layout, read: Callable[[], Model]) -> Model | None:
    """What `read` gives; None where its file is damaged, which is noted: the caller builds it anew."""
    try:
        return read()
    except OtherVersionError:
        return None
    except DamagedFileError as error:
        note_damage(layout, error.damage)
        return None


def read_noted_damage(layout: Layout) -> list[str]:
    """Every note, oldest first: moment, path and what was wrong."""
    try:
        return layout.damage_log.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []
