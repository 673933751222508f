"""The letters in which a mapping writes the form of a date, in a cell or in the name of a file.

Belongs here: refusing, at load, a form that the engine cannot read or that does not tell what it must. Does not belong
here: reading a date (`warehouse.stage.moment`), periods of counts (`schemas.mapping.period`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from itertools import combinations

ISO = "iso"
RIVAL_DAYS = (datetime(2024, 3, 5), datetime(2011, 10, 9), datetime(2012, 11, 10, 9, 8, 7))
WORDS_FOR_DATES = ("iso", "epoch_s", "epoch_ms", "excel")
LETTERS = set("dmYyHIMSpbBjzZfaAq")
LETTERS_OF_NAMES = set("YymdHMS")
_LETTER = re.compile(r"%-?(.)")
_CAUGHT = re.compile(r"\(([^()]*%[^()]*)\)")


def letters_of(form: str) -> set[str]:
    """The letters behind the % signs of a form."""
    return set(_LETTER.findall(form.replace("%%", "")))


def refuse_date_form(form: str) -> None:
    """Raise ValueError where a form has unknown letters, or tells no year or no month."""
    letters = letters_of(form)
    if unknown := sorted(letters - LETTERS):
        raise ValueError(
            f"`%{unknown[0]}` is no letter of a date; known: {', '.join('%' + one for one in sorted(LETTERS))}"
        )
    if not letters:
        raise ValueError(f"a form of a date is one of {', '.join(WORDS_FOR_DATES)}, or has letters such as %d/%m/%Y")
    if not letters & set("Yy") or not letters & set("mbBjq"):
        raise ValueError("a form of a date tells the year (%Y) and the month (%m, %b), or a contact has no day")


def tells_a_day(form: str) -> bool:
    """Whether a contact's date may be declared in this form; a year, a week or a half year may be a count's period."""
    if form in WORDS_FOR_DATES:
        return True
    try:
        refuse_date_form(form)
    except ValueError:
        return False
    return True


def refuse_rival_forms(forms: Sequence[str]) -> None:
    """Raise ValueError where one text can be read by two of the forms as two different days: which of them is meant, no
    order can know.
    """
    for first, other in combinations([one for one in forms if one not in WORDS_FOR_DATES[1:]], 2):
        if text := _read_twice(first, other) or _read_twice(other, first):
            raise ValueError(
                f"`{first}` and `{other}` both read {text}, as different days: give one form, or a document of its own "
                "to the files (`files`) that write the other way"
            )


def _read_twice(first: str, other: str) -> str:
    """A text that both forms read, as different days; empty where there is none."""
    for day in RIVAL_DAYS:
        text = day.strftime("%Y-%m-%d" if first == ISO else first)
        with suppress(ValueError):
            found = datetime.fromisoformat(text) if other == ISO else datetime.strptime(text, other)
            known = datetime.fromisoformat(text) if first == ISO else datetime.strptime(text, first)
            # A year of two digits read as one of four is no day that any contact has.
            if found != known and found.year > 1000:
                return text
    return ""


def tells_day_before_month(form: str) -> bool | None:
    """Whether a form writes the day before the month in numbers; None where it does not write both as numbers."""
    order = [letter for letter in _LETTER.findall(form) if letter in "dm"]
    return None if sorted(order) != ["d", "m"] or form in WORDS_FOR_DATES else order == ["d", "m"]


def refuse_name_pattern(pattern: str) -> None:
    """Raise ValueError where nothing is caught in a name, or no period."""
    caught = _CAUGHT.findall(pattern)
    letters = [letter for part in caught for letter in _LETTER.findall(part)]
    is_known = set(letters) <= LETTERS_OF_NAMES and len(set(letters)) == len(letters)
    if not caught or not is_known or not set("Yy") & set(letters):
        raise ValueError("the period in a file's name is written in brackets: contacts_(%Y).csv, export_(%Y-%m-%d).csv")
