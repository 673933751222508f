"""Spellings of one value fold together; no script loses what makes its words differ."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.text.fold import fold

INVISIBLE = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u200e", "\u202a", "\x00", "\x07", "\x7f"]
WHITE = [" ", "  ", "\t", "\n", "\r", "\r\n", "\u00a0", "\u2003", "\u202f", "\u3000", "\v", "\f", "\x85", "\u2028"]
DASHES = ["-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2015", "\u2212", "\ufe58", "\ufe63", "\uff0d"]
WORDS = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)


@given(st.text(max_size=30))
@settings(max_examples=500)
def test_folding_again_changes_nothing(value: str) -> None:
    assert fold(fold(value)) == fold(value)


@given(st.text(max_size=30), st.sampled_from(INVISIBLE), st.integers(0, 30))
def test_invisible_characters_do_not_count(value: str, mark: str, place: int) -> None:
    words = unicodedata.normalize("NFKC", value)
    assert fold(words[:place] + mark + words[place:]) == fold(words)


@given(st.lists(WORDS, min_size=2, max_size=4), st.sampled_from(WHITE), st.sampled_from(WHITE))
def test_white_space_of_every_kind_is_one_blank(words: list[str], between: str, around: str) -> None:
    assert fold(around + between.join(words) + around) == fold(" ".join(words))


@given(WORDS, WORDS, st.sampled_from(DASHES))
def test_dashes_of_every_kind_are_one(first: str, second: str, dash: str) -> None:
    assert fold(f"{first}{dash}{second}") == fold(f"{first}-{second}")


@given(st.text(max_size=20), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_the_form_of_the_text_does_not_count(value: str, form: str) -> None:
    assert fold(unicodedata.normalize(form, value)) == fold(value)  # type: ignore[arg-type]


@given(st.text("abcdefghijklmnopqrstuvwxyzéèñöüçßåøšž ", max_size=20))
def test_case_does_not_count(value: str) -> None:
    assert fold(value.upper()) == fold(value) == fold(value.title())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("  Chantage  EN\u200b ligne\r", "chantage en ligne"),
        ("HARCÈLEMENT", "harcelement"),
        ("Niño/a", "nino/a"),
        ("Straße", "STRASSE"),
        ("ｆｕｌｌ　ｗｉｄｔｈ", "full width"),
        ("ﬁn", "fin"),
        ("①", "1"),
        ("İstanbul", "istanbul"),
        ("Tiếng Việt", "tieng viet"),
        ("Łódź", "łodz"),
        ("กำ", "ก\u0e4dา"),
        ("ЗВОНОК", "звонок"),
        ("ΒΊΑ", "βία"),
    ],
)
def test_spellings_of_one_value(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("มา", "ม"),
        ("กู", "กุ"),
        ("ปู่", "ปู"),
        ("мой", "мои"),
        ("все", "всё"),
        ("її", "іі"),
        ("عَلِم", "عُلِم"),
        ("أب", "اب"),
        ("か", "が"),
        ("की", "कि"),
        ("שׁ", "שׂ"),
        ("αβ", "αγ"),
        ("a-b", "a b"),
        ("ab", "a b"),
        ("Ø", "O"),
        ("1.", "1"),
    ],
)
def test_words_that_differ_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize("word", ["ครอบครัว", "мой", "سَلام", "ёлка", "がくせい", "한국어", "हिन्दी"])
def test_marks_of_other_scripts_are_kept(word: str) -> None:
    assert fold(word) == unicodedata.normalize("NFC", unicodedata.normalize("NFKC", word))
