"""Charts of rows: bars, stacked bars, dumbbells.

Belongs here: how each kind is drawn in a given width. Does not belong here: what it shows (`chapters`), charts that are
not made of rows (`draw_plane`), or rendering (`picture`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from warehouse.publish.report.colours import LIGHT
from warehouse.publish.report.layout import (
    AXIS,
    BAR,
    LEFT,
    draw_labels,
    drawn_as,
    field,
    finish,
    lay,
    layer,
    reach_of,
    shares,
    top_of,
)
from warehouse.publish.report.picture import LETTER, NARROW, SHAPES, Drawn

MARGIN = 20


@dataclass(frozen=True)
class Bar:
    """A row with one bar; without a share only its text stands there. `is_open`: what is unknown, and no answer."""

    label: str
    share: float | None
    text: str
    bounds: tuple[float, float] | None = None
    is_open: bool = False
    interval: str = ""
    """The bounds as text."""


@dataclass(frozen=True)
class Part:
    """A part of a stacked bar, or a field of a heat map."""

    colour: str
    share: float
    text: str
    is_open: bool = False


LONGEST_BEHIND, LONGEST_ON_PHONE = 18, 12
"""Letters that fit behind the end of the longest bar."""


@dataclass(frozen=True)
class Stack:
    """A row of parts, from left to right."""

    label: str
    parts: Sequence[Part]


@dataclass(frozen=True)
class Spot:
    """A mark on a row of a dumbbell, or on a line."""

    series: str
    place: str
    share: float
    text: str = ""


@dataclass(frozen=True)
class Style:
    """How a series looks: told apart by shape and dash, not by colour alone."""

    colour: str
    shape: str = "circle"
    dash: Sequence[int] = (1, 0)


def draw_bars(bars: Sequence[Bar], width: int, top: float = 0.0) -> Drawn:
    """Bars with intervals, a label above each and a text behind it. `top`: a fixed end of the bars, without an axis."""
    laid = lay([bar.label for bar in bars], width)
    placed = list(zip(bars, laid.bars, strict=True))
    reach = top or top_of([bar.bounds[1] if bar.bounds else bar.share or 0 for bar in bars])
    x = shares("x", reach, reach_of(width), 0 if top else 5)
    filled = [
        {
            "y": y,
            "x": bar.share,
            "fill": LIGHT["open" if bar.is_open else "deep"],
            "dash": [3, 2] if bar.is_open else [1, 0],
        }
        for bar, y in placed
        if bar.share is not None
    ]
    bounded = [{"y": y, "low": bar.bounds[0], "high": bar.bounds[1]} for bar, y in placed if bar.bounds]
    texts = [
        {"y": y, "x": max(bar.share or 0, bar.bounds[1] if bar.bounds else 0), "text": _behind(bar, width)}
        for bar, y in placed
    ]
    area = {"type": "bar", "size": BAR, "stroke": LIGHT["edge"], "strokeWidth": 1}
    tick = {"type": "tick", "fill": LIGHT["ink"], "thickness": 1.5, "size": 9}
    span = {"x": field("low"), "x2": {"field": "high"}, "y": laid.y}
    layers = [
        draw_labels(laid),
        layer({"type": "text", "align": "left", "dx": 6, "fill": LIGHT["ink"], "fontSize": 12}, texts,
              {"x": x, "y": laid.y, "text": field("text", "nominal")}),
        layer(area, filled, {
            "x": x, "x2": {"datum": 0}, "y": laid.y, "fill": drawn_as("fill"), "strokeDash": drawn_as("dash"),
        }),
        layer({"type": "rule", "stroke": LIGHT["ground"], "strokeWidth": 5}, bounded, span),
        layer({"type": "rule", "stroke": LIGHT["ink"], "strokeWidth": 1.5}, bounded, span),
        layer(tick, bounded, {"x": field("low"), "y": laid.y}),
        layer(tick, bounded, {"x": field("high"), "y": laid.y}),
    ]  # fmt: skip
    return finish(layers, width, laid.height - (AXIS if top else 0), 0 if top else AXIS)


def _behind(bar: Bar, width: int) -> str:
    """The share with its interval where there is room: it stands where the line ends, and is not the share there."""
    full = f"{bar.text} {bar.interval}".strip()
    return full if len(full) <= (LONGEST_BEHIND if width > NARROW else LONGEST_ON_PHONE) else bar.text


def draw_stacks(stacks: Sequence[Stack], width: int) -> Drawn:
    """Stacked bars of shares."""
    laid = lay([stack.label for stack in stacks], width)
    rows = []
    for stack, y in zip(stacks, laid.bars, strict=True):
        start = 0.0
        for part in (part for part in stack.parts if part.share > 0):
            end = min(start + part.share, 1.0)
            has_room = (end - start) * (width - LEFT - MARGIN) > len(part.text) * LETTER + 4
            rows.append(
                {
                    "y": y, "x": start, "x2": end, "middle": (start + end) / 2, "text": part.text if has_room else "",
                    "fill": LIGHT[part.colour], "ink": LIGHT[f"on_{part.colour}"],
                    "dash": [3, 2] if part.is_open else [1, 0],
                }
            )  # fmt: skip
            start = end
    area = {"type": "bar", "size": BAR + 4, "stroke": LIGHT["edge"], "strokeWidth": 1}
    layers = [
        draw_labels(laid),
        layer(area, rows, {
            "x": shares("x", 1.0, (LEFT, width - MARGIN), 5), "x2": {"field": "x2"}, "y": laid.y,
            "fill": drawn_as("fill"), "strokeDash": drawn_as("dash"),
        }),
        layer({"type": "text", "fontSize": 12}, [row for row in rows if row["text"]], {
            "x": field("middle"), "y": laid.y, "text": field("text", "nominal"), "fill": drawn_as("ink"),
        }),
    ]  # fmt: skip
    return finish(layers, width, laid.height, AXIS)


def draw_dumbbells(labels: Sequence[str], spots: Sequence[Spot], styles: Mapping[str, Style], width: int) -> Drawn:
    """One row a label: a mark for every series, joined by a line."""
    laid = lay(labels, width)
    x = shares("x", top_of([spot.share for spot in spots]), (LEFT, width - MARGIN), 5)
    heights = dict(zip(labels, laid.bars, strict=True))
    rows = [
        {
            "y": heights[spot.place], "x": spot.share, "fill": LIGHT[styles[spot.series].colour],
            "shape": SHAPES[styles[spot.series].shape],
        }
        for spot in spots
    ]  # fmt: skip
    ends = [
        {"y": y, "x": min(found), "x2": max(found)}
        for label, y in heights.items()
        if (found := [spot.share for spot in spots if spot.place == label])
    ]
    mark = {"type": "point", "filled": True, "size": 4, "opacity": 1, "stroke": LIGHT["ground"], "strokeWidth": 0.25}
    layers = [
        draw_labels(laid),
        layer({"type": "rule", "stroke": LIGHT["edge"], "strokeWidth": 3}, ends,
              {"x": x, "x2": {"field": "x2"}, "y": laid.y}),
        layer(mark, rows, {"x": x, "y": laid.y, "fill": drawn_as("fill"), "shape": drawn_as("shape")}),
    ]  # fmt: skip
    return finish(layers, width, laid.height, AXIS)
