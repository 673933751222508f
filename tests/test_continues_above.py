"""`continues: above`: rows without an id and a date belong to the contact above them, in text and in workbooks."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from schemas.mapping.registry import load_registry
from schemas.text.problem import MappingError
from tests.tiny_source import TinySource

CONTACT = """\
files: "log_*.csv"
read: {csv: {encoding: utf-8}}
row: contact
continues: above
id: no
arrives: {as: updates, newest: {by: received}}
date: {column: day, format: iso}
fields: {channel: {never: not asked}, gender: sex, age: age, platform: app}
setting: place
reasons: {listed: [why, also]}
"""
REASON = CONTACT.replace("row: contact", "row: reason").replace("{listed: [why, also]}", "{cell: why}")
DECISIONS = """\
reason,Grief,mapped,mental_health.mood,,,equal,,,,,
reason,Threats,mapped,violence.harassment,,,equal,,,,,
reason,Extortion,mapped,violence.sexual.extortion,,,equal,,,,,
setting,Net,mapped,online,,,equal,,,,,
setting,Home,mapped,offline,,,equal,,,,,
gender,f,mapped,girl,,,equal,,,,,
gender,m,mapped,boy,,,equal,,,,,
platform,Instagram,mapped,social_network.instagram,,,equal,,,,,
"""
HEAD = "no,day,sex,age,place,app,why,also\n"
ROWS = (
    "1,2024-03-01,f,9,Net,,Threats,\n"
    ",,,,,Instagram,Extortion,Threats\n"
    "2,2024-03-02,,11,,,Threats,\n"
    "3,2024-03-03,m,12,Home,,,\n"
    ",,,,,,Threats,\n"
    ",,,,,,Extortion,\n"
)
COUNTS = "select n_rows, n_rows_used, n_superseded, n_ignored, n_rejected, n_contacts from delivery"
CONTACTS = "select gender_code, age_years, n_reasons from contact order by contact_date"
SETTINGS = "select reason_code, setting_code, count(*) from contact_reason group by all order by all"


def ingest(folder: Path, rows: str = ROWS, export: str = CONTACT, decisions: str = DECISIONS) -> TinySource:
    tiny = TinySource.write(folder, export, decisions)
    tiny.put("log_1.csv", HEAD + rows)
    tiny.ingest()
    return tiny


def rejected(tiny: TinySource) -> list[tuple[object, ...]]:
    return tiny.query("select row_number, reject_code from rejected_row order by row_number")


def said(tiny: TinySource, code: str) -> str:
    query = f"select sentence from lake_finding where finding_code = '{code}'"
    return " ".join(sentence for (sentence,) in tiny.query(query))


@pytest.mark.parametrize("export", [CONTACT, REASON], ids=["contact", "reason"])
def test_rows_below_a_contact_add_their_reasons(tmp_path: Path, export: str) -> None:
    tiny = ingest(tmp_path, export=export)
    assert tiny.query(COUNTS) == [(6, 6, 0, 0, 0, 3)]
    assert tiny.query(CONTACTS) == [("girl", 9, 2), ("unknown", 11, 1), ("boy", 12, 2)]
    # What the contact's own row says of the place holds for the reasons below it.
    assert tiny.query(SETTINGS) == [
        ("violence.harassment", "offline", 1),
        ("violence.harassment", "online", 1),
        ("violence.harassment", "unknown", 1),
        ("violence.sexual.extortion", "offline", 1),
        ("violence.sexual.extortion", "online", 1),
    ]
    assert tiny.query("select value_code from contact_attribute") == [("social_network.instagram",)]
    assert said(tiny, "split_contacts") == ""


@pytest.mark.parametrize("export", [CONTACT, REASON], ids=["contact", "reason"])
def test_what_a_contact_has_once_fills_blanks_and_a_disagreement_is_said(tmp_path: Path, export: str) -> None:
    rows = "1,2024-03-01,,9,Net,,Threats,\n,,f,,,,Extortion,\n2,2024-03-02,f,10,,,Threats,\n,,m,,,,,\n"
    tiny = ingest(tmp_path, rows, export)
    assert tiny.query(CONTACTS) == [("girl", 9, 2), ("girl", 10, 1)]
    assert "1 of 2 contacts disagree" in said(tiny, "split_contacts")


@pytest.mark.parametrize("export", [CONTACT, REASON], ids=["contact", "reason"])
def test_at_the_top_of_a_file_it_continues_nothing(tmp_path: Path, export: str) -> None:
    tiny = ingest(tmp_path, ",,,,,,Threats,\n,,,,,,Grief,\n" + ROWS, export)
    assert rejected(tiny) == [(1, "nothing_above"), (2, "nothing_above")]
    assert "nothing_above 2, first at row 1, column no" in said(tiny, "rejected_rows")
    tiny.put("log_2.csv", HEAD + ",,,,,,Extortion,\n4,2024-03-04,f,8,Net,,Threats,\n")
    tiny.ingest()
    assert rejected(tiny) == [(1, "nothing_above"), (1, "nothing_above"), (2, "nothing_above")]
    assert tiny.query(CONTACTS)[2:] == [("boy", 12, 2), ("girl", 8, 1)]


def test_below_a_record_that_could_not_be_read_it_continues_nothing(tmp_path: Path) -> None:
    rows = "1,2024-03-01,f,9,Net,,Threats,\n2,2024-03-02,f,9,Net,,Threats,,too much\n,,,,,,Extortion,\n,,,,,,Grief,\n"
    tiny = ingest(tmp_path, rows)
    assert [code for _, code in rejected(tiny)][1:] == ["nothing_above", "nothing_above"]
    assert tiny.query(CONTACTS) == [("girl", 9, 1)]
    assert tiny.query(COUNTS) == [(4, 1, 0, 0, 3, 1)]


@pytest.mark.parametrize("export", [CONTACT, REASON], ids=["contact", "reason"])
def test_what_continues_a_record_that_is_not_used_shares_its_fate(tmp_path: Path, export: str) -> None:
    export += "leave_out: [{column: sex, is: test, because: a test}, {column: why, is: Total, because: a total}]\n"
    rows = (
        "1,soon,f,9,Net,,Threats,\n,,,,,,Extortion,\n"
        "2,2024-03-02,test,,,,Threats,\n,,,,,,Extortion,\n"
        "3,2024-03-03,m,12,Home,,,\n,,,,,,Total,\n,,,,,,Threats,\n"
    )
    tiny = ingest(tmp_path, rows, export)
    assert rejected(tiny) == [(1, "bad_date"), (2, "bad_date")]
    assert tiny.query(COUNTS) == [(7, 2, 0, 3, 2, 1)]
    assert tiny.query(CONTACTS) == [("boy", 12, 1)]


@pytest.mark.parametrize(
    "rule", ["{column: sex, filled: no, because: no call}", "{column: sex, is_not: [f, m], because: x}"]
)
def test_a_rule_on_what_is_blank_does_not_leave_out_what_continues(tmp_path: Path, rule: str) -> None:
    tiny = ingest(tmp_path, export=CONTACT + f"leave_out: [{rule}]\n")
    assert tiny.query(COUNTS) == [(6, 5, 0, 1, 0, 2)]
    assert tiny.query(CONTACTS) == [("girl", 9, 2), ("boy", 12, 2)]


def test_a_header_that_stands_there_once_more_ends_no_contact(tmp_path: Path) -> None:
    tiny = ingest(tmp_path, ROWS.replace(",,,,,,Extortion,\n", HEAD + ",,,,,,Extortion,\n"))
    assert tiny.query(COUNTS) == [(7, 6, 0, 1, 0, 3)]
    assert tiny.query(CONTACTS)[-1] == ("boy", 12, 2)


def test_a_contact_comes_again_with_what_continues_it(tmp_path: Path) -> None:
    tiny = ingest(tmp_path)
    tiny.put("log_2.csv", HEAD + "1,2024-03-01,f,9,Net,,Threats,\n,,,,,,Grief,\n,,,,,,Extortion,\n")
    tiny.ingest()
    assert tiny.query(CONTACTS) == [("girl", 9, 3), ("unknown", 11, 1), ("boy", 12, 2)]
    assert tiny.query(f"{COUNTS} where n_superseded > 0") == [(6, 4, 2, 0, 0, 2)]


def test_boxes_are_added(tmp_path: Path) -> None:
    export = CONTACT.replace("{listed: [why, also]}", '{boxes: [why, also], yes: ["x"]}')
    decisions = DECISIONS.replace("reason,Grief", "reason,why").replace("reason,Threats", "reason,also")
    tiny = ingest(tmp_path, "1,2024-03-01,f,9,,,x,\n,,,,,,,x\n2,2024-03-02,f,9,,,,x\n", export, decisions)
    assert tiny.query("select n_reasons from contact order by contact_date") == [(2,), (1,)]


def test_an_id_that_stands_again_is_a_contact_of_its_own(tmp_path: Path) -> None:
    export = CONTACT.replace("as: updates, newest: {by: received}", "as: additions")
    tiny = ingest(
        tmp_path, "1,2024-03-01,f,9,,,Threats,\n,,,,,,Grief,\n1,2024-03-02,m,9,,,,\n,,,,,,Extortion,\n", export
    )
    assert tiny.query(CONTACTS) == [("girl", 9, 2), ("boy", 9, 1)]


@pytest.mark.parametrize("row", ["contact", "reason"])
def test_merged_cells_of_a_workbook_hold_one_contact(tmp_path: Path, row: str) -> None:
    export = (CONTACT if row == "contact" else REASON).replace("log_*.csv", "log_*.xlsx")
    tiny = TinySource.write(
        tmp_path, export.replace("{csv: {encoding: utf-8}}", "{workbook: {sheet: March}}"), DECISIONS
    )
    with xlsxwriter.Workbook(str(tiny.inbox / "log_1.xlsx")) as book:
        for name in ("March", "April"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, HEAD.strip().split(","))
            for column, text in enumerate(("1", "2024-03-01", "f", "9", "Net")):
                sheet.merge_range(1, column, 3, column, text)
            for place, why in enumerate(("Threats", "Extortion", "Grief"), start=1):
                sheet.write(place, 6, why)
            sheet.write_row(4, 0, ("2", "2024-03-02", "m", "10", "Home", "", "Threats"))
    tiny.ingest()
    assert tiny.query(COUNTS) == [(4, 4, 0, 0, 0, 2)]
    assert tiny.query(CONTACTS) == [("girl", 9, 3), ("boy", 10, 1)]


def test_what_stands_beside_belongs_to_the_contact(tmp_path: Path) -> None:
    beside = "companions:\n  needs: {files: needs.csv, read: {csv: {encoding: utf-8}}, key: no, holds: many}\n"
    export = CONTACT.replace("arrives:", beside + "arrives:").replace(
        "as: updates, newest: {by: received}", "as: additions"
    )
    export = export.replace(
        "{listed: [why, also]}", "{all_of: [{listed: [why, also]}, {beside: needs, take: {cell: need}}]}"
    )
    tiny = TinySource.write(tmp_path, export, DECISIONS)
    tiny.put("log_1.csv", HEAD + ROWS)
    tiny.put("needs.csv", "no,need\n1,Grief\n3,Grief\n,Grief\n")
    tiny.ingest()
    assert tiny.query(CONTACTS) == [("girl", 9, 3), ("unknown", 11, 1), ("boy", 12, 3)]
    assert tiny.query(f"{COUNTS} where status_code = 'used'") == [(9, 8, 0, 0, 1, 3)]


def test_without_the_word_such_rows_are_rejects(tmp_path: Path) -> None:
    tiny = ingest(tmp_path, export=CONTACT.replace("continues: above\n", ""))
    assert [code for _, code in rejected(tiny)] == ["no_date"] * 3


def test_it_needs_an_id(tmp_path: Path) -> None:
    export = CONTACT.replace("id: no\n", "").replace("as: updates, newest: {by: received}", "as: additions")
    tiny = TinySource.write(tmp_path, export, DECISIONS)
    with pytest.raises(MappingError, match="needs a table with an `id`"):
        load_registry(tiny.folder / "mappings")
