"""Walking a large JSON text value by value, without holding the whole file.

Belongs here: the place in the text, and the next value at it. Does not belong here: which values are records
(`warehouse.read.json.array`, `warehouse.read.json.whole`), or what a value may hold (`warehouse.read.json.document`).
Behind a malformed value nothing can be found again, so the file is held.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from schemas.finding import Facts
from warehouse.read import limits
from warehouse.read.json.document import LENIENT, STRICT, Fraction, NotJsonError, check_depth, check_text, measure_depth
from warehouse.read.rejects import UnreadableError, refuse_file

BLOCK_BYTES = 1 << 20
WHITE_SPACE = " \t\n\r"
MOST_OF_A_TOKEN = 16
"""An error this far before the end of the text is no cut."""
TOKEN_CUT = re.compile(r"[-+.\w]{,16}\s*")
NUMBER_CUT = re.compile(r"[-+.eE]+\Z")

Check = Callable[[Any], Any]


class JsonText:
    """Walks one file. `place`: the next character in `text`; `n_bytes_before`: bytes of the file before `text`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self.text = ""
        self.place = 0
        self.n_bytes_before = 0
        self.is_at_end = False

    @contextmanager
    def opened(self) -> Iterator[None]:
        """The file at its beginning, behind a byte order mark."""
        with self.path.open("rb") as self.file:
            if self.peek() == "\ufeff":
                self.place += 1
            yield

    def expect_end(self, what: str) -> None:
        """Refuse a file that goes on behind `what`."""
        if self.peek():
            raise self.refuse("malformed_json", "goes_on", {"what": what})

    def read_value(self, check: Check) -> Any:
        """The next value; of one that is refused the NotJsonError that says why.

        `check` gives the value that is taken for a parsed one, or raises NotJsonError. Raises UnreadableError:
        truncated, malformed_json, hostile_file.
        """
        self.peek()
        while True:
            parsed = self.parse_value(check)
            if parsed is not None:
                value, end = parsed
                self.place = end
                self._forget()
                return value
            self.read_on()

    def parse_value(self, check: Check) -> tuple[Any, int] | None:
        """The next value and where it ends; None where it is not whole (yet). A refused one is its NotJsonError."""
        value: Any
        try:
            value, end = STRICT.raw_decode(self.text, self.place)
        except (ValueError, RecursionError) as error:
            value = error if isinstance(error, NotJsonError) else NotJsonError(_explain(error))
            try:
                _, end = LENIENT.raw_decode(self.text, self.place)
            except (ValueError, RecursionError) as also:
                self._check_cut(also)
                return None
        if self._may_go_on(value, end):
            return None
        if isinstance(value, NotJsonError):
            return value, end
        try:
            own = self.text[self.place : end]
            check_depth(own)
            return check(check_text(value, own)), end
        except NotJsonError as error:
            return error, end

    def _may_go_on(self, value: Any, end: int) -> bool:
        """Whether more text may belong to the value: of `0.5` cut at the point the decoder gives `0`."""
        if end == len(self.text):
            return not self.is_at_end
        is_number = isinstance(value, int | Fraction) and not isinstance(value, bool)
        return is_number and NUMBER_CUT.match(self.text, end) is not None

    def _check_cut(self, error: BaseException) -> None:
        """Refuse what no further text can mend."""
        if isinstance(error, RecursionError):
            raise self.refuse("malformed_json", "nested")
        if not isinstance(error, json.JSONDecodeError) or error.msg.startswith("Unterminated string"):
            return
        if error.pos + MOST_OF_A_TOKEN < len(self.text):
            raise self.refuse("malformed_json", "malformed")

    def read_on(self) -> None:
        """Read more of a value that is not whole. Raises UnreadableError where there is no more, or too much."""
        rest = len(self.text) - self.place
        if self.is_at_end:
            text = self.text[self.place :]
            if TOKEN_CUT.fullmatch(text) or measure_depth(text)[1]:
                raise self.refuse("truncated", "document")
            raise self.refuse("malformed_json", "malformed")
        if rest > limits.MOST_DOCUMENT_BYTES:
            raise refuse_file("hostile_file", self.path, "long_document", {"most": limits.MOST_DOCUMENT_BYTES})
        self._read_more(max(BLOCK_BYTES, rest))

    def peek(self) -> str:
        """The next character that is not white space; "" at the end of the file."""
        while True:
            while self.place < len(self.text) and self.text[self.place] in WHITE_SPACE:
                self.place += 1
            if self.place < len(self.text) or self.is_at_end:
                return self.text[self.place : self.place + 1]
            self._forget()
            self._read_more(BLOCK_BYTES)

    def expect(self, character: str, what: str) -> None:
        """Step behind a character. Raises UnreadableError where another one stands there; `what` did not close."""
        found = self.peek()
        if not found:
            raise self.refuse("truncated", "bracket", {"what": what})
        if found != character:
            raise self.refuse("malformed_json", "expected", {"character": character})
        self.place += 1

    def refuse(self, finding_code: str, form: str, facts: Facts | None = None) -> UnreadableError:
        """The refusal of the whole file, with the place up to which it was read."""
        near = self.n_bytes_before + len(self.text[: self.place].encode("utf-8"))
        return refuse_file(finding_code, self.path, form, {"byte": near, **(facts or {})})

    def _read_more(self, n_bytes: int) -> None:
        block = self.file.read(n_bytes)
        self.is_at_end = not block
        try:
            self.text += self.decoder.decode(block, final=False)
        except UnicodeDecodeError:
            raise self.refuse("wrong_encoding", "json_bytes", {"encoding": "utf-8"}) from None

    def _forget(self) -> None:
        """Drop text that has been read, so that memory stays bounded."""
        if self.place > BLOCK_BYTES:
            self.n_bytes_before += len(self.text[: self.place].encode("utf-8"))
            self.text, self.place = self.text[self.place :], 0


def _explain(error: Exception) -> str:
    is_text = isinstance(error, json.JSONDecodeError)
    return "a string holds a control character" if is_text else "a number is too long"
