"""The shape of a value: what may be said of a cell without saying what stands in it.

Belongs here: turning content into a pattern, and from how many contacts on that is not needed. Does not belong here:
anything that returns content.
"""

from __future__ import annotations

import unicodedata

MOST_SHOWN = 24
FEWEST_SHOWN = 5
"""A value in fewer contacts (records of an unknown file) is not shown as it is, nor a count of contacts below this,
where somebody else may read it: it may be a person's own words. The one limit of reports, drafts, scans and releases.
"""


def shape_of(value: str | None) -> str:
    """`'2023-1x'` -> `'9999-9a' (7 characters)`: digits 9, letters a, blanks kept, marks kept, the rest `?`."""
    if value is None:
        return "nothing"
    if value == "":
        return "empty"
    pattern = "".join(_shape_of_character(character) for character in value[:MOST_SHOWN])
    more = "..." if len(value) > MOST_SHOWN else ""
    return f"'{pattern}{more}' ({len(value)} character{'' if len(value) == 1 else 's'})"


def _shape_of_character(character: str) -> str:
    if character.isdigit():
        return "9"
    if character.isalpha() or unicodedata.category(character).startswith("M"):
        return "a"
    if character in " -/.:,;+_()":
        return character
    return "?"
