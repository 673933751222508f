"""Cells that hold JSON: a list of objects, or one object.

Belongs here: which keys the objects have, and what stands under each. Does not belong here: trees of categories
(`warehouse.scan.json_layout`), judging what stands there (`warehouse.scan.kinds`), whether it is reasons
(`warehouse.scan.object_lists`). Keys that few records have, or that look like a person's name, are data and not told.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from schemas.text.shape import FEWEST_SHOWN
from warehouse.scan.facts import MOSTLY, Facts, Weighed
from warehouse.scan.personal import personal_in

MOST_KEYS = 60
"""Objects with more different keys have data for keys."""
MOST_DEPTH = 3
LONGEST_KEY = 100


@dataclass
class Keys:
    """`lists`: whether the cells are lists of objects; `cells`: key -> text -> number of records; `n_filled`: key ->
    number of records in which something stands there.
    """

    lists: bool
    cells: dict[str, Counter[str]] = field(default_factory=dict)
    n_filled: Counter[str] = field(default_factory=Counter)

    def facts(self) -> Iterator[tuple[Facts, Sequence[Weighed]]]:
        """What a judgement on each key rests on, in the order of the objects."""
        for key, counts in self.cells.items():
            cells = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
            longest = max(map(len, counts), default=0)
            yield Facts(key, sum(counts.values()), len(counts), longest), cells


def read_keys(cells: Sequence[Weighed]) -> Keys | None:
    """The keys of cells that hold JSON; None where most are something else, or where keys are data."""
    parsed = [(_parse(text), n) for text, n in cells]
    total = sum(n for _, n in cells)
    n_lists = sum(n for value, n in parsed if isinstance(value, list))
    if sum(n for value, n in parsed if value is not None) <= MOSTLY * total:
        return None
    keys = Keys(lists=2 * n_lists > total)
    for value, n in parsed:
        found: dict[str, set[str]] = {}
        for one in value if isinstance(value, list) else [value] if value else []:
            for key, text in _walk(one, "", 0):
                found.setdefault(key, set()).add(text)
        for key, texts in found.items():
            keys.n_filled[key] += n
            keys.cells.setdefault(key, Counter()).update(dict.fromkeys(texts, n))
    rare = [key for key, n in keys.n_filled.items() if n < FEWEST_SHOWN or personal_in(key)]
    if len(keys.cells) > MOST_KEYS or len(rare) > len(keys.cells) / 2:
        return None
    for key in rare:
        del keys.cells[key]
    return keys


def _parse(text: str) -> list[dict[str, Any]] | dict[str, Any] | None:
    if not text.startswith(("{", "[")):
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, list):
        return value if all(isinstance(one, dict) for one in value) else None
    return value if isinstance(value, dict) else None


def _walk(value: Any, path: str, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and depth < MOST_DEPTH:
        for key, one in value.items():
            name = key[:LONGEST_KEY].replace(".", "\\.")
            yield from _walk(one, f"{path}.{name}" if path else name, depth + 1)
    elif isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
        for one in value:
            yield from _walk(one, path, MOST_DEPTH)
    elif isinstance(value, bool):
        yield path, "true" if value else "false"
    elif isinstance(value, str | int | float) and str(value).strip():
        yield path, str(value).strip()
    elif isinstance(value, dict | list) and value:
        yield path, json.dumps(value)
