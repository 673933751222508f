"""How a column, or two together, write the period of a count.

Belongs here: finding the form among texts. Does not belong here: days of contacts (`warehouse.scan.date_forms`), or
reading a declared form (`schemas.mapping.period`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from schemas.text.fold import fold
from schemas.vocabulary.header_words import words_by_language

SPELLED = (
    (re.compile(r"(19|20)\d\d"), "%Y"),
    (re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])"), "%Y-%m"),
    (re.compile(r"(19|20)\d\d/(0?[1-9]|1[0-2])"), "%Y/%m"),
    (re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])"), "%Y%m"),
    (re.compile(r"(0?[1-9]|1[0-2])/(19|20)\d\d"), "%m/%Y"),
    (re.compile(r"(0?[1-9]|1[0-2])-(19|20)\d\d"), "%m-%Y"),
    (re.compile(r"(0?[1-9]|1[0-2])\.(19|20)\d\d"), "%m.%Y"),
)
QUARTER = re.compile(r"(?P<before>(19|20)\d\d)(?P<gap>[-/ ]?)(?P<letter>[QqTt])[1-4]")
QUARTER_FIRST = re.compile(r"(?P<letter>[QqTt])[1-4](?P<gap>[-/ ]?)(19|20)\d\d")
WEEK = re.compile(r"(19|20)\d\d(?P<gap>[-/ ]?)[Ww]\d\d")
NAMED = re.compile(r"(?P<month>[^\W\d_]{3,10})(?P<gap>[-/ ])(?P<year>(19|20)?\d\d)")
NAMED_BEHIND = re.compile(r"(?P<year>(19|20)\d\d)(?P<gap>[-/ ])(?P<month>[^\W\d_]{3,10})")


def find_period_form(texts: Sequence[str]) -> str:
    """The one form that all texts have; empty where there is none."""
    forms = {_form_of(text.strip()) for text in texts}
    if forms == {"%Y-%m", "%Y"} or "" in forms:
        return ""
    if len(forms) == 2 and {one.replace("%b", "%B") for one in forms} == {max(forms).replace("%b", "%B")}:
        return next(one for one in forms if "%B" in one)
    return forms.pop() if len(forms) == 1 else ""


def _form_of(text: str) -> str:
    for pattern, form in SPELLED:
        if pattern.fullmatch(text):
            return form
    if match := QUARTER.fullmatch(text):
        return f"%Y{match['gap']}{match['letter'].upper()}%q"
    if match := QUARTER_FIRST.fullmatch(text):
        return f"{match['letter'].upper()}%q{match['gap']}%Y"
    if match := WEEK.fullmatch(text):
        return f"%Y{match['gap']}W%V"
    for pattern in (NAMED, NAMED_BEHIND):
        match = pattern.fullmatch(text)
        letter = _letter_of(match["month"]) if match else ""
        if match and letter:
            year = "%Y" if len(match["year"]) == 4 else "%y"
            return f"{letter}{match['gap']}{year}" if pattern is NAMED else f"{year}{match['gap']}{letter}"
    return ""


def _letter_of(month: str) -> str:
    """The letter by which a month is read in a text: its name or short name, in English alone."""
    for word in words_by_language("months", "month")["en"]:
        name, _, short = word.partition("/")
        if month.casefold() in (name, short or name):
            # `May` is both: as a short one, beside which a long one wins.
            return "%B" if short and month.casefold() == name else "%b"
    return ""


def months_of(texts: Sequence[str]) -> dict[str, str]:
    """Text -> number of the month, where every text is a month: a number, or a word of one of the languages, of which
    all months then are there.
    """
    if texts and all(text.isdecimal() and 1 <= int(text) <= 12 for text in texts):
        return {text: str(int(text)) for text in texts}
    wanted = {fold(text).rstrip(".") for text in texts}
    for words in words_by_language("months", "month").values():
        known = {fold(one): str(place) for place, word in enumerate(words, start=1) for one in word.split("/")}
        if wanted and wanted <= known.keys():
            # The next file has other months: all of the language, those of this file as it writes them.
            seen = {fold(text).rstrip("."): text for text in texts}
            return {seen.get(word, word): number for word, number in known.items()}
    return {}


def spell_year_and(year: str, other: str, texts: Sequence[str]) -> dict[str, Any] | None:
    """A period in two columns: a year, and a month or quarter beside it."""
    if all(re.fullmatch(r"[QqTt]?[1-4]", text) for text in texts) and any(not text.isdecimal() for text in texts):
        letter = texts[0][0].upper()
        return {"column": {"joined": [year, other], "with": "-"}, "format": f"%Y-{letter}%q"}
    months = months_of(texts)
    if not months:
        return None
    if all(text.isdecimal() for text in texts):
        return {"column": {"joined": [year, other], "with": "-"}, "format": "%Y-%m"}
    return {"column": {"joined": [year, {"coded": other, "labels": months}], "with": "-"}, "format": "%Y-%m"}
