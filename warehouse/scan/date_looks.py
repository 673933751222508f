"""In which forms a text may write a date, by its look alone.

Belongs here: from the look of one cell to forms that might read it, as they would stand in `export.yaml`. Does not
belong here: whether they do: a run's own reader is asked (`warehouse.scan.read_days`), and which of them are told
(`warehouse.scan.date_forms`). A look may be wrong, at the cost of a question too many.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from schemas.mapping.date_forms import ISO
from schemas.mapping.month_names import ORDINAL, languages_naming, marks_of_halves

LETTER = r"(?:[^\W\d_]|[\u0300-\u036f\u064b-\u065f\u0900-\u0963\u0971-\u0dff\u0e01-\u0e4e\u1000-\u103f\u1780-\u17d3])"
"""A letter or a mark on one: vowels of Thai, Hindi or Khmer are marks, which `\\w` leaves out."""
HALVES = "|".join(("[ap]\\.?m\\.?", *(re.escape(mark) for mark in marks_of_halves())))
CLOCK_PARTS = (
    rf"(?:(?P<early>{HALVES})(?P<after> ?))?\d{{1,2}}:\d\d(?P<seconds>:\d\d)?(?P<fraction>[.,]\d+)?"
    rf"(?:(?P<gap> ?)(?P<half>{HALVES}))?"
)
ZONE = r"(?P<zone> ?(?:Z|(?:UTC|GMT)(?:[+-]\d{1,2}(?::?\d\d)?)?|[+-]\d\d:?\d\d))?"
TIME = rf"(?P<time>(?P<between>,? |T| - ){CLOCK_PARTS})?{ZONE}"
NUMBERS = re.compile(
    rf"^(?P<a>\d{{1,4}})(?P<mark>[-/.] ?)(?P<b>\d{{1,2}})(?P=mark)(?P<c>\d{{1,4}})(?P<end>\.?){TIME}$", re.IGNORECASE
)
ISO_LOOK = re.compile(r"^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d.*)?$")
NAMED = re.compile(
    rf"^(?P<a>\d{{1,2}}\.?)(?P<mark>[-/. ])(?P<of>(?:de )?)(?P<b>{LETTER}{{3,14}})\.?(?P<comma>,?)(?P=mark)"
    rf"(?P<before>(?:de )?)(?P<c>\d{{4}}|\d\d)(?P<end>(?: ?[гр]\.?|\.)?){TIME}$",
    re.IGNORECASE,
)
NAMED_FIRST = re.compile(
    rf"^(?P<b>{LETTER}{{3,14}}) (?P<a>\d{{1,2}})(?P<comma>,?) (?P<c>\d{{4}}){TIME}$", re.IGNORECASE
)
LETTERED = re.compile(rf"^(?P<a>\d{{4}})年\d{{1,2}}月\d{{1,2}}日{TIME}$")
WEEKDAY = re.compile(r"^(?P<word>[^\W\d_][^\W\d_'’-]*)\.?(?P<gap>,? )(?P<rest>.*\d.*)$")
WEEKDAY_BEHIND = re.compile(r"^(?P<rest>\d.*?)[(（](?P<word>[^\W\d_]+)\.?[)）]$")
MOST_WEEKDAYS = 14
"""Each in full and in short."""
HALF = re.compile(HALVES, re.IGNORECASE)
COMPACT = re.compile(r"^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$")
SERIAL = re.compile(r"^[2-6]\d{4}(?:[.,]\d+)?$")
"""1954 to 2091, as workbooks count days."""
FULL_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
MONTHS = tuple(month[:3] for month in FULL_MONTHS)
FIRST_SECOND, LAST_SECOND = 631_152_000, 2_082_758_400
"""1990 and 2036 as seconds since 1970."""
FIRST_USUAL_MS, LAST_USUAL_MS = 1_400_000_000_000, 1_900_000_000_000
"""2014 and 2030 as milliseconds since 1970: no telephone number with its country's code begins so."""
BUDDHIST = range(2_440, 2_620)
BUDDHIST_SHORT = range(43, 71)
"""2000 to 2027 of ours by two digits of theirs; by two of ours 1969, 1970 and 2043 to 2068, in which nobody calls."""
UNKNOWN_MONTHS = "months have names that no form reads (Mar and March are read, and languages that `months` takes)"

BY_REIGN = re.compile(
    r"^(?:令和|平成|昭和|民國|民国|[RHSrhs])\s?\d{1,3}[年.\-/]\d{1,2}|^\d{3}[./\-年]\d{1,2}[./\-月]\d{1,2}"
)
NAMED_ELSEWHERE = re.compile(r"^\d{1,2}[ ./-]+[^\d\s/]{2,16}[ ./-]+\d{4}\b|^\d{4}[ ./-]+[^\d\s/]{2,16}[ ./-]+\d{1,2}\b")
OF_ANOTHER_CALENDAR = (
    "years are counted from a reign or a founding (令和6年 and 民國113年 are 2024), which no form reads"
)

Notes = set[str]


@dataclass(frozen=True)
class Look:
    """A form, or two of which the numbers must tell one: `rivals` are the day first and the month first.

    `family`: looks that differ in their time only write the day alike. `month`: its name, where it has one.
    """

    forms: tuple[str, ...]
    family: str = ""
    year: int = 0
    month: str = ""


Guess = Callable[[str, Notes], Iterator[Look]]


def guess_iso(text: str, notes: Notes) -> Iterator[Look]:
    """ISO 8601, with or without a time and a zone."""
    if ISO_LOOK.match(text):
        yield Look((ISO,), year=int(text[:4]))


def guess_numbers(text: str, notes: Notes) -> Iterator[Look]:
    """Three numbers with the same mark between them."""
    match = NUMBERS.match(text)
    if not match or (match["zone"] and not match["time"]):
        return
    a, c, mark, time = match["a"], match["c"], match["mark"], f"{match['end']}{_spell_time(match)}"
    if len(a) == 4 and len(c) <= 2:
        yield Look((f"%Y{mark}%m{mark}%d{time}",), year=int(a))
    elif len(a) <= 2 and len(c) in (2, 4):
        year = "%Y" if len(c) == 4 else "%y"
        forms = (f"%d{mark}%m{mark}{year}{time}", f"%m{mark}%d{mark}{year}{time}")
        yield Look(forms, f"{mark}{year}", int(c) if len(c) == 4 else 0)
        if len(a) == 2 == len(c):
            yield Look((f"%y{mark}%m{mark}%d{time}",), f"{mark}%y first")


def guess_named(text: str, notes: Notes) -> Iterator[Look]:
    """A month by its name."""
    text = re.sub(ORDINAL, r"\1\2\3", text, flags=re.IGNORECASE)
    match = NAMED.match(text) or NAMED_FIRST.match(text)
    if not match:
        if NAMED_ELSEWHERE.match(text):
            notes.add(UNKNOWN_MONTHS)
        return
    month, languages = match["b"].casefold(), languages_naming(match["b"])
    letter = "%b" if month in MONTHS else "%B"
    if not languages and month not in (*MONTHS, *FULL_MONTHS):
        notes.add(UNKNOWN_MONTHS)
        return
    year, time = "%Y" if len(match["c"]) == 4 else "%y", _spell_time(match)
    if match.re is NAMED_FIRST:
        form = f"{letter} %d{match['comma']} {year}{time}"
    else:
        day, mark = f"%d{'.' if match['a'].endswith('.') else ''}", match["mark"]
        form = f"{day}{mark}{match['of']}{letter}{match['comma']}{mark}{match['before']}{year}{match['end']}{time}"
    yield Look((form,), year=int(match["c"]) if year == "%Y" else 0, month=month)


def guess_lettered(text: str, notes: Notes) -> Iterator[Look]:
    """Year, month and day with a letter behind each, as in Chinese and Japanese."""
    if BY_REIGN.match(text):
        notes.add(OF_ANOTHER_CALENDAR)
    if match := LETTERED.match(text):
        yield Look((f"%Y年%m月%d日{_spell_time(match)}",), year=int(match["a"]))


def guess_weekday(text: str, notes: Notes) -> Iterator[Look]:
    """A date behind the name of its weekday, in whatever language, or before it in brackets."""
    match = WEEKDAY.match(text) or WEEKDAY_BEHIND.match(text)
    if not match:
        return
    for guess in (guess_numbers, guess_named, guess_lettered):
        for look in guess(match["rest"], set()):
            before, behind = ("", "(%A)") if match.re is WEEKDAY_BEHIND else (f"%A{match['gap']}", "")
            forms = tuple(f"{before}{form}{behind}" for form in look.forms)
            yield replace(look, forms=forms, family=look.family and f"{before}{look.family}{behind}")


def word_beside(text: str) -> str:
    """The word before what may be a day, or in brackets behind it, in lower case; empty where none stands."""
    match = WEEKDAY.match(text) or WEEKDAY_BEHIND.match(text)
    return match["word"].lower() if match else ""


def may_be_weekdays(texts: Sequence[str]) -> bool:
    """Whether the words beside days may be weekdays in some language: few, and neither halves of the day (`AM`) nor
    all of them months.
    """
    words = {word_beside(text) for text in texts if any(guess_weekday(text, set()))}
    if len(words) > MOST_WEEKDAYS or any(HALF.fullmatch(word) for word in words):
        return False
    return not all(word in (*MONTHS, *FULL_MONTHS) or languages_naming(word) for word in words)


def guess_bare(text: str, notes: Notes) -> Iterator[Look]:
    """Digits alone, which may be anything: asked only where the header speaks of a date."""
    if SERIAL.match(text):
        yield Look(("excel",))
    if not (text.isascii() and text.isdecimal()):
        return
    if COMPACT.match(text):
        yield Look(("%Y%m%d",), year=int(text[:4]))
    for form, scale, digits in (("epoch_s", 1, 10), ("epoch_ms", 1_000, 13)):
        if len(text) in (digits - 1, digits) and FIRST_SECOND <= int(text) // scale < LAST_SECOND:
            yield Look((form,))


def guess_milliseconds(text: str, notes: Notes) -> Iterator[Look]:
    """Milliseconds since 1970, which nothing else is likely to be: asked wherever the header does not say otherwise."""
    if text.isascii() and text.isdecimal() and FIRST_USUAL_MS <= int(text[:14]) < LAST_USUAL_MS:
        yield Look(("epoch_ms",))


WRITTEN: tuple[Guess, ...] = (guess_iso, guess_numbers, guess_named, guess_lettered, guess_weekday)
WITH_BARE: tuple[Guess, ...] = (*WRITTEN, guess_bare)
WITH_MILLISECONDS: tuple[Guess, ...] = (*WRITTEN, guess_milliseconds)


def _spell_time(match: re.Match[str]) -> str:
    if not match["time"]:
        return ""
    hours = "%I" if match["half"] or match["early"] else "%H"
    early = f"%p{match['after']}" if match["early"] else ""
    half = f"{match['gap']}%p" if match["half"] else ""
    seconds = ":%S" if match["seconds"] else ""
    fraction = f"{match['fraction'][0]}%f" if match["fraction"] else ""
    return f"{match['between']}{early}{hours}:%M{seconds}{fraction}{half}{_spell_zone(match['zone'])}"


def _spell_zone(zone: str | None) -> str:
    if not zone:
        return ""
    letter = "%Z" if zone.strip()[0].isalpha() and zone.strip().upper() != "Z" else "%z"
    return f"{' ' * zone.startswith(' ')}{letter}"
