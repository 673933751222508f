"""How reasons may stand in a table: boxes, cells, numbered columns, levels, trees.

Belongs here: finding each layout and spelling it as the construct that reads it. Does not belong here: other roles
(`warehouse.scan.roles`), or which reason a label is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from schemas.constructs.tick_box import UNTICKED
from schemas.text.fold import fold
from schemas.vocabulary.boxes import NO, YES
from warehouse.scan.profile import Candidate, ColumnProfile
from warehouse.scan.words import LABELS, REASONS, says

STRONG_MARKS = ("___", "/", " | ", "|", " :: ", ": ", " - ")
WEAK_MARKS = ("_", ".", " ")
FEWEST_BOXES = {**dict.fromkeys(STRONG_MARKS, 2), **dict.fromkeys(WEAK_MARKS, 3)}
MOSTLY_BOXES = 0.7
NUMBERED = re.compile(r"^(?P<base>.*?\D)[ _\-.]?(?P<number>\d{1,2})$")
USUAL_YES = ("1", "yes", "true", "x")
LISTABLE = ("closed_list", "text", "constant", "path")


def find_layouts(columns: Sequence[ColumnProfile]) -> list[Candidate]:
    """Every place where reasons may stand, likeliest first."""
    found = [*_find_boxes(columns), *_find_numbered(columns), *_find_cells(columns)]
    return sorted(found, key=lambda one: -one.sure)


def _sureness(names: Sequence[str], labels: Sequence[str], base: float) -> tuple[float, str]:
    """How much headers and labels speak of reasons."""
    by_header = any(says(name, REASONS) for name in names)
    n_labels = sum(says(label, LABELS) for label in labels)
    by_label = n_labels / len(labels) if labels else 0.0
    sure = base + 0.3 * by_header + 0.35 * min(1.0, 2.5 * by_label)
    told = [*(["the header speaks of reasons"] if by_header else [])]
    told += [f"{n_labels} of {len(labels)} labels look like reasons"] if n_labels else []
    return round(min(0.97, sure), 2), " and ".join(told) or "neither header nor labels say that these are reasons"


# ---------------------------------------------------------------- boxes


def _is_box(column: ColumnProfile) -> bool:
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


def _find_boxes(columns: Sequence[ColumnProfile]) -> Iterator[Candidate]:
    taken: set[str] = set()
    for mark in (*STRONG_MARKS, *WEAK_MARKS):
        groups: dict[str, list[ColumnProfile]] = {}
        for column in columns:
            if column.name not in taken and (prefix := _prefix_of(column.name, mark)):
                groups.setdefault(prefix.casefold(), []).append(column)
        for group in groups.values():
            boxes = [column for column in group if _is_box(column)]
            filled = [column for column in boxes if column.kind != "blank"]
            if len(boxes) < FEWEST_BOXES[mark] or not filled or len(boxes) < MOSTLY_BOXES * len(group):
                continue
            taken |= {column.name for column in group}
            yield _ticked(_prefix_of(group[0].name, mark), boxes, [one for one in group if one not in boxes])
    loose = [column for column in columns if column.name not in taken and column.kind == "yes_no"]
    if len(loose) >= 3:
        mapping = {"boxes": [column.name for column in loose], **_box_words(loose)}
        sure, why = _sureness([], [column.name for column in loose], 0.2)
        text = f"{len(loose)} columns of yes and no without a common beginning; {why}"
        yield Candidate("reasons", tuple(column.name for column in loose), sure, text, mapping=mapping)


def _prefix_of(name: str, mark: str) -> str:
    at = name.rfind(mark) if mark == "/" else name.find(mark)
    return name[: at + len(mark)] if at > 0 and at + len(mark) < len(name) else ""


def _ticked(prefix: str, boxes: Sequence[ColumnProfile], others: Sequence[ColumnProfile]) -> Candidate:
    mapping: dict[str, Any] = {"ticked": prefix, **_box_words(boxes)}
    if others:
        mapping["except"] = [column.name for column in others]
    labels = [column.name[len(prefix) :] for column in boxes]
    sure, why = _sureness([prefix], labels, 0.35 if len(boxes) >= 4 else 0.25)
    names = tuple(column.name for column in boxes)
    blanks = any(column.n_blank for column in boxes)
    text = f"{len(boxes)} boxes begin with {prefix!r}{', some of them blank' if blanks else ''}; {why}"
    return Candidate("reasons", names, sure, text, mapping=mapping)


def _box_words(boxes: Sequence[ColumnProfile]) -> dict[str, Any]:
    """`yes`, `no` and `gives`, where they are not as usual. Of spellings that differ in capitals one is told."""
    if all(_holds_label(column) for column in boxes if column.kind == "constant") and any(
        column.kind == "constant" and not _holds_yes(column) for column in boxes
    ):
        return {"gives": "cell"}
    yes: dict[str, str] = {}
    no: dict[str, str] = {}
    for column in boxes:
        for value in column.values:
            folded = fold(value.text)
            (yes if folded in YES and folded not in NO else no).setdefault(value.text.lower(), value.text)
    spelled: dict[str, Any] = {}
    if not set(yes) <= set(USUAL_YES):
        spelled["yes"] = sorted(yes.values())
    if not set(no) <= set(UNTICKED):
        spelled["no"] = sorted(no.values())
    return spelled


# ---------------------------------------------------------------- numbered columns


def _find_numbered(columns: Sequence[ColumnProfile]) -> Iterator[Candidate]:
    groups: dict[str, list[tuple[int, ColumnProfile]]] = {}
    for column in columns:
        match = NUMBERED.match(column.name)
        if match and column.kind in LISTABLE and not column.personal:
            groups.setdefault(match["base"].casefold(), []).append((int(match["number"]), column))
    for group in groups.values():
        if len(group) < 2:
            continue
        ordered = [column for _, column in sorted(group, key=lambda pair: pair[0])]
        names = [column.name for column in ordered]
        labels = [value.text for column in ordered for value in column.values]
        shared = _share_in_common(ordered)
        sure, why = _sureness(names, labels, 0.35)
        if shared > 0.3:
            text = f"{len(names)} numbered columns with the same values, one choice each; {why}"
            yield Candidate("reasons", tuple(names), sure, text, mapping={"listed": names})
        else:
            text = f"{len(names)} numbered columns with different values: levels of one category; {why}"
            yield Candidate("reasons", tuple(names), sure, text, mapping={"levels": names})


def _share_in_common(columns: Sequence[ColumnProfile]) -> float:
    """Values of the second column that the first has too. Columns with nothing to show count as alike."""
    first, second = ({fold(value.text) for value in column.values} for column in columns[:2])
    return len(first & second) / len(second) if second else 1.0


# ---------------------------------------------------------------- cells


def _find_cells(columns: Sequence[ColumnProfile]) -> Iterator[Candidate]:
    for column in columns:
        if column.personal and column.kind != "tree":
            continue
        if column.kind == "tree":
            yield _tree(column)
        elif column.kind in ("list", "path", "closed_list"):
            candidate = _cell(column)
            if candidate.sure >= 0.3:
                yield candidate


def _tree(column: ColumnProfile) -> Candidate:
    sure, why = _sureness([column.name], [item.text for item in column.items], 0.4)
    return Candidate("reasons", (column.name,), sure, f"a tree of categories; {why}", mapping={"tree": column.name})


def _cell(column: ColumnProfile) -> Candidate:
    mapping: dict[str, Any] = {"cell": column.name}
    if column.is_bracketed:
        mapping["brackets"] = "yes"
    if column.separator:
        mapping["delimiter"] = column.separator
    if column.form:
        mapping["form"] = column.form
    elif column.path:
        mapping["path"] = column.path
    labels = [one.text for one in (column.items or column.values)]
    several = column.kind == "list"
    sure, why = _sureness([column.name], labels, 0.3 if several or column.path or column.form else 0.1)
    how = "several values in a cell" if several else "one value in a cell"
    return Candidate("reasons", (column.name,), sure, f"{how}; {why}", mapping=mapping)
