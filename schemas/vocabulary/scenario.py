"""The scenarios for agreement on categorising, as written in `schemas/scenarios/*.yaml`.

Belongs here: the model of a scenario and its key, reading them, and what must hold of them. Does not belong here: what
anybody answered (`pipelines.agree`), or what codes mean (`schemas.vocabulary.code`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from schemas.text.near import ask_meant, find_near
from schemas.text.problem import Problem, VocabularyError
from schemas.text.yaml import Document
from schemas.text.yaml_folder import read_each, read_only_document
from schemas.vocabulary.code import Codes, Text, load_codes

Pair = tuple[str, str]
"""A recorded reason: its code and its setting."""


class KeyPart(BaseModel):
    """One reason of a key, with its setting."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: Text
    setting: Text


class Scenario(BaseModel):
    """One scenario: what a rater reads, the reasons that it comes to, and what decides that."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^s\d{2,3}$")]
    title: Text
    text: Text
    parts: Annotated[tuple[KeyPart, ...], Field(alias="key", min_length=1)]
    because: Text

    @property
    def key(self) -> frozenset[Pair]:
        """The answer that is right."""
        return frozenset((part.reason, part.setting) for part in self.parts)


class ScenarioSet(BaseModel):
    """All scenarios of a file. `status`: whether the network has agreed to the key, or it is only proposed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Text = Field(alias="scenarios")
    version: Annotated[int, Field(ge=1)]
    status: Literal["proposed", "agreed"]
    definition: Text
    source: Text
    note: str = ""
    entries: Annotated[tuple[Scenario, ...], Field(min_length=1)]


@cache
def load_scenarios() -> ScenarioSet:
    """The scenarios of this installation. Raises VocabularyError with every problem."""
    (found,) = read_scenarios(files("schemas").joinpath("scenarios"), load_codes())
    return found


def read_scenarios(folder: Path | Traversable, codes: Codes) -> list[ScenarioSet]:
    """The sets of a folder, one YAML file each. Raises VocabularyError with every problem of every file."""
    return read_each(folder, lambda entry: _read_set(entry, f"schemas/scenarios/{entry.name}", codes))


def _read_set(entry: Path | Traversable, file: str, codes: Codes) -> ScenarioSet:
    found, document = read_only_document(entry, file, ScenarioSet, "set of scenarios")
    problems = [problem for index in range(len(found.entries)) for problem in _problems(found, index, document, codes)]
    if problems:
        raise VocabularyError(Problem(file, line, message, step) for line, message, step in problems)
    return found


def _problems(found: ScenarioSet, index: int, document: Document, codes: Codes) -> Iterator[tuple[int, str, str]]:
    """Line, message and next step of everything that is wrong with one scenario."""
    one = found.entries[index]
    if any(one.id == other.id for other in found.entries[:index]):
        yield document.line_of(("entries", index, "id")), f"scenario `{one.id}` stands twice", "give it a number"
    known = codes.list_of("reason").codes
    for number, part in enumerate(one.parts):
        line = document.line_of(("entries", index, "key", number))
        reason = known.get(part.reason)
        if reason is None:
            yield line, f"unknown reason `{part.reason}`", ask_meant(find_near(part.reason, known))
        elif reason.replaced_by:
            yield line, f"reason `{part.reason}` has been replaced", f"use `{reason.replaced_by}`"
        elif part.setting not in reason.settings:
            yield line, f"`{part.reason}` cannot be {part.setting}", f"it can be {', '.join(reason.settings)}"
        if part in one.parts[:number]:
            yield line, f"`{part.reason}` stands twice in one key", "once is enough"
