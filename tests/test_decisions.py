"""decisions.csv: what is refused and where, what contradicts, and that every value means one thing on every day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.mapping.decision import HEADER, Decision, contradictions, read_decisions
from schemas.text.fold import fold
from schemas.text.problem import Problem
from schemas.vocabulary.code import load_codes
from schemas.vocabulary.fields import ANSWERS, SETTING
from warehouse.harmonise.decide import FIRST_DAY, LAST_DAY, Decider, Span, decide_values

SINGLE = frozenset({*ANSWERS, SETTING})
HEAD = ",".join(HEADER) + "\n"


def read(tmp_path: Path, text: str | bytes) -> tuple[list[Decision], list[Problem]]:
    path = tmp_path / "decisions.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return read_decisions(path, "m/decisions.csv")


def decision(field: str = "reason", value: str = "Deuil", outcome: str = "mapped", **more: object) -> Decision:
    code = {"code": "mental_health.mood" if field == "reason" else "voice"} if outcome == "mapped" else {}
    return Decision.model_validate({"field": field, "source_value": value, "outcome": outcome, **code, **more})


REFUSED = [
    ("reson,Deuil,mapped,mental_health.mood,,,,,,,,", "unknown field"),
    ("reason,,mapped,mental_health.mood,,,,,,,,", "source_value"),
    ("reason,Deuil,mapt,mental_health.mood,,,,,,,,", "outcome"),
    ("reason,Deuil,unmapped,,,,,,,,,", "unmapped cannot be written"),
    ("reason,Deuil,mapped,,,,,,,,,", "mapped needs a code"),
    ("reason,Deuil,suggested,,,,,,,,,", "suggested needs a code"),
    ("reason,Deuil,missing,mental_health.mood,,,,,,,,", "carries neither code nor setting"),
    ("reason,Deuil,ignored,,online,,,,,why,,", "carries neither code nor setting"),
    ("reason,Deuil,ignored,,,,,,,,,", "ignored needs a note"),
    ("gender,F,mapped,girl,online,,,,,,,", "setting belongs to the field reason"),
    ("reason,Deuil,mapped,violence,online,recorded,,,,,,", "basis is label or list"),
    ("reason,Deuil,mapped,violence,,label,,,,,,", "there is no setting"),
    ("channel,tel,mapped,voice,,list,,,,,,", "there is no setting"),
    ("setting,School,mapped,offline,,label,,,,,,", "carries basis list where it is a place taken as offline"),
    ("setting,School,mapped,online,,list,,,,,,", "carries basis list where it is a place taken as offline"),
    ("setting,School,missing,,,list,,,,,,", "carries basis list where it is a place taken as offline"),
    ("reason,Deuil,mapped,violence,,,same,,,,,", "fit"),
    ("reason,Deuil,mapped,violence,,,,2024-02-30,,,,", "from"),
    ("reason,Deuil,mapped,violence,,,,,31/12/2024,,,", "to"),
    ("reason,Deuil,mapped,violence,,,,2025-01-01,2024-01-01,,,", "`from` is after `to`"),
    ("reason,Deuil,mapped,violence,,,,,,,,yesterday", "on"),
    ("reason,Deuil,mapped,violence", "4 cells under 12 columns"),
    ("reason,Deuil,mapped,violence,,,,,,,,,surplus", "13 cells under 12 columns"),
]


@pytest.mark.parametrize(("row", "said"), REFUSED)
def test_a_row_is_refused_at_its_line(tmp_path: Path, row: str, said: str) -> None:
    before = 'reason,"Two\nlines",mapped,violence.other,,,,,,,,\n\n'
    decisions, problems = read(tmp_path, HEAD + before + row + "\nreason,Autre,mapped,other,,,,,,,,\n")
    assert [(problem.file, problem.line) for problem in problems] == [("m/decisions.csv", 5)]
    assert said in problems[0].message
    assert "Deuil" not in str(problems[0])
    assert [one.source_value for one in decisions] == ["Two\nlines", "Autre"]
    assert [one.line for one in decisions] == [2, 6]


def test_every_row_is_told_at_once(tmp_path: Path) -> None:
    decisions, problems = read(tmp_path, HEAD + "\n".join(row for row, _ in REFUSED) + "\n")
    assert decisions == []
    assert [problem.line for problem in problems] == list(range(2, len(REFUSED) + 2))


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (HEAD.replace("fit", "fits"), 1, "unknown column `fits`"),
        ("field,source_value,outcome\n", 1, "column `code` is missing"),
        ("", 1, "column `field` is missing"),
        (HEAD.encode() + "reason,D\u00e9tresse,mapped,other,,,,,,,,\n".encode("cp1252"), 0, "not UTF-8"),
        (HEAD + 'reason,"open,mapped,other,,,,,,,,\n', 2, "not a CSV table"),
        (HEAD + 'reason,"a"b,mapped,other,,,,,,,,\n', 2, "not a CSV table"),
    ],
)
def test_a_file_that_is_no_table_of_decisions(tmp_path: Path, text: str | bytes, line: int, said: str) -> None:
    _, problems = read(tmp_path, text)
    assert problems and problems[0].line == line and said in problems[0].message
    assert all(problem.next_step for problem in problems)


@pytest.mark.parametrize("form", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize(("delimiter", "newline"), [(",", "\n"), (";", "\r\n")])
def test_what_a_spreadsheet_saves_is_read(tmp_path: Path, form: str, delimiter: str, newline: str) -> None:
    rows = [HEADER, ("reason", "Détresse", "mapped", "other", "", "", "equal", "", "", "", "", ""), ("",) * 12]
    text = newline.join(delimiter.join(row) for row in rows) + newline
    decisions, problems = read(tmp_path, text.encode(form))
    assert (problems, [one.source_value for one in decisions]) == ([], ["Détresse"])


@pytest.mark.parametrize(
    ("earlier", "later", "said"),
    [
        (decision(), decision(), "written twice"),
        (decision(), decision(outcome="missing"), "at the same time"),
        (decision("channel", "tel"), decision("channel", "tel", code="sms"), "one answer per contact"),
        (decision(), decision(value=" DEUIL "), "one row is enough"),
        (decision(value="Détresse"), decision(value="DÉTRESSE", code="other"), "decided differently"),
        (decision(value="Détresse"), decision(value="detresse"), "one row is enough"),
        (decision(), decision(value="deuil", outcome="ignored", note="n"), "decided differently"),
        (decision(to=date(2024, 6, 30)), decision(valid_from=date(2024, 6, 30)), "written twice"),
        (decision(), decision(valid_from=date(2024, 1, 1)), "written twice"),
    ],
)
def test_rows_that_cannot_both_hold(earlier: Decision, later: Decision, said: str) -> None:
    rows = [earlier.model_copy(update={"line": 2}), later.model_copy(update={"line": 7})]
    (problem,) = contradictions(rows, SINGLE, "m/decisions.csv")
    assert problem.line == 7 and said in problem.message and "line 2" in problem.message


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (decision(), decision(code="other")),
        (decision(value="Détresse"), decision(value="detresse", code="other")),
        (decision(code="violence", setting="online"), decision(code="violence", setting="offline")),
        (decision(to=date(2024, 6, 30)), decision(valid_from=date(2024, 7, 1))),
        (
            decision("channel", "x", to=date(2024, 6, 30)),
            decision("channel", "x", valid_from="2024-07-01", code="sms"),
        ),
        (decision(value="a b"), decision(value="a-b")),
        (decision("channel", "x"), decision("setting", "x", code="online")),
    ],
)
def test_rows_that_can_both_hold(earlier: Decision, later: Decision) -> None:
    assert contradictions([earlier, later], SINGLE, "m") == []


def test_the_id_of_a_decision_is_what_is_decided(tmp_path: Path) -> None:
    rows = ["reason,Deuil,mapped,other,,,equal,,,,,", "reason,Chantage,mapped,violence,online,,,2024-01-01,,,,"]
    first, _ = read(tmp_path, HEAD + "\n".join(rows) + "\n")
    moved = [
        "reason,DEUIL ,mapped,other,,,,,,a note,somebody,2026-11-02",
        "",
        rows[1].replace("online,,", "online,label,"),
    ]
    second, _ = read(tmp_path, HEAD + "\n".join(reversed(moved)) + "\n")
    ids = [one.decision_id("s") for one in first]
    assert ids == [one.decision_id("s") for one in reversed(second)]
    assert len(set(ids)) == 2 and all(len(one) == 16 for one in ids)
    assert ids[0] != first[0].decision_id("t")


def test_each_part_of_what_is_decided_changes_the_id() -> None:
    whole = decision(code="violence", setting="online")
    others = [
        decision(code="violence", setting="online", field="reason", value="Chagrin"),
        decision(code="violence.bullying", setting="online"),
        decision(code="violence", setting="offline"),
        decision(code="violence", setting="online", basis="list"),
        decision(code="violence", setting="online", to=date(2024, 1, 1)),
        decision(code="violence", setting="online", valid_from=date(2024, 1, 1)),
        decision(code="violence", setting="online", outcome="suggested"),
        decision(outcome="missing"),
    ]
    assert len({one.decision_id("s") for one in [whole, *others]}) == len(others) + 1


def test_a_place_taken_as_offline_is_another_decision_than_a_field_that_says_offline() -> None:
    said, place = (
        decision("setting", "School", code="offline"),
        decision("setting", "School", code="offline", basis="list"),
    )
    assert (said.basis_code, place.basis_code) == ("", "list")
    assert said.decision_id("s") != place.decision_id("s")
    (span,) = Decider("s", load_codes(), [place]).decide("setting", "school")
    assert [(answer["code"], answer["basis_code"]) for answer in span.answers] == [("offline", "list")]


DAYS = st.dates(date(2023, 12, 28), date(2024, 1, 5))


@st.composite
def rows_of_one_value(draw: st.DrawFn) -> list[Decision]:
    """Decisions of one reason that do not contradict each other."""
    kept: list[Decision] = []
    for _ in range(draw(st.integers(0, 5))):
        start, end = draw(st.none() | DAYS), draw(st.none() | DAYS)
        if start and end and start > end:
            start, end = end, start
        outcome = draw(st.sampled_from(["mapped", "mapped", "suggested", "missing", "ignored"]))
        values: dict[str, object] = {"field": "reason", "source_value": "Deuil", "outcome": outcome}
        values |= {"from": start, "to": end, "note": "why"}
        if outcome in ("mapped", "suggested"):
            values["code"] = draw(st.sampled_from(["other", "violence", "mental_health.mood"]))
        row = Decision.model_validate(values)
        if not contradictions([*kept, row], SINGLE, "m"):
            kept.append(row)
    return kept


@given(rows_of_one_value(), DAYS)
@settings(max_examples=300)
def test_the_spans_of_a_value_cover_every_day_once(rows: list[Decision], day: date) -> None:
    spans = Decider("s", load_codes(), rows).decide("reason", " DEUIL")
    assert (spans[0].first, spans[-1].last) == (FIRST_DAY, LAST_DAY)
    for earlier, later in pairwise(spans):
        assert earlier.last + timedelta(days=1) == later.first
    (span,) = [one for one in spans if one.first <= day <= one.last]
    valid = [one for one in rows if (one.valid_from or FIRST_DAY) <= day <= (one.valid_to or LAST_DAY)]
    written = [one for one in valid if one.outcome != "suggested"]
    assert span.outcome_code == (written[0].outcome if written else "unmapped")
    assert {one["code"] for one in span.answers} == {one.code for one in written if one.outcome == "mapped"}


def decide_age(value: str, *rows: Decision) -> Span:
    (span,) = Decider("s", load_codes(), rows).decide("age", value)
    return span


@pytest.mark.parametrize(
    ("value", "years", "band"),
    [
        ("0", 0, "age_00_03"),
        ("9", 9, "age_07_09"),
        (" 014 ", 14, "age_13_15"),
        ("17.0", 17, "age_16_17"),
        ("18", 18, "age_18_24"),
        ("１４", 14, "age_13_15"),
        ("120", 120, "age_25_plus"),
        ("14 ans", 14, "age_13_15"),
    ],
)
def test_whole_years_need_no_decision(value: str, years: int, band: str) -> None:
    span = decide_age(value)
    assert (span.outcome_code, span.age_years, [one["code"] for one in span.answers]) == ("mapped", years, [band])


@pytest.mark.parametrize("value", ["121", "999", "-1", "14.5", "1e1", "8 mois", "x", "2024-01-01", "12-14", "1 4"])
def test_what_is_no_whole_year_is_unmapped(value: str) -> None:
    assert decide_age(value) == Span(FIRST_DAY, LAST_DAY, "unmapped")


def test_a_decision_about_an_age_goes_before_the_number() -> None:
    span = decide_age("99", decision("age", "99", "missing"))
    assert (span.outcome_code, span.age_years) == ("missing", None)


def test_a_number_is_an_age_only_in_the_field_age() -> None:
    assert Decider("s", load_codes(), []).decide("age_band", "14")[0].outcome_code == "unmapped"


@given(st.lists(st.tuples(st.sampled_from(["age", "reason", "channel"]), st.text(min_size=1, max_size=5)), max_size=8))
def test_the_table_of_decisions_has_every_value_and_no_other(values: list[tuple[str, str]]) -> None:
    table = decide_values(Decider("s", load_codes(), [decision("channel", "a")]), set(values))
    pairs = list(zip(table["field"].to_pylist(), table["source_value"].to_pylist(), strict=True))
    assert pairs == sorted(set(values))
    for (name, value), outcome in zip(pairs, table["outcome_code"].to_pylist(), strict=True):
        is_decided = name == "channel" and fold(value) == "a"
        assert (outcome == "mapped") == (
            is_decided or (name == "age" and fold(value).isdecimal() and int(fold(value)) <= 120)
        )
