"""Alpha and MASI: the values of the literature, another program's values, and what must hold of any answers."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import permutations

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.agree.alpha import (
    N_RESAMPLES,
    Answered,
    Estimate,
    draw_scenarios,
    estimate_alpha,
    estimate_share,
    masi_distance,
    nominal_distance,
    split_alpha,
)

A, B, C, D = (frozenset(letter) for letter in "abcd")
NONE: Answered = frozenset()

VALUES = st.frozensets(st.sampled_from("abcde"), max_size=3)
SHEETS = st.dictionaries(st.integers(0, 30).map(str), st.lists(VALUES, min_size=0, max_size=5), min_size=1, max_size=8)


def alpha(sheet: dict[str, list[Answered]], n_resamples: int = 20) -> Estimate:
    return estimate_alpha(sheet, n_resamples=n_resamples)


# ---------------------------------------------------------------- MASI


def similarity(one: str, other: str) -> float:
    return 1 - masi_distance(frozenset(one), frozenset(other))


def test_masi_weighs_monotonicity_as_passonneau_does() -> None:
    """Equal sets 1, one within the other 2/3, overlap 1/3, nothing shared 0; times Jaccard."""
    assert similarity("ab", "ab") == 1
    assert similarity("a", "ab") == pytest.approx(1 / 2 * 2 / 3)
    assert similarity("abc", "ab") == pytest.approx(2 / 3 * 2 / 3)
    assert similarity("ab", "bc") == pytest.approx(1 / 3 * 1 / 3)
    assert similarity("ab", "cd") == 0


def test_masi_of_the_example_of_nltk() -> None:
    """nltk.metrics.distance.masi_distance({1, 2}, {1, 2, 3, 4}) is documented as 0.665."""
    assert masi_distance(frozenset("12"), frozenset("1234")) == pytest.approx(0.665, abs=0.003)


def test_no_reason_at_all_is_an_answer() -> None:
    assert masi_distance(NONE, NONE) == 0
    assert masi_distance(NONE, A) == 1


@given(VALUES, VALUES)
def test_masi_is_symmetric_between_0_and_1_and_0_for_equal_sets_alone(one: Answered, other: Answered) -> None:
    distance = masi_distance(one, other)

    assert 0 <= distance <= 1
    assert distance == masi_distance(other, one)
    assert (distance == 0) == (one == other)
    assert (distance == 1) == (not one & other and one != other)
    assert distance >= 1 - len(one & other) / max(len(one | other), 1) or one == other  # never nearer than Jaccard


# ---------------------------------------------------------------- alpha, by hand


def test_alpha_by_hand() -> None:
    """Two raters, three scenarios: {a}{a}, {a}{ab}, {b}{b}. d(a,ab) = 2/3, d(b,ab) = 2/3, d(a,b) = 1.

    Seen: 2 x 2/3 / 6 = 2/9. By chance, over ordered pairs of the six answers a3 b2 ab1:
    2 (3x2x1 + 3x1x2/3 + 2x1x2/3) / 30 = 2 (6 + 2 + 4/3) / 30 = 28/45. Alpha = 1 - (2/9) / (28/45) = 9/14.
    """
    found = alpha({"1": [A, A], "2": [A, A | B], "3": [B, B]})

    assert found.value == pytest.approx(9 / 14, abs=1e-6)
    assert (found.n_scenarios, found.n_answers) == (3, 6)


KRIPPENDORFF_2011 = (
    "1 2 3 3 2 1 4 1 2 * * *",
    "1 2 3 3 2 2 4 1 2 5 * 3",
    "* 3 3 3 2 3 4 2 2 5 1 *",
    "1 2 3 3 2 4 4 1 2 5 1 *",
)
"""Computing Krippendorff's alpha-reliability (2011), example C: four observers, twelve units, answers missing."""


def units_of(lines: tuple[str, ...]) -> dict[str, list[Answered]]:
    columns = zip(*(line.split() for line in lines), strict=True)
    return {str(n): [frozenset(one) for one in column if one != "*"] for n, column in enumerate(columns)}


def test_alpha_of_krippendorffs_own_example() -> None:
    units = units_of(KRIPPENDORFF_2011)

    assert estimate_alpha(units, nominal_distance).value == pytest.approx(0.743, abs=0.0005)
    assert alpha(units).value == pytest.approx(0.743, abs=0.0005)  # of single values MASI is nominal
    assert alpha(units).n_scenarios == 11


# ---------------------------------------------------------------- alpha, beside another program


def other_program(sheet: dict[str, list[Answered]], distance: Callable[[Answered, Answered], float]) -> float:
    """The package `krippendorff`, given numbers for sets and our distance between them."""
    values = sorted({value for answers in sheet.values() for value in answers}, key=sorted)
    counts = np.array([[answers.count(value) for value in values] for answers in sheet.values()])
    apart = np.array([[distance(one, other) for other in values] for one in values])

    def metric(first: np.ndarray, second: np.ndarray, *_: object, **__: object) -> np.ndarray:
        found: np.ndarray = apart[first.astype(int), second.astype(int)]
        return found

    return float(
        krippendorff.alpha(value_counts=counts, value_domain=list(range(len(values))), level_of_measurement=metric)  # type: ignore[arg-type]
    )


@given(SHEETS)
def test_alpha_is_that_of_the_package_krippendorff(sheet: dict[str, list[Answered]]) -> None:
    ours = alpha(sheet)
    if ours.value is None:
        return
    assert ours.value == pytest.approx(other_program(sheet, masi_distance), abs=1e-5)
    nominal = estimate_alpha(sheet, nominal_distance, n_resamples=20).value
    assert nominal == pytest.approx(other_program(sheet, nominal_distance), abs=1e-5)


# ---------------------------------------------------------------- alpha, what must hold


@given(SHEETS, st.randoms(use_true_random=False))
def test_the_order_of_raters_and_scenarios_changes_nothing(
    sheet: dict[str, list[Answered]], generator: random.Random
) -> None:
    items = [(name, generator.sample(answers, len(answers))) for name, answers in sheet.items()]
    generator.shuffle(items)

    assert alpha(dict(items)) == alpha(sheet)


@given(SHEETS, st.permutations("abcde"), st.permutations(range(31)))
def test_other_names_of_codes_and_scenarios_change_no_alpha(
    sheet: dict[str, list[Answered]], letters: list[str], numbers: list[int]
) -> None:
    named = dict(zip("abcde", letters, strict=True))
    renamed = {
        str(numbers[int(name)]): [frozenset(named[letter] for letter in answer) for answer in answers]
        for name, answers in sheet.items()
    }

    found, before = alpha(renamed).value, alpha(sheet).value
    assert found == before or found == pytest.approx(before, abs=2e-6)


@given(st.lists(VALUES, min_size=2, max_size=8), st.integers(2, 5))
def test_alpha_is_1_when_all_agree(answers: list[Answered], n_raters: int) -> None:
    found = alpha({str(n): [answer] * n_raters for n, answer in enumerate(answers)})

    if len(set(answers)) == 1:
        assert found.value is None
        assert "every answer is the same" in found.why_not
    else:
        assert (found.value, found.low, found.high) == (1, 1, 1)


@given(SHEETS)
def test_alpha_is_at_most_1(sheet: dict[str, list[Answered]]) -> None:
    found = alpha(sheet)

    assert found.value is None or found.value <= 1
    assert (found.value is None) == bool(found.why_not)


@pytest.mark.parametrize("seed", range(5))
def test_random_answers_agree_by_chance_only(seed: int) -> None:
    generator = random.Random(seed)
    sheet = {
        str(n): [frozenset(generator.sample("abcdefgh", generator.choice([1, 1, 2]))) for _ in range(8)]
        for n in range(60)
    }
    found = estimate_alpha(sheet)

    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert abs(found.value) < 0.05
    assert found.low <= found.value <= found.high


def test_missing_answers_are_absent_and_single_ones_drop_out() -> None:
    whole = {"1": [A, A, B], "2": [C, C, C], "3": [A, D]}

    assert alpha({**whole, "4": [B], "5": []}) == alpha(whole)


@pytest.mark.parametrize(
    ("sheet", "why"),
    [
        ({"1": [A], "2": [B]}, "no scenario has answers of two raters"),
        ({}, "no scenario has answers of two raters"),
        ({"1": [A, A], "2": [A, A]}, "every answer is the same"),
    ],
)
def test_alpha_is_not_defined_without_pairs_or_differences(sheet: dict[str, list[Answered]], why: str) -> None:
    found = alpha(sheet)

    assert found.value is None
    assert why in found.why_not


# ---------------------------------------------------------------- within and between helplines


def test_two_helplines_that_each_agree_with_themselves() -> None:
    """Within all agree; between nobody does."""
    sheet = {str(n): [("x", one), ("x", one), ("y", other), ("y", other)] for n, (one, other) in enumerate(
        permutations((A, B, C), 2)
    )}  # fmt: skip
    within, between = split_alpha(sheet, n_resamples=50)

    assert within.value == 1
    assert between.value is not None
    assert between.value < 0


@given(SHEETS)
def test_helplines_of_one_rater_have_no_agreement_within_and_all_of_it_between(
    sheet: dict[str, list[Answered]],
) -> None:
    named = {name: [(str(place), one) for place, one in enumerate(answers)] for name, answers in sheet.items()}
    within, between = split_alpha(named, n_resamples=20)

    assert within.value is None
    assert between.value == alpha(sheet).value


# ---------------------------------------------------------------- intervals


def test_resamples_are_the_same_every_time_and_of_the_same_size() -> None:
    drawn = draw_scenarios(30, N_RESAMPLES)

    assert drawn.shape == (N_RESAMPLES, 30)
    assert (drawn.sum(axis=1) == 30).all()
    assert (drawn == draw_scenarios(30, N_RESAMPLES)).all()


def test_a_share_has_an_interval_over_scenarios_and_none_over_one() -> None:
    many = estimate_share({str(n): n % 2 * 4 for n in range(40)}, {str(n): 4 for n in range(40)})
    one = estimate_share({"1": 2}, {"1": 4})

    assert many.value == 0.5
    assert many.low is not None
    assert many.high is not None
    assert 0.3 < many.low < 0.45 < 0.55 < many.high < 0.7
    assert (one.value, one.low, one.high, one.n_answers) == (0.5, None, None, 4)
    assert estimate_share({}, {}).value is None
