"""Records that carry their names elsewhere, made plain objects: positional lists, and trees of labelled nodes.

Belongs here: giving each value its name. Does not belong here: parsing (`warehouse.read.json.document`), choosing
values.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schemas.mapping.read import Pairs
from warehouse.read.json.document import RefusedValueError

Places = Mapping[str, int]


def read_places(header: Any) -> dict[str, int] | None:
    """Name -> place, from a list of names, a list of objects with `name`, or an object name -> place.

    In an object a place is an integer, its digits, or a list that begins with one. None where it is none of these.
    """
    if isinstance(header, list):
        names = [one.get("name") if isinstance(one, dict) else one for one in header]
        named = {name: place for place, name in enumerate(names) if isinstance(name, str)}
        is_whole = len(named) == sum(name is not None for name in names)
        return named if named and is_whole else None
    if isinstance(header, dict) and header:
        places = {name: _read_place(place) for name, place in header.items()}
        known = {name: place for name, place in places.items() if place is not None}
        return known if len(known) == len(places) else None
    return None


def _read_place(place: Any) -> int | None:
    if isinstance(place, list) and place:
        place = place[0]
    if isinstance(place, str) and place.isascii() and place.isdigit() and len(place) < 6:
        return int(place)
    return place if isinstance(place, int) and not isinstance(place, bool) and 0 <= place < 100_000 else None


def measure_width(header: Any, places: Places) -> int:
    """How many values a positional record has."""
    return len(header) if isinstance(header, list) else max(places.values()) + 1


def name_places(record: Any, places: Places, width: int) -> dict[str, Any]:
    """A positional record as an object. Raises NotJsonError where it is no list of that many values."""
    if not isinstance(record, list):
        raise RefusedValueError("a record is no list of values")
    if len(record) != width:
        raise RefusedValueError(f"a record has {len(record)} values, the header names {width} places")
    return {name: record[place] for name, place in places.items()}


class DeclaredPlaces:
    """Positional records whose places the mapping names: all of one file have as many values as its first."""

    def __init__(self, places: Places) -> None:
        """`places`: name -> place, the first being 1."""
        self._places = {name: place - 1 for name, place in places.items()}
        self._width = 0

    def name(self, record: Any) -> dict[str, Any]:
        """A record as an object. Raises NotJsonError where it is no list, too short, or of another length."""
        if not isinstance(record, list):
            raise RefusedValueError("a record is no list of values")
        if len(record) <= max(self._places.values()):
            raise RefusedValueError(f"a record has {len(record)} values, the mapping names a place beyond")
        self._width = self._width or len(record)
        return name_places(record, self._places, self._width)


def name_nodes(value: Any, key: str) -> Any:
    """A record in which each list of nodes under `key` is an object label -> value; what else it holds stays.

    A node with a value is that value: true where it is the node's own label (a ticked box), false where it is the text
    `false`. A node without is the object of its nodes. Raises NotJsonError where a label is missing or there twice.
    """
    if not isinstance(value, dict):
        return value
    return {
        name: _name_list(inner, key) if name == key and isinstance(inner, list) else name_nodes(inner, key)
        for name, inner in value.items()
    }


def name_pairs(record: Any, pairs: Pairs) -> Any:
    """A record in which the list of pairs is an object. Raises NotJsonError where a pair has no name, or one twice."""
    if not isinstance(record, dict) or not isinstance(record.get(pairs.at), list):
        return record
    named: dict[str, Any] = {}
    for pair in record[pairs.at]:
        name = pair.get(pairs.name) if isinstance(pair, dict) else None
        if not isinstance(name, str):
            raise RefusedValueError("a pair has no name")
        if name in named:
            raise RefusedValueError("two pairs have the same name")
        named[name] = pair.get(pairs.value)
    return {**record, pairs.at: named}


def _name_list(nodes: list[Any], key: str) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for node in nodes:
        label = node.get("label") if isinstance(node, dict) else None
        if not isinstance(label, str):
            raise RefusedValueError("a node has no label")
        if label in named:
            raise RefusedValueError("two nodes beside each other have the same label")
        named[label] = _read_node(node, label, key)
    return named


def _read_node(node: dict[str, Any], label: str, key: str) -> Any:
    value = node.get("value")
    if value is not None:
        return True if value == label else False if value == "false" else value
    inner = node.get(key)
    return _name_list(inner, key) if isinstance(inner, list) and inner else None
