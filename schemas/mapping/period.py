"""Period codes, spelled as SQL: `2014Q3`, `201401`, `Año 2007`, `2014W05`, a day.

Belongs here: which periods can be told in a text, and the SQL of their first and last day. Does not belong here: where
the text stands (`schemas.mapping.count_export`, `schemas.mapping.export`), or running SQL (only `warehouse` does).

Besides strptime's letters: `%q` a quarter (1-4), `%h` a half year (1-2), `%V` an ISO week (with `%G` or `%Y`), `%f` the
year in which one ends that does not begin in January (`2023/24`: `%Y/%f`). Words
for a quarter (`Tercero`, `III`) become numbers by `coded`, cells come together by `joined`, before a format reads them.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal

from schemas.constructs.base import literal
from schemas.mapping.month_names import spell_parsed

Granularity = Literal["day", "week", "month", "quarter", "half", "year"]

ISO = "iso"
_ISO_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]00:00(:00([.]0+)?)?)?"
_PIECE = re.compile(r"%(.)|\s+|[^%\s]+|%$")
_LEVELS: tuple[tuple[str, Granularity], ...] = (
    ("dj", "day"),
    ("V", "week"),
    ("mbB", "month"),
    ("q", "quarter"),
    ("h", "half"),
    ("YyGf", "year"),
)
_DIGITS = {
    "Y": "[0-9]{4}",
    "G": "[0-9]{4}",
    "q": "[1-4]",
    "h": "[12]",
    "m": "[0-9]{1,2}",
    "V": "[0-9]{1,2}",
    "f": "[0-9]{4}|[0-9]{2}",
}
_TWO_DIGITS = "[0-9]{2}"
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_PERIOD = re.compile(r"([1-9][0-9]{3})(?:-Q([1-4])|-([0-9]{2})(?:-([0-9]{2}))?)?")
_SPECIAL = re.compile(r"([\\.+*?()|\[\]{}^$])")


def granularity_of(period_format: str) -> Granularity:
    """How long the periods of a format are. Raises ValueError where it is no format of a period."""
    if period_format == ISO:
        return "day"
    letters = _letters(period_format)
    found = [level for members, level in _LEVELS if set(members) & set(letters)]
    if not found or not set("YyGf") & set(letters):
        raise ValueError(f"`{period_format}` has no year: a period is written with %Y and, say, %m or %q")
    if len(set(letters)) < len(letters):
        raise ValueError(f"`{period_format}` says the same part twice")
    if found[0] == "day" and "j" not in letters and not set("mbB") & set(letters):
        raise ValueError(f"`{period_format}` has a day and no month")
    if "f" in letters and not set(letters) <= set("Yfqh"):
        raise ValueError("`%f` goes with a year, a half year or a quarter")
    own = set("qhV") & set(letters)
    if own and len(set(letters) - {"f"}) > 2:
        raise ValueError(f"`%{min(own)}` goes with the year only")
    if "G" in letters and "V" not in letters:
        raise ValueError("`%G` goes with `%V`: the year of an ISO week")
    return found[0]


def spell_period(text: str, period_format: str, first_month: int = 1, months: str = "") -> tuple[str, str]:
    """SQL (DATE) for the first and the last day, inclusive, of the period in a text; NULL where it is not of that form.
    `first_month`: with which a year begins that `%f` tells; `months`: the language of names of months.

    Raises ValueError where it is no format of a period.
    """
    level = granularity_of(period_format)
    start = spell_period_start(text, period_format, first_month, months)
    if level == "day":
        return start, start
    if level == "week":
        return start, f"{start} + 6"
    return start, f"cast({start} + interval {_MONTHS[level]} month as date) - 1"


def spell_period_start(text: str, period_format: str, first_month: int = 1, months: str = "") -> str:
    """SQL (DATE) for the first day of the period in a text; NULL where it is not of that form."""
    level = granularity_of(period_format)
    if period_format == ISO:
        day = f"cast(try_cast({text} as timestamp) as date)"
        return f"case when regexp_full_match({text}, {literal(_ISO_DAY)}) then {day} end"
    letters = _letters(period_format)
    if not set(letters) <= set(_DIGITS):
        return f"cast(date_trunc('{level}', {spell_parsed(text, period_format, months)}) as date)"
    names = ", ".join(literal(letter) for letter in letters)
    parts = f"regexp_extract({text}, {literal(_pattern(period_format))}, [{names}])"
    year = _spell_split_year(parts, letters) if "f" in letters else _number(parts, "G" if "G" in letters else "Y")
    if level == "week":
        return _spell_week(year, _number(parts, "V"))
    if "f" in letters:
        before = {"quarter": "({q} * 3 - 3)", "half": "({h} * 6 - 6)", "year": "0"}[level]
        n_before = before.format(**{letter: _number(parts, letter) for letter in letters})
        return f"cast(try(make_date({year}, {first_month}, 1)) + to_months({n_before}) as date)"
    begin = {"month": "{m}", "quarter": "({q} * 3 - 2)", "half": "({h} * 6 - 5)", "year": "1"}[level]
    month = begin.format(**{letter: _number(parts, letter) for letter in letters})
    return f"try(make_date({year}, {month}, 1))"


def _spell_split_year(parts: str, letters: list[str]) -> str:
    """The year in which one begins that ends in the next; NULL where the two that are told do not follow each other."""
    told, first = _number(parts, "f"), _number(parts, "Y")
    if "Y" not in letters:
        return f"(case when {told} < 100 then {told} + 1999 else {told} - 1 end)"
    return f"(case when {told} in ({first} + 1, ({first} + 1) % 100) then {first} end)"


def _spell_week(year: str, week: str) -> str:
    """The Monday of an ISO week: the first week is the one with 4 January in it."""
    fourth = f"make_date({year}, 1, 4)"
    monday = f"({fourth} - cast(isodow({fourth}) as integer) + 1 + ({week} - 1) * 7)"
    return f"case when {week} >= 1 and isoyear({monday}) = {year} then {monday} end"


def _number(parts: str, letter: str) -> str:
    return f"try_cast({parts}['{letter}'] as integer)"


def days_of(period: str) -> tuple[date, date] | None:
    """First and last day of a period as a name or a mapping says it (`2023`, `2023-Q2`, `2023-05`, `2023-05-14`); None
    for a time of day and for what is none.
    """
    found = _PERIOD.fullmatch(period)
    if found is None:
        return None
    year, quarter, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or (quarter * 3 - 2 if quarter else 1), day or 1)
    except ValueError:
        return None
    if day:
        return first, first
    n_months = 1 if month else 3 if quarter else 12
    following = date(first.year + (first.month + n_months > 12), (first.month + n_months - 1) % 12 + 1, 1)
    return first, following - timedelta(days=1)


def format_of(period: str) -> str:
    """The format by which the first day of such a period is read from its text."""
    return "%Y-Q%q" if "Q" in period else ("%Y", "%Y-%m", ISO)[period.count("-")]


def _letters(period_format: str) -> list[str]:
    letters = [letter for letter in re.findall(r"%(.|$)", period_format) if letter not in "aA" or not letter]
    known = {letter for members, _ in _LEVELS for letter in members}
    unknown = sorted(set(letters) - known)
    if unknown:
        raise ValueError(f"`{period_format}`: a period has no %{unknown[0]}; known: %{', %'.join(sorted(known))}")
    return letters


def _pattern(period_format: str) -> str:
    """The format as a pattern with a group for each letter; capitals and the number of blanks do not matter."""
    pieces = [match.group() for match in _PIECE.finditer(period_format)]
    pattern = ""
    for place, piece in enumerate(pieces):
        if piece.startswith("%"):
            pattern += f"({_digits(pieces, place)})"
        else:
            pattern += r"\s+" if piece.isspace() else _SPECIAL.sub(r"\\\1", piece)
    return f"(?i)^{pattern}$"


def _digits(pieces: list[str], place: int) -> str:
    """Digits of a letter; where numbers touch, a month or week has both of its digits."""
    letter = pieces[place][1]
    neighbours = [pieces[i] for i in (place - 1, place + 1) if 0 <= i < len(pieces)]
    touches = any(one.startswith("%") or one[0].isdigit() or one[-1].isdigit() for one in neighbours)
    return _TWO_DIGITS if letter in "mV" and touches else _DIGITS[letter]
