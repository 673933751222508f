"""Contacts of one source and year, as an honest counsellor writes them down. G1: independent labels; G2: latent classes.

Belongs here: chance. Does not belong here: who the sources are (`network`), what habits do (`habits`).
In G1 every reason of a contact is drawn by itself. In G2 a contact belongs to a class that nobody sees, which decides at
once what it is about, whether it has several reasons and how likely it is online; sources differ in their classes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tests.skew.network import NetworkPlan, SourcePlan, expit, level_for, logit
from tests.skew.reasons import (
    BOTH,
    COARSE,
    IS_EITHER,
    IS_NATURE,
    IS_SEXUAL,
    MOST_REASONS,
    NO_REASON,
    NOT_APPLICABLE,
    OFFLINE,
    ONLINE,
    ONLINE_LOGIT,
    UNKNOWN,
    WEIGHTS,
    Floats,
    Ints,
    Truths,
)

N_CLASSES = 7


@dataclass(frozen=True)
class Records:
    """Contacts of one source and year, one a row: month 1-12; up to three reasons; the setting of each."""

    month: Ints
    reasons: Ints
    settings: Ints

    @property
    def is_told(self) -> Truths:
        """Where there is a reason that can be online or offline."""
        return np.asarray((self.reasons >= 0) & IS_EITHER[self.reasons])

    def joined(self, other: Records) -> Records:
        """Both together."""
        pairs = zip(
            (self.month, self.reasons, self.settings), (other.month, other.reasons, other.settings), strict=True
        )
        return Records(*(np.concatenate(pair) for pair in pairs))


@dataclass(frozen=True)
class Classes:
    """The unseen classes of a G2 network: what they are about, and by how much they shift two logits."""

    mixes: Floats
    multi: Floats
    online: Floats

    @classmethod
    def of(cls, plan: NetworkPlan) -> Classes:
        rng = np.random.default_rng([plan.seed, 77])
        return cls(
            mixes=rng.dirichlet(WEIGHTS * 8 + 0.02, size=N_CLASSES),
            multi=rng.normal(0, 0.8, N_CLASSES),
            online=rng.normal(0, 0.5, N_CLASSES),
        )


def draw_year(rng: np.random.Generator, plan: NetworkPlan, source: SourcePlan, year: int) -> Records:
    """The unskewed record of a source and year, within what its system can hold."""
    number = source.contacts[year]
    mix = rng.dirichlet(np.maximum(source.mix * 400, 0.01))
    months = _draw_months(rng, source, number)
    of_class = _draw_classes(rng, plan, mix, number) if plan.family == "g2" else None
    records = _draw_contacts(rng, plan, source, mix, months, of_class)
    if source.role == "campaign" and year == plan.years[-1]:
        records = records.joined(_draw_campaign(rng, plan, source, number))
    if source.role == "list_change":
        is_before = np.full(len(records.month), year < plan.years[-1]) | (records.month < source.month)
        records = write_coarsely(records, source, is_before)
    return _within_system(records, source)


def _draw_months(rng: np.random.Generator, source: SourcePlan, number: int) -> Ints:
    weights = rng.dirichlet(np.full(12, 60.0))
    if source.role == "brand_new":
        weights = np.where(np.arange(1, 13) >= source.month, weights, 0)
    return np.asarray(np.sort(rng.choice(np.arange(1, 13), size=number, p=weights / weights.sum())))


def _draw_classes(rng: np.random.Generator, plan: NetworkPlan, mix: Floats, number: int) -> tuple[Classes, Ints]:
    """The class of each contact: classes count in a source as far as they are about what the source is about."""
    classes = Classes.of(plan)
    weights = (classes.mixes / (WEIGHTS + 0.005)) @ mix
    return classes, np.asarray(rng.choice(N_CLASSES, size=number, p=weights / weights.sum()))


def _draw_contacts(
    rng: np.random.Generator,
    plan: NetworkPlan,
    source: SourcePlan,
    mix: Floats,
    months: Ints,
    of_class: tuple[Classes, Ints] | None,
) -> Records:
    number = len(months)
    chances, multi, shift = np.tile(mix, (1, 1)), np.full(number, source.multi), np.full(number, source.online_shift)
    row = np.zeros(number, dtype=np.int64)
    if of_class is not None:
        classes, row = of_class
        # half what the source is about, half what the class is about
        chances = np.sqrt(mix[None, :] * (classes.mixes + 0.002))
        chances = chances / chances.sum(axis=1, keepdims=True)
        weights = np.bincount(row, minlength=N_CLASSES) / max(number, 1)
        multi = expit(classes.multi + level_for(source.multi, weights, classes.multi))[row]
        shift = shift + classes.online[row]
    drawn = np.log(chances)[row] + rng.gumbel(size=(number, chances.shape[1]))
    order = np.argpartition(-drawn, MOST_REASONS, axis=1)[:, :MOST_REASONS]
    order = np.take_along_axis(order, np.argsort(-np.take_along_axis(drawn, order, 1), axis=1), 1)
    has_two = rng.random(number) < multi
    has_three = has_two & (rng.random(number) < 0.2)
    reasons = np.column_stack(
        [order[:, 0], np.where(has_two, order[:, 1], NO_REASON), np.where(has_three, order[:, 2], NO_REASON)]
    )
    return Records(months, reasons, _draw_settings(rng, plan, source, reasons, shift))


def _draw_settings(
    rng: np.random.Generator, plan: NetworkPlan, source: SourcePlan, reasons: Ints, shift: Floats
) -> Ints:
    level = np.where(IS_SEXUAL, plan.online_level, plan.other_level)
    chance = expit((ONLINE_LOGIT + level)[reasons] + shift[:, None])
    is_online = rng.random(reasons.shape) < chance
    is_both = is_online & (rng.random(reasons.shape) < expit(logit(plan.both) + source.both_shift))
    settings = np.where(is_both, BOTH, np.where(is_online, ONLINE, OFFLINE))
    settings = np.where(rng.random(reasons.shape) < source.unknown, UNKNOWN, settings)
    settings = np.where(IS_EITHER[reasons], settings, np.where(IS_NATURE[reasons], OFFLINE, NOT_APPLICABLE))
    return np.asarray(settings)


def _draw_campaign(rng: np.random.Generator, plan: NetworkPlan, source: SourcePlan, number: int) -> Records:
    """One month of many contacts about one thing, nearly all about nothing else."""
    extra = max(5, round(number / 12 * rng.uniform(1.5, 4)))
    mix = np.full(len(source.mix), 1e-6)
    mix[source.topic] = 1
    quiet = replace(source, multi=0.05)
    return _draw_contacts(rng, plan, quiet, mix / mix.sum(), np.full(extra, source.month), None)


def write_coarsely(records: Records, source: SourcePlan, where: Truths) -> Records:
    """As a coarser list has it; two reasons that become one are one."""
    coarse = np.arange(len(IS_EITHER))
    for fine, broad in COARSE[source.coarse].items():
        coarse[fine] = broad
    written = np.where((records.reasons >= 0) & where[:, None], coarse[records.reasons], records.reasons)
    return without_repeats(Records(records.month, written, records.settings))


def without_repeats(records: Records) -> Records:
    """The same reason twice is once."""
    reasons = records.reasons.copy()
    for later in range(1, MOST_REASONS):
        for earlier in range(later):
            reasons[:, later] = np.where(reasons[:, later] == reasons[:, earlier], NO_REASON, reasons[:, later])
    return Records(records.month, reasons, records.settings)


def _within_system(records: Records, source: SourcePlan) -> Records:
    reasons, settings = records.reasons.copy(), records.settings.copy()
    if not source.several:
        reasons[:, 1:] = NO_REASON
    either = (reasons >= 0) & IS_EITHER[reasons]
    if source.setting == "none":
        settings = np.where(either, UNKNOWN, settings)
    if source.setting == "remit":
        settings = np.where(either, ONLINE, settings)
    if source.setting == "by_list":
        settings = np.where(either & (settings == UNKNOWN), OFFLINE, settings)
    if source.setting == "per_contact":
        first = np.argmax(either, axis=1)
        of_contact = np.take_along_axis(settings, first[:, None], 1)
        settings = np.where(either, of_contact, settings)
    return Records(records.month, reasons, np.asarray(settings))
