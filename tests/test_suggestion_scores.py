"""A shown score is a measured share, silence is better than a guess, and a language that the encoder does not know is
named.
"""

from __future__ import annotations

import pytest

from pipelines.suggest import Encoder, Label, load_encoder, suggest_reasons, unknown_to_the_encoder
from pipelines.suggest.calibrate import FLOOR, OPEN, Calibration, Ground, Step, load_calibration
from pipelines.suggest.choose import ANSWER, SPELLED, UNNAMED, WITHOUT_GLOSSARY, Choice
from pipelines.suggest.language import language_of, languages_of_labels
from schemas.mapping.registry import Registry
from schemas.vocabulary.code import load_codes
from tests.evaluate_calibration import Answered, KnownLabel, KnownList, answer, fit, invented_lists

NOTHING = Registry({}, load_codes())
LANGUAGES = {"ar", "de", "en", "es", "fr", "hu", "it", "pt", "sw", "th"}


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    found = load_encoder()
    if found is None:
        pytest.skip("needs the extra [suggest] (multilingual encoder)")
    return found


def choice(code: str, ground: Ground) -> Choice:
    return Choice((code, "mapped"), 0.5, ground, "lexical", "because")


# ---------------------------------------------------------------- scores


def test_an_answer_gets_the_share_of_its_kind_from_its_likeness_on() -> None:
    measured = Calibration([Step("meaning", "x", 0.0, 0.2, 50), Step("meaning", "x", 0.8, 0.6, 50)])

    shares = [measured.share_right(Ground("meaning", "x", likeness)) for likeness in (0.1, 0.8, 1.4)]

    assert shares == [0.2, 0.6, 0.6]


def test_later_answers_share_what_the_first_leaves_and_silence_is_below_the_floor() -> None:
    measured = Calibration(
        [Step("glossary", "part", 0.0, 0.6, 50), Step("meaning", "x", 0.0, FLOOR - 0.01, 50),
         Step("place 2", "", 0.0, 0.5, 50), Step("place 3", "", 0.0, 0.1, 50)]
    )  # fmt: skip
    likely = [choice("a", Ground("glossary", "part")), choice("b", Ground("meaning", "x")), choice("c", Ground("x"))]

    assert [one.score for one in measured.judged(likely)] == [0.6, 0.2]
    assert measured.judged(likely[1:]) == []


def test_where_words_leave_it_open_which_code_is_meant_no_answer_is_likelier_than_another() -> None:
    measured = Calibration([Step("place 2", "", 0.0, 0.5, 50)])

    for n in (2, 3):
        open_ones = [choice(f"code{number}", OPEN) for number in range(n)]
        assert [one.score for one in measured.judged(open_ones)] == [round(1 / n, 2)] * n
    assert [one.score for one in measured.judged([choice("alone", OPEN)])] == [0.5]


def test_the_measured_shares_rise_with_likeness_and_cover_what_suggestions_rest_on() -> None:
    measured = load_calibration()

    for kind, how in (("meaning", UNNAMED), ("meaning", WITHOUT_GLOSSARY), ("meaning", ANSWER), ("spelling", SPELLED)):
        shares = [measured.share_right(Ground(kind, how, step / 20)) for step in range(30)]
        assert shares == sorted(shares)
        assert shares[0] < FLOOR or how == ANSWER
    whole, most, part = (measured.share_right(Ground("glossary", how)) for how in ("whole", "most", "part"))
    assert 1 > whole > most > part > 0.5


def test_a_fit_joins_what_is_out_of_order_and_says_nothing_for_sure() -> None:
    of = KnownList("one", "xx", (), ())
    known = KnownLabel(Label("x"), frozenset({"right"}))
    seen = [
        Answered(of, known, (choice("right" if is_right else "wrong", Ground("meaning", "x", likeness)),))
        for likeness, rights in ((0.2, 5), (0.5, 25), (0.8, 20), (0.9, 30))
        for is_right in [True] * rights + [False] * (30 - rights)
    ]

    steps = fit(seen)

    assert [step.share_right for step in steps] == sorted(step.share_right for step in steps)
    assert all(0 < step.share_right < 1 for step in steps)
    assert sum(step.n for step in steps) == len(seen)


# ---------------------------------------------------------------- languages


@pytest.mark.parametrize(
    ("text", "name", "is_known"),
    [
        ("Fizikai bántalmazás", "Hungarian", False),
        ("Ukatili wa kijinsia", "Swahili", False),
        ("የልጅ ጋብቻ", "Amharic or Tigrinya", False),
        ("बाल विवाह", "Hindi, Nepali or Marathi", False),
        ("насильство в сім'ї", "Ukrainian", False),
        ("Bạo lực gia đình", "Vietnamese", False),
        ("Насилие в семье", "Russian", True),
        ("Przemoc wobec dzieci", "Polish", True),
        ("Violencia contra el niño", "Spanish", True),
        ("การทอดทิ้งเด็ก", "Thai", True),
    ],
)
def test_languages_are_told_apart_and_the_encoders_are_known(text: str, name: str, is_known: bool) -> None:
    language = language_of([text])

    assert (language.name, language.is_known) == (name, is_known)
    assert unknown_to_the_encoder([text]) == ["" if is_known else name]


def test_labels_in_english_within_a_swahili_list_are_english() -> None:
    of_list, of_each = languages_of_labels(
        ["Ubakaji", "Ukatili wa kimwili", "Ndoa za utotoni", "School fees and uniforms"]
    )

    assert of_list.code == "sw"
    assert [one.code for one in of_each] == ["sw", "sw", "sw", "en"]


@pytest.mark.long
def test_meaning_is_not_claimed_for_a_language_that_the_encoder_does_not_know(encoder: Encoder) -> None:
    for known in invented_lists("all"):
        if known.language in ("hu", "sw"):
            answers = suggest_reasons([one.label for one in known.labels], NOTHING, None, encoder)
            assert {one.evidence for found in answers for one in found} <= {"glossary", "lexical"}
    polish = suggest_reasons([Label("Myśli samobójcze")], NOTHING, None, encoder)[0]
    assert (polish[0].code, polish[0].evidence) == ("mental_health.suicidality", "encoder")


# ---------------------------------------------------------------- lists


def test_there_is_a_list_of_labels_for_each_language_with_codes_that_exist() -> None:
    reasons = load_codes().list_of("reason")
    lists = {known.language: known for known in invented_lists("all")}

    assert set(lists) == LANGUAGES
    for known in lists.values():
        assert 30 <= len(known.labels) <= 60
        for one in known.labels:
            assert all(code == "(no reason)" or reasons.has(code) for code in one.right), one.label.text
    assert all(
        not set(blind.judged) & set(tune.judged)
        for blind, tune in zip(invented_lists("blind"), invented_lists("tune"), strict=True)
    )


def test_the_halves_that_were_not_looked_at_are_suggested_well_without_the_encoder() -> None:
    for known in invented_lists("blind"):
        answered = answer(known, NOTHING, None)
        scored = [load_calibration().judged(one.choices) for one in answered]
        n_right = sum(bool(found) and one.is_right(0) for one, found in zip(answered, scored, strict=True))
        assert n_right >= 0.9 * len(answered), known.name
