"""The words of the pages in one language: `languages/<code>.yaml`.

Belongs here: reading those files, filling their sentences, writing numbers, and saying a finding in the language or, as
a whole, in English. Does not belong here: what is said (`helpline.py`, `network.py`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, PrivateAttr

from schemas.finding import Facts, Finding, FindingKind, FindingTextError, finding_kinds

ENGLISH = "en"
LANGUAGES = "languages"
_SHARE = re.compile(r"[0-9]+[.][0-9]+")


class Entry(BaseModel):
    """A verdict in words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str
    definition: str


@dataclass(frozen=True)
class Told:
    """A finding as a page says it. `language_code` is English where the language has no words for it."""

    sentence: str
    question: str
    language_code: str


class Language(BaseModel):
    """One file: the sentences of the page, and those of findings, keyed as in `schemas/findings.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: str
    name: str
    decimal: str
    thousands: str
    colon: str
    percent: str
    months: tuple[str, ...]
    words: dict[str, str]
    topics: dict[str, str]
    steps: dict[str, str]
    verdicts: dict[str, Entry]
    findings: dict[str, dict[str, object]] = {}
    _kinds: dict[str, FindingKind] = PrivateAttr(default_factory=dict)

    def model_post_init(self, context: object, /) -> None:
        for code, entry in self.findings.items():
            if own := finding_kinds().get(code):
                base = own.model_dump(include={"code", "step", "on_fail", "meaning", "next_step"})
                self._kinds[code] = FindingKind.model_validate({**base, **entry})

    def kind_of(self, code: str) -> FindingKind | None:
        """The words of a finding; None where there is none of this code."""
        return self._kinds.get(code)

    def phrase(self, name: str, facts: Facts | None = None) -> str:
        """A sentence of the page. `{n}` writes a number as people of this language do, `{n:one|several}` its word."""
        filled = {key: _Number(fact, self) if type(fact) is int else fact for key, fact in (facts or {}).items()}
        return self.words[name].format_map(filled)

    def number(self, number: int) -> str:
        """1234567 as `1,234,567`."""
        return f"{number:,}".replace(",", self.thousands)

    def share(self, share: float) -> str:
        """0.153 as `15%`; below one and above 99 with a decimal, so that few is not none, nor most all."""
        digits = 0 if share in (0, 1) or 0.01 <= share <= 0.99 else 1
        return self.percent.format(f"{100 * share:.{digits}f}".replace(".", self.decimal))

    def topic(self, code: str) -> str:
        """What a finding is about, as a heading."""
        kind = finding_kinds().get(code)
        return self.topics.get(code) or self.steps[kind.step if kind else "assess"]

    def tell(self, finding: Finding) -> Told:
        """The finding in this language, or all of it in English."""
        kind = self.kind_of(finding.finding_code)
        if kind is not None and says_the_same(finding.finding_code, finding.form_code, kind):
            try:
                words = kind.say_again(replace(finding, facts=self._with_own_marks(finding.facts)))
            except FindingTextError:
                pass  # a fact that a former program did not keep
            else:
                return Told(words.sentence, words.question, self.language)
        return Told(finding.sentence, finding.question, ENGLISH)

    def _with_own_marks(self, facts: str) -> str:
        """Shares among the facts with this language's decimal mark."""
        return json.dumps(_mark(json.loads(facts), self.decimal))


def says_the_same(code: str, form: str, kind: FindingKind) -> bool:
    """Whether another language's entry says this form: with a question where English has one, and of the same facts."""
    english = finding_kinds()[code]
    if any(form not in (one.forms or [""]) for one in (english, kind)):
        return False
    own, other = english.forms.get(form), kind.forms.get(form)
    asks = [
        bool(one.question if f is None or f.question is None else f.question)
        for one, f in ((english, own), (kind, other))
    ]
    says_itself = [bool(f and (f.sentence or f.cause)) for f in (own, other)]
    is_alike = asks[0] == asks[1] and says_itself[0] == says_itself[1]
    return is_alike and english.placeholders(form) == kind.placeholders(form)


def language_of(code: str) -> Language:
    """The language of a code; English where there is no file for it."""
    return languages().get(code) or languages()[ENGLISH]


@cache
def languages() -> Mapping[str, Language]:
    """Every language that there is a file for, by code."""
    folder = files(__package__).joinpath(LANGUAGES)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found = [
        Language.model_validate(yaml.load(file.read_text(encoding="utf-8"), Loader=loader))
        for file in sorted(folder.iterdir(), key=lambda one: one.name)
        if file.name.endswith(".yaml")
    ]
    return {one.language: one for one in found}


def _mark(fact: object, decimal: str) -> object:
    if isinstance(fact, dict):
        return {name: _mark(own, decimal) for name, own in fact.items()}
    return fact.replace(".", decimal) if isinstance(fact, str) and _SHARE.fullmatch(fact) else fact


class _Number(int):
    """A number in a sentence of the page."""

    language: Language

    def __new__(cls, number: int, language: Language) -> _Number:
        made = super().__new__(cls, number)
        made.language = language
        return made

    def __format__(self, spec: str) -> str:
        one, bar, several = spec.partition("|")
        if bar:
            return one if self == 1 else several
        return self.language.number(int(self))
