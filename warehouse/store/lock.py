"""One writer at a time, and a lock that nobody ever has to delete by hand.

Belongs here: the exclusive lock of a warehouse or of one source in it. Does not belong here: what is done under it.
The kernel releases an flock when its owner dies, so a killed run never blocks the next one.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from schemas.text.problem import HarmoniseError
from warehouse.store.durable import make_restricted_folder
from warehouse.store.layout import Layout

MOMENT = 0.5
"""Seconds; longer than somebody who only looks (`is_held`) is in the way."""


class LockedError(HarmoniseError):
    """Another process holds the lock, and the message says which; or the lock cannot be made."""


@contextmanager
def exclusive(path: Path, what: str, wait_seconds: float = MOMENT) -> Iterator[None]:
    """Hold the lock at `path` while the block runs.

    `what` names the guarded thing in the error. Raises LockedError after `wait_seconds`.
    """
    try:
        make_restricted_folder(path.parent)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else type(error).__name__
        raise LockedError(
            f"{path}: the lock cannot be made ({reason}). Make room, or check the folder's owner."
        ) from None
    try:
        _acquire(descriptor, what, wait_seconds)
        with suppress(OSError):  # on a full disk nobody learns who holds it; it is held nevertheless
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, str(os.getpid()).encode("ascii"), 0)
        yield
    finally:
        os.close(descriptor)


def is_held(path: Path) -> bool:
    """Whether some process holds the lock at `path` now."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def is_lake_read(layout: Layout) -> bool:
    """Whether a release or tables of the network are being made: what an older state named is perhaps read just now,
    and is left for the next run of its source. Who begins later reads the state that stands by then.
    """
    return is_held(layout.lock("publish")) or is_held(layout.lock("network"))


def _acquire(descriptor: int, what: str, wait_seconds: float) -> None:
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                owner = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
                message = f"{what} is being written by process {owner}. Wait until it has finished, then run again."
                raise LockedError(message) from None
            time.sleep(0.05)
