"""Labels as they are compared: nothing of the export's marks, nothing lost that means something."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.suggest import Label
from pipelines.suggest.text import Reading, aligned, read_labels, without_setting


def read(text: str, main: str = "") -> Reading:
    return read_labels([Label(text, main)])[0]


@pytest.mark.parametrize(
    ("text", "sub"),
    [
        ("1. Bullying", "Bullying"),
        ("V.01 Bullying", "Bullying"),
        ("2.4 Bullying", "Bullying"),
        ("13 to 15", "13 to 15"),
        ("COVID-19", "COVID-19"),
        ("physicalViolence", "physical Violence"),
        ("sexual_abuse", "sexual abuse"),
        ("“Thank you”", "Thank you"),
        ("Fugue\u200b ", "Fugue"),
        ("Ethnicity/nationality", "Ethnicity/nationality"),
    ],
)
def test_marks_of_the_export_are_taken_away(text: str, sub: str) -> None:
    assert read(text).sub == sub


def test_a_beginning_is_a_prefix_only_where_columns_share_it() -> None:
    many = read_labels([Label(f"reason_{name}") for name in ("fugue", "theft", "fear")])

    assert [one.sub for one in many] == ["fugue", "theft", "fear"]
    assert read("reason_fugue").sub == "reason fugue"


def test_a_path_is_read_as_heading_and_label() -> None:
    assert (read("Violence > Bullying").main, read("Violence > Bullying").sub) == ("Violence", "Bullying")
    assert read("Violence > Bullying") == read("Bullying", "Violence")
    assert read("Violence > Bullying", "Violence") == read("Bullying", "Violence")


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Abuso sexual (na internet e presencial)", "Abuso sexual"),
        ("Nękanie (w internecie i poza nim)", "Nękanie"),
        ("Online sexual abuse", "sexual abuse"),
        ("Discrimination (other than gender)", "Discrimination (other than gender)"),
        ("Cyberbullying", "Cyberbullying"),
        ("Online", "Online"),
    ],
)
def test_words_for_where_are_taken_away_where_something_is_left(text: str, bare: str) -> None:
    assert read(text).bare == bare


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Unspecified/Other", ""),
        ("ไม่ระบุ/อื่นๆ", ""),
        ("Autre / non précisé", ""),
        ("Otra violencia", "violencia"),
        ("No especificado/otro - Salud", "Salud"),
        ("Harmful practices other than FGM", None),
        ("Brotherhood", None),
    ],
)
def test_other_is_heard_at_the_edges_only(text: str, rest: str | None) -> None:
    reading = read(text)

    assert (reading.is_other, reading.rest) == (rest is not None, rest or "")


@given(st.text(max_size=40))
def test_what_is_found_can_be_cut_out(text: str) -> None:
    assert len(aligned(text)) == len(text)
    assert without_setting(text) or not text
