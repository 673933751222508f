"""Krippendorff's alpha of answers that are sets, and how far chance of the scenarios moves a figure.

Belongs here: the MASI distance, alpha, and intervals by resampling scenarios. Does not belong here: what a value is
(`pipelines.agree.depth`), or any other figure (`pipelines.agree.figures`).

Own code: the packages at hand take single values, need every rater on every scenario, or divide by zero where two sets
are empty. MASI after Passonneau (2006), "Measuring agreement on set-valued items"; alpha after Krippendorff (2011),
"Computing Krippendorff's alpha-reliability", with missing answers simply absent.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Answered = frozenset[str]
"""One rater's answer to one scenario: a set of values, empty where no reason was found in it."""
Distance = Callable[[Answered, Answered], float]
Floats = NDArray[np.float64]

N_RESAMPLES = 2_000
SEED = 20_231_101
"""Any number would do; a fixed one gives the same interval on every machine."""
LOW, HIGH = 0.025, 0.975
_DIGITS = 6
"""Behind these the order of a sum shows."""


@dataclass(frozen=True)
class Estimate:
    """A value with its 95% interval over scenarios; no value where `why_not` says why. `low` and `high` are empty where
    fewer than two scenarios carry it: they would say nothing.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n_scenarios: int = 0
    n_answers: int = 0
    """What the figure rests on: answers that are counted, or that can be paired."""
    why_not: str = ""


def masi_distance(one: Answered, other: Answered) -> float:
    """1 - Jaccard x monotonicity: 0 for equal sets, 1 for sets that share nothing. Two empty sets are equal."""
    if one == other:
        return 0.0
    shared = len(one & other)
    if not shared:
        return 1.0
    monotonicity = 2 / 3 if one < other or other < one else 1 / 3
    return 1.0 - shared / len(one | other) * monotonicity


def nominal_distance(one: Answered, other: Answered) -> float:
    """0 for equal sets, else 1."""
    return float(one != other)


def estimate_alpha(
    answers: Mapping[str, Collection[Answered]], distance: Distance = masi_distance, n_resamples: int = N_RESAMPLES
) -> Estimate:
    """Alpha of the answers to each scenario; those with fewer than two answers drop out."""
    units = [list(answers[name]) for name in sorted(answers) if len(answers[name]) > 1]
    table, why_not = _tabulate(units, distance)
    if table is None:
        return Estimate(None, n_scenarios=len(units), why_not=why_not)
    return _estimate(table, table.apart_within(table.counts), table.counts.sum(axis=1), n_resamples)


def split_alpha(
    answers: Mapping[str, Collection[tuple[str, Answered]]], n_resamples: int = N_RESAMPLES
) -> tuple[Estimate, Estimate]:
    """Alpha within helplines and between them: the same disagreement by chance, beside what is seen between raters of
    one helpline and between raters of two. `answers`: helpline and answer, by scenario.
    """
    named = [list(answers[name]) for name in sorted(answers) if len(answers[name]) > 1]
    table, why_not = _tabulate([[value for _, value in unit] for unit in named], masi_distance)
    if table is None:
        nothing = Estimate(None, n_scenarios=len(named), why_not=why_not)
        return nothing, nothing
    less_one = table.counts.sum(axis=1) - 1
    apart, n_pairs = np.zeros(len(named)), np.zeros(len(named))
    for helpline in sorted({helpline for unit in named for helpline, _ in unit}):
        own = table.count([[value for other, value in unit if other == helpline] for unit in named])
        n_own = own.sum(axis=1)
        apart += np.einsum("uv,vw,uw->u", own, table.apart, own) / less_one
        n_pairs += n_own * (n_own - 1) / less_one
    within = _estimate(table, apart, n_pairs, n_resamples)
    between = _estimate(table, table.apart_within(table.counts) - apart, less_one + 1 - n_pairs, n_resamples)
    return within, between


@dataclass(frozen=True)
class _Table:
    """Distinct values, how often each stands under each scenario, and how far apart they are."""

    place: dict[Answered, int]
    counts: Floats
    apart: Floats

    def count(self, units: Sequence[Sequence[Answered]]) -> Floats:
        return _count(units, self.place)

    def apart_within(self, counts: Floats) -> Floats:
        """By scenario: distances of all ordered pairs of its answers, over (answers - 1)."""
        found: Floats = np.einsum("uv,vw,uw->u", counts, self.apart, counts) / (counts.sum(axis=1) - 1)
        return found


def _count(units: Sequence[Sequence[Answered]], place: dict[Answered, int]) -> Floats:
    counts = np.zeros((len(units), len(place)))
    for number, unit in enumerate(units):
        for value in unit:
            counts[number, place[value]] += 1
    return counts


def _tabulate(units: Sequence[Sequence[Answered]], distance: Distance) -> tuple[_Table | None, str]:
    """The table, or why alpha is not defined."""
    values = sorted({value for unit in units for value in unit}, key=sorted)
    if not units:
        return None, "no scenario has answers of two raters"
    if len(values) == 1:
        return None, "every answer is the same, so that nothing could be confused"
    place = {value: number for number, value in enumerate(values)}
    apart = np.array([[distance(one, other) for other in values] for one in values])
    return _Table(place, _count(units, place), apart), ""


def _estimate(table: _Table, apart: Floats, n_pairs: Floats, n_resamples: int) -> Estimate:
    n_scenarios = len(n_pairs)
    if not n_pairs.sum():
        return Estimate(None, n_scenarios=n_scenarios, why_not="no scenario has such a pair of raters")
    whole = _alphas(np.ones((1, n_scenarios)), table, apart, n_pairs)[0]
    drawn = _alphas(draw_scenarios(n_scenarios, n_resamples), table, apart, n_pairs)
    return _with_interval(float(whole), drawn, n_scenarios, int(table.counts.sum()))


def _alphas(weights: Floats, table: _Table, apart: Floats, n_pairs: Floats) -> Floats:
    """Alpha of each resample (a row of weights); not a number where nothing differs in it."""
    by_value = weights @ table.counts
    n_all = by_value.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = np.einsum("rv,vw,rw->r", by_value, table.apart, by_value) / (n_all * (n_all - 1))
        found: Floats = 1 - (weights @ apart) / (weights @ n_pairs) / expected
    return found


def estimate_share(
    hits: Mapping[str, int], answers: Mapping[str, int], n_resamples: int = N_RESAMPLES, why_not: str = ""
) -> Estimate:
    """The share of answers that are hits, by scenario. `why_not`: what to say where there is no answer."""
    names = sorted(name for name, n_answers in answers.items() if n_answers)
    if not names:
        return Estimate(None, why_not=why_not or "nobody answered")
    above = np.array([hits.get(name, 0) for name in names], dtype=float)
    below = np.array([answers[name] for name in names], dtype=float)
    weights = draw_scenarios(len(names), n_resamples)
    drawn = (weights @ above) / (weights @ below)
    return _with_interval(float(above.sum() / below.sum()), drawn, len(names), int(below.sum()))


def draw_scenarios(n_scenarios: int, n_resamples: int) -> Floats:
    """How often each scenario is in each resample: as many scenarios as there are, drawn with replacement."""
    generator = np.random.default_rng(SEED)
    shares = np.full(n_scenarios, 1 / n_scenarios)
    return generator.multinomial(n_scenarios, shares, size=n_resamples).astype(float)


def _with_interval(value: float, drawn: Floats, n_scenarios: int, n_answers: int) -> Estimate:
    defined = drawn[np.isfinite(drawn)]
    low, high = (None, None)
    if n_scenarios > 1 and len(defined):
        low, high = (round(float(end), _DIGITS) for end in np.quantile(defined, [LOW, HIGH]))
    return Estimate(round(value, _DIGITS) + 0.0, low, high, n_scenarios, n_answers)
