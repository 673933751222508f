"""How well could a habit be seen by somebody who knows how the network was made?

Belongs here: that bound, for one source and year. Does not belong here: what `assess` sees, which has to learn from the
sources how far honest ones differ. Who knows that, each reason's level and what a habit does still has chance against
them: a source may be little online, and few cases tell little. Each kind says what is counted and how often that is so
in an honest source and in one with the habit; the rest is the same for all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv, ndtr

from tests.skew.families import Classes, Records
from tests.skew.network import MONTHS, UNKNOWN_OF_SOURCES, Habit, Kind, NetworkPlan, SourcePlan, expit, logit
from tests.skew.reasons import BOTH, IS_EITHER, IS_SEXUAL, ONLINE, ONLINE_LOGIT, UNKNOWN, WEIGHTS, Floats, Ints, Truths

EITHER = np.flatnonzero(IS_EITHER)
SHIFTS: Floats = np.linspace(-4, 4, 161)
"""How far a source's level may lie from the network's, in standard deviations."""
WEIGHTS_OF_SHIFTS: Floats = np.exp(-(SHIFTS**2) / 2) / np.exp(-(SHIFTS**2) / 2).sum()
EVERY_MONTH: Ints = np.arange(1, 13)
N_DRAWN = 4_000
NOTHING = 1e-12


@dataclass(frozen=True)
class Levels:
    """Shares of the cells, one row for each level that a source may have, and how usual such a level is."""

    shares: Floats
    weights: Floats

    def likelihood(self, hits: Ints, totals: Ints) -> Floats:
        """The logarithm, over all levels; one row of numbers a source."""
        known = np.clip(self.shares, NOTHING, 1 - NOTHING)
        each = hits @ np.log(known).T + (totals - hits) @ np.log1p(-known).T
        highest = each.max(axis=1, keepdims=True)
        return np.asarray(np.log(np.exp(each - highest) @ self.weights) + highest[:, 0])


@dataclass(frozen=True)
class Known:
    """What is counted of a source (a reason, a month or all: so many of so many), and the shares that who knows expects
    of an honest one and of one with the habit.
    """

    hits: Ints
    totals: Ints
    honest: Levels
    skewed: Levels

    def chance_if_honest(self, rng: np.random.Generator) -> float:
        """How often an honest source looks at least as much like the habit, by the likelihood ratio of the two (Neyman
        and Pearson: no test of these numbers sees more of what is planted at as few false ones).
        """
        at = rng.choice(len(self.honest.weights), size=N_DRAWN, p=self.honest.weights)
        drawn = self._ratio(rng.binomial(self.totals, self.honest.shares[at]))
        return float((np.sum(drawn >= self._ratio(self.hits[None, :]) - 1e-9) + 1) / (N_DRAWN + 1))

    def _ratio(self, hits: Ints) -> Floats:
        return self.skewed.likelihood(hits, self.totals) - self.honest.likelihood(hits, self.totals)


def chance_if_honest(plan: NetworkPlan, source: SourcePlan, year: int, shown: Records) -> float | None:
    """Of what the source shows in the year; None where nothing is known of its kind of habit."""
    if not source.habit or source.habit.kind not in KNOWN:
        return None
    rng = np.random.default_rng([plan.seed, year, int(source.source_id[1:])])
    return KNOWN[source.habit.kind](plan, source, source.habit, shown).chance_if_honest(rng)


def _online(plan: NetworkPlan, source: SourcePlan, habit: Habit, shown: Records) -> Known:
    """Online or both, by reason: all of it is fewer, or that about sexual violence, which may stand as something else."""
    is_told = shown.is_told & (shown.settings != UNKNOWN)
    is_online = is_told & ((shown.settings == ONLINE) | (shown.settings == BOTH))
    told, online = (
        np.bincount(shown.reasons[which], minlength=len(IS_EITHER))[EITHER] for which in (is_told, is_online)
    )
    honest = _shares(plan, source)
    lost = np.where(IS_SEXUAL[EITHER] | (habit.kind == "offline"), habit.severity, 0.0)
    is_gone = habit.kind == "zero_ocsea" and habit.variant == 1
    skewed = honest * (1 - lost) / (1 - honest * lost if is_gone else 1)
    return Known(online, told, Levels(honest, WEIGHTS_OF_SHIFTS), Levels(skewed, WEIGHTS_OF_SHIFTS))


def _shares(plan: NetworkPlan, source: SourcePlan) -> Floats:
    """How often each reason is online in an honest source, by shift; in G2 over the classes that have such a reason."""
    level = (ONLINE_LOGIT + np.where(IS_SEXUAL, plan.online_level, plan.other_level))[EITHER]
    shifted = level[None, :] + plan.spread.online * SHIFTS[:, None]
    if plan.family == "g1":
        return expit(shifted)
    classes = Classes.of(plan)
    weights = (classes.mixes / (WEIGHTS + 0.005)) @ source.mix
    chances = np.sqrt(source.mix[None, :] * (classes.mixes + 0.002))
    of_class = (weights[:, None] * chances / chances.sum(axis=1, keepdims=True))[:, EITHER]
    of_class = of_class / of_class.sum(axis=0)
    return np.asarray(np.einsum("cr,zcr->zr", of_class, expit(shifted[:, None, :] + classes.online[None, :, None])))


def _both(plan: NetworkPlan, _: SourcePlan, habit: Habit, shown: Records) -> Known:
    """Both, of what is online or both; what was both stands as offline (variant 0) or online (1)."""
    n_both, n_online = (int((shown.is_told & (shown.settings == one)).sum()) for one in (BOTH, ONLINE))
    honest = expit(logit(plan.both) + plan.spread.both * SHIFTS)
    skewed = honest * (1 - habit.severity) / (1 if habit.variant else 1 - honest * habit.severity)
    return _one_cell(n_both, n_both + n_online, honest, skewed)


def _single(plan: NetworkPlan, _: SourcePlan, habit: Habit, shown: Records) -> Known:
    """Contacts with several reasons, of all."""
    n_two = int(((shown.reasons >= 0).sum(axis=1) >= 2).sum())
    honest = expit(logit(plan.multi) + plan.spread.multi * SHIFTS)
    return _one_cell(n_two, len(shown.reasons), honest, honest * (1 - habit.severity))


def _unknown(_: NetworkPlan, __: SourcePlan, habit: Habit, shown: Records) -> Known:
    """Unknown settings by month: more of them in the whole year, or from a month on that nobody knows."""
    is_unknown = shown.is_told & (shown.settings == UNKNOWN)
    hits, totals = (_by_month(shown, which) for which in (is_unknown, shown.is_told))
    honest = np.tile(betaincinv(*UNKNOWN_OF_SOURCES, ndtr(SHIFTS))[:, None], len(EVERY_MONTH))
    begins = MONTHS if habit.kind == "mid_blank" else EVERY_MONTH[:1]
    lost = [np.where(month <= EVERY_MONTH, habit.severity, 0.0) for month in begins]
    skewed = np.concatenate([honest + (1 - honest) * one for one in lost])
    weights = np.tile(WEIGHTS_OF_SHIFTS, len(begins)) / len(begins)
    return Known(hits, totals, Levels(honest, WEIGHTS_OF_SHIFTS), Levels(skewed, weights))


def _by_month(shown: Records, which: Truths) -> Ints:
    return np.bincount(np.repeat(shown.month, which.sum(axis=1)), minlength=len(EVERY_MONTH) + 1)[1:]


def _one_cell(number: int, total: int, honest: Floats, skewed: Floats) -> Known:
    levels = (Levels(shares[:, None], WEIGHTS_OF_SHIFTS) for shares in (honest, skewed))
    return Known(np.array([number]), np.array([total]), *levels)


KNOWN: dict[Kind, Callable[[NetworkPlan, SourcePlan, Habit, Records], Known]] = {
    "single": _single,
    "zero_ocsea": _online,
    "blank": _unknown,
    "offline": _online,
    "both": _both,
    "mid_blank": _unknown,
}
"""What is counted, by kind. What is dumped into one reason shows in too much at once to be written down so."""
