"""Pictures as inline SVG: shares by year with intervals, a series over time, a funnel, stacked bars.

Belongs here: drawing. Does not belong here: what is drawn, or colours (classes in the style).
Every picture is `role="img"` with its content as text; coordinates have one decimal, so that bytes do not depend on the
last bits of a number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log10

from markupsafe import Markup, escape

WIDTH, HEIGHT = 360, 190
LEFT, RIGHT, TOP, BOTTOM = 44, 10, 12, 26
TOPS = (0.02, 0.04, 0.1, 0.2, 0.4, 0.6, 1.0)


@dataclass(frozen=True)
class Dot:
    """A share with its interval, and the band of the others where there is one."""

    label: str
    share: float
    interval: tuple[float, float]
    band: tuple[float, float] | None = None
    code: str = "shown"


@dataclass(frozen=True)
class Mark:
    """One source in a funnel."""

    name: str
    n: int
    share: float
    code: str
    is_named: bool


def top_of(shares: Sequence[float]) -> float:
    """Where an axis of shares ends: a round one at or above all of them."""
    return next(top for top in TOPS if top >= min(max(shares, default=0.0), 1.0) - 1e-9)


def draw_years(text: str, dots: Sequence[Dot], percent: Mapping[float, str]) -> Markup:
    """Shares by year. `percent`: how 0, half and all of the axis are written, by share."""
    top = max(percent)
    step = (WIDTH - LEFT - RIGHT) / max(len(dots), 1)
    parts = _grid(percent, WIDTH)
    for index, dot in enumerate(dots):
        x = LEFT + step * (index + 0.5)
        half = min(step * 0.38, 34)
        if dot.band:
            y_high, y_low = _y(dot.band[1], top), _y(dot.band[0], top)
            parts.append(_rect("band", x - half, y_high, 2 * half, max(y_low - y_high, 1.5)))
        low, high = dot.interval
        parts.append(f'<line class="bar" x1="{x:.1f}" x2="{x:.1f}" y1="{_y(high, top):.1f}" y2="{_y(low, top):.1f}"/>')
        parts.append(f'<circle class="dot {dot.code}" cx="{x:.1f}" cy="{_y(dot.share, top):.1f}" r="5"/>')
        parts.append(_text(x, HEIGHT - 8, dot.label, "middle"))
    return _svg(text, WIDTH, HEIGHT, parts)


def draw_series(
    text: str, shares: Sequence[float | None], ends: tuple[str, str], percent: Mapping[float, str], change: int | None
) -> Markup:
    """A line over time with gaps. `change`: from which place on something changed."""
    top = max(percent)
    step = (WIDTH - LEFT - RIGHT) / max(len(shares) - 1, 1)
    parts = _grid(percent, WIDTH)
    if change is not None:
        x = LEFT + step * (change - 0.5)
        parts.append(f'<line class="change" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>')
    for run in _runs(shares):
        points = " ".join(f"{LEFT + step * place:.1f},{_y(share, top):.1f}" for place, share in run)
        parts.append(f'<polyline class="line" points="{points}"/>')
        if len(run) == 1:
            place, share = run[0]
            parts.append(f'<circle class="small" cx="{LEFT + step * place:.1f}" cy="{_y(share, top):.1f}" r="2"/>')
    parts += [_text(LEFT, HEIGHT - 8, ends[0], "start"), _text(WIDTH - RIGHT, HEIGHT - 8, ends[1], "end")]
    return _svg(text, WIDTH, HEIGHT, parts)


def draw_funnel(
    text: str,
    marks: Sequence[Mark],
    center: float,
    percent: Mapping[float, str],
    about: str,
    write: Callable[[int], str],
) -> Markup:
    """Shares by number, on a scale of tens, with the limits of chance around the middle source.

    `write` writes a number.
    """
    width, height = 640, 340
    top = max(percent)
    most = max([mark.n for mark in marks] + [10])
    reach = log10(most) * 1.04

    def x_of(n: float) -> float:
        return LEFT + (width - LEFT - RIGHT) * max(log10(max(n, 1)), 0) / reach

    def y_of(share: float) -> float:
        return TOP + (height - TOP - BOTTOM) * (1 - min(share, top) / top)

    parts = _grid(percent, width, height)
    steps = [10 ** (reach * place / 60) for place in range(61)]
    for name, z in (("limit", 1.96), ("limit far", 3.09)):
        for sign in (-1, 1):
            spots = [(n, center + sign * z * (center * (1 - center) / n) ** 0.5) for n in steps]
            line = " ".join(f"{x_of(n):.1f},{y_of(share):.1f}" for n, share in spots if 0 <= share <= top)
            parts.append(f'<polyline class="{name}" points="{line}"/>')
    parts.append(
        f'<line class="center" x1="{LEFT}" x2="{width - RIGHT}" y1="{y_of(center):.1f}" y2="{y_of(center):.1f}"/>'
    )
    taken: list[tuple[float, float]] = []
    for mark in marks:
        x, y = x_of(mark.n), y_of(mark.share)
        parts.append(
            f'<circle class="dot {mark.code}" cx="{x:.1f}" cy="{y:.1f}" r="5">'
            f"<title>{escape(mark.name)}</title></circle>"
        )
        if mark.is_named:
            at = _free_place(x, y, taken)
            anchor, beside = ("end", x - 9) if x > width * 0.7 else ("start", x + 9)
            parts.append(_text(beside, at + 4, mark.name, anchor))
    ticks = [n for n in (1, 10, 100, 1_000, 10_000, 100_000, 1_000_000) if n <= most]
    parts += [_text(x_of(n), height - 8, write(n), "middle") for n in ticks]
    parts.append(_text(width - RIGHT, height - 8, about, "end"))
    return _svg(text, width, height, parts, "wide")


def draw_bars(text: str, rows: Sequence[tuple[str, Sequence[tuple[str, int]]]], write: Callable[[int], str]) -> Markup:
    """One bar a row, stacked; a part is its class and its number, which `write` writes."""
    width, line = 640, 30
    height = line * len(rows) + 6
    most = max([sum(n for _, n in parts) for _, parts in rows] + [1])
    drawn = []
    for index, (label, parts) in enumerate(rows):
        y, x = index * line + 4, float(LEFT + 6)
        drawn.append(_text(LEFT, y + 16, label, "end"))
        for code, n in parts:
            wide = (width - LEFT - 6 - RIGHT) * n / most
            if n:
                drawn.append(_rect(f"part {code}", x, y, wide, line - 8))
            if wide > 22:
                drawn.append(_text(x + wide / 2, y + 16, write(n), "middle", "inside"))
            x += wide
    return _svg(text, width, height, drawn, "wide")


def _free_place(x: float, y: float, taken: list[tuple[float, float]]) -> float:
    """A height for a name that covers no other nearby."""
    at = y
    while any(abs(x - other_x) < 130 and abs(at - other_y) < 12 for other_x, other_y in taken):
        at -= 12
    taken.append((x, at))
    return at


def _runs(shares: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    runs: list[list[tuple[int, float]]] = [[]]
    for place, share in enumerate(shares):
        if share is None:
            runs.append([])
        else:
            runs[-1].append((place, share))
    return [run for run in runs if run]


def _grid(percent: Mapping[float, str], width: int, height: int = HEIGHT) -> list[str]:
    top = max(percent)
    parts = []
    for share, label in percent.items():
        y = TOP + (height - TOP - BOTTOM) * (1 - share / top)
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{width - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>')
        parts.append(_text(LEFT - 6, y + 4, label, "end"))
    return parts


def _y(share: float, top: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - min(share, top) / top)


def _rect(name: str, x: float, y: float, width: float, height: float) -> str:
    return f'<rect class="{name}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'


def _text(x: float, y: float, text: str, anchor: str, name: str = "") -> str:
    return f'<text class="{name}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(text: str, width: int, height: int, parts: Sequence[str], name: str = "") -> Markup:
    start = f'<svg class="{name}" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(text)}">'
    return Markup("".join([start, *parts, "</svg>"]))
