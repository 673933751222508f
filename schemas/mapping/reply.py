"""`replies.yaml`: what the helpline answered to its findings.

Belongs here: the typed model of one reply, and what no reply can say. Does not belong here: which finding a reply meets
(`warehouse.network.replies`): that hangs on the data, and a mapping is read without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from schemas.finding import finding_kinds
from schemas.mapping.strict import Strict
from schemas.text.near import ask_meant, find_near
from schemas.text.printable import printable
from schemas.text.problem import Problem

EXAMPLE = """\
replies:
  - finding: no_setting
    cause: habit
    year: 2024
    reply: The field came with the new form in October. Before, nobody was asked.
    explained: yes
    by: data officer
    on: 2026-11-02
"""
"""As the reference page shows it."""

MOST_CHARACTERS = 600
MOST_OF_ROLE = 60
_LEAST_DIGITS = 7
"""Numbers of emergency and helpline services are shorter; a person's is not."""

_MAIL = re.compile(r"\S\s*[@\uff20\ufe6b]\s*\S")
_PHONE = re.compile(rf"\d(?:[\s().\-/\u2010-\u2015]*\d){{{_LEAST_DIGITS - 1},}}")
_MONTH, _YEAR = r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_DAY = re.compile(rf"(?<!\d)(?:{_YEAR}-{_MONTH}-[0-3]?\d|[0-3]?\d([./]){_MONTH}\1{_YEAR})(?!\d)", re.ASCII)
_YEARS = re.compile(rf"{_YEAR}(?:[\s\-/\u2010-\u2015]+{_YEAR})*", re.ASCII)
"""Days and years are digits in a row, too, and no number of a phone."""


def _said(text: str) -> str:
    """The text in one line. Raises ValueError where it looks like it holds a way to reach a person."""
    told = " ".join(text.split())
    if not told:
        raise ValueError("says nothing")
    if printable(told) != told:
        raise ValueError("holds characters that nobody sees; write it anew")
    if _MAIL.search(told):
        raise ValueError("looks like it holds an e-mail address; name the role, never a person")
    if any(not _YEARS.fullmatch(found.group()) for found in _PHONE.finditer(_DAY.sub("day", told))):
        raise ValueError("looks like it holds a phone number; name the role, never a person. A large number: `12,000`")
    return told


Said = Annotated[str, AfterValidator(_said)]


class Reply(Strict):
    """One answer to one finding, in the helpline's own words: about its way of working, never about a contact."""

    finding: str = Field(description="the `finding_code` that is answered, as `finding` in the release shows it")
    cause: Literal["system", "habit"] | None = Field(
        default=None, description="the finding's `cause_code`; left out: a habit, or a finding that has none"
    )
    year: int | None = Field(default=None, ge=1900, le=2100, description="the finding's year; left out: every year")
    reply: Said = Field(min_length=1, max_length=MOST_CHARACTERS, description="what the helpline answered")
    is_explained: bool = Field(
        alias="explained",
        description="yes: the reply explains the finding, which then stays visible and no longer counts. No: it is "
        "shown beside the finding, and nothing else changes",
    )
    by: Said = Field(min_length=1, max_length=MOST_OF_ROLE, description="who answered, by role")
    on: date = Field(description="the day of the answer; of several to one finding the newest counts")
    line: int = Field(default=0, exclude=True, description="where it stands; filled in by the reader")

    @model_validator(mode="after")
    def _can_be(self) -> Reply:
        if self.year is not None and self.year > self.on.year:
            raise ValueError("`year` is later than the day of the answer")
        if self.cause == "system" and self.is_explained:
            raise ValueError(
                "a reply cannot make a system able; where the system can, correct `records` in source.yaml, else say "
                "`explained: no`: the reply is shown beside the finding"
            )
        return self

    @property
    def key(self) -> tuple[str, str | None, int | None, date]:
        """What tells the replies of a source apart."""
        return self.finding, self.cause, self.year, self.on


class Replies(Strict):
    """The file: a list."""

    replies: tuple[Reply, ...] = Field(description="one entry an answer")


def reply_problems(replies: Sequence[Reply], file: str) -> Iterator[Problem]:
    """What is wrong with replies beside the catalogue of findings, and beside each other."""
    first: dict[tuple[str, str | None, int | None, date], int] = {}
    for one in replies:
        kind = finding_kinds().get(one.finding)
        if kind is None:
            step = ask_meant(find_near(one.finding, finding_kinds()), "see `finding_code` in the table `finding`")
            yield Problem(file, one.line, "there is no finding of this code", step)
        elif one.is_explained and kind.on_fail != "note":
            message = f"`{one.finding}` holds data back, and a reply takes nothing in"
            yield Problem(file, one.line, message, f"say `explained: no`. What takes it in: {kind.next_step}")
        if one.key in first:
            message = f"the finding is answered twice on this day (first in line {first[one.key]})"
            yield Problem(file, one.line, message, "keep one of the two")
        first.setdefault(one.key, one.line)
