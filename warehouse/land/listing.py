"""What was found at an address.

Belongs here: one file, and the list of them. Does not belong here: looking (`warehouse.land.address`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO


@dataclass(frozen=True)
class FoundFile:
    """A file at the address. `name`: path below the address's fixed part. `version`: size and modification time;
    `stamp`: the version and whatever else changes when the bytes do (local files: change time and inode).
    """

    name: str
    n_bytes: int
    version: tuple[str, ...]
    stamp: tuple[str, ...]
    open: Callable[[], IO[bytes]]
    is_unchanged: Callable[[], bool]


@dataclass
class Listing:
    """What lies at an address. `unreadable`: (name, reason); `refused`: (name, why it is no file); `folders`: names of
    folders. `stuck`: (name, stamp) of files whose name says that they are still arriving, and that have not changed for
    a day; what has come whole beside them is not among them. `problem`: why the address itself cannot be read;
    `missing_package`: what it needs that is not installed.
    """

    files: list[FoundFile] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    n_arriving: int = 0
    stuck: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    problem: str = ""
    missing_package: str = ""
