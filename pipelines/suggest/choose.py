"""The best few answers for one label, each with its reason.

Belongs here: setting decided values before what is only alike, and saying in words what an answer rests on. Does not
belong here: finding either.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.suggest.anchor import Anchor
from pipelines.suggest.equal import WHOLE_VALUE_OF_FRAMEWORK, Equal
from pipelines.suggest.label import Evidence
from pipelines.suggest.rank import Nearest, Target

BEST = 3
"""So many answers a label."""

ALIKE_AT_MOST = 0.9
"""Likeness alone never reaches what an equal value does."""


@dataclass(frozen=True)
class Choice:
    """One answer. `same_value`: the decision for this very value that it rests on, if any."""

    target: Target
    score: float
    evidence: Evidence
    why: str
    same_value: Anchor | None = None


def best_choices(equals: Sequence[Equal], ranking: Nearest, row: int) -> list[Choice]:
    """The three best for one label, best first, each code once; equal scores in the order of what is known."""
    by_target: dict[Target, Choice] = {}
    for target in dict.fromkeys(one.anchor.target for one in equals):
        same = [one for one in equals if one.anchor.target == target]
        by_target[target] = _decided(target, same)
    for place, target in enumerate(ranking.targets):
        alike = _alike(target, ranking, row, place)
        if target not in by_target or alike.score > by_target[target].score:
            by_target[target] = alike
    ordered = sorted(by_target.values(), key=lambda one: -one.score)
    each_code_once = {choice.target[0]: choice for choice in reversed(ordered)}
    return sorted(each_code_once.values(), key=lambda one: (-one.score, ranking.targets.index(one.target)))[:BEST]


def _decided(target: Target, same: Sequence[Equal]) -> Choice:
    best = same[0]
    sources = sorted({one.anchor.where for one in same if one.anchor.kind == "accepted"})
    names = sources or sorted({one.anchor.where for one in same})
    verb = "decided in" if sources else "named in"
    shown = f"{', '.join(names[:3])}{f' and {len(names) - 3} more' if len(names) > 3 else ''}"
    why = f"{best.how} as `{best.anchor.shown}`, {verb} {shown}"
    whole = [
        one.anchor for one in same if one.anchor.kind == "accepted" and one.score >= WHOLE_VALUE_OF_FRAMEWORK - 0.05
    ]
    same_value = next((one for one in whole if best.how == "the same value"), None)
    return Choice(target, round(best.score, 3), "accepted" if sources else "lexical", why, same_value)


def _alike(target: Target, ranking: Nearest, row: int, place: int) -> Choice:
    column = int(ranking.nearest[row, place])
    anchor = ranking.anchors[column]
    likeness = ranking.likeness.best[row, column]
    by_heading = ranking.likeness.is_by_heading(row, column)
    by_meaning = ranking.likeness.is_by_meaning(row, column)
    score = round(ALIKE_AT_MOST * math.tanh(max(0.0, round(float(ranking.scores[row, place]), 5))), 3)
    said = "decided in" if anchor.kind == "accepted" else "named in"
    near = "is near to its heading" if by_heading else "is near in meaning" if by_meaning else "is spelled alike"
    without = "" if ranking.likeness.meaning is not None else "; no encoder installed"
    why = f"`{anchor.shown}` {near} ({likeness:.2f}), {said} {anchor.where}{without}"
    return Choice(target, score, "encoder" if by_meaning else "lexical", why)
