"""Charts that are not made of rows: lines over the years, and heat maps.

Belongs here: how each is drawn in a given width. Does not belong here: what it shows (`chapters`), or rendering
(`picture`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from warehouse.publish.report.colours import LIGHT
from warehouse.publish.report.draw import Part, Spot, Style
from warehouse.publish.report.layout import (
    AXIS,
    AXIS_STYLE,
    LABEL_LINE,
    Spec,
    drawn_as,
    field,
    finish,
    layer,
    pixels,
    top_of,
)
from warehouse.publish.report.picture import NARROW, SHAPES, Drawn, wrap

HIGH, FROM_LEFT, FROM_RIGHT = 240, 76, 36
FIELD, NAMES = 30, 210


def draw_lines(
    years: Sequence[int], spots: Sequence[Spot], styles: Mapping[str, Style], breaks: Sequence[int], width: int
) -> Drawn:
    """A line for every series over the years; `breaks` are the years that cannot be compared with the one before."""
    top = top_of([spot.share for spot in spots])
    step = (width - FROM_LEFT - FROM_RIGHT) / max(len(years) - 1, 1)
    at = {str(year): FROM_LEFT + step * place for place, year in enumerate(years)}
    x, text = pixels("x", width), field("text", "nominal")
    axis = {**AXIS_STYLE, "format": "%" if top > 0.05 else ".1%", "tickCount": 4, "offset": -42}
    y = {**field("y"), "scale": {"domain": [0, top], "range": [HIGH - AXIS, 18]}, "axis": axis}
    ink = {"type": "text", "fill": LIGHT["ink"], "fontSize": 12}
    layers: list[Spec] = []
    for series, style in styles.items():
        colour = LIGHT[style.colour]
        own = [{"x": at[spot.place], "y": spot.share, "text": spot.text} for spot in spots if spot.series == series]
        line = {"type": "line", "stroke": colour, "strokeWidth": 2.5, "strokeDash": list(style.dash)}
        mark = {"type": "point", "filled": True, "size": 4, "opacity": 1, "fill": colour, "shape": SHAPES[style.shape]}
        layers.append(layer(line, own, {"x": x, "y": y}))
        layers.append(layer(mark, own, {"x": x, "y": y}))
        below = {**ink, "dy": -13 if style.shape == "circle" else 16}
        layers.append(layer(below, [row for row in own if row["text"]], {"x": x, "y": y, "text": text}))
    foot = [{"x": place, "text": year} for year, place in at.items()]
    layers.append(layer({**ink, "fill": LIGHT["quiet"]}, foot, {"x": x, "y": {"value": HIGH - 8}, "text": text}))
    cuts = [{"x": at[str(year)] - step / 2, "text": "[b]"} for year in breaks if year in years[1:]]
    cut = {"type": "rule", "stroke": LIGHT["warm"], "strokeDash": [5, 4], "strokeWidth": 2}
    layers.append(layer(cut, cuts, {"x": x, "y": {"value": 14}, "y2": {"value": HIGH - AXIS}}))
    layers.append(layer(ink, cuts, {"x": x, "y": {"value": 8}, "text": text}))
    return finish(layers, width, HIGH)


def draw_heat(rows: Sequence[str], columns: Sequence[str], cells: Mapping[tuple[str, str], Part], width: int) -> Drawn:
    """A field for every row and column, its depth the share and its text the count."""
    left = 4 if width <= NARROW else NAMES
    step = (width - left - 4) / max(len(columns), 1)
    heads = [wrap(column, step - 8) for column in columns]
    names = [wrap(row, (width if width <= NARROW else NAMES) - 8) for row in rows]
    centered = [
        {"x": left + step * (place + 0.5), "y": LABEL_LINE * (line + 1) - 4, "text": text}
        for place, head in enumerate(heads)
        for line, text in enumerate(head)
    ]
    y = max((len(head) for head in heads), default=1) * LABEL_LINE + 8.0
    named, fields = [], []
    for row, lines in zip(rows, names, strict=True):
        first = y + 12 if width <= NARROW else y + FIELD / 2 + 4 - LABEL_LINE / 2 * (len(lines) - 1)
        named += [{"x": 4, "y": first + LABEL_LINE * place, "text": text} for place, text in enumerate(lines)]
        y += LABEL_LINE * len(lines) if width <= NARROW else 0
        fields += [
            {
                "x": left + step * place + 2, "x2": left + step * (place + 1) - 2, "y": y, "y2": y + FIELD,
                "middle": left + step * (place + 0.5), "base": y + FIELD / 2 + 4, "text": cells[(row, column)].text,
                "fill": LIGHT[cells[(row, column)].colour], "ink": LIGHT[f"on_{cells[(row, column)].colour}"],
            }
            for place, column in enumerate(columns)
        ]  # fmt: skip
        y += max(FIELD, 0 if width <= NARROW else LABEL_LINE * len(lines)) + 4
    text = field("text", "nominal")
    at = {"x": pixels("x", width), "y": pixels("y", y)}
    ink = {"type": "text", "fontSize": 12, "fill": LIGHT["ink"], "baseline": "alphabetic"}
    layers = [
        layer({"type": "rect", "stroke": LIGHT["edge"], "strokeWidth": 0.75}, fields,
              {**at, "x2": {"field": "x2"}, "y2": {"field": "y2"}, "fill": drawn_as("fill")}),
        layer({"type": "text", "fontSize": 13, "baseline": "alphabetic"}, fields,
              {"x": pixels("middle", width), "y": pixels("base", y), "text": text, "fill": drawn_as("ink")}),
        layer({**ink, "align": "left"}, named, {**at, "text": text}),
        layer({**ink, "align": "center"}, centered, {**at, "text": text}),
    ]  # fmt: skip
    return finish(layers, width, round(y))
