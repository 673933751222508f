"""Records of a companion whose key no contact has: each is a reject, and it is so again when the companion comes again."""

from __future__ import annotations

from pathlib import Path

from tests.tiny_source import EVERY_SIZE, TinySource

EXPORT = """\
files: "cases_*.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: case
companions:
  needs: {files: "needs_(%Y).csv", read: {csv: {encoding: utf-8}}, key: [ref, site], of: [case, site], holds: many}
arrives: {as: replaces_period, slot: "cases_(%Y).csv"}
date: {column: day, format: iso}
fields: {channel: {never: not asked}}
reasons: {beside: needs, take: {cell: need}}
"""
DECISIONS = "reason,Threats,mapped,violence.harassment,,,equal,,,,,\n"
CASES = "case,site,day\n1,x,2024-02-01\n2,y,2024-02-02\n3,,2024-02-03\n"
REJECTED = "select row_number, reject_code, file_name, column_name from rejected_row order by row_number"


def ingest(tiny: TinySource, needs: str, cases: str = CASES) -> str:
    tiny.put("cases_2024.csv", cases)
    tiny.put("needs_2024.csv", "ref,site,need\n" + needs)
    tiny.ingest()
    query = "select sentence from lake_finding where finding_code = 'rejected_rows' order by delivery_id, sentence"
    return " ".join(sentence for (sentence,) in tiny.query(query))


def orphan(number: int) -> tuple[int, str, str, str]:
    return (number, "no_parent", "needs_2024.csv (needs)", "needs: ref, site")


def test_each_record_that_belongs_to_no_contact_is_a_reject_that_is_counted(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, EXPORT, DECISIONS)
    said = ingest(tiny, "1,x,Threats\n1,y,Threats\n3,,Threats\n,x,Threats\n9,x,Threats\n")
    assert tiny.query(REJECTED) == [orphan(number) for number in (2, 3, 4, 5)]
    assert "4 of 8 records were rejected" in said
    assert "no_parent 4" in said
    assert tiny.query("select sum(n_reasons) from contact") == [(1,)]


def test_a_companion_that_comes_again_is_looked_at_again(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, EXPORT, DECISIONS)
    assert ingest(tiny, "1,x,Threats\n") == ""
    assert "no_parent 2" in ingest(tiny, "1,x,Threats\n7,x,Threats\n8,x,Threats\n")
    assert tiny.query(REJECTED) == [orphan(2), orphan(3)]
    assert ingest(tiny, "1,x,Threats\n2,y,Threats\n") == ""
    assert tiny.query(REJECTED) == []
    assert tiny.query("select sum(n_reasons) from contact") == [(2,)]


def test_a_main_file_that_comes_again_without_a_contact_leaves_its_records_alone(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, EXPORT, DECISIONS, EVERY_SIZE)
    needs = "1,x,Threats\n2,y,Threats\n"
    assert ingest(tiny, needs) == ""
    assert "no_parent 1" in ingest(tiny, needs, CASES.replace("2,y,2024-02-02\n", ""))
    assert tiny.query(REJECTED) == [orphan(2)]
