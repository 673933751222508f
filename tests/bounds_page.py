"""What `tests.evaluate_bounds` found: the table that it prints and the page `docs/evaluation-bounds.md`.

Belongs here: figures beside the truth, how often bounds hold it, errors, and the tables of both. Does not belong here:
where the figures come from, the words around the tables (`tests.bounds_words`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass

from tests.bounds_words import ERRORS, HELD, INTRODUCTION, NOT_HELD, SIZE

BAR = 0.95
LEAST_FALL = 0.70
TOGETHER = "all figures together"
MOST_WORSE = 1.0
"""Points by which panel `able` may be further from the truth than `all` where nothing is skewed."""

Key = tuple[int, str, str]
"""Year, panel, figure."""
Bounds = tuple[float, float]


@dataclass(frozen=True)
class Compared:
    """A figure of a year beside the truth of its panel's sources, and of all sources. `possible` and `internal` are its
    exact bounds, `estimate` the internal one. `published`: `possible` as it is rounded outward; none of a base that is
    too small for a share. `is_shown`: whether the rest of disclosure control shows it.
    """

    year: int
    panel: str
    figure: str
    base: int
    truth: float
    truth_of_all: float
    share: float
    possible: Bounds
    internal: Bounds
    estimate: float
    published: Bounds | None = None
    is_shown: bool = False

    def holds(self, bounds: Bounds) -> bool:
        """Whether the truth lies in the bounds; they are kept to six decimals."""
        return bounds[0] - 1e-6 <= self.truth <= bounds[1] + 1e-6

    @property
    def missed_by(self) -> float:
        """By how many points the truth lies outside what is possible by the record."""
        return 100 * max(self.possible[0] - self.truth, self.truth - self.possible[1], 0.0)

    @property
    def key(self) -> Key:
        return self.year, self.panel, self.figure


@dataclass(frozen=True)
class Network:
    """A network with planted habits and limits; the same children with helplines that are honest and able (`clean`); and
    what the sources of each figure would have recorded of them (`unskewed`).
    """

    compared: list[Compared]
    clean: list[Compared]
    unskewed: dict[Key, float]


@dataclass(frozen=True)
class Run:
    """Networks of so many contacts each."""

    contacts: int
    networks: Sequence[Network]


def table_of(networks: Sequence[Network]) -> str:
    """By figure and panel: in how many years the truth lies in each of the bounds, how wide these are, and the errors."""
    lines = []
    for one in _coverages(networks):
        told = "  ".join(f"{held.n_held:4} of {held.n} {held.share:.3f}  {held.width:.3f}" for held in one.of_bounds)
        lines.append(f"{one.figure:38}{one.panel:5}{told}{'' if one.is_met else '  below the bar'}")
    for error in _errors(networks):
        falls = f"able {error.of_able:4.1f} falls {error.fall:.0%}  estimate {error.of_estimate:4.1f} falls {error.fall_of_estimate:.0%}"
        lines.append(f"{error.figure:38}all {error.of_all:4.1f}  {falls}")
    for name, by_figure in zip(("able", "estimate"), _worse_on_clean(networks), strict=True):
        worst, figure = max((worse.most, figure) for figure, worse in by_figure.items())
        lines.append(f"clean networks, {name}: at most {worst:+.2f} points worse ({figure})")
    return "\n".join(lines)


def page_of(runs: Sequence[Run]) -> str:
    """The page of runs: what bounds held, and how far shares were from the record, by the size of networks."""
    lines = [INTRODUCTION.format(bar=BAR, least=LEAST_FALL, most=MOST_WORSE)]
    for run in runs:
        lines += [SIZE.format(n_networks=len(run.networks), contacts=run.contacts, n_years=3 * len(run.networks))]
        lines += [HELD, *map(_row_of_coverage, _coverages(run.networks)), ERRORS]
        clean = _worse_on_clean(run.networks)
        lines += [
            _row_of_error(error, *(worse.get(error.figure) for worse in clean)) for error in _errors(run.networks)
        ]
    return "\n".join(lines) + "\n" + NOT_HELD


@dataclass(frozen=True)
class _Held:
    """In how many of n years bounds held the truth, and how wide they were on average."""

    n: int
    n_held: int
    width: float

    @property
    def share(self) -> float:
        return self.n_held / self.n if self.n else 1.0

    def as_cells(self) -> str:
        if not self.n:
            return "- | -"
        share = f"{self.share:.3f}" if self.share >= BAR else f"**{self.share:.3f}**"
        return f"{self.n_held} of {self.n} ({share}) | {self.width:.3f}"


@dataclass(frozen=True)
class _Coverage:
    """Of a figure and panel: what its bounds held."""

    figure: str
    panel: str
    base: float
    n_shown: int
    published: _Held
    possible: _Held
    internal: _Held
    missed_by: float

    @property
    def of_bounds(self) -> tuple[_Held, _Held, _Held]:
        return self.published, self.possible, self.internal

    @property
    def is_met(self) -> bool:
        """The bar is about what a reader gets, outside and inside the secretariat."""
        return self.published.share >= BAR and self.internal.share >= BAR


def _coverages(networks: Sequence[Network]) -> list[_Coverage]:
    rows = _by_figure_and_panel(one for network in networks for one in network.compared)
    return [
        _Coverage(
            figure,
            panel,
            sum(one.base for one in years) / len(years),
            sum(one.is_shown for one in years),
            _held([(one, one.published) for one in years if one.published]),
            _held([(one, one.possible) for one in years]),
            _held([(one, one.internal) for one in years]),
            max(one.missed_by for one in years),
        )
        for (figure, panel), years in rows
    ]


def _row_of_coverage(one: _Coverage) -> str:
    cells = " | ".join(held.as_cells() for held in one.of_bounds)
    is_met = "yes" if one.is_met else "**no**"
    return (
        f"| `{one.figure}` | {one.panel} | {one.base:.0f} | {one.n_shown} | {cells} | {is_met} | {one.missed_by:.1f} |"
    )


def _row_of_error(error: _Error, able: _Worse | None, estimate: _Worse | None) -> str:
    falls = " | ".join(
        f"{its:.1f} | {fall:.1%} | {'yes' if fall >= LEAST_FALL else '**no**'}"
        for its, fall in ((error.of_able, error.fall), (error.of_estimate, error.fall_of_estimate))
    )
    clean = " | ".join(str(worse) if worse else "" for worse in (able, estimate))
    name = error.figure if error.figure == TOGETHER else f"`{error.figure}`"
    return (
        f"| {name} | {error.of_all:.1f} | {falls} | {clean} | "
        f"{error.from_truth_of_all:.1f} | {error.from_truth_of_able:.1f} |"
    )


@dataclass(frozen=True)
class _Worse:
    """On clean networks: the most by which a year is further from the truth than panel `all`, in points, and in how many
    years that is more than the bar.
    """

    most: float
    n_years: int

    def __str__(self) -> str:
        return f"{self.most:+.2f} ({self.n_years})" if self.n_years else f"{self.most:+.2f}"


@dataclass(frozen=True)
class _Error:
    """Of a figure, in points, on average over years: of each panel from the unskewed record, and from the truth of all."""

    figure: str
    of_all: float
    of_able: float
    of_estimate: float
    from_truth_of_all: float
    from_truth_of_able: float

    @property
    def fall(self) -> float:
        return 1 - self.of_able / self.of_all

    @property
    def fall_of_estimate(self) -> float:
        return 1 - self.of_estimate / self.of_all


def _errors(networks: Sequence[Network]) -> list[_Error]:
    own: dict[tuple[str, str], list[float]] = defaultdict(list)
    every: dict[tuple[str, str], list[float]] = defaultdict(list)
    for network in networks:
        for one in network.compared:
            every[one.figure, one.panel].append(one.share - one.truth_of_all)
            if one.key in network.unskewed:
                own[one.figure, one.panel].append(one.share - network.unskewed[one.key])
                if one.panel == "able":
                    own[one.figure, "estimate"].append(one.estimate - network.unskewed[one.key])
    errors = [
        _Error(
            figure,
            *(_points(own[figure, panel]) for panel in ("all", "able", "estimate")),
            *(_points(every[figure, panel]) for panel in ("all", "able")),
        )
        for figure in sorted({figure for figure, _ in own})
    ]
    return [*errors, _together(errors)]


def _together(errors: Sequence[_Error]) -> _Error:
    """The sums over figures: how much smaller all errors are together."""
    columns = zip(*(astuple(error)[1:] for error in errors), strict=True)
    return _Error(TOGETHER, *map(sum, columns))


def _worse_on_clean(networks: Sequence[Network]) -> tuple[dict[str, _Worse], dict[str, _Worse]]:
    """By figure, of the share of `able` and of its estimate: how much further from the truth than the share of `all`."""
    of_able: dict[str, list[float]] = defaultdict(list)
    of_estimate: dict[str, list[float]] = defaultdict(list)
    for network in networks:
        errors = {one.key: _points([one.share - one.truth_of_all]) for one in network.clean}
        for one in network.clean:
            if one.panel == "able":
                error_of_all = errors[one.year, "all", one.figure]
                of_able[one.figure].append(errors[one.key] - error_of_all)
                of_estimate[one.figure].append(_points([one.estimate - one.truth_of_all]) - error_of_all)
    return _worst(of_able), _worst(of_estimate)


def _worst(worse: dict[str, list[float]]) -> dict[str, _Worse]:
    return {
        figure: _Worse(max(0.0, *years), sum(year > MOST_WORSE for year in years)) for figure, years in worse.items()
    }


def _points(errors: Sequence[float]) -> float:
    return 100 * sum(map(abs, errors)) / len(errors)


def _by_figure_and_panel(compared: Iterable[Compared]) -> list[tuple[tuple[str, str], list[Compared]]]:
    groups: dict[tuple[str, str], list[Compared]] = defaultdict(list)
    for one in compared:
        groups[one.figure, one.panel].append(one)
    return sorted(groups.items())


def _held(years: Sequence[tuple[Compared, Bounds]]) -> _Held:
    n_held = sum(one.holds(bounds) for one, bounds in years)
    width = sum(bounds[1] - bounds[0] for _, bounds in years) / len(years) if years else 0.0
    return _Held(len(years), n_held, width)
