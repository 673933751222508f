"""The public folder of a whole simulated network: nothing of a single helpline, every statistic defined, every question asked."""

from __future__ import annotations

import csv
import json
import re
from html import unescape
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from tests.conftest import ROOT
from tests.paged_release import ask, demo_release

pytestmark = pytest.mark.slow

CHARTED = ("numerator", "denominator", "share", "share_low", "share_high", "n_sources")
QUERIES = re.findall(r"```sql\n(.*?)```", (ROOT / "docs/journalists.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return demo_release(tmp_path_factory)


def test_no_helpline_that_has_not_agreed_is_named(release: Path) -> None:
    named = ask(release, "select source_id, member_id, name from source where not can_be_named")
    words = {str(word) for row in named for word in row}
    assert len(words) > 50

    for path in (release / "public").rglob("*"):
        if path.is_file() and path.suffix in (".md", ".html", ".json", ".csv"):
            text = path.read_text(encoding="utf-8")
            assert [word for word in words if word in text] == [], path.name


def test_every_statistic_is_defined_in_the_codebook(release: Path) -> None:
    with (release / "public/codebook.csv").open(encoding="utf-8", newline="") as file:
        defined = {row["name"] for row in csv.DictReader(file) if row["kind"] == "statistic" and row["definition"]}
    used = set(pq.read_table(release / "public/network_statistics.parquet")["statistic_code"].to_pylist())

    assert len(used) > 30
    assert used - defined == set()
    # of our own list there is nothing that fits several codes or none
    text = (release / "public/codebook.md").read_text(encoding="utf-8")
    assert "also in COMMON" not in text and "COMMON has no such" in text


def test_bounds_are_said_to_be_widened_wherever_they_are_explained(release: Path) -> None:
    for name in ("README.md", "quality_report.md", "codebook.md", "report_demo.html"):
        text = (release / "public" / name).read_text(encoding="utf-8")
        assert "so that no hidden count shows" in text, name
        assert "may be a few" in text, name


def test_reasons_and_what_is_shown_add_up(release: Path) -> None:
    report = json.loads((release / "public/disclosure_report.json").read_text(encoding="utf-8"))
    assert report["n_published"] + sum(report["n_suppressed_by_rule"].values()) == report["n_figures"]


def test_tables_for_people_hold_what_is_published(release: Path) -> None:
    public = release / "public"
    with duckdb.connect() as connection:
        (published,) = connection.execute(
            f"select count(*) from '{public}/network_statistics.parquet' where panel_code = 'all' "
            "and numerator is not null"
        ).fetchall()[0]
        (shown,) = connection.execute(
            f"select count(*) from read_parquet('{public}/tables/*.parquet', union_by_name=true) "
            "where helplines_counted = 'Every source' and number is not null"
        ).fetchall()[0]
    assert published == shown > 200


def test_every_question_of_a_journalist_can_be_asked(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(release / "public")
    with duckdb.connect() as connection:
        answers = [connection.execute(query).fetchall() for query in QUERIES]
        shown = connection.execute(
            "select count(*) from 'network_statistics.parquet' where base_code = 'reasons' and numerator is not null"
        ).fetchall()

    assert len(answers) == 10 and all(answers[:3]) and all(answers[4:8])
    # one helpline gave counts only: figures of reasons less those of contacts would be its own
    assert not answers[3] and shown == [(0,)]


def test_data_of_charts_and_words_of_the_report_are_what_is_published(release: Path) -> None:
    """Nothing that is hidden in the table stands in a picture's data, in its words or in a sentence."""
    rows = pq.read_table(release / "public/network_statistics.parquet").to_pylist()
    published = {row["cell"]: row for row in rows}
    charts = sorted((release / "public/charts/demo").glob("*.csv"))
    drawn = [row for path in charts for row in read_csv(path) if "cell" in row]
    assert len(charts) > 5 and {row["status"] for row in drawn} >= {"published", "suppressed"}
    for row in drawn:
        unlisted = {"status_code": row["status"], "denominator": row["denominator"] or None}
        held = published.get(row["cell"], unlisted)  # a block that is not shown is one row of another table
        assert row["status"] == held["status_code"]
        for name in CHARTED:
            assert (row[name] and float(row[name])) == ("" if held.get(name) is None else float(held[name])), row

    told = (release / "public/charts/demo/README.md").read_text(encoding="utf-8").split("\n## ")
    words = "\n".join(one for one in told if "Line chart." not in one)  # the points of a trend are chained
    shares = {share for row in drawn if row["share"] for share in spellings_of(float(row["share"]))}
    assert set(re.findall(r"(?<= )[\d.]+%", words)) - shares == set()

    page = (release / "public/report_demo.html").read_text(encoding="utf-8")
    marked = re.findall(r'<data class="figure" value="([^"]*)" data-cell="([^" ]+)">', page)
    assert len(marked) > 30
    for value, cell in marked:
        share = published[unescape(cell)]["share"] if unescape(cell) in published else None
        assert value == ("" if share is None else f"{float(share):g}"), cell


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def spellings_of(share: float) -> tuple[str, ...]:
    """A share with as many decimals as it is published with, and no more."""
    return f"{100 * share:.1f}%", f"{100 * share:.0f}%"
