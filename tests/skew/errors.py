"""How far the network's OCSEA and online shares are off, with flagged source-years counted and left out.

Belongs here: those errors. Does not belong here: bounds (`warehouse.tabulate`), other tables (`report`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from statistics import fmean

from tests.skew.measure import Counts, Outcome

Indicator = Callable[[Counts], tuple[int, int]]
INDICATORS: dict[str, Indicator] = {
    "OCSEA of contacts about violence": lambda counts: (counts.ocsea, counts.violence),
    "online of sexual violence that is told": lambda counts: (counts.ocsea, counts.sexual_told),
}
LEAST_FALL = 0.70
A_POINT = 0.01


def _share(counts: Sequence[Counts], indicator: Indicator) -> float:
    pairs = [indicator(one) for one in counts]
    return sum(x for x, _ in pairs) / max(sum(n for _, n in pairs), 1)


def _errors(own: Sequence[Outcome], indicator: Indicator) -> tuple[float, float, float]:
    """With all able sources; without flagged ones, against the same; and against the truth of all."""
    kept = [one for one in own if not one.flags]
    truth = _share([one.truth for one in own], indicator)
    shown = _share([one.shown for one in kept], indicator)
    return (
        abs(_share([one.shown for one in own], indicator) - truth),
        abs(shown - _share([one.truth for one in kept], indicator)),
        abs(shown - truth),
    )


def error_rows(outcomes: Sequence[Outcome]) -> Iterator[Sequence[object]]:
    """One row an indicator and group of networks."""
    networks: dict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        if one.is_able:
            networks[one.network].append(one)
    groups: dict[str, Callable[[Outcome], bool]] = {
        "clean": lambda one: one.prevalence == 0,
        "5 and 20 of 100": lambda one: 0 < one.prevalence <= 0.2,
        "40 of 100 alike": lambda one: one.is_alike,
    }
    for label, indicator in INDICATORS.items():
        for group, holds in groups.items():
            errors = [_errors(own, indicator) for own in networks.values() if holds(own[0])]
            if not errors:
                continue
            counted, same, whole = (fmean(column) for column in zip(*errors, strict=True))
            if group == "clean":
                worst = max(whole - counted for counted, _, whole in errors)
                is_met, fall = worst <= A_POINT, f"worst network +{worst * 100:.2f}"
            else:
                share = 1 - same / counted if counted else 0.0
                is_met, fall = share >= LEAST_FALL, f"{share:.0%} ({1 - whole / counted if counted else 0.0:.0%})"
            cells = f"{counted * 100:.2f}", f"{same * 100:.2f} ({whole * 100:.2f})"
            yield label, f"{group} ({len(errors)})", *cells, fall, "yes" if is_met else "**no**"
