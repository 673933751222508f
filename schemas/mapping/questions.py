"""The questions that a draft leaves open.

Belongs here: finding them in a mapping folder. Does not belong here: asking them (`harmonise draft` writes them), or
what open ones lead to (`warehouse.harmonise.laws`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MARK = "QUESTION"
ASKED = re.compile(rf"#.*\b{MARK}\b|\bnever: *[\"']?{MARK}\b")
"""Where a question is asked: a column may be called QUESTION_1."""
FILES = ("source.yaml", "export.yaml")


@dataclass(frozen=True)
class Question:
    """A line of a mapping that wants an answer."""

    file: str
    line: int
    text: str


def find_questions(folder: Path) -> Iterator[Question]:
    """Every open question of a mapping folder, in the order of its files and lines."""
    for name in FILES:
        path = folder / name
        if not path.is_file():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if ASKED.search(line) and "wants an answer" not in line:
                yield Question(f"{folder.name}/{name}", number, line.partition(MARK)[2].strip(': "}') or line.strip())
