"""Suggestions for values of the other fields."""

from __future__ import annotations

import math

import pytest

from pipelines.suggest import Suggestion, suggest_answers
from pipelines.suggest.age import Years, find_band, read_years
from schemas.mapping.registry import Registry
from schemas.vocabulary.code import load_codes

CODES = load_codes()
NOTHING = Registry({}, CODES)


def suggest(field: str, *values: str) -> list[Suggestion]:
    """The first answers, by spelling alone."""
    return [answer[0] for answer in suggest_answers(field, values, NOTHING, CODES, None, None)]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("13-15", Years(13, 15)),
        ("13 – 15 years", Years(13, 15)),
        ("<12", Years(0, 11)),
        ("menos de 6", Years(0, 5)),
        ("up to 6", Years(0, 6)),
        (">18", Years(19, math.inf)),
        ("25+", Years(25, math.inf)),
        ("18 y más", Years(18, math.inf)),
        ("7", Years(7, 7)),
        ("Unborn", None),
        ("999", None),
        ("1, 2 or 3", None),
        ("1 = Stranger", None),
        ("9 = Unknown", None),
        ("2. Adult", None),
        ("1: Parent", None),
        ("1 - Under 18", Years(0, 17)),
        ("3 = 10-14", Years(10, 14)),
        ("5 - to 9", Years(5, 9)),
        ("16 - и старше", Years(16, math.inf)),
        ("13 - وما فوق", Years(13, math.inf)),
        ("12 - år", Years(12, 12)),
        ("18 - plus", Years(18, math.inf)),
        ("1 - Older brother", None),
    ],
)
def test_years_are_read_out_of_a_band(text: str, years: Years | None) -> None:
    assert read_years(text) == years


@pytest.mark.parametrize(
    ("text", "code"),
    [("10-12", "age_10_12"), ("0-17", "under_18"), ("<12", "under_18"), ("30", "age_25_plus"), (">18", None)],
)
def test_a_band_holds_all_of_the_years_or_is_not_taken(text: str, code: str | None) -> None:
    years = read_years(text)

    assert years is not None
    band = find_band(years, CODES.list_of("age_band"))
    assert (band.code if band else None) == code


def test_a_band_that_fits_none_of_ours_stays_unknown() -> None:
    assert [one.code for one in suggest("age", ">18", "13-15")] == ["unknown", "age_13_15"]


@pytest.mark.parametrize("value", ["NS/NC", "N/A", "Desconocido", "ไม่ทราบ", "Не знаю", "---"])
def test_a_word_for_nothing_is_missing(value: str) -> None:
    first = suggest("gender", value)[0]

    assert (first.code, first.outcome) == ("", "missing")


def test_names_of_answers_are_found() -> None:
    assert [one.code for one in suggest("gender", "GIRL", "Male", "Nonbinary")] == ["girl", "boy", "non_binary"]
    assert [one.code for one in suggest("channel", "Telephone", "Whats App", "E-Mail")] == [
        "voice",
        "whatsapp",
        "email",
    ]


def test_a_setting_is_read_from_its_words() -> None:
    assert [one.code for one in suggest("setting", "Redes sociales", "Face to face", "Online and in person")] == [
        "online", "offline", "both",
    ]  # fmt: skip


def test_a_place_in_the_world_is_offline_by_its_place_only() -> None:
    answers = suggest_answers("setting", ["School", "Calle", "Face to face", "Website"], NOTHING, CODES, None, None)

    assert [(one[0].code, one[0].basis) for one in answers] == [
        ("offline", "list"), ("offline", "list"), ("offline", ""), ("online", ""),
    ]  # fmt: skip
    assert {one.setting for shown in answers for one in shown} == {""}


def test_an_answer_carries_no_setting() -> None:
    answers = suggest_answers("channel", ["Online chat"], NOTHING, CODES, None, None)[0]

    assert 1 <= len(answers) <= 3
    assert {(one.setting, one.basis) for one in answers} == {("", "")}


@pytest.mark.parametrize("values", [["1", "2", "9", "-1", "99"], [*map(str, range(1, 9)), "99"]])
def test_codes_of_another_persons_age_are_no_years(values: list[str]) -> None:
    assert not any(suggest_answers("perpetrator_age", values, NOTHING, CODES, None, None))


def test_years_of_another_persons_age_are_read() -> None:
    found = suggest("perpetrator_age", "14", "17", "19", "22", "35", "41", "50")

    assert [one.code for one in found[:3]] == ["under_18.age_14_17", "under_18.age_14_17", "adult.age_18_24"]
    assert suggest("perpetrator_age", "18-24")[0].code == "adult.age_18_24"


def test_a_number_below_nothing_is_no_age() -> None:
    assert suggest_answers("age", ["-2"], NOTHING, CODES, None, None) == [()]


def test_an_unknown_field_is_refused() -> None:
    with pytest.raises(KeyError):
        suggest_answers("shoe_size", ["42"], NOTHING, CODES)
