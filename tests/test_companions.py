"""Companion files: every record has one fate, wherever its other half is."""

from __future__ import annotations

from pathlib import Path

from tests.tiny_source import TinySource

CALLS = """\
files: "calls_*.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: call
companions:
  needs: {files: "needs_(%Y).csv", read: {csv: {encoding: utf-8}}, key: call, holds: many}
  places: {files: places.csv, read: {csv: {encoding: utf-8}}, key: code, of: place, holds: one}
arrives: {as: replaces_period, slot: "calls_(%Y).csv"}
date: {column: day, format: iso}
fields: {channel: {never: not asked}}
setting: {beside: places, take: name}
reasons: {beside: needs, take: {cell: need}}
"""
DECISIONS = """\
reason,Extortion,mapped,violence.sexual.extortion,,,equal,,,,,
reason,Threats,mapped,violence.harassment,,,equal,,,,,
setting,Internet,mapped,online,,,equal,,,,,
"""
PLACES = "code,name\n1,Internet\n2,Home\n"
COUNTS = (
    "select n_rows, n_rows_used, n_superseded, n_ignored, n_rejected from delivery where status_code <> 'companion'"
)


def source(folder: Path, calls: str, needs: str) -> TinySource:
    tiny = TinySource.write(folder, CALLS, DECISIONS)
    tiny.put("calls_2024.csv", f"call,day,place\n{calls}")
    tiny.put("needs_2024.csv", f"call,need\n{needs}")
    tiny.put("places.csv", PLACES)
    return tiny


def findings(tiny: TinySource) -> dict[str, str]:
    return {row["finding_code"]: row["sentence"] for row in tiny.rows("select * from lake_finding")}


def test_reasons_of_a_companion_belong_to_the_contact(tmp_path: Path) -> None:
    tiny = source(tmp_path, "a,2024-01-05,1\nb,2024-01-06,\n", "a,Extortion\na,Threats\n")
    tiny.ingest()
    reasons = "select reason_code, setting_code from contact_reason order by all"
    assert tiny.query(reasons) == [("violence.harassment", "online"), ("violence.sexual.extortion", "online")]
    assert tiny.query("select n_reasons from contact order by contact_date") == [(2,), (0,)]
    assert tiny.query(COUNTS) == [(4, 4, 0, 0, 0)]


def test_a_record_whose_contact_is_not_there_is_a_reject(tmp_path: Path) -> None:
    tiny = source(tmp_path, "a,2024-01-05,1\n", "a,Extortion\nz,Threats\n,Threats\n")
    tiny.ingest()
    assert tiny.query(COUNTS) == [(4, 2, 0, 0, 2)]
    rejected = "select row_number, reject_code, column_name from rejected_row order by row_number"
    assert tiny.query(rejected) == [(2, "no_parent", "needs: call"), (3, "no_parent", "needs: call")]
    assert "no_parent 2" in findings(tiny)["rejected_rows"]


def test_a_code_that_the_list_does_not_hold_is_a_value_by_declaration(tmp_path: Path) -> None:
    tiny = source(tmp_path, "a,2024-01-05,9\nb,2024-01-05,1\n", "a,Extortion\nb,Extortion\n")
    (tiny.folder / "mappings" / "tiny" / "export.yaml").write_text(
        CALLS.replace("holds: one", "holds: one, where_absent: value"), encoding="utf-8"
    )
    tiny.ingest()
    assert "1 of 2 records" in findings(tiny)["missing_reference"]
    values = "select source_value, outcome_code from source_value where field = 'setting' order by all"
    assert tiny.query(values) == [("9", "unmapped"), ("Internet", "mapped")]


def test_a_delivery_waits_for_its_companion(tmp_path: Path) -> None:
    tiny = source(tmp_path, "a,2024-01-05,1\n", "a,Extortion\n")
    (tiny.inbox / "needs_2024.csv").rename(tiny.inbox / "needs_2023.csv")
    tiny.ingest()
    assert "needs" in findings(tiny)["missing_companion"]
    assert tiny.query("select count(*) from contact") == [(0,)]
    (tiny.inbox / "needs_2023.csv").rename(tiny.inbox / "needs_2024.csv")
    tiny.ingest()
    assert tiny.query("select sum(n_reasons) from contact") == [(1,)]


def test_a_corrected_companion_counts(tmp_path: Path) -> None:
    tiny = source(tmp_path, "a,2024-01-05,1\n", "a,Extortion\n")
    tiny.ingest()
    tiny.put("needs_2024.csv", "call,need\na,Threats\n")
    tiny.ingest()
    assert tiny.query("select reason_code from contact_reason") == [("violence.harassment",)]
    by_status = "select status_code, count(*) from delivery group by all order by all"
    assert tiny.query(by_status) == [("companion", 2), ("superseded", 1), ("used", 1)]


def test_records_of_a_left_out_contact_share_its_fate(tmp_path: Path) -> None:
    tiny = source(tmp_path, "a,2024-01-05,1\nb,2024-01-06,2\n", "a,Extortion\nb,Threats\nb,Extortion\n")
    (tiny.folder / "mappings" / "tiny" / "export.yaml").write_text(
        CALLS + "leave_out: [{column: place, is: 2, because: no calls}]\n", encoding="utf-8"
    )
    tiny.ingest()
    assert tiny.query(COUNTS) == [(5, 2, 0, 3, 0)]


def test_a_companion_without_its_main_file_waits_and_is_told(tmp_path: Path) -> None:
    tiny = source(tmp_path, "a,2024-01-05,1\n", "a,Extortion\n")
    tiny.put("needs_2022.csv", "call,need\nq,Threats\n")
    tiny.ingest()
    assert "its records wait" in findings(tiny)["lonely_companion"]
    held = "select file_name from delivery where status_code = 'held'"
    assert tiny.query(held) == [("needs_2022.csv",)]


def test_a_code_that_a_list_explains_twice_is_told(tmp_path: Path) -> None:
    tiny = source(tmp_path, "a,2024-01-05,1\n", "a,Extortion\n")
    tiny.put("places.csv", PLACES + "1,Home\n")
    tiny.ingest()
    assert "1 of 2 codes" in findings(tiny)["repeated_reference"]
    assert tiny.query("select setting_code from contact_reason") == [("online",)]


def test_a_companion_that_comes_again_much_smaller_is_told(tmp_path: Path) -> None:
    calls = "".join(f"c{no},2024-01-05,1\n" for no in range(20))
    needs = [f"c{no},Extortion\n" for no in range(20)]
    tiny = source(tmp_path, calls, "".join(needs))
    tiny.ingest()
    tiny.put("needs_2024.csv", "call,need\n" + "".join(needs[:15]))
    tiny.ingest()
    assert "shrunk_replacement" not in findings(tiny)

    tiny.put("needs_2024.csv", "call,need\n" + "".join(needs[:2]))
    for _ in range(2):
        tiny.ingest()
        assert "came again with 36 bytes" in findings(tiny)["shrunk_replacement"]
