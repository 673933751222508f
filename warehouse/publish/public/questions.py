"""The ten questions: how to answer them from `public/` alone, for those who have nothing else.

Belongs here: the page `questions.md`, as it lies in `public/` and as `docs/journalists.md`. Does not belong here: its
words (`questions.md` beside this file). Refresh the page of the docs with `make docs`.
"""

from __future__ import annotations

import sys
from importlib.resources import files

FILE = "questions.md"


def questions_text(warning: str = "") -> str:
    """The page; `warning` stands below its title."""
    text = files(__package__).joinpath(FILE).read_text(encoding="utf-8")
    title, _, words = text.partition("\n")
    return f"{title}\n\n**{warning}**\n{words}" if warning else text


if __name__ == "__main__":
    sys.stdout.write(questions_text())
