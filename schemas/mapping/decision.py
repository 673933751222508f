"""`decisions.csv`: what does each value mean?

Belongs here: the typed row of that file, reading it with line numbers, and what makes two rows contradict each other.
Does not belong here: applying decisions to values (`warehouse.harmonise.decide`), or whether a code exists
(`schemas.mapping.registry` checks rows against the code lists).
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator, model_validator

from schemas.mapping.strict import Strict
from schemas.text.fold import fold, fold_but_marks
from schemas.text.formula import from_spreadsheet
from schemas.text.problem import Problem
from schemas.text.shape import shape_of
from schemas.vocabulary.fields import DECIDED, REASON, SETTING

HEADER = ("field", "source_value", "outcome", "code", "setting", "basis", "fit", "from", "to", "note", "by", "on")

Outcome = Literal["mapped", "missing", "ignored", "suggested"]


class Decision(Strict):
    """One row: this value of this field means this, from this day to that."""

    field: str = Field(description="the field that the value stands in")
    source_value: str = Field(min_length=1, description="the value as the helpline writes it; compared after folding")
    outcome: Outcome = Field(description="mapped, missing (a word for nothing), ignored (with a note), suggested")
    code: str = Field(default="", description="what it means: a code of the field's list")
    setting: str = Field(default="", description="for reasons: online or offline where the value itself says so")
    basis: str = Field(
        default="",
        description="label (its own words) or list (its neighbours); label if left out. In the field setting: list "
        "where the value is only a place in the world, so that offline is sure of bodily acts and weak of all others",
    )
    fit: Literal["", "equal", "narrower", "wider", "overlap"] = Field(
        default="",
        description="how well it fits. In the field setting wider or overlap where the value says more than its code "
        "(was technology involved?): bounds then leave the setting open",
    )
    valid_from: date | None = Field(default=None, alias="from", description="first day on which it means this")
    valid_to: date | None = Field(default=None, alias="to", description="last day on which it means this")
    note: str = Field(default="", description="why, where it is a judgement")
    reviewed_by: str = Field(default="", alias="by", description="who decided")
    reviewed_on: date | None = Field(default=None, alias="on", description="when")
    line: int = Field(default=0, description="line of the file")

    @field_validator("field")
    @classmethod
    def _known_field(cls, value: str) -> str:
        if value not in DECIDED:
            raise ValueError(f"unknown field; known: {', '.join(DECIDED)}")
        return value

    @field_validator("basis")
    @classmethod
    def _known_basis(cls, value: str) -> str:
        if value not in ("", "label", "list"):
            raise ValueError("basis is label or list: the others follow from where the setting stands")
        return value

    @model_validator(mode="after")
    def _whole(self) -> Decision:
        if self.outcome == "mapped" and not self.code:
            raise ValueError("mapped needs a code")
        if self.outcome == "suggested" and not (self.code or self.note):
            raise ValueError("suggested needs a code, or a note that says what it is otherwise")
        if self.outcome in ("missing", "ignored") and (self.code or self.setting):
            raise ValueError(f"{self.outcome} carries neither code nor setting")
        if self.outcome == "ignored" and not self.note:
            raise ValueError("ignored needs a note: why is this value not counted?")
        if self.setting and self.field != REASON:
            raise ValueError(f"setting belongs to the field reason, not to {self.field}")
        if self.basis and not self.setting and self.field != SETTING:
            raise ValueError("basis says how a setting is known; there is no setting")
        if self.basis and self.field == SETTING and (self.basis, self.code) != ("list", "offline"):
            raise ValueError(
                "a value of the setting carries basis list where it is a place taken as offline, else none"
            )
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError("`from` is after `to`")
        return self

    @property
    def folded(self) -> str:
        """What the value is compared by, where no decision has its own accents."""
        return fold(self.source_value)

    @property
    def marked(self) -> str:
        """What the value is compared by first: folded, but with its accents."""
        return fold_but_marks(self.source_value)

    @property
    def basis_code(self) -> str:
        """`label` or `list` where the decision says a setting; `list` where it takes a place as offline; else empty."""
        return (self.basis or "label") if self.setting else self.basis

    def overlaps(self, other: Decision) -> bool:
        """True where both are valid on some day."""
        starts_late = self.valid_from and other.valid_to and self.valid_from > other.valid_to
        ends_early = self.valid_to and other.valid_from and self.valid_to < other.valid_from
        return not (starts_late or ends_early)

    def decision_id(self, source_id: str) -> str:
        """A hash of what is decided: the same wherever the row stands in the file, whoever reviewed it."""
        parts = (source_id, self.field, self.folded, self.outcome, self.code, self.setting, self.basis_code)
        days = (str(self.valid_from or ""), str(self.valid_to or ""))
        return hashlib.sha256("\x1f".join((*parts, *days)).encode("utf-8")).hexdigest()[:16]


def read_decisions(path: Path, file: str) -> tuple[list[Decision], list[Problem]]:
    """The rows of a decisions.csv, and everything that is wrong with single rows. UTF-8; comma or semicolon."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], [Problem(file, 0, "not UTF-8 text", "save the file as `CSV UTF-8`")]
    first = text.partition("\n")[0].rstrip("\r")
    delimiter = ";" if first.count(";") > first.count(",") else ","
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    decisions: list[Decision] = []
    problems: list[Problem] = []
    try:
        header = [cell.strip() for cell in next(rows, [])]
        problems.extend(_header_problems(header, file))
        if problems:
            return [], problems
        for line, cells in _numbered(rows):
            if any(cell.strip() for cell in cells):
                _read_row(header, cells, line, file, decisions, problems)
    except csv.Error as error:
        problems.append(Problem(file, rows.line_num, f"not a CSV table: {error}", "check the quotes of this line"))
    return decisions, problems


def _numbered(rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line that it begins on (a quoted cell may hold line breaks)."""
    start = 2
    for cells in rows:
        yield start, cells
        start = rows.line_num + 1  # type: ignore[attr-defined]


def _header_problems(header: list[str], file: str) -> list[Problem]:
    unknown = [name for name in header if name not in HEADER]
    absent = [name for name in HEADER[:4] if name not in header]
    problems = [Problem(file, 1, f"unknown column `{name}`", f"columns are {','.join(HEADER)}") for name in unknown]
    return problems + [Problem(file, 1, f"column `{name}` is missing", "add it to the header") for name in absent]


def _read_row(
    header: list[str], cells: list[str], line: int, file: str, decisions: list[Decision], problems: list[Problem]
) -> None:
    if len(cells) > len(header) and not any(cells[len(header) :]):
        cells = cells[: len(header)]
    if len(cells) != len(header):
        message = f"{len(cells)} cells under {len(header)} columns"
        problems.append(Problem(file, line, message, "quote a value that holds the separator"))
        return
    named = dict(zip(header, (from_spreadsheet(cell.strip()) for cell in cells), strict=True))
    values: dict[str, object] = {name: cell for name, cell in named.items() if cell != ""}
    if named.get("outcome") == "unmapped":
        problems.append(Problem(file, line, "unmapped cannot be written", "leave the row out, or decide it"))
        return
    try:
        decisions.append(Decision.model_validate({**values, "line": line}))
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_input=False):
            place = ".".join(str(part) for part in detail["loc"])
            shape = f" (it is {shape_of(named.get(place, ''))})" if named.get(place) else ""
            message = detail["msg"].removeprefix("Value error, ")
            is_date = detail["type"].startswith("date")
            message = "a day is written 2026-11-24" if is_date else message
            step = "has a spreadsheet rewritten it? Format the column as text" if is_date else ""
            problems.append(Problem(file, line, f"{place + ': ' if place else ''}{message}{shape}", step))


def labels_by_field(decisions: Iterable[Decision]) -> dict[str, frozenset[str]]:
    """The values that somebody has decided, by field; a suggestion knows nothing of what a value is."""
    labels: dict[str, set[str]] = defaultdict(set)
    for decision in decisions:
        if decision.outcome != "suggested":
            labels[decision.field].add(decision.source_value)
    return {name: frozenset(values) for name, values in labels.items()}


def contradictions(decisions: Iterable[Decision], single: frozenset[str], file: str) -> list[Problem]:
    """Rows that cannot both hold. `single` names the fields in which a value has one meaning at a time.

    Suggestions decide nothing, so any number of them may stand beside each other, and beside what was accepted.
    """
    groups: dict[tuple[str, str], list[Decision]] = defaultdict(list)
    problems = []
    suggested: dict[tuple[str, ...], int] = {}
    for decision in decisions:
        if decision.outcome == "suggested":
            days = (str(decision.valid_from), str(decision.valid_to))
            same = (decision.field, decision.folded, decision.code, decision.setting, decision.basis_code, *days)
            if same in suggested:
                twice = f"the same suggestion is written twice (see line {suggested[same]})"
                problems.append(Problem(file, decision.line, twice, "one row is enough"))
            suggested.setdefault(same, decision.line)
            continue
        groups[decision.field, decision.folded].append(decision)
    for rows in groups.values():
        for earlier, later in combinations(rows, 2):
            message = _contradiction(earlier, later, single) if earlier.overlaps(later) else None
            if message:
                step = "keep one of the two, or give them days (`from`, `to`) that do not overlap"
                problems.append(Problem(file, later.line, f"{message} (see line {earlier.line})", step))
    return problems


def _contradiction(earlier: Decision, later: Decision, single: frozenset[str]) -> str | None:
    same = (earlier.outcome, earlier.code, earlier.setting) == (later.outcome, later.code, later.setting)
    if earlier.source_value == later.source_value:
        if same:
            return "the same decision is written twice"
        if earlier.outcome != later.outcome:
            return f"the value is {earlier.outcome} and {later.outcome} at the same time"
        return f"{later.field} has one answer per contact, this value has two" if later.field in single else None
    if not same:
        # Accents may tell words apart: each then has its own decision.
        is_one_word = earlier.marked == later.marked
        return "two spellings of one value (they fold together) are decided differently" if is_one_word else None
    return "two spellings of one value (they fold together): one row is enough"
