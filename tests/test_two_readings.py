"""One file that is to be read in two ways: refused within a source, with the way around, which is a source of its own.

A delivery has one format, one staged file and one account of its records (law 1); a second reading of the same bytes in
the same source would count its records twice there. Two sources of one member at one address each have their own.
"""

from __future__ import annotations

from pathlib import Path

from schemas.mapping.registry import load_registry
from tests.conftest import TEST_KEY
from tests.test_file_parts import JAN, Table, book
from tests.tiny_source import HEADER, SOURCE, TinySource
from warehouse.network.lake import attach
from warehouse.steps import harmonise_source, land_source, stage_source
from warehouse.store.engine import engine
from warehouse.store.key import Key
from warehouse.store.run import Run

CONTACTS = """\
files: "c_*.xlsx"
read: {workbook: {sheet: Contacts}}
row: contact
id: id
arrives: {as: additions}
date: {column: day, format: iso}
fields: {channel: {never: not asked}, gender: {never: not asked}, age: {never: not asked}}
reasons: {cell: why}
"""
COUNTS = """\
files: "c_*.xlsx"
read: {workbook: {sheet: Calls}}
row: count
arrives: {as: additions}
period: {column: month, format: "%Y-%m"}
count: n
reasons: why
fields: {}
"""
DECISIONS = "reason,Hit,mapped,violence.physical,,,equal,,,,,\n"
CALLS: Table = [["month", "why", "n"], ["2024-01", "Hit", 12]]


def test_two_documents_for_one_file_are_refused_with_the_way_around(tmp_path: Path) -> None:
    source = TinySource.write(tmp_path, f"{CONTACTS}---\n{COUNTS}", DECISIONS)
    source.put("c_1.xlsx", book({"Contacts": JAN, "Calls": CALLS}))
    (refused,) = source.land().findings

    assert (refused.finding_code, refused.state_code) == ("ambiguous_file", "fail")
    assert "a source of its own: a mapping folder with the same member and address" in refused.next_step


def test_the_second_reading_is_a_source_of_its_own(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, CONTACTS, DECISIONS)
    other = tmp_path / "mappings" / "tiny_calls"
    other.mkdir()
    (other / "source.yaml").write_text(SOURCE.replace("An invented line", "Its calls, counted"), encoding="utf-8")
    (other / "export.yaml").write_text(COUNTS, encoding="utf-8")
    (other / "decisions.csv").write_text(HEADER + DECISIONS, encoding="utf-8")
    tiny.put("c_1.xlsx", book({"Contacts": JAN, "Calls": CALLS}))
    run = Run(tiny.layout, load_registry(tmp_path / "mappings"), Key(bytes.fromhex(TEST_KEY)))
    for source_id in ("tiny", "tiny_calls"):
        land_source(run, source_id, str(tiny.inbox))
        stage_source(run, source_id)
        harmonise_source(run, source_id)

    with engine(tiny.layout.work) as connection:
        attach(connection, tiny.layout, ["tiny", "tiny_calls"])
        assert connection.execute("select source_id, count(*) from contact group by 1").fetchall() == [("tiny", 2)]
        counted = "select source_id, n_contacts from reported_count"
        assert connection.execute(counted).fetchall() == [("tiny_calls", 12)]
        rows = "select source_id, n_rows from delivery order by 1"
        assert connection.execute(rows).fetchall() == [("tiny", 2), ("tiny_calls", 1)]
