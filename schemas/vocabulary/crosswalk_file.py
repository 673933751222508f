"""How a framework is written in `schemas/crosswalks/*.yaml`, and what must hold in such a file.

Belongs here: the models of the file and their checks: every pair that the tree of reasons allows has one answer, every
answer names codes of the framework, and the framework's own list comes back as itself. Does not belong here: the
roll-up as the pipeline uses it (`schemas.vocabulary.crosswalk`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from schemas.text.problem import Problem
from schemas.text.yaml import Document, YamlPath
from schemas.vocabulary.code import Codes, Text

Certainty = Literal["high", "medium", "low"]


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Meaning(_Written):
    """What a code of a framework means in the common schema: the act, where, and how the setting is known."""

    reason: Text
    setting: Text
    basis: Text


class FrameworkMain(_Written):
    """A main heading of the framework, with the label as published."""

    code: Text
    label: Text
    note: str = ""


class FrameworkCode(_Written):
    """A code of the framework: label as published, definition in own words, and what it means here."""

    code: Text
    main: Text
    label: Text
    definition: Text
    means: Meaning
    note: str = ""


class WrittenRow(_Written):
    """One row as written: a reason with one, several or `any` setting, and exactly one of the three answers.

    `to: V.12+V.16` is both codes; `undetermined` lists candidates in the same spelling, `V.*` being any code of a main.
    """

    reason: Text
    setting: tuple[str, ...]
    to: str | None = None
    undetermined: tuple[Text, ...] = ()
    none: bool = False
    certainty: Certainty
    note: str = ""

    @field_validator("setting", mode="before")
    @classmethod
    def _read_one_as_several(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _have_one_answer(self) -> Self:
        if (self.to is not None) + bool(self.undetermined) + self.none != 1:
            raise ValueError("give exactly one of `to`, `undetermined` and `none`")
        return self


class WrittenCrosswalk(_Written):
    """One crosswalk file."""

    framework: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")]
    title: Text
    source: Text
    note: Text
    mains: Annotated[tuple[FrameworkMain, ...], Field(min_length=1)]
    codes: Annotated[tuple[FrameworkCode, ...], Field(min_length=1)]
    rows: Annotated[tuple[WrittenRow, ...], Field(min_length=1)]


def settings_of(row: WrittenRow, allowed: tuple[str, ...]) -> tuple[str, ...]:
    """The settings that a row speaks of; `any` is every setting that its reason allows."""
    return allowed if row.setting == ("any",) else row.setting


class CrosswalkChecks:
    """What must hold within one crosswalk and against the tree of reasons; each complaint with its line."""

    def __init__(self, written: WrittenCrosswalk, document: Document, file: str, codes: Codes) -> None:
        self.written, self.document, self.file, self.codes = written, document, file, codes
        self.reasons = codes.list_of("reason").codes
        self.mains = {main.code for main in written.mains}
        self.main_of = {code.code: code.main for code in written.codes}

    def problems(self) -> Iterator[Problem]:
        """Everything that is wrong, in no particular order."""
        if self.file.rsplit("/", 1)[-1] != f"{self.written.framework.lower()}.yaml":
            yield self._problem(("framework",), "framework and file differ", "give both one name")
        yield from self._check_twice("mains", [main.code for main in self.written.mains])
        yield from self._check_twice("codes", [code.code for code in self.written.codes])
        for index, code in enumerate(self.written.codes):
            yield from self._check_code(index, code)
        yield from self._check_rows()

    def _problem(self, path: YamlPath, message: str, next_step: str = "") -> Problem:
        return Problem(self.file, self.document.line_of(path), message, next_step)

    def _check_twice(self, key: str, names: Iterable[str]) -> Iterator[Problem]:
        seen: set[str] = set()
        for index, name in enumerate(names):
            if name in seen:
                yield self._problem((key, index, "code"), f"`{name}` stands twice", "keep one of the two")
            seen.add(name)

    def _check_code(self, index: int, code: FrameworkCode) -> Iterator[Problem]:
        path = ("codes", index)
        if code.main not in self.mains:
            yield self._problem((*path, "main"), f"main `{code.main}` is not among `mains`", "add it or correct it")
        yield from self._check_pair((*path, "means"), code.means.reason, (code.means.setting,))
        if not self.codes.list_of("setting_basis").has(code.means.basis):
            message = f"`{code.means.basis}` is not in list setting_basis"
            yield self._problem((*path, "means", "basis"), message, "correct it")

    def _check_pair(self, path: YamlPath, reason: str, settings: tuple[str, ...]) -> Iterator[Problem]:
        known = self.reasons.get(reason)
        if known is None or known.replaced_by:
            state = "is not in list reason" if known is None else f"is replaced by `{known.replaced_by}`"
            yield self._problem((*path, "reason"), f"`{reason}` {state}", "correct it")
            return
        for setting in settings:
            if setting not in known.settings:
                allowed = ", ".join(known.settings)
                yield self._problem((*path, "setting"), f"`{reason}` has no setting `{setting}`", f"it has {allowed}")

    def _check_rows(self) -> Iterator[Problem]:
        answered: dict[tuple[str, str], int] = {}
        for index, row in enumerate(self.written.rows):
            settings = settings_of(row, self.reasons[row.reason].settings if row.reason in self.reasons else ())
            yield from self._check_pair(("rows", index), row.reason, settings)
            yield from self._check_targets(index, row)
            for setting in settings:
                first = answered.setdefault((row.reason, setting), index)
                if first != index:
                    message = f"`{row.reason}` with setting `{setting}` is answered twice"
                    line = self.document.line_of(("rows", first))
                    yield self._problem(("rows", index), f"{message} (first in line {line})", "keep one of the two")
        for code in self.reasons.values():
            for setting in code.settings if not code.replaced_by else ():
                if (code.code, setting) not in answered:
                    yield self._problem(("rows",), f"`{code.code}` with setting `{setting}` has no row", "add it")
        yield from self._check_identity({pair: self.written.rows[index].to for pair, index in answered.items()})

    def _check_targets(self, index: int, row: WrittenRow) -> Iterator[Problem]:
        for target in (*((row.to,) if row.to is not None else ()), *row.undetermined):
            if target in row.undetermined and target.endswith(".*") and target[:-2] in self.mains:
                continue
            for name in target.split("+"):
                if name not in self.main_of:
                    message = f"`{name}` is no code of {self.written.framework}"
                    yield self._problem(("rows", index), message, "add it to `codes` or correct it")

    def _check_identity(self, answers: dict[tuple[str, str], str | None]) -> Iterator[Problem]:
        """The framework's own list, taken into the common schema and rolled up again, gives the same codes."""
        for index, code in enumerate(self.written.codes):
            pair = (code.means.reason, code.means.setting)
            if pair in answers and answers[pair] != code.code:
                message = f"`{code.code}` does not come back as itself from `{pair[0]}` with setting `{pair[1]}`"
                yield self._problem(("codes", index, "means"), message, "correct `means`, or the row of that pair")
