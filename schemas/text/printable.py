r"""Texts of others (labels, headers, names of sheets and files) where a person sees them.

Belongs here: what would steer a terminal or is no text, spelled out. Does not belong here: the terminal
(`pipelines.report.console`, where every line goes through this), or cells that a spreadsheet runs
(`schemas.text.formula`).
"""

from __future__ import annotations

import re
import unicodedata

_BYTES = range(0xDC80, 0xDD00)
"""What Python makes of a byte of a file's name that is no UTF-8."""
_ODD = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufff9-\ufffb]"
)
"""Controls of both kinds, marks that turn the direction of what stands behind them, and what is no character."""
_LINES = frozenset("\n\t")


def printable(text: str) -> str:
    r"""The text in one line: `b'\x1b[31m\xe9.csv'` as the name of a file is `\x1b[31m\xe9.csv`, in these letters."""
    return _ODD.sub(lambda match: _spell(match.group()), text)


def printable_lines(text: str) -> str:
    """As `printable`, line ends and tabs left as they are."""
    return _ODD.sub(lambda match: match.group() if match.group() in _LINES else _spell(match.group()), text)


def _spell(character: str) -> str:
    code = ord(character)
    if code in _BYTES:
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 and unicodedata.category(character) == "Cc" else f"\\u{code:04x}"
