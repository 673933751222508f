"""Whether a cell is the code of a record or a person: a hash, a case number, a key.

Belongs here: what such codes look like, one by one and as a column. Does not belong here: names, phones and the like
(`warehouse.scan.personal`). A code may come again as often as a label does, and is not shown all the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from warehouse.scan.facts import FEW_CODES, MOSTLY, NEARLY_ALL, Facts, Weighed, share
from warehouse.scan.words import FIELDS, ID, REASONS, SETTING, says

PART = re.compile(r"[\s;,|]+")
HEX = re.compile(r"(?=.*\d)(?=.*[a-f])[0-9a-f]{8,}|[0-9a-f]{4,}(?:-[0-9a-f]{4,}){2,}", re.IGNORECASE)
BASE64 = re.compile(r"(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9+/_=-]{16,}")
NUMBER = re.compile(r"\d{6,}")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
DAY = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T ].*)?")
FEWEST_DIGITS = 4
LETTER, DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"\d")
FEWEST_ALIKE, SHORTEST_ALIKE = 20, 5
LABELLED = (*REASONS, *SETTING, *(word for known in FIELDS.values() for word in known))
"""Headers of closed lists: a list of reasons may have codes as well as labels."""


def is_code(text: str) -> bool:
    """Whether a word of a cell is a hash, a long number, or letters with four digits and more that are no year."""
    return any(_is_code(part.strip(".:()[]#")) for part in PART.split(text) if part)


def _is_code(part: str) -> bool:
    if HEX.fullmatch(part) or BASE64.fullmatch(part) or NUMBER.fullmatch(part):
        return True
    if not LETTER.search(part) or DAY.fullmatch(part):
        return False
    return len(DIGIT.findall(YEAR.sub("", part))) >= FEWEST_DIGITS


def are_codes(facts: Facts, cells: Sequence[Weighed]) -> bool:
    """Whether a column holds codes, however often each comes again: most look so, or all are built alike."""
    if share(cells, is_code) > MOSTLY:
        return True
    if facts.n_distinct <= FEW_CODES or says(facts.header, LABELLED):
        return False
    if share(cells, lambda text: " " not in text) <= NEARLY_ALL or share(cells, DIGIT.search) <= MOSTLY:
        return False
    are_as_long = len({len(text) for text, _ in cells}) == 1 and facts.longest >= SHORTEST_ALIKE
    return (are_as_long and facts.n_distinct > FEWEST_ALIKE) or says(facts.header, ID)
