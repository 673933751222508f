"""Words of the field inside labels: which codes a label names by its own words, language by language.

Belongs here: finding the phrases of `schemas/codes/words/` in one label, the longest first. Does not belong here: the
phrases, which language a list is in (`pipelines.suggest.language`), or what else is known (`pipelines.suggest.equal`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from schemas.text.comparable import WITHOUT_BLANKS, comparable_words, forms_of
from schemas.text.fold import fold
from schemas.vocabulary.words import LanguageWords, Part, Phrase, load_words, read_phrase

WORDS_BETWEEN = 2
"""So many other words may stand between the words of a phrase: `violence (serious) of a physical kind`."""

_PIECES = re.compile(r"[/;,|+&()\[\]:]| [-–—] ")


@dataclass(frozen=True)
class Hit:
    """One phrase in one label. `share`: letters of the label's own telling words that it covers; `n_own`: its words in
    the label itself; `n_words`: with those in the heading.
    """

    code: str
    language: LanguageWords
    phrase: Phrase
    share: float
    n_own: int
    n_words: int
    n_letters: int
    is_in_one_piece: bool
    start: int

    @property
    def order(self) -> tuple[int, bool, int, int]:
        """Longest phrase first, then what stands first."""
        return -self.n_own - self.n_words, not self.is_in_one_piece, -self.n_letters, self.start

    def is_below(self, main: str) -> bool:
        """True for a reason of that main, not for the main itself."""
        return self.code.startswith(f"{main}.")


@dataclass(frozen=True)
class _Word:
    text: str
    place: int
    piece: int
    is_own: bool
    is_telling: bool
    is_beside: bool


@dataclass(frozen=True)
class _Entry:
    code: str
    phrase: Phrase


class Glossary:
    """The phrases of one language for one list."""

    def __init__(self, language: LanguageWords, list_names: Sequence[str]) -> None:
        self.language = language
        self._entries = [
            _Entry(code, phrase) for list_name in list_names for code, phrase in language.phrases(list_name)
        ]
        self._exact: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._beginning: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._anywhere: list[_Entry] = []
        for number, entry in enumerate(self._entries):
            if any(WITHOUT_BLANKS.search(part.word) for part in entry.phrase.parts):
                self._anywhere.append(entry)
                continue
            for place, part in enumerate(entry.phrase.parts):
                (self._beginning if part.is_beginning else self._exact)[part.word].append((number, place))
        self._anywhere.sort(key=lambda entry: -sum(len(part.word) for part in entry.phrase.parts))

    @cached_property
    def _silent(self) -> WordSet:
        return WordSet((*self.language.small, *self.language.people))

    @cached_property
    def _negations(self) -> frozenset[tuple[str, ...]]:
        return frozenset(comparable_words(one) for one in self.language.negations)

    def find(self, label: str, heading: str = "", beside: str = "", within: str = "") -> list[Hit]:
        """Every phrase in the label, best first, none inside a longer one. `heading` may complete a phrase where the
        label holds none by itself, but not make one; `beside`: words that say something else than what happened, and
        count for nothing; `within`: the main that the heading names, which decides between the two.
        """
        if WITHOUT_BLANKS.search(label):
            return self._without_blanks(label, beside)
        words = list(self._words(label, heading, frozenset(comparable_words(beside))))
        every = list(self._hits(words))
        own = [
            (hit, at) for hit, at in every if hit.n_own == hit.n_words and not (heading and hit.phrase.is_whole_label)
        ]
        if within and not any(hit.is_below(within) for hit, _ in own):
            own = [found for found in every if found[0].is_below(within)] or own
        found = sorted(own or every, key=lambda hit: hit[0].order)
        taken: dict[int, Phrase] = {}
        kept = []
        for hit, places in found:
            # A phrase that may mean several codes is found once for each of them.
            if all(taken.get(place, hit.phrase) == hit.phrase for place in places):
                kept.append(hit)
                taken.update(dict.fromkeys(places, hit.phrase))
        return kept

    def _words(self, label: str, heading: str, beside: frozenset[str]) -> Iterator[_Word]:
        place = 0
        for is_own, text in ((True, label), (False, heading)):
            for piece, part in enumerate(_PIECES.split(text)):
                for word in comparable_words(part):
                    is_telling = not word.isdigit() and word not in beside and not self._silent.has(word)
                    yield _Word(word, place, piece if is_own else -1, is_own, is_telling, word in beside)
                    place += 1
            place += WORDS_BETWEEN + 10

    def _hits(self, words: Sequence[_Word]) -> Iterator[tuple[Hit, set[int]]]:
        at: dict[int, dict[int, _Word]] = defaultdict(dict)
        for word in words:
            for number, part in self._parts_of(word):
                at[number].setdefault(part, word)
        whole = self._places_of_whole_labels(at)
        told = [one for one in words if one.is_own and one.is_telling]
        for number, matched in at.items():
            entry = self._entries[number]
            chosen = {word.place: word for word in matched.values()}
            if len(chosen) < len(entry.phrase.parts):
                continue
            own = [word for word in chosen.values() if word.is_own]
            if not own or self._is_apart(own, words) or self._is_negated(own, words):
                continue
            places = whole[entry.code] if entry.phrase.is_whole_label else set(chosen)
            covered = sum(len(one.text) for one in words if one.is_own and one.place in places)
            share = covered / (covered + sum(len(one.text) for one in told if one.place not in places))
            if entry.phrase.is_whole_label and (share < 1.0 or len(own) < len(chosen)):
                continue
            letters = sum(2 * len(part.word) + (not part.is_beginning) for part in entry.phrase.parts)
            pieces = {one.piece for one in own}
            yield (
                Hit(
                    entry.code, self.language, entry.phrase, share, len(own), len(chosen), letters,
                    len(pieces) == 1, min(one.place for one in own),
                ),
                {one.place for one in own},
            )  # fmt: skip

    def _parts_of(self, word: _Word) -> Iterator[tuple[int, int]]:
        """A word for where may be a word of a phrase (`online games`), not by its beginning alone (`presencial`)."""
        for form in forms_of(word.text):
            yield from self._exact.get(form, ())
            for end in range(3, len(form) + 1 if not word.is_beside else 0):
                yield from self._beginning.get(form[:end], ())

    def _places_of_whole_labels(self, at: Mapping[int, Mapping[int, _Word]]) -> dict[str, set[int]]:
        """Phrases of one code may be the whole label together: `School and education`."""
        places: dict[str, set[int]] = defaultdict(set)
        for number, matched in at.items():
            entry = self._entries[number]
            if entry.phrase.is_whole_label and len(matched) == len(entry.phrase.parts):
                places[entry.code] |= {word.place for word in matched.values() if word.is_own}
        return places

    def _is_apart(self, own: Sequence[_Word], words: Sequence[_Word]) -> bool:
        first, last = min(one.place for one in own), max(one.place for one in own)
        between = [one for one in words if first < one.place < last and one.is_telling and one not in own]
        return len(between) > WORDS_BETWEEN

    def _is_negated(self, own: Sequence[_Word], words: Sequence[_Word]) -> bool:
        """`no suicidal thoughts`; small words may stand between."""
        first = min(one.place for one in own)
        before = [one for one in words if one.is_own and one.place < first and one.piece == own[0].piece]
        while before and self._is_small(before[-1].text):
            before.pop()
        texts = tuple(one.text for one in before)
        return any(texts[-len(one) :] == one for one in self._negations)

    def _is_small(self, word: str) -> bool:
        return word in self._small and (word,) not in self._negations

    @cached_property
    def _small(self) -> frozenset[str]:
        return frozenset(word for one in self.language.small for word in comparable_words(one))

    def _without_blanks(self, label: str, beside: str) -> list[Hit]:
        """Phrases anywhere in a label that writes no blanks, the longest first; what one covers, no other may use."""
        text = fold(label)
        left = text
        found: list[tuple[_Entry, int, int]] = []
        for entry in self._anywhere:
            twin = next((one for one in found if one[0].phrase == entry.phrase), None)
            if twin is not None:
                found.append((entry, *twin[1:]))
                continue
            start = min((left.find(part.word) for part in entry.phrase.parts), default=-1)
            if start < 0 or self._follows_a_negation(text, start):
                continue
            without = left
            for part in entry.phrase.parts:
                without = without.replace(part.word, " " * len(part.word), 1)
            n_letters = sum(len(part.word) for part in entry.phrase.parts)
            if entry.phrase.is_whole_label and self._telling(without, beside):
                continue
            left = without
            found.append((entry, start, n_letters))
        total = self._telling(text, beside)
        return [
            Hit(
                entry.code, self.language, entry.phrase, min(1.0, n_letters / max(total, n_letters)), 1, 1, n_letters,
                True, start,
            )
            for entry, start, n_letters in found
        ]  # fmt: skip

    def _follows_a_negation(self, text: str, start: int) -> bool:
        return any(text[:start].endswith(fold(one)) for one in self.language.negations)

    def _telling(self, text: str, beside: str) -> int:
        """How many letters tell something, small words and words for the person left out."""
        silent = (*fold(beside).split(), *map(fold, self.language.small), *map(fold, self.language.people))
        for one in sorted(silent, key=len, reverse=True):
            text = text.replace(one, " ")
        return len(re.sub(r"[\W\d_]", "", text))


class WordSet:
    """Words and beginnings of words."""

    def __init__(self, written: Iterable[str]) -> None:
        parts: list[Part] = [part for one in written for part in read_phrase(one).parts]
        self._exact = frozenset(part.word for part in parts if not part.is_beginning)
        self._beginnings = frozenset(part.word for part in parts if part.is_beginning)

    def has(self, word: str) -> bool:
        """True where the word is one of them or begins as one."""
        return word in self._exact or any(word[:end] in self._beginnings for end in range(1, len(word) + 1))


@cache
def glossaries(list_names: tuple[str, ...]) -> Mapping[str, Glossary]:
    """The glossary of each language for these lists."""
    return {name: Glossary(language, list_names) for name, language in load_words().items()}
