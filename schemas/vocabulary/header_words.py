"""Words by which the headers of columns are known, and those for nothing (`nothing.yaml`), as written in
`schemas/headers/*.yaml`: one list a language.

Belongs here: reading those files. Does not belong here: comparing a header with them (`warehouse.scan.whose`), or words
for what a cell means (`schemas/codes`).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, RootModel, ValidationError

from schemas.text.fold import fold
from schemas.text.problem import VocabularyError
from schemas.text.yaml import problems_of, read_yaml_text


class _Words(RootModel[dict[str, dict[str, tuple[str, ...]]]]):
    """What is meant -> language -> words."""

    model_config = ConfigDict(frozen=True)


@cache
def header_words(file: str, meaning: str) -> tuple[str, ...]:
    """The words of all languages for one meaning, folded, once each. Raises VocabularyError where the file is wrong."""
    return _read(file)[meaning]


@cache
def words_by_language(file: str, meaning: str) -> dict[str, tuple[str, ...]]:
    """The same by language (ISO 639-1), as written, in the order of the file."""
    return _load(f"headers/{file}.yaml", file).root[meaning]


@cache
def _read(file: str) -> dict[str, tuple[str, ...]]:
    lists = _load(f"headers/{file}.yaml", file).root
    return {
        meaning: tuple(dict.fromkeys(fold(word) for words in by_language.values() for word in words))
        for meaning, by_language in lists.items()
    }


def is_number_for_nothing(text: str) -> bool:
    """Whether a text is a number by which forms say that no age is known, `99` or `999.0`: it may be one as well."""
    whole, _, rest = text.strip().partition(".")
    return not rest.strip("0") and fold(whole) in header_words("nothing", "numbers")


def _load(name: str, file: str) -> _Words:
    model: type[BaseModel] = _Words
    (document,) = read_yaml_text(files("schemas").joinpath("headers", f"{file}.yaml"), name)
    try:
        return _Words.model_validate(document.content)
    except ValidationError as error:
        raise VocabularyError(problems_of(error, document, name, model)) from None
