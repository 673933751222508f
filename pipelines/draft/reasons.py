"""Which of the places where reasons may stand a draft reads, and what it asks about the others.

Belongs here: putting blocks of boxes together, and never passing one over. Does not belong here: finding the places
(`warehouse.scan.layouts`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from schemas.mapping.questions import MARK
from schemas.text.fold import fold
from warehouse.scan import Candidate, TableProfile
from warehouse.scan.opened import REPEATED, SPEAK_OF_REASONS
from warehouse.scan.words import REASONS_ALONE, says

SPEAKS = 0.5
"""From here on a block of boxes speaks of reasons by itself, and a column does where others that may are left out."""
SURE = 0.8
NEVER = {"never": f"{MARK}: is it asked? Name its column"}
MOST_NAMED = 6
EDGES = " -/|_.:>[(=\u2010\u2011\u2012\u2013\u2014"


@dataclass(frozen=True)
class Reasons:
    """`mapping`: the construct; `questions`: what makes it unsure; `asked`: what is to be said of other columns."""

    mapping: Any
    why: str
    questions: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


def choose_reasons(table: TableProfile, used: Sequence[str]) -> Reasons:
    """Where the reasons stand. `used`: columns that are something else for sure."""
    found = [one for one in table.candidates if one.role == "reasons"]
    boxes = [one for one in found if _is_block(one) and one.sure >= SPEAKS]
    best = max(found, key=lambda one: one.sure, default=None)
    is_elsewhere = any(note.startswith(REPEATED) and note.endswith(SPEAK_OF_REASONS) for note in table.notes)
    if best is None or (is_elsewhere and best.sure < SPEAKS):
        return Reasons(NEVER, "", ("where do the reasons stand?",))
    if repeated := [one for one in found if _is_block(one) and _repeats(best, one)]:
        best, boxes = repeated[0], [*boxes, *(one for one in repeated if one not in boxes)]
    places = [column.name for column in table.columns]
    chosen = sorted(boxes, key=lambda one: places.index(one.columns[0])) if best in boxes else [best]
    columns = tuple(name for one in chosen for name in one.columns)
    questions: list[str] = []
    asked: list[str] = []
    sure = min(one.sure for one in chosen)
    why = "; ".join(f"{one.why} ({one.sure:.0%} sure)" for one in chosen)
    if sure < SURE:
        questions.append(f"are these the reasons? {why}")
    for one in found:
        if one in chosen or _is_told_already(one, chosen, used):
            continue
        question, stops = _ask_about(one)
        if question:
            (questions if stops else asked).append(question)
    return Reasons(_join(chosen), why if sure >= SURE else "", tuple(questions), tuple(asked), columns)


def _is_block(one: Candidate) -> bool:
    return isinstance(one.mapping, dict) and "ticked" in one.mapping


def _is_boxes(one: Candidate) -> bool:
    return isinstance(one.mapping, dict) and ("ticked" in one.mapping or "boxes" in one.mapping)


def _is_told_already(one: Candidate, chosen: Sequence[Candidate], used: Sequence[str]) -> bool:
    """A column that repeats what is read, or that is something else: a system writes the boxes' answers once more."""
    taken = {name for other in chosen for name in other.columns}
    if set(one.columns) <= taken or (len(one.columns) == 1 and one.columns[0] in used):
        return True
    return any(_is_block(other) and _repeats(one, other) for other in chosen)


def _repeats(one: Candidate, block: Candidate) -> bool:
    """Whether one column has the name of a block of boxes."""
    base = fold(str(block.mapping["ticked"])).strip(EDGES)
    return len(one.columns) == 1 and fold(one.columns[0]).strip(EDGES) == base


def _ask_about(one: Candidate) -> tuple[str, bool]:
    """A question on columns that are not drafted, and whether the reasons cannot be believed before it is answered."""
    listed = name_some(one.columns)
    if _is_block(one):
        prefix = one.mapping["ticked"]
        what = (
            f"reasons as well (then `ticked: [..., {prefix!r}]`), answers of a field, or not wanted (ignored_columns)"
        )
        return f"{len(one.columns)} boxes begin with {prefix!r} ({listed}): {what}?", True
    if _is_boxes(one):
        return f"columns of yes and no are not drafted: {listed}. Are they reasons as well?", one.sure > 0.3
    if one.sure < 0.4:
        return "", False
    is_likely = one.sure > 0.4 or any(says(name, REASONS_ALONE) for name in one.columns)
    return f"may reasons stand in {listed} as well? ({one.why})", is_likely


def name_some(names: Sequence[str]) -> str:
    """The first few names."""
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(map(repr, names[:MOST_NAMED])) + more


def _join(chosen: Sequence[Candidate]) -> Any:
    """The constructs as one. What the headers of all boxes have in common tells nothing; several blocks it tells
    apart.
    """
    mappings = [one.mapping for one in chosen]
    if len(mappings) == 1:
        (mapping,) = mappings
        is_plain = isinstance(mapping, dict) and "ticked" in mapping and "gives" not in mapping
        return {**mapping, "gives": "rest"} if is_plain else mapping
    if any("gives" in mapping for mapping in mappings):
        return {"all_of": mappings}
    words = {key: sorted({word for one in mappings for word in one.get(key, ())}) for key in ("yes", "no", "except")}
    yes, no = words["yes"], words["no"]
    if yes:
        words["yes"] = sorted({*yes, *({"1", "yes", "true", "x"} if any("yes" not in one for one in mappings) else ())})
    if no:
        words["no"] = sorted({*no, *({"0", "no", "n", "false"} if any("no" not in one for one in mappings) else ())})
    told = {key: value for key, value in words.items() if value}
    return {"ticked": [one["ticked"] for one in mappings], **told}
