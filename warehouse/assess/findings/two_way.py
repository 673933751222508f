"""How much of a value is its source, how much its reason, and what is left over?

Belongs here: one level a source and one a reason, fitted to all cells at once by Tukey's median polish (medians
weighted by what a cell tells), and how far cells are apart beyond that. Does not belong here: what the value is, or how
much left over is too much (the finding).

Medians, since a habit changes one cell of a source: its other cells, and the cells of the same reason elsewhere, stay
what they were, and 40 of 100 that have the same habit do not become the norm.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import pi, sqrt
from statistics import median

from warehouse.assess.findings.funnel import Measure

Cell = tuple[str, str]
"""Source and reason."""

ROUNDS = 10
HALVINGS = 30
MEDIAN_OF_SQUARE = 0.455
"""Of the square of a standard normal score."""
OF_MEDIAN = pi / 2
"""The variance of a median by that of a mean."""
LEAST_VARIANCE = 0.003
MOST_VARIANCE = 4.0
FIRST_VARIANCE = 0.1
LEAST_OF_LEVELS = 0.05
"""Levels differ by so much at least, as a standard deviation."""


@dataclass(frozen=True)
class Levels:
    """The levels of sources and of reasons, and the variance between cells that neither they nor chance explain."""

    cells: Mapping[Cell, Measure]
    of_source: Mapping[str, float]
    of_reason: Mapping[str, float]
    variance: float

    def of_source_beside(self, cell: Cell) -> Measure:
        """The level of the cell's source by its other reasons; without any as sources usually are."""
        source, reason = cell
        beside = [
            (measure.value - self.of_reason[other], self._weight(measure))
            for (own, other), measure in self.cells.items()
            if own == source and other != reason
        ]
        return _middle(beside) if beside else self.usual_source

    def of_reason_beside(self, cell: Cell) -> Measure:
        """The level of the cell's reason by the other sources. What few of them have is drawn to the usual reason."""
        source, reason = cell
        beside = [
            (measure.value - self.of_source[other], self._weight(measure))
            for (other, own), measure in self.cells.items()
            if own == reason and other != source
        ]
        return _together(_middle(beside), self._usual_reason) if beside else self._usual_reason

    @property
    def usual_source(self) -> Measure:
        """The level that half of the sources are below, and how far they differ."""
        return _usual(list(self.of_source.values()))

    @property
    def _usual_reason(self) -> Measure:
        return _usual(list(self.of_reason.values()))

    def expected(self, cell: Cell) -> Measure:
        """What the two levels let expect of the cell; the error is theirs and the spread between cells, not its own."""
        levels = self.of_source_beside(cell), self.of_reason_beside(cell)
        variance = self.variance + sum(level.error**2 for level in levels)
        return Measure(sum(level.value for level in levels), sqrt(variance))

    def _weight(self, measure: Measure) -> float:
        return 1 / (measure.error**2 + self.variance)


def fit_levels(cells: Mapping[Cell, Measure]) -> Levels:
    """The levels of all sources and reasons of the given cells (at least one)."""
    of_source = dict.fromkeys(sorted({source for source, _ in cells}), 0.0)
    of_reason = dict.fromkeys(sorted({reason for _, reason in cells}), 0.0)
    variance = FIRST_VARIANCE
    for _ in range(ROUNDS):
        weights = {cell: 1 / (measure.error**2 + variance) for cell, measure in cells.items()}
        of_source |= _levels((cell[0], cells[cell].value - of_reason[cell[1]], weights[cell]) for cell in cells)
        of_reason |= _levels((cell[1], cells[cell].value - of_source[cell[0]], weights[cell]) for cell in cells)
        left = [measure.value - of_source[source] - of_reason[reason] for (source, reason), measure in cells.items()]
        variance = _variance_between(left, [measure.error for measure in cells.values()])
    return Levels(cells, of_source, of_reason, variance)


def _levels(weighted: Iterable[tuple[str, float, float]]) -> dict[str, float]:
    groups: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for name, value, weight in weighted:
        groups[name].append((value, weight))
    return {name: _middle(own).value for name, own in groups.items()}


def _middle(weighted: Sequence[tuple[float, float]]) -> Measure:
    """The weighted median, with its error: the first value up to which lies half of the weight."""
    ordered = sorted(weighted)
    up_to = list(accumulate(weight for _, weight in ordered))
    middle = bisect_left(up_to, up_to[-1] / 2)
    return Measure(ordered[middle][0], sqrt(OF_MEDIAN / up_to[-1]))


def _usual(levels: Sequence[float]) -> Measure:
    """Their median; the error is how far a single one lies from it."""
    usual = median(levels)
    variance = sum((level - usual) ** 2 for level in levels) / len(levels)
    return Measure(usual, max(sqrt(variance), LEAST_OF_LEVELS))


def _together(one: Measure, other: Measure) -> Measure:
    """Both, weighted by what each tells."""
    weights = one.error**-2, other.error**-2
    value = (one.value * weights[0] + other.value * weights[1]) / sum(weights)
    return Measure(value, 1 / sqrt(sum(weights)))


def _variance_between(left: Sequence[float], errors: Sequence[float]) -> float:
    """The variance that, with chance, makes half of what is left over as large as half of normal scores are."""
    import numpy

    squares, chance = numpy.square(left), numpy.square(errors)
    low, high = 0.0, MOST_VARIANCE
    for _ in range(HALVINGS):
        between = (low + high) / 2
        too_little = numpy.median(squares / (chance + between)) > MEDIAN_OF_SQUARE
        low, high = (between, high) if too_little else (low, between)
    return max(low, LEAST_VARIANCE)
