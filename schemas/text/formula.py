"""Cells that a spreadsheet would run as a formula, where a person opens a CSV file of ours.

Belongs here: which texts those are, the mark that makes them text, and taking it away again. Does not belong here:
writing files. What a program reads is written as it is.

The mark is the apostrophe that spreadsheets know themselves. A text that has it already gets one more, so that what was
written is always found again.
"""

from __future__ import annotations

import re

MARK = "'"
_RUN = re.compile(r"[\s\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]")
"""What a formula begins with, also in full width, and blanks that a spreadsheet takes away."""
_NO_FORMULA = re.compile(r"[-+]?[0-9][0-9.,\u00a0\u202f ]*(?:[eE][-+]?[0-9]+)?%?|[^\w=@\uff1d\uff20]*")
"""A signed number, and signs with neither letter nor digit (`-`, `--`)."""


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might run a text: it begins as a formula does, or with a tab or line end."""
    if text[:1] in ("\t", "\r", "\n"):
        return True
    return bool(_RUN.match(text)) and not _NO_FORMULA.fullmatch(text)


def for_spreadsheet(text: str) -> str:
    """The text as a cell of a file that a person opens: `=1+1` becomes `'=1+1`."""
    return MARK + text if is_formula(text.lstrip(MARK)) else text


def from_spreadsheet(cell: str) -> str:
    """The text of which `for_spreadsheet` made a cell; one that a person wrote without the mark is itself."""
    return cell[1:] if cell.startswith(MARK) and is_formula(cell.lstrip(MARK)) else cell
