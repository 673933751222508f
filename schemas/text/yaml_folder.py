"""A folder of YAML files that each describe one thing: a code list, a framework, a language, a table.

Belongs here: reading all of them and gathering what is wrong in each. Does not belong here: what such a file says (its
model), or YAML itself (`schemas.text.yaml`).
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from schemas.text.problem import Problem, ProblemsError, VocabularyError
from schemas.text.yaml import Document, problems_of, read_yaml_text

Thing = TypeVar("Thing")
Model = TypeVar("Model", bound=BaseModel)


def read_each(folder: Path | Traversable, read_one: Callable[[Traversable], Thing]) -> list[Thing]:
    """What `read_one` gives of each YAML file of a folder, by name. Raises VocabularyError with every problem of every
    file; `read_one` raises ProblemsError with those of one.
    """
    found: list[Thing] = []
    problems: list[Problem] = []
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.name.endswith(".yaml"):
            try:
                found.append(read_one(entry))
            except ProblemsError as error:
                problems.extend(error.problems)
    if problems:
        raise VocabularyError(problems)
    return found


def read_only_document(entry: Path | Traversable, file: str, model: type[Model], thing: str) -> tuple[Model, Document]:
    """The one document of a file as its model. `file` is how problems name it, `thing` what it should hold one of.
    Raises ProblemsError.
    """
    documents = read_yaml_text(entry, file)
    if len(documents) != 1:
        message = f"holds {len(documents)} documents"
        raise VocabularyError([Problem(file, 1, message, f"write one {thing} in one file")])
    try:
        return model.model_validate(documents[0].content), documents[0]
    except ValidationError as error:
        raise VocabularyError(problems_of(error, documents[0], file, model)) from None
