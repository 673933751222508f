"""Grids of a form: a column a reason, whose cell says where it took place (`Bullying` = `Online`).

Belongs here: telling such columns, and spelling them as reasons with a setting each. Does not belong here: boxes of yes
and no (`warehouse.scan.boxes`), one setting of the whole contact (`warehouse.scan.fields`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from schemas.text.fold import fold
from schemas.vocabulary.boxes import NO
from schemas.vocabulary.header_words import header_words
from warehouse.scan.boxes import ENCLOSED, NOT_TICKED, STRONG_MARKS, Block, prefix_of
from warehouse.scan.facts import share_of
from warehouse.scan.profile import ColumnProfile
from warehouse.scan.words import SETTING, VALUES, says, words_of

KINDS = ("closed_list", "list", "constant", "text")
FEWEST, MOST_NAMED = 3, 4
MOSTLY = 0.8
NOWHERE = (
    NO
    | set(header_words("nothing", "blank"))
    | set(words_of("none,neither,ninguno,ninguna,nenhum,nenhuma,aucun,aucune,keine,nessuno,no aplica,never"))
    # that it does not apply is an answer, and no reason whose setting is not known
    | set(
        words_of("-,--,---,n/a,na,not applicable,does not apply,no corresponde,não se aplica,non applicable,sans objet")
    )
    | set(words_of("entfällt,nicht zutreffend,non applicabile,niet van toepassing,nie dotyczy"))
)


def find_grid(columns: Sequence[ColumnProfile]) -> tuple[ColumnProfile, ...]:
    """The columns of the grid, in the order of the file; none where fewer than three say where."""
    found = tuple(column for column in columns if _says_where(column))
    return found if len(found) >= FEWEST else ()


def _says_where(column: ColumnProfile) -> bool:
    """Whether nearly all cells are words for online and offline, under a header that is none."""
    values = column.items or column.values
    if column.kind not in KINDS or column.personal or not values or says(label_of(column.name), SETTING):
        return False
    told = [value for value in values if fold(value.text) not in NOWHERE]
    return bool(told) and share_of(told, lambda text: says(text, VALUES["setting"])) >= MOSTLY


def tells_settings(block: Block) -> bool:
    """Whether the boxes of one beginning are told apart by online and offline alone."""
    is_each = all(says(label, VALUES["setting"]) for label in block.labels)
    return bool(block.prefix) and not block.others and is_each and not says(block.base, SETTING)


def label_of(header: str) -> str:
    """What a header says behind the question that all of a grid share: `Problems [Bullying]` is `Bullying`."""
    for mark in STRONG_MARKS:
        if prefix := prefix_of(header, mark):
            rest = header[len(prefix) :].strip()
            return rest.removesuffix(")" if "(" in mark else "]").strip() if mark in ENCLOSED else rest
    return header


def spell_grid(columns: Sequence[ColumnProfile]) -> dict[str, Any]:
    """The construct that reads it: each reason where its cell is filled, with the setting that stands there."""
    return {"all_of": [_spell(column) for column in columns]}


def _spell(column: ColumnProfile) -> dict[str, Any]:
    nowhere = sorted(_nowhere(column))
    when: list[dict[str, Any]] = [{"column": column.name, "filled": True}]
    when += [{"column": column.name, "is_not": nowhere}] if nowhere else []
    return {"cell": {"when": when if nowhere else when[0], "gives": label_of(column.name)}, "setting": column.name}


def ask_other_words(columns: Sequence[ColumnProfile]) -> str:
    """What has to be asked of words that say neither where nor that it was not: `unknown`, `prefer not to say`. Empty
    where there are none.
    """
    texts = dict.fromkeys(text for column in columns for text in _texts(column))
    others = [text for text in texts if not (_is_nowhere(text) or says(text, VALUES["setting"]))]
    if not others:
        return ""
    more = f" and {len(others) - MOST_NAMED} more" if len(others) > MOST_NAMED else ""
    return (
        f"{', '.join(map(repr, others[:MOST_NAMED]))}{more} in a cell is read as the reason, its place unknown: does "
        "it say that nobody knows where, or that nobody knows whether it was so? Then it belongs to `is_not`"
    )


def _nowhere(column: ColumnProfile) -> Iterator[str]:
    """Words by which a cell says that the reason was none of this contact; `unknown` says that nobody knows where."""
    return filter(_is_nowhere, _texts(column))


def _texts(column: ColumnProfile) -> Iterator[str]:
    return (value.text for value in (*column.values, *column.items, *column.missing))


def _is_nowhere(text: str) -> bool:
    """`?` says that somebody does not know, be it where or whether."""
    return (fold(text) in NOWHERE and "?" not in text) or bool(NOT_TICKED.fullmatch(text))
