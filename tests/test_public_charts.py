"""The report of a network and its charts lie in `public/`, with what they say in words and as data."""

from __future__ import annotations

from pathlib import Path

from tests.public_network import PublicNetwork
from warehouse.publish.public.about import SYNTHETIC
from warehouse.publish.public.charts import write_report
from warehouse.publish.report.report import Chart

DRAWN = Chart(
    name="reasons",
    title="Reasons | by number",
    alt="Mental health stands first.",
    svg="<svg/>",
    png=b"PNG",
    data=[{"reason": "=1+1", "contacts": 1200, "share": None}],
)


def test_page_and_charts_are_written_with_words_and_data_and_are_part_of_the_sums(tmp_path: Path) -> None:
    public = tmp_path / "public"
    public.mkdir()
    write_report(public, "other", "<p>page", [DRAWN], warning=SYNTHETIC)
    PublicNetwork().build(tmp_path)

    assert (public / "report_other.html").read_text(encoding="utf-8") == "<p>page"
    assert (public / "charts/other/reasons.csv").read_text(encoding="utf-8") == "reason,contacts,share\n'=1+1,1200,\n"
    assert (public / "charts/other/reasons.png").read_bytes() == b"PNG"
    words = (public / "charts/other/README.md").read_text(encoding="utf-8")
    assert "Mental health stands first." in words and "invented" in words
    sums = (public / "SHA256SUMS").read_text(encoding="utf-8")
    for name in ("report_other.html", "charts/other/reasons.svg", "charts/other/reasons.png", "charts/other/README.md"):
        assert f"  {name}\n" in sums
