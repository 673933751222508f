"""What is already known: texts whose reason is decided.

Belongs here: gathering the labels of the frameworks and of the code list, other names, and values decided in other
sources. Does not belong here: comparing (`pipelines.suggest.compare`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pipelines.suggest.also import ALSO, ALSO_ANSWERS, NOT_A_REASON, NOT_A_REASON_MAIN
from pipelines.suggest.label import Label, Meant
from pipelines.suggest.text import read_labels, without_other
from schemas.mapping.registry import Registry
from schemas.vocabulary.code import CodeList, Codes
from schemas.vocabulary.crosswalk import load_crosswalks
from schemas.vocabulary.fields import DECIDED, REASON

Kind = Literal["accepted", "framework", "code", "also"]


@dataclass(frozen=True)
class Anchor:
    """A text that means a code. `code` is empty for `missing` and `ignored`; `where` names who says so."""

    main: str
    sub: str
    bare: str
    path: str
    code: str
    setting: str
    basis: str
    kind: Kind
    where: str
    outcome: Meant = "mapped"

    @property
    def target(self) -> tuple[str, Meant]:
        """What the text means: code and outcome."""
        return self.code, self.outcome

    @cached_property
    def is_leftover(self) -> bool:
        """True for a word such as "other" alone: it says nothing without its heading."""
        return without_other(self.sub) == ""

    @property
    def shown(self) -> str:
        """The text as a reader knows it."""
        return f"{self.main} > {self.sub}" if self.main else self.sub


def reason_anchors(registry: Registry, exclude_source: str | None) -> list[Anchor]:
    """Everything that says what a reason is called, decisions of other sources first."""
    known = list(_accepted((REASON,), registry, exclude_source))
    known += _of_frameworks()
    known += _of_reasons(registry.codes.list_of(REASON))
    known += _not_a_reason(registry.codes.list_of("contact_type"))
    return known


def answer_anchors(field: str, registry: Registry, codes: Codes, exclude_source: str | None) -> list[Anchor]:
    """Everything that says what an answer of a field's list is called; fields of one list learn from each other."""
    list_name = DECIDED[field]
    alike = (field, *(other for other, name in DECIDED.items() if name == list_name and other != field))
    known = list(_accepted(alike, registry, exclude_source))
    for code in codes.list_of(list_name).codes.values():
        if not code.replaced_by:
            for name in (code.label, code.code.split(".")[-1]):
                known.append(_plain("", name, code.code, "code", list_name))
            for name in (*ALSO_ANSWERS.get(list_name, {}).get(code.code, ()), code.definition):
                known.append(_plain("", name, code.code, "also", list_name))
    return known


def _accepted(fields: Sequence[str], registry: Registry, exclude_source: str | None) -> Iterator[Anchor]:
    """What other sources decided for values of these fields and their helplines have agreed to: a suggestion is no
    decision, and a proposal that nobody confirmed does not teach.
    """
    codes = registry.codes.list_of(DECIDED[fields[0]]).codes
    for source_id, mapping in registry.sources.items():
        if source_id == exclude_source or mapping.source.mapping_status_code != "agreed":
            continue
        rows = [row for row in mapping.decisions if row.field in fields and row.outcome != "suggested"]
        for row, reading in zip(rows, read_labels([Label(row.source_value) for row in rows]), strict=True):
            if row.outcome != "suggested" and not (row.code and codes[row.code].replaced_by):
                yield Anchor(
                    reading.main, reading.sub, reading.bare, reading.path, row.code, row.setting, row.basis_code,
                    "accepted", source_id, row.outcome,
                )  # fmt: skip


def _plain(main: str, sub: str, code: str, kind: Kind, where: str, outcome: Meant = "mapped") -> Anchor:
    reading = read_labels([Label(sub, main)])[0]
    setting = reading.setting if code else ""
    return Anchor(reading.main, reading.sub, reading.bare, reading.path, code, setting, "", kind, where, outcome)


def _of_frameworks() -> Iterator[Anchor]:
    for framework, crosswalk in load_crosswalks().items():
        title = framework.replace("_", " ")
        for code in crosswalk.codes.values():
            yield _plain(crosswalk.mains[code.main].label, code.label, code.means.reason, "framework", title)
        for main in crosswalk.mains.values():
            reason = next(code.means.reason for code in crosswalk.codes.values() if code.main == main.code)
            yield _plain("", main.label, reason.split(".")[0], "framework", title)


def _of_reasons(reasons: CodeList) -> Iterator[Anchor]:
    for code in reasons.codes.values():
        if code.replaced_by:
            continue
        main = reasons.codes[code.code.split(".")[0]].label if code.parent else ""
        yield _plain(main, _name_alone(code.label), code.code, "code", "reason")
        for phrase in (*ALSO.get(code.code, ()), *(() if code.code.endswith("other") else (code.definition,))):
            yield _plain(main, phrase, code.code, "also", "reason")


def _name_alone(label: str) -> str:
    """`Sexual abuse (form not told apart)` -> `Sexual abuse`."""
    return re.sub(r"\s*\([^)]*not told apart\)", "", label)


def _not_a_reason(contact_types: CodeList) -> Iterator[Anchor]:
    for code in contact_types.codes.values():
        if code.parent == "non_counselling":
            yield _plain(NOT_A_REASON_MAIN, code.label, "", "code", "contact_type", "ignored")
    for phrase in NOT_A_REASON:
        yield _plain(NOT_A_REASON_MAIN, phrase, "", "also", "contact_type", "ignored")
