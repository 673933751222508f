"""A file that is taken away at its address is said to be gone; and so are receipts that nothing can bring back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipelines.base.summary import list_held, survey_sources
from tests.tiny_source import SOURCE, SOURCE_ID, TinySource
from warehouse.land.receipts import ELSEWHERE
from warehouse.steps import has_news, land_source

EXPORT = """\
files: "c_*.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: no
arrives: {as: updates, newest: {by: "c_(%Y-%m-%d).csv"}}
date: {column: day, format: iso}
fields: {channel: {never: not asked}}
reasons: {cell: why}
"""
DECISIONS = "reason,Hit,mapped,violence.physical,,,equal,,,,,\n"
GOOD = "no,day,why\n1,2024-01-01,Hit\n"
GONE = "was not there when files were last fetched"


@pytest.fixture
def tiny(tmp_path: Path) -> TinySource:
    tiny = TinySource.write(tmp_path, EXPORT, DECISIONS)
    tiny.put("c_2024-01-31.csv", GOOD)
    tiny.put("c_2024-02-29.csv", "other;columns\n1;2\n")
    tiny.ingest()
    return tiny


def held(tiny: TinySource) -> list[tuple[str, str]]:
    return [(one.file, " ".join(one.reasons)) for one in list_held(tiny.layout, tiny.run().registry, SOURCE_ID)]


def news(tiny: TinySource) -> str | None:
    return has_news(tiny.run(), SOURCE_ID, str(tiny.inbox))


def test_a_held_file_that_is_gone_is_said_once_more_than_why_it_is_held(tiny: TinySource) -> None:
    assert GONE not in held(tiny)[0][1] and news(tiny) is None
    (tiny.inbox / "c_2024-02-29.csv").unlink()
    assert news(tiny) is not None

    tiny.ingest()

    [(file, reasons)] = held(tiny)
    assert file == "c_2024-02-29.csv"
    assert "is not a table as declared" in reasons and GONE in reasons and "`ignore_files`" in reasons
    assert news(tiny) is None, "it is no news a second time"
    declared = SOURCE.replace("address: tiny", 'address: tiny\nignore_files: ["c_2024-02-29.csv"]')
    TinySource.write(tiny.folder, EXPORT, DECISIONS, declared).ingest()
    assert held(tiny) == [] and news(tiny) is None


def said_of_gone(tiny: TinySource) -> list[tuple[str, str, int, int]]:
    query = (
        "select state_code, form_code, numerator, denominator from lake_finding where finding_code = 'withdrawn_file'"
    )
    return [row for row in tiny.query(query) if row[1] != "held"]


def test_a_file_that_counts_may_go_and_that_is_said(tiny: TinySource) -> None:
    tiny.put("c_2024-03-31.csv", "no,day,why\n2,2024-03-01,Hit\n")
    tiny.put("c_2024-04-30.csv", "no,day,why\n3,2024-04-01,Hit\n")
    tiny.ingest()
    (tiny.inbox / "c_2024-03-31.csv").unlink()
    assert news(tiny) is not None

    tiny.ingest()

    assert said_of_gone(tiny) == [("warn", "counts", 1, 3)]
    assert tiny.query("select count(*) from contact") == [(3,)]
    assert news(tiny) is None, "it is no news a second time"
    tiny.put("c_2024-03-31.csv", "no,day,why\n2,2024-03-01,Hit\n")
    tiny.ingest()
    assert said_of_gone(tiny) == []


def test_of_files_that_are_taken_away_once_they_are_fetched_nobody_is_asked(tiny: TinySource) -> None:
    (tiny.inbox / "c_2024-01-31.csv").unlink()
    tiny.ingest()
    assert said_of_gone(tiny) == [("pass", "taken_away", 1, 1)]
    tiny.put("c_2024-03-31.csv", "no,day,why\n2,2024-03-01,Hit\n")
    tiny.ingest()

    tiny.ingest()

    assert said_of_gone(tiny) == [("pass", "taken_away", 1, 2)]
    assert tiny.query("select count(*) from contact") == [(2,)]


def test_a_file_with_another_name_is_not_gone(tiny: TinySource) -> None:
    tiny.put("c_2024-03-31.csv", "no,day,why\n2,2024-03-01,Hit\n")
    (tiny.inbox / "late").mkdir()
    tiny.ingest()
    (tiny.inbox / "c_2024-03-31.csv").rename(tiny.inbox / "late" / "c_2024-03-31.csv")

    tiny.ingest()
    tiny.ingest()

    assert said_of_gone(tiny) == []


def test_one_document_of_many_that_is_gone_is_said(tmp_path: Path) -> None:
    export = EXPORT.replace('files: "c_*.csv"', 'files: "*.json"').replace(
        "csv: {encoding: utf-8}", "json: one_per_file"
    )
    export = export.replace('by: "c_(%Y-%m-%d).csv"', "by: changed")
    tiny = TinySource.write(tmp_path, export, DECISIONS)
    for number in (1, 2, 3):
        tiny.put(f"{number}.json", f'{{"no": "{number}", "changed": "1", "day": "2024-01-01", "why": "Hit"}}')
    tiny.ingest()
    (tiny.inbox / "2.json").unlink()
    assert news(tiny) is not None

    tiny.ingest()

    assert said_of_gone(tiny) == [("warn", "counts", 1, 3)]
    assert tiny.query("select count(*) from contact") == [(3,)]


def test_a_pull_from_elsewhere_says_nothing_of_what_lies_at_the_address(tiny: TinySource) -> None:
    mail = tiny.folder / "mail"
    mail.mkdir()
    (mail / "c_2024-03-31.csv").write_text("no,day,why\n2,2024-03-01,Hit\n", encoding="utf-8")

    landed = land_source(tiny.run(), SOURCE_ID, str(mail), ELSEWHERE)

    assert [one.finding_code for one in landed.findings] == []


def test_an_address_that_cannot_be_read_takes_nothing_away(tiny: TinySource) -> None:
    shutil.move(tiny.inbox, tiny.folder / "away")
    tiny.ingest()

    assert all(GONE not in reasons for _, reasons in held(tiny))


def test_receipts_that_are_gone_with_their_files_are_said(tiny: TinySource) -> None:
    def remarks() -> tuple[str, ...]:
        [overview] = survey_sources(tiny.layout, tiny.run().registry, [SOURCE_ID])
        return overview.remarks

    assert remarks() == ()
    (tiny.layout.landing_of(SOURCE_ID) / "receipts.json").unlink()
    (tiny.inbox / "c_2024-01-31.csv").unlink()
    tiny.ingest()

    [remark] = remarks()
    assert "1 of 2 deliveries in landing/tiny has no receipt" in remark
