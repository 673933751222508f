"""`survey.yaml`: the survey of a network's members, as the secretariat exports it: a row a member, a column a question.

Belongs here: the typed model of that file, and which words of a cell mean which answer. Does not belong here: reading a
survey's file (`warehouse.survey`), or what a member's *sources* declare (`schemas.mapping.source`).

A survey lies in a mapping folder of its own, beside those of the helplines: what it sends is landed as theirs is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator, model_validator

from schemas.mapping.address import NEXT_STEP, SECRET, holds_secret
from schemas.mapping.date_forms import refuse_name_pattern
from schemas.mapping.folder_files import SURVEY_FILE
from schemas.mapping.read import Names, Read
from schemas.mapping.source import Member
from schemas.mapping.strict import Strict
from schemas.text.fold import fold
from schemas.text.near import ask_meant, find_near
from schemas.text.problem import Problem, ProblemsError
from schemas.text.yaml import problems_of, read_yaml_text
from schemas.vocabulary.code import Codes

QUESTIONS: dict[str, str] = {
    "several_reasons": "survey_answer",
    "setting": "survey_setting",
    "training": "survey_answer",
    "awareness": "survey_answer",
    "own_detection": "survey_detection",
}
"""Question -> code list of its answers; the column of `member_survey` is the question's name and `_code`."""


class Question(Strict):
    """Where the answers to one question stand, and how they are spelled."""

    column: Names = Field(min_length=1, description="the header, in the form's own words; of several the one there is")
    answers: dict[str, Names] = Field(
        default_factory=dict,
        description="code -> other spellings of the answer. The code itself and its label are known, whatever their "
        "case and accents, with a blank, _ or - between words",
    )


class Form(Strict):
    """One form of the survey's file. Where the questions or headers changed, a second form is written below."""

    files: str = Field(description="which files: a name with the year that they are about, `survey_(%Y)*.csv`")
    newest: str = Field(
        default="",
        description="where the name has the day of the export, the pattern that catches it: "
        "`survey_*_(%Y-%m-%d).csv`; without it the file that came last is the newest",
    )
    first_year: int | None = Field(default=None, description="the first survey year that it is for, where it changed")
    last_year: int | None = Field(default=None, description="the last")
    read: Read = Field(description="the container and its dialect, as in export.yaml: csv or workbook")
    member: Names = Field(min_length=1, description="the header of the column with the member's id or name")
    newest_row: Literal["last", "first"] = Field(
        default="last", description="where a member stands twice in a file: which of its rows is the newer answer"
    )
    ignored_columns: Names = Field(default=(), description="columns that are left unread on purpose; `*` as in names")
    questions: dict[str, Question] = Field(min_length=1, description="the questions that this form has")

    @field_validator("files", "newest")
    @classmethod
    def _catches_a_day(cls, value: str) -> str:
        if value:
            refuse_name_pattern(value)
        return value

    @field_validator("questions")
    @classmethod
    def _known_questions(cls, value: dict[str, Question]) -> dict[str, Question]:
        for name in value:
            if name not in QUESTIONS:
                raise ValueError(f"unknown question `{name}`; known: {', '.join(QUESTIONS)}")
        return value

    @model_validator(mode="after")
    def _is_a_table(self) -> Form:
        if not self.read.is_table or self.read.is_in_parts:
            raise ValueError("a survey is one table: say csv, workbook (one sheet) or parquet")
        if "%Y" not in self.files:
            raise ValueError("`files` has to catch the year: survey_(%Y).csv")
        names = [fold(name) for name in (*self.member, *(n for one in self.questions.values() for n in one.column))]
        if len(set(names)) < len(names):
            raise ValueError("one column is named twice: each question has a column of its own")
        return self

    def ignores(self, column: str) -> bool:
        """Whether a column is left unread on purpose."""
        return any(fnmatchcase(fold(column), fold(name)) for name in self.ignored_columns)

    def is_for(self, year: int) -> bool:
        """Whether it is the form of that survey year."""
        return (self.first_year or year) <= year <= (self.last_year or year)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read, each by the first of its spellings: the member's, then the questions'."""
        return (self.member[0], *(one.column[0] for one in self.questions.values()))

    @property
    def renamed(self) -> dict[str, tuple[str, ...]]:
        """Other spellings of those columns."""
        named = (self.member, *(one.column for one in self.questions.values()))
        return {names[0]: names[1:] for names in named if len(names) > 1}


class Survey(Strict):
    """The survey of one network's members: a folder of its own beside those of the helplines, with this file alone. See
    docs/survey.md.
    """

    name: str = Field(description="what the survey is called")
    network: str = Field(description="whose members are asked: the `network` of their sources")
    address: str = Field(description="where its files come in: a folder or glob below HARMONISE_DELIVERIES, or a URL")
    ignore_files: Names = Field(default=(), description="files that are no answers, or were withdrawn")
    members: dict[str, Names] = Field(
        default_factory=dict, description="member_id -> other names under which the member answers"
    )
    synthetic: bool = Field(default=False, description="invented answers, marked so")
    forms: tuple[Form, ...] = Field(min_length=1, description="the forms of its files, the first in use first")

    @field_validator("address")
    @classmethod
    def _holds_no_secret(cls, value: str) -> str:
        if holds_secret(value):
            raise ValueError(f"{SECRET}; {NEXT_STEP}")
        return value

    def names_of(self, members: Iterable[Member]) -> dict[str, str]:
        """Folded id or name -> member_id. A name that two members bear is none: nobody could say who answered."""
        known: dict[str, set[str]] = defaultdict(set)
        for member in members:
            for name in (member.member_id, member.name, *self.members.get(member.member_id, ())):
                known[fold(name)].add(member.member_id)
        return {name: ids.pop() for name, ids in known.items() if len(ids) == 1}


MODELS = (Survey, Form, Question)
"""What the page on the mapping language says of `survey.yaml`."""


def meanings_of(question: Question, list_name: str, codes: Codes) -> dict[str, str]:
    """Folded spelling -> code: codes and labels of the list, then what the form adds."""
    known: dict[str, str] = {}
    for code in codes.list_of(list_name).codes.values():
        if code.replaced_by is None:
            known |= {compared(code.code): code.code, compared(code.label): code.code}
    for own, spellings in question.answers.items():
        known |= {compared(spelling): own for spelling in spellings}
    return known


def compared(answer: str) -> str:
    """What an answer is compared by: `Very well`, `very_well` and `VERY-WELL` are one."""
    return fold(answer).replace("_", " ").replace("-", " ")


def read_survey(folder: Path, codes: Codes, shown: str) -> tuple[Survey | None, list[Problem]]:
    """The survey that a folder describes, and everything that is wrong with it; None where anything is."""
    file = f"{shown}/{SURVEY_FILE}"
    try:
        documents = read_yaml_text(folder / SURVEY_FILE, file)
    except ProblemsError as error:
        return None, list(error.problems)
    if len(documents) != 1:
        return None, [Problem(file, 1, "not one YAML document", "another form goes under `forms`")]
    (document,) = documents
    try:
        survey = Survey.model_validate(document.content)
    except ValidationError as error:
        return None, problems_of(error, document, file, Survey)
    problems = [
        Problem(file, document.line_of(("forms", place, "questions", name)), message, step)
        for place, form in enumerate(survey.forms)
        for name, question in form.questions.items()
        for message, step in _wrong_answers(question, QUESTIONS[name], codes)
    ]
    return (None if problems else survey), problems


def unknown_in_survey(folder: Path, survey: Survey, members: Iterable[Member], shown: str) -> list[Problem]:
    """What a survey names and no source does: its network, members of it. `members`: those of that network.

    A run reads on: it rejects the rows of such members, and holds the files of such a survey.
    """
    known = sorted({one.member_id for one in members})
    places: list[tuple[tuple[str, ...], str, str]] = []
    if not known:
        step = "compare with `network` in the source.yaml of its helplines"
        places.append((("network",), f"no source is of the network `{survey.network}`", step))
    else:
        for member_id in sorted(set(survey.members) - set(known)):
            step = ask_meant(find_near(member_id, known), "compare with `member: {id: ...}` in source.yaml")
            message = f"no source of the network `{survey.network}` is of the member `{member_id}`"
            places.append((("members", member_id), message, step))
    if not places:
        return []
    file = f"{shown}/{SURVEY_FILE}"
    (document,) = read_yaml_text(folder / SURVEY_FILE, file)
    return [Problem(file, document.line_of(place), message, step) for place, message, step in places]


def _wrong_answers(question: Question, list_name: str, codes: Codes) -> Iterable[tuple[str, str]]:
    own = codes.list_of(list_name).codes
    for code in question.answers:
        if code not in own:
            yield f"unknown code `{code}` of the list `{list_name}`", f"see schemas/codes/{list_name}.yaml"
    spelled: dict[str, str] = {}
    for code, spellings in question.answers.items():
        for spelling in map(compared, spellings):
            if spelled.setdefault(spelling, code) != code:
                yield f"one spelling is given as `{spelled[spelling]}` and as `{code}`", "keep one of the two"


def is_survey(folder: Path) -> bool:
    """Whether a mapping folder describes a survey of members instead of a source."""
    return (folder / SURVEY_FILE).is_file()
