"""The declared form of an item in a cell: literal text, with `*` for any text.

Belongs here: turning a form into patterns that DuckDB understands. Does not belong here: cells (`cell`).
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator

MARK = "\x1e"
"""Stands between items once they are told apart; no text of an export holds it."""

_SPECIAL = re.compile(r"([\\.+*?()|\[\]{}^$])")


def escaped(text: str) -> str:
    """Text as a pattern for itself."""
    return _SPECIAL.sub(r"\\\1", text)


class FormText(str):
    """A form such as `[*]: *` or `*>*`, and the patterns that follow from it."""

    @property
    def pieces(self) -> list[str]:
        """The literal texts before, between and after the stars."""
        return self.split("*")

    def beginning(self, delimiter: str) -> str:
        """The pattern of how an item begins, up to its last star: by this the next item is known."""
        *parts, _ = self.pieces
        pattern = escaped(parts[0])
        for left, literal_text in pairwise(parts):
            # Without a mark in front, the first level cannot hold the delimiter: nothing would say where it begins.
            pattern += f"{'.*?' if left else f'[^{escaped(delimiter[0])}]*?'}{escaped(literal_text)}"
        return pattern

    def whole(self) -> str:
        """The pattern of a whole item, each star a group."""
        *parts, last = self.pieces
        inner = "".join(f"{escaped(part)}\\s*(.*?)\\s*" for part in parts[:-1])
        return f"^{inner}{escaped(parts[-1])}\\s*(.*?)\\s*{escaped(last)}$"

    def levels(self) -> str:
        """The groups as levels."""
        return " > ".join(f"\\{number}" for number in range(1, len(self.pieces)))


def _read(value: str) -> str:
    form = FormText(value)
    if len(form.pieces) < 3:
        raise ValueError("a form has at least two `*`, one for each level, and text between them")
    if not all(form.pieces[1:-1]):
        raise ValueError("between two `*` of a form there must be text, else nothing tells where one ends")
    return value


ItemForm = Annotated[str, AfterValidator(_read)]
