"""Laying JSON documents out as columns.

Belongs here: paths of documents, objects whose keys are data, and where records stand in one large document. Does not
belong here: files (`warehouse.scan.json_table`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from schemas.text.shape import FEWEST_SHOWN
from warehouse.read.json.document import write_compact

MOST_KEYS = 60
"""An object with more different keys over all documents, most of them rare, has data for keys."""
FEW_RARE = 3
"""So does one with so many keys that next to no record has."""
MOST_DEPTH = 6
LONGEST_KEY = 100
KEY = "key"


@dataclass(frozen=True)
class Records:
    """Where records stand in a document: path, the records, and the path of the names of their places."""

    at: str
    items: list[Any]
    header: str = ""
    key: str = ""


@dataclass
class Layout:
    """Paths of the documents seen so far. Objects whose keys are data (trees of categories) are one column."""

    counts: dict[str, int] = field(default_factory=dict)
    trees: set[str] = field(default_factory=set)
    has_maps: bool = False
    n_documents: int = 0

    def take(self, document: Any) -> None:
        """Add a document's paths."""
        self.n_documents += 1
        for path, value in _walk(document, ""):
            self.counts[path] = self.counts.get(path, 0) + 1
            if isinstance(value, dict):
                self.trees.add(path)

    def columns(self) -> tuple[str, ...]:
        """The columns, in the order in which they were first seen; objects with data for keys as a whole."""
        children: Counter[str] = Counter()
        for path in self.counts:
            children[_parent(path)] += 1
        rare = Counter(_parent(path) for path, n in self.counts.items() if n < FEWEST_SHOWN <= self.n_documents // 4)
        maps = {parent for parent, n in children.items() if parent and (n > MOST_KEYS or rare[parent] >= FEW_RARE)}
        self.has_maps = bool(maps)
        names = [self._within(path, maps) for path in self.counts]
        return tuple(dict.fromkeys(names))

    @staticmethod
    def _within(path: str, maps: set[str]) -> str:
        parent = _parent(path)
        while parent:
            if parent in maps:
                path = parent
            parent = _parent(parent)
        return path


def _parent(path: str) -> str:
    at = len(path)
    while (at := path.rfind(".", 0, at)) > 0:
        if path[at - 1] != "\\":
            return path[:at]
    return ""


def is_tree(value: Any) -> bool:
    """An object of main categories: each a list of texts, or an object of truths."""
    if not isinstance(value, dict) or not value:
        return False
    lists = all(isinstance(one, list) and all(isinstance(item, str) for item in one) for one in value.values())
    truths = all(
        isinstance(one, dict) and one and all(isinstance(item, bool) for item in one.values()) for one in value.values()
    )
    return lists or truths


def _walk(value: Any, path: str, depth: int = 0) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and (not path or (value and not is_tree(value) and depth < MOST_DEPTH)):
        for key, one in value.items():
            name = key[:LONGEST_KEY].replace(".", "\\.")
            yield from _walk(one, f"{path}.{name}" if path else name, depth + 1)
    else:
        yield path, value


def lay_out(document: Any, columns: set[str]) -> dict[str, str]:
    """The document's values by column, as text."""
    values: dict[str, str] = {}
    _fill(document, "", columns, values, 0)
    return values


def _fill(value: Any, path: str, columns: set[str], values: dict[str, str], depth: int) -> None:
    if path in columns:
        values[path] = _as_text(value)
        return
    if isinstance(value, dict) and depth <= MOST_DEPTH:
        for key, one in value.items():
            name = key[:LONGEST_KEY].replace(".", "\\.")
            _fill(one, f"{path}.{name}" if path else name, columns, values, depth + 1)


def _as_text(value: Any) -> str:
    if value is None or value == [] or value == {}:
        return ""
    return value if isinstance(value, str) else write_compact(value)


def labels_of_tree(tree: Any) -> list[str]:
    """`Main > Sub` of what is chosen in a tree of categories."""
    labels = []
    for main, subs in tree.items() if isinstance(tree, dict) else ():
        chosen = subs if isinstance(subs, list) else [sub for sub, is_on in subs.items() if is_on is True]
        labels += [f"{main} > {sub}" for sub in chosen]
    return labels


def read_tree(text: str) -> dict[str, Any] | None:
    """The tree of categories that a text holds, if it is one."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if value == {} or is_tree(value) else None


def find_records(document: dict[str, Any]) -> Records | None:
    """The longest list of objects (or of lists of one length), or object of objects, within three levels."""
    found = sorted(_find(document, "", 0), key=lambda one: -len(one.items))
    if not found or len(found[0].items) < 2:
        return None
    best = found[0]
    if isinstance(best.items[0], list):
        header = _find_header(document, len(best.items[0]), best.at)
        return Records(best.at, best.items, header, best.key) if header else None
    return best


def _keyed(at: str, records: dict[str, Any]) -> Records:
    """Records by their ids: the id becomes a value of the record, under a name that it does not have."""
    if all(isinstance(one, list) for one in records.values()):
        return Records(at, list(records.values()), key=KEY)
    name = KEY if all(KEY not in one for one in records.values()) else f"{KEY}_of_record"
    return Records(at, [{name: key, **one} for key, one in records.items()], key=name)


def _find(value: Any, path: str, depth: int) -> Iterator[Records]:
    if depth > 3:
        return
    if isinstance(value, list) and value:
        if all(isinstance(one, dict) for one in value) or (
            all(isinstance(one, list) for one in value) and len({len(one) for one in value}) == 1
        ):
            yield Records(path, value)
    elif isinstance(value, dict):
        inner = list(value.values())
        if len(inner) > 1 and _are_alike(inner):
            yield _keyed(path or ".", value)
        for key, one in value.items():
            name = key.replace(".", "\\.")
            yield from _find(one, f"{path}.{name}" if path else name, depth + 1)


def _are_alike(values: list[Any]) -> bool:
    """Objects with mostly the same keys, or lists of one length: records by their ids."""
    if all(isinstance(one, dict) and one for one in values):
        keys = [set(one) for one in values]
        return len(set.union(*keys)) <= 2 * min(len(one) for one in keys)
    return all(isinstance(one, list) and len(one) > 1 for one in values) and len({len(one) for one in values}) == 1


def _find_header(document: dict[str, Any], width: int, at: str) -> str:
    """The path of what names the places of positional records."""
    for key, value in document.items():
        if key == at or not isinstance(value, dict | list) or len(value) != width or width < 3:
            continue
        names = _places(value).values()
        if len(names) == width and max(map(len, names)) < LONGEST_KEY:
            return key.replace(".", "\\.")
    return ""


def _places(header: Any) -> dict[int, str]:
    """Names by place, of a list of names, of objects with `name`, or of an object name -> place."""
    if isinstance(header, list):
        names = [one.get("name") if isinstance(one, dict) else one for one in header]
        return {i: name for i, name in enumerate(names) if isinstance(name, str)}
    places: dict[int, str] = {}
    for name, place in header.items():
        number = place[0] if isinstance(place, list) and place else place
        if isinstance(number, str) and number.isdecimal():
            number = int(number)
        if isinstance(number, int):
            places[number] = name
    return places


def named_by_header(document: dict[str, Any], records: Records) -> Iterator[dict[str, Any]]:
    """Positional records as objects."""
    places = _places(document[records.header.replace("\\.", ".")])
    for item in records.items:
        yield {places[i]: value for i, value in enumerate(item) if i in places}
