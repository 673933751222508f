"""How a file's name may be shown: as far as a pattern of the mapping spells it, since a name may be a person's.

Belongs here: what findings, tables and logs may say of a name. Does not belong here: the name by which bytes are kept
in landing, or matching names (`warehouse.land.file_names`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

KNOWN_ENDINGS = re.compile(
    r"(csv|tsv|tab|txt|xls[xmb]?|ods|jsonl?|ndjson|parquet|gz|zip|tar|7z|rar|xml|html|pdf|docx?|rtf|odt|sql|db|sqlite|sav"
    r"|dta|log|md|ya?ml|tmp|part|bak|pgp|gpg)"
)
KEPT_MARKS = " -_.,()+=&#@'"
MOST_DIGITS = 4
"""So many digits that are no date are a number of a file; more may be a telephone's."""
LONGEST_BYTES = 180
_PIECE = re.compile(r"(\([^()]*%[^()]*\)|\*\*/?|\*|\?|\[[^\]]*\])")
_RUN = re.compile(r"[0-9]+|[^\W\d_]+")
_YEAR, _TWO, _MARK = r"(?:19|20)\d{2}", r"[0-3]?\d", "[-_. ]?"
_TIME = r"(?:[-_. T]?[0-2]\d[-.:]?[0-5]\d(?:[-.:]?[0-5]\d)?)?"
_DATE = re.compile(
    rf"(?<!\d)(?:{_YEAR}(?:{_MARK}{_TWO}(?:{_MARK}{_TWO}{_TIME})?)?|(?:{_TWO}{_MARK})?{_TWO}{_MARK}{_YEAR}{_TIME})(?!\d)"
)
_ENDING = re.compile(r"\.([A-Za-z0-9]+)$")


def show_name(name: str, patterns: Iterable[str]) -> str:
    """The name with `a` for each letter and `9` for each digit that no pattern spells.

    Dates and short numbers stay, and so do words of a pattern, one letter by itself, and the ending.
    """
    patterns = tuple(patterns)
    spelled = {
        place for pattern in patterns for start, end in _spelled_by(pattern, name) for place in range(start, end)
    }
    spelled |= set(_places_of_endings(name))
    words = {word.casefold() for pattern in patterns for word in _RUN.findall(pattern)}
    hidden = "".join(" " if place in spelled else character for place, character in enumerate(name))
    kept = set(spelled) | set(_places_of_harmless(hidden, words))
    shown = "".join(one if place in kept else _mask(one) for place, one in enumerate(name))
    return shown if len(shown.encode()) <= LONGEST_BYTES else f"{shown[: LONGEST_BYTES // 4]}~{shown[-20:]}"


def _spelled_by(pattern: str, name: str) -> Iterator[tuple[int, int]]:
    """From where to where the name is what the pattern writes out, or the date that it catches."""
    regex = _regex_of(pattern)
    start = name.rfind("/") + 1
    for offset, text in ((0, name), (start, name[start:])):
        if found := regex.fullmatch(text):
            yield from ((offset + begin, offset + end) for begin, end in found.regs[1:] if begin >= 0)
            return


@cache
def _regex_of(pattern: str) -> re.Pattern[str]:
    """The pattern with a group for each piece that it spells."""
    return re.compile("".join(map(_spell_piece, _PIECE.split(pattern))), re.DOTALL)


def _spell_piece(piece: str) -> str:
    if piece.startswith("(") and "%" in piece:
        texts = re.split("%.", piece[1:-1])
        return f"({'[0-9]{1,4}'.join(map(re.escape, texts))})"
    if piece.startswith("["):
        return "[^/]"
    wildcards = {"**": ".*", "**/": "(?:.*/)?", "*": "[^/]*", "?": "[^/]"}
    return wildcards.get(piece) or f"({re.escape(piece)})"


def _places_of_endings(name: str) -> Iterator[int]:
    """`.csv`, and `.csv.gz`."""
    end = len(name)
    while (found := _ENDING.search(name, 0, end)) and KNOWN_ENDINGS.fullmatch(found.group(1).lower()):
        yield from range(found.start(), end)
        end = found.start()


def _places_of_harmless(hidden: str, words: set[str]) -> Iterator[int]:
    """Places of dates and short numbers, of words that the mapping itself uses, and of one letter by itself."""
    for date in _DATE.finditer(hidden):
        yield from range(*date.span())
    runs = list(_RUN.finditer(_DATE.sub(lambda date: " " * len(date.group()), hidden)))
    is_short = sum(len(run.group()) for run in runs if run.group().isdigit()) <= MOST_DIGITS
    single = [run for run in runs if len(run.group()) == 1 and not run.group().isdigit()]
    for run in runs:
        text = run.group()
        is_number = text.isdigit() and is_short
        if is_number or text.casefold() in words or (len(single) == 1 and run in single):
            yield from range(*run.span())


def _mask(character: str) -> str:
    if character in KEPT_MARKS or character == "/":
        return character
    if character.isdigit():
        return "9"
    return "a" if character.isalpha() or unicodedata.category(character).startswith("M") else "~"


def patterns_of(globs: Sequence[str], caught: Iterable[str | None]) -> tuple[str, ...]:
    """Globs of files, and the patterns that catch a date or a period in their names."""
    return tuple(dict.fromkeys([*globs, *(one for one in caught if one)]))
