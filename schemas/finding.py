"""A verdict has one shape: a finding. Its words come from one place: `findings.yaml`.

Belongs here: the shape of a finding, the catalogue of codes, and putting a code and its facts into words. Does not
belong here: computing one (each step does that, once), or rendering one (terminal, pages, checks and release each show
the same object).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, field_validator

from schemas.finding_facts import Part, Writer, as_it_was, keep_facts, label_of

State = Literal["pass", "warn", "fail", "open", "declared", "not_applicable", "not_assessable"]
Cause = Literal["", "system", "habit"]
Facts = Mapping[str, object]
"""What fills the placeholders of a sentence: numbers, names of files, columns and codes; never content of a cell."""


class FindingTextError(ValueError):
    """The catalogue has no words for this finding: an unknown code or form, or a placeholder without its fact."""


@dataclass(frozen=True)
class Finding:
    """One verdict: a row of the table `finding`. It is made with `of`, which takes its words from the catalogue.

    Numbers are None where the state is `not_applicable`; `not_assessable` carries its n, which is too small.
    `cause_code` tells a limit of the *system* (cannot) from a *habit* (does not); it is empty for findings that are
    neither. No text holds row content. `is_explained`: the helpline's reply explains it, so that it no longer counts.
    `form_code` and `facts` (JSON) are what the sentence was made from, so that it can be made in another language
    (`FindingKind.say_again`).
    """

    source_id: str
    finding_code: str
    state_code: State
    sentence: str
    cause_code: Cause = ""
    contact_year: int | None = None
    delivery_id: str | None = None
    file_name: str | None = None
    numerator: int | None = None
    denominator: int | None = None
    value: float | None = None
    expected_low: float | None = None
    expected_high: float | None = None
    threshold: float | None = None
    interval_low: float | None = None
    interval_high: float | None = None
    question: str = ""
    is_explained: bool = False
    form_code: str = ""
    facts: str = "{}"

    @classmethod
    def of(
        cls,
        code: str,
        state: State,
        *,
        form: str = "",
        facts: Facts | None = None,
        source_id: str = "",
        cause_code: Cause = "",
        contact_year: int | None = None,
        delivery_id: str | None = None,
        file_name: str | None = None,
        numerator: int | None = None,
        denominator: int | None = None,
        value: float | None = None,
        expected_low: float | None = None,
        expected_high: float | None = None,
        threshold: float | None = None,
    ) -> Finding:
        """The finding in the words of its entry in `findings.yaml`. Raises FindingTextError.

        `form`: which of the entry's forms; empty where it has one only. Placeholders take `facts` and, where these have
        no such name, the finding's own columns.
        """
        bare = cls(
            source_id,
            code,
            state,
            sentence="",
            cause_code=cause_code,
            contact_year=contact_year,
            delivery_id=delivery_id,
            file_name=file_name,
            numerator=numerator,
            denominator=denominator,
            value=value,
            expected_low=expected_low,
            expected_high=expected_high,
            threshold=threshold,
        )
        words = kind_of(code).words(form, {**bare.as_dict(), **(facts or {})})
        said = kind_of(code).placeholders(form)
        kept = keep_facts({name: fact for name, fact in (facts or {}).items() if name in said})
        return replace(bare, sentence=words.sentence, question=words.question, form_code=form, facts=kept)

    @property
    def is_bad(self) -> bool:
        """True where somebody has to act: the state is `fail`, and no reply explains it."""
        return self.state_code == "fail" and not self.is_explained

    @property
    def holds_delivery(self) -> bool:
        """True where the catalogue says that the delivery which this is about stays out."""
        kind = finding_kinds().get(self.finding_code)
        return self.is_bad and kind is not None and kind.on_fail == "hold_delivery"

    @property
    def next_step(self) -> str:
        """What to do, by the catalogue; empty where the sentence ends with it, or a former program knew the code."""
        kind = finding_kinds().get(self.finding_code)
        if kind is None or any(self.sentence.endswith(step) for step in kind.next_steps):
            return ""
        own = kind.forms.get(self.form_code)
        return (own.next_step if own else None) or kind.next_step

    def as_dict(self) -> dict[str, Any]:
        """The finding as plain values, keys in the order of the table's columns."""
        return {name: getattr(self, name) for name in _columns()}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Finding:
        """Read back what `as_dict` gave."""
        return cls(**values)


@cache
def _columns() -> tuple[str, ...]:
    """The names of a finding's values. All are plain, so that none has to be looked into as `asdict` does."""
    return tuple(one.name for one in fields(Finding))


@dataclass(frozen=True)
class Words:
    """A finding in words, every placeholder filled."""

    sentence: str
    question: str
    next_step: str


class Form(BaseModel):
    """One way in which a finding is said. What is None is said as the entry says it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cause: str | None = None
    sentence: str | None = None
    question: str | None = None
    next_step: str | None = None


class FindingKind(BaseModel):
    """One entry of `findings.yaml`: what a finding code means, which step computes it, what it does and what it says.

    A form that is plain text is the `{cause}` of the entry's sentence.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    step: Literal["land", "stage", "harmonise", "assess", "tabulate", "publish"]
    on_fail: Literal["hold_delivery", "hold_source", "note", "stop_release"]
    meaning: str
    next_step: str
    sentence: str = ""
    question: str = ""
    forms: dict[str, Form] = {}
    parts: dict[str, str] = {}

    @field_validator("forms", mode="before")
    @classmethod
    def _read_plain_text(cls, forms: dict[str, Any]) -> dict[str, Any]:
        return {name: {"cause": form} if isinstance(form, str) else form for name, form in forms.items()}

    @property
    def next_steps(self) -> tuple[str, ...]:
        """The next step of the entry, and those of its forms."""
        return self.next_step, *(form.next_step for form in self.forms.values() if form.next_step)

    def words(self, form: str, facts: Facts) -> Words:
        """The finding in one of its forms. Raises FindingTextError."""
        if form not in (self.forms or {"": Form()}):
            raise FindingTextError(f"findings.yaml: {self.code} has no form {form!r}.")
        own = self.forms.get(form, Form())
        step = own.next_step or self.next_step
        known = {**facts, "next_step": step}
        if own.cause is not None:
            known["cause"] = self._fill(own.cause, facts)
        sentence = self._fill(own.sentence or self.sentence, known)
        if not sentence:
            raise FindingTextError(f"findings.yaml: {self.code}, form {form!r} has no sentence.")
        return Words(sentence, self._fill(self.question if own.question is None else own.question, facts), step)

    def placeholders(self, form: str) -> frozenset[str]:
        """What fills the sentence and question of a form."""
        own = self.forms.get(form, Form())
        texts = (own.cause, own.sentence or self.sentence, self.question if own.question is None else own.question)
        return frozenset(name for text in texts for _, name, _, _ in Formatter().parse(text or "") if name)

    def part(self, name: str, facts: Facts) -> str:
        """A part of a sentence, for a fact that is itself several. Raises FindingTextError."""
        if name not in self.parts:
            raise FindingTextError(f"findings.yaml: {self.code} has no part {name!r}.")
        return self._fill(self.parts[name], facts)

    def say_again(self, finding: Finding, write: Writer = as_it_was) -> Words:
        """A finding that was made before, in this entry's words: those of another language. Raises FindingTextError.

        `write`: how that language writes a fact.
        """
        kept = {name: self._read_fact(name, fact, write) for name, fact in json.loads(finding.facts).items()}
        own = {name: write(name, fact) for name, fact in finding.as_dict().items()}
        return self.words(finding.form_code, {**own, **kept})

    def _read_fact(self, name: str, fact: object, write: Writer) -> object:
        """A part is said anew of its own facts; what else there is, `write` writes."""
        if isinstance(fact, dict) and "part" in fact:
            facts = {own: self._read_fact(own, each, write) for own, each in fact["facts"].items()}
            return self.part(fact["part"], facts)
        if isinstance(fact, dict):
            return write(name, label_of(fact["list"], fact["code"]))
        return write(name, fact)

    def _fill(self, text: str, facts: Facts) -> str:
        filled = {name: _Number(fact) if type(fact) is int else fact for name, fact in facts.items()}
        try:
            return text.format_map({name: fact for name, fact in filled.items() if fact is not None})
        except KeyError as lacking:
            raise FindingTextError(f"findings.yaml: {self.code} lacks the fact {lacking} for: {text}") from None
        except (IndexError, ValueError) as error:
            raise FindingTextError(f"findings.yaml: {self.code} cannot say: {text} ({error})") from None


class _Number(int):
    """A number in a sentence: `{n}` shows it, `{n:contact|contacts}` is the word that goes with it."""

    def __format__(self, spec: str) -> str:
        one, bar, several = spec.partition("|")
        if bar:
            return one if self == 1 else several
        return super().__format__(spec)


def spell_part(code: str, name: str, facts: Facts | None = None) -> Part:
    """A part of a finding's sentence in the words of the catalogue. Raises FindingTextError."""
    part = Part(kind_of(code).part(name, facts or {}))
    part.name, part.facts = name, facts or {}
    return part


def kind_of(code: str) -> FindingKind:
    """The entry of a code. Raises FindingTextError where there is none."""
    if code not in finding_kinds():
        raise FindingTextError(f"findings.yaml has no entry {code!r}.")
    return finding_kinds()[code]


@cache
def finding_kinds() -> dict[str, FindingKind]:
    """The catalogue by code, from `schemas/findings.yaml`; read when the first finding is made or shown."""
    text = files("schemas").joinpath("findings.yaml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    entries = [FindingKind.model_validate(entry) for entry in yaml.load(text, Loader=loader)]
    return {entry.code: entry for entry in entries}
