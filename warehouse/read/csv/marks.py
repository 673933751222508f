"""Places in a block of bytes, one bit each.

Belongs here: making, counting and moving marks. Does not belong here: what a byte means (`warehouse.read.csv.count`).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Marks = npt.NDArray[np.uint64]
"""One bit a byte of a block, the first byte the lowest bit of the first word; bits beyond the block are 0. An eighth of
the memory of one flag a byte: what is asked of a block is asked of 64 bytes at once.
"""
WORD = 64
ONE, TOP = np.uint64(1), np.uint64(WORD - 1)


def mark(flags: npt.NDArray[np.bool_]) -> Marks:
    """The marks of a block from one flag a byte."""
    packed = np.packbits(flags, bitorder="little")
    if len(packed) % 8:
        packed = np.concatenate((packed, np.zeros(-len(packed) % 8, np.uint8)))
    return packed.view("<u8")


def count_marks(marks: Marks) -> int:
    """How many there are."""
    return int(np.bitwise_count(marks).sum())


def places_of(marks: Marks) -> npt.NDArray[np.intp]:
    """Where they stand, from 0."""
    return np.flatnonzero(np.unpackbits(marks.view(np.uint8), bitorder="little"))


def one_later(marks: Marks) -> Marks:
    """Every mark one place later: beside each byte what stands before it."""
    later = marks << ONE
    later[1:] |= marks[:-1] >> TOP
    return later


def count_odd(marks: Marks) -> Marks:
    """For every place, whether the number of marks up to and with it is odd."""
    words = marks.copy()
    for shift in (1, 2, 4, 8, 16, 32):
        words ^= words << np.uint64(shift)
    is_odd_before = np.bitwise_xor.accumulate(words >> TOP)
    words[1:] ^= np.uint64(0) - is_odd_before[:-1]
    return words
