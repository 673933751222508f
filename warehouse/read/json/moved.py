"""Keys that some documents have in the place of one that is read: a question that was renamed, or moved elsewhere.

Belongs here: looking at which keys stand in documents with and without a declared path. Does not belong here: values
(`warehouse.read.json.document`), or what is said of it (`warehouse.stage.open`). Keys are counted, no value is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from warehouse.read.json.document import Path

FIRST_LOOKED_AT = 5_000
THEN_ONE_OF = 50
"""A look costs as much as reading a document; a question is renamed for good."""
FEWEST = 5
MOSTLY = 0.5
APART = 0.25
MOST_SHAPES = 500
"""Of a form that is filled in more ways, nobody can say that one question stands for another."""
MOST_KEYS = 2_000
"""An object of more different keys is a table, its keys are data."""


@dataclass(frozen=True)
class Moved:
    """Of `n_looked_at` documents `n_without` lack `path`; most of these have `key` in its place, and no other has."""

    path: str
    key: str
    n_without: int
    n_looked_at: int


@dataclass
class _Shape:
    """Documents of which one object holds the same keys: how many, and the sum of their places in the file."""

    n: int = 0
    places: int = 0


class KeyLook:
    """Looks at documents as they come."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self._paths = tuple(path for path in paths if path)
        self._shapes: dict[Path, dict[frozenset[str], _Shape]] = {path[:-1]: {} for path in self._paths}
        self._n_seen = 0

    def look(self, documents: Sequence[dict[str, Any]]) -> None:
        """Look at the first documents, then at a few."""
        for document in documents:
            self._n_seen += 1
            if self._n_seen <= FIRST_LOOKED_AT or self._n_seen % THEN_ONE_OF == 0:
                self._look_at(document)

    def _look_at(self, document: dict[str, Any]) -> None:
        for parent, shapes in self._shapes.items():
            keys = _filled_keys(document, parent)
            if keys and (keys in shapes or len(shapes) < MOST_SHAPES):
                shape = shapes.setdefault(keys, _Shape())
                shape.n += 1
                shape.places += self._n_seen

    def find_moved(self) -> tuple[Moved, ...]:
        """Paths that most documents without them have another key for, best key first named."""
        return tuple(one for one in map(self._judge, self._paths) if one)

    def _judge(self, path: Path) -> Moved | None:
        shapes = self._shapes[path[:-1]]
        having = {keys: shape for keys, shape in shapes.items() if path[-1] in keys}
        lacking = {keys: shape for keys, shape in shapes.items() if path[-1] not in keys}
        n_with, n_without = (sum(shape.n for shape in part.values()) for part in (having, lacking))
        if min(n_with, n_without) < FEWEST or not self._lie_apart(having.values(), lacking.values()):
            return None
        with_it = frozenset[str]().union(*having)
        declared = {other[-1] for other in self._paths if other[:-1] == path[:-1]}
        others: Counter[str] = Counter()
        for keys, shape in lacking.items():
            others.update(dict.fromkeys(keys - with_it - declared, shape.n))
        if len(with_it) + len(others) > MOST_KEYS:
            return None
        key = max(sorted(others), key=lambda one: others[one], default="")
        if not key or others[key] < max(FEWEST, MOSTLY * n_without):
            return None
        named = ".".join((*path[:-1], key))
        return Moved(".".join(path), named, n_without, n_with + n_without)

    def _lie_apart(self, one: Iterable[_Shape], other: Iterable[_Shape]) -> bool:
        """Whether documents of two kinds follow each other, as versions of a form do: their middles are then half a
        file apart. Of a form that branches they lie among each other.
        """
        middles = [
            sum(shape.places for shape in part) / sum(shape.n for shape in part) for part in map(list, (one, other))
        ]
        return abs(middles[0] - middles[1]) >= APART * self._n_seen


def _filled_keys(document: dict[str, Any], parent: Path) -> frozenset[str]:
    """Keys of the object at a path that hold something."""
    value: Any = document
    for key in parent:
        value = value.get(key) if isinstance(value, dict) else None
    if not isinstance(value, dict):
        return frozenset()
    return frozenset(key for key, one in value.items() if one not in (None, "", [], {}))
