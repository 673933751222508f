"""Charts of the report as files: whole pictures with text, the rows that they are drawn from, the same to the byte."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import altair
import duckdb
import pytest

from tests.published_network import NETWORK, published_release, rows
from warehouse.publish.report.cell import read_cells
from warehouse.publish.report.colours import LIGHT
from warehouse.publish.report.picture import NARROW, WIDE, wrap
from warehouse.publish.report.report import INVENTED, ORDER, Chart, make_charts, read_book, tell_story

DIGEST_OF_CHARTS = (
    "import hashlib; from tests.published_network import NETWORK, published_release; "
    "from warehouse.publish.report.report import make_charts, tell_story; "
    "print(hashlib.sha256(b''.join(c.svg.encode() + c.png for c in make_charts(tell_story(published_release(), NETWORK)))).hexdigest())"
)


@pytest.fixture(scope="module")
def release() -> duckdb.DuckDBPyConnection:
    return published_release()


@pytest.fixture(scope="module")
def charts(release: duckdb.DuckDBPyConnection) -> list[Chart]:
    return make_charts(tell_story(release, NETWORK))


@pytest.mark.long
def test_each_chart_is_a_whole_picture_with_its_title_and_text(charts: list[Chart]) -> None:
    assert len(charts) > 15 and len({chart.name for chart in charts}) == len(charts)
    for chart in charts:
        root = ElementTree.fromstring(chart.svg)
        assert root.get("role") == "img" and root.get("aria-label") == f"{chart.alt} {INVENTED}"
        assert chart.title in (root.findtext("{http://www.w3.org/2000/svg}title") or "")
        assert re.fullmatch(r"[a-z0-9-]+", chart.name)
        assert chart.png.startswith(b"\x89PNG\r\n") and len(chart.png) > 5_000
        assert "2025" in chart.title or "year" in chart.title or "record" in chart.title


def test_only_colours_of_the_palette_are_drawn(charts: list[Chart]) -> None:
    """Else one of them would not turn with the page, or could not be told apart."""
    for chart in charts:
        drawn = set(re.findall(r'(?:fill|stroke)="([^"]+)"', chart.svg)) - {"none"}
        assert drawn <= set(LIGHT.values()), chart.name


def test_charts_hold_the_rows_that_they_are_drawn_from(release: duckdb.DuckDBPyConnection, charts: list[Chart]) -> None:
    known = {cell.name: cell for cell in read_cells(release, NETWORK).every()}
    for chart in charts:
        assert chart.data, chart.name
        for row in chart.data:
            for name in str(row.get("cell", "")).split():
                assert name in known
            if "numerator" in row:
                assert row["share"] == known[str(row["cell"])].share


def test_a_share_is_drawn_as_long_as_it_is(release: duckdb.DuckDBPyConnection) -> None:
    (figure,) = [
        figure
        for chapter in ORDER
        for figure in chapter(read_book(release, NETWORK)).figures
        if figure.name == "reasons-chi-v3"
    ]
    bars = next(layer for layer in figure.draw(WIDE).spec["layer"] if layer["mark"]["type"] == "bar")["data"]["values"]

    assert [bar["x"] for bar in bars] == [row["share"] for row in figure.data]
    assert [bar["x"] for bar in bars] == sorted((bar["x"] for bar in bars), reverse=True)


def test_one_gender_alone_is_no_comparison() -> None:
    """Of one main both genders are shown, of the others one: that main is drawn; of none, and there is no chart."""

    def drawn(compared: set[str]) -> list[set[str]]:
        kept = [
            row
            for row in rows()
            if row["statistic_code"] != "t3.main_by_gender"
            or row["gender_code"] == "girl"
            or row["main_code"] in compared
        ]
        book = read_book(published_release(kept), NETWORK)
        figures = [one for chapter in ORDER for one in chapter(book).figures if one.name == "reasons-by-gender"]
        return [{mark["text"] for mark in one.draw(WIDE).spec["layer"][0]["data"]["values"]} for one in figures]

    assert drawn({"V"}) == [{"Violence"}]
    assert drawn(set()) == []


@pytest.mark.long
def test_charts_are_what_vega_lite_allows(release: duckdb.DuckDBPyConnection) -> None:
    for chapter in ORDER:
        for figure in chapter(read_book(release, NETWORK)).figures:
            for width in (WIDE, NARROW):
                altair.LayerChart.from_dict(figure.draw(width).spec)


def test_labels_stay_in_the_picture(release: duckdb.DuckDBPyConnection, charts: list[Chart]) -> None:
    for chart in charts:
        height = float(re.search(r'height="([\d.]+)" role', chart.svg)[1])  # type: ignore[index]
        assert 60 < height < 1_600, chart.name
    assert wrap("a word that is long enough to be broken", 120) == ["a word that is", "long enough to", "be broken"]
    assert wrap("Unbreakableword", 20) == ["Unbreakableword"]


@pytest.mark.long
def test_bytes_depend_on_nothing_but_the_release(charts: list[Chart], repo_root: Path, tmp_path: Path) -> None:
    here = hashlib.sha256(b"".join(chart.svg.encode() + chart.png for chart in charts)).hexdigest()
    environment = {
        **os.environ,
        "PYTHONPATH": str(repo_root),
        "TZ": "Pacific/Auckland",
        "LANG": "tr_TR.UTF-8",
        "PYTHONHASHSEED": "7",
    }

    done = subprocess.run(
        [sys.executable, "-c", DIGEST_OF_CHARTS],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == here


def test_without_figures_only_what_is_declared_is_drawn() -> None:
    assert [chart.name for chart in make_charts(tell_story(published_release([]), NETWORK))] == ["records"]
    assert make_charts(tell_story(published_release(rows()), "elsewhere")) == []
