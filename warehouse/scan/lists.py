"""Cells that hold several values, paths or lists in brackets.

Belongs here: what separates values in a cell, levels in a value, and the form of an item. Does not belong here: other
kinds of columns (`warehouse.scan.kinds`), or reading such cells (construct `cell`).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.text.shape import FEWEST_SHOWN
from schemas.text.sql import without_marks

SEPARATORS = ("|||", ";", "；", "؛", "|", "\n", " / ", "/", ",", "،", "、", "，", "+", "&", " ")
PATHS = (" > ", ">", "^", "::", " → ", "→", "\\", " / ", " - ", ": ")
CODE = re.compile(r"^[A-Za-z0-9_\-.]{1,40}$")
BRACKETED = re.compile(r"^\s*[\[({].*[\])}]\s*$", re.DOTALL)
FORM = re.compile(r"^\[[^\[\]]+\]\s*:\s*\S")
MOST_ITEMS = 400
FEWEST_WITH_SEPARATOR = 0.02

Weighed = tuple[str, int]


@dataclass(frozen=True)
class FoundList:
    """How values stand in cells. `items`: value -> number of records; empty where a cell holds one value. `n_joined`:
    how many pieces stand in no cell without the piece before or behind them, as the parts of one label do.
    """

    separator: str = ""
    is_bracketed: bool = False
    path: str = ""
    form: str = ""
    items: tuple[Weighed, ...] = ()
    sure: float = 0.0
    n_joined: int = 0

    @property
    def is_several(self) -> bool:
        """Whether a cell can hold several values."""
        return bool(self.items)


def find_list(cells: Sequence[Weighed]) -> FoundList:
    """Look for separators, brackets and levels. An empty FoundList where a cell holds one plain value."""
    cells = [(without_marks(text), n) for text, n in cells]
    total = sum(n for _, n in cells)
    if not cells or total == 0:
        return FoundList()
    n_bracketed = sum(n for text, n in cells if BRACKETED.match(text) and not FORM.match(text))
    if n_bracketed > 0.8 * total and (found := _find_bracketed(cells)):
        return found
    if sum(n for text, n in cells if FORM.match(text)) > 0.8 * total:
        return _find_form(cells)
    best = max((_try_separator(cells, total, mark) for mark in SEPARATORS), key=lambda one: one.sure)
    items = best.items or cells
    path = _find_path(items, best.separator)
    if path and best.sure < 0.6:
        return FoundList(path=path, sure=0.8)
    if best.sure < 0.5:
        return FoundList()
    n_joined = _count_joined(cells, best.separator)
    return FoundList(best.separator, path=path, items=best.items, sure=best.sure, n_joined=n_joined)


def _find_bracketed(cells: Sequence[Weighed]) -> FoundList | None:
    items: Counter[str] = Counter()
    for text, n in cells:
        for item in _items_in_brackets(text):
            items[item] += n
    if not items or len(items) > MOST_ITEMS or max(map(len, items)) > 100:
        return None
    return FoundList(is_bracketed=True, items=_sorted(items), sure=0.9)


def _items_in_brackets(text: str) -> set[str]:
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError):
        parsed = None
    if isinstance(parsed, list):
        return {str(item).strip() for item in parsed if not isinstance(item, dict | list)}
    inner = text.strip().strip("[](){}")
    return {piece.strip(" \"'") for piece in inner.split(",") if piece.strip(" \"'") and ":" not in piece}


def _find_form(cells: Sequence[Weighed]) -> FoundList:
    """`[Main]: Sub, [Main]: Sub`: an item begins where a bracket opens."""
    items: Counter[str] = Counter()
    marks: Counter[str] = Counter()
    for text, n in cells:
        pieces = re.split(r"\s*([,;|])\s*(?=\[[^\[\]]+\]\s*:)", text)
        marks.update(pieces[1::2])
        for item in set(pieces[0::2]):
            items[item.strip()] += n
    separator = marks.most_common(1)[0][0] if marks else ""
    return FoundList(separator, form="[*]: *", items=_sorted(items) if separator else (), sure=0.9)


def _try_separator(cells: Sequence[Weighed], total: int, mark: str) -> FoundList:
    """How well a mark splits cells into values that come again and again."""
    with_mark = sum(n for text, n in cells if mark in text.strip(f"{mark} "))
    if with_mark < max(2, FEWEST_WITH_SEPARATOR * total):
        return FoundList()
    items: Counter[str] = Counter()
    combined: dict[str, set[int]] = {}
    alone: set[str] = set()
    for place, (text, n) in enumerate(cells):
        pieces = {piece.strip() for piece in text.split(mark) if piece.strip()}
        if len(pieces) == 1:
            alone |= pieces
        for piece in pieces:
            items[piece] += n
            if len(pieces) > 1:
                combined.setdefault(piece, set()).add(place)
        if len(items) > MOST_ITEMS:
            return FoundList()
    if mark == " " and not all(CODE.match(item) for item in items):
        return FoundList()
    partners = [item for item in combined if item in alone or len(combined[item]) >= 2]
    reuse = len(partners) / len(combined) if combined else 0.0
    compact = len(items) < len(cells) or reuse > 0.9
    n_combined = sum(1 for text, _ in cells if mark in text)
    is_built_in = n_combined <= 2 or (len(items) > len(cells) and not alone & set(combined))
    sure = 0.0 if is_built_in else min(0.98, 0.35 + 0.6 * reuse) * (1.0 if compact else 0.6)
    # A word of many letters behind a comma or slash is as often part of a label.
    sure *= {",": 0.95, "/": 0.8, " / ": 0.85, "+": 0.8, "&": 0.6, " ": 0.85}.get(mark, 1.0)
    return FoundList(mark, items=_sorted(items), sure=round(sure, 2))


def _count_joined(cells: Sequence[Weighed], mark: str) -> int:
    """Pieces that always stand beside the same one: `Suicide` and `self-harm` of `Suicide, self-harm`. Answers that
    children give do not go together so strictly where they are frequent.
    """
    followers: dict[str, set[str]] = {}
    leaders: dict[str, set[str]] = {}
    n_records: Counter[str] = Counter()
    for text, n in cells:
        pieces = [piece.strip() for piece in text.split(mark) if piece.strip()]
        for before, piece, behind in zip(["", *pieces], pieces, [*pieces[1:], ""], strict=False):
            leaders.setdefault(piece, set()).add(before)
            followers.setdefault(piece, set()).add(behind)
            n_records[piece] += n
    joined = set()
    for piece, after in followers.items():
        next_one, *others = after
        if next_one and not others and leaders[next_one] == {piece} and n_records[piece] >= FEWEST_SHOWN:
            joined |= {piece, next_one}
    return len(joined)


def _find_path(items: Sequence[Weighed], separator: str) -> str:
    """The mark between levels: in most items, and the first level comes again with others below it."""
    values = [text for text, _ in items]
    for mark in PATHS:
        if separator and (mark.strip() == separator.strip() or separator in mark):
            continue
        deep = [text.split(mark) for text in values if mark in text.strip()]
        if len(deep) < max(2, 0.6 * len(values)) or any(not part.strip() for parts in deep for part in parts):
            continue
        heads = {parts[0].strip() for parts in deep}
        if len(heads) <= 0.7 * len(deep) or mark in (" > ", ">", "^", "::"):
            return mark.strip() if mark.strip() != "-" and mark != ": " else mark
    return ""


def _sorted(items: Counter[str]) -> tuple[Weighed, ...]:
    return tuple(sorted(items.items(), key=lambda pair: (-pair[1], pair[0])))
