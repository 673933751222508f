"""The shape of a value: what may be said of a cell without saying what stands in it.

Belongs here: turning content into a pattern, what in it is not what it seems, and from how many contacts on that is
not needed. Does not belong here: anything that returns content.
"""

from __future__ import annotations

import re
import unicodedata

MOST_SHOWN = 24
FEWEST_SHOWN = 5
"""A value in fewer contacts (records of an unknown file) is not shown as it is, nor a count of contacts below this,
where somebody else may read it: it may be a person's own words. The one limit of reports, drafts, scans and releases.
"""
_BLANKS_UNBROKEN = "\u00a0\u202f\u2007"
_LETTER = r"[^\W\d_]"
_LIKE_ZERO, _LIKE_ONE = "[Oo\u041e\u043e\u039f\u03bf]+", "[lI\u0406]+"
"""Latin, Cyrillic and Greek letters that are drawn as a figure is."""
_BESIDE_A_FIGURE = rf"(?<=\d){{0}}(?!{_LETTER})|(?<!{_LETTER}){{0}}(?=\d)"
_LOOKS_LIKE = (
    (re.compile(_BESIDE_A_FIGURE.format(_LIKE_ZERO)), "a letter O for zero"),
    (re.compile(_BESIDE_A_FIGURE.format(_LIKE_ONE)), "a letter l or I for one"),
    (re.compile("[\uff10-\uff19]"), "full-width digits"),
    (re.compile(f"[{_BLANKS_UNBROKEN}]"), "a no-break blank"),
    (re.compile("\t"), "a tab"),
    (re.compile("[\r\n\u0085\u2028\u2029]"), "a line break"),
    (re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]"), "a dash that is no hyphen"),
    (re.compile("[\u2044\u2215\uff0f]"), "a stroke that is no slash"),
)
_PLAIN_BLANKS = f" \t\r\n\u0085\u2028\u2029{_BLANKS_UNBROKEN}"
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "FULLWIDTH LATIN")
"""Whose letters are taken for each other."""


def shape_of(value: str | None) -> str:
    """`'2023-1x'` -> `'9999-9a' (7 characters)`: digits 9, letters a, blanks kept, marks kept, the rest `?`.

    What looks right and is not is named behind it: `'99/99/9999' (10 characters), with digits of another script`.
    """
    if value is None:
        return "nothing"
    if value == "":
        return "empty"
    pattern = "".join(_shape_of_character(character) for character in value[:MOST_SHOWN])
    more = "..." if len(value) > MOST_SHOWN else ""
    odd = oddities_of(value)
    length = f"{len(value)} character{'' if len(value) == 1 else 's'}"
    return f"'{pattern}{more}' ({length}){', with ' if odd else ''}{' and '.join(odd)}"


def oddities_of(value: str) -> list[str]:
    """What a reader of the value would take for something else, each kind once."""
    found = [name for pattern, name in _LOOKS_LIKE if pattern.search(value)]
    others = [character for character in value if not character.isascii()]
    if any(_is_digit_of_another_script(character) for character in others):
        found.append("digits of another script")
    if any(unicodedata.category(character) in ("Cf", "Cc") and character not in _PLAIN_BLANKS for character in value):
        found.append("invisible characters")
    if any(unicodedata.category(character) == "Zs" and character not in _PLAIN_BLANKS for character in others):
        found.append("a blank of another width")
    if len({script for character in value if (script := _script_of(character))}) > 1:
        found.append("letters of several scripts")
    return found


def _is_digit_of_another_script(character: str) -> bool:
    return character.isdigit() and not "\uff10" <= character <= "\uff19"


def _script_of(character: str) -> str:
    """Of a letter that is easily taken for one of another script, which it is of."""
    name = unicodedata.name(character, "") if character.isalpha() else ""
    return next((script for script in _SCRIPTS if name.startswith(script)), "")


def _shape_of_character(character: str) -> str:
    if character.isdigit():
        return "9"
    if character.isalpha() or unicodedata.category(character).startswith("M"):
        return "a"
    if character in " -/.:,;+_()":
        return character
    return "?"
