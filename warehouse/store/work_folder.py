"""Folders that hold rows while a step works, and that go with it, or with the next run where a process was killed.

Belongs here: making, owning and sweeping them, below `work/` of a warehouse. Does not belong here: what lies in them.
The kernel lets go of a folder's lock when its process dies, so a folder that can be locked belongs to nobody.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from warehouse.store.durable import delete_folder, make_restricted_folder, says_what_failed

PREFIX = ".tmp-"


@contextmanager
def work_folder(work: Path, kind: str) -> Iterator[Path]:
    """A folder of this process below `work`, deleted when the block ends. What dead processes left goes first.

    Raises WriteError where none can be made.
    """
    with ExitStack() as kept:
        with says_what_failed(work):
            make_restricted_folder(work)
            with _locked(work):
                _sweep(work)
                folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{kind}-", dir=work))
                kept.enter_context(_locked(folder))
        kept.callback(delete_folder, folder)
        yield folder


def sweep_work(work: Path) -> None:
    """Delete the folders of dead processes: they may hold rows, so every run does this, also one without other work."""
    if work.is_dir():
        with _locked(work):
            _sweep(work)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder: nobody sweeps between the making of a folder below it and the owning."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _sweep(work: Path) -> None:
    for folder in work.glob(f"{PREFIX}*"):
        try:
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError:
            continue  # its owner has just deleted it
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            delete_folder(folder)
        except BlockingIOError:
            continue  # somebody works there
        finally:
            os.close(descriptor)
