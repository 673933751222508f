"""How near each label of a list is to each known text, from 0 to 1.

Belongs here: spelling (rapidfuzz) and meaning (the encoder), each between two tables of texts. Does not belong here:
what follows for a code (`pipelines.suggest.rank`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pipelines.suggest.encoder import Encoder, Text, Vectors, spellings_of
from schemas.text.fold import fold

Matrix = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

WHOLE = 0.4
"""Share of `Main: Sub` beside `Sub` alone where both texts stand under a heading."""

SPELLING = 0.8
"""What equal spelling counts beside equal meaning: much of it can be chance, and equal values are found apart."""

HEADING_ALONE = 0.6
"""What the heading of a label counts where the label itself is near to nothing."""


@dataclass(frozen=True)
class Likeness:
    """Labels in rows, known texts in columns. `meaning` is None without an encoder.

    `heading`: how near the heading of each label is, as far as it counts; zeros where that does not matter.
    """

    spelling: Matrix
    meaning: Matrix | None
    heading: Matrix

    @cached_property
    def own(self) -> Matrix:
        """How near the labels themselves are: the better of spelling and meaning in each cell."""
        return self.spelling if self.meaning is None else np.maximum(self.spelling, self.meaning)

    @cached_property
    def best(self) -> Matrix:
        """How near the labels or their headings are."""
        return np.maximum(self.own, self.heading)

    def is_by_heading(self, row: int, column: int) -> bool:
        """True where not the label but its heading is near."""
        return bool(self.heading[row, column] > self.own[row, column])

    def is_by_meaning(self, row: int, column: int) -> bool:
        """True where meaning, not spelling, makes the pair alike."""
        return self.meaning is not None and bool(self.meaning[row, column] > self.spelling[row, column])


@dataclass(frozen=True)
class Plain:
    """A text that stands alone, such as a heading."""

    sub: str
    main: str = ""

    @property
    def bare(self) -> str:
        return self.sub


def compare(labels: Sequence[Text], known: Sequence[Text], encoder: Encoder | None) -> Likeness:
    """Every label with every known text; words for where it happened are put aside where that makes them nearer."""
    spelling = np.maximum(
        _spelling([one.sub for one in labels], [one.sub for one in known]),
        _spelling([one.bare for one in labels], [one.bare for one in known]),
    )
    meaning = None if encoder is None else _meaning(labels, known, _Vocabulary(encoder, [*labels, *known]))
    return Likeness(SPELLING * spelling, meaning, np.zeros_like(spelling))


def with_headings(
    likeness: Likeness, labels: Sequence[Text], known: Sequence[Text], counts: Mask, encoder: Encoder | None
) -> Likeness:
    """The same, with what the headings say by themselves: a label that says little means what stands above it.

    `counts`: which known texts a heading may stand for.
    """
    headings = list(dict.fromkeys(label.main for label in labels if label.main))
    if not headings:
        return likeness
    near = HEADING_ALONE * compare([Plain(heading) for heading in headings], known, encoder).own * counts
    heading = np.zeros_like(likeness.spelling)
    for row, label in enumerate(labels):
        if label.main:
            heading[row] = near[headings.index(label.main)]
    return replace(likeness, heading=heading)


def _spelling(labels: Sequence[str], known: Sequence[str]) -> Matrix:
    """Share of letters that agree, the order of words put aside."""
    from rapidfuzz import fuzz, process

    texts, others = [fold(text) for text in labels], [fold(text) for text in known]
    percent: Matrix = process.cdist(texts, others, scorer=fuzz.token_sort_ratio, dtype=np.float64)
    return percent / 100.0


class _Vocabulary:
    """The vectors of all texts of one comparison, each encoded once, in a fixed order."""

    def __init__(self, encoder: Encoder, texts: Iterable[Text]) -> None:
        names = sorted({variant for text in texts for variant in spellings_of(text)})
        self._row = {name: row for row, name in enumerate(names)}
        self._vectors = encoder.encode(names)

    def columns(self, texts: Sequence[Text]) -> list[Vectors]:
        """For each of the four variants the vectors of all texts."""
        rows = [[self._row[variant] for variant in spellings_of(text)] for text in texts]
        return [self._vectors[[row[variant] for row in rows]] for variant in range(4)]


def _meaning(labels: Sequence[Text], known: Sequence[Text], vocabulary: _Vocabulary) -> Matrix:
    sub, bare, whole, whole_bare = vocabulary.columns(labels)
    known_sub, known_bare, known_whole, known_whole_bare = vocabulary.columns(known)
    alone: Matrix = np.maximum(sub @ known_sub.T, bare @ known_bare.T).astype(np.float64)
    headed: Matrix = np.maximum(whole @ known_whole.T, whole_bare @ known_whole_bare.T).astype(np.float64)
    crossed: Matrix = np.maximum(sub @ known_whole.T, whole @ known_sub.T).astype(np.float64)
    has_main: Mask = np.array([bool(one.main) for one in labels], dtype=np.bool_)[:, None]
    known_has: Mask = np.array([bool(one.main) for one in known], dtype=np.bool_)[None, :]
    one_headed: Matrix = np.where(has_main ^ known_has, (alone + crossed) / 2, alone)
    return np.where(has_main & known_has, WHOLE * headed + (1 - WHOLE) * alone, one_headed)
