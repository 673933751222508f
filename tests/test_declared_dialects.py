"""Dialects that are declared and rare: no header, delimiters of several characters, an escape, short rows.

However a file is read (fast, record by record), the records, their numbers and their fates are the same.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas.mapping.read import Csv, Read
from tests.container_files import open_container, rows_of, write_xlsx
from tests.test_strict_csv import fates, read
from tests.tiny_source import TinySource
from warehouse.read.csv.count import CsvDialect, count_records
from warehouse.read.rejects import UnreadableError
from warehouse.read.table import OpenTable

EXPORT = """\
files: "c_*"
read: {read}
row: contact
id: "#1"
arrives: {{as: additions}}
date: {{column: "#2", format: iso}}
fields: {{channel: {{never: not asked}}, gender: {{never: not asked}}, age: "#4"}}
reasons: {{cell: "#3"}}
"""
HIT = "reason,Hit,mapped,violence.physical,,,equal,,,,,\n"
Rows = list[tuple[Any, ...]]


def opened(
    folder: Path, content: bytes, wanted: list[str] | None = None, **declared: Any
) -> tuple[OpenTable, Rows, list[str]]:
    """The table, its rows with their numbers, and the reject codes."""
    with duckdb.connect() as connection:
        table = open_container(connection, folder, {"csv": {"encoding": "utf-8", **declared}}, [content], wanted)
        return table, rows_of(connection, table, wanted), table.rejects["reject_code"].to_pylist()


def text_rows(rows: Rows) -> list[tuple[str, ...]]:
    return [row[1:] for row in rows]


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("tail", [b"", b'4,"d, e",f\n', b'5,un"quoted" one,"x"y\n', b"\n\n6,a,b\n"])
def test_without_a_header_the_first_line_is_a_record(tmp_path: Path, start: bytes, tail: bytes) -> None:
    table, rows, rejects = opened(tmp_path, start + b"1,a,b\n2,c,d\n3,,\n" + tail, header_row=0)

    assert table.header == ("#1", "#2", "#3")
    assert rows[:3] == [(1, "1", "a", "b"), (2, "2", "c", "d"), (3, "3", "", "")]
    assert len(rows) + len(rejects) == table.n_records == (4 if tail else 3)
    assert bool(table.in_order) == (not rejects)


def test_without_a_header_as_many_columns_as_most_records_have(tmp_path: Path) -> None:
    _, rows, rejects = opened(tmp_path, b"1,a\n2,b,c\n3,d,e\n4,f,g,h\n", header_row=0)

    assert (text_rows(rows), rejects) == ([("2", "b", "c"), ("3", "d", "e")], ["too_few_cells", "too_many_cells"])


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
def test_without_a_header_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    _, rows, _ = opened(tmp_path, "1;é\n2;ñ\n".encode(encoding), header_row=0, delimiter=";", encoding=encoding)

    assert text_rows(rows) == [("1", "é"), ("2", "ñ")]


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty_file"), (b"\n\n", "empty_file"), (b"1;a\n2;b\n", "malformed_csv"), (b"1,a\r\n2,b\r", "truncated")],
)
def test_without_a_header_a_file_may_be_held(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        opened(tmp_path, content, header_row=0)
    assert caught.value.finding_code == code


def test_a_sheet_without_a_header_is_as_wide_as_its_widest_row(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        declared = {"workbook": {"sheet": "Contacts", "header_row": 0}}
        table = open_container(connection, tmp_path, declared, [write_xlsx([["a"], ["b", 1, "x"]])])
        assert rows_of(connection, table) == [(1, "a", "", ""), (2, "b", "1", "x")]


@pytest.mark.parametrize("delimiter", ["||", "::", ";;", "~|~", "\\t\\t"])
def test_delimiters_of_several_characters(tmp_path: Path, delimiter: str) -> None:
    mark = delimiter.replace("\\t", "\t")
    lines = [["id", "a", "b"], ["1", "a b", ""], ["2", f'"x{mark}y"', '"say ""so"""'], ["3", "", "z"], ["4", "z"]]
    content = "".join(mark.join(line) + "\n" for line in lines).encode()
    table, rows, rejects = opened(tmp_path, content, delimiter=delimiter)

    assert text_rows(rows) == [("1", "a b", ""), ("2", f"x{mark}y", 'say "so"'), ("3", "", "z")]
    assert (rejects, table.n_records) == (["too_few_cells"], 4)


def test_a_part_of_a_delimiter_is_text(tmp_path: Path) -> None:
    _, rows, _ = opened(tmp_path, b"id::a\n1::b:c\n2:3::d\n", delimiter="::")

    assert text_rows(rows) == [("1", "b:c"), ("2:3", "d")]


CELL = st.text("ab|, \"'\\\né", max_size=4)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=4))
def test_what_a_program_escapes_is_read_as_it_was(rows: list[list[str]]) -> None:
    written = io.StringIO()
    quoted = csv.writer(written, doublequote=False, escapechar="\\", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    quoted.writerows([["a", "b", "c"], *rows])
    reading, found = read(written.getvalue().encode(), CsvDialect(escape="\\"))

    assert [list(row[1:]) for row in found] == rows
    assert (reading.n_records, reading.rejects) == (len(rows), [])


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        (rb'1,"say \"so\"",x', ("1", 'say "so"', "x")),
        (rb'1,"a "" b",x', ("1", 'a " b', "x")),
        (rb"1,a\,b,x", ("1", "a,b", "x")),
        (rb"1,\N,\\N", ("1", "", "\\N")),
        (b"1,a\\\nb,x", ("1", "a\nb", "x")),
        (rb"1,a\nb\tc,C:\\new", ("1", "a\nb\tc", "C:\\new")),
        (rb'1,"\N",x', ("1", "N", "x")),
    ],
)
def test_an_escape_takes_the_meaning_of_what_follows(tmp_path: Path, line: bytes, cells: tuple[str, ...]) -> None:
    _, rows, rejects = opened(tmp_path, b"id,a,b\n" + line + b"\n2,p,q\n", escape="\\")

    assert (text_rows(rows), rejects) == ([cells, ("2", "p", "q")], [])


def test_a_file_with_an_escape_declared_and_none_in_it_is_read_fast(tmp_path: Path) -> None:
    table, rows, _ = opened(tmp_path, b'id,a\n1,"x ""y"""\n', escape="\\")

    assert table.in_order
    assert rows == [(1, "1", 'x "y"')]


def test_an_escape_makes_the_count_a_guess(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(b'id,a\n1,"\\"\n2,b"\n')

    assert not count_records(path, CsvDialect(escape="\\")).is_regular


def test_short_rows_are_filled_and_said(tmp_path: Path) -> None:
    content = b"id,a,b\n1\n2,x\n3,x,y\n4,x,y,z\n"
    assert fates(content, CsvDialect(fills_short_rows=True)) == ["used", "used", "used", "too_many_cells"]
    table, rows, _ = opened(tmp_path, content, short_rows="fill")

    assert text_rows(rows) == [("1", "", ""), ("2", "x", ""), ("3", "x", "y")]
    (remark,) = table.remarks
    assert (remark.finding_code, remark.numerator, remark.denominator) == ("filled_rows", 2, 4)


def test_a_short_last_row_that_does_not_end_may_be_cut(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="ends in the middle of a record"):
        opened(tmp_path, b"id,a\n1,x\n2", short_rows="fill", newline_at_end=False)


def test_what_is_not_declared_is_a_reject_that_says_what_to_declare(tmp_path: Path) -> None:
    source = TinySource.write(tmp_path, EXPORT.format(read="{csv: {encoding: utf-8, header_row: 0}}"), HIT)
    source.put("c_1.csv", '1,2024-03-01,Hit,12\n2,2024-03-02,Hit\n3,2024-03-02,"Hit \\"x\\"",13\n')
    (rejects,) = [one for one in source.ingest()[2].findings if one.finding_code == "rejected_rows"]

    assert "too_few_cells 1, first at row 2, if a spreadsheet" in rejects.sentence
    assert "`short_rows: fill`" in rejects.sentence
    assert "malformed_quote 1, first at row 3" in rejects.sentence
    assert "say `escape` under `read`" in rejects.sentence


@pytest.mark.parametrize(
    ("declared", "content"),
    [
        ("csv: {encoding: utf-8, header_row: 0}", "1,2024-03-01,Hit,12,note\n2,2024-03-02,Hit,,note\n"),
        ('csv: {encoding: utf-8, header_row: 0, delimiter: "||"}', "1||2024-03-01||Hit||12\n2||2024-03-02||Hit||\n"),
        (
            "csv: {encoding: utf-8, header_row: 0, short_rows: fill, escape: '\\'}",
            "1,2024-03-01,H\\it,12\n2,2024-03-02,Hit\n",
        ),
    ],
)
def test_a_source_is_read_by_places(tmp_path: Path, declared: str, content: str) -> None:
    source = TinySource.write(tmp_path, EXPORT.format(read=f"{{{declared}}}"), HIT)
    source.put("c_1.csv", content)
    findings = source.ingest()[2].findings

    assert source.query("select contact_date::varchar, age_years from contact order by 1") == [
        ("2024-03-01", 12),
        ("2024-03-02", None),
    ]
    assert source.query("select count(*) from contact_reason") == [(2,)]
    assert not any("note" in one.sentence for one in findings if one.finding_code == "new_column")


@pytest.mark.parametrize(
    "declared",
    [
        {"delimiter": "|||||"},
        {"delimiter": "|\n"},
        {"delimiter": '"|'},
        {"escape": '"'},
        {"escape": "é"},
        {"escape": ","},
        {"header_row": 0, "header_rows": 2},
    ],
)
def test_what_cannot_be_meant_is_refused(declared: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Read(csv=Csv(encoding="utf-8", **declared))


def test_a_record_of_many_quoted_cells_is_read(tmp_path: Path) -> None:
    names = [f"c{place}" for place in range(2000)]
    content = ",".join(names) + "\n" + ",".join('"x"' for _ in names) + '\nunder"quoted\n'
    _, rows, rejects = opened(tmp_path, content.encode(), names)

    assert (len(rows), rejects) == (1, ["too_few_cells"])
