"""The report in a real browser: nothing complained about, nothing wider than a phone, charts that can be read there."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from pipelines.report.html import write_page
from pipelines.report.page import Page, Section, make_table
from tests.published_network import NETWORK, published_release
from warehouse.publish.report.report import render_report, tell_story

BROWSER = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="no Chromium on this machine: the page is not looked at in a browser"
)

LEAST_LETTER = 10.5
"""Pixels of a chart's letters on a phone."""
PAPER = 718
"""Pixels of an A4 sheet between its margins."""
FRAME = """<!doctype html><meta charset="utf-8"><body style="margin:0">
<iframe id="page" src="page.html" style="width:{width}px;height:900px;border:0"></iframe><pre id="seen"></pre>
<script>
document.getElementById("page").onload = event => {{
  const page = event.target.contentDocument, root = page.documentElement;
  for (const one of page.querySelectorAll("details")) one.open = true;
  const charts = [...page.querySelectorAll("svg.chart")].filter(one => one.getClientRects().length);
  document.getElementById("seen").textContent = JSON.stringify({{
    scroll: root.scrollWidth, client: root.clientWidth, charts: charts.length,
    figures: page.querySelectorAll("figure").length,
    letter: Math.min(...charts.map(one => 12 * one.getBoundingClientRect().width / one.viewBox.baseVal.width)),
    past: charts.filter(one => one.getBoundingClientRect().right > root.clientWidth + 1).length,
  }});
}};
</script>"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("browser")
    (made / "page.html").write_text(render_report(tell_story(published_release(), NETWORK), "0" * 16), encoding="utf-8")
    return made


@pytest.mark.parametrize("width", [390, 1400])
def test_the_page_fits_and_its_charts_can_be_read(folder: Path, width: int) -> None:
    frame = folder / f"frame{width}.html"
    frame.write_text(FRAME.format(width=width), encoding="utf-8")

    shown, said = browse(frame, folder / f"profile{width}")

    seen = json.loads(re.search(r'<pre id="seen">(\{.*?\})</pre>', shown)[1])  # type: ignore[index]
    assert seen["scroll"] <= seen["client"] == width
    assert seen["charts"] == seen["figures"] > 15, "each chart is shown once"
    assert seen["past"] == 0
    assert seen["letter"] >= LEAST_LETTER
    assert [line for line in said.splitlines() if "CONSOLE" in line] == []


def test_a_name_without_a_space_stays_on_the_page(folder: Path) -> None:
    """The name of a figure is a title, and the name of a file stands in a sentence: both ran out of a phone's page."""
    figure, file = "t3.gender_of_violence:" + "year=2024:" * 12, "llamados_atendidos_por_el_equipo_de_guardia_2017.csv"
    page = Page(title=figure, sentences=(f"In {file}",), sections=(Section(file, 2, (file,)),))
    (folder / "long").mkdir()
    write_page(page, folder / "long" / "page.html")
    frame = folder / "long" / "frame.html"
    frame.write_text(FRAME.format(width=390), encoding="utf-8")

    shown, _ = browse(frame, folder / "profile_long")

    seen = json.loads(re.search(r'<pre id="seen">(\{.*?\})</pre>', shown)[1])  # type: ignore[index]
    assert seen["scroll"] <= seen["client"] == 390


def test_no_column_of_a_table_is_cut_off_on_paper(folder: Path) -> None:
    """What is wider than the sheet is not printed. On paper there is nothing to scroll."""
    names = ("Period", *(f"Contacts with several reasons, part {number}" for number in range(6)))
    table = make_table(names, [("Jan 2024", *["11%"] * 6)], names[1:])
    (folder / "paper").mkdir()
    page = folder / "paper" / "page.html"
    write_page(Page(title="Printed", sections=(Section("Over time", 2, table=table),)), page)
    page.write_text(page.read_text(encoding="utf-8").replace("@media print", "@media screen"), encoding="utf-8")
    frame = folder / "paper" / "frame.html"
    frame.write_text(FRAME.format(width=PAPER), encoding="utf-8")

    shown, _ = browse(frame, folder / "profile_paper")

    seen = json.loads(re.search(r'<pre id="seen">(\{.*?\})</pre>', shown)[1])  # type: ignore[index]
    assert seen["scroll"] <= seen["client"] == PAPER


def browse(page: Path, profile: Path) -> tuple[str, str]:
    """The page as the browser has it after loading, and what the browser said."""
    assert BROWSER is not None
    done = subprocess.run(
        [
            BROWSER, "--headless", "--hide-scrollbars", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--window-size=1500,1000",
            "--allow-file-access-from-files", "--virtual-time-budget=20000", f"--user-data-dir={profile}", "--dump-dom",
            page.as_uri(),
        ],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    return done.stdout, done.stderr
