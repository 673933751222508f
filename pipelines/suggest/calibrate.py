"""How often an answer is right, by what it rests on: what a shown score means.

Belongs here: reading the measured shares (`calibration.csv`), giving each answer its score, and keeping silent where
the best answer is no better than a guess. Does not belong here: measuring: `python -m tests.evaluate_suggestions --fit`
writes the file from lists whose meaning is known. Such a share may come from few labels: it is one right and one wrong
nearer to the middle than what was seen.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.suggest.choose import Choice

FLOOR = 0.3
"""Below this the best answer is silence: two in three would be wrong."""

ALTERNATIVE_FLOOR = 0.03
"""A second or third answer is shown for a person to choose from, unless it is hardly ever right."""

UNMEASURED = 0.5


@dataclass(frozen=True)
class Ground:
    """What an answer rests on. `kind` and `how` are said in words; `likeness` orders answers of kinds that have it."""

    kind: str
    how: str = ""
    likeness: float = 0.0


OPEN = Ground("glossary", "either")
"""The label's words may mean each of several codes."""


@dataclass(frozen=True)
class Step:
    """From this likeness on, such answers were right in this share of `n` labels."""

    kind: str
    how: str
    likeness: float
    share_right: float
    n: int


class Calibration:
    """Measured shares. `None` for the floor shows everything, which is for measuring."""

    def __init__(
        self, steps: Iterable[Step], floor: float = FLOOR, alternative_floor: float = ALTERNATIVE_FLOOR
    ) -> None:
        self._floor, self._alternative_floor = floor, alternative_floor
        self._steps: dict[tuple[str, str], list[Step]] = {}
        for step in sorted(steps, key=lambda one: one.likeness):
            self._steps.setdefault((step.kind, step.how), []).append(step)

    def share_right(self, ground: Ground) -> float:
        """How often a first answer that rests on this is right."""
        steps = self._steps.get((ground.kind, ground.how))
        if not steps:
            return UNMEASURED
        return max(
            (one for one in steps if one.likeness <= ground.likeness), key=_likeness, default=steps[0]
        ).share_right

    def judged(self, choices: Sequence[Choice]) -> list[Choice]:
        """The answers with their scores; none where the first stays below the floor.

        A second answer is right only where the first is wrong: it gets a measured share of what the first leaves. Where
        the words leave it open which is meant, none is more likely than the others: they share one.
        """
        if choices and choices[0].ground == OPEN:
            return [replace(choice, score=round(1 / max(2, len(choices)), 2)) for choice in choices]
        judged: list[Choice] = []
        left = 1.0
        for place, choice in enumerate(choices):
            share = (
                self.share_right(choice.ground) if place == 0 else left * self.share_right(Ground(f"place {place + 1}"))
            )
            score = round(min(share, judged[-1].score if judged else 1.0), 2)
            left -= score
            if score < (self._floor if place == 0 else self._alternative_floor):
                break
            judged.append(replace(choice, score=score))
        return judged


def _likeness(step: Step) -> float:
    return step.likeness


@cache
def load_calibration() -> Calibration:
    """The measured shares of this installation."""
    text = files("pipelines").joinpath("suggest", "calibration.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return Calibration(
        Step(row["kind"], row["how"], float(row["likeness"]), float(row["share_right"]), int(row["n"])) for row in rows
    )
