"""A delivery that counted never stops counting in silence: the source is held, its last good state stays."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.tiny_source import TinySource
from warehouse.store.run import SourceHeldError

OLD = """\
name: old
files: "old_*.csv"
read: {csv: {encoding: utf-8, delimiter: ","}}
row: contact
id: id
arrives: {as: additions}
date: {column: day, format: "%Y-%m-%d"}
fields: {channel: {never: not asked}}
reasons: {cell: reason}
"""
NEW = 'like: old\nfiles: "new_*.csv"\n'
DECISIONS = "reason,Grief,mapped,mental_health.mood,,,equal,,,,,\n"


@pytest.fixture
def tiny(tmp_path: Path) -> TinySource:
    tiny = TinySource.write(tmp_path, f"{OLD}---\n{NEW}", DECISIONS)
    tiny.put("old_1.csv", "id,day,reason\na,2024-01-01,Grief\n")
    tiny.put("new_1.csv", "id,day,reason\nb,2024-01-02,Grief\n")
    tiny.ingest()
    return tiny


def test_a_format_that_is_taken_away_holds_the_source(tiny: TinySource) -> None:
    TinySource.write(tiny.folder, OLD.replace("old_*.csv", "new_*.csv"), DECISIONS)
    with pytest.raises(SourceHeldError, match=r"old_1\.csv counted until now"):
        tiny.ingest()
    assert tiny.query("select count(*) from contact") == [(2,)]
    TinySource.write(tiny.folder, f"{OLD}---\n{NEW}", DECISIONS)
    tiny.ingest()
    assert tiny.query("select count(*) from contact") == [(2,)]
    assert not tiny.layout.held("tiny").exists()


def test_a_delivery_that_is_gone_from_landing_holds_the_source(tiny: TinySource) -> None:
    for folder in tiny.layout.landing_of("tiny").iterdir():
        if folder.is_dir() and (folder / "old_1.csv").exists():
            shutil.rmtree(folder)
    (tiny.inbox / "old_1.csv").unlink()
    with pytest.raises(SourceHeldError, match="lost_delivery"):
        tiny.ingest()
    assert tiny.query("select count(*) from contact") == [(2,)]


def test_a_record_that_stands_in_two_files_of_new_contacts_counts_once_and_is_told(tiny: TinySource) -> None:
    tiny.put("new_2.csv", "id,day,reason\nb,2024-01-02,Grief\nc,2024-01-03,Grief\n")
    tiny.ingest()
    assert tiny.query("select count(*) from contact") == [(3,)]
    assert tiny.query("select state_code, numerator from lake_finding where finding_code = 'duplicate_delivery'") == [
        ("warn", 1)
    ]


def test_equal_records_without_id_in_two_files_of_new_contacts_are_two_contacts(tiny: TinySource) -> None:
    tiny.put("new_2.csv", "id,day,reason\n,2024-01-03,Grief\n,2024-01-03,Grief\n")
    tiny.put("new_3.csv", "id,day,reason\n,2024-01-03,Grief\n")
    tiny.ingest()
    assert tiny.query("select count(*) from contact where contact_date = date '2024-01-03'") == [(3,)]
