"""The answers of a sheet: who said what of which scenario.

Belongs here: turning rows into answers, in the common codes or through a source's own list, and everything that is
wrong with them. Does not belong here: the file (`pipelines.agree.sheet`), how codes are written
(`pipelines.agree.written`), or judging answers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipelines.agree.sheet import SheetRow, read_sheet, refuse
from pipelines.agree.written import CommonCodes, Reader, WrongAnswerError
from schemas.text.near import ask_meant, find_near
from schemas.text.problem import Problem
from schemas.text.shape import shape_of
from schemas.vocabulary.scenario import Pair, ScenarioSet

RATER = re.compile(r"[\w.:/#-]{1,24}")
COMMON = ""
"""In place of a source: the answer is in the common codes."""


@dataclass(frozen=True)
class Answer:
    """One rater's answer to one scenario; no pairs where the rater found that no reason fits."""

    rater: str
    helpline: str
    source_id: str
    scenario_id: str
    pairs: frozenset[Pair]

    @property
    def who(self) -> tuple[str, str]:
        """A rater's code is a helpline's own: r1 of two helplines is two people."""
        return self.helpline, self.rater


@dataclass(frozen=True)
class Answers:
    """Everything that a sheet says. `n_blank`: rows that somebody left open, which are missing, not wrong."""

    answers: tuple[Answer, ...]
    n_blank: int


@dataclass
class _Open:
    """An answer that further rows may add to."""

    row: SheetRow
    answer: Answer
    n_labels: int
    may_go_on: bool


@dataclass
class _Reading:
    """What has been read so far of one sheet."""

    file: str
    scenarios: frozenset[str]
    lists: Mapping[str, Reader]
    common: CommonCodes
    source_id: str
    problems: list[Problem] = field(default_factory=list)
    found: dict[tuple[str, str, str], _Open] = field(default_factory=dict)
    last: tuple[str, str, str] | None = None
    n_blank: int = 0

    def add(self, row: SheetRow) -> None:
        """Take one row in. What is wrong with it is a problem, and the next row is read all the same."""
        before = len(self.problems)
        self._check_row(row)
        if len(self.problems) > before:
            return
        source_id = row["source"] or self.source_id
        try:
            labels, pairs = self._reader(source_id).read(row["answer"], row["setting"])
        except WrongAnswerError as error:
            self._wrong(row, error.column, str(error), error.next_step)
            return
        if labels is None:
            self.n_blank += 1
            return
        helpline = (row["helpline"] or source_id).casefold()
        answer = Answer(row["rater"].casefold(), helpline, source_id, row["scenario"].casefold(), pairs)
        self._keep(row, answer, labels)

    def _reader(self, source_id: str) -> Reader:
        return self.lists[source_id] if source_id else self.common

    def _wrong(self, row: SheetRow, column: str, message: str, next_step: str = "") -> None:
        self.problems.append(Problem(self.file, row.line, f"column `{column}`: {message}", next_step))

    def _check_row(self, row: SheetRow) -> None:
        scenario = row["scenario"].casefold()
        if scenario not in self.scenarios:
            step = ask_meant(find_near(scenario, self.scenarios, 0.75), f"there are {_ends(self.scenarios)}")
            self._wrong(row, "scenario", f"no scenario has this id; it is {shape_of(row['scenario'])}", step)
        if row["source"] and row["source"] not in self.lists:
            step = ask_meant(find_near(row["source"].casefold(), self.lists), "a source is a folder of mappings/")
            self._wrong(row, "source", f"there is no source of this name; it is {shape_of(row['source'])}", step)
        if not row["answer"] and row["setting"]:
            self._wrong(row, "setting", "a setting without an answer", "write the answer, or leave both open")
        if row["answer"] and not row["rater"]:
            self._wrong(row, "rater", "an answer of nobody", "write the rater's code on every row")
        for column in ("rater", "helpline"):
            if row[column] and not RATER.fullmatch(row[column]):
                message = f"a code is expected, up to 24 letters, digits and signs; it is {shape_of(row[column])}"
                self._wrong(row, column, message, "give everybody a code such as r1; names stay with you")

    def _keep(self, row: SheetRow, answer: Answer, labels: list[str]) -> None:
        key = (*answer.who, answer.scenario_id)
        earlier = self.found.get(key)
        is_whole = len(labels) != 1
        if earlier is None:
            self.found[key] = _Open(row, answer, len(labels), not is_whole)
        elif self.last == key and earlier.may_go_on and not is_whole and earlier.answer.source_id == answer.source_id:
            if answer.pairs <= earlier.answer.pairs:
                self._wrong(row, "answer", f"the same answer as in line {earlier.row.line}", "write it once")
            earlier.answer = replace(answer, pairs=answer.pairs | earlier.answer.pairs)
            earlier.n_labels += 1
        else:
            message = f"this rater has answered this scenario already, in line {earlier.row.line}"
            step = "keep one; several reasons stand in one cell, or on rows directly beneath each other"
            self._wrong(row, "rater", message, step)
        self.last = key
        self._check_cap(row, self.found[key])

    def _check_cap(self, row: SheetRow, one: _Open) -> None:
        cap = self._reader(one.answer.source_id).cap
        if cap and one.n_labels > cap:
            message = f"{one.n_labels} reasons, and this source's system records {cap} at most"
            self._wrong(row, "answer", message, "answer as a contact can be recorded there")


def _ends(scenarios: frozenset[str]) -> str:
    ordered = sorted(scenarios)
    return f"{ordered[0]} to {ordered[-1]}"


def read_answers(
    path: Path, scenarios: ScenarioSet, lists: Mapping[str, Reader], common: CommonCodes, source_id: str = COMMON
) -> Answers:
    """All answers of a sheet. `lists`: how to read the answers of each source; `source_id`: of rows that name none.

    Raises AnswersError with everything that is wrong, each with line and column.
    """
    file = str(path)
    reading = _Reading(file, frozenset(one.id for one in scenarios.entries), lists, common, source_id)
    rows = read_sheet(path, file)
    for row in rows:
        reading.add(row)
    answers = tuple(one.answer for one in reading.found.values())
    reading.problems.extend(_mixed_raters(reading))
    if not reading.problems and not answers:
        step = "fill in `rater` and `answer`" if rows else "begin with `harmonise agree --blank FILE`"
        reading.problems.append(Problem(file, 0, "nobody has answered anything", step))
    if reading.problems:
        raise refuse(reading.problems, file)
    return Answers(answers, reading.n_blank)


def _mixed_raters(reading: _Reading) -> list[Problem]:
    """Raters of one list with and without a helpline: one person counted as two would agree with nobody so well."""
    named = {(one.answer.rater, one.answer.source_id) for one in reading.found.values() if one.row["helpline"]}
    problems: dict[tuple[str, str], Problem] = {}
    for one in reading.found.values():
        who = (one.answer.rater, one.answer.source_id)
        if not one.row["helpline"] and who in named:
            message = "column `helpline`: open here, and filled in elsewhere for this rater"
            problem = Problem(reading.file, one.row.line, message, "fill it in on every row")
            problems.setdefault(who, problem)
    return list(problems.values())
