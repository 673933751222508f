"""What a habit does to an honest record.

Belongs here: one function a habit. Does not belong here: who has it (`network`), or how it is found.
"""

from __future__ import annotations

import numpy as np

from tests.skew.families import Records, without_repeats
from tests.skew.network import Habit
from tests.skew.reasons import (
    BOTH,
    IS_EITHER,
    IS_NATURE,
    IS_SEXUAL,
    MOOD,
    NO_REASON,
    NOT_APPLICABLE,
    OFFLINE,
    ONLINE,
    UNKNOWN,
    Truths,
)


def skew(rng: np.random.Generator, records: Records, habit: Habit, is_last_year: bool) -> Records:
    """The record as the habit leaves it. Habits that begin in the middle begin in the last year."""
    where = np.ones(len(records.month), dtype=bool)
    if habit.kind.startswith("mid_"):
        where = (records.month >= habit.month) & is_last_year
    kind = habit.kind.removeprefix("mid_")
    if kind == "single":
        return _one_of_several(rng, records, where & _often(rng, records, habit))
    if kind in ("dump", "other"):
        return _into_one(records, habit.target, where & _often(rng, records, habit))
    cells = records.is_told & where[:, None] & (rng.random(records.reasons.shape) < habit.severity)
    if kind == "zero_ocsea":
        return _no_ocsea(records, habit, cells & IS_SEXUAL[records.reasons] & _is_online(records))
    if kind == "blank":
        return _with_setting(records, cells, UNKNOWN)
    if kind == "offline":
        return _with_setting(records, cells & _is_online(records), OFFLINE)
    return _with_setting(records, cells & (records.settings == BOTH), (OFFLINE, ONLINE)[habit.variant])


def _often(rng: np.random.Generator, records: Records, habit: Habit) -> Truths:
    return np.asarray(rng.random(len(records.month)) < habit.severity)


def _is_online(records: Records) -> Truths:
    return np.asarray((records.settings == ONLINE) | (records.settings == BOTH))


def _with_setting(records: Records, cells: Truths, setting: int) -> Records:
    return Records(records.month, records.reasons, np.where(cells, setting, records.settings))


def _one_of_several(rng: np.random.Generator, records: Records, where: Truths) -> Records:
    """One reason stays: in seven of ten the first, else any."""
    number = (records.reasons >= 0).sum(axis=1)
    kept = np.where(rng.random(len(number)) < 0.7, 0, np.floor(rng.random(len(number)) * number).astype(int))
    is_kept = np.arange(records.reasons.shape[1])[None, :] == kept[:, None]
    reasons = np.where(where[:, None] & ~is_kept, NO_REASON, records.reasons)
    return _to_the_left(Records(records.month, reasons, records.settings))


def _into_one(records: Records, target: int, where: Truths) -> Records:
    """The whole contact under one reason, alone; its setting stays where there is one to be said."""
    reasons, settings = records.reasons.copy(), records.settings.copy()
    reasons[where] = [target, *[NO_REASON] * (reasons.shape[1] - 1)]
    if IS_EITHER[target]:
        settings[where, 0] = np.where(settings[where, 0] == NOT_APPLICABLE, OFFLINE, settings[where, 0])
    else:
        settings[where, 0] = OFFLINE if IS_NATURE[target] else NOT_APPLICABLE
    return Records(records.month, reasons, settings)


def _no_ocsea(records: Records, habit: Habit, cells: Truths) -> Records:
    """Online sexual violence stands as offline (0), or as something else altogether (1)."""
    if habit.variant == 0:
        return _with_setting(records, cells, OFFLINE)
    reasons = np.where(cells, MOOD, records.reasons)
    settings = np.where(cells, NOT_APPLICABLE, records.settings)
    return _to_the_left(without_repeats(Records(records.month, reasons, settings)))


def _to_the_left(records: Records) -> Records:
    order = np.argsort(records.reasons < 0, axis=1, kind="stable")
    reasons = np.take_along_axis(records.reasons, order, 1)
    return Records(records.month, reasons, np.take_along_axis(records.settings, order, 1))
