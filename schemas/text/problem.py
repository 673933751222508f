"""What is wrong with something a person wrote or a helpline sent, said so that they can mend it.

Belongs here: the one shape of a complaint (file, line, message, next step) and the exceptions that carry many of
them at once. Does not belong here: verdicts about data (`schemas.finding`), or deciding what is wrong.
No message ever holds the content of a cell; a value is described by its shape (`schemas.text.shape`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend: where it stands, what is wrong, what to do next."""

    file: str
    line: int
    message: str
    next_step: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        step = f" -> {self.next_step}" if self.next_step else ""
        return f"{place}: {self.message}{step}"


class HarmoniseError(Exception):
    """Root of every error that this project raises on purpose; its text is fit to be shown and logged."""


class ProblemsError(HarmoniseError):
    """Several problems, reported at once. `.problems` is sorted by file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class MappingError(ProblemsError):
    """The mappings cannot be used as they stand."""


class VocabularyError(ProblemsError):
    """A code list, crosswalk, table contract or findings catalogue is wrong."""


class SettingsError(HarmoniseError):
    """A setting, folder or key file is missing or unsafe."""


def relative(path: Path, root: Path) -> str:
    """The path as a person reads it: below `root` where it is below it, whole otherwise."""
    try:
        return path.relative_to(root).as_posix()
    except ValueError:
        return path.as_posix()
