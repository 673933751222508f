"""The field's own words for codes, language by language, as written in `schemas/codes/words/<language>.yaml`.

Belongs here: the model of such a file, reading all of them, and what must hold: every code exists, no word of a
language stands under two codes of a list unless it says so. Does not belong here: finding words in a label
(`pipelines.suggest.glossary`), or what a value of one helpline means (`mappings/*/decisions.csv`).

A phrase is one or more words. `bully*` is every word that begins so; `=violence` counts only where it is the whole
label, apart from small words and words for the person; `~tutor` may mean each of the codes under which it stands, so
that somebody has to be asked. A word inside another word never counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from schemas.text.comparable import WITHOUT_BLANKS, comparable_words
from schemas.text.fold import fold
from schemas.text.problem import Problem, VocabularyError
from schemas.text.yaml import Document
from schemas.text.yaml_folder import read_each, read_only_document
from schemas.vocabulary.code import Codes, Text, load_codes

WHOLE = "="
UNSURE = "~"
BEGINNING = "*"
FEWEST_LETTERS_OF_A_BEGINNING = 3

Phrases = tuple[Text, ...]


@dataclass(frozen=True)
class Part:
    """One word of a phrase; `is_beginning`: it may go on (`bully*`)."""

    word: str
    is_beginning: bool


@dataclass(frozen=True)
class Phrase:
    """A phrase taken apart. Two that have the same parts are one phrase, however they are written. `is_unsure`: it
    stands under several codes, and does not tell which of them is meant.
    """

    parts: tuple[Part, ...]
    is_whole_label: bool
    is_unsure: bool = False

    @property
    def text(self) -> str:
        """As it is shown: `gang rape*`."""
        return " ".join(part.word + BEGINNING * part.is_beginning for part in self.parts)

    @property
    def n_letters(self) -> int:
        """How many letters are written."""
        return sum(len(part.word) for part in self.parts)


def read_phrase(written: str) -> Phrase:
    """`'=child* abuse'` -> its two words, as a whole label. Small words that are written are part of the phrase."""
    parts = []
    unmarked = written.lstrip(WHOLE + UNSURE)
    marks = written[: len(written) - len(unmarked)]
    for token in unmarked.split():
        if WITHOUT_BLANKS.search(token):
            parts.append(Part(fold(token.rstrip(BEGINNING)), True))
            continue
        words = comparable_words(token.rstrip(BEGINNING))
        parts += [Part(word, token.endswith(BEGINNING) and word is words[-1]) for word in words]
    return Phrase(tuple(parts), WHOLE in marks, UNSURE in marks)


class LanguageWords(BaseModel):
    """One language. `small`: words that say nothing by themselves (of, the); `people`: words for the person, which may
    stand beside any reason (child, girl); `negations`: what turns the next words into their opposite; `yes` and `no`:
    whole values; `words`: list of codes -> code -> phrases. Words for nothing stand in `schemas/headers/nothing.yaml`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
    name: Text
    version: Annotated[int, Field(ge=1)]
    source: Text
    small: Phrases
    people: Phrases
    negations: Phrases
    yes: Phrases
    no: Phrases
    words: dict[str, dict[str, Phrases]]

    def phrases(self, list_name: str) -> Iterator[tuple[str, Phrase]]:
        """Code and phrase, for every phrase of a list."""
        for code, written in self.words.get(list_name, {}).items():
            for one in written:
                yield code, read_phrase(one)


@cache
def load_words() -> dict[str, LanguageWords]:
    """The words of this installation, by language. Raises VocabularyError with every problem of every file."""
    return read_words(files("schemas").joinpath("codes", "words"), load_codes())


def read_words(folder: Path | Traversable, codes: Codes) -> dict[str, LanguageWords]:
    """The languages of a folder, one YAML file each. Raises VocabularyError with every problem of every file."""
    found = read_each(folder, lambda entry: _read_language(entry, f"schemas/codes/words/{entry.name}", codes))
    return {one.language: one for one in found}


def _read_language(entry: Path | Traversable, file: str, codes: Codes) -> LanguageWords:
    language, document = read_only_document(entry, file, LanguageWords, "language")
    problems = list(_problems(language, document, file, codes))
    if problems:
        raise VocabularyError(problems)
    return language


def _problems(language: LanguageWords, document: Document, file: str, codes: Codes) -> Iterator[Problem]:
    if file.rsplit("/", 1)[-1] != f"{language.language}.yaml":
        yield Problem(file, document.line_of(("language",)), "language and file differ", "give both one name")
    for list_name, by_code in language.words.items():
        if list_name not in codes.lists:
            line = document.line_of(("words", list_name))
            yield Problem(file, line, f"no code list `{list_name}`", f"there are {', '.join(codes.lists)}")
            continue
        known = codes.list_of(list_name)
        for code in by_code:
            line = document.line_of(("words", list_name, code))
            if not known.has(code):
                yield Problem(file, line, f"code `{code}` is not in list `{list_name}`", "correct it")
            elif known.codes[code].replaced_by:
                yield Problem(file, line, f"code `{code}` is replaced", f"use `{known.codes[code].replaced_by}`")
        yield from _doubles(language, list_name, document, file)


def _doubles(language: LanguageWords, list_name: str, document: Document, file: str) -> Iterator[Problem]:
    """A word under two codes would be decided by the order of a file, unless it says that it may mean several."""
    owner: dict[tuple[Part, ...], tuple[str, Phrase]] = {}
    alone: dict[tuple[Part, ...], tuple[str, Phrase]] = {}
    for code, written in language.words[list_name].items():
        line = document.line_of(("words", list_name, code))
        for one in written:
            phrase = read_phrase(one)
            key = tuple(sorted(phrase.parts, key=lambda part: (part.word, part.is_beginning)))
            if not phrase.parts:
                yield Problem(file, line, f"a phrase of `{code}` holds no word", "write a word")
            elif any(_is_too_short(part) for part in phrase.parts):
                yield Problem(file, line, f"`{phrase.text}` of `{code}` begins too many words", "write more letters")
            elif key in owner:
                first, other = owner[key]
                if first != code and phrase.is_unsure and other.is_unsure:
                    alone.pop(key, None)
                    continue
                said = "stands twice" if first == code else f"stands under `{first}` too"
                yield Problem(file, line, f"`{phrase.text}` of `{code}` {said}", "keep one of the two")
            elif phrase.is_unsure:
                alone[key] = code, phrase
            owner.setdefault(key, (code, phrase))
    for code, phrase in alone.values():
        line = document.line_of(("words", list_name, code))
        said = f"`{UNSURE}{phrase.text}` stands under `{code}` alone"
        yield Problem(file, line, said, f"write it under what else it may mean, or without `{UNSURE}`")


def _is_too_short(part: Part) -> bool:
    has_blanks = not WITHOUT_BLANKS.search(part.word)
    return part.is_beginning and has_blanks and len(part.word) < FEWEST_LETTERS_OF_A_BEGINNING
