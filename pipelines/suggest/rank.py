"""From likeness to codes: what the other labels of the list, their headings and words for "other" tell.

Belongs here: arithmetic on tables of labels and targets. Does not belong here: finding texts, or words of an answer.

The weights were set by hand on lists in nine languages, Colombia's among them. Half or twice a weight moves the share
of right first choices by about one in a hundred, so they are no fine tuning (`python -m tests.evaluate_suggestions`
prints the shares).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from pipelines.suggest.anchor import Anchor
from pipelines.suggest.compare import Likeness, Matrix, Places, Plain, compare
from pipelines.suggest.encoder import Encoder
from pipelines.suggest.label import Meant
from pipelines.suggest.text import Reading

HEADING = 0.2
"""Given to the reasons below the main that the label's heading fits best; less, by its fit, to others."""

TEMPERATURE = 0.1
"""How fast that falls off."""

OTHER_WORD = 0.2
"""Given to `<main>.other` where the label has a word for "other"; the same as share of `HEADING` by main."""

NO_OTHER_WORD = 0.03
"""Taken from them where it has none."""

MAIN_ITSELF = 0.05
"""Taken from a main code where the label stands below a heading."""

RIVAL = 0.4
"""Share taken off by which another label of the list fits the same reason better."""

_SHORTEST_LIST = 6
"""Below this a list says little about its labels' neighbours."""

Target = tuple[str, Meant]
"""What a label can mean: code and outcome; (`''`, `ignored`) is no reason of a child."""


def main_of(target: Target) -> str:
    """The code before the first dot; the outcome where there is no code."""
    return target[0].split(".")[0] or target[1]


class Nearest:
    """Values against known texts, each value by itself. Everything is computed once, when first asked for."""

    def __init__(self, anchors: Sequence[Anchor], likeness: Likeness) -> None:
        self.anchors, self.likeness = anchors, likeness
        self.targets: list[Target] = list(dict.fromkeys(one.target for one in anchors))

    @cached_property
    def nearest(self) -> Places:
        """For each label and target the known text that is nearest."""
        best = self.likeness.best
        places = []
        for target in self.targets:
            own = np.array([place for place, one in enumerate(self.anchors) if one.target == target])
            places.append(own[np.argmax(best[:, own], axis=1)])
        return np.stack(places, axis=1)

    @cached_property
    def alike(self) -> Matrix:
        """For each label and target how near that text is."""
        return np.take_along_axis(self.likeness.best, self.nearest, axis=1)

    @cached_property
    def scores(self) -> Matrix:
        """For each label and target a score; higher is better."""
        return self.alike


class Ranking(Nearest):
    """Labels of one list of reasons against known texts; the labels tell about each other."""

    def __init__(
        self, readings: Sequence[Reading], anchors: Sequence[Anchor], likeness: Likeness, encoder: Encoder | None
    ) -> None:
        super().__init__(anchors, likeness)
        self.readings, self._encoder = readings, encoder
        self.mains = list(dict.fromkeys(map(main_of, self.targets)))
        self._columns = {
            main: [place for place, target in enumerate(self.targets) if main_of(target) == main] for main in self.mains
        }

    @cached_property
    def scores(self) -> Matrix:
        """For each label and target a score; higher is better, 0 to about 1.5."""
        scores = self.alike + HEADING * self._spread(self._fit)
        self._weigh_main_codes(scores)
        self._weigh_other(scores)
        return self._yield_to_rivals(scores)

    def _spread(self, by_main: Matrix) -> Matrix:
        """From one column a main to one column a target."""
        return by_main[:, [self.mains.index(main_of(target)) for target in self.targets]]

    @cached_property
    def _fit(self) -> Matrix:
        """For each label and main from 0 to 1 how well its heading fits: by its name, and by all labels below it."""
        fit = np.zeros((len(self.readings), len(self.mains)))
        below: dict[str, list[int]] = defaultdict(list)
        for row, reading in enumerate(self.readings):
            if reading.main:
                below[reading.main].append(row)
        if below:
            named = self._fit_of_names(list(below))
            for place, rows in enumerate(below.values()):
                telling = [row for row in rows if not self.readings[row].is_other] or rows
                shown = [self.alike[np.ix_(telling, self._columns[main])].max(axis=1).mean() for main in self.mains]
                fit[rows] = _softened(named[place] + np.array(shown))
        return fit

    def _fit_of_names(self, names: Sequence[str]) -> Matrix:
        """How near texts are to the names of the mains, or to a reason below them: `Neglect` can be a heading too."""
        owners: dict[Plain, set[str]] = defaultdict(set)
        for anchor in self.anchors:
            for name in (anchor.main,) if anchor.is_leftover else (anchor.main, anchor.sub):
                if name:
                    owners[Plain(name)].add(main_of(anchor.target))
        near = compare([Plain(name) for name in names], list(owners), self._encoder).best
        columns = [
            near[:, [main in owner for owner in owners.values()]].max(axis=1, initial=0.0) for main in self.mains
        ]
        return np.stack(columns, axis=1)

    def _weigh_main_codes(self, scores: Matrix) -> None:
        headed = [row for row, reading in enumerate(self.readings) if reading.main]
        whole = [place for place, (code, _) in enumerate(self.targets) if code and "." not in code and code != "other"]
        scores[np.ix_(headed, whole)] -= MAIN_ITSELF

    def _weigh_other(self, scores: Matrix) -> None:
        """`Other violence` and `Violence > Other` are `violence.other`; `Other` alone is `other`."""
        leftovers = [
            place for place, (code, _) in enumerate(self.targets) if code == "other" or code.endswith(".other")
        ]
        plain = [row for row, reading in enumerate(self.readings) if not reading.is_other]
        scores[np.ix_(plain, leftovers)] -= NO_OTHER_WORD
        beside = [row for row, one in enumerate(self.readings) if one.is_other and one.rest and not one.main]
        fit = self._fit.copy()
        if beside:
            fit[beside] = _softened(self._fit_of_names([self.readings[row].rest for row in beside]))
        for row, reading in enumerate(self.readings):
            for place, target in enumerate(self.targets) if reading.is_other else ():
                if target[0].endswith(".other") or (target[1] == "ignored" and reading.main):
                    scores[row, place] += OTHER_WORD * fit[row, self.mains.index(main_of(target))]
                elif target[0] == "other" and not reading.rest and not reading.main:
                    scores[row, place] += OTHER_WORD

    def _yield_to_rivals(self, scores: Matrix) -> Matrix:
        """A list seldom has two labels for one reason: the worse of two loses. Spellings for each setting are one."""
        groups = {
            name: group for group, name in enumerate(dict.fromkeys((one.main, one.bare) for one in self.readings))
        }
        if len(groups) < _SHORTEST_LIST:
            return scores
        of_row = np.array([groups[one.main, one.bare] for one in self.readings])
        best = np.stack([scores[of_row == group].max(axis=0) for group in groups.values()])
        top, second = np.sort(best, axis=0)[::-1][:2]
        rival = np.where(of_row[:, None] == best.argmax(axis=0)[None, :], second, top)
        has_code = np.array([bool(code) for code, _ in self.targets])
        yielded: Matrix = scores - RIVAL * np.maximum(0.0, rival - scores) * has_code
        return yielded


def _softened(fit: Matrix) -> Matrix:
    """1 for the best of each row, falling off for the others."""
    softened: Matrix = np.exp((fit - fit.max(axis=-1, keepdims=True)) / TEMPERATURE)
    return softened
