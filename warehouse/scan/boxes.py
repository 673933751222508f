"""Blocks of tick boxes: columns of yes and no that begin alike, and those that stand alone.

Belongs here: which columns are boxes, which of them belong together, and the words for yes and no. Does not belong
here: whether a block holds reasons (`warehouse.scan.layouts`), other layouts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from schemas.constructs.tick_box import UNTICKED
from schemas.text.fold import fold
from schemas.vocabulary.boxes import MINUS_ONE_FOR_YES, NO, SHOWN_IN_PERCENT, YES, says_nothing_in_box
from warehouse.scan.personal import TEXT_WORDS, personal_by_header
from warehouse.scan.profile import ColumnProfile
from warehouse.scan.words import LABELS, REASONS, says

DASH = re.compile(r"\s+[-\u2010-\u2015\u2212]\s*|\s*[\u2010-\u2015\u2212]\s+|(?<=\w)-\s+")
ENCLOSED = ("[", "(choice=", "(")
STRONG_MARKS = ("___", "/", " | ", "|", "::", " > ", ">", ": ", ":", " - ", "[", "(choice=", " = ")
WEAK_MARKS = ("_", ".", "-", "(", " ")
FEWEST_BOXES = {**dict.fromkeys(STRONG_MARKS, 2), **dict.fromkeys(WEAK_MARKS, 3)}
MOSTLY_BOXES = 0.7
USUAL_YES = ("1", "yes", "true", "x")
NOT_TICKED = re.compile(r"[-\u2010-\u2015\u2212_./]+")


@dataclass(frozen=True)
class Block:
    """Boxes that begin alike: `prefix` as the first of them writes it, empty where boxes have nothing in common.

    `others`: columns that begin so and are no boxes.
    """

    prefix: str
    boxes: tuple[ColumnProfile, ...]
    others: tuple[ColumnProfile, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The headers of its boxes."""
        return tuple(column.name for column in self.boxes)

    @property
    def labels(self) -> tuple[str, ...]:
        """What stands behind the prefix in each header."""
        return tuple(column.name[len(self.prefix) :].strip(" ])") or column.name for column in self.boxes)

    @property
    def base(self) -> str:
        """The name of the block without the mark behind it: a question's own column may be called so."""
        return fold(self.prefix.rstrip(" -/|_.:>[(=\u2010\u2011\u2012\u2013\u2014"))

    def spell(self) -> dict[str, Any]:
        """The construct that reads it; of a block whose headers say more than their common beginning, the rest."""
        words = spell_box_words(self.boxes)
        if not self.prefix:
            return {"boxes": list(self.names), **words}
        mapping: dict[str, Any] = {"ticked": self.prefix, **words}
        if self.others:
            mapping["except"] = [column.name for column in self.others]
        return mapping


def is_box(column: ColumnProfile) -> bool:
    """Whether a column may be a box: yes and no, nothing at all, or nothing but its own label."""
    if column.kind in ("yes_no", "blank"):
        return True
    return column.kind == "constant" and not column.personal and (_holds_label(column) or _holds_yes(column))


def _holds_yes(column: ColumnProfile) -> bool:
    return bool(column.values) and all(fold(value.text) in YES for value in column.values)


def _holds_label(column: ColumnProfile) -> bool:
    """A ticked box that holds its own label: the column's header ends with it, or it is the only word there."""
    if len(column.values) != 1 or fold(column.values[0].text) in YES | NO:
        return False
    return fold(column.name).endswith(fold(column.values[0].text)) or not column.values[0].text.isdecimal()


def find_blocks(columns: Sequence[ColumnProfile]) -> list[Block]:
    """Every block of boxes, in the order of the file, and last the boxes that begin like no other (prefix empty)."""
    places = {column.name: place for place, column in enumerate(columns)}
    blocks: list[Block] = []
    taken: set[str] = set()
    for marks in (STRONG_MARKS, WEAK_MARKS):
        while found := _largest(columns, taken, marks):
            for block in _parted(found):
                blocks.append(block)
                taken |= {column.name for column in (*block.boxes, *block.others)}
    blocks.sort(key=lambda block: places[block.boxes[0].name])
    left = [column for column in columns if column.name not in taken]
    for is_loose in (_says_yes_or_no, _repeats_header):
        loose = {one.name for one in left if is_loose(one)}
        both = [one for one in left if one.name in loose or (loose and _may_be_ticked_later(one))]
        blocks += [Block("", tuple(both))] if loose else []
        left = [one for one in left if one not in both]
    return blocks


def _says_yes_or_no(column: ColumnProfile) -> bool:
    return column.kind == "yes_no"


def _may_be_ticked_later(column: ColumnProfile) -> bool:
    """Whether nothing stands below a header that is a reason, beside boxes: the first tick would be lost."""
    return column.kind == "blank" and says(column.name, LABELS) and not personal_by_header(column.name)


def _repeats_header(column: ColumnProfile) -> bool:
    """A box without a question before its label: what it holds where it is ticked is its own header."""
    texts = {fold(value.text) for value in column.values}
    return column.kind == "constant" and not column.personal and column.n_blank > 0 and texts == {fold(column.name)}


def _largest(columns: Sequence[ColumnProfile], taken: set[str], marks: Sequence[str]) -> Block | None:
    """The block with most boxes under any of the marks: a mark within labels parts fewer."""
    best: Block | None = None
    for mark in marks:
        for block in _under(mark, [column for column in columns if column.name not in taken]):
            if best is None or len(block.boxes) > len(best.boxes):
                best = block
    return best


def _under(mark: str, columns: Iterable[ColumnProfile]) -> Iterable[Block]:
    groups: dict[str, list[ColumnProfile]] = {}
    for column in columns:
        if prefix := prefix_of(column.name, mark):
            groups.setdefault(_as_compared(prefix), []).append(column)
    for group in groups.values():
        boxes = tuple(column for column in group if is_box(column))
        if any(column.kind == "yes_no" for column in boxes):
            # A text in a box of yes and no is what somebody wrote beside them (`Other: ...`).
            boxes = tuple(column for column in boxes if column.kind != "constant" or _holds_yes(column))
        is_used = any(column.kind != "blank" for column in boxes)
        boxes = tuple(column for column in boxes if not _is_for_notes(column, mark))
        if len(boxes) >= FEWEST_BOXES[mark] and is_used and len(boxes) >= MOSTLY_BOXES * len(group):
            others = tuple(column for column in group if column not in boxes)
            yield Block(prefix_of(boxes[0].name, mark), boxes, others)


def _is_for_notes(column: ColumnProfile, mark: str) -> bool:
    """Whether nothing stands yet below a header that asks for words of one's own: the first would be read as a tick."""
    return column.kind == "blank" and says(column.name[len(prefix_of(column.name, mark)) :], TEXT_WORDS)


def _as_compared(prefix: str) -> str:
    return re.sub(" ?- ?", "-", fold(prefix + "x"))


def prefix_of(name: str, mark: str) -> str:
    """The beginning of a header up to a mark and with it, of slashes the last; empty where none stands within."""
    if mark == " - ":
        match = DASH.search(name)
        end = match.end() if match and match.start() > 0 else 0
    else:
        at = name.rfind(mark) if mark == "/" else name.find(mark)
        end = at + len(mark) if at > 0 else 0
    return name[:end] if 0 < end < len(name) else ""


def _parted(block: Block) -> list[Block]:
    """A block whose beginning says nothing of reasons and under which all boxes fall into several blocks again:
    `q_reason_...` and `q_service_...`.
    """
    if not block.prefix or says(block.prefix, REASONS) or block.others:
        return [block]
    for mark in (*STRONG_MARKS, "_", "."):
        groups: dict[str, list[ColumnProfile]] = {}
        for column, label in zip(block.boxes, block.labels, strict=True):
            if inner := prefix_of(label, mark):
                groups.setdefault(fold(inner), []).append(column)
        if len(groups) < 2 or sum(map(len, groups.values())) < len(block.boxes) or min(map(len, groups.values())) < 2:
            continue
        parts = []
        for group in groups.values():
            label = group[0].name[len(block.prefix) :]
            parts.append(Block(block.prefix + prefix_of(label, mark), tuple(group)))
        return parts
    return [block]


def gives_cell(boxes: Sequence[ColumnProfile]) -> bool:
    """Whether ticked boxes hold their own labels. Beside boxes of yes and no a text is no label of its box."""
    constants = [column for column in boxes if column.kind == "constant" and not _holds_yes(column)]
    if any(column.kind == "yes_no" for column in boxes):
        return False
    return bool(constants) and all(_holds_label(column) for column in constants)


def spell_box_words(boxes: Sequence[ColumnProfile]) -> dict[str, Any]:
    """`yes`, `no` and `gives`, where they are not as usual. Of spellings that differ in capitals one is told."""
    if gives_cell(boxes):
        return {"gives": "cell"}
    yes: dict[str, str] = {}
    no: dict[str, str] = {}
    told = {fold(value.text) for column in boxes for value in column.values}
    if "-1" in told and told <= MINUS_ONE_FOR_YES:
        return {"yes": ["-1"]}
    for column in boxes:
        for value in column.values:
            folded = fold(value.text)
            if says_nothing_in_box(value.text):
                continue
            text = SHOWN_IN_PERCENT.get(folded, value.text)
            (yes if folded in YES and folded not in NO else no).setdefault(text.lower(), text)
        for value in column.missing:
            # `-` in a box says that it is not ticked. A word such as `unknown`, or `?`, stays for a person to decide:
            # as a no it would hide a reason that somebody suspected.
            if NOT_TICKED.fullmatch(value.text):
                no.setdefault(value.text.lower(), value.text)
    spelled: dict[str, Any] = {}
    if not set(yes) <= set(USUAL_YES):
        spelled["yes"] = sorted(yes.values())
    if not set(no) <= set(UNTICKED):
        spelled["no"] = sorted(no.values())
    return spelled
