"""A number that a sheet shows in percent is a share: 100% is no count of one, and 0% none of zero."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from schemas.finding import Finding
from tests.container_files import FIXTURES
from tests.tiny_source import TinySource
from warehouse.read.workbook.xls import look_through_xls
from warehouse.read.workbook.xlsx import look_through_xlsx

EXPORT = """\
files: "c_*.KIND"
read: {workbook: {sheet: "*"}}
row: count
arrives: {as: additions}
period: {column: month, format: "%Y-%m"}
across: {columns: [Grief, Abuse], gives: reason}
"""
DECISIONS = "reason,Grief,mapped,mental_health.mood,,,equal,,,,,\nreason,Abuse,mapped,violence.physical,,,equal,,,,,\n"
ROWS = (("2024-01", 0, 1), ("2024-02", 0.25, 0.75), ("2024-03", 12, 7))


def write_xlsx(form: str) -> bytes:
    """The last row holds numbers, those before it shares in this form."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet, percent = book.add_worksheet("S"), book.add_format({"num_format": form})
        sheet.write_row(0, 0, ("month", "Grief", "Abuse"))
        for number, (month, *values) in enumerate(ROWS, start=1):
            sheet.write(number, 0, month)
            for place, value in enumerate(values, start=1):
                sheet.write_number(number, place, value, percent if number < len(ROWS) else None)
    return content.getvalue()


def write_ods(kind: str = "percentage", sign: str = "") -> bytes:
    office, table, text = (f"urn:oasis:names:tc:opendocument:xmlns:{one}:1.0" for one in ("office", "table", "text"))

    def cell(value: object, kind: str, sign: str = "") -> str:
        told = f'office:value="{value}"' if kind != "string" else ""
        shown = f"<text:p>{value}{sign}</text:p>"
        return f'<table:table-cell office:value-type="{kind}" {told}>{shown}</table:table-cell>'

    rows = ["".join(cell(one, "string") for one in ("month", "Grief", "Abuse"))]
    rows += [
        cell(month, "string")
        + "".join(cell(one, kind, sign) if n < len(ROWS) else cell(one, "float") for one in values)
        for n, (month, *values) in enumerate(ROWS, start=1)
    ]
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{office}" xmlns:table="{table}" xmlns:text="{text}"><office:body>'
            '<office:spreadsheet><table:table table:name="S">'
            + "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
            + "</table:table></office:spreadsheet></office:body></office:document-content>",
        )
    return content.getvalue()


def check(folder: Path, kind: str, content: bytes) -> tuple[TinySource, Finding]:
    tiny = TinySource.write(folder, EXPORT.replace("KIND", kind), DECISIONS)
    tiny.put(f"c_1.{kind}", content)
    (rejected,) = [one for one in tiny.ingest()[1].findings if one.finding_code == "rejected_rows"]
    return tiny, rejected


@pytest.mark.parametrize(
    "form", ["0%", "0.00%", "0.0 %", "#,##0%;-0%", '0"%"', "0\\%", '0.0" % of calls"', "0_)\\ \\%"]
)
def test_shares_in_a_workbook_are_no_counts(tmp_path: Path, form: str) -> None:
    tiny, rejected = check(tmp_path, "xlsx", write_xlsx(form))
    assert (rejected.numerator, rejected.denominator) == (2, 3)
    assert "bad_count 2" in rejected.sentence and "2 of them are shares" in rejected.sentence
    assert tiny.query("select sum(n_contacts)::int from reported_count") == [(19,)]


def test_nor_in_one_of_open_document(tmp_path: Path) -> None:
    tiny, rejected = check(tmp_path, "ods", write_ods())
    assert (rejected.numerator, rejected.denominator) == (2, 3) and "shares" in rejected.sentence
    assert tiny.query("select sum(n_contacts)::int from reported_count") == [(19,)]


@pytest.mark.parametrize("form", ['0" of 100%"', "#,##0_%", "0*%", "_%#,##0_%;-0_%"])
def test_a_percent_sign_that_is_only_text_or_room_makes_no_share(tmp_path: Path, form: str) -> None:
    tiny = TinySource.write(tmp_path, EXPORT.replace("KIND", "xlsx"), DECISIONS)
    tiny.put("c_1.xlsx", write_xlsx(form))
    (rejected,) = [one for one in tiny.ingest()[1].findings if one.finding_code == "rejected_rows"]
    assert rejected.numerator == 1


def rewrite(content: bytes, pattern: str, by: str) -> bytes:
    """The workbook with its sheet written as another program does."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            new.writestr(name, re.sub(pattern, by, text) if "/sheet1" in name else text)
    return target.getvalue()


@pytest.mark.parametrize(
    ("pattern", "by"),
    [
        (r'(<c[^>]*) r="[A-Z0-9]+"', r"\1"),
        (r'(<(?:c|row)[^>]*?) r="[A-Z0-9]+"', r"\1"),
        (r'(<(?:c|row)[^>]*?) r="[A-Z0-9]+"( spans="[0-9:]+")?', r"\1"),
        (r' s="([0-9]+)"', r" s='\1'"),
        (r' ([rst])="([A-Z0-9a-z]+)"', "\n\\1 = '\\2'"),
    ],
)
def test_shares_are_told_however_the_sheet_is_written(tmp_path: Path, pattern: str, by: str) -> None:
    content = rewrite(write_xlsx("0%"), pattern, by)
    assert content != write_xlsx("0%")
    tiny, rejected = check(tmp_path, "xlsx", content)
    assert (rejected.numerator, rejected.denominator) == (2, 3) and "2 of them are shares" in rejected.sentence
    assert tiny.query("select sum(n_contacts)::int from reported_count") == [(19,)]


def test_errors_and_hidden_rows_and_columns_are_told_so_as_well(tmp_path: Path) -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet("S")
        sheet.write_row(0, 0, ("a", "b", "c"))
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(3, 2, "=NA()", None, "#N/A")
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(2, 2, None, None, {"hidden": True})
    (tmp_path / "usual.xlsx").write_bytes(content.getvalue())
    (tmp_path / "quotes.xlsx").write_bytes(rewrite(content.getvalue(), r'(\w+)="([^"<>]*)"', r"\1='\2'"))
    usual, quotes = (look_through_xlsx(tmp_path / f"{name}.xlsx", "S") for name in ("usual", "quotes"))
    assert usual.texts == {(1, 1): "#DIV/0!", (3, 2): "#N/A"}
    assert (usual.n_hidden_rows, usual.hidden_columns) == (1, [(2, 2)])
    assert quotes == usual


def test_a_sign_written_as_text_in_one_of_open_document(tmp_path: Path) -> None:
    _, rejected = check(tmp_path, "ods", write_ods("float", " %"))
    assert (rejected.numerator, rejected.denominator) == (2, 3) and "shares" in rejected.sentence


def test_nor_in_one_of_1997_to_2003(tmp_path: Path) -> None:
    """A formula, numbers one by one and numbers side by side, in a form of the program and one with the sign as text."""
    tiny, rejected = check(tmp_path, "xls", (FIXTURES / "shares.xls").read_bytes())
    assert (rejected.numerator, rejected.denominator) == (2, 3) and "2 of them are shares" in rejected.sentence
    assert tiny.query("select sum(n_contacts)::int from reported_count") == [(19,)]
    told = look_through_xls(FIXTURES / "shares.xls", 0).texts
    assert told == {(1, 1): "0%", (1, 2): "100%", (2, 1): "0.25%", (2, 2): "75%"}
