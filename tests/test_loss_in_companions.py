"""What companions once lost or doubled in silence: each with the smallest input that shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.mapping.registry import load_registry
from schemas.text.problem import MappingError
from tests.tiny_source import TinySource

EXPORT = """\
files: "calls.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: call
companions:
  needs: {files: "needs*.csv", read: {csv: {encoding: utf-8}}, key: call, holds: many}
  places: {files: places.csv, read: {csv: {encoding: utf-8}}, key: code, of: place, holds: one}
arrives: {as: additions}
date: {column: day, format: iso}
fields: {channel: {never: not asked}}
setting: {beside: places, take: name}
reasons: {beside: needs, take: {cell: need}}
"""
DECISIONS = """\
reason,Extortion,mapped,violence.sexual.extortion,,,equal,,,,,
setting,Internet,mapped,online,,,equal,,,,,
"""
COUNTS = "select sum(n_rows), sum(n_rows_used), sum(n_rejected) from delivery where status_code = 'used'"


def source(folder: Path, calls: str, needs: str, places: str = "1,Internet\n", export: str = EXPORT) -> TinySource:
    tiny = TinySource.write(folder, export, DECISIONS)
    tiny.put("calls.csv", f"call,day,place\n{calls}")
    tiny.put("needs.csv", f"call,need\n{needs}")
    tiny.put("places.csv", f"code,name\n{places}")
    return tiny


def findings(tiny: TinySource) -> dict[str, str]:
    return {row["finding_code"]: row["sentence"] for row in tiny.rows("select * from lake_finding")}


def test_two_files_that_may_be_one_companion_hold_the_delivery(tmp_path: Path) -> None:
    tiny = source(tmp_path, "a,2024-01-05,1\n", "a,Extortion\n")
    tiny.put("needs_more.csv", "call,need\nb,Extortion\n")
    tiny.ingest()
    assert "2 files of different names" in findings(tiny)["ambiguous_file"]
    assert tiny.query("select count(*) from contact") == [(0,)]


@pytest.mark.parametrize("head", ["call,other\n", "nothing,need\n"])
def test_a_companion_without_its_columns_holds_the_delivery(tmp_path: Path, head: str) -> None:
    export = EXPORT.replace("take: {cell: need}", 'take: {ticked: "need"}')
    tiny = source(tmp_path, "a,2024-01-05,1\n", "", export=export)
    tiny.put("needs.csv", head + "a,1\n")
    tiny.ingest()
    assert "has no column" in findings(tiny)["missing_column"]


def test_a_record_of_a_list_that_cannot_be_read_leaves_its_code_without_meaning(tmp_path: Path) -> None:
    tiny = source(tmp_path, "a,2024-01-05,2\n", "a,Extortion\n", "1,Internet\n2,Home,too much\n")
    tiny.ingest()
    assert "1 of 2 records" in findings(tiny)["unread_reference"]
    assert (
        "1 of 1 record names something that the companion places does not hold" in findings(tiny)["missing_reference"]
    )
    assert tiny.query("select source_value from source_value where field = 'setting'") == []


def test_a_code_without_a_label_means_nothing_and_is_said(tmp_path: Path) -> None:
    tiny = source(tmp_path, "a,2024-01-05,1\n", "a,Extortion\n", "1,\n")
    tiny.ingest()
    assert (
        "1 of 1 record names something under which the companion places holds nothing"
        in findings(tiny)["missing_reference"]
    )
    assert tiny.query("select source_value from source_value where field = 'setting'") == []


def test_children_share_the_fate_of_the_record_that_is_used(tmp_path: Path) -> None:
    tiny = source(tmp_path, "a,soon,1\na,2024-01-05,1\n", "a,Extortion\n", export=EXPORT.replace(
        "as: additions", "as: updates, newest: {by: received}"))  # fmt: skip
    tiny.ingest()
    assert tiny.query(COUNTS) == [(3, 2, 1)]
    assert tiny.query("select sum(n_reasons) from contact") == [(1,)]


def test_contacts_that_share_an_id_do_not_share_their_companions_values(tmp_path: Path) -> None:
    tiny = source(tmp_path, "a,2024-01-05,1\na,2024-01-06,1\n", "a,Extortion\n")
    tiny.ingest()
    assert tiny.query("select count(*), sum(n_reasons) from contact") == [(2, 1)]
    assert tiny.query(COUNTS) == [(3, 3, 0)]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("row: contact", "row: reason"), "would count for each row"),
        (("take: name", "take: {age_at: name}"), "needs the day of the contact"),
    ],
)
def test_what_would_double_or_cannot_be_told_is_refused(
    tmp_path: Path, change: tuple[str, str], complaint: str
) -> None:
    tiny = source(tmp_path, "", "", export=EXPORT.replace(*change))
    with pytest.raises(MappingError, match=complaint):
        load_registry(tiny.folder / "mappings")
