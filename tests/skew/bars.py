"""What a finding has to reach: the bars, and the source-years by which each is judged.

Belongs here: conditions and limits. Does not belong here: how they are printed (`report`).
`n` is contacts with a reason; E the number of them that is expected to have several (n by the median share of the
network's able sources). Recall is judged from n = 200 on, where at most 20 of 100 sources have a habit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tests.skew.measure import Outcome
from tests.skew.network import Kind
from warehouse.assess.findings.interval import Count, interval_of

LEAST_CONTACTS = 200
FOUND_BY: dict[Kind, tuple[str, ...]] = {
    "single": ("one_reason",),
    "dump": ("lone_category", "one_reason"),
    "other": ("catch_all",),
    "zero_ocsea": ("no_ocsea", "no_setting"),
    "blank": ("no_setting",),
    "offline": ("no_setting",),
    "both": ("no_setting",),
    "mid_dump": ("break", "lone_category", "one_reason"),
    "mid_blank": ("break", "no_setting"),
    "mid_single": ("break", "one_reason"),
}
"""The findings that say what is wrong, by kind; another flag on the same source-year does not count as found."""


@dataclass(frozen=True)
class Share:
    """`k` of `n`, with the interval in which the true share lies in 9 of 10 cases."""

    k: int
    n: int

    @classmethod
    def of(cls, truths: Iterable[bool]) -> Share:
        known = list(truths)
        return cls(sum(known), len(known))

    @property
    def value(self) -> float:
        return self.k / self.n if self.n else float("nan")

    def __str__(self) -> str:
        if not self.n:
            return "-"
        low, high = interval_of(Count(self.k, self.n))
        return f"{self.value:.3f} ({self.k} of {self.n}; {low:.2f}-{high:.2f})"


@dataclass(frozen=True)
class Bar:
    """Recall that is asked for on source-years with a habit of this kind, of one of these severities."""

    label: str
    kind: Kind
    severities: tuple[float, ...]
    least: float
    holds: Callable[[Outcome], bool] = lambda outcome: True

    def concerns(self, outcome: Outcome) -> bool:
        """Whether the source-year has what the bar is about, and enough of it."""
        habit = outcome.habit
        if not habit or habit.kind != self.kind or habit.severity not in self.severities:
            return False
        return outcome.truth.n >= LEAST_CONTACTS and self.holds(outcome)

    def share(self, outcomes: Sequence[Outcome]) -> Share:
        return Share.of(is_found(outcome) for outcome in outcomes if self.concerns(outcome))


def is_found(outcome: Outcome) -> bool:
    """Whether a finding says what is wrong."""
    return outcome.habit is not None and bool(outcome.flags & set(FOUND_BY[outcome.habit.kind]))


def _expects_two(least: float) -> Callable[[Outcome], bool]:
    return lambda outcome: outcome.expected_two >= least


def _expects_ocsea(least: float) -> Callable[[Outcome], bool]:
    return lambda outcome: outcome.expected_ocsea >= least


FROM_30, FROM_60, FROM_90 = (0.3, 0.6, 0.9, 1.0), (0.6, 0.9, 1.0), (0.9, 1.0)
BARS = (
    Bar("forced single, all", "single", (1.0,), 0.98),
    Bar("forced single, 90%", "single", (0.9,), 0.95),
    Bar("dump >= 60%, E >= 75", "dump", FROM_60, 0.95, _expects_two(75)),
    Bar("dump 30%, E >= 100", "dump", (0.3,), 0.85, _expects_two(100)),
    Bar("Other >= 30%", "other", FROM_30, 0.98),
    Bar("zero OCSEA, expected >= 8", "zero_ocsea", (1.0,), 0.95, _expects_ocsea(8)),
    Bar("OCSEA -90%, expected >= 12", "zero_ocsea", (0.9,), 0.70, _expects_ocsea(12)),
    Bar("blank setting >= 30%", "blank", FROM_30, 0.95),
    Bar("all offline >= 90%, online >= 15", "offline", FROM_90, 0.95, lambda one: one.truth.reasons_online >= 15),
    Bar("both collapsed >= 90%, both >= 20", "both", FROM_90, 0.85, lambda one: one.truth.reasons_both >= 20),
    Bar("mid-year dump >= 60%, E >= 75", "mid_dump", FROM_60, 0.95, _expects_two(75)),
    Bar("mid-year loss of setting >= 60%", "mid_blank", FROM_60, 0.95),
    Bar("mid-year single >= 90%, E >= 100", "mid_single", FROM_90, 0.95, _expects_two(100)),
    Bar("mid-year dump 30%, E >= 100", "mid_dump", (0.3,), 0.80, _expects_two(100)),
    Bar("mid-year loss 30%, asked >= 100", "mid_blank", (0.3,), 0.80, lambda one: one.truth.asked >= 100),
)
"""A mid-year dump of 60% is asked for from E = 75 on, as a dump is: below it neither can be seen, whatever n is."""
