"""Everything that is declared, loaded and cross-checked.

Belongs here: reading the mapping folders, checking them against the vocabulary, and reporting *all* problems at once,
or telling folders with mistakes from sound ones, so that one of them holds its own source only.
Does not belong here: the models of the three files (`source`, `export`, `decision`), or any data.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from schemas.mapping.correction import Correction
from schemas.mapping.count_export import AnyExport
from schemas.mapping.decision import Decision
from schemas.mapping.export import Export
from schemas.mapping.folder import SOURCE_ID, Reading, read_mapping, source_id_problems
from schemas.mapping.folder_files import unread_in_survey
from schemas.mapping.questions import Question, find_questions
from schemas.mapping.reply import Reply
from schemas.mapping.source import Member, Source
from schemas.mapping.survey import Survey, is_survey, read_survey, unknown_in_survey
from schemas.text.problem import MappingError, Problem, relative
from schemas.vocabulary.code import Codes, load_codes


@dataclass(frozen=True)
class Mapping:
    """What one source is declared to be: the three files of its folder."""

    source: Source
    exports: tuple[AnyExport, ...]
    decisions: tuple[Decision, ...]
    folder: Path
    corrections: tuple[Correction, ...] = ()
    questions: tuple[Question, ...] = ()
    """What a draft asked and nobody has answered yet: no part of what the mapping says."""

    @property
    def source_id(self) -> str:
        return self.source.source_id

    @cached_property
    def content_hash(self) -> str:
        """A hash of what the models hold; comments and layout of the files do not change it."""
        parts = [self.source.model_dump_json(by_alias=True)]
        parts += [export.model_dump_json(by_alias=True) for export in self.exports]
        parts += [correction.model_dump_json(by_alias=True) for correction in self.corrections]
        parts += sorted(decision.model_dump_json(by_alias=True, exclude={"line"}) for decision in self.decisions)
        return hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()

    @cached_property
    def formats_hash(self) -> str:
        """A hash of what says how files are read, whatever the values in them mean."""
        parts = [self.source.model_dump_json(include={"declared": {"zone", "valid", "thresholds", "ignore_files"}})]
        parts += [export.model_dump_json(by_alias=True) for export in self.exports]
        return hashlib.sha256("\n".join(parts).encode("utf-8")).hexdigest()

    @property
    def contact_exports(self) -> tuple[Export, ...]:
        """Formats whose records are contacts or reasons; the others are counts."""
        return tuple(export for export in self.exports if isinstance(export, Export))

    def decided_fields(self) -> frozenset[str]:
        """Fields that at least one format of this source fills."""
        return frozenset().union(*(export.decided_fields() for export in self.exports))


@dataclass(frozen=True)
class Registry:
    """All sources by id, in order, and the vocabulary that they were checked against.

    `broken`: what is wrong, by folder, where a mapping cannot be used. Such a source is held: nothing of it is run. It
    is among `sources` only as far as something of it is known: as its `source.yaml` says, and as the lake keeps it.
    `replies`: what each helpline answered to its findings. They are no part of a mapping: no row of a source hangs on
    them, so that a new one reads nothing anew, and a mistake elsewhere in the folder does not undo them.
    """

    sources: dict[str, Mapping]
    codes: Codes
    broken: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    replies: dict[str, tuple[Reply, ...]] = field(default_factory=dict)
    surveys: dict[str, Survey] = field(default_factory=dict)
    survey_ids: frozenset[str] = frozenset()

    @property
    def named(self) -> list[str]:
        """The names of all folders, in order: also of those of which nothing but mistakes is known."""
        return sorted({*self.sources, *self.broken, *self.survey_ids})

    @property
    def delivering(self) -> list[str]:
        """Ids of all whose files may lie in landing and lake: sources as far as known, and surveys; in order."""
        return sorted({*self.sources, *self.survey_ids})

    def address_of(self, delivering_id: str) -> str:
        """Where the files of a source or a survey come in. Raises KeyError."""
        survey = self.surveys.get(delivering_id)
        return survey.address if survey else self.sources[delivering_id].source.address

    def members_of(self, network_code: str) -> list[Member]:
        """The members of a network that its sources name, by id."""
        sources = [one.source for one in self.sources.values() if one.source.network_code == network_code]
        return [member for _, member in sorted({one.member.member_id: one.member for one in sources}.items())]

    @property
    def runnable(self) -> list[str]:
        """Those of them that are ids of sources, so that a run can be started, if only to say what is wrong."""
        return [name for name in self.named if SOURCE_ID.fullmatch(name)]

    @cached_property
    def codes_hash(self) -> str:
        """A hash of every code list."""
        texts = [code_list.model_dump_json() for _, code_list in sorted(self.codes.lists.items())]
        return hashlib.sha256("\n".join(texts).encode("utf-8")).hexdigest()

    @cached_property
    def content_hash(self) -> str:
        """A hash of every mapping, reply and code list."""
        texts = [*(mapping.content_hash for mapping in self.sources.values()), self.codes_hash]
        texts += [f"{name} {survey.model_dump_json(by_alias=True)}" for name, survey in sorted(self.surveys.items())]
        for source_id, replies in sorted(self.replies.items()):
            texts += sorted(f"{source_id} {reply.model_dump_json(by_alias=True)}" for reply in replies)
        texts += [str(problem) for problems in self.broken.values() for problem in problems]
        return hashlib.sha256("\n".join(texts).encode("utf-8")).hexdigest()


def source_folders(mappings: Path) -> Iterator[Path]:
    """The folders that are sources: `mappings/[!_]*/`, surveys left out, in order of name."""
    yield from (folder for folder in mapping_folders(mappings) if not is_survey(folder))


def mapping_folders(mappings: Path) -> Iterator[Path]:
    """The folders of sources and of surveys: `mappings/[!_]*/`, in order of name."""
    for folder in sorted(mappings.iterdir()) if mappings.is_dir() else []:
        if folder.is_dir() and folder.name[0] not in "_.":
            yield folder


def source_ids(mappings: Path) -> list[str]:
    """The ids of all sources, without reading any file (Dagster's partitions)."""
    return [folder.name for folder in source_folders(mappings)]


def load_registry(mappings: Path, only: str = "") -> Registry:
    """Load and cross-check every mapping folder, or `only` the one of that name.

    Raises MappingError with all problems, each with file and line.
    """
    registry = load_sound(mappings, only)
    problems = [problem for problems in registry.broken.values() for problem in problems]
    if not only and all(name in registry.sources or name in registry.survey_ids for name in registry.broken):
        problems += _unknown_in_surveys(mappings, registry)
    if problems:
        raise MappingError(problems)
    return registry


def _unknown_in_surveys(mappings: Path, registry: Registry) -> Iterator[Problem]:
    """What surveys name and no folder has; asked where it is known of every folder who it is."""
    for name, survey in registry.surveys.items():
        folder = mappings / name
        members = registry.members_of(survey.network)
        yield from unknown_in_survey(folder, survey, members, relative(folder, mappings.parent))


def load_sound(mappings: Path, only: str = "") -> Registry:
    """The same, where a folder with mistakes is `broken` and stops no other.

    Raises MappingError where there is no folder of mappings, VocabularyError where what all of them share is wrong.
    """
    if not mappings.is_dir():
        raise MappingError([Problem(str(mappings), 0, "there is no such folder", "set HARMONISE_MAPPINGS")])
    codes = load_codes()
    broken: dict[str, tuple[Problem, ...]] = {}
    sources: dict[str, Mapping] = {}
    replies: dict[str, tuple[Reply, ...]] = {}
    surveys: dict[str, Survey | None] = {}
    for folder in mapping_folders(mappings):
        if only and folder.name != only:
            continue
        if is_survey(folder):
            surveys[folder.name] = _survey_of(folder, codes, relative(folder, mappings.parent), broken)
            continue
        reading = read_mapping(folder, mappings / "_exports", codes, relative(folder, mappings.parent))
        if reading.problems:
            broken[folder.name] = tuple(sorted(set(reading.problems)))
        if reading.replies:
            replies[folder.name] = tuple(reading.replies)
        if reading.source is not None:
            sources[folder.name] = _mapping_of(reading.source, reading, folder)
    sound = {name: survey for name, survey in surveys.items() if survey is not None}
    return Registry(sources, codes, broken, replies, sound, frozenset(surveys))


def _survey_of(folder: Path, codes: Codes, shown: str, broken: dict[str, tuple[Problem, ...]]) -> Survey | None:
    """The survey of a folder; None where it has mistakes, which then stand in `broken`."""
    survey, problems = read_survey(folder, codes, shown)
    problems += source_id_problems(folder.name, shown)
    problems += unread_in_survey(folder, shown)
    if problems:
        broken[folder.name] = tuple(sorted(set(problems)))
        return None
    return survey


def _mapping_of(source: Source, reading: Reading, folder: Path) -> Mapping:
    """The whole mapping; of one with mistakes only who the source is, since nothing else of it may be used."""
    questions = tuple(find_questions(folder))
    if reading.problems:
        return Mapping(source, (), (), folder, questions=questions)
    return Mapping(
        source,
        tuple(reading.exports),
        tuple(reading.decisions),
        folder,
        tuple(reading.corrections),
        questions,
    )
