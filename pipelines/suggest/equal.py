"""Values that are decided already: the same value, or the same sub label, or nearly the same spelling.

Belongs here: finding them, and how much each counts. Does not belong here: what is only alike
(`pipelines.suggest.compare`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.suggest.anchor import Anchor
from pipelines.suggest.text import Reading
from schemas.text.fold import fold

WHOLE_VALUE = 1.0
WHOLE_VALUE_OF_FRAMEWORK = 0.98
SUB_LABEL = 0.96
NEARLY = 0.94
SUB_LABEL_UNDER_ANOTHER_HEADING = 0.85
DISSENT = 0.05
"""Taken off where others decided the same text otherwise, in proportion to their number."""

_NEARLY_EQUAL = 92.0
_LONG_ENOUGH = 8
_SETTLED = ("accepted", "framework", "code")


@dataclass(frozen=True)
class Equal:
    """One label has the text of a known one."""

    anchor: Anchor
    score: float
    how: str


class KnownValues:
    """Known texts by their folded spelling."""

    def __init__(self, anchors: Sequence[Anchor]) -> None:
        self._by_path: dict[str, list[Anchor]] = defaultdict(list)
        self._by_sub: dict[str, list[Anchor]] = defaultdict(list)
        for anchor in anchors:
            if anchor.kind in _SETTLED:
                self._by_path[anchor.path].append(anchor)
                for name in {fold(anchor.sub), fold(anchor.bare)}:
                    self._by_sub[name].append(anchor)

    def find(self, reading: Reading) -> list[Equal]:
        """Every known text that equals the label, best first; those that are nearly equal only where none does."""
        found = list(self._equal(reading)) or list(self._nearly_equal(reading))
        return sorted(found, key=lambda one: -one.score)

    def _equal(self, reading: Reading) -> Iterator[Equal]:
        same = self._by_path.get(reading.path, [])
        for anchor in same:
            top = WHOLE_VALUE if anchor.kind == "accepted" else WHOLE_VALUE_OF_FRAMEWORK
            yield Equal(anchor, _less_dissent(top, anchor, same), "the same value")
        if reading.is_other or not reading.sub:
            return
        for name in dict.fromkeys((fold(reading.sub), fold(reading.bare))):
            same = self._by_sub.get(name, [])
            for anchor in same:
                differs = bool(reading.main and anchor.main) and fold(reading.main) != fold(anchor.main)
                is_disputed = differs and len({one.code for one in same}) > 1
                top = SUB_LABEL_UNDER_ANOTHER_HEADING if is_disputed else SUB_LABEL
                yield Equal(anchor, _less_dissent(top, anchor, same), "the same label")

    def _nearly_equal(self, reading: Reading) -> Iterator[Equal]:
        from rapidfuzz import fuzz, process

        if len(reading.path) < _LONG_ENOUGH or reading.is_other:
            return
        near = process.extract(
            reading.path, list(self._by_path), scorer=fuzz.ratio, score_cutoff=_NEARLY_EQUAL, limit=5
        )
        for path, ratio, _ in near:
            for anchor in self._by_path[path]:
                score = NEARLY * ratio / 100.0
                yield Equal(anchor, _less_dissent(score, anchor, self._by_path[path]), "nearly the same spelling")


def _less_dissent(top: float, anchor: Anchor, same: Sequence[Anchor]) -> float:
    """Each source has one vote, however often it writes the text."""
    votes = {(one.where, one.code, one.outcome) for one in same if one.kind == anchor.kind}
    against = sum(1 for _, code, outcome in votes if (code, outcome) != (anchor.code, anchor.outcome))
    return top - DISSENT * against / max(len(votes), 1)
