"""Shares that may be almost anything: they stand in tables with their bounds, and nothing is drawn or led with."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.paged_release import read
from tests.published_network import NETWORK, published_release, rows
from warehouse.publish.report.draw import Bar, draw_bars
from warehouse.publish.report.picture import NARROW, WIDE
from warehouse.publish.report.report import render_report, tell_story

Row = dict[str, Any]
OPEN = {"share_low": 0.0, "share_high": 0.9}


def told(figures: list[Row]) -> tuple[str, str, dict[str, str]]:
    """What the report says in short and in full, and the text alternatives of its charts."""
    story = tell_story(published_release(figures), NETWORK)
    page = render_report(story, "0" * 16)
    short = page.split('<h2 id="headlines">')[1].split("</ul>")[0]
    return (
        read(short).text,
        read(page).text,
        {one.name: one.alt for chapter in story.chapters for one in chapter.figures},
    )


def opened(statistic: str) -> list[Row]:
    return [{**row, **OPEN} if row["statistic_code"] == statistic else row for row in rows()]


def test_what_stands_beside_ocsea_is_no_headline_where_it_may_be_almost_anything() -> None:
    short, page, charts = told(rows())
    assert "as another reason" in short and "beside-ocsea" in charts

    short, page, charts = told(opened("t5b.beside"))

    assert "as another reason" not in short and "beside-ocsea" not in charts
    assert "So little is known, or may be told, of contacts with OCSEA" in page
    assert re.search(r"with a reason and without OCSEA it was \d", page), "alone it would look like OCSEA's own"


@pytest.mark.parametrize(
    ("statistic", "chart"), [("t3.gender_of_ocsea_wide", "gender"), ("t3.age_of_ocsea_wide", "age")]
)
def test_a_mark_without_bounds_is_drawn_of_what_is_known(statistic: str, chart: str) -> None:
    assert "OCSEA" in told(rows())[2][chart]

    _, page, charts = told(opened(statistic))

    assert "OCSEA" not in charts[chart]
    assert "[0–90%]" in page, "it stands in the numbers all the same"


def test_of_which_helplines_a_mark_is_told_where_not_all_are_of_the_same() -> None:
    able, matched = "helplines able to record it", "that had contacts in the year before too"
    who = told(rows())[1].split("Gender recorded, 2025", 1)[1]
    assert f"Share of the contacts named, at {able}. A mark is missing" in who

    figures = [one for one in rows() if one["statistic_code"] != "t3.gender_of_violence" or one["panel_code"] == "able"]
    moved = [
        {**one, "panel_code": "matched"} if one["statistic_code"] == "t3.gender_of_violence" else one for one in figures
    ]
    who = told(moved)[1].split("Gender recorded, 2025", 1)[1]
    assert f"OCSEA (wide) at {able}; Violence at {able} {matched}. A mark is missing" in who


def test_all_that_reported_are_no_line_of_the_trend_where_their_share_may_be_almost_anything() -> None:
    name, words = "trend-ocsea-wide-of-violence", "all helplines:"
    assert words in told(rows())[2][name]
    figures = [
        {**row, **OPEN} if (row["statistic_code"], row["panel_code"]) == ("t4.ocsea_wide_of_violence", "all") else row
        for row in rows()
    ]

    assert words not in told(figures)[2][name]


def test_years_that_somebody_will_compare_are_said_to_be_no_trend_in_short() -> None:
    unmatched = [row for row in rows() if not row["panel_code"].startswith("matched")]

    assert "Whether OCSEA rose or fell from 2024 to 2025 is not told here" in told(unmatched)[0]
    assert "Whether OCSEA rose or fell" not in told(rows())[0]


def test_the_text_behind_a_line_is_not_the_share_at_its_end() -> None:
    bar = Bar("Health service", 0.03, "3%", (0.0, 1.0), interval="[0–100%]")
    fine = Bar("Mood", 0.394, "39.4%", (0.39, 0.415), interval="[39.0–41.5%]")

    texts = [_texts(draw_bars([bar, fine], width).spec) for width in (WIDE, NARROW)]

    assert texts == [["3% [0–100%]", "39.4% [39.0–41.5%]"], ["3% [0–100%]", "39.4%"]]


def _texts(spec: dict[str, Any]) -> list[str]:
    (layer,) = [one for one in spec["layer"] if one["mark"].get("dx") == 6]
    return [row["text"] for row in layer["data"]["values"]]


def test_a_gap_has_its_own_symbol_under_the_helplines_too() -> None:
    """`[z]`, and beside it `[c]` for the helplines that can, was two answers to one question."""
    gone = dict.fromkeys(
        ("numerator", "denominator", "share", "share_low", "share_high", "n_sources", "n_sources_able", "share_unknown")
    )
    figures = [
        {**row, **gone, "status_code": "structural_zero"}
        if (row["statistic_code"], row.get("gender_code")) == ("t3.gender", "non_binary")
        else row
        for row in rows()
    ]

    assert re.search(r"Counselling contacts: Non-binary\s*\[z\]\s*\[z\]\s*\[z\]\s*\[z\]", told(figures)[1])
