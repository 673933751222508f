"""What the labels of a source's own list come to, whatever was recorded with them.

Belongs here: each label of `decisions.csv`, alone and beside each word for the setting, as (reason, setting). Does not
belong here: contacts, or the precedence of settings (`harmonise/sql/reason_answer.sql`, which is run here as it is).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyarrow as pa

from schemas.mapping.decision import Decision
from schemas.mapping.registry import Mapping
from schemas.vocabulary.code import Codes
from schemas.vocabulary.fields import REASON, SETTING
from schemas.vocabulary.scenario import Pair
from warehouse.harmonise.decide import ANSWER, LAST_DAY, Decider, Span
from warehouse.harmonise.values import reason_list
from warehouse.store.engine import engine, load_table, sql_text

UNSAID = ""
"""In place of a word for the setting: none was recorded."""


@dataclass(frozen=True)
class LabelList:
    """A source's list as it stands on its latest day.

    `pairs`: what a label comes to, beside a word for the setting or none; nothing where it is ignored on purpose.
    `blanks`: labels that are words for nothing. `is_beside`: the setting stands beside each reason, not on the contact.
    """

    source_id: str
    capability: str
    cap: int | None
    is_beside: bool
    pairs: dict[tuple[str, str], frozenset[Pair]]
    blanks: frozenset[str]
    blank_settings: frozenset[str]
    day: date
    _decider: Decider = field(repr=False, compare=False)

    @property
    def labels(self) -> list[str]:
        """Every label, as decided."""
        return sorted({label for label, _ in self.pairs} | self.blanks)

    @property
    def settings(self) -> list[str]:
        """Every word for the setting, `UNSAID` first."""
        return sorted({setting for _, setting in self.pairs} | {UNSAID})

    def find_label(self, written: str) -> str | None:
        """The label that a text is a spelling of."""
        return self._find(REASON, written)

    def find_setting(self, written: str) -> str | None:
        """The word for the setting that a text is a spelling of."""
        return self._find(SETTING, written)

    def _find(self, field_name: str, written: str) -> str | None:
        rows = self._decider.rows_on(field_name, written, self.day, self.day)
        return min(row.source_value for row in rows) if rows else None


def read_label_list(work: Path, mapping: Mapping, codes: Codes) -> LabelList:
    """What the labels of a source come to, decided by the engine."""
    decider = Decider(mapping.source_id, codes, mapping.decisions)
    day = _latest_day(mapping.decisions)
    reasons = _spans(decider, REASON, day)
    settings = _spans(decider, SETTING, day)
    mapped = {label: span for label, span in reasons.items() if span.outcome_code == "mapped"}
    said = {word: span for word, span in settings.items() if span.outcome_code == "mapped"}
    system = mapping.source.system_on(day)
    is_beside = system.setting_capability_code == "per_reason"
    cases = [(label, word) for label in mapped for word in (UNSAID, *said)]
    pairs: dict[tuple[str, str], frozenset[Pair]] = {case: frozenset() for case in cases}
    for case, pair in _answer(work, mapping, codes, _case_table(cases, mapped, said, is_beside), cases):
        pairs[case] |= {pair}
    for label, span in reasons.items():
        if span.outcome_code == "ignored":
            pairs |= {(label, word): frozenset() for word in (UNSAID, *said)}
    return LabelList(
        mapping.source_id,
        system.setting_capability_code,
        system.reason_cap,
        is_beside,
        pairs,
        frozenset(label for label, span in reasons.items() if span.outcome_code == "missing"),
        frozenset(word for word, span in settings.items() if span.outcome_code == "missing"),
        day,
        decider,
    )


def _latest_day(decisions: Iterable[Decision]) -> date:
    """A day on which the newest decisions about reasons hold: of a list that has ended, its last one."""
    return max((one.valid_to or LAST_DAY for one in decisions if one.field == REASON), default=LAST_DAY)


def _spans(decider: Decider, field_name: str, day: date) -> dict[str, Span]:
    """What each decided value of a field means on that day, by the spelling that stands for it."""
    found: dict[str, Span] = {}
    for value in sorted({one.source_value for one in decider.decisions if one.field == field_name}):
        rows = decider.rows_on(field_name, value, day, day)
        if rows:
            span = next(one for one in decider.decide(field_name, value) if one.first <= day <= one.last)
            found[min(row.source_value for row in rows)] = span
    return found


def _case_table(
    cases: list[tuple[str, str]], mapped: dict[str, Span], said: dict[str, Span], is_beside: bool
) -> pa.Table:
    """The relation `reason_case`, as `contact_case` makes it of contacts."""
    words = [said[word].answers[0] if word else {} for _, word in cases]
    codes = pa.array([word.get("code") for word in words], pa.string())
    places = pa.array([word.get("basis_code") == "list" for word in words], pa.bool_())
    no_code, no_place = pa.nulls(len(cases), pa.string()), pa.array([False] * len(cases), pa.bool_())
    return pa.table(
        {
            "case_number": pa.array(range(len(cases)), pa.int64()),
            "answers": pa.array([list(mapped[label].answers) for label, _ in cases], pa.list_(ANSWER)),
            "beside_code": codes if is_beside else no_code,
            "around_code": no_code if is_beside else codes,
            "is_beside_place": places if is_beside else no_place,
            "is_around_place": no_place if is_beside else places,
            "is_of_contact": pa.array([not (is_beside and word) for _, word in cases], pa.bool_()),
        }
    )


def _answer(
    work: Path, mapping: Mapping, codes: Codes, table: pa.Table, cases: list[tuple[str, str]]
) -> Iterator[tuple[tuple[str, str], Pair]]:
    with engine(work) as connection:
        load_table(connection, "reason_case", table)
        load_table(connection, "reason_list", reason_list(codes))
        query = sql_text("harmonise/reason_answer").format(target="label_answer", remit=mapping.source.remit_code)
        connection.execute(query)
        rows = connection.execute("select case_number, reason_code, setting_code from label_answer").fetchall()
    for number, reason, setting in rows:
        yield cases[number], (reason, setting)
