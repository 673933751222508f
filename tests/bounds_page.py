"""What `tests.evaluate_bounds` found: the table that it prints and the page `docs/evaluation-bounds.md`.

Belongs here: figures beside the truth, how often bounds hold it, errors, and the words around them. Does not belong here:
where the figures come from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

BAR = 0.95
LEAST_FALL = 0.70
MOST_WORSE = 1.0
"""Points by which panel `able` may be further from the truth than `all` where nothing is skewed."""

Key = tuple[int, str, str]
"""Year, panel, figure."""


@dataclass(frozen=True)
class Compared:
    """A figure of a year beside the truth of its panel's sources, and of all sources. `published` and `internal` are its
    bounds, `estimate` the internal one.
    """

    year: int
    panel: str
    figure: str
    truth: float
    truth_of_all: float
    share: float
    published: tuple[float, float]
    internal: tuple[float, float]
    estimate: float

    def holds(self, bounds: tuple[float, float]) -> bool:
        """Whether the truth lies in the bounds; they are kept to six decimals."""
        return bounds[0] - 1e-6 <= self.truth <= bounds[1] + 1e-6

    @property
    def missed_by(self) -> float:
        """By how many points the truth lies outside the published bounds."""
        return 100 * max(self.published[0] - self.truth, self.truth - self.published[1], 0.0)

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


def table_of(networks: Sequence[Network]) -> str:
    """By figure and panel: in how many years the truth lies in each of the bounds, how wide these are, and the errors."""
    lines = []
    for (figure, panel), rows in _by_figure_and_panel(one for network in networks for one in network.compared):
        told = [_held(rows, [one.published for one in rows]), _held(rows, [one.internal for one in rows])]
        shown = "  ".join(f"{n:4} of {len(rows)} {n / len(rows):.3f}  {width:.3f}" for n, width in told)
        is_below = "" if all(n >= BAR * len(rows) for n, _ in told) else "  below the bar"
        lines.append(f"{figure:38}{panel:5}{shown}{is_below}")
    for error in _errors(networks):
        falls = f"able {error.of_able:4.1f} falls {error.fall:.0%}  estimate {error.of_estimate:4.1f} falls {error.fall_of_estimate:.0%}"
        lines.append(f"{error.figure:38}all {error.of_all:4.1f}  {falls}")
    worse, figure = max((worse, figure) for figure, worse in _worse_on_clean(networks).items())
    lines.append(f"clean networks: at most {worse:+.2f} points worse ({figure})")
    return "\n".join(lines)


def page_of(networks: Sequence[Network], asked: int, contacts: int) -> str:
    """The page of a run: how many networks it simulated, what bounds held, and how far shares were from the record."""
    lines = [INTRODUCTION.format(n_seeds=len(networks), asked=asked, contacts=contacts, bar=BAR)]
    for (figure, panel), rows in _by_figure_and_panel(one for network in networks for one in network.compared):
        held = [_held(rows, [one.published for one in rows]), _held(rows, [one.internal for one in rows])]
        cells = " | ".join(f"{n} of {len(rows)} ({n / len(rows):.3f}) | {width:.3f}" for n, width in held)
        is_met = "yes" if all(n >= BAR * len(rows) for n, _ in held) else "**no**"
        lines.append(f"| `{figure}` | {panel} | {cells} | {is_met} | {max(one.missed_by for one in rows):.1f} |")
    lines.append(ERRORS.format(least=LEAST_FALL, most=MOST_WORSE))
    worse = _worse_on_clean(networks)
    for error in _errors(networks):
        is_met = "yes" if error.fall >= LEAST_FALL and worse[error.figure] <= MOST_WORSE else "**no**"
        lines.append(
            f"| `{error.figure}` | {error.of_all:.1f} | {error.of_able:.1f} | {error.fall:.1%} | {is_met} | "
            f"{error.of_estimate:.1f} | {error.fall_of_estimate:.1%} | {worse[error.figure]:+.2f} | "
            f"{error.from_truth_of_all:.1f} | {error.from_truth_of_able:.1f} |"
        )
    return "\n".join(lines) + "\n" + NOT_HELD


INTRODUCTION = """# How often the bounds of the network's figures hold the truth

`make evaluate-bounds` writes this page. It simulates small networks with the demo's helplines and their planted habits,
makes the network's figures, and compares the bounds of each year's figure with what happened to the children of those
contacts, whatever was recorded of it. Everything is invented.

This run: {n_seeds} networks of {contacts:,} contacts each, three years a network; the default is {asked} networks.
Bar: the truth lies in both bounds in at least {bar:.0%} of the years. `published`: what is possible, given all that is
recorded. `internal`: source-years with a habit that fails count at the rates of comparable sources. Width: the mean of
upper less lower bound, of shares between 0 and 1. A wide bound holds easily: read both columns. `missed by`: by how many
points the published bounds miss the truth at most, before they are rounded outward for publication. Panel `able`:
sources that can tell online from offline; `all`: every source.

| figure | panel | published holds | width | internal holds | width | met | missed by |
|---|---|---|---|---|---|---|---|"""
ERRORS = """
## How far a share as recorded is from the unskewed record

The unskewed record: the same children told the same helplines, without planted habits, and with systems that hold
several reasons and the setting of each. `all`, `able`: points between the share as recorded and the unskewed record of
the same sources, on average. `falls`: how much smaller that is than in `all`; bar: by at least {least:.0%}. `estimate`:
the same of `share_habit` of panel `able`, in which a source-year with a habit that fails counts at the rate of comparable
sources (internal, and it leaves no source out either). `clean`: on the networks of the unskewed record, the most by which
a year's published share of `able`, or its estimate, is further from the truth than the share of `all`; bar: {most:.0f}
point. The last two: points from the truth of *all* sources; `able` does not know the children of the others.

| figure | all | able | falls | met | estimate | falls | clean | all, truth of all | able, truth of all |
|---|---|---|---|---|---|---|---|---|---|"""
NOT_HELD = """
## What is open, and what the bounds do not hold

- Where no value and no two ticks could say both (a yes or no, a service that takes only what happens online), `online`
  is at least online: how the setting splits is open there, what is online at all is not. So `ocsea_wide_of_sexual_violence`
  is narrower than the split beside it, and a share to compare first.
- A value that says more than its code has fit `wider` in the mapping: "was technology involved?" is also true of much that
  took place offline. In years in which it was recorded, its setting is open.
- Codes that are wrong and that no finding tells. In the demo one helpline puts all OCSEA under bullying or sexuality; with
  two such contacts a year nobody can tell that from an honest zero. To doubt every helpline that recorded no OCSEA yet
  was tried on 30 of these networks: everything held, and the bounds of OCSEA of violence were .130 wide for .055.
- What stands under Other. It may be anything, so no bound that is of use allows for it: half of the contacts of that
  helpline might then be about bullying. In the demo one helpline puts four of ten reasons there. The internal bounds set
  aside what it says.

The 21 years of 60 networks in which the published bounds of panel `able` missed the truth of `setting_of_bullying offline`
or of `setting_of_sexual_violence both` were looked at one by one. In 19 these two helplines lack contacts in the base or
have too many; in two the helpline that leaves every place at offline had too few contacts to be found. Bounds that follow
from what is recorded cannot hold that; the internal bounds hold most of it.

The share of `able` falls short of its bar for OCSEA of violence because a helpline that leaves every place at offline stays
in the panel: it is able, and only inability leaves a source out. The estimate sets aside what it says, not the helpline.
What the estimate still misses is the helpline with wrong codes, which lends its rate, too. On networks where all are
honest and able the panels are the same sources, so `clean` looks at wrong accusations only: they would move the estimate.
"""


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
    return [
        _Error(
            figure,
            *(_points(own[figure, panel]) for panel in ("all", "able", "estimate")),
            *(_points(every[figure, panel]) for panel in ("all", "able")),
        )
        for figure in sorted({figure for figure, _ in own})
    ]


def _worse_on_clean(networks: Sequence[Network]) -> dict[str, float]:
    """By figure: the most by which a year's share of `able`, or its estimate, is further from the truth than that of
    `all`, in points.
    """
    worse: dict[str, float] = {}
    for network in networks:
        errors = {one.key: _points([one.share - one.truth_of_all]) for one in network.clean}
        for one in network.clean:
            if one.panel == "able":
                error = max(errors[one.key], _points([one.estimate - one.truth_of_all]))
                worse[one.figure] = max(worse.get(one.figure, 0.0), error - errors[one.year, "all", one.figure])
    return worse


def _points(errors: Sequence[float]) -> float:
    return 100 * sum(map(abs, errors)) / len(errors)


def _by_figure_and_panel(compared: Iterable[Compared]) -> list[tuple[tuple[str, str], list[Compared]]]:
    groups: dict[tuple[str, str], list[Compared]] = defaultdict(list)
    for one in compared:
        groups[one.figure, one.panel].append(one)
    return sorted(groups.items())


def _held(rows: list[Compared], bounds: list[tuple[float, float]]) -> tuple[int, float]:
    n = sum(one.holds(its) for one, its in zip(rows, bounds, strict=True))
    return n, sum(high - low for low, high in bounds) / len(rows)
