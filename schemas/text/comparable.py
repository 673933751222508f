"""A text as words that can be compared: folded, taken apart, and in Arabic without what only grammar adds.

Belongs here: which spellings of one word are one word, for matching words inside labels. Does not belong here: whole
values (`schemas.text.fold`), or what a word means (`schemas.vocabulary.words`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from schemas.text.fold import fold

WITHOUT_BLANKS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Letters of scripts that write no blank between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""

_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0900-\u0903\u093a-\u094f]+[^\W_]*)*")
_ARABIC = re.compile(r"[\u0600-\u06ff]")
_ARABIC_MARKS = re.compile(r"[\u064b-\u065f\u0670\u0640]")
_ARABIC_ONE_FORM = str.maketrans("أإآٱىةؤئ", "اااايهوي")
_ARABIC_ARTICLE = re.compile(r"^(?:وال(?!د)|بال|كال|فال|ال|لل)(?=\w{3})")
_ARABIC_JOINED = "وبلف"


@lru_cache(maxsize=65_536)
def comparable_words(text: str) -> tuple[str, ...]:
    """The words of a text, folded; Arabic without article, hamza forms and vowel marks. `L’abus_1`: l, abus, 1."""
    return tuple(_one_form(word) for word in _WORD.findall(fold(text)))


def _one_form(word: str) -> str:
    if not _ARABIC.match(word):
        return word
    return _ARABIC_ARTICLE.sub("", _ARABIC_MARKS.sub("", word)).translate(_ARABIC_ONE_FORM)


def forms_of(word: str) -> tuple[str, ...]:
    """The word, and in Arabic what it may be too: without a letter that is joined to it (`and`, `by`, `for`), and with
    the article, which may have been letters of the word that are written without their hamza.
    """
    if not _ARABIC.match(word):
        return (word,)
    return (word, f"ال{word}", *((word[1:],) if len(word) > 4 and word[0] in _ARABIC_JOINED else ()))
