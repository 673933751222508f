"""How amounts are written, on the terminal and on pages.

Belongs here: a number by itself or with what it counts. Does not belong here: shares and figures that may be masked
(`pipelines.report.page`). Nothing is imported: every command says how many of something there are.
"""

from __future__ import annotations


def count(number: int) -> str:
    """A count as people read it: 1,234,567."""
    return f"{number:,}"


def plural(number: int, thing: str, things: str = "") -> str:
    """`1 value`, `3 values`."""
    return f"{count(number)} {thing if number == 1 else things or thing + 's'}"
