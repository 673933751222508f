"""How online would a source's reasons be elsewhere? A specialist on what happens offline has few online ones, rightly.

Belongs here: the weight of a source's mix of reasons (indirect standardisation). Does not belong here: what is
compared.

The rate of each reason is that of the *other* sources, of which none counts as more than a few. Only how rates of
reasons stand to each other matters, so sources that are skewed alike, whatever their reasons, change nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from warehouse.assess.findings.evidence import SourceYear
from warehouse.assess.thresholds import NetworkLimits

Numbers = dict[str, tuple[float, float]]
"""By reason: how often its setting is known, and is online or both."""
Topic = Callable[[str], bool]
"""Which reasons are looked at."""


def is_any(reason: str) -> bool:
    """Every reason is looked at."""
    return bool(reason)


def is_sexual(reason: str) -> bool:
    """Whether a reason is about sexual violence."""
    return f"{reason}.".startswith("violence.sexual.")


def is_not_sexual(reason: str) -> bool:
    """Whether a reason is about anything else."""
    return not is_sexual(reason)


def online_of(year: SourceYear, topic: Topic) -> tuple[int, int]:
    """Reasons of the topic that are online or both, of those of which it is told."""
    counts = [count for reason, count in year.reasons.items() if topic(reason)]
    return sum(count.n_online for count in counts), sum(count.n_told for count in counts)


def weights_of_mix(
    years: Sequence[SourceYear], able: Sequence[SourceYear], topic: Topic, limits: NetworkLimits
) -> dict[str, float]:
    """By source: how online its mix of the reasons of the topic would be elsewhere, the network's mix being 1."""
    rates = {year.source_id: _capped(_numbers(year, topic), limits.most_of_one) for year in able}
    every = _sum(rates.values())
    return {
        year.source_id: _weight(_numbers(year, topic), _less(every, rates.get(year.source_id, {})), limits.shrunk_by)
        for year in years
    }


def as_usual(pair: tuple[int, int], weight: float) -> tuple[int, int]:
    """So many of as many reasons of the network's mix as let expect the same."""
    return pair[0], max(pair[0], round(pair[1] * weight), min(pair[1], 1))


def _numbers(year: SourceYear, topic: Topic) -> Numbers:
    return {
        reason: (count.n_told, count.n_online)
        for reason, count in year.reasons.items()
        if count.n_told and topic(reason)
    }


def _capped(numbers: Numbers, most: int) -> Numbers:
    scales = {reason: min(1.0, most / n_told) for reason, (n_told, _) in numbers.items()}
    return {reason: (told * scales[reason], online * scales[reason]) for reason, (told, online) in numbers.items()}


def _sum(every: Iterable[Numbers]) -> Numbers:
    total: Numbers = {}
    for numbers in every:
        for reason, (told, online) in numbers.items():
            known = total.get(reason, (0.0, 0.0))
            total[reason] = known[0] + told, known[1] + online
    return total


def _less(every: Numbers, own: Numbers) -> Numbers:
    nothing = (0.0, 0.0)
    return {
        reason: (told - own.get(reason, nothing)[0], online - own.get(reason, nothing)[1])
        for reason, (told, online) in every.items()
    }


def _weight(mix: Numbers, others: Numbers, shrunk_by: int) -> float:
    all_told, all_online = (sum(numbers) for numbers in zip(*others.values(), strict=True)) if others else (0.0, 0.0)
    own_told = sum(told for told, _ in mix.values())
    if not own_told or all_online <= 0:
        return 1.0
    usual = all_online / all_told
    expected = 0.0
    for reason, (n_told, _) in mix.items():
        told, online = others.get(reason, (0.0, 0.0))
        expected += n_told * (online + shrunk_by * usual) / (told + shrunk_by)
    return expected / own_told / usual
