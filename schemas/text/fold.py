"""Which spellings are the same value.

Belongs here: the one function that folds a value before it is compared. Does not belong here: deciding what it means.
It runs on distinct values only, never row by row. DuckDB's own functions are not used: it has no NFKC, and its
`strip_accents` damages scripts other than Latin.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-")
_WHITE = re.compile(r"\s+")
_BESIDE_DASH = re.compile(" ?- ?")
_LINE_CONTROLS = {"\t", "\n", "\r", "\v", "\f", "\x85"}


@lru_cache(maxsize=65_536)
def fold(value: str) -> str:
    r"""NFKC, no zero-width or control characters, one blank for white space, one kind of dash, no case, no accents
    on Latin letters. `'  Chantage  EN\u200b ligne\r'` -> `'chantage en ligne'`; Thai and Cyrillic keep their marks.
    """
    return unicodedata.normalize("NFC", _without_latin_marks(fold_but_marks(value)))


@lru_cache(maxsize=65_536)
def fold_but_marks(value: str) -> str:
    """As `fold`, accents left as they are: they tell words apart in many languages (`Ba`, `Bà`)."""
    text = unicodedata.normalize("NFKC", value).translate(_DASHES)
    text = "".join(" " if c in _LINE_CONTROLS else c for c in text if c in _LINE_CONTROLS or not _is_invisible(c))
    return unicodedata.normalize("NFC", _WHITE.sub(" ", text).strip().casefold())


@lru_cache(maxsize=65_536)
def behind(text: str, beginning: str) -> str | None:
    """What follows a beginning, folded as values are and with no blank beside a dash counting; None where the text does
    not begin so. A blank at the end of `beginning` asks for a gap: `q1 ` is no beginning of `q10`.

    `('Why –Neglect', 'Why - ')` -> `'Neglect'`.
    """
    if text.casefold().startswith(beginning.casefold()) and len(text) == len(text.casefold()):
        return text[len(beginning) :]
    wanted = _closed_up(beginning)
    needs_gap = beginning[-1:].isspace() and wanted[-1:].isalnum()
    for end in range(1, len(text) + 1):
        if _closed_up(text[:end]) == wanted:
            while end < len(text) and unicodedata.combining(text[end]):
                end += 1
            return None if needs_gap and text[end : end + 1].isalnum() else text[end:]
    return None


def _closed_up(text: str) -> str:
    return _BESIDE_DASH.sub("-", fold(text))


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf")


def _without_latin_marks(text: str) -> str:
    kept: list[str] = []
    on_latin = False
    for character in unicodedata.normalize("NFD", text):
        if unicodedata.combining(character):
            if on_latin:
                continue
        else:
            on_latin = unicodedata.name(character, "").startswith("LATIN")
        kept.append(character)
    return "".join(kept)
