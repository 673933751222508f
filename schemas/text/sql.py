"""How names and texts stand in SQL.

Belongs here: quoting, once. Does not belong here: statements, or the names that readers give columns of their own
(`schemas.constructs.base`).
"""

from __future__ import annotations

from collections.abc import Iterable


def quote(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def literals(texts: Iterable[str]) -> str:
    """Texts as the inside of an SQL list or `in (...)`."""
    return ", ".join(literal(text) for text in texts)
