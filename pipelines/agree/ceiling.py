"""The ceiling of a list: what the best possible answer in it could reach.

Belongs here: whether the key of a scenario can be written in a list at all, so that system and judgement are apart.
Does not belong here: what anybody answered. With perfect judgement a rater reaches this and no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from pipelines.agree.depth import Depth, combine_settings, cut_pairs, says_ocsea
from schemas.vocabulary.code import Codes
from schemas.vocabulary.crosswalk import Crosswalk
from schemas.vocabulary.scenario import Pair, Scenario

if TYPE_CHECKING:
    from warehouse.review.labels import LabelList

COMMON_CODES = "common codes"
Option = frozenset[Pair]
"""What one tick of a list can come to."""


@dataclass(frozen=True)
class Choices:
    """What a list lets one record. `settings`: ticks that can stand on one contact, one group a setting of the contact;
    a list whose setting stands beside each reason, or in its labels, is one group.
    """

    name: str
    capability: str
    cap: int | None
    groups: tuple[frozenset[Option], ...]


@dataclass(frozen=True)
class Ceiling:
    """Of one scenario: can the key be written whole, can any part of it be hit; can the list say OCSEA at all?"""

    exact: frozenset[Depth]
    overlap: frozenset[Depth]
    can_say_ocsea: bool


def choices_of_list(labels: LabelList) -> Choices:
    """What a source's own list lets one record."""
    by_setting = [
        frozenset(pairs for (_, word), pairs in labels.pairs.items() if pairs and setting in (word, None))
        for setting in ([None] if labels.is_beside else labels.settings)
    ]
    return Choices(labels.source_id, labels.capability, labels.cap, tuple(by_setting))


def choices_of_framework(crosswalk: Crosswalk, codes: Codes) -> Choices:
    """What a published list lets one record: its codes, each with the setting that its words say."""
    reasons = codes.list_of("reason").codes
    options = set()
    for means in crosswalk.labels.values():
        allowed = reasons[means.reason].settings
        options.add(frozenset({(means.reason, means.setting or (allowed[0] if len(allowed) == 1 else "unknown"))}))
    return Choices(crosswalk.framework, "by_list", None, (frozenset(options),))


def choices_of_codes(codes: Codes) -> Choices:
    """The common codes, which can say every key."""
    pairs = ((code.code, setting) for code in codes.list_of("reason").codes.values() for setting in code.settings)
    return Choices(COMMON_CODES, "per_reason", None, (frozenset(frozenset({pair}) for pair in pairs),))


def find_ceiling(scenario: Scenario, choices: Choices) -> Ceiling:
    """What the best answer to a scenario reaches in a list."""
    key = scenario.key
    exact = {depth for depth in Depth if any(_can_write(key, one, choices.cap, depth) for one in choices.groups)}
    overlap = {depth for depth in Depth if any(_can_touch(key, one, choices.cap, depth) for one in choices.groups)}
    can_say = any(says_ocsea(option) for group in choices.groups for option in group)
    return Ceiling(frozenset(exact), frozenset(overlap), can_say)


def _can_write(key: Option, group: Iterable[Option], cap: int | None, depth: Depth) -> bool:
    """Whether some ticks, no more than the cap, come to the key at that depth: ticks that add nothing else."""
    wanted = combine_settings(cut_pairs(key, depth))
    useful = _halved(wanted)
    ticks = sorted({tick for tick in (cut_pairs(one, depth) for one in group) if tick <= useful}, key=sorted)
    most = min(cap or len(ticks), 2 * len(wanted), len(ticks))
    chosen = (some for n_ticks in range(1, most + 1) for some in combinations(ticks, n_ticks))
    return any(combine_settings(frozenset().union(*some)) == wanted for some in chosen)


def _can_touch(key: Option, group: Iterable[Option], cap: int | None, depth: Depth) -> bool:
    """Whether some part of the key can be hit: by one tick, or by the two that are online and offline of one reason."""
    wanted = combine_settings(cut_pairs(key, depth))
    useful = _halved(wanted)
    ticks = sorted({tick for tick in (cut_pairs(one, depth) for one in group) if tick & useful}, key=sorted)
    most = min(cap or 2, 2)
    chosen = (some for n_ticks in range(1, most + 1) for some in combinations(ticks, n_ticks))
    return any(combine_settings(frozenset().union(*some)) & wanted for some in chosen)


def _halved(wanted: frozenset[Pair]) -> frozenset[Pair]:
    """The key, and the two halves of what is both in it."""
    both = [reason for reason, setting in wanted if setting == "both"]
    return wanted | {(reason, half) for reason in both for half in ("online", "offline")}
