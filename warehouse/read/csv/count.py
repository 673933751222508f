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

BLOCK_BYTES = 1 << 17
"""Fits a processor's second cache: larger blocks are several times slower."""
NEAR_END = 4096
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
    decoder = codecs.getincrementaldecoder("utf-8")("strict") if dialect.is_utf8 else None
    for block in _read_blocks(path, dialect, start):
        if decoder is not None and not _decodes(decoder, block):
            counter.count.is_decodable = False
            decoder = None
        counter.feed(block)
    if decoder is not None and not _decodes(decoder, b"", is_last=True):
        counter.count.is_decodable = False
    return counter.finish()


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, is_last: bool = False) -> bool:
    if block.isascii() and not decoder.getstate()[0]:
        return True
    try:
        decoder.decode(block, is_last)
    except UnicodeDecodeError:
        return False
    return True


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


def _count_odd(marks: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """For every place, whether the number of marks up to and with it is odd. In words of 64 bits: ten times faster
    than a running sum.
    """
    packed = np.packbits(marks, bitorder="little")
    words = np.zeros(-(-len(packed) // 8), "<u8")
    words.view(np.uint8)[: len(packed)] = packed
    for shift in (1, 2, 4, 8, 16, 32):
        words ^= words << np.uint64(shift)
    is_odd_before = np.bitwise_xor.accumulate(words >> np.uint64(63))
    words[1:] ^= np.uint64(0) - is_odd_before[:-1]
    return np.unpackbits(words.view(np.uint8), count=len(marks), bitorder="little").view(np.bool_)


def _count_behind_last(marks: npt.NDArray[np.bool_]) -> int:
    """How many places follow the last mark; nearly always few, and an array read backwards is slow."""
    near = np.flatnonzero(marks[-NEAR_END:])
    return min(NEAR_END, len(marks)) - 1 - int(near[-1]) if len(near) else int(marks[::-1].argmax())


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

    def feed(self, block: bytes) -> None:
        """Count one block."""
        if not block:
            return
        self.count.has_nul = self.count.has_nul or 0 in block
        self.count.has_escape = self.count.has_escape or bool(self.escape and self.escape in block)
        self._check_seam(block)
        bytes_ = np.frombuffer(block, np.uint8)
        line_ends = bytes_ == LINE_FEED
        if CARRIAGE_RETURN in block:
            line_ends |= bytes_ == CARRIAGE_RETURN
        delimiters = bytes_ == self.delimiter if self.delimiter >= 0 else np.zeros(len(block), bool)
        if self.is_inside or (self.quote >= 0 and self.quote in block):
            outside = self._find_outside(bytes_, line_ends, delimiters)
            line_ends &= outside
            delimiters &= outside
        self.count.n_delimiters += int(np.count_nonzero(delimiters))
        self._count_lines(bytes_, line_ends)
        self.last = block[-1]

    def _count_lines(self, bytes_: npt.NDArray[np.uint8], line_ends: npt.NDArray[np.bool_]) -> None:
        """A line end ends a record unless a line end stands before it; CR LF is one, other pairs are blank lines."""
        n_ends = int(np.count_nonzero(line_ends))
        pairs = line_ends[1:] & line_ends[:-1]
        n_pairs = int(np.count_nonzero(pairs))
        if n_pairs:
            places = np.flatnonzero(pairs)
            n_crlf = np.count_nonzero((bytes_[places] == CARRIAGE_RETURN) & (bytes_[places + 1] == LINE_FEED))
            self.count.n_blank_lines += n_pairs - int(n_crlf)
        if line_ends[0] and self.is_last_a_line_end:
            n_pairs += 1
            self.count.n_blank_lines += not (self.last == CARRIAGE_RETURN and bytes_[0] == LINE_FEED)
        self.count.n_records += n_ends - n_pairs
        self._measure_open_record(line_ends)
        self.is_last_a_line_end = bool(line_ends[-1])

    def _measure_open_record(self, line_ends: npt.NDArray[np.bool_]) -> None:
        """How long the record is that goes on from block to block: none within one block is too long."""
        first = int(line_ends.argmax())
        has_end = bool(line_ends[first])
        n_bytes = self.n_open_bytes + (first if has_end else len(line_ends))
        self.count.has_long_record = self.count.has_long_record or n_bytes > limits.MOST_RECORD_BYTES
        self.n_open_bytes = _count_behind_last(line_ends) if has_end else n_bytes

    def _find_outside(
        self, bytes_: npt.NDArray[np.uint8], line_ends: npt.NDArray[np.bool_], delimiters: npt.NDArray[np.bool_]
    ) -> npt.NDArray[np.bool_]:
        """True for every byte outside quotes. On the way: does every quote stand where the rules allow it?"""
        quotes = bytes_ == self.quote
        inside = _count_odd(quotes)
        if self.is_inside:
            np.logical_not(inside, out=inside)
        edges = line_ends | delimiters | quotes
        if not self.count.has_odd_quotes:
            opening = quotes & inside
            closing = quotes ^ opening
            self.count.has_odd_quotes = bool((opening[1:] & ~edges[:-1]).any() or (closing[:-1] & ~edges[1:]).any())
        self.is_inside = bool(inside[-1])
        return ~inside

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
