"""Whether a column holds something of a person, so that its content is withheld.

Belongs here: weighing what a header says against what the cells show. Does not belong here: what names, phones and
addresses look like (`warehouse.scan.personal`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from warehouse.scan.facts import FEW_CODES, MOSTLY, Facts, Kind, Weighed, is_closed, share
from warehouse.scan.personal import (
    COORDINATE,
    NOT_A_PERSON,
    NOTES,
    personal_by_header,
    personal_in,
    share_of_names,
)
from warehouse.scan.words import BIRTH, FIELDS, LABELS, REASONS, SETTING, says

LONG_NUMBER = re.compile(r"^\+?\d{7,}$")
BIRTH_DATE = "birth date"
LONGEST_MARK = 3
"""Letters: yes and no, not what somebody wrote."""
PERSONAL_ENOUGH = 0.005
"""Share of cells with an address, phone or e-mail within, from which on a column is not shown."""


def find_personal(facts: Facts, cells: Sequence[Weighed], kind: Kind) -> str:
    """What of a person the column holds, if anything."""
    if kind.kind in ("date", "period", "integer") and says(facts.header, BIRTH):
        return BIRTH_DATE
    if kind.kind in ("date", "time", "period", "age"):
        return ""
    header = _believe_header(personal_by_header(facts.header), facts, cells, kind)
    if header:
        return header
    if kind.kind == "free_text":
        return "free text"
    if kind.kind == "json":
        return ""  # never shown, whatever it is
    return _personal_content(facts, cells, kind)


def _believe_header(personal: str, facts: Facts, cells: Sequence[Weighed], kind: Kind) -> str:
    """What a header says, where the cells do not speak against it."""
    if personal in ("phone", "ip"):
        digits = share(cells, lambda text: sum(map(str.isdigit, text)) >= 5)
        return personal if digits > 0.05 or not is_closed(facts) else ""
    if personal == "email":
        return personal if share(cells, lambda text: "@" in text) > 0.01 or not is_closed(facts) else ""
    if personal == "free text":
        short = facts.n_distinct <= 30 and facts.n_filled >= 10 * facts.n_distinct and facts.longest <= 80
        if says(facts.header, NOTES) and not says(facts.header, NOT_A_PERSON):
            short = facts.longest <= LONGEST_MARK
        return "" if short or kind.kind in ("integer", "decimal", "list", "path") else personal
    if personal == "address":
        return "" if is_closed(facts) and facts.n_distinct <= 30 and not share(cells, COORDINATE.match) else personal
    if personal == "national id":
        return personal if share(cells, lambda text: any(map(str.isdigit, text))) > 0.05 else ""
    return "" if kind.kind in ("integer", "decimal") and facts.n_distinct <= FEW_CODES else personal


def _personal_content(facts: Facts, cells: Sequence[Weighed], kind: Kind) -> str:
    found: dict[str, int] = {}
    for text, n in cells:
        if what := personal_in(text):
            found[what] = found.get(what, 0) + n
    total = sum(n for _, n in cells)
    hard = {what: n for what, n in found.items() if what != "name"}
    if hard:
        what, n = max(hard.items(), key=lambda pair: pair[1])
        if n > 0.5 * total:
            return what
        if sum(hard.values()) > PERSONAL_ENOUGH * total and not is_closed(facts):
            return f"text with {what} within"
    if kind.kind == "integer" and share(cells, LONG_NUMBER.match) > MOSTLY:
        return "long numbers"
    if share(cells, COORDINATE.match) > MOSTLY:
        return "coordinates"
    return "name" if kind.kind in ("text", "closed_list", "constant") and _are_names(facts, cells) else ""


def _are_names(facts: Facts, cells: Sequence[Weighed]) -> bool:
    built, given = share_of_names([text for text, _ in cells])
    if given > 0.3 or (built > 0.5 and given > 0.1):
        return True
    if _is_nameless(facts.header) and built > 0.9 and not any(says(text, LABELS) for text, _ in cells):
        has_capitals = any(character.isupper() for text, _ in cells for character in text)
        if has_capitals or facts.n_distinct == 1:
            return True
    # Labels of a list come again; names of people mostly do not.
    return built > 0.7 and facts.n_distinct > 20 and facts.share_distinct > 0.3


def _is_nameless(header: str) -> bool:
    """Whether a header says nothing of what a list of labels may be."""
    known = (*NOT_A_PERSON, *REASONS, *SETTING, *(word for words in FIELDS.values() for word in words))
    return not says(header, known)
