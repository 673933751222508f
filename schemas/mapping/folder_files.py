"""Which files a mapping folder holds, and which of those that lie there nobody reads.

Belongs here: the names. Does not belong here: reading them (`schemas.mapping.folder`, `schemas.mapping.survey`).

A file that nobody reads is a correction that is not applied or a reply that is not heard, because of one letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from schemas.text.near import ask_meant, find_near
from schemas.text.problem import Problem

SURVEY_FILE = "survey.yaml"
SOURCE_FILES = ("source.yaml", "export.yaml", "decisions.csv", "corrections.yaml", "replies.yaml")
YAML_ENDINGS = (".yaml", ".yml")


def unread_in_source(folder: Path, shown: str) -> Iterator[Problem]:
    """YAML files of a source's folder that are not among those that are read. `shown` is how problems name it."""
    for name in _yaml_names(folder):
        if name not in SOURCE_FILES:
            near = find_near(name.casefold(), [*SOURCE_FILES, SURVEY_FILE], 0.6)
            step = f"{ask_meant(near)} Notes go into a file of another kind (notes.md)".strip()
            yield Problem(f"{shown}/{name}", 0, "nothing reads a file of this name", step)


def unread_in_survey(folder: Path, shown: str) -> Iterator[Problem]:
    """The same of a survey's folder, which holds one file; those of a source have no place there."""
    for name in SOURCE_FILES:
        if (folder / name).exists():
            step = "give the survey a folder of its own"
            yield Problem(f"{shown}/{name}", 0, "a folder is a source or a survey, not both", step)
    for name in _yaml_names(folder):
        if name not in (SURVEY_FILE, *SOURCE_FILES):
            step = f"all of a survey stands in {SURVEY_FILE}. Notes go into a file of another kind (notes.md)"
            yield Problem(f"{shown}/{name}", 0, "nothing reads a file of this name", step)


def _yaml_names(folder: Path) -> list[str]:
    """Hidden files are an editor's own."""
    names = (one.name for one in folder.iterdir() if one.is_file() and not one.name.startswith((".", "~")))
    return sorted(name for name in names if name.casefold().endswith(YAML_ENDINGS))
