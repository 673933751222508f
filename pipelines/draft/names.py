"""What the names of files say: the pattern of a format, and the period that stands in them.

Belongs here: guessing a pattern from names. Does not belong here: reading a declared one (`warehouse.land.file_names`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

PERIODS = (
    (re.compile(r"(?<!\d)((?:19|20)\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?!\d)"), "%Y-%m-%d"),
    (re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"), "%Y%m%d"),
    (re.compile(r"(?<!\d)((?:19|20)\d\d)[-_](0[1-9]|1[0-2])(?!\d)"), ""),
    (re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(?!\d)"), "%Y%m"),
    (re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)"), "%Y"),
)
"""What may be a period in a name, the most exact first, with how a mapping writes it."""


@dataclass(frozen=True)
class NamePattern:
    """`files`: the glob of the format; `caught`: the same with the bracketed date, empty where none stands in it."""

    files: str
    caught: str = ""

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
            form = form or f"%Y{match.group()[4]}%m"
            before, after = name[: match.start()], name[match.end() :]
            return NamePattern(f"{_plain(before)}*{_plain(after)}", f"{before}({form}){after}")
    return NamePattern(_plain(name))


def _plain(text: str) -> str:
    """A name as a glob for itself."""
    return re.sub(r"([*?\[])", "?", text)
