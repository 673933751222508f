"""Record by record: every physical record has exactly one fate, and a cut file is never loaded as fewer rows."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.read.csv.beside import Beside
from warehouse.read.csv.count import CsvDialect
from warehouse.read.csv.header import match_columns, read_header
from warehouse.read.csv.strict import StrictRead, read_strictly
from warehouse.read.rejects import Reject, UnreadableError
from warehouse.store.run import silent

Row = tuple[int | str | None, ...]


def read(content: bytes, dialect: CsvDialect | None = None) -> tuple[StrictRead, list[Row]]:
    """The fates of a file's records, and the rows that are used as (row_number, cells ...)."""
    dialect = dialect or CsvDialect()
    with tempfile.TemporaryDirectory() as folder:
        path, target = Path(folder) / "file.csv", Path(folder) / "rows.parquet"
        path.write_bytes(content)
        header = read_header(path, dialect)
        columns = match_columns(path, header, None, {})
        reading = read_strictly(path, dialect, header, columns, target, silent, Beside())
        rows = pq.read_table(target).to_pylist()
    return reading, [tuple(row.values()) for row in rows]


def fates(content: bytes, dialect: CsvDialect | None = None) -> list[str]:
    """The fate of every record in order: `used` or its reject code."""
    reading, rows = read(content, dialect)
    rejected = {reject.row_number: reject.reject_code for reject in reading.rejects}
    return [rejected.get(number, "used") for number in range(1, len(rows) + len(rejected) + 1)]


@given(st.binary(max_size=80), st.integers(0, 2))
def test_every_record_has_exactly_one_fate(body: bytes, n_footer: int) -> None:
    content = b"a,b\n" + body.translate(bytes(b',"\n\r\x00a1\xff\xc3\xa9'[i % 10] for i in range(256))) + b"\n"
    try:
        reading, rows = read(content, CsvDialect(footer_rows=n_footer))
    except UnreadableError as error:
        assert error.finding_code in ("truncated", "wrong_encoding")
        return
    numbers = [int(row[0] or 0) for row in rows] + [reject.row_number for reject in reading.rejects]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert reading.n_records == len(rows) + len(reading.rejects) + reading.n_ignored
    assert reading.n_used == len(rows)


CELL = st.text('ab ",\n\r\té', max_size=5)


@given(
    st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=8), st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL])
)
def test_what_was_written_is_read(rows: list[list[str]], quoting: int) -> None:
    text = io.StringIO()
    csv.writer(text, quoting=quoting, lineterminator="\r\n").writerows([["x", "y", "z"], *rows])  # type: ignore[arg-type]
    reading, found = read(text.getvalue().encode())
    assert found == [(number, *cells) for number, cells in enumerate(rows, 1)]
    assert reading.rejects == []


WORD = st.text("ab é", max_size=4)


@given(st.lists(st.tuples(WORD, st.lists(WORD, min_size=1, max_size=3).map("\n".join)), min_size=1, max_size=3))
def test_a_cut_file_is_held_or_was_cut_between_records(rows: list[tuple[str, str]]) -> None:
    records = [f'"{one}","{two}"\n'.encode() for one, two in rows]
    content = b"x,y\n" + b"".join(records)
    boundaries = {4 + sum(map(len, records[:n])): n for n in range(len(records) + 1)}
    for place in range(4, len(content)):
        try:
            reading, found = read(content[:place])
        except UnreadableError as error:
            assert error.finding_code in ("truncated", "wrong_encoding")
            continue
        assert place in boundaries
        assert (len(found), reading.rejects) == (boundaries[place], [])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"1,2\n3\n4,5\n", ["used", "too_few_cells", "used"]),
        (b"1,2\n3,4,5\n6,7\n", ["used", "too_many_cells", "used"]),
        (b"1,2,\n", ["too_many_cells"]),
        (b"1,\xff\n3,4\n", ["undecodable", "used"]),
        (b"1,\0\n3,4\n", ["nul_byte", "used"]),
        (b'"1"x,2\n3,4\n', ["malformed_quote", "used"]),
        (b'1,"2\n3,4\n5,6\n', ["unclosed_quote", "used", "used"]),
        (b'1,5" screen\n3,4\n', ["used", "used"]),
        (b'1," 2""3 "\n3,"4\r\n5"\n', ["used", "used"]),
        (b'1,"2\n3,4\n5,6"x\n7,8\n', ["malformed_quote", "used", "used", "used"]),
        (b'1,"2\n3,4\n5,6",7\n7,8\n', ["too_many_cells", "used", "too_many_cells", "used"]),
        (b"\n1,2\n\r\n\n3,4\n", ["used", "used"]),
        (b",\n", ["used"]),
    ],
)
def test_fates(body: bytes, expected: list[str]) -> None:
    assert fates(b"a,b\n" + body) == expected


def test_rejects_say_where_and_not_what() -> None:
    reading, rows = read("a,été\n1,secret\n2,é".encode() + b"\xff\n3,\0x\n4\n5,6\n")
    assert [row[0] for row in rows] == [1, 5]
    assert reading.rejects == [
        Reject("file.csv", 2, "undecodable", "été"),
        Reject("file.csv", 3, "nul_byte", "été"),
        Reject("file.csv", 4, "too_few_cells", None),
    ]


def test_an_undecodable_record_over_several_lines_is_one_reject() -> None:
    reading, rows = read(b'a,b\n1,"x\n\xff\ny"\n2,3\n')
    assert [(one.reject_code, one.row_number) for one in reading.rejects] == [("undecodable", 1)]
    assert rows == [(2, "2", "3")]


def test_footer_rows_are_ignored_whatever_they_hold() -> None:
    reading, rows = read(b"a,b\n1,2\nTotal\n1,2,3\n", CsvDialect(footer_rows=2))
    assert (rows, reading.n_records, reading.n_ignored, reading.rejects) == ([(1, "1", "2")], 3, 2, [])


def test_a_trailing_delimiter_is_a_nameless_column_that_holds_nothing() -> None:
    dialect = CsvDialect(trailing_delimiter=True)
    for header in (b"a,b,\n", b"a,b\n"):
        assert fates(header + b"1,2,\n1,2\n1,2,3\n", dialect) == ["used", "too_few_cells", "too_many_cells"]


@pytest.mark.parametrize(
    ("content", "dialect", "code"),
    [
        (b"a,b\n1,2\n3,4", CsvDialect(), "truncated"),
        (b"a,b\n1,2\n3", CsvDialect(newline_at_end=False), "truncated"),
        (b'a,b\n1,2\n3,"4', CsvDialect(newline_at_end=False), "truncated"),
        (b'a,b\n1,2\n3,"4\n', CsvDialect(), "truncated"),
        (b'a\n1\n"3\n4\n', CsvDialect(), "truncated"),
        (b"a,b\n" + b"1,\xe9\n" * 2, CsvDialect(), "wrong_encoding"),
        (b"a,\xe9\n1,2\n", CsvDialect(), "wrong_encoding"),
        (b"a;b\n1;2\n", CsvDialect(), "malformed_csv"),
        (b'a,"b\n1,2\n', CsvDialect(), "malformed_csv"),
        (b"", CsvDialect(), "empty_file"),
        (b"\n\n", CsvDialect(), "empty_file"),
        (b"a,b\n", CsvDialect(header_row=3), "empty_file"),
    ],
)
def test_what_holds_the_whole_file(content: bytes, dialect: CsvDialect, code: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(content, dialect)
    assert caught.value.finding_code == code
    assert "file.csv" in caught.value.message and caught.value.next_step


def test_a_declared_missing_line_end_is_no_truncation() -> None:
    assert fates(b"a,b\n1,2\n3,4", CsvDialect(newline_at_end=False)) == ["used", "used"]


def test_one_stray_byte_in_a_long_file_is_one_reject() -> None:
    assert fates(b"a,b\n" + b"1,2\n" * 300 + b"1,\xff\n").count("undecodable") == 1


@pytest.mark.parametrize(
    ("record", "is_read"),
    [
        ('1,a"x,y"', False),  # the separator before `"x,y"` is missing: two halves of one pair
        ('1,a"x,y"z', False),
        ('1,5",b', True),  # inches: one quote alone cuts nothing in two
        ('1,"5""",b', True),
        ('1,a "x" b,c', True),
        ('1,"a,b",c', True),
    ],
)
def test_two_halves_of_a_pair_of_quotes_are_a_reject(record: str, is_read: bool) -> None:
    content = f"no,first,second\n{record}\n2,a,b\n".encode()

    assert fates(content) == ["used" if is_read else "stray_quotes", "used"]
