"""The best few answers for one label, each with its reason and how often such an answer is right.

Belongs here: setting decided values before the glossary, and both before what is only alike; saying in words what an
answer rests on. Does not belong here: finding any of them, or measuring (`pipelines.suggest.calibrate`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipelines.suggest.anchor import Anchor
from pipelines.suggest.calibrate import OPEN, Calibration, Ground
from pipelines.suggest.equal import SUB_LABEL_UNDER_ANOTHER_HEADING, WHOLE_VALUE_OF_FRAMEWORK, Equal
from pipelines.suggest.label import Evidence
from pipelines.suggest.named import Named
from pipelines.suggest.rank import Nearest, Target

BEST = 3
"""So many answers a label."""

GLOSSARY = 0.93
"""Where the glossary stands among decided values: behind what is decided or named for this very label, before a label
that others decided under another heading, and before everything that is only alike."""

BY_DECISION = "decided"
"""The kind of ground of what other helplines agreed to: it is what is shown, whatever else says the same."""

ALIKE_AT_MOST = 0.8
"""Likeness alone never comes before any of these."""

AS_A_HEADING = 0.95
"""A heading that the glossary knows counts as much as a text of this likeness."""

MeasuredAs = Literal["answer", "unnamed reason", "reason without glossary"]
ANSWER: MeasuredAs = "answer"
UNNAMED: MeasuredAs = "unnamed reason"
WITHOUT_GLOSSARY: MeasuredAs = "reason without glossary"
SPELLED = "reason"
"""A label in which a glossary finds nothing is a hard one; in a language without a glossary it may be any."""


@dataclass(frozen=True)
class Choice:
    """One answer. `order`: best first; `ground`: what it rests on, by which it was measured; `score`: how often such
    an answer is right. `same_value`: the decision for this very value that it rests on, if any; `basis`: as `Named`.
    """

    target: Target
    order: float
    ground: Ground
    evidence: Evidence
    why: str
    score: float = 0.0
    same_value: Anchor | None = None
    basis: str = ""


def best_choices(
    equals: Sequence[Equal],
    named: Sequence[Named],
    ranking: Nearest,
    row: int,
    calibration: Calibration,
    measured_as: MeasuredAs = ANSWER,
) -> list[Choice]:
    """The three best for one label, best first, each code once; none where the best is no better than a guess.

    `measured_as`: which answers those that are only alike are measured with.
    """
    by_target: dict[Target, Choice] = {}
    for target in dict.fromkeys(one.anchor.target for one in equals):
        by_target[target] = _decided(target, equals)
    choices = [_by_glossary(one, place) for place, one in enumerate(_by_likeness(named, ranking, row))]
    choices += [_alike(target, ranking, row, place, measured_as) for place, target in enumerate(ranking.targets)]
    for choice in choices:
        first = by_target.get(choice.target)
        if first is not None and first.ground.kind == BY_DECISION:
            by_target[choice.target] = replace(first, order=max(first.order, choice.order))
        elif first is None or choice.order > first.order:
            by_target[choice.target] = choice
    if any(one.cover == "either" for one in named):
        by_target = {target: _left_open(one) for target, one in by_target.items() if _is_said(one)}
    ordered = sorted(by_target.values(), key=lambda one: -one.order)
    each_code_once = {choice.target[0]: choice for choice in reversed(ordered)}
    places = {target: place for place, target in enumerate(ranking.targets)}
    best = sorted(
        each_code_once.values(), key=lambda one: (-one.order, places.get(one.target, len(places)), one.target)
    )
    return calibration.judged(best[:BEST])


def _decided(target: Target, equals: Sequence[Equal]) -> Choice:
    same = [one for one in equals if one.anchor.target == target]
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
    accepted = {one.anchor.target for one in equals if one.anchor.kind == "accepted" and one.how == best.how}
    how = "disputed" if sources and len(accepted) > 1 else best.how
    how = "another heading" if best.score <= SUB_LABEL_UNDER_ANOTHER_HEADING else how
    ground = Ground(BY_DECISION if sources else "named", how)
    return Choice(target, best.score, ground, "accepted" if sources else "lexical", why, same_value=same_value)


def _by_likeness(named: Sequence[Named], ranking: Nearest, row: int) -> Sequence[Named]:
    """Where a label names several codes and the encoder reads it, what it is nearest to comes first."""
    if len(named) < 2 or ranking.likeness.meaning is None or not ranking.likeness.meaning[row].any():
        return named
    places = {target: place for place, target in enumerate(ranking.targets)}
    return sorted(
        named, key=lambda one: -float(ranking.scores[row, places[one.target]]) if one.target in places else 0.0
    )


def _is_said(choice: Choice) -> bool:
    """True for what words or decisions say, not for what is only alike."""
    return choice.ground == OPEN or choice.ground.kind in (BY_DECISION, "named")


def _left_open(choice: Choice) -> Choice:
    """What others decided for a word that may mean several codes tells what it means there, not here."""
    if choice.ground == OPEN:
        return choice
    return replace(choice, ground=OPEN, why=f"{choice.why}; the word may mean something else here: ask")


def _by_glossary(named: Named, place: int) -> Choice:
    if named.cover == "either":
        return Choice(named.target, GLOSSARY - 0.01 * place, OPEN, "glossary", named.why)
    ground = Ground("glossary", named.cover if named.is_alone else f"{named.cover} of several")
    order = _order_of(AS_A_HEADING) if named.cover == "heading" else GLOSSARY - 0.01 * place
    return Choice(named.target, order, ground, "glossary", named.why, basis=named.basis)


def _alike(target: Target, ranking: Nearest, row: int, place: int, measured_as: MeasuredAs) -> Choice:
    column = int(ranking.nearest[row, place])
    anchor = ranking.anchors[column]
    likeness = ranking.likeness.best[row, column]
    by_heading = ranking.likeness.is_by_heading(row, column)
    by_meaning = ranking.likeness.is_by_meaning(row, column)
    raw = max(0.0, round(float(ranking.scores[row, place]), 5))
    said = "decided in" if anchor.kind == "accepted" else "named in"
    near = "is near to its heading" if by_heading else "is near in meaning" if by_meaning else "is spelled alike"
    without = "" if ranking.likeness.meaning is not None else "; no encoder installed"
    why = f"`{anchor.shown}` {near} ({likeness:.2f}), {said} {anchor.where}{without}"
    by_spelling = Ground("spelling", ANSWER if measured_as == ANSWER else SPELLED, raw)
    ground = Ground("meaning", measured_as, raw) if by_meaning else by_spelling
    return Choice(target, _order_of(raw), ground, "encoder" if by_meaning else "lexical", why)


def _order_of(likeness: float) -> float:
    return ALIKE_AT_MOST * likeness / (1.0 + likeness)
