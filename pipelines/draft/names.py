"""What the names of files say: the pattern of a format, and the period that stands in them.

Belongs here: guessing a pattern from names. Does not belong here: reading a declared one (`warehouse.land.file_names`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.text.fold import fold
from schemas.vocabulary.header_words import words_by_language

PERIODS = (
    (re.compile(r"(?<!\d)((?:19|20)\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?!\d)"), "%Y-%m-%d"),
    (re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"), "%Y%m%d"),
    (re.compile(r"(?<!\d)((?:19|20)\d\d)[-_](0[1-9]|1[0-2])(?!\d)"), ""),
    (re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(?!\d)"), "%Y%m"),
    (re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)"), "%Y"),
)
"""What may be a period in a name, the most exact first, with how a mapping writes it."""
YEAR_ALONE = "%Y"
QUARTER = re.compile(r"(?<![^\W_])[QqTt]([1-4])(?![^\W_])")
WORD = re.compile(r"[^\W\d_]+")
FEWEST_LETTERS = 4
"""Fewer are a short month only right beside the year: `set` and `mar` say other things in names as well."""


@dataclass(frozen=True)
class NamePattern:
    """`files`: the glob of the format; `caught`: the same with the bracketed date, empty where none stands in it.

    `part`: the month or quarter (`2024-01`, `2024-Q1`) that a name tells beside its year, in a form that no bracket
    reads. Taken for the year, one month would stand for all of it.
    """

    files: str
    caught: str = ""
    part: str = ""

    @property
    def is_day(self) -> bool:
        """Whether a whole day stands in the name: when the file was made, rather than a period."""
        return "%d" in self.caught


def find_pattern(names: Sequence[str]) -> NamePattern:
    """The pattern that all names have in common; the first name as it is where they have none."""
    patterns = {_pattern_of(name) for name in names}
    if len(patterns) == 1:
        return patterns.pop()
    endings = {name.rsplit(".", 1)[-1] for name in names if "." in name}
    return NamePattern(f"*.{endings.pop()}") if len(endings) == 1 else NamePattern("*")


def _pattern_of(name: str) -> NamePattern:
    for period, form in PERIODS:
        match = period.search(name)
        if match:
            if form == YEAR_ALONE and (parts := _parts_of_year(name, match)):
                told = f"{match.group()}-{parts.pop()}" if len(parts) == 1 else ""
                return NamePattern(_plain(name), part=told)
            form = form or f"%Y{match.group()[4]}%m"
            before, after = name[: match.start()], name[match.end() :]
            return NamePattern(f"{_plain(before)}*{_plain(after)}", f"{before}({form}){after}")
    return NamePattern(_plain(name))


def _parts_of_year(name: str, year: re.Match[str]) -> set[str]:
    """The months and quarters that a name may mean beside its year; several where languages do not agree."""
    parts = {f"Q{quarter[1]}" for quarter in QUARTER.finditer(name)}
    for word in WORD.finditer(name):
        gap = name[word.end() : year.start()] if word.end() <= year.start() else name[year.end() : word.start()]
        if len(word[0]) < FEWEST_LETTERS and len(gap) > 1:
            continue
        for names in words_by_language("months", "month").values():
            for place, told in enumerate(names, start=1):
                parts |= {f"{place:02}"} if fold(word[0]) in {fold(one) for one in told.split("/")} else set()
    return parts


def _plain(text: str) -> str:
    """A name as a glob for itself."""
    return re.sub(r"([*?\[])", "?", text)
