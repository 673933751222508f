"""How far what is packed may grow: the one check against archives that would fill the disk or the memory.

Belongs here: holding a number of bytes against the limits and the free disk. Does not belong here: the limits
themselves (`warehouse.read.limits`), unpacking. It imports no engine: the process that reads workbooks uses it too.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from warehouse.read import limits


class TooLargeError(Exception):
    """It grows beyond `most`. `finding_code` and `form`: how the catalogue says whose fault that is."""

    def __init__(self, finding_code: str, form: str, most: int) -> None:
        super().__init__(finding_code)
        self.finding_code = finding_code
        self.form = form
        self.facts = {"most": most}


@dataclass(frozen=True)
class Growth:
    """What may become of `n_packed` bytes. `most_on_disk`: the part of the free disk that one file may take."""

    n_packed: int
    most_bytes: int
    most_ratio: int
    ratio_counts_from: int
    most_on_disk: int

    def check(self, n_bytes: int) -> None:
        """Raise TooLargeError where so many bytes are too many."""
        if n_bytes > self.most_bytes:
            raise TooLargeError("hostile_file", "unpacks_far", self.most_bytes)
        if n_bytes > self.ratio_counts_from and n_bytes > self.most_ratio * self.n_packed:
            raise TooLargeError("hostile_file", "unpacks_times", self.most_ratio)
        if n_bytes > self.most_on_disk:
            raise TooLargeError("no_space", "unpacks_far", self.most_on_disk)


def archive_growth(n_packed: int, folder: Path) -> Growth:
    """For an archive that is unpacked into the folder."""
    return Growth(
        n_packed,
        limits.MOST_UNPACKED_BYTES,
        limits.MOST_UNPACKED_RATIO,
        limits.RATIO_COUNTS_FROM_BYTES,
        share_of_disk(folder),
    )


def share_of_disk(folder: Path) -> int:
    """The bytes that one file may take on the disk of the folder."""
    return shutil.disk_usage(folder).free // limits.PART_OF_FREE_DISK
