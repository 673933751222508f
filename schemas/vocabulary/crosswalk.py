"""Frameworks: how (reason, setting) rolls up to a published list of reasons.

Belongs here: the roll-up of every (reason, setting) that the tree allows, read from `schemas/crosswalks/*.yaml`. Does
not belong here: how such a file is written and checked (`schemas.vocabulary.crosswalk_file`), or counting
(`warehouse`). A roll-up that is not a function says so (`undetermined` with its candidates); it never guesses.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

from schemas.text.problem import VocabularyError
from schemas.text.yaml_folder import read_each, read_only_document
from schemas.vocabulary.code import Codes, load_codes
from schemas.vocabulary.crosswalk_file import (
    Certainty,
    CrosswalkChecks,
    FrameworkCode,
    FrameworkMain,
    Meaning,
    WrittenCrosswalk,
    WrittenRow,
    settings_of,
)

RollupCode = Literal["exact", "undetermined", "none"]


@dataclass(frozen=True)
class Rollup:
    """What one (reason, setting) is in a framework.

    `framework_codes` is filled where `rollup_code` is exact (two codes for `both`), `candidates` where it is
    undetermined: alternatives in the file's spelling (`V.12`, `V.12+V.16`, `V.*`). `main` is the main heading shared
    by everything that it can be, else None. `possible` are all codes that it may be, `certain` those that every
    alternative holds; a single candidate that is still undetermined is not certain.
    """

    rollup_code: RollupCode
    framework_codes: tuple[str, ...]
    candidates: tuple[str, ...]
    main: str | None
    possible: frozenset[str]
    certain: frozenset[str]
    reason_code: str
    setting_code: str
    certainty: Certainty
    note: str


@dataclass(frozen=True)
class Crosswalk:
    """One framework: its own list, and the roll-up of every (reason, setting) that the tree allows."""

    framework: str
    title: str
    source: str
    note: str
    mains: dict[str, FrameworkMain]
    codes: dict[str, FrameworkCode]
    rows: tuple[Rollup, ...]
    by_pair: dict[tuple[str, str], Rollup]

    def rollup(self, reason: str, setting: str) -> Rollup:
        """The roll-up of a pair. Raises KeyError where the tree does not allow the pair."""
        try:
            return self.by_pair[(reason, setting)]
        except KeyError:
            raise KeyError(f"{self.framework} has no roll-up of `{reason}` with setting `{setting}`") from None

    @property
    def labels(self) -> dict[str, Meaning]:
        """The framework's own list in the common schema: framework code -> (reason, setting, basis)."""
        return {code.code: code.means for code in self.codes.values()}


@cache
def load_crosswalks() -> dict[str, Crosswalk]:
    """The frameworks of this installation by id (`CHI_V1` ...). Raises VocabularyError with every problem."""
    return read_crosswalks(files("schemas").joinpath("crosswalks"), load_codes())


def read_crosswalks(folder: Path | Traversable, codes: Codes) -> dict[str, Crosswalk]:
    """The crosswalks of a folder, one YAML file each. Raises VocabularyError with every problem of every file."""
    found = read_each(folder, lambda entry: _read_crosswalk(entry, f"schemas/crosswalks/{entry.name}", codes))
    return {crosswalk.framework: crosswalk for crosswalk in found}


def _read_crosswalk(entry: Path | Traversable, file: str, codes: Codes) -> Crosswalk:
    written, document = read_only_document(entry, file, WrittenCrosswalk, "framework")
    problems = list(CrosswalkChecks(written, document, file, codes).problems())
    if problems:
        raise VocabularyError(problems)
    return _expand(written, codes)


def _expand(written: WrittenCrosswalk, codes: Codes) -> Crosswalk:
    """Every pair on its own, in the order of the tree."""
    reasons = codes.list_of("reason").codes
    main_of = {code.code: code.main for code in written.codes}
    found = {
        (row.reason, setting): _rollup_of(row, setting, main_of)
        for row in written.rows
        for setting in settings_of(row, reasons[row.reason].settings)
    }
    pairs = [(code.code, setting) for code in reasons.values() for setting in code.settings if not code.replaced_by]
    by_pair = {pair: found[pair] for pair in pairs}
    mains = {main.code: main for main in written.mains}
    own = {code.code: code for code in written.codes}
    title, source, note = written.title, written.source, written.note
    return Crosswalk(written.framework, title, source, note, mains, own, tuple(by_pair.values()), by_pair)


def _rollup_of(row: WrittenRow, setting: str, main_of: dict[str, str]) -> Rollup:
    exact = tuple(row.to.split("+")) if row.to else ()
    sets = [frozenset(exact)] if exact else [one for text in row.undetermined for one in _alternatives(text, main_of)]
    possible = frozenset().union(*sets)
    mains = {main_of[code] for code in possible}
    return Rollup(
        rollup_code="exact" if exact else "none" if row.none else "undetermined",
        framework_codes=exact,
        candidates=row.undetermined,
        main=mains.pop() if len(mains) == 1 else None,
        possible=possible,
        certain=frozenset.intersection(*sets) if exact or len(sets) > 1 else frozenset(),
        reason_code=row.reason,
        setting_code=setting,
        certainty=row.certainty,
        note=row.note,
    )


def _alternatives(candidate: str, main_of: dict[str, str]) -> list[frozenset[str]]:
    """`V.12+V.16` is one alternative of two codes; `V.*` as many alternatives as the main has codes."""
    if candidate.endswith(".*"):
        return [frozenset({code}) for code, main in main_of.items() if main == candidate[:-2]]
    return [frozenset(candidate.split("+"))]
