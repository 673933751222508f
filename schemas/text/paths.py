"""Paths into a JSON document, as a mapping writes them: `rawJson.callType`.

Belongs here: cutting a path into keys. Does not belong here: documents (`warehouse.read.json.document`).
"""

from __future__ import annotations

import re

_DOT = re.compile(r"(?<!\\)\.")


def split_path(path: str) -> tuple[str, ...]:
    r"""The keys of a path, from the top; `a\.b` is one key with a dot in it."""
    return tuple(key.replace("\\.", ".") for key in _DOT.split(path))
