"""The declared values of many documents, column by column.

Belongs here: what `take_values` gives, for a block of small documents at a third of its price. Does not belong here:
parsing (`warehouse.read.json.document`), which looks at each document by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from warehouse.read import limits
from warehouse.read.json.document import Path, take_value, write_compact

MOST_BYTES = limits.MOST_RECORD_BYTES // 6
"""Of a block: one character of JSON becomes at most six where it is written again, so that no value is too long."""
MOST_LISTS = 10_000
"""Texts of lists that are kept: answers to one question repeat."""

Column = Sequence[str | None]


def take_columns(documents: Sequence[dict[str, Any]], paths: Sequence[Path]) -> list[Column]:
    """By path the values of all documents, as `take_values` gives them; of documents in which none is too long."""
    texts: dict[tuple[Any, ...], str] = {}
    return [_take_column(documents, path, texts) for path in paths]


def _take_column(documents: Sequence[dict[str, Any]], path: Path, texts: dict[tuple[Any, ...], str]) -> Column:
    if len(path) != 1:
        return [take_value(document, path) for document in documents]
    key = path[0]
    values = [document.get(key) for document in documents]
    if {*map(type, values)} <= {str, type(None)}:
        return values
    return [value if value is None or type(value) is str else _write(value, texts) for value in values]


def _write(value: Any, texts: dict[tuple[Any, ...], str]) -> str:
    """As `write_compact`; the text of a list of texts is kept for the next one that is equal."""
    if type(value) is not list:
        return write_compact(value)
    try:
        key = tuple(value)
        known = texts.get(key)
    except TypeError:  # it holds a list
        return write_compact(value)
    if known is not None:
        return known
    text = write_compact(value)
    if all(type(one) is str for one in value) and len(texts) < MOST_LISTS:
        texts[key] = text
    return text
