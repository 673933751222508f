"""What a simulated network consists of: its level, its sources, what each of them is and does.

Belongs here: the plan, drawn from a seed. Does not belong here: contacts (`families`), habits at work (`habits`).
Nothing here knows a limit of a finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import repeat
from math import exp, log
from typing import Literal

import numpy as np

from tests.skew.reasons import COARSE, DUMPS, IS_SEXUAL, ONLINE_LOGIT, OTHER, TOPICS, WEIGHTS, Floats

Family = Literal["g1", "g2"]
Kind = Literal[
    "single", "dump", "other", "zero_ocsea", "blank", "offline", "both", "mid_dump", "mid_blank", "mid_single"
]
Role = Literal[
    "ordinary", "specialist", "tiny", "brand_new", "campaign", "list_change", "online_remit", "goes_elsewhere"
]
HARD: tuple[Role, ...] = ("specialist", "tiny", "brand_new", "campaign", "list_change", "online_remit")
SEVERITIES: dict[Kind, tuple[float, ...]] = {
    "single": (0.3, 0.6, 0.9, 0.9, 1.0, 1.0),
    "dump": (0.1, 0.3, 0.3, 0.6, 0.6, 0.9, 1.0),
    "other": (0.1, 0.3, 0.3, 0.6, 0.9, 1.0),
    "zero_ocsea": (0.9, 1.0, 1.0),
    "blank": (0.1, 0.3, 0.3, 0.6, 0.9, 1.0),
    "offline": (0.6, 0.9, 0.9, 1.0, 1.0),
    "both": (0.6, 0.9, 0.9, 1.0, 1.0),
    "mid_dump": (0.3, 0.3, 0.6, 0.9, 1.0),
    "mid_blank": (0.3, 0.3, 0.6, 0.9, 1.0),
    "mid_single": (0.6, 0.9, 1.0),
}
"""Severities by kind, as often as they are drawn."""

ALIKE: tuple[tuple[Kind, float], ...] = (
    *(("single", 1.0), ("single", 0.9), ("dump", 0.6), ("dump", 0.9), ("other", 0.3), ("zero_ocsea", 1.0)),
    *(("blank", 0.3), ("blank", 1.0), ("offline", 0.9), ("both", 0.9), ("mid_dump", 0.6), ("mid_blank", 0.6)),
    *(("mid_single", 1.0),),
)
"""What 40 of 100 able sources do alike."""
FIRST_YEAR = 2021
MONTHS = range(4, 10)
"""In one of them a habit begins that begins in the middle."""
UNKNOWN_OF_SOURCES = (1.2, 35.0)
"""The beta distribution of how often an honest source leaves the setting unknown."""


@dataclass(frozen=True)
class Habit:
    """What a source does to its record. `variant` is 0 or 1: the way in which; `month`: from when in the last year."""

    kind: Kind
    severity: float
    target: int = 0
    variant: int = 0
    month: int = 1


@dataclass(frozen=True)
class SourcePlan:
    """One source."""

    source_id: str
    role: Role
    contacts: dict[int, int]
    several: bool = True
    setting: Literal["per_reason", "per_contact", "by_list", "none", "remit"] = "per_reason"
    multi: float = 0.15
    mix: Floats = field(default_factory=lambda: WEIGHTS)
    online_shift: float = 0.0
    both_shift: float = 0.0
    unknown: float = 0.03
    month: int = 1
    topic: int = 0
    coarse: int = 0
    habit: Habit | None = None

    @property
    def is_able(self) -> bool:
        """True where the system can do both."""
        return self.several and self.setting != "none"


@dataclass(frozen=True)
class Spread:
    """How far honest sources of one network differ: in what they are about, and in three logits."""

    mix: float = 0.0
    multi: float = 0.0
    online: float = 0.0
    both: float = 0.0

    @classmethod
    def of(cls, rng: np.random.Generator) -> Spread:
        return cls(
            mix=float(rng.uniform(30, 120)),
            multi=float(rng.uniform(0.2, 0.5)),
            online=float(rng.uniform(0.3, 0.8)),
            both=float(rng.uniform(0.1, 0.5)),
        )


@dataclass(frozen=True)
class NetworkPlan:
    """One network. `online_level` is added to every logit of a sexual reason; `both` is the share of both among online."""

    family: Family
    seed: int
    prevalence: float
    alike: tuple[Kind, float] | None
    multi: float
    ocsea: float
    online_level: float
    other_level: float
    both: float
    years: tuple[int, ...]
    spread: Spread = Spread()
    sources: tuple[SourcePlan, ...] = ()

    @property
    def name(self) -> str:
        """`g1-7`."""
        return f"{self.family}-{self.seed}"


def expit(value: Floats | float) -> Floats:
    """The share of which `value` is the logit."""
    return np.asarray(1 / (1 + np.exp(-np.asarray(value, dtype=float))))


def logit(share: float) -> float:
    """The logit of a share."""
    return log(share / (1 - share))


def level_for(share: float, weights: Floats, logits: Floats) -> float:
    """What has to be added to the logits so that the weighted mean of the shares is `share`."""
    low, high = -12.0, 12.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if float(weights @ expit(logits + middle)) < share else (low, middle)
    return (low + high) / 2


def plan_network(
    family: Family, seed: int, prevalence: float, alike: tuple[Kind, float] | None, most_contacts: int = 20_000
) -> NetworkPlan:
    """A network drawn from its seed. Several-reasons share, OCSEA and spread are the network's own."""
    rng = np.random.default_rng([seed, {"g1": 1, "g2": 2}[family]])
    multi = float(rng.choice([0.08, 0.15, 0.30]))
    ocsea = float(
        rng.choice([rng.uniform(0.003, 0.01), rng.uniform(0.01, 0.03), rng.uniform(0.03, 0.10)], p=[0.5, 0.3, 0.2])
    )
    sexual = max(float(rng.uniform(0.05, 0.10)), 1.6 * ocsea)
    base = np.where(
        IS_SEXUAL, WEIGHTS * sexual / WEIGHTS[IS_SEXUAL].sum(), WEIGHTS * (1 - sexual) / WEIGHTS[~IS_SEXUAL].sum()
    )
    acts = base[IS_SEXUAL] / base[IS_SEXUAL].sum()
    plan = NetworkPlan(
        family=family,
        seed=seed,
        prevalence=prevalence,
        alike=alike,
        multi=multi,
        ocsea=ocsea,
        online_level=level_for(ocsea / sexual, acts, ONLINE_LOGIT[IS_SEXUAL]),
        other_level=float(rng.uniform(-0.7, 0.7)),
        both=float(rng.uniform(0.08, 0.30)),
        years=tuple(range(FIRST_YEAR, FIRST_YEAR + int(rng.integers(1, 4)))),
    )
    spread = Spread.of(rng)
    n_sources = int(rng.integers(15, 61))
    roles = list(_roles(rng, n_sources))
    sources = [
        _plan_source(rng, plan, spread, base, f"s{number:02d}", role, most_contacts)
        for number, role in enumerate(roles)
    ]
    return replace(plan, spread=spread, sources=tuple(_with_habits(rng, plan, sources)))


def _roles(rng: np.random.Generator, n_sources: int) -> Iterator[Role]:
    specialist: Role = "specialist"
    ordinary: Role = "ordinary"
    yield from repeat(specialist, max(1, round(0.08 * n_sources)))
    number = max(1, round(0.04 * n_sources))
    others: tuple[Role, ...] = (*HARD[1:], "goes_elsewhere")
    left = n_sources - max(1, round(0.08 * n_sources))
    for role in others:
        if left > 8 and rng.random() < 0.75:
            yield from repeat(role, number)
            left -= number
    yield from repeat(ordinary, left)


def _plan_source(
    rng: np.random.Generator,
    plan: NetworkPlan,
    spread: Spread,
    base: Floats,
    source_id: str,
    role: Role,
    most: int,
) -> SourcePlan:
    size = exp(rng.uniform(log(50), log(most)))
    if role == "tiny":
        size = rng.uniform(12, 60)
    if role == "online_remit":
        size = min(size, 3000.0)
    topic = int(rng.choice(TOPICS))
    mix = rng.dirichlet(np.maximum(base * spread.mix, 0.02))
    mix = np.maximum(mix, 1e-6) / np.maximum(mix, 1e-6).sum()
    if role == "specialist":
        mix = _concentrated(mix, [topic], float(rng.uniform(0.5, 0.85)))
    if role == "online_remit":
        mix = _concentrated(mix, [*np.flatnonzero(IS_SEXUAL & (ONLINE_LOGIT > 1))], float(rng.uniform(0.6, 0.9)))
    multi = float(expit(logit(plan.multi) + rng.normal(0, spread.multi)))
    several, setting = (
        rng.random() >= 0.12,
        rng.choice(["per_reason", "per_contact", "by_list", "none"], p=[0.5, 0.25, 0.15, 0.1]),
    )
    is_hard = role != "ordinary"
    contacts = {year: max(1, round(size * exp(rng.normal(0, 0.15)))) for year in plan.years}
    month = int(rng.integers(4, 10))
    if role == "brand_new":
        month = int(rng.integers(8, 12))
        contacts = {plan.years[-1]: max(1, round(size * (13 - month) / 12))}
    return SourcePlan(
        source_id=source_id,
        role=role,
        contacts=contacts,
        several=bool(several or is_hard),
        setting="remit" if role == "online_remit" else "per_reason" if is_hard and setting == "none" else setting,
        multi=multi,
        mix=mix,
        online_shift=float(rng.normal(0, spread.online)),
        both_shift=float(rng.normal(0, spread.both)),
        unknown=float(rng.beta(*UNKNOWN_OF_SOURCES)),
        month=month,
        topic=topic,
        coarse=int(rng.integers(len(COARSE))),
    )


def _concentrated(mix: Floats, on: list[int], share: float) -> Floats:
    inside = np.zeros(len(mix))
    inside[on] = mix[on] / mix[on].sum()
    outside = np.where(inside > 0, 0, mix)
    return np.asarray(share * inside + (1 - share) * outside / outside.sum())


def _with_habits(rng: np.random.Generator, plan: NetworkPlan, sources: list[SourcePlan]) -> Iterator[SourcePlan]:
    able = [source for source in sources if source.is_able]
    candidates = [source.source_id for source in able if source.role == "ordinary"]
    number = min(max(1, round(plan.prevalence * len(able))), len(candidates)) if plan.prevalence else 0
    chosen = set(rng.choice(candidates, size=number, replace=False)) if number else set()
    for source in sources:
        if source.source_id not in chosen:
            yield source
            continue
        kind, severity = plan.alike or _draw_habit(rng, source)
        target = OTHER if kind == "other" else int(rng.choice(DUMPS, p=_shares(plan, source)))
        if kind in ("both", "blank", "mid_blank") and source.setting == "by_list":
            source = replace(source, setting="per_reason")
        habit = Habit(
            kind, severity, target, variant=int(rng.integers(2)), month=int(rng.integers(MONTHS.start, MONTHS.stop))
        )
        yield replace(source, habit=habit)


def _draw_habit(rng: np.random.Generator, source: SourcePlan) -> tuple[Kind, float]:
    kind = list(SEVERITIES)[int(rng.integers(len(SEVERITIES)))]
    return kind, float(rng.choice(SEVERITIES[kind]))


def _shares(plan: NetworkPlan, source: SourcePlan) -> Floats:
    shares = source.mix[list(DUMPS)]
    return np.asarray(shares / shares.sum())
