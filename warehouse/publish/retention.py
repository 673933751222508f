"""Which releases there are, and which of them stay.

Belongs here: listing releases, those that a person pinned, removing old ones. Does not belong here: building or showing
one (`warehouse.publish.step`). The current release, a pinned one and one that is being read are never removed.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

from schemas.finding import Finding
from schemas.text.problem import HarmoniseError, SettingsError
from warehouse.publish.disclosure.taken_over import read_taken_over
from warehouse.store.clock import is_ahead
from warehouse.store.durable import read_json, write_json
from warehouse.store.layout import DATABASE, Layout
from warehouse.store.lock import exclusive

KEEP = 5
"""Releases that stay, the current one included; pinned ones stay beside them."""

RELEASE_NAME = re.compile(r"r(\d{4,})")
PINS = "pins.json"
PATIENCE_SECONDS = 10.0
"""How long a person who pins waits for a release that is being made."""


class NoSuchReleaseError(SettingsError):
    """There is no release of that name: what was typed is to be mended first."""


class PinsError(HarmoniseError):
    """It cannot be read which releases are pinned, so none may be removed."""


def shown_release(layout: Layout) -> Path | None:
    """The folder that `current` points to; None before the first release."""
    return layout.current.resolve() if layout.current.is_dir() else None


def find_release_ahead(release: Path, now: datetime) -> tuple[Finding, ...]:
    """The finding on a release that was made later than now."""
    made = datetime.fromtimestamp(release.stat().st_mtime, UTC)
    if not is_ahead(made, now):
        return ()
    facts = {"release": release.name, "day": made.date()}
    return (Finding.of("clock_ahead", "warn", form="release", facts=facts),)


def list_releases(layout: Layout) -> list[Path]:
    """The folders of all releases, oldest first."""
    if not layout.releases.is_dir():
        return []
    folders = [path for path in layout.releases.iterdir() if RELEASE_NAME.fullmatch(path.name)]
    return sorted(folders, key=number_of)


def next_number(layout: Layout) -> int:
    """The number that the next release will have."""
    folders = list_releases(layout)
    return number_of(folders[-1]) + 1 if folders else 1


def number_of(folder: Path) -> int:
    """The number of a release."""
    return int(folder.name[1:])


def list_pins(layout: Layout) -> list[str]:
    """Names of the releases that are pinned, oldest first. Raises PinsError where that cannot be read."""
    path = layout.releases / PINS
    try:
        names = (read_json(path) or {"pinned": []})["pinned"]
        return sorted({str(name) for name in names}, key=lambda name: (len(name), name))
    except (ValueError, TypeError, KeyError, OSError):
        raise PinsError(
            f"{path}: cannot be read, so it is not known which releases are pinned, and none may be removed. "
            "Delete it and pin them again: harmonise pin rNNNN"
        ) from None


def pin_release(layout: Layout, name: str) -> None:
    """Let a release stay until its pin is removed. Raises NoSuchReleaseError, LockedError."""
    with exclusive(layout.lock("publish"), "The release", PATIENCE_SECONDS):
        _require_release(layout, name)
        _write_pins(layout, {*list_pins(layout), name})


def unpin_release(layout: Layout, name: str) -> None:
    """Remove a pin; the release goes when it is old. Raises NoSuchReleaseError where it is not pinned, LockedError."""
    with exclusive(layout.lock("publish"), "The release", PATIENCE_SECONDS):
        pins = list_pins(layout)
        if name not in pins:
            raise NoSuchReleaseError(f"{name} is not pinned. Pinned: {', '.join(pins) or 'none'}.")
        _write_pins(layout, {*pins} - {name})


def _require_release(layout: Layout, name: str) -> None:
    names = [folder.name for folder in list_releases(layout)]
    if name not in names:
        raise NoSuchReleaseError(
            f"{name}: there is no such release in {layout.releases}. There are: {', '.join(names) or 'none'}."
        )


def _write_pins(layout: Layout, names: set[str]) -> None:
    write_json(layout.releases / PINS, {"pinned": sorted(names)})


def remove_old_releases(layout: Layout, keep: int) -> None:
    """Remove all but the last `keep` releases that nobody pinned, never the current one, one that is being read, or one
    from which the current one took years over: nothing could be compared with them, and none would be made anew.
    """
    shown = shown_release(layout)
    needed = {name for _, _, name in read_taken_over(shown)} if shown else set()
    needed |= {*list_pins(layout)}
    loose = [folder for folder in list_releases(layout) if folder.name not in needed]
    for folder in loose[: -max(keep, 1)]:
        if folder.resolve() != shown and not is_being_read(folder / DATABASE):
            doomed = layout.releases / f".tmp-{folder.name}"
            os.rename(folder, doomed)
            shutil.rmtree(doomed)


def is_being_read(database: Path) -> bool:
    """True where another process has the database open: DuckDB holds a shared lock on it as long."""
    try:
        database.chmod(0o600)
        descriptor = os.open(database, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
        database.chmod(0o400)
    return False
