"""One simulated network through `assess_network`, and what came of each source-year beside what is true.

Belongs here: running one network and gathering numbers. Does not belong here: tables over many networks (`report`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

import numpy as np

from tests.skew.families import Records, draw_year
from tests.skew.habits import skew
from tests.skew.knowing import chance_if_honest
from tests.skew.network import Habit, NetworkPlan, Role
from tests.skew.reasons import BOTH, IS_SEXUAL, IS_VIOLENCE, OFFLINE, ONLINE, UNKNOWN
from tests.skew.tables import Key, tables_of
from warehouse.assess.entry import assess_network

DETECTORS = ("one_reason", "no_setting", "no_ocsea", "catch_all", "lone_category", "break")
NEVER_RED = ("lone_category",)
"""Findings that never fail by themselves: a warning of theirs is the flag."""


@dataclass(frozen=True)
class Counts:
    """What a record holds, in contacts unless it says reasons."""

    n: int = 0
    two: int = 0
    reasons_asked: int = 0
    reasons_online: int = 0
    reasons_both: int = 0
    asked: int = 0
    violence: int = 0
    sexual: int = 0
    sexual_told: int = 0
    ocsea: int = 0

    @classmethod
    def of(cls, records: Records) -> Counts:
        there = records.reasons >= 0
        online = (records.settings == ONLINE) | (records.settings == BOTH)
        sexual = there & IS_SEXUAL[records.reasons]
        ocsea = (sexual & online).any(axis=1)
        offline = (sexual & (records.settings == OFFLINE)).any(axis=1)
        no_unknown = ~(sexual & (records.settings == UNKNOWN)).any(axis=1)
        return cls(
            n=len(there),
            two=int((there.sum(axis=1) >= 2).sum()),
            reasons_asked=int(records.is_told.sum()),
            reasons_online=int((records.is_told & online).sum()),
            reasons_both=int((records.is_told & (records.settings == BOTH)).sum()),
            asked=int(records.is_told.any(axis=1).sum()),
            violence=int((there & IS_VIOLENCE[records.reasons]).any(axis=1).sum()),
            sexual=int(sexual.any(axis=1).sum()),
            sexual_told=int((ocsea | (offline & no_unknown)).sum()),
            ocsea=int(ocsea.sum()),
        )


@dataclass(frozen=True)
class Outcome:
    """One source-year: what it is, what it truly holds, what it shows, and what `assess` says of it.

    `expected_two`: n by the median share of several reasons among able sources. `expected_ocsea`: contacts about sexual
    violence that it shows, by the able sources' median share of OCSEA in those. `flags`: detectors that flag a habit.
    `chance_if_honest`: of what it shows, by who knows how the network was made (`knowing`); None where nobody does.
    """

    network: str
    family: str
    prevalence: float
    is_alike: bool
    source_id: str
    year: int
    role: Role
    is_able: bool
    habit: Habit | None
    truth: Counts
    shown: Counts
    expected_two: float
    expected_ocsea: float
    flags: frozenset[str]
    verdict: str
    chance_if_honest: float | None = None

    @property
    def is_clean(self) -> bool:
        """True where nothing was planted in this year."""
        return self.habit is None


def run_network(plan: NetworkPlan) -> list[Outcome]:
    """Every source-year of the network."""
    honest, shown = {}, {}
    for number, source in enumerate(plan.sources):
        for year in source.contacts:
            rng = np.random.default_rng([plan.seed, number, year, {"g1": 1, "g2": 2}[plan.family]])
            key = source.source_id, year
            honest[key] = draw_year(rng, plan, source, year)
            if source.role == "goes_elsewhere":
                honest[key] = skew(rng, honest[key], Habit("zero_ocsea", 1.0, variant=1), is_last_year=True)
            shown[key] = honest[key]
            if source.habit:
                shown[key] = skew(rng, honest[key], source.habit, is_last_year=year == plan.years[-1])
    chances = {
        (source.source_id, year): chance_if_honest(plan, source, year, shown[source.source_id, year])
        for source in plan.sources
        for year in source.contacts
    }
    found = assess_network(tables_of(plan, shown))
    truth = {key: Counts.of(records) for key, records in honest.items()}
    seen = {key: Counts.of(records) for key, records in shown.items()}
    outcomes = _outcomes(plan, truth, seen, _flags(found["finding"].to_pylist()), found["source_year"].to_pylist())
    return [replace(one, chance_if_honest=chances.get((one.source_id, one.year))) for one in outcomes]


def _flags(findings: list[dict[str, Any]]) -> dict[Key, set[str]]:
    flags: dict[Key, set[str]] = defaultdict(set)
    for finding in findings:
        states = ("warn", "fail") if finding["finding_code"] in NEVER_RED else ("fail",)
        is_habit = finding["cause_code"] != "system" and finding["finding_code"] in DETECTORS
        if is_habit and finding["state_code"] in states:
            flags[finding["source_id"], finding["contact_year"]].add(finding["finding_code"])
    return flags


def _outcomes(
    plan: NetworkPlan,
    truth: Mapping[Key, Counts],
    seen: Mapping[Key, Counts],
    flags: Mapping[Key, set[str]],
    years: list[dict[str, Any]],
) -> list[Outcome]:
    by_id = {source.source_id: source for source in plan.sources}
    able = [counts for (source_id, _), counts in truth.items() if by_id[source_id].is_able and counts.n >= 50]
    share_two = median(counts.two / counts.n for counts in able) if able else 0.0
    ratios = [counts.ocsea / counts.sexual for counts in able if counts.sexual >= 20]
    ratio = median(ratios) if ratios else 0.0
    outcomes = []
    for row in years:
        key = row["source_id"], row["contact_year"]
        source = by_id[row["source_id"]]
        habit = source.habit
        if habit and habit.kind.startswith("mid_") and row["contact_year"] != plan.years[-1]:
            habit = None
        outcomes.append(
            Outcome(
                network=plan.name,
                family=plan.family,
                prevalence=plan.prevalence,
                is_alike=plan.alike is not None,
                source_id=source.source_id,
                year=row["contact_year"],
                role=source.role,
                is_able=source.is_able,
                habit=habit,
                truth=truth[key],
                shown=seen[key],
                expected_two=truth[key].n * share_two,
                expected_ocsea=seen[key].sexual * ratio,
                flags=frozenset(flags.get(key, ())),
                verdict=row["verdict_code"],
            )
        )
    return outcomes


def without(outcome: Outcome, detector: str) -> Outcome:
    """As if there were no such detector."""
    return replace(outcome, flags=outcome.flags - {detector})
