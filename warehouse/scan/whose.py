"""Of whom a header speaks: the child, somebody accused, or somebody else, such as who calls.

Belongs here: reading that from a header. Does not belong here: the words (`schemas/headers/people.yaml`), or what a
column is for (`warehouse.scan.roles`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from schemas.vocabulary.header_words import header_words
from warehouse.scan.words import tokens_of

Person = Literal["", "child", "accused", "caller"]

FEWEST_LETTERS_WITHIN = 7
GROUP_OF_A_FORM = re.compile(r"^(?:(?:grp|group|grupo|groupe)[_\- ][^/]*/)+", re.IGNORECASE)
"""A question within a group of a form: `grp_child/age` (KoboToolbox, ODK)."""
FEWEST_LETTERS_OF_BEGINNING = 5


@lru_cache(maxsize=8_192)
def whose(header: str) -> Person:
    """Of whom a header speaks. Where it names two, the one who is not the child: `victim's mother: age` is hers."""
    if names_one_of(header, header_words("people", "accused")):
        return "accused"
    if names_caller(header):
        return "caller"
    return "child" if names_one_of(header, header_words("people", "child")) else ""


def names_caller(header: str) -> bool:
    """Whether a header names who calls, reports or cares; `parentesco` begins as `parent` does, and names nobody."""
    words = f" {' '.join(tokens_of(header))} "
    for kinship in header_words("people", "kinship"):
        words = words.replace(f" {kinship} ", " ")
    return names_one_of(words, header_words("people", "caller"))


def says_band(header: str) -> bool:
    """Whether a header speaks of bands, groups or codes, so that its numbers are no years."""
    return names_one_of(GROUP_OF_A_FORM.sub("", header), header_words("ages", "band"))


def names_one_of(header: str, words: tuple[str, ...]) -> bool:
    """Whether one of the words stands in a header: as a word, as its beginning, a long one anywhere; in scripts that
    write no blanks, anywhere.
    """
    tokens = tokens_of(header)
    text = f" {' '.join(tokens)} "
    return any(_stands_in(text, tokens, " ".join(tokens_of(word))) for word in words)


def _stands_in(text: str, tokens: tuple[str, ...], word: str) -> bool:
    if not word.isascii():
        # Short words of such scripts are parts of others: `أم` in `أمن`.
        return word in text if len(word) > 2 else f" {word} " in text or (not _parts_words(word) and word in text)
    if f" {word} " in text or f" {word}s " in text:
        return True
    if " " not in word and len(word) >= FEWEST_LETTERS_OF_BEGINNING and any(one.startswith(word) for one in tokens):
        return True
    return len(word) >= FEWEST_LETTERS_WITHIN and word in text


def _parts_words(word: str) -> bool:
    """Whether the script of a word writes blanks between words: Thai, Han and Kana do not."""
    return not any("\u0e00" <= one <= "\u0e7f" or "\u3040" <= one <= "\u9fff" for one in word)
