"""How reasons may stand in a table: boxes, cells, numbered columns, levels, trees.

Belongs here: finding each layout and spelling it as the construct that reads it; blocks of boxes that hold something
else are asked about, none is passed over. Does not belong here: which boxes belong together (`warehouse.scan.boxes`),
which columns differ in a number (`warehouse.scan.numbered`), other roles (`warehouse.scan.roles`), or which reason a
label is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from schemas.text.fold import fold
from schemas.vocabulary.header_words import header_words
from warehouse.scan.boxes import Block, find_blocks, gives_cell, spell_box_words
from warehouse.scan.kinds import JOINED, WRITTEN_BY_HAND
from warehouse.scan.numbered import Numbered, find_numbered
from warehouse.scan.object_lists import find_objects
from warehouse.scan.profile import Candidate, ColumnProfile
from warehouse.scan.setting_grid import ask_other_words, find_grid, label_of, spell_grid, tells_settings
from warehouse.scan.whose import names_one_of, whose
from warehouse.scan.words import LABELS, REASONS, REASONS_ALONE, RELATIONS, VALUES, says

FEWEST_LOOSE = 3
NOT_LEVELS = "are they levels of one category, or a first and a further reason, each of a list of its own (`listed`)?"
"""The two look alike, and two reasons that are read as levels are one."""
BASE_OF_NUMBERED = 0.35
NO_REASON = ("vinculo", "parentesco")
"""Words for a relation that are never the heading of reasons."""
MOST_SURE_OF_JOINED = 0.7
"""Of a separator that may stand within labels, or of labels that somebody wrote: a person looks at it."""
OUT_OF_THE_LAKE = "They may tell who a child is: have them sent in a column of their own, which is not read"


def find_layouts(columns: Sequence[ColumnProfile]) -> list[Candidate]:
    """Every place where reasons may stand, likeliest first."""
    grid = find_grid(columns)
    rest = [column for column in columns if column not in grid]
    found = [*_find_boxes(rest), *_find_numbered(rest), *_find_cells(rest), *_find_grid(grid)]
    found += find_objects(rest, _sureness)
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


def _find_boxes(columns: Sequence[ColumnProfile]) -> Iterator[Candidate]:
    blocks = find_blocks(columns)
    halved = [block for block in blocks if tells_settings(block)]
    if len(halved) > 1:
        yield _each_setting(halved)
        blocks = [block for block in blocks if block not in halved]
    for block in blocks:
        if not block.prefix:
            yield from _loose(block)
        elif whose(block.prefix) == "accused":
            yield _of_the_accused(block)
        elif _is_relation(block.prefix) and _say_who(block):
            why = f"{_tell(block)}: how somebody stands to the child, who called (person) or who did harm"
            yield Candidate("ask", block.names, 0.3, f"{why} (perpetrator_relation)?")
        elif whose(block.prefix) == "caller" or _is_other_question(block):
            why = f"{_tell(block)}: answers to a question other than why somebody made contact?"
            yield Candidate("ask", block.names, 0.3, why)
        else:
            yield _ticked(block)
            yield from _ask_beside(block)


def _is_other_question(block: Block) -> bool:
    return names_one_of(block.prefix, header_words("blocks", "answers")) and not says(block.prefix, REASONS_ALONE)


def _tell(block: Block) -> str:
    blanks = any(column.n_blank for column in block.boxes)
    return f"{len(block.boxes)} boxes begin with {block.prefix!r}{', some of them blank' if blanks else ''}"


def _ticked(block: Block) -> Candidate:
    sure, why = _sureness([block.prefix], block.labels, 0.35 if len(block.boxes) >= 4 else 0.25)
    return Candidate("reasons", block.names, sure, f"{_tell(block)}; {why}", mapping=block.spell())


def _each_setting(blocks: Sequence[Block]) -> Candidate:
    """A box a reason and setting: `Bullying [Online]`, `Bullying [Offline]`; the whole header is the label."""
    boxes = [column for block in blocks for column in block.boxes]
    sure, why = _sureness([], [block.base for block in blocks], 0.4)
    names = tuple(column.name for column in boxes)
    text = f"{len(boxes)} boxes, of {len(blocks)} reasons, each with online and offline apart; {why}"
    return Candidate("reasons", names, sure, text, mapping={"boxes": list(names), **spell_box_words(boxes)})


def _ask_beside(block: Block) -> Iterator[Candidate]:
    """What begins as the boxes do and is none: whoever wrote a reason of their own there ticked nothing, perhaps."""
    names = tuple(column.name for column in block.others if column.kind in ("text", "free_text", "constant"))
    if names:
        why = (
            f"{', '.join(map(repr, names))}: begins as the boxes of reasons do, holds texts, and is not read. Is a box"
        )
        yield Candidate("ask", names, 0.3, f"{why} ticked beside it, or has a contact with a text there no reason?")
    if blank := tuple(column.name for column in block.others if column.kind == "blank"):
        why = f"{', '.join(map(repr, blank))}: begins as the boxes of reasons do, is blank, and is called like a note"
        yield Candidate("ask", blank, 0.3, f"{why}: it is not read. Or is it a box that nobody has ticked yet?")


def _of_the_accused(block: Block) -> Candidate:
    """Boxes of who did it: an answer of its own where they say how that person stands to the child."""
    if n_known := _say_who(block):
        why = f"{_tell(block)}, which speaks of an accused person; {n_known} of their labels say who that is"
        mapping = {**block.spell(), "gives": "rest"}
        return Candidate("field", block.names, 0.85, why, "perpetrator_relation", mapping)
    return Candidate("ask", block.names, 0.3, f"{_tell(block)}, which speaks of an accused person, never of the child")


def _is_relation(prefix: str) -> bool:
    """Whether boxes are of how somebody stands to the child; `Relationships` alone is a reason to make contact."""
    return says(prefix, NO_REASON) or (whose(prefix) == "child" and says(prefix, RELATIONS))


def _say_who(block: Block) -> int:
    """How many labels say who somebody is; 0 where most do not."""
    n_known = sum(says(label, VALUES["person"]) for label in block.labels)
    return n_known if 2 * n_known >= len(block.labels) else 0


def _loose(block: Block) -> Iterator[Candidate]:
    if len(block.boxes) < FEWEST_LOOSE:
        what = "their own headers" if gives_cell(block.boxes) else "yes and no"
        why = f"{'a column' if len(block.boxes) == 1 else 'two columns'} of {what}"
        yield Candidate("ask", block.names, 0.2, why)
        return
    sure, why = _sureness([], block.names, 0.2)
    what = "that hold their own headers or nothing" if gives_cell(block.boxes) else "of yes and no"
    blank = ", some of them blank" if any(one.kind == "blank" for one in block.boxes) else ""
    text = f"{len(block.boxes)} columns {what}{blank}, without a common beginning; {why}"
    yield Candidate("reasons", block.names, sure, text, mapping=block.spell())


# ---------------------------------------------------------------- numbered columns


def _find_numbered(columns: Sequence[ColumnProfile]) -> Iterator[Candidate]:
    for group in find_numbered(columns):
        names = list(group.names)
        labels = [value.text for column in group.columns for value in column.values]
        sure, why = _sureness(names, labels, BASE_OF_NUMBERED)
        if labels and sure == BASE_OF_NUMBERED and all(label.isdecimal() for label in labels):
            asked = (
                "numbered columns hold numbers, perhaps codes: which question is each, and what does a code stand for?"
            )
            yield Candidate("ask", group.names, 0.3, f"{len(names)} {asked}", "reasons")
            continue
        if group.settings or group.others or _share_in_common(group.columns) > 0.3:
            mapping: dict[str, Any] = {"listed": names}
            told = "with the same values, one choice each"
            if group.settings:
                mapping["settings"] = [column.name for column in group.settings]
                told += f"; {group.settings[0].name!r} and the like tell the setting of each"
            yield Candidate(
                "reasons", group.names, sure, f"{len(names)} numbered columns {told}; {why}", mapping=mapping
            )
            yield from _beside_each(group)
        else:
            text = f"{len(names)} numbered columns with different values: levels of one category; {why}"
            yield Candidate("reasons", group.names, sure, text, mapping={"levels": names})
            yield Candidate("ask", group.names, 0.3, NOT_LEVELS, "reasons")


def _beside_each(group: Numbered) -> Iterator[Candidate]:
    if group.others:
        names = tuple(column.name for column in group.others)
        what = "are they of several persons of one record?" if group.are_persons else "is one of them wanted?"
        why = f"{len(names)} columns stand beside those of the reasons, and are not read: {what}"
        yield Candidate("ask", names, 0.3, why, "reasons")


def _share_in_common(columns: Sequence[ColumnProfile]) -> float:
    """Values of the second column that the first has too. Columns with nothing to show count as alike."""
    first, second = ({fold(value.text) for value in column.values} for column in columns[:2])
    return len(first & second) / len(second) if second else 1.0


# ---------------------------------------------------------------- grids


def _find_grid(columns: Sequence[ColumnProfile]) -> Iterator[Candidate]:
    if columns:
        labels = [label_of(column.name) for column in columns]
        headers = [column.name.removesuffix(label) for column, label in zip(columns, labels, strict=True)]
        sure, why = _sureness(headers, labels, 0.4)
        text = f"{len(columns)} columns say online or offline, each under a header of its own; {why}"
        yield Candidate("reasons", tuple(column.name for column in columns), sure, text, mapping=spell_grid(columns))
        if asked := ask_other_words(columns):
            yield Candidate("ask", tuple(column.name for column in columns), 0.3, asked, "reasons")


# ---------------------------------------------------------------- cells


def _find_cells(columns: Sequence[ColumnProfile]) -> Iterator[Candidate]:
    for column in columns:
        if (column.personal and column.kind != "tree") or whose(column.name) == "accused":
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
    joined, written = (
        next((note for note in column.note.split("; ") if note.endswith(end)), "") for end in (JOINED, WRITTEN_BY_HAND)
    )
    if several and joined:
        sure, how = min(sure, MOST_SURE_OF_JOINED), f"{how}, but {joined} Then name them under `whole`"
    if written:
        sure, how = min(sure, MOST_SURE_OF_JOINED), f"{how}, but {written} {OUT_OF_THE_LAKE}"
    return Candidate("reasons", (column.name,), sure, f"{how}; {why}", mapping=mapping)
