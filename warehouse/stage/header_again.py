"""A header that stands once more among the records, as where files were put together.

Belongs here: spelling how it is known, for contacts, counts and scans. Does not belong here: what becomes of it (it is
no record, and its fate is `ignored`).
"""

from __future__ import annotations

from collections.abc import Sequence

from schemas.constructs.base import literal

MOST_NAMES = 4
"""So many cells that are the names of their own columns are a header."""
MARK = "\ufeff"
"""Files that were put together keep their marks of UTF-8, before the first name."""


def spell_header_again(cells: Sequence[tuple[str, str]]) -> str:
    """SQL for whether a record is the header. `cells`: SQL and name of each column; one alone says nothing."""
    if len(cells) < 2:
        return "false"
    tests = (f"{sql} in ({literal(name)}, {literal(MARK + name)})" for sql, name in cells[:MOST_NAMES])
    return f"({' and '.join(tests)})"
