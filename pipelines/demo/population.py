"""The truth: what happened to the child of each invented contact.

Belongs here: drawing contacts (who calls, the child, the course of events, acts with their setting) from a seed. Does
not belong here: what a helpline's system or habits make of it (`recording`), or any file.

Numbers, not words: every column is an array of positions in the lists below, -1 where there is nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.demo.acts import (
    BOTH,
    NONE,
    NOT_APPLICABLE,
    OFFLINE,
    ONLINE,
    Group,
    code_numbers,
    group,
    is_under,
    scope_numbers,
)
from pipelines.demo.helplines import Helpline
from pipelines.demo.months import Month

KINDS = (
    "counselling",
    "non_counselling.silent",
    "non_counselling.missed",
    "non_counselling.abusive_test",
    "non_counselling.wrong_number",
    "non_counselling.information",
)
KIND_SHARES = (0.38, 0.20, 0.17, 0.12, 0.13)
PERSONS = ("child_self", "adult_about_child", "peer_about_child")
GENDERS = ("girl", "boy", "non_binary")
CHANNELS = ("voice", "chat", "whatsapp", "email", "sms")
TIMES = ("same_day", "within_week", "within_month", "within_six_months", "within_year", "over_year")
TIME_LIMITS = (1.0, 7.0, 30.5, 182.0, 365.0)
TOLD = ("helpline_first", "friend", "parent", "sibling_relative", "teacher", "police")
PLATFORMS = (
    "social_network.instagram",
    "messaging.whatsapp",
    "social_network.tiktok",
    "social_network.snapchat",
    "social_network.facebook",
    "messaging.discord",
)
BARRIERS = ("shame_or_guilt", "fear_of_parents", "not_known_as_crime")
DEMANDS = ("money", "images", "sexual_acts", "self_harm_or_violence")
RELATIONS = ("caregiver.parent", "peer", "stranger", "known_online")
REFERRALS = ("police", "child_protection", "health_service", "hotline", "take_down")
MOST_REASONS = 3
MIND_WITH_OCSEA = 0.40
SEXUAL_SHARE = {"general": 0.16, "sexual_violence": 1.0, "online_only": 0.0}
"""Share of sexual acts among violence that is not OCSEA."""
UNKNOWN_AGE, UNKNOWN_GENDER = 0.05, 0.03
AGE_SHARES = np.array([1, 1, 2, 2, 3, 4, 6, 9, 11, 13, 13, 12, 9, 6, 2, 1, 1, 1], dtype=np.float64)
"""Shares of the ages 4 to 21."""

Positions = NDArray[np.int8]


@dataclass(frozen=True)
class Contacts:
    """A month of one helpline's contacts, in order of time. Arrays of length n; `reason` and `setting` are (n, 3)."""

    helpline: Helpline
    month: Month
    ordinal: NDArray[np.int64]
    day: NDArray[np.datetime64]
    minute: NDArray[np.int16]
    kind: Positions
    person: Positions
    age: Positions
    gender: Positions
    channel: Positions
    reason: NDArray[np.int16]
    setting: Positions
    time: Positions
    told: Positions
    platform: Positions
    barrier: Positions
    demand: Positions
    relation: Positions
    referral: Positions
    corrected: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.ordinal)


def draw_contacts(helpline: Helpline, month: Month, n: int, first: int, rng: np.random.Generator) -> Contacts:
    """N contacts of one helpline in one month; `first` is the ordinal of the first of them."""
    kind = _draw_kind(helpline, n, rng)
    counselling = kind == 0
    reason, setting, is_ocsea = _draw_events(helpline, counselling, rng)
    is_violence = is_under("violence")[reason[:, 0]] & (reason[:, 0] != NONE)
    has_setting = np.where(reason[:, :1] != NONE, setting, NONE)
    is_digital = np.asarray(np.isin(has_setting, (ONLINE, BOTH)).any(axis=1))
    extorted = np.asarray(reason[:, 0] == code_numbers()["violence.sexual.extortion"])
    share = helpline.corrections.share if helpline.corrections else 0.0
    return Contacts(
        helpline=helpline,
        month=month,
        ordinal=np.arange(first, first + n, dtype=np.int64),
        day=np.datetime64(month.first, "D") + np.sort(rng.integers(0, month.n_days, n)),
        minute=rng.integers(180, 1440, n).astype(np.int16),
        kind=kind,
        person=np.where(counselling, _pick(rng, n, (0.71, 0.25, 0.04)), NONE).astype(np.int8),
        age=_draw_age(n, rng),
        gender=np.where(rng.random(n) < UNKNOWN_GENDER, NONE, _pick(rng, n, (0.56, 0.41, 0.03))).astype(np.int8),
        channel=_draw_channel(helpline, n, rng),
        reason=reason,
        setting=setting,
        time=_draw_time(is_violence, rng),
        told=_where(is_violence, _pick(rng, n, (0.42, 0.22, 0.15, 0.08, 0.09, 0.04))),
        platform=_where(is_digital, _pick(rng, n, (0.28, 0.24, 0.18, 0.14, 0.10, 0.06))),
        barrier=_where(is_ocsea, _pick(rng, n, (0.5, 0.34, 0.16))),
        demand=_where(extorted, _pick(rng, n, (0.5, 0.36, 0.10, 0.04))),
        relation=_draw_relation(is_violence, is_ocsea, rng),
        referral=_draw_referral(is_violence, is_ocsea, rng),
        corrected=counselling & (rng.random(n) < share),
    )


def _pick(rng: np.random.Generator, n: int, shares: tuple[float, ...]) -> Positions:
    cumulative = np.cumsum(shares)
    drawn: Positions = np.searchsorted(cumulative[:-1], rng.random(n) * cumulative[-1], side="right").astype(np.int8)
    return drawn


def _where(asked: NDArray[np.bool_], positions: Positions) -> Positions:
    return np.where(asked, positions, NONE).astype(np.int8)


def _draw_kind(helpline: Helpline, n: int, rng: np.random.Generator) -> Positions:
    other = _pick(rng, n, KIND_SHARES) + 1
    return np.where(rng.random(n) < helpline.counselling, 0, other).astype(np.int8)


def _draw_channel(helpline: Helpline, n: int, rng: np.random.Generator) -> Positions:
    """A service with one channel has that one; the numbers are drawn all the same, so that streams stay in step."""
    drawn = _pick(rng, n, (0.52, 0.22, 0.16, 0.06, 0.04))
    return np.full(n, CHANNELS.index(helpline.channel), dtype=np.int8) if helpline.channel else drawn


def _draw_age(n: int, rng: np.random.Generator) -> Positions:
    age = np.searchsorted(np.cumsum(AGE_SHARES) / AGE_SHARES.sum(), rng.random(n), side="right") + 4
    return np.where(rng.random(n) < UNKNOWN_AGE, NONE, np.minimum(age, 21)).astype(np.int8)


def _draw_time(is_violence: NDArray[np.bool_], rng: np.random.Generator) -> Positions:
    """From the event to the contact: a third within a week, the median three weeks."""
    days = np.exp(np.log(21.0) + 2.55 * rng.standard_normal(len(is_violence)))
    return _where(is_violence, np.searchsorted(TIME_LIMITS, days).astype(np.int8))


def _draw_relation(is_violence: NDArray[np.bool_], is_ocsea: NDArray[np.bool_], rng: np.random.Generator) -> Positions:
    n = len(is_violence)
    usual, online = _pick(rng, n, (0.55, 0.3, 0.15)), _pick(rng, n, (0.04, 0.2, 0.24, 0.52))
    return _where(is_violence, np.where(is_ocsea, online, usual).astype(np.int8))


def _draw_referral(is_violence: NDArray[np.bool_], is_ocsea: NDArray[np.bool_], rng: np.random.Generator) -> Positions:
    n = len(is_violence)
    usual, online = _pick(rng, n, (0.3, 0.5, 0.2)), _pick(rng, n, (0.4, 0.2, 0.05, 0.2, 0.15))
    return _where(is_violence & (rng.random(n) < 0.45), np.where(is_ocsea, online, usual).astype(np.int8))


def _draw_events(
    helpline: Helpline, counselling: NDArray[np.bool_], rng: np.random.Generator
) -> tuple[NDArray[np.int16], Positions, NDArray[np.bool_]]:
    """Acts with their setting, and which contacts are OCSEA. One course of events has one setting."""
    n = len(counselling)
    reason = np.full((n, MOST_REASONS), NONE, dtype=np.int16)
    course = np.full(n, NONE, dtype=np.int8)
    is_violence = counselling & (rng.random(n) < helpline.violence)
    is_ocsea = is_violence & (rng.random(n) < helpline.ocsea)
    is_sexual = is_violence & ~is_ocsea & (rng.random(n) < SEXUAL_SHARE[helpline.mix])
    kind_of_life = rng.random(n)
    is_digital_service = helpline.mix == "online_only"
    shares = (0.30, 0.0) if is_digital_service else (0.40, 0.58)
    other = counselling & ~is_violence
    parts = (
        (is_ocsea, "ocsea"),
        (is_sexual, "sexual"),
        (is_violence & ~is_ocsea & ~is_sexual, "digital_violence" if is_digital_service else "violence"),
        (other & (kind_of_life < shares[0]), "mind"),
        (other & (kind_of_life >= shares[0]) & (kind_of_life < sum(shares)), "life"),
        (other & (kind_of_life >= sum(shares)), "digital"),
    )
    for mask, name in parts:
        _fill(reason[:, 0], course, mask, group(helpline.region, name), rng)
    _add_second(helpline, reason, course, is_violence, is_ocsea, rng)
    third = (reason[:, 1] != NONE) & (rng.random(n) < 0.2)
    _fill(reason[:, 2], course, third, group(helpline.region, "mind"), rng)
    for later, earlier in ((1, 0), (2, 0), (2, 1)):
        reason[reason[:, later] == reason[:, earlier], later] = NONE
    if is_digital_service:
        course[course != NONE] = ONLINE
    return reason, _settings_of(reason, course), is_ocsea


def _fill(
    column: NDArray[np.int16], course: Positions, mask: NDArray[np.bool_], acts: Group, rng: np.random.Generator
) -> None:
    """Draw an act for each contact of the mask; the first act that may have a setting sets the course of events."""
    where = np.flatnonzero(mask)
    position = acts.draw(rng.random(len(where)))
    code = acts.code[position]
    column[where] = code
    uniform = rng.random(len(where))
    is_online = uniform < acts.p_online[position]
    is_both = ~is_online & (uniform < acts.p_online[position] + acts.p_both[position])
    drawn = np.where(is_online, ONLINE, np.where(is_both, BOTH, OFFLINE)).astype(np.int8)
    sets = (scope_numbers()[code] == 0) & (course[where] == NONE)
    course[where[sets]] = drawn[sets]


def _add_second(
    helpline: Helpline,
    reason: NDArray[np.int16],
    course: Positions,
    is_violence: NDArray[np.bool_],
    is_ocsea: NDArray[np.bool_],
    rng: np.random.Generator,
) -> None:
    n = len(reason)
    has_mind = is_ocsea & (rng.random(n) < MIND_WITH_OCSEA)
    _fill(reason[:, 1], course, has_mind, group(helpline.region, "mind"), rng)
    has_second = (reason[:, 0] != NONE) & ~is_ocsea & (rng.random(n) < helpline.second)
    which = rng.random(n)
    violent = has_second & is_violence
    harm = violent & (which < 0.25) & (helpline.mix != "online_only")
    mind = has_second & ~harm & (which < 0.65)
    life = has_second & ~harm & ~mind
    for mask, name in ((harm, "companion"), (mind, "mind"), (life, "life")):
        _fill(reason[:, 1], course, mask, group(helpline.region, name), rng)


def _settings_of(reason: NDArray[np.int16], course: Positions) -> Positions:
    scope = scope_numbers()[reason]
    either = np.broadcast_to(np.where(course == NONE, OFFLINE, course)[:, None], reason.shape)
    setting = np.where(scope == 0, either, np.where(scope == 1, OFFLINE, NOT_APPLICABLE))
    return np.where(reason == NONE, NONE, setting).astype(np.int8)
