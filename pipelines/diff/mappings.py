"""What changed between two folders of mappings.

Belongs here: reading both as they are written, and comparing sources, surveys, formats, decisions, corrections and
replies. Does not belong here: whether either is right (`schemas.mapping.registry`): an old state is compared also where
the program of now would refuse it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

from pipelines.diff.decisions import DecisionChange, compare_decisions
from pipelines.diff.meaning import Stated, stated_in_file
from schemas.mapping.decision import read_decisions
from schemas.mapping.folder_files import SURVEY_FILE
from schemas.mapping.registry import mapping_folders, source_folders
from schemas.mapping.survey import is_survey
from schemas.text.problem import ProblemsError
from schemas.text.shape import shape_of
from schemas.text.yaml import read_yaml_text

SHARED = "_exports"
CORRECTIONS = "corrections.yaml"
OTHER_FILES = (CORRECTIONS, "replies.yaml", SURVEY_FILE)
"""Files of a folder beside source, formats and decisions, compared key by key."""

OF_A_RECORD = ("contact", "expect", "value")
"""Keys of a correction that hold what a single record says: they are shown as shapes."""


@dataclass(frozen=True)
class KeyChange:
    """A key of a YAML document, dotted; empty where that state does not have it."""

    key: str
    old: str
    new: str


@dataclass(frozen=True)
class FormatChange:
    """A format (a document of export.yaml, or a shared one) that came, went or changed."""

    source_id: str
    name: str
    kind: str
    keys: tuple[KeyChange, ...] = ()


@dataclass(frozen=True)
class SourceKeyChange:
    """A key of a source.yaml that changed."""

    source_id: str
    change: KeyChange


@dataclass(frozen=True)
class FileKeyChange:
    """A key that changed in one of OTHER_FILES."""

    source_id: str
    file: str
    change: KeyChange


@dataclass(frozen=True)
class MappingDiff:
    """Everything that changed. `unreadable`: what could not be read of either state, and so is not compared;
    `surveys`: which of the names are surveys of members.
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    keys: tuple[SourceKeyChange, ...] = ()
    formats: tuple[FormatChange, ...] = ()
    decisions: tuple[DecisionChange, ...] = ()
    others: tuple[FileKeyChange, ...] = ()
    surveys: frozenset[str] = frozenset()
    unreadable: tuple[str, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed or self.keys or self.formats or self.decisions or self.others)


@dataclass
class Folder:
    """The content of one mapping folder as written; None where a file cannot be read, so that it is not compared."""

    source: list[dict[str, str]] | None
    formats: list[dict[str, str]] | None
    decisions: list[Stated] | None
    others: dict[str, list[dict[str, str]] | None]


def compare_mappings(old: Path, new: Path) -> MappingDiff:
    """Compare two folders of mappings, `_exports/` included."""
    unreadable: list[str] = []
    before, after = _read_all(old, "before", unreadable), _read_all(new, "after", unreadable)
    keys: list[SourceKeyChange] = []
    decisions: list[DecisionChange] = []
    others: list[FileKeyChange] = []
    formats = list(_compare_shared(old, new, unreadable))
    for source_id in sorted(set(before) & set(after)):
        was, now = before[source_id], after[source_id]
        if was.source is not None and now.source is not None:
            changes = compare_keys(_first(was.source), _first(now.source))
            keys += [SourceKeyChange(source_id, change) for change in changes]
        if was.formats is not None and now.formats is not None:
            formats += _compare_formats(source_id, was.formats, now.formats)
        if was.decisions is not None and now.decisions is not None:
            decisions += compare_decisions(was.decisions, now.decisions)
        others += _compare_others(source_id, was, now)
    return MappingDiff(
        added=tuple(sorted(set(after) - set(before))),
        removed=tuple(sorted(set(before) - set(after))),
        keys=tuple(keys),
        formats=tuple(formats),
        decisions=tuple(decisions),
        others=tuple(others),
        surveys=frozenset(
            folder.name for state in (old, new) for folder in mapping_folders(state) if is_survey(folder)
        ),
        unreadable=tuple(unreadable),
    )


def compare_keys(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[KeyChange]:
    """Keys of which the values differ, in order of key."""
    for key in sorted(set(old) | set(new)):
        if old.get(key, "") != new.get(key, ""):
            yield KeyChange(key, old.get(key, ""), new.get(key, ""))


def _read_all(mappings: Path, when: str, unreadable: list[str]) -> dict[str, Folder]:
    return {folder.name: _read_folder(folder, when, unreadable) for folder in mapping_folders(mappings)}


def _read_folder(folder: Path, when: str, unreadable: list[str]) -> Folder:
    source = _documents(folder / "source.yaml", f"{when}: {folder.name}/source.yaml", unreadable)
    formats = _documents(folder / "export.yaml", f"{when}: {folder.name}/export.yaml", unreadable)
    path = folder / "decisions.csv"
    decisions, problems = read_decisions(path, f"{when}: {folder.name}/decisions.csv") if path.is_file() else ([], [])
    unreadable += [str(problem) for problem in problems]
    others = {name: _documents(folder / name, f"{when}: {folder.name}/{name}", unreadable) for name in OTHER_FILES}
    stated = stated_in_file(folder.name, decisions) if decisions or not problems else None
    return Folder(source, formats, stated, others)


def _compare_others(source_id: str, was: Folder, now: Folder) -> Iterator[FileKeyChange]:
    for name in OTHER_FILES:
        old, new = was.others[name], now.others[name]
        if old is not None and new is not None:
            for change in compare_keys(_first(old), _first(new)):
                yield FileKeyChange(source_id, name, _hide_record(change) if name == CORRECTIONS else change)


def _hide_record(change: KeyChange) -> KeyChange:
    """A correction's change without the content of the record that it corrects."""
    key = change.key.partition("].")[2].partition(".")[0]
    if key not in OF_A_RECORD:
        return change
    return KeyChange(change.key, *(text and shape_of(text) for text in (change.old, change.new)))


def _first(documents: list[dict[str, str]]) -> dict[str, str]:
    return documents[0] if documents else {}


def _documents(path: Path, shown: str, unreadable: list[str]) -> list[dict[str, str]] | None:
    """The documents of a YAML file, each as dotted keys; none where there is no file, None where it cannot be read."""
    if not path.is_file():
        return []
    try:
        return [dict(flatten(document.content)) for document in read_yaml_text(path, shown)]
    except ProblemsError as error:
        unreadable += [str(problem) for problem in error.problems]
        return None


def flatten(content: Any, above: str = "") -> Iterator[tuple[str, str]]:
    """`a.b` -> text for every leaf. A list of words is one leaf; a list of anything else counts its items from 1."""
    if isinstance(content, dict):
        for key, value in content.items():
            yield from flatten(value, f"{above}.{key}" if above else str(key))
    elif isinstance(content, list) and any(isinstance(item, dict | list) for item in content):
        for number, item in enumerate(content, start=1):
            yield from flatten(item, f"{above}[{number}]")
    elif isinstance(content, list):
        yield above, ", ".join(str(item) for item in content)
    else:
        yield above, "" if content is None else str(content)


def _compare_formats(source_id: str, old: list[dict[str, str]], new: list[dict[str, str]]) -> Iterator[FormatChange]:
    """Formats matched by name, else by their `files`, else in order."""
    left, right = list(old), list(new)
    pairs: list[tuple[dict[str, str] | None, dict[str, str] | None]] = []
    for key in ("name", "files"):
        for was in list(left):
            now = next((one for one in right if was.get(key) and one.get(key) == was[key]), None)
            if now is not None:
                left.remove(was)
                right.remove(now)
                pairs.append((was, now))
    pairs += zip_longest(left, right)
    for before, after in pairs:
        change = _compare_format(source_id, before, after)
        if change is not None:
            yield change


def _compare_format(source_id: str, was: dict[str, str] | None, now: dict[str, str] | None) -> FormatChange | None:
    shown = now or was or {}
    name = shown.get("name") or shown.get("files", "")
    if was is None or now is None:
        kind = "added" if was is None else "removed"
        return FormatChange(source_id, name, kind, tuple(compare_keys(was or {}, now or {})))
    keys = tuple(compare_keys(was, now))
    return FormatChange(source_id, name, "changed", keys) if keys else None


def _compare_shared(old: Path, new: Path, unreadable: list[str]) -> Iterator[FormatChange]:
    """Shared formats, `_exports/<name>.yaml`; named with the sources that are `like` them."""
    names = {path.stem for mappings in (old, new) for path in (mappings / SHARED).glob("*.yaml")}
    for name in sorted(names):
        was, now = (
            _documents(mappings / SHARED / f"{name}.yaml", f"{when}: {SHARED}/{name}.yaml", unreadable)
            for mappings, when in ((old, "before"), (new, "after"))
        )
        if was is None or now is None or not (was or now):
            continue
        change = _compare_format(f"{SHARED}/{name}", was[0] if was else None, now[0] if now else None)
        if change is not None:
            users = _users_of(name, new)
            used = f"used by {', '.join(users)}" if users else "used by no source"
            yield FormatChange(change.source_id, used, change.kind, change.keys)


def _users_of(name: str, mappings: Path) -> list[str]:
    return [
        folder.name
        for folder in source_folders(mappings)
        if any(document.get("like") == name for document in _documents(folder / "export.yaml", "", []) or [])
    ]
