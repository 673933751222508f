"""A landed CSV file gives the same rows by the fast way and by the honest one, and is held where neither can be had."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.read.csv import read as module
from warehouse.read.csv.count import CsvDialect
from warehouse.read.csv.read import CsvRead, UnreadableError, open_csv
from warehouse.store.run import silent

Rows = list[tuple[Any, ...]]


def read(
    content: bytes,
    dialect: CsvDialect | None = None,
    wanted: Sequence[str] | None = None,
    renamed: Mapping[str, Sequence[str]] | None = None,
) -> tuple[CsvRead, Rows]:
    """The reading of a file, and its rows by row_number; `unnumbered` is checked to hold the same in the same order."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "file's.csv"
        path.write_bytes(content)
        work = Path(folder) / "work"
        given_read = open_csv(connection, path, dialect or CsvDialect(), wanted, renamed or {}, "t", silent, work)
        rows = connection.execute('select * from "t" order by row_number').fetchall()
        plain = connection.execute("select * from t_unnumbered").fetchall()
        assert plain == [row[1:] for row in rows]
        assert given_read.n_records == len(rows) + given_read.n_rejected + given_read.n_ignored
        assert given_read.rejects.num_rows == given_read.n_rejected
    return given_read, rows


def test_a_regular_file_is_read_fast_and_nothing_is_guessed() -> None:
    given_read, rows = read(b'\xef\xbb\xbfid,date,note\n007,2023-01-01,\n008,,"NULL"\n')
    assert given_read.is_fast
    assert rows == [(1, "007", "2023-01-01", ""), (2, "008", "", "NULL")]
    assert given_read.header == ("id", "date", "note")


@pytest.mark.parametrize(
    ("body", "expected", "rejected"),
    [
        (b"1,x,y,\n4,5,6\n", [(2, "4", "5", "6")], ["too_many_cells"]),  # DuckDB would drop the empty cell
        (b"1,2,3\r\n4,5,6\n", [(1, "1", "2", "3"), (2, "4", "5", "6")], []),
        (b'1,"2" ,3\n', [], ["malformed_quote"]),
        (b"1,2\0,3\n", [], ["nul_byte"]),
        (b"1,2\xff,3\n", [], ["undecodable"]),
        (b"1,2\n", [], ["too_few_cells"]),
        (b'1,"2,3\n4,5,6\n', [(2, "4", "5", "6")], ["unclosed_quote"]),
        (b"1,2,3\n\x1a\n4,5\x1a,6\n", [(1, "1", "2", "3"), (3, "4", "5\x1a", "6")], ["too_few_cells"]),
    ],
)
def test_what_is_odd_is_read_record_by_record(body: bytes, expected: Rows, rejected: list[str]) -> None:
    given_read, rows = read(b"a,b,c\n" + body)
    assert not given_read.is_fast
    assert rows == expected
    assert given_read.rejects.column("reject_code").to_pylist() == rejected


@pytest.mark.parametrize("mark", [b"\x1a", b"\x1a" * 90, b"\x1a\r\n"], ids=["once", "filled", "line"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_the_mark_that_old_programs_write_at_the_end_is_no_record(mark: bytes, encoding: str) -> None:
    text = "a,b\r\n1,é\r\n" + mark.decode()
    given_read, rows = read(text.encode(encoding), CsvDialect(encoding))
    assert (rows, given_read.n_records) == ([(1, "1", "é")], 1)
    with pytest.raises(UnreadableError, match="middle of a record"):
        read(text.replace("é\r\n", "é").encode(encoding), CsvDialect(encoding))


def test_a_byte_that_does_not_decode_in_a_column_that_nobody_wants_is_noticed() -> None:
    given_read, rows = read(b"a,b\n1,\xff\n2,3\n", wanted=["a"])
    assert (rows, given_read.n_rejected) == ([(2, "2")], 1)


CELL = st.text("ab \",;\n\r\té\\'#", max_size=5)
TABLES = st.lists(st.lists(CELL, min_size=2, max_size=2), max_size=10)


@given(TABLES, st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]), st.sampled_from(["utf-8", "cp1252", "utf-16"]))
def test_fast_and_honest_reading_agree(rows: list[list[str]], quoting: int, encoding: str) -> None:
    text = io.StringIO()
    csv.writer(text, quoting=quoting, lineterminator="\r\n").writerows([["x", "y"], *rows])  # type: ignore[arg-type]
    content = text.getvalue().encode(encoding)
    expected = [(number, *cells) for number, cells in enumerate(rows, 1)]
    _, found = read(content, CsvDialect(encoding=encoding))
    assert found == expected
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_read_fast", lambda *arguments: False)
        given_read, found = read(content, CsvDialect(encoding=encoding))
    assert (found, given_read.n_rejected, given_read.is_fast) == (expected, 0, False)


BYTES = b',"\n\r a1\xc3\xa9'


@given(st.binary(max_size=60))
def test_where_the_fast_reading_stands_the_honest_one_says_the_same(body: bytes) -> None:
    content = b"x,y\n" + body.translate(bytes(BYTES[i % len(BYTES)] for i in range(256))) + b"\n"
    try:
        fast, found = read(content)
    except UnreadableError:
        return
    if fast.is_fast:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, "_read_fast", lambda *arguments: False)
            honest, rows = read(content)
        assert (rows, honest.n_rejected, honest.n_blank_lines) == (found, 0, fast.n_blank_lines)


@pytest.mark.parametrize(
    "encoding", ["cp1252", "cp1251", "latin-1", "shift_jis", "utf-16", "utf-16-le", "utf-32", "cp500"]
)
def test_any_codec_of_python_is_read(encoding: str) -> None:
    word = {"cp1251": "звонок", "shift_jis": "電話表"}.get(encoding, "teléfono")
    given_read, rows = read(f"id,canal\r\n1,{word}\r\n2,\r\n".encode(encoding), CsvDialect(encoding=encoding))
    assert given_read.is_fast
    assert rows == [(1, "1", word), (2, "2", "")]


def test_preamble_header_rows_footer_and_trailing_delimiter() -> None:
    content = b'Report of, "all"\n\nid;"channel\nof contact";;\n;main;;\n1;phone;x;\n2;chat;y;\nTotal;2;;\n'
    dialect = CsvDialect(delimiter=";", header_row=3, header_rows=2, trailing_delimiter=True, footer_rows=1)
    given_read, rows = read(content, dialect, ["channel of contact main"])
    assert (given_read.n_records, given_read.n_ignored, given_read.is_fast) == (3, 1, True)
    assert rows == [(1, "phone"), (2, "chat")]


def test_something_in_the_nameless_column_is_a_shifted_row() -> None:
    given_read, rows = read(b"a,b,\n1,2,\n1,2,3\n", CsvDialect(trailing_delimiter=True))
    assert (rows, given_read.rejects.column("reject_code").to_pylist()) == ([(1, "1", "2")], ["too_many_cells"])


def test_headers_are_matched_after_folding_and_by_other_spellings() -> None:
    content = "\u200b ID ,Fecha\u00a0 de  LLAMADA,other\n1,2,3\n".encode()
    given_read, rows = read(content, wanted=["date", "id"], renamed={"date": ["fecha de llamada", "date_of_call"]})
    assert rows == [(1, "2", "1")]
    assert given_read.header == ("id", "date", "other")


def test_missing_and_doubled_columns_are_all_named_with_what_is_like_them() -> None:
    with pytest.raises(UnreadableError) as caught:
        read(b"genero,edad_victima,canal,Canal,fecha\n1,2,3,4,5\n", wanted=["genero", "victima_edad", "canal", "fecha"])
    assert caught.value.finding_code == "missing_column"
    assert "'victima_edad' is missing (like it: 'edad_victima')" in caught.value.message
    assert "'canal' is there 2 times" in caught.value.message
    assert "genero" not in caught.value.message


def test_a_doubled_column_that_nobody_wants_does_no_harm() -> None:
    assert read(b"a,x,x,\n1,2,3,4\n", wanted=["a"])[1] == [(1, "1")]


def test_an_empty_table_has_a_header_and_no_rows() -> None:
    given_read, rows = read(b"a,b\n")
    assert (given_read.n_records, rows) == (0, [])


@pytest.mark.parametrize(
    ("content", "dialect", "code"),
    [
        (b"", CsvDialect(), "empty_file"),
        (b"a,b\n1,2", CsvDialect(), "truncated"),
        (b"a,b\r\n1,2\r\n3,4\r", CsvDialect(), "truncated"),
        (b'a,b\n1,"2\n', CsvDialect(), "truncated"),
        (b"a\xff,b\n1,2\n", CsvDialect(encoding="utf-16"), "wrong_encoding"),
        ("a,b\n1,é\n2,ñ\n".encode("cp1252"), CsvDialect(), "wrong_encoding"),
        ("a,b\n1,é\n".encode("utf-16"), CsvDialect(), "wrong_encoding"),
        ("\n".encode("utf-16"), CsvDialect(encoding="utf-16"), "empty_file"),
        (b"a;b\n1;2\n", CsvDialect(), "malformed_csv"),
    ],
)
def test_what_holds_the_whole_file(content: bytes, dialect: CsvDialect, code: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(content, dialect)
    assert caught.value.finding_code == code
    assert "file's.csv" in caught.value.message


def test_row_numbers_are_the_places_in_the_file_on_many_threads() -> None:
    content = b"id,text\n" + b"".join(
        b'%d,"some text, long enough\nto make several blocks"\n' % n for n in range(1, 150_001)
    )
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(config={"threads": 8}) as connection:
        path = Path(folder) / "file.csv"
        path.write_bytes(content)
        given_read = open_csv(connection, path, CsvDialect(), ["id"], {}, "t", silent, Path(folder))
        assert given_read.is_fast
        counted = connection.execute("select count(*), count(*) filter (row_number <> id::bigint) from t").fetchone()
        assert counted == (150_000, 0)
