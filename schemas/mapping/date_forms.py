"""The letters in which a mapping writes the form of a date, in a cell or in the name of a file.

Belongs here: refusing, at load, a form that the engine cannot read or that does not tell what it must. Does not belong
here: reading a date (`warehouse.stage.query`), periods of counts (`schemas.mapping.period`).
"""

from __future__ import annotations

import re

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


def refuse_name_pattern(pattern: str) -> None:
    """Raise ValueError where nothing is caught in a name, or no period."""
    caught = _CAUGHT.findall(pattern)
    letters = [letter for part in caught for letter in _LETTER.findall(part)]
    is_known = set(letters) <= LETTERS_OF_NAMES and len(set(letters)) == len(letters)
    if not caught or not is_known or not set("Yy") & set(letters):
        raise ValueError("the period in a file's name is written in brackets: contacts_(%Y).csv, export_(%Y-%m-%d).csv")
