"""The documents of one JSON array, one after the other, without holding the whole file.

Belongs here: walking a file that is one array. Does not belong here: what a document may hold
(`warehouse.json_documents`). Behind a malformed document nothing can be found again, so the file is held.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from warehouse.csv_header import refuse_file
from warehouse.json_documents import LENIENT, STRICT, NotJsonError, check_depth, check_document, measure_depth
from warehouse.rejects import UnreadableError

BLOCK_BYTES = 1 << 20
MOST_BYTES_A_DOCUMENT = 64 << 20
WHITE_SPACE = " \t\n\r"


class ArrayReader:
    """Walks one file. `place`: the next character in `text`; `n_bytes_before`: bytes of the file before `text`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self.text = ""
        self.place = 0
        self.n_bytes_before = 0
        self.is_at_end = False

    def read(self) -> Iterator[tuple[int, int, dict[str, Any] | NotJsonError]]:
        """(byte_start, byte_end, why) for each document that is refused, (0, 0, document) for the others.

        Raises UnreadableError: truncated, malformed_json.
        """
        with self.path.open("rb") as self.file:
            if self._peek() == "\ufeff":
                self.place += 1
            self._expect("[")
            if self._peek() != "]":
                yield self._read_element()
                while self._peek() == ",":
                    self.place += 1
                    yield self._read_element()
            self._expect("]")
            if self._peek():
                raise self._refuse("malformed_json", "something follows the array")

    def _read_element(self) -> tuple[int, int, dict[str, Any] | NotJsonError]:
        self._peek()
        while True:
            parsed = self._parse_element()
            if parsed is not None:
                document, end = parsed
                span = self._measure(end) if isinstance(document, NotJsonError) else (0, 0)
                self.place = end
                self._forget()
                return *span, document
            if self.is_at_end or len(self.text) - self.place > MOST_BYTES_A_DOCUMENT:
                raise self._refuse_element()
            self._read_more(max(BLOCK_BYTES, len(self.text) - self.place))

    def _parse_element(self) -> tuple[dict[str, Any] | NotJsonError, int] | None:
        """The next document and where it ends; None where it is not whole (yet), or malformed."""
        document: Any
        try:
            document, end = STRICT.raw_decode(self.text, self.place)
        except (ValueError, RecursionError) as error:
            document = error if isinstance(error, NotJsonError) else NotJsonError("a string holds a control character")
            try:
                _, end = LENIENT.raw_decode(self.text, self.place)
            except (ValueError, RecursionError):
                return None
        if end == len(self.text) and not self.is_at_end:
            return None
        try:
            own = self.text[self.place : end]
            check_depth(own)
            return (document if isinstance(document, NotJsonError) else check_document(document, own)), end
        except NotJsonError as error:
            return error, end

    def _measure(self, end: int) -> tuple[int, int]:
        """Where the bytes of `text[place:end]` stand in the file."""
        byte_start = self.n_bytes_before + len(self.text[: self.place].encode("utf-8"))
        return byte_start, byte_start + len(self.text[self.place : end].encode("utf-8"))

    def _refuse_element(self) -> UnreadableError:
        rest = self.text[self.place :]
        if self.is_at_end and (not rest or measure_depth(rest)[1]):
            return self._refuse("truncated", "inside a document")
        return self._refuse("malformed_json", "a document is malformed")

    def _peek(self) -> str:
        """The next character that is not white space; "" at the end of the file."""
        while True:
            while self.place < len(self.text) and self.text[self.place] in WHITE_SPACE:
                self.place += 1
            if self.place < len(self.text) or self.is_at_end:
                return self.text[self.place : self.place + 1]
            self._read_more(BLOCK_BYTES)

    def _expect(self, character: str) -> None:
        found = self._peek()
        if not found:
            raise self._refuse("truncated", "the array does not close")
        if found != character:
            raise self._refuse("malformed_json", f"{character!r} is expected")
        self.place += 1

    def _read_more(self, n_bytes: int) -> None:
        block = self.file.read(n_bytes)
        self.is_at_end = not block
        try:
            self.text += self.decoder.decode(block, final=False)
        except UnicodeDecodeError:
            raise self._refuse("malformed_json", "its bytes are not UTF-8") from None

    def _forget(self) -> None:
        """Drop text that has been read, so that memory stays bounded."""
        if self.place > BLOCK_BYTES:
            self.n_bytes_before += len(self.text[: self.place].encode("utf-8"))
            self.text, self.place = self.text[self.place :], 0

    def _refuse(self, finding_code: str, where: str) -> UnreadableError:
        near = self._measure(self.place)[0]
        if finding_code == "truncated":
            return refuse_file(finding_code, self.path, f"ends in the middle of a record ({where})")
        return refuse_file(finding_code, self.path, f"is not JSON as declared: {where}, near byte {near}")
