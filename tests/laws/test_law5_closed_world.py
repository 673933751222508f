"""Law 5: every value ends in exactly one outcome (mapped, missing, ignored or unmapped); there is no fifth."""

from __future__ import annotations

import csv
import io
import tempfile
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from schemas.mapping.decision import HEADER, Decision, contradictions
from schemas.text.fold import fold, fold_but_marks
from schemas.text.problem import MappingError
from schemas.vocabulary.fields import ANSWERS, SETTING
from tests.tiny_source import SOURCE_ID, TinySource

SINGLE = frozenset({*ANSWERS, SETTING})
EXPORT = """\
files: "d_*.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: id
arrives: {as: updates, newest: {by: received}}
date: {column: day, format: "%Y-%m-%d"}
fields: {channel: channel, platform: {cell: platform, delimiter: "|"}}
setting: setting
reasons: {cell: reason, delimiter: "|"}
"""
CODES = {
    "channel": ("voice", "chat", "unknown"),
    "platform": ("phone", "gaming"),
    "setting": ("online", "offline", "both", "unknown"),
    "reason": ("violence.bullying", "violence.sexual.assault", "mental_health.mood", "violence.sexual.livestream"),
}
FIELDS = tuple(CODES)
VALUES = ("Léo", "LEO", " leo", "le\u200bo", "b", "B ", "c", "d", "ครู", "0")
DAYS = (date(2023, 12, 31), date(2024, 1, 1), date(2024, 6, 30), date(2024, 7, 1))


@st.composite
def decisions(draw: st.DrawFn) -> list[Decision]:
    """Rows that do not contradict each other."""
    kept: list[Decision] = []
    for _ in range(draw(st.integers(0, 12))):
        field = draw(st.sampled_from(FIELDS))
        outcome = draw(st.sampled_from(("mapped", "mapped", "mapped", "missing", "ignored", "suggested")))
        span = sorted(draw(st.lists(st.sampled_from(DAYS), min_size=2, max_size=2)))
        row: dict[str, object] = {"field": field, "source_value": draw(st.sampled_from(VALUES)).strip()}
        row |= {"outcome": outcome, "note": "why", "from": draw(st.sampled_from((None, span[0])))}
        row["to"] = draw(st.sampled_from((None, span[1])))
        if outcome in ("mapped", "suggested"):
            row["code"] = draw(st.sampled_from(CODES[field]))
        decision = Decision.model_validate(row)
        if not contradictions([*kept, decision], SINGLE, "m"):
            kept.append(decision)
    return kept


CONTACTS = st.lists(
    st.tuples(
        st.sampled_from(DAYS), *(st.lists(st.sampled_from(VALUES), max_size=1 if f in SINGLE else 3) for f in FIELDS)
    ),
    min_size=1,
    max_size=8,
)


def write_rows(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def as_rows(rules: list[Decision]) -> str:
    named = (rule.model_dump(by_alias=True) for rule in rules)
    return write_rows([[str(row[name] or "") for name in HEADER] for row in named])


def outcome_of(rules: list[Decision], field: str, value: str, day: date) -> tuple[str, frozenset[str]]:
    """What a value means on a day: the few lines that the engine must agree with."""
    valid = [
        rule
        for rule in rules
        if (rule.field, fold(rule.source_value)) == (field, fold(value))
        and (rule.valid_from or date.min) <= day <= (rule.valid_to or date.max)
        and rule.outcome != "suggested"
    ]
    own = [rule for rule in valid if fold_but_marks(rule.source_value) == fold_but_marks(value)]
    words = {fold_but_marks(rule.source_value) for rule in valid}
    valid = own or (valid if len(words) == 1 else [])
    if not valid:
        return "unmapped", frozenset()
    return valid[0].outcome, frozenset(rule.code for rule in valid if rule.outcome == "mapped")


@given(decisions(), CONTACTS)
@settings(max_examples=15, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_every_value_ends_in_exactly_one_outcome(
    rules: list[Decision], contacts: list[tuple[date, list[str], list[str], list[str], list[str]]]
) -> None:
    # A decision about a field that stands in no format is refused; all four stand in this one.
    with tempfile.TemporaryDirectory() as folder:
        tiny = TinySource.write(Path(folder), EXPORT, as_rows(rules))
        rows = [
            [str(n), day.isoformat(), *("|".join(cell) for cell in cells)] for n, (day, *cells) in enumerate(contacts)
        ]
        tiny.put("d_1.csv", write_rows([["id", "day", *FIELDS], *rows]))
        tiny.ingest()
        check(tiny, rules, contacts)


def check(
    tiny: TinySource, rules: list[Decision], contacts: list[tuple[date, list[str], list[str], list[str], list[str]]]
) -> None:
    expected: Counter[tuple[int, str, str, str]] = Counter()
    codes: dict[tuple[int, str, str, str], frozenset[str]] = defaultdict(frozenset)
    reasons: set[tuple[str, str]] = set()
    for number, (day, *cells) in enumerate(contacts):
        contact_id = tiny.run().key.for_source(SOURCE_ID).pseudonym(str(number))
        for field, values in zip(FIELDS, cells, strict=True):
            for value in values:
                outcome, meant = outcome_of(rules, field, value, day)
                key = (day.year, field, value.strip(), outcome)
                expected[key] += 1
                codes[key] |= meant
                reasons |= {(contact_id, code) for code in meant} if field == "reason" else set()
    told = tiny.query("select contact_year, field, source_value, outcome_code, n_values, codes from source_value")
    assert {row[:4]: row[4] for row in told} == dict(expected)
    assert {row[:4]: frozenset(row[5] or ()) for row in told} == codes
    assert len(told) == len(expected)
    assert set(tiny.query("select distinct contact_id, reason_code from contact_reason")) == reasons
    (in_use,) = tiny.query("select count(*) from contact_reason where decision_id is null")
    assert in_use == (0,)


def test_suggested_counts_as_unmapped(tmp_path: Path) -> None:
    rules = "channel,Fax,suggested,letter,,,,,,,,\nreason,Grief,suggested,mental_health.mood,,,,,,,,\n"
    tiny = TinySource.write(tmp_path, EXPORT, rules)
    tiny.put("d_1.csv", "id,day,channel,platform,setting,reason\n1,2024-01-01,Fax,,,Grief\n")
    tiny.ingest()
    query = "select field, outcome_code, codes from source_value order by all"
    assert tiny.query(query) == [("channel", "unmapped", []), ("reason", "unmapped", [])]
    assert tiny.query("select channel_code, n_reasons, n_reasons_recorded from contact") == [("unknown", 0, 1)]
    findings = tiny.query("select finding_code, numerator, denominator from lake_finding order by all")
    assert findings == [("unmapped_values", 1, 1), ("unmapped_values", 1, 1)]


@pytest.mark.parametrize("code", ["", "voice"])
def test_unmapped_cannot_be_written(tmp_path: Path, code: str) -> None:
    tiny = TinySource.write(tmp_path, EXPORT, f"channel,Fax,unmapped,{code},,,,,,,,\n")
    with pytest.raises(MappingError, match="unmapped cannot be written") as raised:
        tiny.run()
    assert [(problem.line, "Fax" in str(problem)) for problem in raised.value.problems] == [(2, False)]


def test_one_value_may_mean_several_codes(tmp_path: Path) -> None:
    rules = "reason,Both,mapped,mental_health.mood,,,,,,,,\nreason,Both,mapped,violence.bullying,online,,,,,,,\n"
    tiny = TinySource.write(tmp_path, EXPORT, rules)
    tiny.put("d_1.csv", "id,day,channel,platform,setting,reason\n1,2024-01-01,,,,both\n")
    tiny.ingest()
    assert tiny.query("select n_reasons, n_reasons_recorded from contact") == [(2, 1)]
    assert tiny.query("select n_values, n_contacts, codes from source_value") == [
        (1, 1, ["mental_health.mood", "violence.bullying"])
    ]
