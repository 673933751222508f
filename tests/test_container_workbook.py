"""A sheet of a workbook becomes text as a person reads it, and says where a person may not see all of it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from struct import pack_into
from typing import Any

import duckdb
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.container_bad_files import ODS_CELL, ODS_XML, write_sheet
from tests.container_files import FIXTURES, edit_zip, open_container, rows_of, write_xlsx
from warehouse.read import limits
from warehouse.read.rejects import UnreadableError
from warehouse.read.table import OpenTable
from warehouse.read.workbook.child import fit, spell, write_table

Rows = list[tuple[Any, ...]]
ODS = (FIXTURES / "table.ods").read_bytes()


def read(tmp_path: Path, content: bytes, **workbook: Any) -> tuple[OpenTable, Rows]:
    with duckdb.connect() as connection:
        opened = open_container(connection, tmp_path, {"workbook": {"sheet": "Contacts", **workbook}}, [content])
        return opened, rows_of(connection, opened)


def draw(fill: Callable[[Any, Any], None], **options: Any) -> bytes:
    """A workbook whose sheet `Contacts` is filled by a test."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, **options}) as book:
        fill(book, book.add_worksheet("Contacts"))
    return content.getvalue()


FORMATS = [
    # value, number format, text
    (14.0, "", "14"),
    (0.5, "0%", "50%"),
    (0.1, "", "0.1"),
    (2.0**53, "", "9007199254740992.0"),
    (45356, "yyyy-mm-dd", "2024-03-05"),
    (45356.604166666664, "d.m.yy h:mm", "2024-03-05 14:30:00"),
    (45356.99999999, "d.m.yy h:mm", "2024-03-05 23:59:59"),
    (45356.5, "[$-F800]dddd", "2024-03-05 12:00:00"),
    (0.604166666666667, "hh:mm", "14:30:00"),
    (1.104166666666667, "[h]:mm", "26:30:00"),
    (45356, "", "45356"),
]


def test_cells_are_text_by_what_they_mean(tmp_path: Path) -> None:
    def fill(book: Any, page: Any) -> None:
        page.write_row(0, 0, ["n", "value"])
        for row, (value, form, _) in enumerate(FORMATS, start=1):
            page.write(row, 0, row)
            page.write_number(row, 1, value, book.add_format({"num_format": form}) if form else None)
        page.write_row(len(FORMATS) + 1, 0, ["b", True])
        page.write_row(len(FORMATS) + 2, 0, ["s", "007"])
        page.write_row(len(FORMATS) + 3, 0, ["l", 'a\rb\r\nc,"d"\t '])

    _, rows = read(tmp_path, draw(fill))
    expected = [*(text for _, _, text in FORMATS), "true", "007", 'a\rb\r\nc,"d"\t ']
    assert [row[2] for row in rows] == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-0.0, "0"),
        (1e300, "1e+300"),
        (timedelta(days=2, seconds=61), "48:01:01"),
        (-timedelta(minutes=90), "-01:30:00"),
        (time(23, 59, 59, 999_999), "23:59:59"),
        (datetime(2024, 12, 31, 23, 59, 59, 999_999), "2024-12-31 23:59:59"),
        (False, "false"),
    ],
)
def test_odd_values_are_spelled_and_never_rounded_into_the_next_day(value: Any, text: str) -> None:
    assert spell(value) == text


def test_dates_that_begin_in_1904(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["day", "at"], [datetime(2024, 3, 5), datetime(2024, 3, 5, 14, 30)]]
    _, read_rows = read(tmp_path, write_xlsx(rows, date_1904=True))
    assert read_rows == [(1, "2024-03-05", "2024-03-05 14:30:00")]


def test_titles_empty_rows_and_totals_are_no_records(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["Report 2024"],
        [],
        [None, "id", "day"],
        [None, "a", "1"],
        [],
        [None, "b"],
        [None, None, "2"],
        ["Total", 3],
    ]
    opened, read_rows = read(tmp_path, write_xlsx(rows), header_row=3, footer_rows=1)
    assert opened.header == ("id", "day")
    assert read_rows == [(1, "a", "1"), (2, "b", ""), (3, "", "2")]
    assert (opened.n_records, opened.n_ignored) == (4, 1)


def test_what_stands_beyond_the_header_rejects_its_row_and_no_other(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["id", "day"], ["a", 1], ["b", 2, None, "a note"], [None, "c", 3], ["d", 4]]
    opened, read_rows = read(tmp_path, write_xlsx(rows))
    assert read_rows == [(1, "a", "1"), (4, "d", "4")]
    assert [(one["row_number"], one["reject_code"]) for one in opened.rejects.to_pylist()] == [
        (2, "too_many_cells"),
        (3, "too_many_cells"),
    ]


def test_a_row_that_is_too_long_is_one_reject_however_many_lines_it_has(tmp_path: Path) -> None:
    def cell(place: bytes, text: bytes) -> bytes:
        return b'<c r="%s" t="inlineStr"><is><t>%s</t></is></c>' % (place, text)

    long = b"line\n" * 300_000
    texts = [(b"id", b"note"), (b"a", long), (b"b", b"x")]
    xml = (
        b'<row r="%d">%s%s</row>' % (row, cell(b"A%d" % row, one), cell(b"B%d" % row, two))
        for row, (one, two) in enumerate(texts, start=1)
    )
    opened, rows = read(tmp_path, write_sheet(b"".join(xml)))
    assert rows == [(2, "b", "x")]
    assert opened.rejects["reject_code"].to_pylist() == ["too_long"]


def draw_crosstab(book: Any, page: Any) -> None:
    page.write(0, 0, "Contacts 2024")
    page.merge_range(2, 0, 3, 0, "Reason")
    page.merge_range(2, 1, 2, 2, "Girls")
    page.merge_range(2, 3, 2, 4, "Boys")
    page.write_row(3, 1, ["0-9", "10-17", "0-9", "10-17"])
    page.merge_range(4, 0, 5, 0, "Violence")
    page.write_row(4, 1, [1, 2, 3, 4])
    page.write_row(5, 1, [5, 6, 7, 8])


def test_merged_cells_are_filled_where_declared(tmp_path: Path) -> None:
    content = draw(draw_crosstab)
    opened, rows = read(tmp_path / "fill", content, header_row=3, header_rows=2, merged="fill")
    assert opened.header == ("Reason", "Girls 0-9", "Girls 10-17", "Boys 0-9", "Boys 10-17")
    assert rows == [(1, "Violence", "1", "2", "3", "4"), (2, "Violence", "5", "6", "7", "8")]
    with pytest.raises(UnreadableError, match="columns 3, 5 have the same header"):
        read(tmp_path / "blank", content, header_row=3, header_rows=2)


def test_merged_cells_of_an_ods_sheet(tmp_path: Path) -> None:
    def row(*cells: bytes) -> bytes:
        return b"<table:table-row>%s</table:table-row>" % b"".join(cells)

    covered = b"<table:covered-table-cell/>"
    wide = ODS_CELL.replace(b"<table:table-cell", b'<table:table-cell table:number-columns-spanned="2"')
    high = ODS_CELL.replace(b"<table:table-cell", b'<table:table-cell table:number-rows-spanned="2"')
    rows = row(high % b"Reason", wide % b"Girls", covered) + row(covered, ODS_CELL % b"0-9", ODS_CELL % b"10-17")
    rows += row(high % b"Violence", ODS_CELL % b"1", ODS_CELL % b"2") + row(covered, ODS_CELL % b"3", ODS_CELL % b"4")
    content = edit_zip(ODS, "content.xml", ODS_XML % rows)
    opened, read_rows = read(tmp_path, content, header_rows=2, merged="fill")
    assert opened.header == ("Reason", "Girls 0-9", "Girls 10-17")
    assert read_rows == [(1, "Violence", "1", "2"), (2, "Violence", "3", "4")]


@pytest.mark.parametrize("sheet", ["Contacts 2024", "contacts  2024", "Contacts *", "*2024", "C*s*4"])
def test_a_sheet_is_found_by_name_or_pattern(tmp_path: Path, sheet: str) -> None:
    _, rows = read(tmp_path, write_xlsx([["id"], ["a"]], sheet="Contacts 2024"), sheet=sheet)
    assert rows == [(1, "a")]


@pytest.mark.parametrize(("sheet", "n_fitting"), [("Contacts", 0), ("*", 2), ("*t*", 2), ("Contacts.2024", 0)])
def test_a_sheet_that_is_not_there_or_not_the_only_one_is_told_with_the_shapes_of_those_that_are(
    tmp_path: Path, sheet: str, n_fitting: int
) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(tmp_path, write_xlsx([["id"], ["a"]], sheet="Contacts 2024"), sheet=sheet)
    assert caught.value.finding_code == "missing_sheet"
    shapes = "1 'aaaaa' (5 characters), 2 'aaaaaaaa 9999' (13 characters)"
    assert f"has {n_fitting} sheets that fit `sheet: {sheet}`; its sheets: {shapes}" in str(caught.value)


def draw_odd(book: Any, page: Any) -> None:
    page.write_row(0, 0, ["id", "result"])
    page.write_row(1, 0, ["a"])
    page.write_formula(1, 1, "=NA()", None, "#N/A")
    page.write_row(2, 0, ["b"])
    page.write_formula(2, 1, "=1/0", None, "#DIV/0!")
    page.write_row(3, 0, ["c", "shown"])
    page.set_row(3, None, None, {"hidden": True})
    page.hide()
    book.add_worksheet("Other").activate()


def test_of_an_xlsx_sheet_errors_are_text_and_what_is_hidden_is_told(tmp_path: Path) -> None:
    opened, rows = read(tmp_path, draw(draw_odd))
    assert rows == [(1, "a", "#N/A"), (2, "b", "#DIV/0!"), (3, "c", "shown")]
    hidden, hidden_rows = opened.remarks
    assert "the sheet that was read is hidden" in hidden.sentence
    assert "1 row is hidden" in hidden_rows.sentence


def draw_hidden_columns(book: Any, page: Any) -> None:
    page.write_row(0, 0, ["id", "name", "age", "why"])
    page.write_row(1, 0, ["a", "x", 14, "grief"])
    page.set_column(1, 2, None, None, {"hidden": True})
    page.set_column(9, 16_383, None, None, {"hidden": True})  # beyond what the sheet holds


def test_hidden_columns_of_an_xlsx_sheet_are_told_by_their_letters_and_read(tmp_path: Path) -> None:
    opened, rows = read(tmp_path, draw(draw_hidden_columns))
    assert rows == [(1, "a", "x", "14", "grief")]
    (remark,) = opened.remarks
    assert "2 columns are hidden (B, C); a mapping reads them as any other" in remark.sentence


def test_hidden_columns_of_an_xls_sheet_are_told(tmp_path: Path) -> None:
    made = bytearray((FIXTURES / "odd.xls").read_bytes())
    # what is said of the window, which nobody reads, becomes what is said of columns
    window = made.index(b"\x3e\x02\x12\x00", made.index(b"\x05\x02\x08\x00"))
    pack_into("<HHHHHHH", made, window, 0x7D, 18, 1, 1, 2048, 15, 1)
    opened, _ = read(tmp_path, bytes(made), sheet="Odd")
    assert any("1 column is hidden (B)" in remark.sentence for remark in opened.remarks)


def test_hidden_columns_of_an_ods_sheet_are_told(tmp_path: Path) -> None:
    columns = (
        b'<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="900"/>'
    )
    rows = [ODS_CELL % first + ODS_CELL % b"x" for first in (b"id", b"a")]
    xml = columns + b"".join(b"<table:table-row>%s</table:table-row>" % row for row in rows)
    opened, read_rows = read(tmp_path, edit_zip(ODS, "content.xml", ODS_XML % xml))
    assert read_rows == [(1, "a", "x")]
    assert "1 column is hidden (B)" in opened.remarks[0].sentence


def read_formula(tmp_path: Path, formula: bytes) -> tuple[list[str], list[tuple[Any, ...]]]:
    """What is remarked of a sheet with one formula, and its records."""
    cells = b'<c r="%s" t="inlineStr"><is><t>%s</t></is></c>'
    xml = b'<row r="1">%s%s</row><row r="2">%s%s</row>' % (
        cells % (b"A1", b"id"),
        cells % (b"B1", b"sum"),
        cells % (b"A2", b"a"),
        formula,
    )
    opened, rows = read(tmp_path, write_sheet(xml))
    return [remark.sentence for remark in opened.remarks], rows


@pytest.mark.parametrize("value", [b"", b"<v></v>", b"<v/>", b"<v />", b'<v xml:space="preserve"></v>'])
def test_a_formula_without_a_stored_result_is_told(tmp_path: Path, value: bytes) -> None:
    (remark,), rows = read_formula(tmp_path, b'<c r="B2"><f>1+1</f>%s</c>' % value)

    assert rows == [(1, "a", "")]
    assert "1 formula has no stored result" in remark


@pytest.mark.parametrize("cell", [b'<c r="B2" t="str"><f>""</f><v></v></c>', b'<c r="B2" t="str"><f>""</f><v/></c>'])
def test_a_formula_whose_result_is_an_empty_text_has_one(tmp_path: Path, cell: bytes) -> None:
    remarks, rows = read_formula(tmp_path, cell)

    assert (remarks, rows) == ([], [(1, "a", "")])


def test_of_an_xls_sheet_errors_are_text_and_hidden_rows_are_told(tmp_path: Path) -> None:
    made = bytearray((FIXTURES / "odd.xls").read_bytes())
    # xlwt stores 0 as the result of any formula; a spreadsheet stores the error.
    formula = made.index(b"\x06\x00", made.index(b"\x05\x02\x08\x00"))
    pack_into("<BBBBBBH", made, formula + 4 + 6, 2, 0, 0x07, 0, 0, 0, 0xFFFF)
    opened, rows = read(tmp_path, bytes(made), sheet="Odd")
    assert rows == [(1, "c1", "#N/A"), (2, "c2", "#DIV/0!"), (3, "c3", "")]
    (remark,) = opened.remarks
    assert "1 row is hidden" in remark.sentence


def test_of_an_ods_sheet_an_error_is_no_zero_and_a_long_time_no_code(tmp_path: Path) -> None:
    error = b'<table:table-cell office:value-type="float" office:value="0" x:value-type="error" xmlns:x="urn:x">'
    rows = [
        ODS_CELL % b"result",
        error + b"<text:p>#DIV/0!</text:p></table:table-cell>",
        b'<table:table-cell office:value-type="time" office:time-value="PT26H30M00S"/>',
    ]
    xml = b"".join(b"<table:table-row>%s</table:table-row>" % row for row in rows)
    hidden = b'<table:table-row table:visibility="filter">%s</table:table-row>' % (ODS_CELL % b"x")
    opened, read_rows = read(tmp_path, edit_zip(ODS, "content.xml", ODS_XML % (xml + hidden)))
    assert read_rows == [(1, "#DIV/0!"), (2, "26:30:00"), (3, "x")]
    assert "1 row is hidden" in opened.remarks[0].sentence


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("WORKBOOK_SECONDS", 0, "takes too long"),
        ("WORKBOOK_TEXT_BYTES", 1 << 16, "is too large as text"),
        ("MOST_WORKBOOK_BYTES", 1 << 16, "unpacks to"),
        ("MOST_ARCHIVE_ENTRIES", 3, "has 1"),
    ],
)
def test_a_workbook_that_takes_too_much_is_hostile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: int, told: str
) -> None:
    content = write_xlsx([["id", "text"], *[[f"row {row}", "text " * 20] for row in range(2_000)]])
    monkeypatch.setattr(limits, name, value)
    with pytest.raises(UnreadableError) as caught:
        read(tmp_path, content)
    assert caught.value.finding_code == "hostile_file"
    assert told in caught.value.message


CELLS = st.lists(st.lists(st.text("ab,\"\n\r '\t", max_size=3), max_size=4), max_size=6)


@given(rows=CELLS)
@settings(max_examples=50)
def test_the_transcript_of_a_sheet_gives_its_cells_again(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("sheet")
    header = ["h1", "h2", "h3"]
    write_table(iter([header, *rows]), folder / "sheet.csv", 1, 1, 100)
    with duckdb.connect() as connection:
        given_read = open_container(
            connection, folder / "in", {"csv": {"encoding": "utf-8"}}, [(folder / "sheet.csv").read_bytes()]
        )
        got = rows_of(connection, given_read)
    filled = [row for row in rows if any(row)]
    expected = [(n, *fit(row, 3)) for n, row in enumerate(filled, start=1) if not any(row[3:])]
    assert got == expected
    assert given_read.n_rejected == sum(any(row[3:]) for row in filled)
