"""Ages in whole years as helplines write them: `14`, `14.0`, `14,0`, `14 лет`, `14歳`, `miaka 14`.

Belongs here: reading such an age out of a text. Does not belong here: bands of ages, which somebody has to decide
(`pipelines.suggest.age`), or the words (`schemas/headers/ages.yaml`).
"""

from __future__ import annotations

import re
from functools import cache

from schemas.text.fold import fold
from schemas.vocabulary.header_words import header_words

_NUMBER = r"0*(\d{1,3})(?:\.0+|,0)?"
_BARE = re.compile(_NUMBER)


def whole_years(text: str) -> int | None:
    """The age that a text is, as a number alone or with a word for years; None where it is anything else: `10-14`,
    `18+`, `8 months`.
    """
    folded = fold(text)
    match = _BARE.fullmatch(folded) or next(filter(None, (form.fullmatch(folded) for form in _forms())), None)
    return int(match.group(1)) if match else None


def is_in_words(text: str) -> bool:
    """Whether a text is an age that says that it counts years: `14` alone may count anything."""
    return whole_years(text) is not None and not _BARE.fullmatch(fold(text))


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    behind, before = (_any_of(header_words("ages", name)) for name in ("years", "years_before"))
    return re.compile(rf"{_NUMBER} ?(?:{behind})\.?"), re.compile(rf"(?:{before}) {_NUMBER}")


def _any_of(words: tuple[str, ...]) -> str:
    return "|".join(map(re.escape, words))
