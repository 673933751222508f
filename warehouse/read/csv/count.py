"""How many records a CSV file has, counted on its bytes by nothing that also reads it.

Belongs here: the declared dialect, the quote-aware count, and whatever the same pass over the bytes shows to be odd.
Does not belong here: cells, columns, rejects. The count is exact where `is_regular`; elsewhere the file is read again,
record by record (`warehouse.read.csv.strict`).
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from warehouse.read import limits
from warehouse.read.csv.marks import WORD, Marks, count_marks, count_odd, mark, one_later, places_of

BLOCK_BYTES = 1 << 19
"""What is kept of a block fits a processor's second cache; smaller blocks have more to be called for each."""
PART_BYTES = 1 << 15
MOST_CONTINUING = 3
"""Bytes that a character of UTF-8 can have behind its first."""
LINE_FEED, CARRIAGE_RETURN = 10, 13
STATEFUL_CODECS = ("utf-16", "utf-32", "utf-7", "iso2022", "iso-2022", "hz")
ASCII_PROBE = bytes(range(9, 14)) + bytes(range(32, 127))


@dataclass(frozen=True)
class CsvDialect:
    """How a CSV file is written. `encoding`: a Python codec; `delimiter`: one character or a few; `quote`, `escape`:
    one character or None.

    `header_row` (from 1): the line on which the header begins, lines before it are left out; 0: there is none;
    `header_rows`: how many records the header has; `fills_header`: a blank cell of a header row above the last stands
    for the one at its left; `trailing_delimiter`: a nameless last column on every line; `newline_at_end`: a file whose
    last line does not end is truncated; `footer_rows`: records at the end (totals) that are no contacts;
    `fills_short_rows`: cells that a record lacks at its end are blank.
    """

    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str | None = '"'
    header_row: int = 1
    header_rows: int = 1
    fills_header: bool = False
    trailing_delimiter: bool = False
    newline_at_end: bool = True
    footer_rows: int = 0
    escape: str | None = None
    fills_short_rows: bool = False

    @property
    def codec(self) -> str:
        """The codec's own name: `latin1`, `latin-1` and `L1` are one."""
        return codecs.lookup(self.encoding).name

    @property
    def is_utf8(self) -> bool:
        return self.codec in ("utf-8", "utf-8-sig")

    @property
    def splits_on_bytes(self) -> bool:
        """True where line ends, quotes and delimiters are the bytes that they are in ASCII."""
        if self.codec.replace("_", "-").startswith(STATEFUL_CODECS) or self.codec.startswith("iso2022"):
            return False
        try:
            return ASCII_PROBE.decode(self.codec) == ASCII_PROBE.decode("ascii")
        except UnicodeDecodeError:
            return False


@dataclass
class RecordCount:
    """What the bytes show. A blank line is no record. `n_delimiters`: those outside quotes.

    `has_odd_quotes`: a quote opens in the middle of a cell, or something follows a closing quote: the count is then
    only a guess. `has_escape`: so it is, since an escaped quote or line end is counted as a plain one.
    `has_long_record`: one is longer than any should be. `is_decodable` is looked at for UTF-8 only.
    """

    n_records: int = 0
    n_blank_lines: int = 0
    n_delimiters: int = 0
    ends_inside_quote: bool = False
    ends_with_newline: bool = True
    has_odd_quotes: bool = False
    has_nul: bool = False
    has_escape: bool = False
    has_long_record: bool = False
    is_decodable: bool = True

    @property
    def is_regular(self) -> bool:
        """True where the count is exact and nothing has to be looked at record by record."""
        is_odd = self.ends_inside_quote or self.has_odd_quotes or self.has_nul or self.has_long_record
        return self.is_decodable and not is_odd and not self.has_escape


def count_records(path: Path, dialect: CsvDialect, start: int = 0) -> RecordCount:
    """Count the records of a file from byte `start` on (0: header and preamble are counted as records too).

    Where the encoding does not split on bytes the decoded text is counted, and `start` is a place in it as UTF-8.
    Raises UnicodeDecodeError for such an encoding only.
    """
    counter = _Counter(dialect)
    utf8 = _Utf8() if dialect.is_utf8 else None
    for block in _read_blocks(path, dialect, start):
        if utf8 is not None:
            utf8.feed(block)
        counter.feed(block)
    counter.count.is_decodable = utf8 is None or utf8.is_whole
    return counter.finish()


def _read_blocks(path: Path, dialect: CsvDialect, start: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        if dialect.splits_on_bytes:
            file.seek(start)
            while block := file.read(BLOCK_BYTES):
                yield block
            return
        decoder = codecs.getincrementaldecoder(dialect.codec)("strict")
        while block := file.read(BLOCK_BYTES):
            text = decoder.decode(block).encode("utf-8")
            yield text[start:]
            start = max(0, start - len(text))
        yield decoder.decode(b"", True).encode("utf-8")[start:]


class _Utf8:
    """Whether the blocks so far are UTF-8, each character whole. In parts whose text is small enough to lie where the
    text before it lay: memory for that of a block is asked of the system anew each time, which takes as long again.
    """

    def __init__(self) -> None:
        self.is_valid = True
        self.begun = b""

    @property
    def is_whole(self) -> bool:
        return self.is_valid and not self.begun

    def feed(self, block: bytes) -> None:
        """Look at one block."""
        if not self.is_valid or (block.isascii() and not self.begun):
            return
        try:
            self._feed(block)
        except UnicodeDecodeError:
            self.is_valid = False

    def _feed(self, block: bytes) -> None:
        place = 0
        if self.begun:
            joint = self.begun + block[:MOST_CONTINUING]
            _, n_read = codecs.utf_8_decode(joint, "strict", False)
            if n_read == 0:
                self.begun = joint
                return
            place = n_read - len(self.begun)
        with memoryview(block) as bytes_:
            while place < len(block):
                _, n_read = codecs.utf_8_decode(bytes_[place : place + PART_BYTES], "strict", False)
                if n_read == 0:
                    break
                place += n_read
        self.begun = block[place:]


class _Counter:
    """Counts block after block. A record ends at a line end outside quotes whose line is not empty."""

    def __init__(self, dialect: CsvDialect) -> None:
        self.count = RecordCount()
        # Delimiters of several characters are not counted: such a file is read record by record.
        self.delimiter = ord(dialect.delimiter) if dialect.delimiter.isascii() and len(dialect.delimiter) == 1 else -1
        self.escape = (dialect.escape or "").encode("ascii")
        self.quote = ord(dialect.quote) if dialect.quote else -1
        self.last = LINE_FEED
        self.is_last_a_line_end = True
        self.is_inside = False
        self.n_open_bytes = 0
        self.flags = np.empty(0, bool)
        """Of one block, used again for the next: see `_Utf8`."""

    def feed(self, block: bytes) -> None:
        """Count one block."""
        if not block:
            return
        self.count.has_nul = self.count.has_nul or 0 in block
        self.count.has_escape = self.count.has_escape or bool(self.escape and self.escape in block)
        self._check_seam(block)
        bytes_ = np.frombuffer(block, np.uint8)
        line_ends = self._mark(bytes_, LINE_FEED)
        if CARRIAGE_RETURN in block:
            line_ends |= self._mark(bytes_, CARRIAGE_RETURN)
        delimiters = self._mark(bytes_, self.delimiter) if self.delimiter >= 0 else np.zeros_like(line_ends)
        if self.is_inside or (self.quote >= 0 and self.quote in block):
            inside = self._find_inside(bytes_, line_ends, delimiters)
            line_ends &= ~inside
            delimiters &= ~inside
        self.count.n_delimiters += count_marks(delimiters)
        self._count_lines(bytes_, line_ends)
        self.last = block[-1]

    def _mark(self, bytes_: npt.NDArray[np.uint8], byte: int) -> Marks:
        if len(self.flags) < len(bytes_):
            self.flags = np.empty(len(bytes_), bool)
        return mark(np.equal(bytes_, byte, out=self.flags[: len(bytes_)]))

    def _count_lines(self, bytes_: npt.NDArray[np.uint8], line_ends: Marks) -> None:
        """A line end ends a record unless a line end stands before it; CR LF is one, other pairs are blank lines."""
        pairs = line_ends & one_later(line_ends)
        n_pairs = count_marks(pairs)
        if n_pairs:
            second = places_of(pairs)
            n_crlf = np.count_nonzero((bytes_[second - 1] == CARRIAGE_RETURN) & (bytes_[second] == LINE_FEED))
            self.count.n_blank_lines += n_pairs - int(n_crlf)
        if line_ends[0] & np.uint64(1) and self.is_last_a_line_end:
            n_pairs += 1
            self.count.n_blank_lines += not (self.last == CARRIAGE_RETURN and bytes_[0] == LINE_FEED)
        self.count.n_records += count_marks(line_ends) - n_pairs
        self._measure_open_record(line_ends, len(bytes_))

    def _measure_open_record(self, line_ends: Marks, n_bytes: int) -> None:
        """How long the record is that goes on from block to block: none within one block is too long."""
        filled = np.flatnonzero(line_ends)
        if not len(filled):
            n_before = self.n_open_bytes = self.n_open_bytes + n_bytes
            self.is_last_a_line_end = False
        else:
            first, last = int(line_ends[filled[0]]), int(line_ends[filled[-1]])
            n_before = self.n_open_bytes + WORD * int(filled[0]) + (first & -first).bit_length() - 1
            self.n_open_bytes = n_bytes - WORD * int(filled[-1]) - last.bit_length()
            self.is_last_a_line_end = self.n_open_bytes == 0
        self.count.has_long_record = self.count.has_long_record or n_before > limits.MOST_RECORD_BYTES

    def _find_inside(self, bytes_: npt.NDArray[np.uint8], line_ends: Marks, delimiters: Marks) -> Marks:
        """A mark for every byte inside quotes. On the way: does every quote stand where the rules allow it?"""
        quotes = self._mark(bytes_, self.quote)
        inside = count_odd(quotes)
        if self.is_inside:
            np.invert(inside, out=inside)
        if not self.count.has_odd_quotes:
            edges = line_ends | delimiters | quotes
            opening = quotes & inside
            self.count.has_odd_quotes = self._are_odd(opening, quotes ^ opening, edges, len(bytes_))
        self.is_inside = bool(int(inside[-1]) >> (len(bytes_) - 1) % WORD & 1)
        return inside

    @staticmethod
    def _are_odd(opening: Marks, closing: Marks, edges: Marks, n_bytes: int) -> bool:
        """Whether a quote opens behind something else than an edge, or something else follows one that closes. What
        stands before the first byte and behind the last is asked at the seam.
        """
        before = one_later(edges)
        before[0] |= np.uint64(1)
        odd = (opening & ~before) | (one_later(closing) & ~edges)
        odd[-1] &= np.uint64((1 << (n_bytes - 1) % WORD + 1) - 1)
        return bool(odd.any())

    def _check_seam(self, block: bytes) -> None:
        """The same question where two blocks meet."""
        edges = (LINE_FEED, CARRIAGE_RETURN, self.delimiter, self.quote)
        if self.is_inside:
            return
        is_after_quote = self.last == self.quote and block[0] not in edges
        is_before_quote = block[0] == self.quote and self.last not in edges
        self.count.has_odd_quotes = self.count.has_odd_quotes or is_after_quote or is_before_quote

    def finish(self) -> RecordCount:
        """The count, once all blocks were fed."""
        self.count.ends_inside_quote = self.is_inside
        self.count.ends_with_newline = self.is_last_a_line_end
        self.count.n_records += not self.is_last_a_line_end
        return self.count
