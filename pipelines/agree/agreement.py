"""All that is said about one sheet of answers.

Belongs here: bringing the figures of everybody, of kinds of lists and of one helpline together. Does not belong here: a
single figure (`pipelines.agree.figures`), or how it is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.agree.answers import Answer, Answers
from pipelines.agree.ceiling import COMMON_CODES, Choices, choices_of_codes, choices_of_framework, choices_of_list
from pipelines.agree.figures import (
    Group,
    GroupFigures,
    ListCeiling,
    Votes,
    count_confusions,
    count_setting_confusions,
    count_votes,
    measure,
    measure_ceiling,
)
from pipelines.agree.written import OwnWords
from schemas.vocabulary.code import Codes
from schemas.vocabulary.crosswalk import load_crosswalks
from schemas.vocabulary.scenario import ScenarioSet

ALL = "all"
FEWEST = 3
"""Raters, and helplines where they are named, below which a group has no figure that leaves the house."""

LEAST_OF_OTHERS = 0.1
"""The p%-rule of published tables, on answers."""


@dataclass(frozen=True)
class Agreement:
    """Everything about one sheet. `ceilings`: published frameworks first, then the lists that were answered in;
    `groups`: kinds of lists; `own`: the one helpline that was asked for.
    """

    scenarios: ScenarioSet
    answers: Answers
    whole: GroupFigures
    groups: tuple[GroupFigures, ...]
    frameworks: tuple[ListCeiling, ...]
    lists: tuple[ListCeiling, ...]
    votes: tuple[Votes, ...]
    confusions: Counter[tuple[str, str]]
    settings: Counter[tuple[str, str]]
    own: GroupFigures | None = None
    own_lists: tuple[ListCeiling, ...] = ()


def agree_on(
    answers: Answers, scenarios: ScenarioSet, lists: Mapping[str, OwnWords], codes: Codes, helpline: str = ""
) -> Agreement:
    """Measure a sheet. `lists` holds every source that an answer names; `helpline`: also measured alone."""
    keys = {one.id: one.key for one in scenarios.entries}
    source_ids = sorted({one.source_id for one in answers.answers if one.source_id})
    choices = {source_id: choices_of_list(lists[source_id].list) for source_id in source_ids}
    frameworks = [choices_of_framework(one, codes) for one in load_crosswalks().values()]
    own = tuple(one for one in answers.answers if helpline and one.helpline == helpline)
    own_sources = {one.source_id for one in own}
    ceilings = {source_id: measure_ceiling(one, scenarios.entries) for source_id, one in choices.items()}
    uses_common = any(not one.source_id for one in answers.answers)
    common = (measure_ceiling(choices_of_codes(codes), scenarios.entries),) if uses_common else ()
    return Agreement(
        scenarios,
        answers,
        measure(Group(ALL, answers.answers), keys),
        tuple(measure(group, keys) for group in _kinds_of_lists(answers.answers, choices)),
        tuple(measure_ceiling(one, scenarios.entries) for one in frameworks),
        (*common, *ceilings.values()),
        tuple(count_votes(answers.answers, scenarios.entries)),
        count_confusions(answers.answers, keys),
        count_setting_confusions(answers.answers, keys),
        measure(Group(helpline, own), keys) if own else None,
        tuple(one for source_id, one in ceilings.items() if source_id in own_sources),
    )


def _kinds_of_lists(answers: tuple[Answer, ...], choices: Mapping[str, Choices]) -> list[Group]:
    """Answers by what the list tells of settings; nothing where all are of one kind: that is everybody."""
    kinds: dict[str, list[Answer]] = {}
    for one in answers:
        kind = f"lists: {choices[one.source_id].capability}" if one.source_id else COMMON_CODES
        kinds.setdefault(kind, []).append(one)
    return [Group(kind, tuple(kinds[kind])) for kind in sorted(kinds)] if len(kinds) > 1 else []


def may_leave(group: Group) -> bool:
    """Whether a figure of the group may leave the house: nobody in it, and no helpline, can be worked out. Not where
    what others than the two largest helplines gave is too little to hide either from the other.
    """
    if group.n_raters < FEWEST:
        return False
    if not group.n_helplines:
        return True
    sizes = sorted(Counter(one.helpline for one in group.answers if one.helpline).values(), reverse=True)
    return len(sizes) >= FEWEST and sum(sizes[2:]) >= LEAST_OF_OTHERS * sizes[0]


def may_split(group: Group) -> bool:
    """Whether agreement may be told apart by helpline: within one or two of them would be theirs, and what is between
    gives it away beside the whole. Where no helpline has two raters there is nothing within.
    """
    return group.n_helplines_with_two == 0 or group.n_helplines_with_two >= FEWEST


def groups_that_may_leave(agreement: Agreement) -> tuple[GroupFigures, ...]:
    """Kinds of lists of which figures may leave, all or none: what one lacks is everybody less the others."""
    may_all = may_leave(agreement.whole.group) and all(may_leave(one.group) for one in agreement.groups)
    return agreement.groups if may_all else ()
