"""YAML as its author wrote it: every scalar is text, every value knows its line.

Belongs here: reading YAML without YAML's own guesses (`NO` stays Norway, `on` stays a word, `10-12` stays a band),
refusing what would be lost in silence (a key written twice), and turning a model's complaints into problems with file
and line. Does not belong here: what any key means (the models say that), or reading anything else than YAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from schemas.text.near import ask_meant, find_near
from schemas.text.problem import Problem, ProblemsError
from schemas.text.shape import shape_of

YamlPath = tuple[str | int, ...]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MOST_NODES = 100_000
"""Keys, items and values of one document, each counted as often as it stands there once aliases are unfolded."""

_STANDARD_TAG = "tag:yaml.org,2002:"
NOT_OF_A_KIND = {
    "dict_type": "a mapping (`key: value`)",
    "model_type": "a mapping (`key: value`)",
    "model_attributes_type": "a mapping (`key: value`)",
    "list_type": "a list (`[a, b]`)",
    "tuple_type": "a list (`[a, b]`)",
    "string_type": "a text",
    "bool_parsing": "yes or no",
    "bool_type": "yes or no",
}
"""What pydantic says in words of its own, in ours."""
_PREFIXES_OF_PYDANTIC = ("Value error, ", "Assertion failed, ")


@dataclass(frozen=True)
class Document:
    """One YAML document: mappings are dicts, sequences lists, scalars `str`; only a value left empty is None.

    `lines` holds the 1-based line of each key (not of its value) and each item, by its path from the top; `()` is the
    document itself.
    """

    content: Any
    lines: dict[YamlPath, int]

    def line_of(self, path: YamlPath) -> int:
        """The line of that key or item, or of the nearest parent that stands in the file."""
        known = path
        while known not in self.lines and known:
            known = known[:-1]
        return self.lines.get(known, 1)


def read_yaml_text(path: Path | Traversable, file: str) -> list[Document]:
    """Read a UTF-8 file, byte order mark allowed. `file` is how problems name it. Raises ProblemsError."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ProblemsError([Problem(file, line, "not UTF-8 text", "save the file as UTF-8")]) from None
    except OSError as error:
        raise ProblemsError([Problem(file, 0, f"cannot be read ({error.strerror})")]) from None
    return read_documents(text, file)


def read_documents(text: str, file: str) -> list[Document]:
    """The documents of a YAML text, in order; an empty text has none. Raises ProblemsError with all problems found.

    What an anchor (`&x`) names may stand again by its alias (`*x`), so that a condition is written once. Refused beside
    bad syntax: a key twice in one mapping, keys that are not words, merged keys (`<<`), own tags (`!x`), and aliases
    that hold themselves or unfold to more than anybody would write.
    """
    text = text.removeprefix("\ufeff")
    problems: list[Problem] = []
    documents: list[Document] = []
    try:
        for node in yaml.compose_all(text, Loader=_LOADER):
            reader = _NodeReader(file)
            content = reader.read(node, ())
            documents.append(Document(content, {(): node.start_mark.line + 1, **reader.lines}))
            problems.extend(reader.problems)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        problems.append(Problem(file, line, f"not YAML: {error.problem}", "check indentation, quotes and colons"))
    except yaml.YAMLError as error:
        line = text[: getattr(error, "position", 0)].count("\n") + 1
        problems.append(Problem(file, line, "holds a character that YAML does not allow", "remove control characters"))
    if problems:
        raise ProblemsError(problems)
    return documents


class _NodeReader:
    """Walks the nodes of one document and keeps lines and problems."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[YamlPath, int] = {}
        self.problems: list[Problem] = []
        self._around: set[int] = set()
        self._n_read = 0

    def read(self, node: yaml.Node, path: YamlPath) -> Any:
        # compose() hands out the same node again for an alias.
        if id(node) in self._around:
            self._refuse(self.lines.get(path, 0), "an alias (*) holds itself", "write the value out")
            return None
        self._n_read += 1
        if self._n_read > MOST_NODES:
            if self._n_read == MOST_NODES + 1:
                message = f"the document unfolds to more than {MOST_NODES} values"
                self._refuse(self.lines.get(path, 0), message, "name fewer values by an alias (*)")
            return None
        self._around.add(id(node))
        content = self._read_content(node, path)
        self._around.remove(id(node))
        return content

    def _read_content(self, node: yaml.Node, path: YamlPath) -> Any:
        if not node.tag.startswith(_STANDARD_TAG):
            self._refuse(node.start_mark.line + 1, "a tag (!) is not supported", "write the plain value, in quotes")
        if isinstance(node, yaml.MappingNode):
            return self._read_mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return self._read_sequence(node, path)
        is_plain = isinstance(node, yaml.ScalarNode) and not node.style
        return None if is_plain and node.value == "" else node.value

    def _read_mapping(self, node: yaml.MappingNode, path: YamlPath) -> dict[str, Any]:
        content: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode) or key_node.value == "":
                self._refuse(line, "a key must be one word or text", "put the key before the colon")
                continue
            key = key_node.value
            if key == "<<":
                self._refuse(line, "keys cannot be merged (<<)", "name a whole value by an alias (*), or write it out")
                continue
            if key in content:
                first = self.lines[(*path, key)]
                self._refuse(line, f"key `{key}` is written twice (first in line {first})", "keep one of the two")
                continue
            self.lines[(*path, key)] = line
            content[key] = self.read(value_node, (*path, key))
        return content

    def _read_sequence(self, node: yaml.SequenceNode, path: YamlPath) -> list[Any]:
        content: list[Any] = []
        for index, item in enumerate(node.value):
            self.lines[(*path, index)] = item.start_mark.line + 1
            content.append(self.read(item, (*path, index)))
        return content

    def _refuse(self, line: int, message: str, next_step: str) -> None:
        self.problems.append(Problem(self.file, line, message, next_step))


def problems_of(
    error: ValidationError, document: Document, file: str, model: type[BaseModel] | None = None
) -> list[Problem]:
    """What a model refused, each complaint at its line. With `model`, unknown keys name the known alternatives.

    Keys are named, values never: they show as a shape.
    """
    problems = []
    for details in _without_twins(error.errors(include_url=False)):
        path = _path_in_file(details["loc"], document)
        message, next_step = _explain(details, path, model)
        problems.append(Problem(file, document.line_of(path), message, next_step))
    return problems


def _without_twins(errors: list[ErrorDetails]) -> Iterator[ErrorDetails]:
    """One slip of the pen, one complaint: a misspelled key is not reported as missing under its right name as well,
    nor a list as empty of which the entries have mistakes.
    """
    misspelled = [details["loc"] for details in errors if details["type"] == "extra_forbidden"]
    for details in errors:
        *place, key = details["loc"] or ("",)
        if details["type"] == "too_short" and any(_is_below(other["loc"], details["loc"]) for other in errors):
            continue
        beside = [str(other[-1]) for other in misspelled if list(other[:-1]) == place]
        if details["type"] != "missing" or not find_near(str(key), beside, 0.6):
            yield details


def _is_below(location: Sequence[str | int], above: Sequence[str | int]) -> bool:
    return len(location) > len(above) and tuple(location[: len(above)]) == tuple(above)


def _path_in_file(location: Iterable[str | int], document: Document) -> YamlPath:
    """Pydantic's location without what is not in the file (names of union branches, `[key]`, a missing key)."""
    path: YamlPath = ()
    for part in location:
        if (*path, part) in document.lines:
            path = (*path, part)
    return path


def _explain(details: ErrorDetails, path: YamlPath, model: type[BaseModel] | None) -> tuple[str, str]:
    kind, context, location = details["type"], details.get("ctx") or {}, details["loc"]
    key = location[-1] if location else ""
    if kind == "extra_forbidden":
        return f"unknown key `{key}`", _known_keys(str(key), location[:-1], model)
    if kind == "missing":
        return f"required key `{key}` is missing", f"add `{key}`"
    if kind in ("literal_error", "enum"):
        expected = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        return _wrong_word(path, details["input"], expected)
    if kind == "union_tag_invalid":
        return _wrong_word(path, context.get("tag"), re.findall(r"'([^']*)'", str(context.get("expected_tags", ""))))
    if kind == "too_short":
        return f"{_named(path)}nothing is named here", "name at least one"
    if kind.startswith("date_"):
        return f"{_named(path)}{_shape(details['input'])} is no day", "write year, month and day: 2026-11-02"
    if kind in NOT_OF_A_KIND:
        return f"{_named(path)}{_shape(details['input'])} stands where {NOT_OF_A_KIND[kind]} is expected", ""
    message = details["msg"]
    for prefix in _PREFIXES_OF_PYDANTIC:
        message = message.removeprefix(prefix)
    return f"{_named(path)}{message}", ""


def _wrong_word(path: YamlPath, value: object, expected: list[str]) -> tuple[str, str]:
    message = f"{_named(path)}{_shape(value)} is not one of {', '.join(expected)}"
    return message, _suggestion(str(value), expected)


def _shape(value: object) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return shape_of(value if value is None else str(value))


def _named(path: YamlPath) -> str:
    return f"`{'.'.join(str(part) for part in path)}`: " if path else ""


def _suggestion(word: str, known: Iterable[str]) -> str:
    return ask_meant([f"`{name}`" for name in find_near(word, known, 0.6)])


def _known_keys(key: str, location: YamlPath, model: type[BaseModel] | None) -> str:
    if model is None:
        return "remove it or correct its spelling"
    known = sorted({name for one in _models_at(model, location) for name in _field_names(one)})
    return _suggestion(key, known) or f"known here: {', '.join(known)}"


def _field_names(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _models_at(model: type[BaseModel], location: YamlPath) -> list[type[BaseModel]]:
    """The models that may stand at a location; list indices, dict keys and union branches leave the choice open."""
    models = [model]
    for part in location:
        deeper = [inner for one in models for inner in _models_of_field(one, part)]
        named = [one for one in models if one.__name__ == part]
        models = deeper or named or models
    return models


def _models_of_field(model: type[BaseModel], part: str | int) -> list[type[BaseModel]]:
    for name, field in model.model_fields.items():
        if part in (name, field.alias):
            return list(_models_in(field.annotation))
    return []


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)
