"""A companion whose key stands on several contacts: each has its records, or the first, and it is said with numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.mapping.registry import load_registry
from schemas.text.problem import MappingError
from tests.tiny_source import TinySource

EXPORT = """\
files: "contacts_*.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: contact
companions:
  reasons: {files: "reasons_(%Y).csv", read: {csv: {encoding: utf-8}}, key: case, holds: many}
arrives: {as: replaces_period, slot: "contacts_(%Y).csv"}
date: {column: day, format: iso}
fields: {channel: {never: not asked}}
reasons: {beside: reasons, take: {cell: reason}}
"""
DECISIONS = """\
reason,Threats,mapped,violence.harassment,,,equal,,,,,
reason,Beating,mapped,violence.physical,,,equal,,,,,
"""
CONTACTS = "1,A,2024-01-01\n2,A,2024-01-02\n3,B,2024-01-03\n4,A,2024-01-04\n5,C,2024-01-05\n6,C,2024-01-06\n"
"""Three contacts of case A, one of B, two of C, of which nothing is told."""
REASONS = "A,Threats\nA,Beating\nB,Threats\n"
N_REASONS = "select n_reasons from contact order by contact_date"
COUNTS = "select n_rows, n_rows_used, n_ignored, n_rejected from delivery where status_code = 'used'"


def ingest(folder: Path, export: str = EXPORT, contacts: str = CONTACTS) -> TinySource:
    tiny = TinySource.write(folder, export, DECISIONS)
    tiny.put("contacts_2024.csv", "contact,case,day\n" + contacts)
    tiny.put("reasons_2024.csv", "case,reason\n" + REASONS)
    tiny.ingest()
    return tiny


def shared(tiny: TinySource) -> list[tuple[object, ...]]:
    query = """
        select state_code, numerator, denominator, sentence
        from lake_finding where finding_code = 'shared_records'"""
    return tiny.query(query)


def test_every_contact_of_a_case_has_its_reasons_and_it_is_said(tmp_path: Path) -> None:
    tiny = ingest(tmp_path)
    assert tiny.query(N_REASONS) == [(2,), (2,), (1,), (2,), (0,), (0,)]
    ((state, n_shared, n_contacts, sentence),) = shared(tiny)
    assert (state, n_shared, n_contacts) == ("warn", 3, 6)
    assert "1 key of the companion reasons stands on several contacts" in str(sentence)
    # The companion's records are counted once.
    assert tiny.query(COUNTS) == [(9, 9, 0, 0)]


@pytest.mark.parametrize(
    ("shared_as", "n_reasons", "expected"),
    [
        ("yes", [(2,), (2,), (1,), (2,), (0,), (0,)], ("pass", 3, 6)),
        ("no", [(2,), (0,), (1,), (0,), (0,), (0,)], ("warn", 2, 6)),
    ],
)
def test_it_can_be_declared(
    tmp_path: Path, shared_as: str, n_reasons: list[tuple[int]], expected: tuple[object, ...]
) -> None:
    tiny = ingest(tmp_path, EXPORT.replace("holds: many", f"holds: many, shared: {shared_as}"))
    assert tiny.query(N_REASONS) == n_reasons
    assert [row[:3] for row in shared(tiny)] == [expected]
    assert tiny.query(COUNTS) == [(9, 9, 0, 0)]


def test_a_key_that_is_the_contacts_own_id_gives_its_records_once_and_says_who_has_none(tmp_path: Path) -> None:
    tiny = ingest(tmp_path, EXPORT.replace("id: contact", "id: case"))
    assert tiny.query(N_REASONS) == [(2,), (0,), (1,), (0,), (0,), (0,)]
    assert [row[:3] for row in shared(tiny)] == [("warn", 2, 6)]


def test_a_contact_that_is_rejected_is_no_first(tmp_path: Path) -> None:
    """Its key's records go to the next: else its reasons were lost, without a contact that has them."""
    export = EXPORT.replace("holds: many", "holds: many, shared: no")
    tiny = ingest(tmp_path, export, CONTACTS.replace("1,A,2024-01-01", "1,A,soon"))
    assert tiny.query(COUNTS) == [(9, 8, 0, 1)]
    assert tiny.query(N_REASONS) == [(2,), (1,), (0,), (0,), (0,)]
    assert [row[:3] for row in shared(tiny)] == [("warn", 1, 5)]


def test_a_contact_that_is_left_out_is_no_first(tmp_path: Path) -> None:
    export = EXPORT.replace("id: contact", "id: case") + "leave_out: [{column: contact, is: 1, because: a test}]\n"
    tiny = ingest(tmp_path, export)
    assert tiny.query(COUNTS) == [(9, 8, 1, 0)]
    assert tiny.query(N_REASONS) == [(2,), (1,), (0,), (0,), (0,)]


def test_versions_of_one_contact_are_no_two_contacts(tmp_path: Path) -> None:
    export = EXPORT.replace('as: replaces_period, slot: "contacts_(%Y).csv"', "as: updates, newest: {by: day}")
    export = export.replace("reasons_(%Y).csv", "reasons_2024.csv")
    contacts = "3,B,2024-01-03\n3,B,2024-01-04\n"
    assert shared(ingest(tmp_path / "one", export, contacts)) == []
    export = export.replace("holds: many", "holds: many, shared: no")
    tiny = ingest(tmp_path / "two", export, contacts + "7,B,2024-02-01\n")
    assert tiny.query(N_REASONS) == [(1,), (0,)]
    assert [row[:3] for row in shared(tiny)] == [("warn", 1, 2)]


def test_a_key_of_two_columns_is_shared_where_both_are_alike(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, EXPORT.replace("key: case", "key: [case, site]"), DECISIONS)
    tiny.put("contacts_2024.csv", "contact,case,site,day\n1,A,x,2024-01-01\n2,A,y,2024-01-02\n3,A,,2024-01-03\n")
    tiny.put("reasons_2024.csv", "case,site,reason\nA,x,Threats\nA,y,Beating\nA,,Threats\n")
    tiny.ingest()
    assert tiny.query(N_REASONS) == [(1,), (1,), (0,)]
    assert shared(tiny) == []
    # A record without its whole key belongs to nobody.
    assert tiny.query("select row_number, reject_code from rejected_row") == [(3, "no_parent")]


def test_a_list_of_codes_is_always_shared(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, EXPORT.replace("holds: many", "holds: one, shared: yes"), "")
    with pytest.raises(MappingError, match="goes with `holds: many`"):
        load_registry(tiny.folder / "mappings")
