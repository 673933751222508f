"""Years of another calendar that are ours with another number: 2567, and 67, of the Buddhist calendar are 2024.

Belongs here: the SQL that brings a text with such a year into ours before a form reads it. Does not belong here: the
forms (`schemas.mapping.date_forms`, `schemas.mapping.period`), or calendars whose months or days are others, which
nothing here reads.
"""

from __future__ import annotations

import re
from typing import Literal

from schemas.constructs.base import literal

Calendar = Literal["gregorian", "buddhist"]
AHEAD = 543
FIRST_OF_SHORT = 2500 - AHEAD
"""Years of two digits are of the 2500s, which are 1957 to 2056."""
_LONG = "(^|[^0-9])(2[4-6][0-9]{2})($|[^0-9]|(?:[0-9]{2}){1,5}(?:$|[^0-9]))"
"""A year between other signs, or before the digits of a month, a day and a time that touch it."""
_NUMBERS = re.compile(r"%-?([dmYyHIMSjfVqhG])")


def in_our_years(text: str, form: str) -> tuple[str, str]:
    """SQL of the text with its year in ours, and the form that reads it then: `%y` becomes `%Y`. A day is read only
    after that, since other years have a 29 February.
    """
    if "%y" in form:
        return _with_whole_year(text, form), form.replace("%y", "%Y")
    year = f"regexp_extract({text}, {literal(_LONG)}, 2)"
    told = f"cast(cast({year} as integer) - {AHEAD} as varchar)"
    ours = f"regexp_replace({text}, {literal(_LONG)}, '\\1' || {told} || '\\3')"
    return f"case when {year} <> '' then {ours} else {text} end", form


def _with_whole_year(text: str, form: str) -> str:
    """The number that stands where the form has its year; NULL where no two digits stand there."""
    before = [one[1] for one in _NUMBERS.finditer(form)].index("y")
    pattern = literal(f"^((?:[^0-9]*[0-9]+){{{before}}}[^0-9]*)([0-9]{{2}})([^0-9].*)?$")
    year = f"try_cast(regexp_extract({text}, {pattern}, 2) as integer)"
    rest = [f"regexp_extract({text}, {pattern}, {part})" for part in (1, 3)]
    return f"{rest[0]} || cast({FIRST_OF_SHORT} + {year} as varchar) || {rest[1]}"
