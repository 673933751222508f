"""A label as it is compared: without the marks of its export, without the words that say where.

Belongs here: reading labels of one list together, since only the list shows what is a prefix of its columns. Does not
belong here: what a label means.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipelines.suggest.label import Label
from pipelines.suggest.words import AROUND, OFFLINE, ONLINE, OTHER, SAID_APART
from schemas.text.fold import fold

PATH = " > "
"""How a tree of reasons writes `Main > Sub` as one value."""

_SHARED_BY = 3
"""So many columns begin alike before their beginning counts as a prefix of the export."""

_NUMBERING = re.compile(
    r"^\s*(?:[A-Za-z]{0,3}\d{1,3}(?:[.\-]\d{1,3})*[.):\-]+|[A-Za-z]{1,3}\.\d{1,3}(?:\.\d{1,3})*|\d{1,3}(?:\.\d{1,3})+)\s+(?=\S)"
)
"""`1. `, `A3) `, `V.01 `, `2.4 `; a number alone may be a number of years."""
_HEADER = re.compile(r"^\S+$")
_JOINT = re.compile(r"_{1,3}|/|\||(?<=[a-z])(?=[A-Z][a-z])")
_BRACKETS = re.compile(r"[(\[（][^()\[\]（）]*[)\]）]")
_EDGES = " \t-–—:;,.·/|"


@dataclass(frozen=True)
class Reading:
    """One label taken apart. `bare` is `sub` without the words for where it happened, and may equal it.

    `setting` is what those words say (online, offline, both, or empty); `is_other` is true where the label begins or
    ends with a word for "other", and `rest` is what stands beside that word.
    """

    whole: str
    main: str
    sub: str
    bare: str
    setting: str
    is_other: bool
    rest: str

    @property
    def path(self) -> str:
        """`Main > Sub` folded: what accepted values are compared with."""
        return fold(f"{self.main}{PATH}{self.sub}") if self.main else fold(self.sub)


def read_labels(labels: Sequence[Label]) -> list[Reading]:
    """The labels of one list, in order."""
    prefixes = _shared_beginnings(label.text for label in labels)
    return [_read(label, prefixes) for label in labels]


def _read(label: Label, prefixes: frozenset[str]) -> Reading:
    main, sub = label.main.strip(), label.text.strip()
    if PATH in sub and (not main or sub.startswith(main + PATH)):
        main, _, sub = sub.rpartition(PATH)
    whole = f"{main}{PATH}{sub}" if main else sub
    sub = readable(_without_prefix(sub, prefixes))
    main = readable(main)
    rest = without_other(sub)
    setting = setting_said(sub) or setting_said(main)
    return Reading(fold(whole), main, sub, without_setting(sub), setting, rest is not None, rest or "")


def _shared_beginnings(texts: Iterable[str]) -> frozenset[str]:
    counted = Counter(_JOINT.split(text)[0] for text in texts if _HEADER.match(text) and _JOINT.search(text))
    return frozenset(beginning for beginning, n in counted.items() if n >= _SHARED_BY)


def _without_prefix(text: str, prefixes: frozenset[str]) -> str:
    if not _HEADER.match(text):
        return text
    first, *others = _JOINT.split(text)
    return " ".join(others) if others and first in prefixes else text


def readable(text: str) -> str:
    """`03. physical_violence ` -> `physical violence`: no numbering, no joints of a column name, no odd characters."""
    text = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    text = _NUMBERING.sub("", text)
    if _HEADER.match(text.strip()):
        text = re.sub(r"_+|(?<=[a-z])(?=[A-Z][a-z])", " ", text)
    return " ".join(text.split()).strip('"“”«» ')


@lru_cache(maxsize=16_384)
def aligned(text: str) -> str:
    """Lower case without accents, character for character, so that what is found there can be cut out of `text`."""
    return "".join(one if len(one := fold(character)) == 1 else character for character in text)


@lru_cache(maxsize=16_384)
def setting_said(text: str) -> str:
    """`online`, `offline` or `both` where words of the text say so, else empty."""
    folded = aligned(text)
    is_offline = OFFLINE.search(folded) is not None
    is_online = ONLINE.search(OFFLINE.sub(" ", folded)) is not None
    return {(True, True): "both", (True, False): "online", (False, True): "offline"}.get((is_online, is_offline), "")


@lru_cache(maxsize=16_384)
def without_setting(text: str) -> str:
    """The text without words for where; the text itself where nothing else would be left."""
    for bracket in reversed(list(_BRACKETS.finditer(text))):
        inside = aligned(bracket.group())
        left = SAID_APART.sub("", inside)
        if left != inside and len(re.sub(r"\W", "", left)) <= AROUND:
            text = text[: bracket.start()] + text[bracket.end() :]
    kept = text
    for found in reversed(list(SAID_APART.finditer(aligned(text)))):
        kept = kept[: found.start()] + " " + kept[found.end() :]
    kept = " ".join(kept.split()).strip(_EDGES)
    return kept if len(kept) > AROUND else text


@lru_cache(maxsize=16_384)
def without_other(text: str) -> str | None:
    """What stands beside a word for "other" at the beginning or the end; None where there is no such word."""
    folded = aligned(text)
    found = [one for one in OTHER.finditer(folded) if _is_at_edge(folded, one.start(), one.end())]
    if not found:
        return None
    for one in reversed(found):
        text = text[: one.start()] + " " + text[one.end() :]
    return " ".join(text.split()).strip(_EDGES + "()")


def _is_at_edge(folded: str, start: int, end: int) -> bool:
    """True where only words for "other" and marks stand before it, or after it."""
    before, after = OTHER.sub("", folded[:start]), OTHER.sub("", folded[end:])
    return not re.sub(r"[\W\d]", "", before) or not re.sub(r"[\W\d]", "", after)
