"""Which fields a format asks: what tells "never asked" from "asked and not known".

Belongs here: that one list per format. Does not belong here: values.
"""

from __future__ import annotations

from schemas.mapping.count_export import AnyExport
from schemas.vocabulary.fields import ANSWERS


def asked_answers(export: AnyExport) -> tuple[str, ...]:
    """The one-answer fields that a format asks, in order."""
    return tuple(name for name in ANSWERS if name in export.answers())
