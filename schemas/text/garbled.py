"""Text that was written as UTF-8 and read in another encoding: `HarcÃ¨lement` for `Harcèlement`.

Belongs here: giving back what was written. Does not belong here: deciding that a file is garbled; whoever asks compares
the mended text with what they know.
"""

from __future__ import annotations

MISREAD_AS = ("cp1252", "latin-1", "cp1250", "cp1251", "mac_roman")
"""The encodings in which exports are most often declared, best first."""


def mend_garbled(text: str) -> tuple[str, ...]:
    """What the text may have been before it was read in a wrong encoding; nothing where it is whole.

    `'HarcÃ¨lement'` -> `('Harcèlement',)`.
    """
    if text.isascii():
        return ()
    return tuple(dict.fromkeys(mended for one in MISREAD_AS if (mended := _read_again(text, one)) and mended != text))


def _read_again(text: str, encoding: str) -> str:
    try:
        return text.encode(encoding).decode("utf-8")
    except UnicodeError:
        return ""
