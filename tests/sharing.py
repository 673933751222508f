"""Which tests one process of several runs one after the other.

Belongs here: keeping together what shares something that takes long to make. Does not belong here: making it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from xdist.scheduler import LoadFileScheduling

MAKERS = ("demo_release", "default_network")
"""Functions that make a simulated network once a process."""
ROOT = Path(__file__).resolve().parent.parent


class SharingScheduling(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    """A file at a time; files that call the same maker are as one."""

    def _split_scope(self, nodeid: str) -> str:
        return shared_by(nodeid.split("::", 1)[0])


@cache
def shared_by(file: str) -> str:
    """The maker whose network the tests of this file share; else the file itself."""
    text = (ROOT / file).read_text(encoding="utf-8")
    return next((maker for maker in MAKERS if f"{maker}(tmp_path_factory)" in text), file)
