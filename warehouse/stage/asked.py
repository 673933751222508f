"""Which fields a format asks: what tells "never asked" from "asked and not known".

Belongs here: that one list per format. Does not belong here: values.
"""

from __future__ import annotations

from schemas.constructs.never import Never
from schemas.mapping.count_export import AnyExport
from schemas.mapping.export import Export
from schemas.vocabulary.fields import ANSWERS


def asked_answers(export: AnyExport) -> tuple[str, ...]:
    """The one-answer fields that a format asks, in order."""
    return tuple(name for name in ANSWERS if name in export.answers())


def asks_reasons(export: Export) -> bool:
    """True where the format records reasons at all."""
    return not isinstance(export.reasons, Never)
