"""From a chart's specification to its picture: SVG and PNG whose bytes depend on nothing but the chart.

Belongs here: rendering, ids, text alternative, title, legend and watermark around the drawn part. Does not belong here:
what is drawn (`draw`), or colours (`colours`). Nothing is fetched, and no text is measured.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import escape

from warehouse.publish.report.colours import LIGHT

FONT = "DejaVu Sans, Verdana, Segoe UI, Roboto, Noto Sans, sans-serif"
WIDE, NARROW = 720, 350
LETTER = 7.1
"""Width of a letter of 12 px, on the safe side, for breaking lines."""
LINE = 17
SHARPNESS = 2
PER_INCH = 96
"""Units of a drawing in an inch, as browsers have it: so large a picture stands in a document."""
OF_RENDERER = 72
"""How many an inch has for the renderer, which makes a picture larger where it is told of more."""
DRAWN_AHEAD = 512


@dataclass(frozen=True)
class Key:
    """An entry of a legend: `open` is an area with a dashed rim; the others are a line, or a mark of a shape."""

    label: str
    colour: str
    kind: str = "swatch"
    dash: str = ""


@dataclass(frozen=True)
class Drawn:
    """The drawn part of a chart in one width: a Vega-Lite specification of fixed size."""

    spec: dict[str, Any]
    width: int
    height: int


@dataclass(frozen=True)
class Around:
    """What stands around the drawn part."""

    name: str
    title: str
    alt: str
    keys: Sequence[Key] = ()
    watermark: str = ""


def render_svg(drawn: Drawn, around: Around, titled: str) -> str:
    """The picture as SVG; `titled` is the title to write above it, or empty text."""
    body = _body(json.dumps(drawn.spec, sort_keys=True))
    body = re.sub(r"(?<=[\"(#])(clip|gradient)_?(\d+)", rf"{around.name}-{drawn.width}-\1\2", body)
    head, top = _head(drawn.width, titled, around.keys)
    foot = wrap(around.watermark, drawn.width - 8) if around.watermark else []
    height = top + drawn.height + LINE * len(foot) + 4
    name = f"{around.name}-{drawn.width}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" id="{name}" viewBox="0 0 {drawn.width} {height}" '
        f'width="{drawn.width}" height="{height}" role="img" aria-label="{escape(around.alt)}" font-family="{FONT}">',
        f"<title>{escape(around.title)}</title>",
        f'<rect width="{drawn.width}" height="{height}" fill="{LIGHT["ground"]}"/>',
        *_watermark(foot, drawn.width, height),
        *head,
        f'<g transform="translate(0,{top})">{body}</g>',
        "</svg>",
    ]
    return "".join(parts)


@lru_cache(maxsize=DRAWN_AHEAD)
def render_png(svg: str) -> bytes:
    """The picture as PNG, with twice the pixels of its size, which it names."""
    import vl_convert

    return bytes(vl_convert.svg_to_png(svg, scale=OF_RENDERER / PER_INCH, ppi=SHARPNESS * PER_INCH))


@lru_cache(maxsize=DRAWN_AHEAD)
def _body(spec: str) -> str:
    """What Vega draws, without its outer element. Ids that it counts over the process are counted anew."""
    import vl_convert

    svg = vl_convert.vegalite_to_svg(json.loads(spec), allowed_base_urls=[])
    inner = re.sub(r"^<svg[^>]*>|</svg>$", "", svg)
    inner = re.sub(r' (role|aria-[a-z]+|class|pointer-events|font-family)="[^"]*"', "", inner)
    inner = re.sub(r' opacity="1"', "", inner)
    inner = re.sub(r'<path [^>]*stroke="(#ddd|transparent)"/>', "", inner)
    inner = re.sub(r'<path( [^>]*)?display="none"[^>]*/>|<path d="M0,0h0v0h0Z"/>', "", inner)
    found = {old: f"clip_{place}" for place, old in enumerate(dict.fromkeys(re.findall(r'id="(\w+)"', inner)))}
    return re.sub(r'(?<=id=")\w+(?=")|(?<=url\(#)\w+(?=\))', lambda one: found.get(one[0], one[0]), inner)


def wrap(text: str, width: float, letter: float = LETTER) -> list[str]:
    """A text in lines that fit; a word is never parted."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) * letter > width and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _head(width: int, title: str, keys: Sequence[Key]) -> tuple[list[str], int]:
    """Title and legend, and where they end."""
    parts, y = [], 4
    for line in wrap(title, width - 8, LETTER * 1.2) if title else ():
        y += LINE + 2
        parts.append(_text(4, y - 4, line, LIGHT["ink"], 'font-size="14" font-weight="bold"'))
    x = 4.0
    y += LINE if keys else 0
    for key in keys:
        wide = 34 + len(key.label) * LETTER
        if x > 4 and x + wide > width:
            x, y = 4.0, y + LINE + 1
        parts.append(_swatch(x, y - 11, key))
        parts.append(_text(x + 28, y - 1, key.label, LIGHT["ink"], 'font-size="12"'))
        x += wide + 10
    return parts, y + 8 if parts else 4


def _swatch(x: float, y: float, key: Key) -> str:
    colour = LIGHT[key.colour]
    if key.kind == "line":
        dash = f' stroke-dasharray="{key.dash}"' if key.dash else ""
        return f'<path d="M{x:g},{y + 6:g}h22" fill="none" stroke="{colour}" stroke-width="2.5"{dash}/>'
    if key.kind in SHAPES:
        return f'<path transform="translate({x + 12:g},{y + 6:g})" d="{SHAPES[key.kind]}" fill="{colour}"/>'
    dash = ' stroke-dasharray="3 2"' if key.kind == "open" else ""
    return f'<rect x="{x:g}" y="{y:g}" width="22" height="12" fill="{colour}" stroke="{LIGHT["edge"]}"{dash}/>'


SHAPES = {
    "circle": "M-5.5,0a5.5,5.5 0 1,0 11,0a5.5,5.5 0 1,0 -11,0Z",
    "square": "M-5,-5h10v10h-10Z",
    "triangle-up": "M0,-6l6,11h-12Z",
    "diamond": "M0,-6.5l6.5,6.5l-6.5,6.5l-6.5,-6.5Z",
}


def _watermark(foot: Sequence[str], width: int, height: int) -> list[str]:
    """In every chart that shows invented data: across it, and in words below."""
    if not foot:
        return []
    middle = f"translate({width / 2:g},{height / 2:g}) rotate({-18 if width > 500 else -30})"
    size = 44 if width > 500 else 34
    return [
        f'<g transform="{middle}" opacity="0.22" aria-hidden="true">'
        + _text(0, 0, "INVENTED DATA", LIGHT["mark"], f'font-size="{size}" font-weight="bold" text-anchor="middle"')
        + "</g>",
        *(
            _text(4, height - 6 - LINE * place, line, LIGHT["quiet"], 'font-size="12"')
            for place, line in enumerate(reversed(foot))
        ),
    ]


def _text(x: float, y: float, text: str, colour: str, rest: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" fill="{colour}" {rest}>{escape(text)}</text>'
