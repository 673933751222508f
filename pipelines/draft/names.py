"""What the names of files say: the pattern of a format, and the period that stands in them.

Belongs here: guessing a pattern from names. Does not belong here: reading a declared one (`warehouse.land.file_names`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

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
LAST_WORD = re.compile(r"[^\W\d_]+$")
BESIDE = re.compile(r"[\W_]?(?:(?<=[\W_])del?[\W_])?")
"""What may stand between a month and its year: one separator, or `de` as in `enero de 2024`."""
USUAL = ("en", "es", "pt", "fr", "de", "it", "nl", "ru", "ar")
"""Languages in which a name of four letters is a month, `juin` or `März`; elsewhere `mart` is one, and not only."""
FEWEST_LETTERS, NO_DOUBT = 4, 5
"""Fewer letters are never a month: `set`, `pro`, `led` and `mar` say other things in names of files."""


@dataclass(frozen=True)
class NamePattern:
    """`files`: the glob of the format; `caught`: the same with the bracketed date, empty where none stands in it.

    `part`: the month or quarter (`2024-01`, `2024-Q1`) that a name tells beside its year, in a form that no bracket
    reads, where it is the period. Taken for the year, one month would stand for all of it. `beside`: the same where
    the records tell their period or day themselves, or in a short name (`May`), which is only asked about.
    """

    files: str
    caught: str = ""
    part: str = ""
    beside: str = ""

    @property
    def is_day(self) -> bool:
        """Whether a whole day stands in the name: when the file was made, rather than a period."""
        return "%d" in self.caught

    @property
    def granularity(self) -> str:
        """Of what length the period in a name is: `month`, `quarter` or `year`; empty for none, and for a day."""
        if told := self.part or self.beside:
            return "quarter" if "Q" in told else "month"
        return "" if self.is_day or not self.caught else "month" if "%m" in self.caught else "year"


def find_pattern(names: Sequence[str], *, is_period: bool = False) -> NamePattern:
    """The pattern that all names have in common; the first name as it is where they have none. `is_period`: whether
    nothing but the name tells months, so that a month in it is that of all counts in the file.
    """
    patterns = {_pattern_of(name, is_period=is_period) for name in names}
    if len(patterns) == 1:
        return patterns.pop()
    if len(alike := {replace(one, beside="") for one in patterns}) == 1:
        return alike.pop()
    endings = {name.rsplit(".", 1)[-1] for name in names if "." in name}
    return NamePattern(f"*.{endings.pop()}") if len(endings) == 1 else NamePattern("*")


def _pattern_of(name: str, *, is_period: bool) -> NamePattern:
    for period, form in PERIODS:
        match = period.search(name)
        if match:
            parts = _parts_of_year(name, match) if form == YEAR_ALONE else set()
            told = f"{match.group()}-{min(parts)}" if len(parts) == 1 else ""
            if parts and is_period:
                return NamePattern(_plain(name), part=told)
            if is_period and form == YEAR_ALONE and (short := _short_month(name, match)):
                told = f"{match.group()}-{short}"
            form = form or f"%Y{match.group()[4]}%m"
            before, after = name[: match.start()], name[match.end() :]
            return NamePattern(f"{_plain(before)}*{_plain(after)}", f"{before}({form}){after}", beside=told)
    return NamePattern(_plain(name))


def _parts_of_year(name: str, year: re.Match[str]) -> set[str]:
    """The quarters in a name, and its months where one stands beside the year; several where it tells a span, or
    languages do not agree.
    """
    quarters = {f"Q{quarter[1]}" for quarter in QUARTER.finditer(name)}
    months: set[str] = set()
    is_beside = False
    for word in WORD.finditer(name):
        if meant := _full_months().get(fold(word[0]), frozenset()):
            months |= meant
            gap = name[word.end() : year.start()] if word.end() <= year.start() else name[year.end() : word.start()]
            is_beside = is_beside or BESIDE.fullmatch(gap) is not None
    return quarters | (months if is_beside else set())


def _short_month(name: str, year: re.Match[str]) -> str:
    """The month of `May 2024` or `Mar2024`, in English and only right beside the year: enough to ask, no more."""
    shown = name[: year.start()].rstrip(" _-."), name[year.end() :].lstrip(" _-.")
    beside = {fold(found[0]) for found in (LAST_WORD.search(shown[0]), WORD.match(shown[1])) if found}
    for place, told in enumerate(words_by_language("months", "month")["en"], start=1):
        if beside & {one for one in told.split("/") if len(one) < FEWEST_LETTERS}:
            return f"{place:02}"
    return ""


@cache
def _full_months() -> dict[str, frozenset[str]]:
    """Full names of months, folded, with the months that they may mean."""
    found: dict[str, frozenset[str]] = {}
    for language, names in words_by_language("months", "month").items():
        for place, told in enumerate(names, start=1):
            full, *others = map(fold, told.split("/"))
            if language in USUAL:
                kept = [full] * (len(full) >= FEWEST_LETTERS) + [one for one in others if len(one) >= NO_DOUBT]
            else:
                kept = [full] * (len(full) >= NO_DOUBT)
            for one in kept:
                found[one] = found.get(one, frozenset()) | {f"{place:02}"}
    return found


def _plain(text: str) -> str:
    """A name as a glob for itself."""
    return re.sub(r"([*?\[])", "?", text)
