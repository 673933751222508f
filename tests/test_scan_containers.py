"""A scan finds how a file is written, whatever its container, and its header."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest
import xlsxwriter

from schemas.mapping.read import Read
from tests.scanned_file import HEADER, REASONS, column, rows, scan_one, text
from warehouse.scan import Profile, TableProfile, scan_files


def check_contacts(table: TableProfile) -> None:
    """What is found in `rows()` whatever the container."""
    assert [one.name for one in table.columns] == list(HEADER)
    assert table.n_rows == 120
    assert table.n_rejected == 0
    best = {role: table.best(role) for role in ("id", "reasons", "setting", "row")}
    assert {role: one and one.columns for role, one in best.items()} == {
        "id": ("folio",), "reasons": ("motivo",), "setting": ("lugar",), "row": ("folio",),
    }  # fmt: skip
    for field, name in {"channel": "canal", "gender": "sexo", "age": "edad"}.items():
        found = table.best("field", field)
        assert found is not None and found.mapping == name
    assert [word.text for word in column(table, "sexo").missing] == ["nsp"]


# ---------------------------------------------------------------- containers and dialects


def test_a_semicolon_file_in_cp1252_with_title_rows(tmp_path: Path) -> None:
    titles = "Línea de ayuda: informe\nAño 2023\n"
    table = scan_one(tmp_path, "x.csv", (titles + text([HEADER, *rows()], ";", "\r\n")).encode("cp1252"))

    assert table.read == {"csv": {"encoding": "cp1252", "delimiter": ";", "header_row": 3}}
    check_contacts(table)
    date = table.best("date")
    assert date is not None and date.mapping == {"column": "fecha", "format": ["%d/%m/%Y"]}


def test_a_tab_file_in_utf_16(tmp_path: Path) -> None:
    table = scan_one(tmp_path, "x.txt", text([HEADER, *rows()], "\t").encode("utf-16"))

    assert table.read == {"csv": {"encoding": "utf-16", "delimiter": "\\t"}}
    check_contacts(table)


def test_a_workbook_with_title_rows_and_a_total(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    book = xlsxwriter.Workbook(path)
    notes = book.add_worksheet("Notes")
    notes.write_row(0, 0, ["Only", "a", "remark"])
    sheet = book.add_worksheet("Datos 2023")
    sheet.write(0, 0, "Informe")
    for number, row in enumerate([list(HEADER), *rows(), ["Total", "", "", "", "", "120", ""]], start=3):
        sheet.write_row(number, 0, row)
    book.close()

    table = next(one for one in scan_files([path]).tables if one.name == "Datos 2023")

    assert table.read == {"workbook": {"sheet": "Datos 2023", "header_row": 4, "footer_rows": 1}}
    Read.model_validate(table.read)
    check_contacts(table)
    assert table.n_ignored == 1


def test_json_lines_with_a_tree_of_categories(tmp_path: Path) -> None:
    documents = [
        {"id": number, "at": f"2023-01-{number % 28 + 1:02}T10:00:00Z", "raw": {"channel": "web", "categories": tree}}
        for number in range(60)
        for tree in [{"Violence": ["Bullying"], "Family": []} if number % 2 else {"Family": ["Divorce", "Grief"]}]
    ]
    table = scan_one(tmp_path, "x.json", "\n".join(json.dumps(one) for one in documents).encode())

    assert table.read == {"json": "lines"}
    assert [one.name for one in table.columns] == ["id", "at", "raw.channel", "raw.categories"]
    reasons = table.best("reasons")
    assert reasons is not None and reasons.mapping == {"tree": "raw.categories"}
    items = {one.text: one.n for one in column(table, "raw.categories").items}
    assert items == {"Violence > Bullying": 30, "Family > Divorce": 30, "Family > Grief": 30}


@pytest.mark.parametrize(
    ("content", "read"),
    [
        ([{"n": 1, "x": "a"}, {"n": 2, "x": "b"}], {"json": "array"}),
        ({"data": [{"n": 1, "x": "a"}, {"n": 2, "x": "b"}]}, {"json": {"kind": "document", "at": "data"}}),
        ({"n": 1, "x": "a"}, {"json": "one_per_file"}),
        (
            {"cases": {"7": ["1", "a", "u"], "8": ["2", "b", "v"]}, "cases_k": {"n": [0], "x": [1], "y": [2]}},
            {"json": {"kind": "document", "at": "cases", "key": "key", "header": "cases_k"}},
        ),
    ],
)
def test_kinds_of_json(tmp_path: Path, content: Any, read: dict[str, Any]) -> None:
    table = scan_one(tmp_path, "x.json", json.dumps(content, indent=1).encode())

    assert table.read == read
    assert [one.name for one in table.columns][:2] == ["n", "x"]


def test_files_of_one_object_each_are_one_table(tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"{number:02}.json").write_text(json.dumps({"id": number, "x": "a"}), encoding="utf-8")

    (file,) = scan_files([tmp_path]).files

    assert (file.n_files, file.tables[0].n_rows, file.tables[0].read) == (12, 12, {"json": "one_per_file"})


def test_a_zip_of_two_files_and_a_gzip(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("2022/contactos.csv", text([HEADER, *rows()]))
        archive.writestr("2023/contactos.csv", text([HEADER, *rows(seed=2)], ";"))
    packed = tmp_path / "x.csv.gz"
    packed.write_bytes(gzip.compress(text([HEADER, *rows()]).encode()))

    profile = scan_files([path, packed])

    assert [table.read for table in profile.tables] == [
        {"csv": {"encoding": "utf-8", "delimiter": ","}, "packed": "zip", "member": "2022/contactos.csv"},
        {"csv": {"encoding": "utf-8", "delimiter": ";"}, "packed": "zip", "member": "2023/contactos.csv"},
        {"csv": {"encoding": "utf-8", "delimiter": ","}, "packed": "gzip"},
    ]
    for table in profile.tables:
        Read.model_validate(table.read)
        check_contacts(table)


def test_a_parquet_file(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    with duckdb.connect() as connection:
        values = ", ".join(str(tuple(row)) for row in rows())
        names = ", ".join(HEADER)
        connection.execute(f"copy (from (values {values}) as t({names})) to '{path}' (format parquet)")

    (table,) = scan_files([path]).tables

    assert table.read == {"parquet": {}}
    check_contacts(table)


@pytest.mark.parametrize(
    "encoding", ["cp1252", "cp1250", "cp1251", "cp1256", "cp874", "shift_jis", "utf-8", "utf-8-sig"]
)
def test_encodings_that_helplines_send(tmp_path: Path, encoding: str) -> None:
    words = {
        "cp1252": "Harcèlement;Négligence;Violence à l'école;Deuil;Fugue;Élève;Père;Garçon",
        "cp1250": "Przemoc w szkole;Żałoba;Ucieczka;Dziewczyna;Chłopiec;Łódź;Święto;Śmierć",
        "cp1251": "Насилие;Семья;Школа;Девочка;Мальчик;Телефон;Отношения;Тревога",
        "cp1256": "العنف;الأسرة;المدرسة;فتاة;صبي;الهاتف;القلق;التنمر",
        "cp874": "ความรุนแรง;ครอบครัว;โรงเรียน;เด็กหญิง;เด็กชาย;โทรศัพท์;ออนไลน์;กลั่นแกล้ง",
        "shift_jis": "いじめ;家庭;学校;女の子;男の子;電話相談;虐待;ネット",
    }
    body = [words.get(encoding, words["cp1252"]).split(";")] * 3
    header = ["a", "b", "c", "d", "e", "f", "g", "h"]
    table = scan_one(tmp_path, "x.csv", text([header, *body], ";").encode(encoding))

    assert table.read["csv"]["encoding"] == encoding.removesuffix("-sig")
    (found,) = (one for one in table.found if one.what == "encoding")
    assert found.sure >= 0.5


def test_records_that_do_not_fit_are_counted_over_the_whole_file(tmp_path: Path) -> None:
    table = [list(HEADER), *rows(3000)]
    table[2500] = [*table[2500], "one", "more"]
    table[2900] = ["short"]

    found = scan_one(tmp_path, "x.csv", text(table).encode())

    assert found.rejected == {"too_many_cells": 1, "too_few_cells": 1}
    assert found.n_rows == 2998


def test_a_trailing_delimiter_and_a_last_line_without_end(tmp_path: Path) -> None:
    content = text([[*row, ""] for row in [HEADER, *rows()]], ";").rstrip("\n")

    table = scan_one(tmp_path, "x.csv", content.encode())

    assert table.read["csv"]["trailing_delimiter"] is True
    assert table.read["csv"]["newline_at_end"] is False
    check_contacts(table)


# ---------------------------------------------------------------- the header


def test_a_crosstab_with_two_header_rows_is_counts(tmp_path: Path) -> None:
    header = [["Reason", "Girls", "", "Boys", ""], ["", "0-9", "10-17", "0-9", "10-17"]]
    body = [[name, *(str(n * (place + 1)) for n in (12, 40, 7, 33))] for place, name in enumerate(REASONS)]

    table = scan_one(tmp_path, "x.csv", text([*header, *body, ["Total", "60", "200", "35", "165"]]).encode())

    assert table.read["csv"]["header_rows"] == 2
    assert table.read["csv"]["merged"] == "fill"
    assert table.read["csv"]["footer_rows"] == 1
    assert [one.name for one in table.columns] == ["Reason", "Girls 0-9", "Girls 10-17", "Boys 0-9", "Boys 10-17"]
    row = table.best("row")
    assert row is not None and row.field == "count"


def test_without_a_header_no_cell_of_the_first_record_becomes_a_name(tmp_path: Path) -> None:
    table = scan_one(tmp_path, "x.csv", text(rows()).encode())

    assert [one.name for one in table.columns][:2] == ["column 1", "column 2"]
    assert "no header" in " ".join(table.notes)
    assert rows()[0][0] not in json.dumps(Profile(()).to_json()) + repr(table)
