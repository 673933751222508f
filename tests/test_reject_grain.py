"""Rows of different files of one delivery have the same numbers: each is its own row of `rejected_row`, and the release
of the whole network is made. Beside it, in the same release: a source that has nothing to do with it.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from tests.tiny_network import SOURCE, make_network, write_mapping
from tests.tiny_source import HEADER as DECISION_HEADER
from tests.tiny_source import SOURCE_ID, TinySource
from warehouse.assess.step import assess
from warehouse.publish.retention import shown_release
from warehouse.publish.step import publish
from warehouse.steps import harmonise_source, land_source, stage_source
from warehouse.tabulate.step import tabulate

CALLS = [["call", "day"], ["a", "2024-01-05"], ["b", "2024-01-06"], ["c", "soon"]]
NEEDS = [["call", "need"], ["a", "Threats"], ["b", "Threats"], ["z", "Threats"]]
ACTS = [["call", "act"], ["a", "Advice"], ["b", "Advice"], ["y", "Advice"]]
DECISIONS = "reason,Threats,mapped,violence.harassment,,,equal,,,,,\n"
CSV = "{csv: {encoding: utf-8}}"
SHEET = "{{workbook: {{sheet: {}}}}}"
REST = """\
arrives: {as: additions}
date: {column: day, format: iso}
fields: {channel: {never: not asked}, platform: {beside: acts, take: act}}
setting: {never: not asked}
reasons: {beside: needs, take: {cell: need}}
"""
IN_FILES = f"""\
files: calls.csv
read: {CSV}
row: contact
id: call
companions:
  needs: {{files: needs.csv, read: {CSV}, key: call, holds: many}}
  acts: {{files: acts.csv, read: {CSV}, key: call, holds: many}}
{REST}"""
IN_SHEETS = f"""\
files: calls.xlsx
read: {SHEET.format("calls")}
row: contact
id: call
companions:
  needs: {{read: {SHEET.format("needs")}, key: call, holds: many}}
  acts: {{read: {SHEET.format("acts")}, key: call, holds: many}}
{REST}"""
TABLES = {"calls": CALLS, "needs": NEEDS, "acts": ACTS}


def put_files(folder: Path) -> None:
    for name, rows in TABLES.items():
        (folder / f"{name}.csv").write_text("".join(",".join(row) + "\n" for row in rows), encoding="utf-8")


def put_sheets(folder: Path) -> None:
    with xlsxwriter.Workbook(folder / "calls.xlsx") as book:
        for name, rows in TABLES.items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)


@pytest.mark.long
@pytest.mark.parametrize("kind", ["files", "sheets"])
def test_a_release_holds_rejects_of_the_same_number(tmp_path: Path, kind: str) -> None:
    make_network(tmp_path, ["other"])
    source = SOURCE.replace("rejected: 0.5", "rejected: 1, rejected_held: 1, because: rejects are what is tested")
    place = write_mapping(tmp_path / "mappings", SOURCE_ID, source, DECISION_HEADER + DECISIONS)
    (place / "export.yaml").write_text(IN_FILES if kind == "files" else IN_SHEETS, encoding="utf-8")
    tiny = TinySource(tmp_path)
    tiny.inbox.mkdir()
    (put_files if kind == "files" else put_sheets)(tiny.inbox)
    tiny.layout.root.mkdir()
    run = tiny.run()
    for source_id, address in ((SOURCE_ID, str(tiny.inbox)), ("other", str(tmp_path / "deliveries" / "other"))):
        land_source(run, source_id, address)
        stage_source(run, source_id)
        harmonise_source(run, source_id)
    assess(run)
    tabulate(run)
    publish(run, "a test")

    shown = shown_release(tiny.layout)
    assert shown is not None
    with duckdb.connect(str(shown / "helplines.duckdb"), read_only=True) as connection:
        rejected = connection.execute("select file_name, row_number, reject_code from rejected_row order by all")
        main = "calls.csv" if kind == "files" else "calls.xlsx"
        beside = {name: f"{name}.csv" if kind == "files" else main for name in ("needs", "acts")}
        assert sorted(rejected.fetchall()) == sorted(
            [
                (main, 3, "bad_date"),
                (f"{beside['needs']} (needs)", 3, "no_parent"),
                (f"{beside['acts']} (acts)", 3, "no_parent"),
            ]
        )
        (n_sources,) = connection.execute("select count(distinct source_id) from contact").fetchone() or (0,)
        assert n_sources == 2
