"""How charts are laid out, in Vega-Lite: fixed sizes, labels above their bars, and the axis of shares.

Belongs here: places of rows, labels and axes, and putting layers together. Does not belong here: any kind of chart
(`draw`, `draw_plane`). Nothing depends on the width of a text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from warehouse.publish.report.colours import LIGHT
from warehouse.publish.report.picture import FONT, NARROW, Drawn, wrap

Spec = dict[str, Any]
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
TOPS = (0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)
ROW, BAR, LABEL_LINE = 20, 16, 16
AXIS = 26
LEFT = 14
AXIS_STYLE: Spec = {
    "title": None, "labelColor": LIGHT["quiet"], "labelFontSize": 12, "gridColor": LIGHT["line"], "domain": False,
    "ticks": False, "labelBound": False, "labelFlush": False, "labelOverlap": False,
}  # fmt: skip


@dataclass(frozen=True)
class Laid:
    """Where rows lie: the middle of each bar, and the lines of the labels above."""

    bars: Sequence[float]
    lines: Sequence[tuple[float, str]]
    height: int

    @property
    def y(self) -> Spec:
        """Down the chart, in pixels."""
        return pixels("y", self.height - AXIS)


def lay(labels: Sequence[str], width: int) -> Laid:
    """A row for every label, and the room that its lines take."""
    y, bars, lines = 0, [], []
    for label in labels:
        for line in wrap(label, width - LEFT - 4):
            y += LABEL_LINE
            lines.append((float(y - 5), line))
        bars.append(float(y + ROW / 2))
        y += ROW + 8
    return Laid(bars, lines, y + AXIS)


def layer(mark: Spec, rows: Sequence[Mapping[str, Any]], encoding: Spec) -> Spec:
    """Marks of one kind, each of a row."""
    return {"mark": mark, "data": {"values": [dict(row) for row in rows]}, "encoding": encoding}


def field(name: str, kind: str = "quantitative") -> Spec:
    """A field as it is, without a scale of its own."""
    return {"field": name, "type": kind}


def drawn_as(name: str) -> Spec:
    """A field that holds a colour, shape or dash."""
    return {"field": name, "type": "nominal", "scale": None}


def pixels(name: str, length: float) -> Spec:
    """A field that holds a place in pixels."""
    return {**field(name), "scale": {"domain": [0, length], "range": [0, length]}, "axis": None}


def shares(name: str, top: float, reach: tuple[float, float], ticks: int) -> Spec:
    """A field that holds a share, with an axis in percent; without ticks there is none."""
    axis = {**AXIS_STYLE, "format": "%" if top > 0.05 else ".1%", "tickCount": ticks} if ticks else None
    return {**field(name), "scale": {"domain": [0, top], "range": list(reach)}, "axis": axis}


def reach_of(width: int) -> tuple[float, float]:
    """From where to where bars reach, with room for a text behind the longest."""
    return LEFT, width - (140 if width > NARROW else 100)


def draw_labels(laid: Laid) -> Spec:
    """The labels above the bars."""
    mark = {"type": "text", "align": "left", "fontSize": 12, "fill": LIGHT["ink"], "baseline": "alphabetic"}
    rows = [{"y": y, "text": text} for y, text in laid.lines]
    return layer(mark, rows, {"x": {"value": LEFT}, "y": laid.y, "text": field("text", "nominal")})


def top_of(found: Sequence[float]) -> float:
    """Where an axis of shares ends."""
    return next((top for top in TOPS if top >= max(found, default=0.0) - 1e-9), 1.0)


def finish(layers: Sequence[Spec], width: int, height: int, below: int = 0) -> Drawn:
    """The layers as one chart. `below`: how much of the height is for an axis."""
    spec = {
        "$schema": SCHEMA, "width": width, "height": height - below, "padding": 0, "autosize": {"type": "none"},
        "layer": [one for one in layers if one["data"]["values"]],
        "config": {"background": "transparent", "font": FONT, "view": {"stroke": "transparent"}},
    }  # fmt: skip
    return Drawn(spec, width, height)
