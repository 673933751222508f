"""Reading one mapping folder and checking its files against the vocabulary and each other.

Belongs here: what makes a folder wrong, each problem with file and line. Does not belong here: the typed models, or
loading many folders (`schemas.mapping.registry`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from schemas.mapping.correction import Correction, Corrections, correction_problems, corrections_of_counts
from schemas.mapping.count_export import AnyExport, CountExport
from schemas.mapping.decision import Decision, contradictions, labels_by_field, read_decisions
from schemas.mapping.export import Export
from schemas.mapping.folder_files import unread_in_source
from schemas.mapping.reply import Replies, Reply, reply_problems
from schemas.mapping.source import Source, SourceDeclared
from schemas.text.near import ask_meant, find_near
from schemas.text.problem import Problem, ProblemsError
from schemas.text.yaml import Document, YamlPath, problems_of, read_yaml_text
from schemas.vocabulary.code import Code, Codes
from schemas.vocabulary.fields import ANSWERS, DECIDED, REASON, SETTING

Model = TypeVar("Model", bound=BaseModel)
SOURCE_ID = re.compile(r"[a-z][a-z0-9_]{1,62}")
RESERVED_IDS = frozenset({"key_check", "network", "publish"})
"""What a warehouse itself puts where sources have a lock or a folder: a source of that name would wait for itself."""


@dataclass
class Reading:
    """What was read of a folder, and everything that is wrong with it."""

    source: Source | None = None
    exports: list[AnyExport] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_mapping(folder: Path, shared: Path, codes: Codes, shown: str) -> Reading:
    """Read the files of a folder, those that need not be there included. `shown` is how problems name the folder.

    Whatever is wrong is a problem, never an error: one folder stops no other.
    """
    reading = Reading()
    try:
        _read_source(folder, codes, shown, reading)
        reading.problems.extend(source_id_problems(folder.name, shown))
        if reading.problems:
            # it does not say for sure whose contacts these are
            reading.source = None
        _read_exports(folder, shared, shown, reading)
        _read_decisions(folder, codes, shown, reading)
        _read_corrections(folder, shown, reading)
        _read_replies(folder, shown, reading)
        reading.problems.extend(unread_in_source(folder, shown))
    except OSError as error:
        reading.problems.append(Problem(shown, 0, f"cannot be read ({error.strerror})", "check its permissions"))
    except RecursionError:
        reading.problems.append(Problem(shown, 0, "a file is nested too deeply", "write it flat"))
    return reading


def source_id_problems(source_id: str, shown: str) -> list[Problem]:
    """Why no source can have this id, where none can. `shown` is how problems name its folder."""
    if not SOURCE_ID.fullmatch(source_id):
        message = "a source's folder is named in 2 to 63 lower-case letters, digits and _, beginning with a letter"
        return [Problem(shown, 0, message, "rename the folder")]
    if source_id in RESERVED_IDS:
        return [Problem(shown, 0, "the warehouse itself uses this name, so no source can have it", "rename the folder")]
    return []


def _documents(path: Path, file: str, reading: Reading) -> list[Document]:
    if not path.is_file():
        reading.problems.append(Problem(file, 0, "the file is missing", "see CONTRIBUTING.md, 'Add a helpline'"))
        return []
    try:
        return read_yaml_text(path, file)
    except ProblemsError as error:
        reading.problems.extend(error.problems)
        return []


def _validated(model: type[Model], document: Document, file: str, reading: Reading) -> Model | None:
    try:
        return model.model_validate(document.content)
    except ValidationError as error:
        reading.problems.extend(problems_of(error, document, file, model))
        return None


def _read_source(folder: Path, codes: Codes, shown: str, reading: Reading) -> None:
    file = f"{shown}/source.yaml"
    documents = _documents(folder / "source.yaml", file, reading)
    if not documents and (folder / "source.yaml").is_file() and not reading.problems:
        reading.problems.append(Problem(file, 0, "the file says nothing", "describe the source"))
    for document in documents[1:]:
        step = "a second office or helpline is a folder of its own"
        reading.problems.append(Problem(file, document.line_of(()), "a source is one document", step))
    for document in documents[:1]:
        for list_name, code, path in _codes_of_source(document.content):
            reading.problems.extend(_code_problems(codes, list_name, code, file, document.line_of(path)))
        declared = _validated(SourceDeclared, document, file, reading)
        if declared is not None:
            reading.source = Source(source_id=folder.name, declared=declared)


def _codes_of_source(content: Any) -> Iterator[tuple[str, str, YamlPath]]:
    """List, code and place of each code as written: they are checked also where the model refuses something else."""
    if not isinstance(content, dict):
        return
    for name in ("region", "remit"):
        if isinstance(content.get(name), str):
            yield name, content[name], (name,)
    elsewhere = content.get("goes_elsewhere")
    for number, entry in enumerate(elsewhere if isinstance(elsewhere, list) else []):
        for name in (REASON, SETTING):
            if isinstance(entry, dict) and isinstance(entry.get(name), str) and entry[name]:
                yield name, entry[name], ("goes_elsewhere", number, name)


def _read_exports(folder: Path, shared: Path, shown: str, reading: Reading) -> None:
    file = f"{shown}/export.yaml"
    documents = _documents(folder / "export.yaml", file, reading)
    named: dict[str, dict[str, Any]] = {}
    for document in documents:
        whole = _with_shared(document, named, shared, file, reading)
        if whole and isinstance(whole.content, dict) and whole.content.get("name"):
            named[str(whole.content["name"])] = whole.content
        export = _read_export(whole, file, reading) if whole else None
        if export:
            reading.exports.append(export)
    if not documents and (folder / "export.yaml").is_file() and not reading.problems:
        reading.problems.append(Problem(file, 0, "the file says nothing", "describe at least one format"))


def _read_export(document: Document, file: str, reading: Reading) -> AnyExport | None:
    """What a row is says which model reads the document."""
    if isinstance(document.content, dict) and document.content.get("row") == "count":
        return _validated(CountExport, document, file, reading)
    return _validated(Export, document, file, reading)


def _with_shared(
    document: Document, named: dict[str, dict[str, Any]], shared: Path, file: str, reading: Reading
) -> Document | None:
    """The document with everything that it takes over from the format it is `like`."""
    content = document.content
    if not isinstance(content, dict) or not content.get("like"):
        return document
    base = named.get(str(content["like"])) or _shared_format(document, shared, file, reading)
    if base is None:
        return None
    line = document.line_of(("like",))
    merged: dict[str, Any] = {**{key: value for key, value in base.items() if key != "name"}, **content}
    for key in ("fields", "renamed"):
        if isinstance(base.get(key), dict) and isinstance(content.get(key), dict):
            merged[key] = {**base[key], **content[key]}
    return Document(merged, {(key,): line for key in base} | document.lines)


def _shared_format(document: Document, shared: Path, file: str, reading: Reading) -> dict[str, Any] | None:
    path = shared / f"{document.content['like']}.yaml"
    line = document.line_of(("like",))
    if not path.is_file():
        known = sorted(other.stem for other in shared.glob("*.yaml")) if shared.is_dir() else []
        step = f"known shared formats: {', '.join(known) or 'none'}"
        reading.problems.append(Problem(file, line, "there is no shared format of that name", step))
        return None
    try:
        documents = read_yaml_text(path, f"_exports/{path.name}")
    except ProblemsError as error:
        reading.problems.extend(error.problems)
        return None
    content = documents[0].content if documents else None
    if not isinstance(content, dict):
        step = "see docs/shared_exports.md"
        reading.problems.append(Problem(f"_exports/{path.name}", 1, "it describes no format", step))
        return None
    return content


def _read_decisions(folder: Path, codes: Codes, shown: str, reading: Reading) -> None:
    file = f"{shown}/decisions.csv"
    path = folder / "decisions.csv"
    if not path.is_file():
        reading.problems.append(
            Problem(file, 0, "the file is missing", "begin with its header: field,source_value,...")
        )
        return
    decisions, problems = read_decisions(path, file)
    reading.problems.extend(problems)
    reading.problems.extend(contradictions(decisions, frozenset({*ANSWERS, SETTING}), file))
    for decision in decisions:
        reading.problems.extend(_decision_problems(decision, codes, file))
    reading.decisions.extend(decisions)
    labels = labels_by_field(decisions)
    reading.exports = [one.knowing(labels) if isinstance(one, Export) else one for one in reading.exports]
    _check_fields_are_decided(reading, file)


def _read_corrections(folder: Path, shown: str, reading: Reading) -> None:
    corrections: list[Correction] = _entries(folder, shown, Corrections, "corrections", reading)
    reading.problems.extend(correction_problems(corrections, f"{shown}/corrections.yaml"))
    if reading.exports and all(isinstance(export, CountExport) for export in reading.exports):
        reading.problems.extend(corrections_of_counts(corrections, f"{shown}/corrections.yaml"))
    reading.corrections += corrections


def _read_replies(folder: Path, shown: str, reading: Reading) -> None:
    replies: list[Reply] = _entries(folder, shown, Replies, "replies", reading)
    problems = list(reply_problems(replies, f"{shown}/replies.yaml"))
    reading.problems.extend(problems)
    wrong = {problem.line for problem in problems}
    reading.replies += [one for one in replies if one.line not in wrong]


def _entries(folder: Path, shown: str, model: type[BaseModel], name: str, reading: Reading) -> list[Any]:
    """The entries of a file that need not be there, each with its line: `name` is the file's name and its only key."""
    path, file = folder / f"{name}.yaml", f"{shown}/{name}.yaml"
    entries: list[Any] = []
    for document in _documents(path, file, reading) if path.is_file() else ():
        read = _validated(model, document, file, reading)
        found = dict(enumerate(getattr(read, name))) if read else _right_alone(model, document, name)
        for number, one in found.items():
            entries.append(one.model_copy(update={"line": document.line_of((name, number))}))
    return entries


def _right_alone(model: type[BaseModel], document: Document, name: str) -> dict[int, Any]:
    """The entries that are right by themselves where others are not, by place: what else is wrong with them is said at
    once, and not only when the first mistake is mended.
    """
    entries = document.content.get(name) if isinstance(document.content, dict) else None
    found: dict[int, Any] = {}
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        with suppress(ValidationError):
            found[number] = getattr(model.model_validate({name: [entry]}), name)[0]
    return found


def _check_fields_are_decided(reading: Reading, file: str) -> None:
    """A decision about a field that no format fills can never fire: a slip of the pen, or of the export."""
    if not reading.exports:
        return
    decided = frozenset().union(*(export.decided_fields() for export in reading.exports))
    for name in sorted({decision.field for decision in reading.decisions} - decided):
        line = next(decision.line for decision in reading.decisions if decision.field == name)
        step = f"name the column of `{name}` in export.yaml, or remove its rows"
        reading.problems.append(Problem(file, line, f"no format of this source fills the field `{name}`", step))


def _decision_problems(decision: Decision, codes: Codes, file: str) -> list[Problem]:
    if not decision.code:
        return []
    list_name = DECIDED[decision.field]
    problems = _code_problems(codes, list_name, decision.code, file, decision.line)
    if problems or decision.field != REASON or not decision.setting:
        return problems
    return _setting_problems(decision, codes.list_of(REASON).codes[decision.code], file)


def _setting_problems(decision: Decision, reason: Code, file: str) -> list[Problem]:
    if decision.setting not in ("online", "offline", "both", "unknown"):
        message = "a setting is online, offline, both or unknown"
        return [Problem(file, decision.line, message, "leave it empty where the value does not say")]
    allowed = reason.settings_allowed or ("online", "offline", "both", "unknown")
    if reason.setting_scope == "either" and decision.setting in allowed:
        return []
    if reason.setting_scope == "offline" and decision.setting == "offline":
        return []
    scope = f"its scope is {reason.setting_scope}" if reason.setting_scope != "either" else f"only {', '.join(allowed)}"
    message = f"`{decision.code}` cannot be {decision.setting}: {scope}"
    return [Problem(file, decision.line, message, "leave the setting empty, or choose another code")]


def _code_problems(codes: Codes, list_name: str, code: str, file: str, line: int) -> list[Problem]:
    known = codes.list_of(list_name).codes
    if code not in known:
        step = ask_meant(find_near(code, known), f"see schemas/codes/{list_name}.yaml")
        return [Problem(file, line, f"unknown code `{code}` of the list `{list_name}`", step)]
    replacement = known[code].replaced_by
    if replacement:
        return [Problem(file, line, f"code `{code}` has been replaced", f"use `{replacement}`")]
    return []
