"""How names and texts stand in SQL.

Belongs here: quoting, once, and digits whatever script they are written in. Does not belong here: statements, or the
names that readers give columns of their own (`schemas.constructs.base`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from glob import escape

from schemas.text.fold import fold_but_marks


def quote(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def literals(texts: Iterable[str]) -> str:
    """Texts as the inside of an SQL list or `in (...)`."""
    return ", ".join(literal(text) for text in texts)


def path_literal(path: str) -> str:
    """The path of one file as an SQL literal: a name that holds `*`, `?` or `[` is no pattern for others."""
    return literal(escape(path))


def trimmed(cell: str, marks: str = "") -> str:
    """SQL for a cell without white space at its ends, or without any of these marks.

    `trim` looks at every character. Nearly every cell is ASCII without such a mark and has nothing to lose, which costs
    a quarter of that to see.
    """
    seen = [f"contains({cell}, {literal(mark)})" for mark in marks or " " if mark.isascii()]
    trim = f"trim({cell}, {literal(marks)})" if marks else f"trim({cell})"
    return f"case when {' or '.join([f'strlen({cell}) <> length({cell})', *seen])} then {trim} else {cell} end"


_ZEROS = "\u0660\u06f0\u0966\u09e6\u0a66\u0ae6\u0be6\u0c66\u0ce6\u0d66\u0e50\u0ed0\u0f20\u1040\u17e0\uff10"
_DIGITS = "".join(chr(ord(zero) + digit) for zero in _ZEROS for digit in range(10))
_BLANKS = "\u00a0\u2007\u2009\u202f"
_MARKS = "\u200e\u200f\u200b\u2060\ufeff\u061c"
"""Marks of direction and others that are not seen; they are taken away."""


def plain_digits(text: str) -> str:
    """SQL for a text of a date or a number with its digits as 0-9, one kind of blank, and no mark that is not seen."""
    given, plain = literal(_DIGITS + _BLANKS + _MARKS), literal("0123456789" * len(_ZEROS) + " " * len(_BLANKS))
    return f"trim(translate({text}, {given}, {plain}))"


_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"


def is_one_of(text: str, words: Iterable[str]) -> str:
    """SQL for whether a text is one of these words, whatever its capitals, blanks, dashes and marks that are not seen.
    Accents count: they tell words apart (`Ba`, `Bà`). A whole number is the same with zeros behind a point: so programs
    write the numbers of a column with gaps (`1.0`); and in percent: so a workbook shows boxes of 0 and 1 (`100%`). NULL
    where the text is.

    A cell in which nothing odd stands is only brought to small letters: the rest is dear, and nearly no cell needs it.
    """
    words = tuple(words)
    words += tuple(f"{100 * int(word)}%" for word in words if _FEW_DIGITS.fullmatch(word))
    folded = tuple(dict.fromkeys(_NO_FRACTION.sub(r"\1", fold_but_marks(word)) for word in words))
    given = literal(_BLANKS + _DASHES + _FINAL_SIGMA + _MARKS)
    plain = literal(" " * len(_BLANKS) + "-" * len(_DASHES) + _SIGMA)
    spelled = f"nfc_normalize(trim(regexp_replace(translate({text}, {given}, {plain}), '\\s+', ' ', 'g')))"
    spelled = f"regexp_replace(lower({spelled}), '{_NO_FRACTION.pattern}', '\\1')"
    is_odd = f"regexp_matches({text}, {literal(_ODD)})"
    lowered = ", ".join(f"lower({literal(word)})" for word in dict.fromkeys((*words, *folded)))
    return f"(lower({text}) in ({lowered}) or case when {is_odd} then {spelled} in ({literals(folded)}) else false end)"


_SIGMA, _FINAL_SIGMA = "σ", "ς"
_ODD = rf"\s\s|[\t\n\r]|\.0+$|[{_BLANKS}{_DASHES}{_FINAL_SIGMA}{_MARKS}\x{{300}}-\x{{36f}}]"
"""Where a text may be another spelling: blanks, a fraction of nothing, marks of its own behind letters."""
_FEW_DIGITS = re.compile(r"[0-9]{1,3}")
_NO_FRACTION = re.compile(r"^(-?[0-9]+)\.0+$")
_PLAIN = str.maketrans(_DIGITS + _BLANKS, "0123456789" * len(_ZEROS) + " " * len(_BLANKS), _MARKS)


_NO_MARKS = str.maketrans("", "", _MARKS)


def without_marks(text: str) -> str:
    """A text without marks that are not seen, for a look at what folding takes to be the same."""
    return text if text.isascii() else text.translate(_NO_MARKS)


def with_plain_digits(text: str) -> str:
    """What the SQL of `plain_digits` gives, for a look at a text that no SQL has read yet."""
    return text.translate(_PLAIN).strip(" ")
