"""Each distinct value of a field is decided once.

Belongs here: applying decisions (and the one built-in rule, whole years of age) to distinct values, over their days
of validity. Does not belong here: joining the answers to contacts (`harmonise.year`).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from schemas.mapping.decision import Decision
from schemas.text.fold import fold, fold_but_marks
from schemas.text.garbled import mend_garbled
from schemas.vocabulary.code import Codes
from schemas.vocabulary.fields import OLDEST_AGE
from schemas.vocabulary.years import whole_years

FIRST_DAY, LAST_DAY = date(1, 1, 1), date(9999, 12, 31)
AGE_RULE = hashlib.sha256(b"age in whole years").hexdigest()[:16]
"""The decision_id of the one built-in rule."""

ANSWER = pa.struct(
    [
        ("code", pa.string()),
        ("setting_code", pa.string()),
        ("basis_code", pa.string()),
        ("fit_code", pa.string()),
        ("decision_id", pa.string()),
    ]
)
DECIDED = pa.schema(
    [
        ("field", pa.string()),
        ("source_value", pa.string()),
        ("valid_from", pa.date32()),
        ("valid_to", pa.date32()),
        ("outcome_code", pa.string()),
        ("answers", pa.list_(ANSWER)),
        ("age_years", pa.int16()),
    ]
)
"""One row a value and span of days: the spans of a value leave no day out and never overlap, so a join finds one."""


@dataclass(frozen=True)
class Span:
    """What a value means from one day to another."""

    first: date
    last: date
    outcome_code: str
    answers: tuple[dict[str, str | None], ...] = ()
    age_years: int | None = None


@dataclass
class Decider:
    """Decisions of one source, ready to be asked about values."""

    source_id: str
    codes: Codes
    decisions: Sequence[Decision]
    _by_value: Mapping[tuple[str, str], list[Decision]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_value: dict[tuple[str, str], list[Decision]] = defaultdict(list)
        for decision in self.decisions:
            if decision.outcome != "suggested":
                by_value[decision.field, decision.folded].append(decision)
        self._by_value = by_value

    def rows_on(self, field_name: str, value: str, first: date, last: date) -> list[Decision]:
        """The decisions that speak of a value on all days of a span. One that has its accents wins; where others of
        them are decided apart, no decision but its own speaks of it.
        """
        rows = [
            row
            for row in self._rows_for(field_name, value)
            if (row.valid_from or FIRST_DAY) <= first and last <= (row.valid_to or LAST_DAY)
        ]
        word = fold_but_marks(value)
        own = [row for row in rows if row.marked == word]
        return own or (rows if len({row.marked for row in rows}) == 1 else [])

    def _rows_for(self, field_name: str, value: str) -> list[Decision]:
        rows = self._by_value.get((field_name, fold(value)), [])
        if not rows and field_name == "age" and (years := whole_years(value)) is not None:
            # 99 decided as missing is missing in every spelling: 099, 99.0, 99 years
            rows = self._by_value.get((field_name, str(years)), [])
        return rows

    def knows(self, field_name: str, value: str) -> bool:
        """Whether some decision speaks of a value, on some day."""
        return bool(self._rows_for(field_name, value))

    def passes_over_marks(self, field_name: str, word: str) -> bool:
        """Whether a word takes the meaning of one that differs from it in accents, on some day."""
        rows = self._by_value.get((field_name, fold(word)), [])
        return len({row.marked for row in rows}) == 1 and all(row.marked != word for row in rows)

    def decide(self, field_name: str, value: str) -> list[Span]:
        """The spans of one value, in order of days; together they cover every day."""
        rows = self._rows_for(field_name, value)
        if not rows:
            return [self._undecided(field_name, value, FIRST_DAY, LAST_DAY)]
        cuts = {FIRST_DAY}
        cuts |= {row.valid_from for row in rows if row.valid_from}
        cuts |= {row.valid_to + timedelta(days=1) for row in rows if row.valid_to and row.valid_to < LAST_DAY}
        starts = sorted(cuts)
        ends = [start - timedelta(days=1) for start in starts[1:]] + [LAST_DAY]
        return [self._span(field_name, value, first, last) for first, last in zip(starts, ends, strict=True)]

    def _span(self, field_name: str, value: str, first: date, last: date) -> Span:
        active = self.rows_on(field_name, value, first, last)
        accepted = sorted(active, key=lambda row: row.decision_id(self.source_id))
        if not accepted:
            return self._undecided(field_name, value, first, last)
        if accepted[0].outcome != "mapped":
            return Span(first, last, accepted[0].outcome)
        return Span(first, last, "mapped", tuple(self._answer(row) for row in accepted))

    def _answer(self, row: Decision) -> dict[str, str | None]:
        return {
            "code": row.code,
            "setting_code": row.setting or None,
            "basis_code": row.basis_code or None,
            "fit_code": row.fit or None,
            "decision_id": row.decision_id(self.source_id),
        }

    def _undecided(self, field_name: str, value: str, first: date, last: date) -> Span:
        """No decision speaks of the value: a whole year of age is known all the same, anything else is unmapped."""
        years = whole_years(value) if field_name == "age" else None
        if years is None or years > OLDEST_AGE:
            return Span(first, last, "unmapped")
        answer: dict[str, str | None] = {
            "code": self._band_of(years),
            "setting_code": None,
            "basis_code": None,
            "fit_code": "equal",
            "decision_id": AGE_RULE,
        }
        return Span(first, last, "mapped", (answer,), years)

    def _band_of(self, years: int) -> str:
        """The narrowest band that holds the age."""
        bands = [
            code
            for code in self.codes.list_of("age_band").codes.values()
            if code.min is not None and code.min <= years and (code.max is None or years <= code.max)
        ]
        return min(bands, key=lambda band: (band.max or OLDEST_AGE) - (band.min or 0)).code


def count_marks_passed_over(decider: Decider, values: Iterable[tuple[str, str]]) -> dict[str, int]:
    """By field: words that differ from another one of it in accents only, and take the meaning of its decision."""
    words: dict[tuple[str, str], set[str]] = defaultdict(set)
    for field_name, value in values:
        words[field_name, fold(value)].add(fold_but_marks(value))
    passed: dict[str, int] = defaultdict(int)
    for (field_name, _), alike in words.items():
        for word in alike if len(alike) > 1 else ():
            passed[field_name] += decider.passes_over_marks(field_name, word)
    return {name: n for name, n in sorted(passed.items()) if n}


def count_garbled(decider: Decider, values: Iterable[tuple[str, str]]) -> dict[str, int]:
    """By field: values that no decision speaks of, and that one speaks of once they are read in the right encoding."""
    found: dict[str, int] = defaultdict(int)
    for field_name, value in values:
        if not value.isascii() and not decider.knows(field_name, value):
            found[field_name] += any(decider.knows(field_name, one) for one in mend_garbled(value))
    return {name: n for name, n in sorted(found.items()) if n}


def decide_values(decider: Decider, values: Iterable[tuple[str, str]]) -> pa.Table:
    """Decide distinct (field, value) pairs; a table of schema DECIDED, in order of field, value and day."""
    columns: dict[str, list[Any]] = {name: [] for name in DECIDED.names}
    for field_name, value in sorted(values):
        for span in decider.decide(field_name, value):
            row = (field_name, value, span.first, span.last, span.outcome_code, list(span.answers), span.age_years)
            for name, cell in zip(DECIDED.names, row, strict=True):
                columns[name].append(cell)
    return pa.table(columns, schema=DECIDED)
