"""Keys of documents that stand beside those that are read, and that nobody reads.

Belongs here: counting them by name, and whether they hold whole numbers, or boxes. Does not belong here: values, of
which nothing is kept, or what is said of such keys (`warehouse.stage.unread`, `warehouse.stage.counts.unread`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from schemas.text.fold import fold
from schemas.text.shape import FEWEST_SHOWN
from schemas.vocabulary.boxes import NO, YES
from warehouse.read.json.document import Path

MOST_KEYS = 5_000
"""An object with more different keys is keyed by something else than fields."""
MOST_DOCUMENTS = 20_000
"""Documents of one file that are looked at: looking takes time, and what nobody reads of these nobody reads of more."""
MOSTLY = 0.5
LONGEST_BOX = max(map(len, YES | NO))


@dataclass(frozen=True)
class KeyKind:
    """What a key holds: mostly whole numbers, or objects of them as those that are read; nothing but yes and no."""

    are_numbers: bool
    are_boxes: bool


class Beside:
    """Keys of the objects in which declared paths stand."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._read: dict[str, Any] = {}
        self._n_documents = 0
        self._n: Counter[str] = Counter()
        self._n_numbers: Counter[str] = Counter()
        self._n_boxes: Counter[str] = Counter()
        for path in paths:
            level = self._read
            for key in path[:-1]:
                level = level.setdefault(key, {})
            # What is read whole is read with all that is in it.
            level[path[-1]] = {} if not level.get(path[-1]) else level[path[-1]]

    def look(self, document: Mapping[str, Any]) -> None:
        """Take the keys of one document."""
        if self._n_documents >= MOST_DOCUMENTS:
            return
        self._n_documents += 1
        self._look(document, self._read, "")

    def _look(self, found: Mapping[str, Any], read: Mapping[str, Any], above: str) -> None:
        for key, value in found.items():
            below = read.get(key)
            if below is None:
                name = f"{above}{key.replace('.', chr(92) + '.')}"
                if value is not None and value != "" and (name in self._n or len(self._n) < MOST_KEYS):
                    self._n[name] += 1
                    self._n_numbers[name] += _is_number(value) or _is_like_read(value, read)
                    self._n_boxes[name] += _is_box(value)
            elif below and isinstance(value, Mapping):
                self._look(value, below, f"{above}{key}.")

    def told(self) -> dict[str, KeyKind]:
        """Each key, and what it holds. One in few documents may be no field: a person's
        name, where objects are keyed so.
        """
        return {name: self._kind_of(name) for name in self._names() if self._n[name] >= FEWEST_SHOWN}

    def untold(self) -> dict[str, KeyKind]:
        """The keys of few documents: they may be a person's name, so that no message holds them."""
        return {name: self._kind_of(name) for name in self._names() if self._n[name] < FEWEST_SHOWN}

    def _names(self) -> Iterable[str]:
        return self._n if len(self._n) < MOST_KEYS else ()

    def _kind_of(self, name: str) -> KeyKind:
        return KeyKind(self._n_numbers[name] > MOSTLY * self._n[name], self._n_boxes[name] == self._n[name])


def _is_like_read(value: Any, read: Mapping[str, Any]) -> bool:
    """Whether a value is an object of numbers under keys that an object beside it is read by: one more category."""
    if not isinstance(value, Mapping) or not all(map(_is_number, value.values())):
        return False
    return any(key in value for below in read.values() for key in below)


def _is_number(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, str) and value.strip().isdecimal())


def _is_box(value: Any) -> bool:
    if isinstance(value, bool) or value in (0, 1):
        return True
    return isinstance(value, str) and len(value) <= LONGEST_BOX and fold(value) in YES | NO
