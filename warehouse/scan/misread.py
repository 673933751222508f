"""Text of a file that was damaged before the file was written: `AnlaÃŸ` for `Anlaß`.

Belongs here: saying so of headers and of the values that a profile shows. Does not belong here: giving back what was
written (`schemas.text.garbled`), or in which encoding a file is read now (`warehouse.scan.encoding`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schemas.text.garbled import mend_garbled
from warehouse.scan.profile import ColumnProfile

MISREAD = "Texts look as if another program had read them in a wrong encoding"
MOSTLY = 0.9
FEWEST_LETTERS = 3
"""A shorter word may be one of another alphabet as it stands: `Ні`."""


def tell_misread(columns: Sequence[ColumnProfile]) -> Iterator[str]:
    """A note where nearly all texts with letters beyond ASCII are what such a program makes of others."""
    values = {value.text for column in columns for value in (*column.values, *column.items)}
    texts = sorted(text for text in {column.name for column in columns} | values if not text.isascii())
    found = [text for text in texts if len(text) >= FEWEST_LETTERS and _mends(text)]
    if found and len(found) >= MOSTLY * len(texts):
        header = next((column.name for column in columns if column.name in found), "")
        such = f", such as the header {header!r} for {mend_garbled(header)[0]!r}" if header else ""
        yield f"{MISREAD} before they were saved ({len(found)} of {len(texts)}{such}). Have them exported anew as UTF-8"


def _mends(text: str) -> bool:
    return any(len(mended) < len(text) and mended.isprintable() for mended in mend_garbled(text))
