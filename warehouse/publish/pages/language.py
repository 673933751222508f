"""The words of the pages in one language: `languages/<code>.yaml`.

Belongs here: reading those files, filling their sentences, writing numbers, days and labels of codes, and saying a
finding in the language or, as a whole, in English. Every number on a page is written here: one page, one way. Does not
belong here: what is said (`helpline.py`, `network.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import yaml
from markupsafe import Markup, escape
from pydantic import BaseModel, ConfigDict, PrivateAttr

from schemas.finding import Facts, Finding, FindingKind, FindingTextError, Words, finding_kinds
from schemas.finding_facts import Label
from warehouse.stage.shown import PACKED

ENGLISH = "en"
LANGUAGES = "languages"
_SHARE = re.compile(r"[0-9]+[.][0-9]+")
_PACK = re.compile(f"([0-9]+) {PACKED}")
_MOMENT = re.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?")
MOMENTS = ("month", "day", "earliest", "latest")
"""Facts of findings that are a month or a day."""
NAMES = ("field", "answered")
"""Facts of findings that are names of ours: of a field, of a finding."""
NEXT_STEP = "next_step"
YEAR = "contact_year"
"""The one number of a finding that is a name; other years among facts are text."""


class Entry(BaseModel):
    """A verdict in words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: str
    definition: str


@dataclass(frozen=True)
class Told:
    """A finding as a page says it. `language_code` is English where the language has no words for it.

    `in_english`: labels of codes within the sentence that the language has no words for.
    """

    sentence: str
    question: str
    language_code: str
    in_english: tuple[str, ...] = ()

    @property
    def marked(self) -> Markup:
        """The sentence as HTML, its English labels marked as such."""
        if not self.in_english:
            return escape(self.sentence)
        longest_first = sorted(map(escape, self.in_english), key=len, reverse=True)
        labels = "|".join(re.escape(label) for label in longest_first)
        return Markup(re.sub(labels, lambda found: f'<span lang="en">{found[0]}</span>', escape(self.sentence)))


class Language(BaseModel):
    """One file: the sentences of the page, and those of findings, keyed as in `schemas/findings.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: str
    name: str
    decimal: str
    thousands: str
    colon: str
    percent: str
    zero_is_singular: bool = False
    months: tuple[str, ...]
    month_names: tuple[str, ...]
    words: dict[str, str]
    topics: dict[str, str]
    steps: dict[str, str]
    verdicts: dict[str, Entry]
    fields: dict[str, str]
    labels: dict[str, dict[str, str]] = {}
    findings: dict[str, dict[str, object]] = {}
    _kinds: dict[str, FindingKind] = PrivateAttr(default_factory=dict)

    def model_post_init(self, context: object, /) -> None:
        for code, entry in self.findings.items():
            if own := finding_kinds().get(code):
                base = own.model_dump(include={"code", "step", "on_fail", "meaning", "next_step"})
                self._kinds[code] = FindingKind.model_validate({**base, **entry})

    def kind_of(self, code: str) -> FindingKind | None:
        """The words of a finding; None where there is none of this code."""
        return finding_kinds().get(code) if self.language == ENGLISH else self._kinds.get(code)

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

    def month(self, year: int, month: int) -> str:
        """`July 2024`."""
        return self.phrase("month", {"month": self.month_names[month - 1], "year": str(year)})

    def day(self, day: date) -> str:
        """`5 July 2024`."""
        return self.phrase("day", {"day": str(day.day), "month": self.month(day.year, day.month)})

    def field(self, name: str) -> str:
        """A field of a contact in plain words; its own name where there are none."""
        return self.fields.get(name, name)

    def file(self, name: str) -> str:
        """A file by its name; of many in one pack, how many there are."""
        pack = _PACK.fullmatch(name)
        return self.phrase("packed", {"n": int(pack[1])}) if pack else name

    def label(self, list_name: str, code: str) -> str | None:
        """The label of a code; None where only English has one."""
        return self.labels.get(list_name, {}).get(code)

    def topic(self, code: str) -> str:
        """What a finding is about, as a heading."""
        kind = finding_kinds().get(code)
        return self.topics.get(code) or self.steps[kind.step if kind else "assess"]

    def tell(self, finding: Finding) -> Told:
        """The finding in this language, or all of it in English."""
        writer = _Writer(self)
        if words := self._say(finding, writer):
            return Told(words.sentence, words.question, self.language, tuple(dict.fromkeys(writer.in_english)))
        if self.language != ENGLISH:
            return languages()[ENGLISH].tell(finding)
        return Told(finding.sentence, finding.question, ENGLISH)

    def _say(self, finding: Finding, writer: _Writer) -> Words | None:
        kind = self.kind_of(finding.finding_code)
        if kind is None or not says_the_same(finding.finding_code, finding.form_code, kind):
            return None
        try:
            return kind.say_again(finding, writer)
        except FindingTextError:
            return None  # a fact that a former program did not keep


def says_the_same(code: str, form: str, kind: FindingKind) -> bool:
    """Whether another language's entry says this form: with a question where English has one, and of the same facts.

    A next step within a sentence is for those who run the harmonisation, and is said to them in English only.
    """
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
    return is_alike and english.placeholders(form) - {NEXT_STEP} == kind.placeholders(form)


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


class _Writer:
    """Writes the facts of one finding as people of a language do; what stayed English is in `in_english`."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.in_english: list[str] = []

    def __call__(self, name: str, fact: object) -> object:
        if isinstance(fact, Label):
            return self._label(fact)
        if type(fact) is int and name != YEAR:
            return _Number(fact, self.language)
        if not isinstance(fact, str):
            return fact
        if name in NAMES:
            return self.language.field(fact) if name == "field" else self.language.topic(fact)
        if name == "file_name":
            return self.language.file(fact)
        if name in MOMENTS and (found := _MOMENT.fullmatch(fact)):
            return self._moment(int(found[1]), int(found[2]), int(found[3] or 0))
        return fact.replace(".", self.language.decimal) if _SHARE.fullmatch(fact) else fact

    def _label(self, label: Label) -> str:
        own = self.language.label(label.list_name, label.code)
        if own is None and self.language.language != ENGLISH:
            self.in_english.append(str(label))
        return own or str(label)

    def _moment(self, year: int, month: int, day: int) -> str:
        return self.language.day(date(year, month, day)) if day else self.language.month(year, month)


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
            is_one = self == 1 or (self == 0 and self.language.zero_is_singular)
            return one if is_one else several
        return self.language.number(int(self))
