"""A file in several parts: a sheet a month, several files in one archive. Their records follow each other."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from schemas.finding import Finding
from tests.container_files import write_csv, write_zip
from tests.tiny_source import TinySource

EXPORT = """\
files: "c_*"
read: {read}
row: contact
id: id
arrives: {{as: updates, newest: {{by: "c_(%Y-%m-%d).*"}}}}
date: {{column: day, format: iso}}
fields: {{channel: {{never: not asked}}, gender: sex, age: {{never: not asked}}}}
reasons: {{cell: why}}
"""
SHEETS = '{workbook: {sheet: "%s", sheets: each}}'
MEMBERS = '{csv: {encoding: utf-8}, packed: zip, member: "%s", members: each}'
DECISIONS = "reason,Hit,mapped,violence.physical,,,equal,,,,,\ngender,Girl,mapped,girl,,,equal,,,,,\n"
Table = Sequence[Sequence[Any]]

HEADER = ["id", "day", "sex", "why"]
JAN: Table = [HEADER, [1, "2024-01-05", "Girl", "Hit"], [2, "2024-01-06", "Girl", "Hit"]]
FEB: Table = [["why", "sex", "Day", "id", "remarks"], ["Hit", "Girl", "2024-02-05", 3, "x"]]
OTHER: Table = [["made by", "the system"]]


def book(sheets: Mapping[str, Table], hidden: str = "") -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as made:
        for name, rows in sheets.items():
            page = made.add_worksheet(name)
            if name == hidden:
                page.hide()
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
    return content.getvalue()


def archive(members: Mapping[str, Table]) -> bytes:
    return write_zip({name: write_csv(rows) for name, rows in members.items()})


def ingest(folder: Path, read: str, name: str, content: bytes) -> tuple[TinySource, dict[str, list[Finding]]]:
    source = TinySource.write(folder, EXPORT.format(read=read), DECISIONS)
    source.put(name, content)
    found: dict[str, list[Finding]] = {}
    for one in source.ingest()[2].findings:
        found.setdefault(one.finding_code, []).append(one)
    return source, found


def contacts(source: TinySource) -> list[tuple[Any, ...]]:
    return source.query("select contact_date::varchar, gender_code from contact order by 1")


ALL = [("2024-01-05", "girl"), ("2024-01-06", "girl"), ("2024-02-05", "girl")]


def test_every_sheet_is_read_whatever_the_order_of_its_columns(tmp_path: Path) -> None:
    source, found = ingest(tmp_path, SHEETS % "*", "c_2024-03-01.xlsx", book({"Jan": JAN, "Feb": FEB, "Mar": []}))

    assert contacts(source) == ALL
    assert source.query("select n_rows, n_rows_used from delivery") == [(3, 3)]
    assert [one.sentence for one in found["unread_parts"]] == [
        "c_2024-03-01.xlsx: nothing stands on 1 of 3 sheets (sheet 3)."
    ]
    (unread,) = found["new_column"]
    assert "'remarks'" in unread.sentence


def test_every_member_is_read_by_name(tmp_path: Path) -> None:
    content = archive({"b/02.csv": FEB, "b/01.csv": JAN, "a.txt": OTHER})
    source, found = ingest(tmp_path, MEMBERS % "*.csv", "c_2024-03-01.zip", content)

    assert contacts(source) == ALL
    (unread,) = found["unread_parts"]
    assert (unread.state_code, unread.numerator, unread.denominator) == ("pass", 1, 3)
    assert "(member 1, by name)" in unread.sentence


def test_workbooks_in_an_archive_each_with_its_sheets(tmp_path: Path) -> None:
    content = write_zip(
        {"1.xlsx": book({"x": JAN}), "2.xlsx": book({"y": FEB, "z": [HEADER, [4, "x", "Girl", "Hit"]]})}
    )
    read = '{workbook: {sheets: each}, packed: zip, member: "*.xlsx", members: each}'
    source, _ = ingest(tmp_path, read, "c_2024-03-01.zip", content)

    assert contacts(source) == ALL
    assert source.query("select file_name, row_number from rejected_row") == [
        ("c_2024-03-01.zip (member 2) (sheet 2)", 1)
    ]


@pytest.mark.parametrize(("header", "state"), [(HEADER, "warn"), (["total", "n"], "pass")])
def test_what_nobody_reads_is_said_without_its_name(tmp_path: Path, header: list[str], state: str) -> None:
    sheets: dict[str, Table] = {"2024-01": JAN, "Summary": [header, [9, "2024-01-07", "Girl", "Hit"]], "2024-02": FEB}
    source, found = ingest(tmp_path / "a", SHEETS % "2024-*", "c_2024-03-01.xlsx", book(sheets))
    members = {f"{name}.csv": rows for name, rows in sheets.items()}
    _, in_archive = ingest(tmp_path / "b", MEMBERS % "2024-*", "c_2024-03-01.zip", archive(members))

    assert contacts(source) == ALL
    (unread,) = found["unread_parts"]
    assert (unread.state_code, unread.numerator, unread.denominator) == (state, 1, 3)
    assert "(sheet 2)" in unread.sentence
    assert "Summary" not in unread.sentence
    assert [one.state_code for one in in_archive["unread_parts"]] == [state]
    assert "(member 3, by name)" in in_archive["unread_parts"][0].sentence


def test_a_reject_names_its_part_and_its_row_there(tmp_path: Path) -> None:
    bad: Table = [
        HEADER,
        [3, "2024-02-05", "Girl", "Hit"],
        [4, "soon", "Girl", "Hit"],
        [5, "2024-02-06", "Girl", "Hit", "x"],
    ]
    source, found = ingest(tmp_path, SHEETS % "*", "c_2024-03-01.xlsx", book({"Jan": JAN, "Feb": bad}))

    assert source.query("select file_name, row_number, step, reject_code from rejected_row order by row_number") == [
        ("c_2024-03-01.xlsx (sheet 2)", 2, "stage", "bad_date"),
        ("c_2024-03-01.xlsx (sheet 2)", 3, "read", "too_many_cells"),
    ]
    (rejects,) = found["rejected_rows"]
    assert "too_many_cells 1, first at row 3 of c_2024-03-01.xlsx (sheet 2)" in rejects.sentence
    assert "bad_date 1, first at row 2 of c_2024-03-01.xlsx (sheet 2), column day, 'aaaa' (4 characters)" in (
        rejects.sentence
    )
    assert len(contacts(source)) == 3


def test_a_part_without_a_declared_column_is_named(tmp_path: Path) -> None:
    source, found = ingest(
        tmp_path, SHEETS % "*", "c_2024-03-01.xlsx", book({"Jan": JAN, "Feb": [["id", "day", "sex"], [3, "x", "y"]]})
    )

    assert source.query("select status_code from delivery") == [("held",)]
    assert "c_2024-03-01.xlsx (sheet 2): column 'why' is missing" in found["missing_column"][0].sentence


def test_a_block_of_boxes_has_to_be_in_every_part(tmp_path: Path) -> None:
    export = EXPORT.replace("{{cell: why}}", "{{ticked: 'why ', yes: ['1']}}").replace(
        "gender: sex", "gender: {{never: x}}"
    )
    decisions = "reason,why Hit,mapped,violence.physical,,,equal,,,,,\n"
    source = TinySource.write(tmp_path, export.format(read=SHEETS % "*"), decisions)
    jan: Table = [["id", "day", "why Hit"], [1, "2024-01-05", 1]]
    feb: Table = [["id", "day", "WHY hit"], [2, "2024-02-05", 1]]
    source.put("c_2024-03-01.xlsx", book({"Jan": jan, "Feb": feb}))
    source.ingest()
    assert source.query("select count(*) from contact_reason") == [(2,)]

    source.put("c_2024-03-02.xlsx", book({"Jan": jan, "Feb": [["id", "day"], [2, "2024-02-05"]]}))
    findings = source.ingest()[2].findings
    assert any("(sheet 2): the file has no column 'why ...'" in one.sentence for one in findings)


def test_a_hidden_sheet_is_read_and_said(tmp_path: Path) -> None:
    content = book({"Jan": JAN, "Feb": FEB}, hidden="Feb")
    source, found = ingest(tmp_path, SHEETS % "*", "c_2024-03-01.xlsx", content)

    assert contacts(source) == ALL
    assert [one.sentence for one in found["odd_workbook"]] == [
        "c_2024-03-01.xlsx (sheet 2): the sheet that was read is hidden."
    ]


def test_a_broken_part_holds_the_file(tmp_path: Path) -> None:
    whole = archive({"1.csv": JAN})
    content = io.BytesIO(whole)
    with zipfile.ZipFile(content, "a") as more:
        more.writestr("2.csv", b"id,day,sex,why\n3,2024-02-05,Girl,Hit")
    source, found = ingest(tmp_path, MEMBERS % "*", "c_2024-03-01.zip", content.getvalue())

    assert source.query("select status_code, n_rows from delivery") == [("held", None)]
    assert "c_2024-03-01.zip (member 2) ends in the middle of a record" in found["truncated"][0].sentence


def test_the_same_file_gives_the_same_lake(tmp_path: Path) -> None:
    lakes = []
    content = book({"Jan": JAN, "Feb": FEB})
    for name in ("a", "b"):
        source, _ = ingest(tmp_path / name, SHEETS % "*", "c_2024-03-01.xlsx", content)
        lakes.append({key: value for key, value in source.lake_bytes().items() if key.endswith(".parquet")})

    assert lakes[0] == lakes[1]


def test_parts_of_counts(tmp_path: Path) -> None:
    export = """\
files: "r_*.xlsx"
read: {workbook: {sheets: each}}
row: count
arrives: {as: additions}
period: {column: month, format: "%Y-%m"}
count: n
reasons: why
fields: {}
"""
    source = TinySource.write(tmp_path, export, "reason,Hit,mapped,violence.physical,,,equal,,,,,\n")
    sheets: dict[str, Table] = {
        "a": [["month", "why", "n"], ["2024-01", "Hit", 3]],
        "b": [["n", "why", "month"], ["x", "Hit", "2024-02"]],
    }
    source.put("r_1.xlsx", book(sheets))
    source.ingest()

    assert source.query("select period_start::varchar, n_contacts from reported_count") == [("2024-01-01", 3)]
    assert source.query("select file_name, row_number, reject_code from rejected_row") == [
        ("r_1.xlsx (sheet 2)", 1, "bad_count")
    ]


@pytest.mark.parametrize(("header", "n_said"), [(HEADER, 1), (["total", "n"], 0)])
def test_a_second_part_like_the_only_one_that_is_read_is_said(tmp_path: Path, header: list[str], n_said: int) -> None:
    more: Table = [header, [9, "2024-01-07", "Girl", "Hit"]]
    sheet, member = '{workbook: {sheet: "Data"}}', "{csv: {encoding: utf-8}, packed: zip, member: data.csv}"
    made = {
        "c_2024-03-01.xlsx": (sheet, book({"Data": JAN, "Data (2)": more})),
        "c_2024-03-01.zip": (member, archive({"data.csv": JAN, "data2.csv": more})),
    }
    for name, (read, content) in made.items():
        source, found = ingest(tmp_path / name, read, name, content)

        assert len(contacts(source)) == 2
        said = [one for one in found.get("unread_parts", []) if one.state_code == "warn"]
        assert len(said) == n_said
        assert all(f"{name}: 1 of 2" in one.sentence and "(2)" not in one.sentence for one in said)


@pytest.mark.long
def test_a_broken_sheet_that_nobody_reads_holds_nothing(tmp_path: Path) -> None:
    """A cell at the far end of a sheet makes it huge in memory: the one that is read is read all the same."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as made:
        page = made.add_worksheet("Contacts")
        for number, row in enumerate(JAN):
            page.write_row(number, 0, row)
        made.add_worksheet("Lists").write(1_048_575, 16_383, "x")

    source, found = ingest(tmp_path, '{workbook: {sheet: "Contacts"}}', "c_2024-01-31.xlsx", content.getvalue())

    assert len(contacts(source)) == 2 and not {"hostile_file", "damaged_file"} & set(found)


def test_a_damaged_member_that_nobody_reads_holds_nothing(tmp_path: Path) -> None:
    content = bytearray(archive({"a_1.csv": JAN, "notes.csv": [*OTHER, ["x" * 400]]}))
    at = content.index(b"notes.csv") + len(b"notes.csv") + 8
    content[at : at + 8] = b"\xff" * 8

    read = '{csv: {encoding: utf-8}, packed: zip, member: "a_*.csv"}'
    source, found = ingest(tmp_path, read, "c_2024-01-31.zip", bytes(content))

    assert len(contacts(source)) == 2 and not {"hostile_file", "damaged_file"} & set(found)
