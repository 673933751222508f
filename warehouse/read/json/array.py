"""The documents of one JSON array, one after the other, without holding the whole file.

Belongs here: walking a file that is one array. Does not belong here: what a document may hold
(`warehouse.read.json.document`), or an array that stands within a document (`warehouse.read.json.whole`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from warehouse.read.json.document import NotJsonError, check_document
from warehouse.read.json.text import Check, JsonText


class ArrayReader(JsonText):
    """Reads one file that is an array."""

    def read(self, check: Check = check_document) -> Iterator[Any | NotJsonError]:
        """Each document; of one that is refused why.

        Raises UnreadableError: truncated, malformed_json, hostile_file.
        """
        with self.opened():
            self.expect("[", "array")
            if self.peek() != "]":
                yield self.read_value(check)
                while self.peek() == ",":
                    self.place += 1
                    yield self.read_value(check)
            self.expect("]", "array")
            self.expect_end("array")
