"""Months by name in other languages than English, and the two halves of a day: SQL that brings them to the words which
the engine reads.

Belongs here: that SQL, and the languages known. Does not belong here: the words (`schemas/headers/months.yaml` and
`halves.yaml`), or reading a date (`warehouse.stage.moment`, `schemas.mapping.period`).

A name is read in the language that a mapping names and in no other: *listopad* is November in Polish and October in
Croatian. Marks of the halves of a day are the same everywhere or stand in one language only.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from schemas.mapping.date_forms import letters_of
from schemas.text.sql import literal
from schemas.vocabulary.header_words import words_by_language

WEEKDAYS = ("%A", "%a")
_HALVES = {"AM": "before_noon", "PM": "after_noon"}
_DAY_WITH_ENDING = re.compile(r"%-?d\.?[^\W\d_]|%-?d\.?[ºª°]")
"""A form that says the ending itself: `%der %B`."""
_PIECE = re.compile(r"%-?.|[^%]+")
_SPECIAL = re.compile(r"([\\.+*?()|\[\]{}^$])")
_VARIANTS, _USUAL = "ıς", "iσ"
"""Small letters that are not what becomes of the capital: MAYIS, ΜΆΡΤΙΟΣ."""
_NO_LETTER = r"[^\p{L}\p{M}]"
_WEEKDAY = r"^\s*\p{L}[\p{L}\p{M}'’-]*[.]?"
_WEEKDAY_BEHIND = r"[,，]?\s*\p{L}[\p{L}\p{M}'’-]*[.]?$"
_WEEKDAY_IN_BRACKETS = r"\s*[(（][\p{L}\p{M}]+[.]?[)）]"
"""A word of letters where a form says that a weekday stands, in any language: no day is read from it."""
ORDINAL = r"(^|[^0-9])([0-3]?[0-9])(?:[.]?[ºª°]|st|nd|rd|th|er|re|ère|ème|eme|e)($|[\s,.])"
"""A day of the month with its ending: 1st, 3rd, 1er, 1.º, 3e."""


@cache
def month_numbers(language: str) -> dict[str, int]:
    """Word, without case and marks -> number of the month (1-12), in one language (a key of `months.yaml`)."""
    words = words_by_language("months", "month")[language]
    return {_plain(one): number for number, word in enumerate(words, start=1) for one in word.split("/")}


@cache
def month_languages() -> tuple[str, ...]:
    """The languages whose months are names, but for English, in the order of the file."""
    known = words_by_language("months", "month")
    return tuple(one for one in known if one != "en" and not any(re.search(r"\d", word) for word in known[one]))


def languages_naming(word: str) -> tuple[str, ...]:
    """The languages in which a word is a month, in the order of the file."""
    return tuple(one for one in month_languages() if _plain(word) in month_numbers(one))


@cache
def marks_of_halves() -> tuple[str, ...]:
    """Marks of the two halves of a day other than AM and PM, the longer ones of a half first."""
    return tuple(mark for meaning in _HALVES.values() for mark in _marks(meaning))


def _marks(meaning: str) -> list[str]:
    marks = {mark for words in words_by_language("halves", meaning).values() for mark in words}
    return sorted(marks, key=lambda mark: (-len(mark), mark))


def agree_on_months(languages: Iterable[str], words: Iterable[str]) -> bool:
    """Whether each word is the same month in all of these languages that know it: *listopad* is not in Polish and
    Croatian.
    """
    known = [month_numbers(language) for language in languages]
    return all(len({numbers[_plain(word)] for numbers in known if _plain(word) in numbers}) <= 1 for word in words)


def refuse_months(language: str, forms: tuple[str, ...]) -> None:
    """Raise ValueError where a language is not known, or no form names a month."""
    if not language:
        return
    if language not in month_languages():
        raise ValueError(f"`months` is one of {', '.join(month_languages())}; English names need none")
    if not any(letters_of(form) & set("bB") for form in forms):
        raise ValueError("`months` goes with a `format` that names the month: %d %B %Y")


def spell_parsed(text: str, form: str, months: str = "") -> str:
    """SQL (TIMESTAMP) of what the letters of a form read in a text; NULL where it is not of that form. `months`: the
    language of the names of months, empty for English.
    """
    text, form = _without_weekday(text, form)
    if letters_of(form) & set("bB") and not _DAY_WITH_ENDING.search(form):
        text = _without_ordinal(text)
    return _spell_plain(text, form, months)


def _spell_plain(text: str, form: str, months: str) -> str:
    if months and letters_of(form) & set("bB"):
        text, form = _in_english(text, form, months), _plain_form(form)
    plain = f"try_strptime({text}, {literal(form)})"
    if "p" not in letters_of(form):
        return plain
    return f"coalesce({plain}, try_strptime({_with_known_halves(text)}, {literal(form)}))"


def _without_weekday(text: str, form: str) -> tuple[str, str]:
    """The text and the form without the weekday at the beginning or end, or in brackets; NULL where none stands."""
    if form[:2] in WEEKDAYS:
        return _cut(text, _WEEKDAY), form[2:].lstrip()
    for weekday in WEEKDAYS:
        if f"({weekday})" in form:
            before, _, behind = form.partition(f"({weekday})")
            return _cut(text, _WEEKDAY_IN_BRACKETS), f"{before.rstrip()}{behind}"
    if form[-2:] in WEEKDAYS:
        return _cut(text, _WEEKDAY_BEHIND), form[:-2].rstrip(" ,，")
    return text, form


def _cut(text: str, pattern: str) -> str:
    told = literal(pattern)
    return f"case when regexp_matches({text}, {told}) then trim(regexp_replace({text}, {told}, '')) end"


def _without_ordinal(text: str) -> str:
    return f"regexp_replace({text}, {literal(f'(?i){ORDINAL}')}, '\\1\\2\\3')"


def _in_english(text: str, form: str, language: str) -> str:
    """SQL: the text without case and marks, the first name of a month in it replaced by the English one."""
    numbers = month_numbers(language)
    names = calendar.month_abbr if "b" in letters_of(form) else calendar.month_name
    longest_first = sorted(numbers, key=lambda word: (-len(word), word))
    pattern = f"(^|{_NO_LETTER})({'|'.join(map(_escaped, longest_first))})[.]?($|{_NO_LETTER})"
    plain = f"translate(strip_accents(lower({text})), {literal(_VARIANTS)}, {literal(_USUAL)})"
    words = ", ".join(f"{literal(word)}: {literal(names[number])}" for word, number in numbers.items())
    english = f"map {{{words}}}[regexp_extract({plain}, {literal(pattern)}, 2)]"
    return f"regexp_replace({plain}, {literal(pattern)}, '\\1' || {english} || '\\3')"


def _plain_form(form: str) -> str:
    """The form with its own words as `_in_english` leaves those of a text; a point behind a short name goes there."""
    pieces = _PIECE.findall(re.sub(r"(%[bB])\.", r"\1", form))
    return "".join(one if one.startswith("%") else _plain(one) for one in pieces)


def _with_known_halves(text: str) -> str:
    """SQL: marks of the halves of a day as AM and PM: `3:45 p. m.`, `下午 3:45`."""
    for english, meaning in _HALVES.items():
        marks = dict.fromkeys(one for mark in _marks(meaning) for one in (mark, _plain(mark)))
        pattern = f"(?i)(^|{_NO_LETTER})({'|'.join(map(_escaped, marks))})($|{_NO_LETTER})"
        text = f"regexp_replace({text}, {literal(pattern)}, '\\1{english}\\3')"
    return text


def _plain(word: str) -> str:
    """As `_in_english` leaves a text: the engine's `strip_accents` takes the marks of every script."""
    parts = unicodedata.normalize("NFD", word.lower())
    bare = "".join(one for one in parts if not unicodedata.category(one).startswith("M"))
    return unicodedata.normalize("NFC", bare).translate(str.maketrans(_VARIANTS, _USUAL))


def _escaped(word: str) -> str:
    return _SPECIAL.sub(r"\\\1", word)
