"""The report does not draw what is unknown as an answer, nor list row by row what it may not show."""

from __future__ import annotations

import struct
from collections.abc import Sequence

import pytest

from tests.published_network import NETWORK, Row, figure, published_release, rows
from warehouse.publish.report.book import Figure
from warehouse.publish.report.colours import LIGHT
from warehouse.publish.report.picture import PER_INCH, SHARPNESS, WIDE
from warehouse.publish.report.report import ORDER, make_charts, read_book, tell_story

CHANNELS = ("phone", "text", "in_person", "email", "webchat", "app", "unknown")


def channels(*counts: float | None) -> list[Row]:
    return [
        figure("t6.channel", 2025, "able", count, 60_000, contact_type_code="counselling", channel_code=code)
        for code, count in zip(CHANNELS, counts, strict=True)
    ]


def figure_of(figures: Sequence[Row]) -> Figure:
    kept = [row for row in rows() if row["statistic_code"] != "t6.channel"]
    book = read_book(published_release([*kept, *figures]), NETWORK)
    return next(one for chapter in ORDER for one in chapter(book).figures if one.name == "t6-channel")


def test_what_is_unknown_is_drawn_as_unknown() -> None:
    of_channel = figure_of(channels(30_000, 10_000, 5_000, 1_000, 1_000, 1_000, 12_000))
    layers = of_channel.draw(WIDE).spec["layer"]
    bars = next(layer for layer in layers if layer["mark"]["type"] == "bar")["data"]["values"]

    assert {bar["x"]: (bar["fill"], bar["dash"]) for bar in bars}[0.2] == (LIGHT["open"], [3, 2])
    assert [bar["fill"] for bar in bars].count(LIGHT["deep"]) == 6
    assert [key.label for key in of_channel.keys] == ["not asked or not answered"]


@pytest.mark.parametrize(("n_hidden", "n_rows"), [(3, 7), (4, 4)])
def test_many_rows_that_show_nothing_are_one(n_hidden: int, n_rows: int) -> None:
    counts = [None if place < n_hidden else 8_000.0 for place in range(len(CHANNELS))]
    table = figure_of(channels(*counts)).table

    assert len(table.rows) == n_rows and {len(row) for row in table.rows} == {len(table.columns)}
    folded = [row for row in table.rows if str(row[0]).startswith(f"{n_hidden} more: ")]
    assert len(folded) == (n_hidden == 4) and all("[c]" in str(row[1]) for row in folded)


def test_a_picture_is_as_large_on_paper_as_on_the_page() -> None:
    for chart in make_charts(tell_story(published_release(), NETWORK))[:3]:
        at = chart.png.index(b"pHYs") + 4
        per_metre = struct.unpack(">II", chart.png[at : at + 8])
        width = struct.unpack(">I", chart.png[16:20])[0]

        assert width == SHARPNESS * WIDE
        assert [round(one * 0.0254) for one in per_metre] == [SHARPNESS * PER_INCH] * 2
