"""Online, or both together, hardly ever recorded where the others record it: for the finding `no_setting`.

Belongs here: which shares are looked at, on which bases, beside which sources. Does not belong here: the finding,
or the beta-binomial (`low_tail`).

A field that nobody changes from its default gives almost everything as offline; where both parts of one course of
events collapse to one, online stays and both is gone. A low share is not judged where online cases go to another
service or where the service takes nothing else. Both is recorded on purpose or falls together from two entries of a
list, which happens less often: each is compared with its like.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product

from warehouse.assess.findings.evidence import Base, Part, SourceYear, count_of
from warehouse.assess.findings.low_tail import BetaBinomial, fits_beside, rare_enough
from warehouse.assess.findings.mix import (
    Topic,
    as_usual,
    is_any,
    is_not_sexual,
    is_sexual,
    online_of,
    weights_of_mix,
)
from warehouse.assess.thresholds import NoSettingLimits, Thresholds

BASES: dict[Base, Topic] = {"tellable": is_any, "sexual": is_sexual}
"""The bases of online shares, and the reasons in each."""
APART: tuple[Topic, ...] = (is_sexual, is_not_sexual)
"""What no reason is in twice: where both are low, each says so by itself."""
BASES_OF_BOTH: tuple[Base, ...] = ("tellable", "sexual", "bullying")
"""Both on one reason; and on one contact, where the two parts may stand in two labels."""

Pair = tuple[int, int]
PairOf = Callable[[SourceYear], Pair]
Fitted = tuple[SourceYear, Pair, BetaBinomial]
"""A source, its pair, and how the shares of the others vary."""


@dataclass(frozen=True)
class Tail:
    """A share of a source beside what the network lets expect: the online one of a base; or, of contacts with a `part`
    online or offline, those with both. `rare`: from this chance on a share is low, where it is below `limit`, too;
    `weight`: how online its mix of reasons is.
    """

    base: Base
    part: Part | None
    number: int
    told: int
    fit: BetaBinomial
    least_expected: int
    rare: float
    limit: float
    weight: float = 1.0

    @property
    def expected(self) -> float:
        """So many were to be expected."""
        return self.fit.mean * self.told * self.weight

    @property
    def range_of_shares(self) -> tuple[float, float]:
        """The shares between which all but the rare ones of the others lie, for a mix of reasons like its own."""
        low, high = self.fit.range_of_shares(self.rare)
        return min(low * self.weight, 1.0), min(high * self.weight, 1.0)

    @property
    def is_low(self) -> bool:
        """Whether so few are no chance, where enough were to be expected."""
        return self.expected >= self.least_expected and self.number / self.told < self.limit


def online_tails(
    group: Sequence[SourceYear], able: Sequence[SourceYear], thresholds: Thresholds
) -> dict[str, list[Tail]]:
    """By source, also those with few contacts: its online shares beside those of the year's other sources."""
    limits = thresholds.no_setting
    seldom = _seldom_of_each(able, thresholds)
    tails: dict[str, list[Tail]] = {year.source_id: [] for year in group}
    for base, topic in BASES.items():
        pair_of = partial(SourceYear.online, base=base)
        fits = _fits_of_mix(group, able, topic, pair_of, thresholds)
        rare = _rare_enough(fits, limits.fail_p, thresholds)
        for year, (number, usual), fit in fits:
            told = pair_of(year)[1]
            weight = usual / told
            own_rare, limit = _limit_of_chance(usual, fit, rare, year.source_id in seldom, limits)
            if base == "tellable":
                own_rare, limit = _or_surely(number, usual, fit, (own_rare, limit), year.source_id in seldom, limits)
            tail = Tail(base, None, number, told, fit, limits.least_expected, own_rare, limit * weight, weight)
            tails[year.source_id].append(tail)
    return tails


def _limit_of_chance(
    usual: int, fit: BetaBinomial, rare: float, is_seldom: bool, limits: NoSettingLimits
) -> tuple[float, float]:
    """From which chance on, and below which share, so few online ones are no chance."""
    own_rare = max(rare, limits.fail_p_apart) if is_seldom else rare
    return own_rare, min(fit.lowest_share(usual, own_rare), fit.mean * limits.under)


def _or_surely(
    number: int,
    usual: int,
    fit: BetaBinomial,
    by_chance: tuple[float, float],
    is_seldom: bool,
    limits: NoSettingLimits,
) -> tuple[float, float]:
    """The same where a source is less rare, but its own numbers surely show how far below the others it is. Of all
    reasons only: who records online about something else has no habit, though it surely has none about sexual violence.
    """
    surely = fit.surely_low(usual, limits.fail_p_surely, limits.under_surely, limits.surely_under)
    if is_seldom:
        surely = max(surely, fit.surely_low(usual, limits.fail_p_surely, limits.under, limits.surely_under_apart))
    rare, limit = by_chance
    return (limits.fail_p_surely, surely) if limit <= number / usual < surely else (rare, max(limit, surely))


def _seldom_of_each(able: Sequence[SourceYear], thresholds: Thresholds) -> set[str]:
    """Who hardly ever records online about sexual violence, and about nothing else either: no reason is in both."""
    limits, found = thresholds.no_setting, {year.source_id for year in able}
    for topic in APART:
        fits = _fits_of_mix(able, able, topic, partial(online_of, topic=topic), thresholds)
        found &= {
            year.source_id
            for year, pair, fit in fits
            if fit.mean * pair[1] >= limits.least_expected_apart and count_of(pair).share < fit.mean * limits.under
        }
    return found


def _fits_of_mix(
    group: Sequence[SourceYear], able: Sequence[SourceYear], topic: Topic, pair_of: PairOf, thresholds: Thresholds
) -> list[Fitted]:
    """Online shares of a topic as the network's mix of reasons would have them, and how those of the others vary."""
    weights = weights_of_mix(group, able, topic, thresholds.network)

    def usual_of(year: SourceYear) -> Pair:
        return as_usual(pair_of(year), weights[year.source_id])

    return _fits(able, group, usual_of, thresholds)


def missing_both(able: Sequence[SourceYear], thresholds: Thresholds) -> dict[str, Tail]:
    """The sources that hardly ever record both: by no chance beside what they record as online, and beside what they
    record as offline under a quarter of the others, too. A campaign on what happens online makes the first alone.
    """
    found: dict[str, Tail] = {}
    for base, by_list in product(BASES_OF_BOTH, (True, False)):
        alike = [year for year in able if (year.setting_capability_code == "by_list") == by_list]
        alike = [year for year in alike if year.can_count(f"{base}_both")]
        for source_id, tail in _missing_both_of(base, alike, thresholds).items():
            found.setdefault(source_id, tail)
    return found


def _missing_both_of(base: Base, alike: Sequence[SourceYear], thresholds: Thresholds) -> dict[str, Tail]:
    """On one base. Who seldom has both beside online does not say what is usual beside offline: there the share of both
    is small anyway, and many that are skewed alike make it smaller.
    """
    limits = thresholds.no_setting
    online = _fits(alike, alike, partial(SourceYear.both, base=base, part="online"), thresholds)
    seldom = {year.source_id for year, pair, fit in online if count_of(pair).share < fit.mean * limits.under}
    others = [year for year in alike if year.source_id not in seldom]
    offline = _fits(others, alike, partial(SourceYear.both, base=base, part="offline"), thresholds)
    beside_offline = {
        year.source_id: Tail(base, "offline", *pair, fit, limits.least_expected_both, 1.0, fit.mean * limits.under)
        for year, pair, fit in offline
    }
    rare, found = _rare_enough(online, limits.fail_p_both, thresholds), {}
    for year, (number, told), fit in online:
        by_chance = min(fit.lowest_share(told, rare), fit.mean * limits.under)
        surely = fit.surely_low(told, limits.fail_p_both_surely, limits.under, limits.surely_under)
        own_rare = limits.fail_p_both_surely if by_chance <= number / told < surely else rare
        limit = max(by_chance, surely)
        tail = Tail(base, "online", number, told, fit, limits.least_expected_both, own_rare, limit)
        other = beside_offline.get(year.source_id)
        if tail.is_low and other and other.is_low:
            found[year.source_id] = tail
    return found


def _rare_enough(fits: Sequence[Fitted], tail: float, thresholds: Thresholds) -> float:
    """Among those of which enough is expected: the others could not be low."""
    limits = thresholds.no_setting
    expecting = [(pair, fit) for _, pair, fit in fits if fit.mean * pair[1] >= limits.least_expected]
    chances = [fit.chance(count_of(pair)) for pair, fit in expecting]
    return rare_enough(chances, tail, limits.fail_q, thresholds.network)


def _fits(
    able: Sequence[SourceYear], group: Sequence[SourceYear], pair_of: PairOf, thresholds: Thresholds
) -> list[Fitted]:
    """The sources of the group that have a base, with how the shares of the *other* able ones vary."""
    counts = {year.source_id: count_of(pair_of(year)) for year in able}
    names = [year.source_id for year in group]
    fits = fits_beside(names, counts, thresholds.no_setting.least_fitted, thresholds.network)
    beside = [(year, pair_of(year), fits[year.source_id]) for year in group]
    return [(year, pair, fit) for year, pair, fit in beside if fit is not None and pair[1]]
