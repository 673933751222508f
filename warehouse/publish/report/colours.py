"""Colours of the charts, on light and on dark ground: told apart by the colour-blind and in grey.

Belongs here: the palette. Does not belong here: what a colour stands for (legends of the charts). A chart is drawn
in the light colours; the page's style puts the dark ones in their place.
"""

from __future__ import annotations

LIGHT = {
    "ground": "#ffffff",
    "ink": "#1c2026",
    "quiet": "#565e69",
    "line": "#d5dae0",
    "edge": "#6b7480",
    "deep": "#0b4f8a",
    "warm": "#d07a1f",
    "pale": "#a9cfe9",
    "open": "#f1f3f5",
    "green": "#1f7a5c",
    "plum": "#8a4f9e",
    "on_deep": "#fefefe",
    "on_warm": "#14171b",
    "on_pale": "#15181b",
    "on_open": "#16191b",
    "on_ground": "#1b1f24",
    "mark": "#8b929b",
}
DARK = {
    "ground": "#15181c",
    "ink": "#e6e9ed",
    "quiet": "#a5adb8",
    "line": "#363d46",
    "edge": "#98a2ae",
    "deep": "#7cbdf5",
    "warm": "#d98c3f",
    "pale": "#1f5378",
    "open": "#20262d",
    "green": "#55c99f",
    "plum": "#c798dc",
    "on_deep": "#0d0f12",
    "on_warm": "#0e1013",
    "on_pale": "#f1f5f9",
    "on_open": "#e7eaee",
    "on_ground": "#e5e8ec",
    "mark": "#767e88",
}
READ_ON = {
    "ink": "ground",
    "quiet": "ground",
    "on_deep": "deep",
    "on_warm": "warm",
    "on_pale": "pale",
    "on_open": "open",
    "on_ground": "ground",
}
"""What is written in which colour on which ground: at least 4.5 to 1."""

SEEN_ON_GROUND = ("deep", "warm", "edge", "green", "plum")
"""What carries meaning as a line or an area, or rims one: at least 3 to 1 on the ground."""


def contrast(one: str, other: str) -> float:
    """Contrast of two colours as WCAG 2 computes it."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def dark_rules() -> str:
    """Style that puts the dark colours in place of the light ones in a chart of the page."""
    return "\n".join(
        f'.chart [{what}="{LIGHT[name]}"] {{ {what}: {DARK[name]}; }}' for name in LIGHT for what in ("fill", "stroke")
    )
