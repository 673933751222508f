"""Cells that a spreadsheet would run: text where a person opens the file, exact where a program reads it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.mapping.decision import read_decisions
from schemas.text.formula import for_spreadsheet, from_spreadsheet, is_formula

RUN = ["=HYPERLINK(A1)", "+cmd|' /C calc'!A0", "@SUM(1+1)", "-2+3", "- Bullying", "\t=1", "\r=1", " =1+1", "＝1+1"]
PLAIN = ["-", "--", "---", "-5", "+5", "-1,5", "-0.5%", "-1e5", "+49 30 12", "Grief", "'tis", "a=b", "3-5", ""]


@pytest.mark.parametrize("text", RUN)
def test_a_formula_is_made_text_and_found_again(text: str) -> None:
    assert is_formula(text)
    assert for_spreadsheet(text) == f"'{text}"
    assert from_spreadsheet(f"'{text}") == text


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert for_spreadsheet(text) == text
    assert from_spreadsheet(text) == text


@given(st.text(alphabet="'=+-@\t\r\n a1", max_size=8) | st.text(max_size=8))
def test_every_text_is_found_again_and_none_is_run(text: str) -> None:
    cell = for_spreadsheet(text)

    assert from_spreadsheet(cell) == text
    assert not is_formula(cell)


def test_a_label_with_the_mark_is_the_exact_label_of_a_decision(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    rows = "\n".join(
        [
            "field,source_value,outcome,code",
            "reason,'=HYPERLINK(A1),mapped,family",
            "reason,=SUM(A1),mapped,family",
            "reason,'tis,mapped,family",
        ]
    )
    path.write_text(rows, encoding="utf-8")

    decisions, problems = read_decisions(path, "decisions.csv")

    assert problems == []
    assert [one.source_value for one in decisions] == ["=HYPERLINK(A1)", "=SUM(A1)", "'tis"]
