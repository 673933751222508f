"""Bands of age as helplines write them: `13 - 15`, `>25`, `menos de 6`, `0-5 años`.

Belongs here: reading whole years out of a label and finding the band of our list that holds all of them. Does not
belong here: ages as numbers, which need no decision.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache

from schemas.text.fold import fold
from schemas.vocabulary.code import Code, CodeList
from schemas.vocabulary.fields import OLDEST_AGE
from schemas.vocabulary.header_words import words_by_language

_CODE = re.compile(r"^\s*\(?\d{1,3}\s*(?:[=:)]|[-–—.](?=\s*[^\W\d_]))\s*(?=\S)")
"""The number of an answer before its label: `1 = Stranger`, `2. Adult`, `1 - Under 18`; `10 - 14` is a band."""
_WORD_OF_YEARS = re.compile(
    r"^\W*(?:to|a|à|bis|até|до|ถึง|y|ans?|yrs?|years?|jahre?|anos?|años?|лет|år|"
    r"vuotta|jaar|lat|rok[uy]?|let|tahun|miaka|plus|and|et|und|och|og|en|и|і|ve|e|i)\b"
    r"|^\W*(?:y|و)\s*(?:\S*\s*)?(?:فوق|أكثر|más)|^\W*(?:سن|ปี|歳|岁|살|세)",
    re.IGNORECASE,
)
"""What speaks of years behind a number: `16 - и старше`, `12 - år`; any other word may be the label of an answer."""
_DATE = re.compile(
    r"(?:[0-9]{1,2}[-/.] ?([^\W\d_]+)[.]?|([^\W\d_]+)[.]?[-/.] ?[0-9]{1,2}|[0-9]{4}-[0-9]{2}-[0-9]{2}.*)"
)
_NUMBER = re.compile(r"\d{1,3}")
_UNDER = re.compile(
    r"<|under|below|less than|younger|up to|menos de|menor|hasta|ate |moins de|jusqu|unter|bis |meno di|ponizej|"
    r"mlodsz|kurang|di bawah|chini ya|до |младше|أقل|دون|ต่ำกว่า|以下|未満|미만"
)
_INCLUSIVE_END = re.compile(r"up to|hasta|ate |jusqu|bis |до |以下|<=")
_OVER = re.compile(
    r">|\+|\bplus$|over|above|older|more than|and up|y mas|e mais|mas de|mayor|mais de|maior|plus de|et plus|uber|"
    r"alter|oltre|powyzej|starsz|lebih|di atas|zaidi|старше|больше|أكثر|فوق|มากกว่า|以上|이상"
)
_EXCLUSIVE_START = re.compile(r">(?!=)|\bover\b|above|older than|more than|mas de|mais de|plus de|uber")


@dataclass(frozen=True)
class Years:
    """Whole years from `low` to `high`, both inclusive; `high` may be infinite."""

    low: float
    high: float


def read_years(text: str) -> Years | None:
    """The years that a label names; None where it names none, more than two, or one that is no age."""
    folded = fold(_label_of(text))
    if is_spreadsheet_date(text):
        return None
    numbers = [int(one) for one in _NUMBER.findall(folded)]
    if any(number > OLDEST_AGE for number in numbers):
        return None
    if len(numbers) == 2 and numbers[0] <= numbers[1]:
        return Years(numbers[0], numbers[1])
    if len(numbers) != 1:
        return None
    only = numbers[0]
    if _UNDER.search(folded):
        return Years(0, only if _INCLUSIVE_END.search(folded) else only - 1)
    if _OVER.search(folded):
        return Years(only + 1 if _EXCLUSIVE_START.search(folded) else only, math.inf)
    return Years(only, only)


def is_spreadsheet_date(text: str) -> bool:
    """Whether a spreadsheet may have made a date of a band: of `10-14` it makes `Oct-14`, of `10-12` a day."""
    found = _DATE.fullmatch(text.strip())
    word = found and (found[1] or found[2])
    return bool(found) and (not word or fold(word) in _months())


@cache
def _months() -> frozenset[str]:
    """Words for months, in every language that is known."""
    lists = words_by_language("months", "month").values()
    return frozenset(fold(one) for words in lists for word in words for one in word.split("/"))


def _label_of(text: str) -> str:
    """The label behind the number of an answer."""
    found = _CODE.match(text)
    return text[found.end() :] if found and not _WORD_OF_YEARS.match(text[found.end() :]) else text


def find_band(years: Years, bands: CodeList) -> Code | None:
    """The narrowest band that holds all of the years; None where none does."""
    holding = [band for band in bands.codes.values() if not band.replaced_by and _holds(band, years)]
    return min(holding, key=lambda band: (_width(band), -(band.min or 0)), default=None)


def _holds(band: Code, years: Years) -> bool:
    return band.min is not None and band.min <= years.low and years.high <= _end(band)


def _end(band: Code) -> float:
    return math.inf if band.max is None else band.max


def _width(band: Code) -> float:
    return _end(band) - (band.min or 0)
