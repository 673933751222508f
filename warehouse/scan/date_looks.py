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
    rf"(?:(?P<early>{HALVES})(?P<after> ?))?\d{{1,2}}(?P<hour>[:h時时点點]|시 ?)\d{{1,2}}(?P<minute>[分분] ?)?"
    rf"(?:(?P<seconds>:|(?<=[分분])|(?<=[分분] ))\d{{1,2}}(?P<second>[秒초])?)?(?P<fraction>[.,]\d+)?"
    rf"(?:(?P<gap> ?)(?P<half>{HALVES}))?(?P<last> ?(?:Uhr|uur|hrs?\.?|h))?"
)
ZONE = r"(?P<zone> ?(?:Z|(?:UTC|GMT)(?:[+-]\d{1,2}(?::?\d\d)?)?|[+-]\d\d:?\d\d))?"
BETWEEN = r"(?P<between>,? (?:(?:at|@|à|às|a las|alle|um|om|kl\.?|в|ngày) )?|T| - |:)"
"""What stands between a day and its time."""
TIME = rf"(?P<time>{BETWEEN}{CLOCK_PARTS})?{ZONE}"
TIME_FIRST = re.compile(rf"^{CLOCK_PARTS}{BETWEEN}(?P<rest>\d.*)$", re.IGNORECASE)
NUMBERS = re.compile(
    rf"^(?P<a>\d{{1,4}})(?P<mark>[-/.] ?)(?P<b>\d{{1,2}})(?P=mark)(?P<c>\d{{1,4}})(?P<end>\.?){TIME}$", re.IGNORECASE
)
ISO_LOOK = re.compile(r"^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d.*)?$")
NAMED = re.compile(
    rf"^(?P<a>\d{{1,2}}\.?)(?P<mark>[-/. ]|)(?P<of>(?:de |of )?)(?P<b>{LETTER}{{3,14}})\.?(?P<comma>,?)(?P=mark)"
    rf"(?P<before>(?:de )?)(?P<c>\d{{4}}|\d\d)(?P<end>(?: ?[гр]\.?|\.)?){TIME}$",
    re.IGNORECASE,
)
NAMED_FIRST = re.compile(
    rf"^(?P<b>{LETTER}{{3,14}}) (?P<a>\d{{1,2}})(?P<comma>,?) (?P<c>\d{{4}}){TIME}$", re.IGNORECASE
)
YEAR_FIRST = re.compile(
    rf"^(?P<c>\d{{4}})(?P<mark>[-/. ])(?P<b>{LETTER}{{3,14}})(?P=mark)(?P<a>\d{{1,2}}){TIME}$", re.IGNORECASE
)
YEAR_LAST = re.compile(
    rf"^(?P<b>{LETTER}{{3,14}}) +(?P<a>\d{{1,2}})(?P<time>(?P<between> ){CLOCK_PARTS}){ZONE} (?P<c>\d{{4}})$",
    re.IGNORECASE,
)
LETTERED = re.compile(rf"^(?P<a>\d{{4}})(?P<year>[年년] ?)\d{{1,2}}(?P<month>[月월] ?)\d{{1,2}}(?P<day>[日일]){TIME}$")
WEEKDAY = re.compile(r"^(?P<word>[^\W\d_][^\W\d_'’-]*)\.?(?P<gap> - |,? )(?P<rest>.*\d.*)$")
WEEKDAY_BEHIND = re.compile(
    r"^(?P<rest>\d.*?)(?:(?P<bracket> ?[(（])(?P<word>[^\W\d_]+)\.?[)）](?P<time> ?\d.*)?"
    r"|(?P<gap>,? )(?P<last>[^\W\d_]{2,}))$"
)
MOST_WEEKDAYS = 14
"""Each in full and in short."""
HALF = re.compile(HALVES, re.IGNORECASE)
MONTH_AND_DAY = ("(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12]\\d|3[01])")
COMPACT = re.compile(
    rf"^(?:19|20)\d\d{''.join(MONTH_AND_DAY)}"
    r"(?P<time>(?P<between>[T ]?)[012]\d[0-5]\d(?P<seconds>[0-5]\d)?)?(?P<zone>Z?)$"
)
COMPACT_LAST = re.compile(rf"^(?:{'|'.join((''.join(MONTH_AND_DAY), ''.join(reversed(MONTH_AND_DAY))))})(?:19|20)\d\d$")
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
    match = next(filter(None, (one.match(text) for one in (NAMED, NAMED_FIRST, YEAR_FIRST, YEAR_LAST))), None)
    if not match:
        if NAMED_ELSEWHERE.match(text):
            notes.add(UNKNOWN_MONTHS)
        return
    month, languages = match["b"].casefold(), languages_naming(match["b"])
    letter = "%b" if month in MONTHS else "%B"
    if not languages and month not in (*MONTHS, *FULL_MONTHS):
        if match.re is not NAMED or match["mark"]:
            notes.add(UNKNOWN_MONTHS)
        return
    year, time = "%Y" if len(match["c"]) == 4 else "%y", _spell_time(match)
    if match.re is YEAR_FIRST:
        form = f"{year}{match['mark']}{letter}{match['mark']}%d{time}"
    elif match.re is YEAR_LAST:
        form = f"{letter} %d{time} {year}"
    elif match.re is NAMED_FIRST:
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
        form = f"%Y{match['year']}%m{match['month']}%d{match['day']}{_spell_time(match)}"
        yield Look((form,), year=int(match["a"]))


def guess_weekday(text: str, notes: Notes) -> Iterator[Look]:
    """A date behind the name of its weekday, in whatever language, or before it in brackets."""
    match = WEEKDAY.match(text) or WEEKDAY_BEHIND.match(text)
    if not match:
        return
    is_behind = match.re is WEEKDAY_BEHIND
    rest = f"{match['rest']}{match['time'] or ''}" if is_behind else match["rest"]
    for guess in (guess_numbers, guess_named, guess_lettered):
        for look in guess(rest, set()):
            forms = tuple(_with_weekday(form, match) for form in look.forms)
            yield replace(
                look, forms=forms, family=look.family and f"{look.family} {'behind' if is_behind else 'before'} %A"
            )


def _with_weekday(form: str, match: re.Match[str]) -> str:
    """The form with the weekday before it, behind it, or between the day and its time."""
    if match.re is WEEKDAY:
        return f"%A{match['gap']}{form}"
    if match["last"]:
        return f"{form}{match['gap']}%A"
    day, mark, time = form.partition("%H") if "%H" in form else form.partition("%I")
    if not match["time"]:
        return f"{form}{match['bracket'][:-1]}(%A)"
    gap = " " * match["time"].startswith(" ")
    return f"{day.rstrip(' ')}{match['bracket'][:-1]}(%A){gap}{mark}{time}"


def word_beside(text: str) -> str:
    """The word before what may be a day, or behind it, in lower case; empty where none stands."""
    match = WEEKDAY.match(text) or WEEKDAY_BEHIND.match(text)
    if not match:
        return ""
    return (match["word"] or match["last"] if match.re is WEEKDAY_BEHIND else match["word"]).lower()


def may_be_weekdays(texts: Sequence[str]) -> bool:
    """Whether the words beside days may be weekdays in some language: few, and neither halves of the day (`AM`) nor
    all of them months.
    """
    words = {word_beside(text) for text in texts if any(guess_weekday(text, set()))}
    if len(words) > MOST_WEEKDAYS or any(HALF.fullmatch(word) for word in words):
        return False
    return not all(word in (*MONTHS, *FULL_MONTHS) or languages_naming(word) for word in words)


def guess_time_first(text: str, notes: Notes) -> Iterator[Look]:
    """A time of the day before the date."""
    match = TIME_FIRST.match(text)
    for guess in (guess_numbers, guess_named) if match else ():
        for look in guess(match["rest"] if match else "", set()):
            time = _spell_time(match).removeprefix(match["between"]) if match else ""
            forms = tuple(f"{time}{match['between'] if match else ''}{form}" for form in look.forms)
            yield replace(look, forms=forms, family=look.family and f"time, {look.family}")


def guess_bare(text: str, notes: Notes) -> Iterator[Look]:
    """Digits alone, which may be anything: asked only where the header speaks of a date."""
    if SERIAL.match(text):
        yield Look(("excel",))
    if match := COMPACT.match(text):
        seconds = "%S" if match["seconds"] else ""
        time = f"{match['between']}%H%M{seconds}{'%Z' if match['zone'] else ''}" if match["time"] else ""
        yield Look((f"%Y%m%d{time}",), year=int(text[:4]))
    if COMPACT_LAST.match(text):
        yield Look(("%d%m%Y", "%m%d%Y"), "%Y behind", int(text[4:]))
    if not (text.isascii() and text.isdecimal()):
        return
    for form, scale, digits in (("epoch_s", 1, 10), ("epoch_ms", 1_000, 13)):
        if len(text) in (digits - 1, digits) and FIRST_SECOND <= int(text) // scale < LAST_SECOND:
            yield Look((form,))


def guess_milliseconds(text: str, notes: Notes) -> Iterator[Look]:
    """Milliseconds since 1970, which nothing else is likely to be: asked wherever the header does not say otherwise."""
    if text.isascii() and text.isdecimal() and FIRST_USUAL_MS <= int(text[:14]) < LAST_USUAL_MS:
        yield Look(("epoch_ms",))


WRITTEN: tuple[Guess, ...] = (guess_iso, guess_numbers, guess_named, guess_lettered, guess_weekday, guess_time_first)
WITH_BARE: tuple[Guess, ...] = (*WRITTEN, guess_bare)
WITH_MILLISECONDS: tuple[Guess, ...] = (*WRITTEN, guess_milliseconds)


def _spell_time(match: re.Match[str]) -> str:
    if "time" in match.groupdict() and not match["time"]:
        return ""
    hours = "%I" if match["half"] or match["early"] else "%H"
    early = f"%p{match['after']}" if match["early"] else ""
    half = f"{match['gap']}%p" if match["half"] else ""
    minutes = f"{match['hour']}%M{match['minute'] or ''}"
    seconds = f"{match['seconds']}%S{match['second'] or ''}" if match["seconds"] is not None else ""
    fraction = f"{match['fraction'][0]}%f" if match["fraction"] else ""
    zone = _spell_zone(match["zone"]) if "zone" in match.groupdict() else ""
    return f"{match['between']}{early}{hours}{minutes}{seconds}{fraction}{half}{match['last'] or ''}{zone}"


def _spell_zone(zone: str | None) -> str:
    if not zone:
        return ""
    letter = "%Z" if zone.strip()[0].isalpha() and zone.strip().upper() != "Z" else "%z"
    return f"{' ' * zone.startswith(' ')}{letter}"
