"""`ignore_files` holds for what has landed already, as a companion, as a main file, or under two names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny_source import SOURCE, SOURCE_ID, TinySource, codes_of
from warehouse.steps import has_news
from warehouse.store.run import SourceHeldError

EXPORT = """\
files: "calls_*.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: call
companions:
  needs: {files: "needs*.csv", read: {csv: {encoding: utf-8}}, key: call, holds: many}
arrives: {as: additions}
date: {column: day, format: iso}
fields: {channel: {never: not asked}}
reasons: {beside: needs, take: {cell: need}}
"""
DECISIONS = "reason,Threats,mapped,violence.harassment,,,equal,,,,,\n"
STATUS = "select file_name, status_code from delivery order by file_name"


def source(folder: Path) -> TinySource:
    tiny = TinySource.write(folder, EXPORT, DECISIONS)
    tiny.put("calls_1.csv", "call,day\na,2024-01-05\n")
    tiny.put("needs.csv", "call,need\na,Threats\n")
    return tiny


def ignore(tiny: TinySource, *globs: str) -> None:
    declared = SOURCE + f"ignore_files: [{', '.join(globs)}]\n"
    (tiny.folder / "mappings" / "tiny" / "source.yaml").write_text(declared, encoding="utf-8")


def test_a_companion_that_made_two_of_one_is_ignored_after_it_landed(tmp_path: Path) -> None:
    tiny = source(tmp_path)
    tiny.put("needs (copy).csv", "call,need\na,Other\n")
    tiny.ingest()
    assert ("calls_1.csv", "held") in tiny.query(STATUS)
    ignore(tiny, "needs (copy).csv")
    landed, staged, _ = tiny.ingest()
    assert codes_of(landed.findings) == []
    used, (shown, status), companion = tiny.query(STATUS)
    assert (used, companion) == (("calls_1.csv", "used"), ("needs.csv", "companion"))
    assert (shown.startswith("needs (aaaa).csv ("), status) == (True, "ignored")
    assert [one.sentence for one in staged.findings if one.finding_code == "ignored_file"] == [
        f"{shown} has landed and is named under `ignore_files`: nothing of it counts."
    ]
    assert tiny.query("select sum(n_reasons) from contact") == [(1,)]


def test_a_main_file_that_counted_counts_no_more_and_is_said(tmp_path: Path) -> None:
    tiny = source(tmp_path)
    tiny.put("calls_test.csv", "call,day\nb,2024-01-06\n")
    tiny.ingest()
    assert tiny.query("select count(*) from contact") == [(2,)]
    ignore(tiny, "calls_test.csv")
    _, staged, _ = tiny.ingest()
    assert tiny.query("select count(*) from contact") == [(1,)]
    assert ("ignored_file", "pass") in codes_of(staged.findings)
    assert has_news(tiny.run(), SOURCE_ID, str(tiny.inbox)) is None
    ignore(tiny)
    tiny.ingest()
    assert tiny.query("select count(*) from contact") == [(2,)]


def test_a_companion_that_is_ignored_is_missed_by_its_delivery(tmp_path: Path) -> None:
    tiny = source(tmp_path)
    tiny.ingest()
    ignore(tiny, "needs*.csv")
    with pytest.raises(SourceHeldError, match=r"calls_1\.csv counted until now"):
        tiny.ingest()
    assert tiny.query("select sum(n_reasons) from contact") == [(1,)]


def test_bytes_that_also_came_under_another_name_are_not_ignored(tmp_path: Path) -> None:
    tiny = source(tmp_path)
    tiny.put("needs (copy).csv", "call,need\na,Threats\n")
    tiny.ingest()
    ignore(tiny, "needs (copy).csv")
    tiny.ingest()
    assert tiny.query("select sum(n_reasons) from contact") == [(1,)]
    assert "ignored" not in {status for _, status in tiny.query(STATUS)}
