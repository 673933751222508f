"""The figures of agreement: how often raters hit the key, how far they agree, what is taken for what.

Belongs here: figures over any group of answers, and which groups there are. Does not belong here: what may be published
(`pipelines.agree.table`), or words (`pipelines.agree.page`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from pipelines.agree.alpha import Estimate, estimate_alpha, estimate_share, split_alpha
from pipelines.agree.answers import Answer
from pipelines.agree.ceiling import Ceiling, Choices, find_ceiling
from pipelines.agree.depth import Depth, at_depth, combine_settings, says_ocsea
from schemas.vocabulary.code import tellable_reasons
from schemas.vocabulary.scenario import Pair, Scenario

NOTHING = ""
"""In a confusion: the key has nothing there, or nothing was answered for it."""


@dataclass(frozen=True)
class Votes:
    """What was answered to one scenario. `n_votes`: raters by reason and setting, most first."""

    scenario: Scenario
    n_answers: int
    n_exact: dict[Depth, int]
    n_votes: tuple[tuple[Pair, int], ...]
    n_none: int


@dataclass(frozen=True)
class Group:
    """Answers that are looked at together. `helplines` counts those that are named."""

    name: str
    answers: tuple[Answer, ...]

    @property
    def n_raters(self) -> int:
        return len({one.who for one in self.answers})

    @property
    def n_helplines(self) -> int:
        """Helplines that are named; 0 where none is."""
        return len({one.helpline for one in self.answers if one.helpline})

    @property
    def n_helplines_with_two(self) -> int:
        """Helplines of which two raters answered: agreement within helplines is about these alone."""
        raters = {one.who for one in self.answers if one.helpline}
        return sum(n > 1 for n in Counter(helpline for helpline, _ in raters).values())

    @property
    def n_scenarios(self) -> int:
        return len({one.scenario_id for one in self.answers})


@dataclass(frozen=True)
class GroupFigures:
    """Everything about one group. `ocsea_found`: of answers to scenarios that are OCSEA by the key, those that say so;
    `ocsea_false`: of the others, those that say so.
    """

    group: Group
    exact: dict[Depth, Estimate]
    overlap: dict[Depth, Estimate]
    alpha: dict[Depth, Estimate]
    alpha_within: dict[Depth, Estimate]
    alpha_between: dict[Depth, Estimate]
    ocsea_found: Estimate
    ocsea_false: Estimate


@dataclass(frozen=True)
class ListCeiling:
    """What the best answers in one list could reach over all scenarios."""

    choices: Choices
    n_scenarios: int
    n_exact: dict[Depth, int]
    n_overlap: dict[Depth, int]
    n_ocsea: int
    n_can_say_ocsea: int


def count_votes(answers: Iterable[Answer], scenarios: Sequence[Scenario]) -> list[Votes]:
    """Votes for every scenario that somebody answered, in order."""
    by_scenario: dict[str, list[frozenset[Pair]]] = defaultdict(list)
    for one in answers:
        by_scenario[one.scenario_id].append(combine_settings(one.pairs))
    return [_votes_on(one, by_scenario[one.id]) for one in scenarios if one.id in by_scenario]


def _votes_on(scenario: Scenario, given: list[frozenset[Pair]]) -> Votes:
    counted = Counter(pair for pairs in given for pair in pairs)
    ordered = tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))
    key = {depth: at_depth(scenario.key, depth) for depth in Depth}
    n_exact = {depth: sum(at_depth(pairs, depth) == key[depth] for pairs in given) for depth in Depth}
    return Votes(scenario, len(given), n_exact, ordered, sum(not pairs for pairs in given))


def measure(group: Group, keys: Mapping[str, frozenset[Pair]]) -> GroupFigures:
    """All figures of a group."""
    ocsea = [one for one in group.answers if says_ocsea(keys[one.scenario_id])]
    others = [one for one in group.answers if not says_ocsea(keys[one.scenario_id])]
    split = {depth: _split_alpha(group, depth) for depth in Depth}
    return GroupFigures(
        group,
        {depth: _share(group.answers, partial(_is_exact, keys, depth)) for depth in Depth},
        {depth: _share(group.answers, partial(_is_overlap, keys, depth)) for depth in Depth},
        {depth: alpha_of(group, depth) for depth in Depth},
        {depth: split[depth][0] for depth in Depth},
        {depth: split[depth][1] for depth in Depth},
        _share(ocsea, lambda one: says_ocsea(one.pairs), "no scenario answered is OCSEA"),
        _share(others, lambda one: says_ocsea(one.pairs), "every scenario answered is OCSEA"),
    )


def _share(among: Iterable[Answer], is_hit: Callable[[Answer], bool], why_not: str = "") -> Estimate:
    hits: Counter[str] = Counter()
    base: Counter[str] = Counter()
    for one in among:
        base[one.scenario_id] += 1
        hits[one.scenario_id] += is_hit(one)
    return estimate_share(hits, base, why_not=why_not)


def _is_exact(keys: Mapping[str, frozenset[Pair]], depth: Depth, one: Answer) -> bool:
    return at_depth(one.pairs, depth) == at_depth(keys[one.scenario_id], depth)


def _is_overlap(keys: Mapping[str, frozenset[Pair]], depth: Depth, one: Answer) -> bool:
    return bool(at_depth(one.pairs, depth) & at_depth(keys[one.scenario_id], depth))


def alpha_of(group: Group, depth: Depth) -> Estimate:
    """Alpha of a group, MASI distance; what stands in its way is said."""
    if group.n_raters < 2:
        return Estimate(None, why_not="one rater only: agreement is between two")
    by_scenario: dict[str, list[frozenset[str]]] = defaultdict(list)
    for one in group.answers:
        by_scenario[one.scenario_id].append(at_depth(one.pairs, depth))
    return estimate_alpha(by_scenario)


def _split_alpha(group: Group, depth: Depth) -> tuple[Estimate, Estimate]:
    if group.n_helplines < 2:
        nothing = Estimate(None, why_not="fewer than two helplines are named")
        return nothing, nothing
    by_scenario: dict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
    for one in group.answers:
        by_scenario[one.scenario_id].append((one.helpline, at_depth(one.pairs, depth)))
    return split_alpha(by_scenario)


def count_confusions(answers: Iterable[Answer], keys: Mapping[str, frozenset[Pair]]) -> Counter[tuple[str, str]]:
    """(reason of the key, reason answered in its place): each pair of what was missed and what was put there, once an
    answer; NOTHING where something was missed and nothing put there, or put there beside a key that is whole.
    """
    found: Counter[tuple[str, str]] = Counter()
    for one in answers:
        key, given = at_depth(keys[one.scenario_id], Depth.FORM), at_depth(one.pairs, Depth.FORM)
        missed, added = key - given or {NOTHING}, given - key or {NOTHING}
        if key != given:
            found.update((was, put) for was in missed for put in added)
    return found


def count_setting_confusions(
    answers: Iterable[Answer], keys: Mapping[str, frozenset[Pair]]
) -> Counter[tuple[str, str]]:
    """(setting of the key, setting answered), right ones included: of reasons of the second level that both have and
    that can happen online or offline.
    """
    found: Counter[tuple[str, str]] = Counter()
    for one in answers:
        key, given = (_settings(pairs) for pairs in (keys[one.scenario_id], one.pairs))
        found.update((key[reason], given[reason]) for reason in key.keys() & given.keys())
    return found


def _settings(pairs: Iterable[Pair]) -> dict[str, str]:
    """By reason, where one setting is said of it."""
    said = [value.partition(":") for value in sorted(at_depth(pairs, Depth.REASON_SETTING))]
    times = Counter(reason for reason, _, _ in said)
    tellable = tellable_reasons()
    return {reason: setting for reason, _, setting in said if times[reason] == 1 and reason in tellable}


def measure_ceiling(choices: Choices, scenarios: Sequence[Scenario]) -> ListCeiling:
    """The ceiling of a list over these scenarios."""
    ceilings: list[tuple[Scenario, Ceiling]] = [(one, find_ceiling(one, choices)) for one in scenarios]
    ocsea = [ceiling for scenario, ceiling in ceilings if says_ocsea(scenario.key)]
    return ListCeiling(
        choices,
        len(ceilings),
        {depth: sum(depth in one.exact for _, one in ceilings) for depth in Depth},
        {depth: sum(depth in one.overlap for _, one in ceilings) for depth in Depth},
        len(ocsea),
        sum(one.can_say_ocsea for one in ocsea),
    )
