"""A run's summary and `check` say counts and contacts in counts; of a source of counts only, no contacts."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from pipelines.base.summary import survey_sources
from pipelines.check.page import tell_check
from pipelines.check.report import CheckReport, SourceCheck
from pipelines.cli.summary import _count_sources
from schemas.mapping.registry import load_registry
from tests.tiny_source import TinySource

EXPORT = """\
files: "*.csv"
read: {csv: {encoding: utf-8}}
row: count
arrives: {as: replaces_period}
period: {column: month, format: "%Y-%m"}
across: [{columns: [Grief, Rows], gives: reason}, {columns: [Girls, Boys], gives: gender}]
"""
LABELS = "reason,Grief,mapped,mental_health.mood,,,,,,,,\nreason,Rows,mapped,violence.physical,,,,,,,,\n"


def test_contacts_in_counts_are_those_of_one_axis_and_of_what_counts(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, EXPORT, LABELS)
    tiny.put("a.csv", "month,Grief,Rows,Girls,Boys\n2024-01,1000,1,600,401\n2023-12,70,,,\n")
    tiny.put("b.csv", "month,Grief,Rows,Girls,Boys\n2024-01,1003,1,601,403\n")
    tiny.ingest()
    (source,) = survey_sources(tiny.layout, load_registry(tmp_path / "mappings"), ["tiny"])
    assert (source.n_counts, source.n_counted, source.n_contacts, source.is_counts_only) == (5, 1074, 0, True)
    console = Console(width=200, record=True)
    console.print(_count_sources([source]))
    words = console.export_text().split()
    assert "1,074" in words
    assert words.count("-") == 2  # neither contacts nor reasons


def test_check_says_contacts_in_counts_too() -> None:
    looked_at = SourceCheck("tiny", "lake", n_counted=1074, years=(2023, 2024), n_deliveries=2)
    page = tell_check(CheckReport(sources=(looked_at,)), None)
    sentences = [sentence for section in page.sections for sentence in section.sentences]
    assert any("1,074 contacts in counts, 2023-2024" in sentence for sentence in sentences)
    assert not any(" 0 contacts" in sentence for sentence in sentences)
