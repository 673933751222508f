"""A list in a cell whose labels hold the separator themselves: known labels win over it.

Belongs here: SQL that parts such a list. Does not belong here: which labels are known (`cell`, from the decisions).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from schemas.constructs.base import literal
from schemas.constructs.item_form import MARK, escaped

MOST_GROUPS = 9
"""RE2 knows its groups by one digit."""


@dataclass(frozen=True)
class WholeLabel:
    """A label that holds the separator: its pattern in cells, and what stands in its place until it is parted."""

    pattern: str
    kept: str
    n_pieces: int


def whole_label(label: str, delimiter: str, path: str | None) -> WholeLabel:
    """How a label stands in a cell, where blanks and capitals may differ, and a `path` parts its levels."""
    pieces = label.split(delimiter)
    patterns = [_pattern_of(piece, path) for piece in pieces]
    doubled = escaped(delimiter * 2)
    if len(pieces) > MOST_GROUPS:
        return WholeLabel(doubled.join(patterns), _as_replacement(MARK.join(pieces)), len(pieces))
    groups = MARK.join(f"\\{number}" for number in range(1, len(pieces) + 1))
    return WholeLabel(doubled.join(f"({pattern})" for pattern in patterns), groups, len(pieces))


def _pattern_of(piece: str, path: str | None) -> str:
    levels = piece.split(" > ") if path else [piece]
    between = f"\\s*{escaped(path)}\\s*" if path else ""
    words = between.join("\\s+".join(escaped(word) for word in level.split()) for level in levels)
    return f"\\s*{words}\\s*"


def _as_replacement(text: str) -> str:
    return text.replace("\\", "\\\\")


def split_around(cell: str, delimiter: str, labels: Iterable[WholeLabel]) -> str:
    """SQL for the items of a cell, as written; the label with the most pieces wins.

    Every item stands between separators of its own while labels are looked for, so that a label which is only the
    beginning of an item is none, and two of them that follow each other are two.
    """
    once, twice = literal(delimiter), literal(delimiter * 2)
    text = f"concat({once}, replace({cell}, {once}, {twice}), {once})"
    around = escaped(delimiter)
    for label in sorted(labels, key=lambda one: (-one.n_pieces, -len(one.pattern), one.pattern)):
        pattern = f"(?i){around}{label.pattern}{around}"
        kept = f"{_as_replacement(delimiter)}{label.kept}{_as_replacement(delimiter)}"
        text = f"regexp_replace({text}, {literal(pattern)}, {literal(kept)}, 'g')"
    inner = f"substr({text}, {len(delimiter) + 1}, length({text}) - {2 * len(delimiter)})"
    return f"list_transform(string_split({inner}, {twice}), lambda v: replace(v, {literal(MARK)}, {once}))"
