"""Whether a text is one that stands in headers.

Belongs here: the words of all roles and of what looks personal, taken together. Does not belong here: what a header
means (`warehouse.scan.roles`, `warehouse.scan.personal`).
"""

from __future__ import annotations

from schemas.text.fold import fold
from warehouse.read.totals import MEANS_NOTHING_ELSE
from warehouse.scan import words
from warehouse.scan.personal import NOT_A_PERSON, personal_by_header

KNOWN = (
    *words.ID, *words.DATE, *words.CONTACT, *words.NOT_FIRST_DATE, *words.UPDATED, *words.BIRTH, *words.AGE,
    *words.COUNT, *words.PERIOD, *words.REASONS, *words.SETTING, *MEANS_NOTHING_ELSE, *NOT_A_PERSON,
    *(word for known in words.FIELDS.values() for word in known),
)  # fmt: skip
VALUES = frozenset(word for known in words.VALUES.values() for word in known)
LONGEST = 80


def says_header(cell: str) -> bool:
    """Whether a cell says what headers say. A word that also stands in cells (`phone`, `abuse`) is no sign."""
    if len(cell) > LONGEST or fold(cell) in VALUES or words.says(cell, words.LABELS):
        return False
    return words.says(cell, KNOWN) or bool(personal_by_header(cell))
