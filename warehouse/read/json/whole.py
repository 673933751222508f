"""The records of one JSON document that holds all of them, without holding the whole file.

Belongs here: finding the list or object of records, and the value that names their places. Does not belong here: what
a record may hold (`warehouse.read.json.document`), giving names to places (`warehouse.read.json.nodes`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from warehouse.read import limits
from warehouse.read.json.document import NotJsonError, RefusedValueError
from warehouse.read.json.pages import Around
from warehouse.read.json.text import BLOCK_BYTES, Check, JsonText

NO_PATH = "."


def find_value(path: Path, at: tuple[str, ...]) -> Any:
    """The value at a path of a document. Raises UnreadableError: truncated, malformed_json, hostile_file.

    What stands behind it is not looked at.
    """
    reader = DocumentReader(path)
    reader.is_skimming = True
    with reader.opened():
        for _, value in reader.walk(at, reader.take_value):
            if isinstance(value, NotJsonError):
                facts = {"path": spell_path(at), "why": str(value)}
                raise reader.refuse("malformed_json", "refused_value_at", facts)
            return value
    raise reader.refuse("malformed_json", "nothing_at", {"path": spell_path(at)})


def spell_path(at: tuple[str, ...]) -> str:
    """The path as a mapping writes it."""
    return ".".join(key.replace(".", "\\.") for key in at) or NO_PATH


class DocumentReader(JsonText):
    """Reads one file that is one document. `is_skimming`: a refused value that is stepped over may pass, since a second
    look follows, which gives each record its fate.
    """

    is_skimming = False

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.around = Around()
        """What stands beside the records."""

    def read(self, at: tuple[str, ...], check: Check) -> Iterator[tuple[str | None, Any]]:
        """Every record of the list or object at the path: its key (None in a list), and itself or why it is refused.

        Raises UnreadableError: truncated, malformed_json, hostile_file.
        """
        is_found = False

        def take_records() -> Iterator[tuple[str | None, Any]]:
            nonlocal is_found
            is_found = True
            return self._take_records(at, check)

        with self.opened():
            yield from self.walk(at, take_records)
            self.expect_end("document")
        if not is_found:
            raise self.refuse("malformed_json", "nothing_at", {"path": spell_path(at)})

    def walk(
        self, at: tuple[str, ...], take: Callable[[], Iterator[tuple[str | None, Any]]]
    ) -> Iterator[tuple[str | None, Any]]:
        """What `take` gives at the path; everything else is stepped over, and must be JSON."""
        if not at:
            yield from take()
            return
        self.expect("{", "object")
        for key in self._keys():
            if key == at[0] and (len(at) == 1 or self.peek() == "{"):
                yield from self.walk(at[1:], take)
            else:
                self.around.note(key, self._step_over(0))

    def take_value(self) -> Iterator[tuple[str | None, Any]]:
        """The value at this place, whatever it is."""
        yield None, self.read_value(lambda value: value)

    def _take_records(self, at: tuple[str, ...], check: Check) -> Iterator[tuple[str | None, Any]]:
        opening = self.peek()
        if opening == "[":
            self.place += 1
            for _ in self._elements():
                yield None, self.read_value(check)
        elif opening == "{":
            self.place += 1
            seen: set[str] = set()
            for key in self._keys(refuses_repeated=False):
                value = self.read_value(check)
                if key in seen:
                    value = RefusedValueError("two records have the same key")
                seen.add(key)
                yield key, value
        elif not opening:
            raise self.refuse("truncated", "before_records")
        else:
            raise self.refuse("malformed_json", "no_records_at", {"path": spell_path(at)})

    def _elements(self) -> Iterator[None]:
        """Once before each element of a list, whose bracket has been read."""
        if self.peek() != "]":
            yield
            while self.peek() == ",":
                self.place += 1
                yield
        self.expect("]", "list")

    def _keys(self, refuses_repeated: bool = True) -> Iterator[str]:
        """The key before each value of an object, whose bracket has been read."""
        if self.peek() != "}":
            seen: set[str] = set()
            yield self._read_key(seen)
            while self.peek() == ",":
                self.place += 1
                yield self._read_key(seen if refuses_repeated else set())
        self.expect("}", "object")

    def _read_key(self, seen: set[str]) -> str:
        if self.peek() not in ('"', ""):
            raise self.refuse("malformed_json", "key_expected")
        key = self.read_value(_check_key)
        if isinstance(key, NotJsonError):
            raise self.refuse("malformed_json", "key_malformed")
        if key in seen:
            raise self.refuse("malformed_json", "key_twice")
        seen.add(key)
        self.expect(":", "object")
        return str(key)

    def _step_over(self, depth: int) -> Any:
        """Step over a value, in pieces where it is larger than a block; the value where it is not, else None."""
        if depth > limits.MOST_DEPTH:
            raise self.refuse("malformed_json", "nested")
        self.peek()
        while (parsed := self.parse_value(lambda value: value)) is None:
            if len(self.text) - self.place > BLOCK_BYTES and (opening := self.peek()) in "[{":
                self.place += 1
                for _ in self._elements() if opening == "[" else self._keys():
                    self._step_over(depth + 1)
                return None
            self.read_on()
        value, self.place = parsed
        if isinstance(value, NotJsonError) and not self.is_skimming:
            raise self.refuse("malformed_json", "refused_value", {"why": str(value)})
        self._forget()
        return value


def _check_key(key: Any) -> str:
    if not isinstance(key, str) or len(key) > limits.MOST_RECORD_BYTES:
        raise RefusedValueError("it is no key")
    return key
