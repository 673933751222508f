"""The same small table gives the same relation, in whatever container it is sent."""

from __future__ import annotations

from datetime import UTC, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from schemas.finding import finding_kinds
from tests.container_files import (
    DOCUMENTS,
    HEADER,
    READS,
    TABLES,
    TEXTS,
    good_files,
    open_container,
    rows_of,
    write_csv,
    write_parquet,
    write_zip,
)
from warehouse.read import limits
from warehouse.read.rejects import UnreadableError


@pytest.mark.parametrize("container", READS)
def test_the_same_table_in_every_container(tmp_path: Path, container: str) -> None:
    with duckdb.connect() as connection:
        opened = open_container(connection, tmp_path, READS[container], good_files(container))
        assert rows_of(connection, opened) == [(number, *row) for number, row in enumerate(TEXTS, start=1)]
    assert opened.header == HEADER
    assert (opened.n_records, opened.n_ignored, opened.n_rejected, opened.remarks) == (3, 0, 0, ())
    assert bool(opened.in_order) == (container in TABLES)


@pytest.mark.parametrize("container", TABLES)
def test_of_a_table_only_the_wanted_columns_are_given_and_all_are_named(tmp_path: Path, container: str) -> None:
    with duckdb.connect() as connection:
        opened = open_container(connection, tmp_path, READS[container], good_files(container), ["age", "id"])
        rows = connection.execute("select * from t order by row_number").fetchall()
    assert rows == [(1, "14", "c1"), (2, "", "c2"), (3, "7", "c3")]
    assert opened.header == HEADER


@pytest.mark.parametrize("container", TABLES)
def test_a_column_that_is_missing_is_told_in_every_container(tmp_path: Path, container: str) -> None:
    with duckdb.connect() as connection, pytest.raises(UnreadableError, match="'chanel' is missing") as caught:
        open_container(connection, tmp_path, READS[container], good_files(container), ["id", "chanel"])
    assert caught.value.finding_code == "missing_column"


@pytest.mark.parametrize("container", DOCUMENTS)
def test_what_no_document_has_is_null(tmp_path: Path, container: str) -> None:
    with duckdb.connect() as connection:
        open_container(connection, tmp_path, READS[container], good_files(container), ["id", "gone"])
        assert connection.execute("select id, gone from t order by all").fetchall() == [
            ("c1", None),
            ("c2", None),
            ("c3", None),
        ]


def test_one_file_after_another_leaves_the_temporary_files_of_the_last_one_only(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        for container in (*READS, "csv"):
            open_container(connection, tmp_path, READS[container], good_files(container))
        assert connection.execute("select count(*) from t").fetchall() == [(3,)]
    assert [path for path in (tmp_path / "work").rglob("*") if path.is_file()] == []


def read_csv(tmp_path: Path, content: bytes, **dialect: Any) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    with duckdb.connect() as connection:
        opened = open_container(connection, tmp_path, {"csv": {"encoding": "utf-8", **dialect}}, [content])
        return opened.header, rows_of(connection, opened)


def test_a_header_over_several_lines_is_joined_where_filled(tmp_path: Path) -> None:
    content = b"Report,,\n\nGirls,,Total\n0-9,10-17,\nn,n,\n1,2,3\n"
    header, rows = read_csv(tmp_path, content, header_row=3, header_rows=3)
    assert (header, rows) == (("Girls 0-9 n", "10-17 n", "Total"), [(1, "1", "2", "3")])


def test_a_header_of_a_crosstab_is_filled_to_the_right_where_declared(tmp_path: Path) -> None:
    content = b"Reason,Girls,,Boys,\nReason,0-9,10-17,0-9,10-17\nGrief,1,2,3,4\n"
    header, rows = read_csv(tmp_path, content, header_rows=2, merged="fill")
    assert header == ("Reason", "Girls 0-9", "Girls 10-17", "Boys 0-9", "Boys 10-17")
    assert rows == [(1, "Grief", "1", "2", "3", "4")]


@pytest.mark.parametrize("other", [b"b,y\n", b"b,y\nodd\n"])
@pytest.mark.parametrize(("n_more", "fate"), [(0, []), (1, ["too_long"])])
def test_a_record_may_have_so_many_bytes_read_fast_or_one_by_one(
    tmp_path: Path, other: bytes, n_more: int, fate: list[str]
) -> None:
    long = b"a," + b"x" * (limits.MOST_RECORD_BYTES - 2 + n_more) + b"\r\n"
    with duckdb.connect() as connection:
        opened = open_container(connection, tmp_path, READS["csv"], [b"id,note\n" + long + other], ["id"])
    assert opened.rejects["reject_code"].to_pylist() == [*fate, *["too_few_cells"] * (b"odd" in other)]


def test_parquet_gives_each_type_as_a_person_would_write_it(tmp_path: Path) -> None:
    moment = datetime(2024, 3, 5, 14, 30)
    columns: dict[str, tuple[pa.DataType, Any, str]] = {
        "whole": (pa.float64(), 14.0, "14"),
        "half": (pa.float32(), 0.5, "0.5"),
        "huge": (pa.float64(), 1e300, "1e+300"),
        "big": (pa.int64(), 2**60, str(2**60)),
        "money": (pa.decimal128(10, 2), Decimal("1.50"), "1.50"),
        "yes": (pa.bool_(), True, "true"),
        "midnight": (pa.timestamp("us"), datetime(2024, 3, 5), "2024-03-05"),
        "seconds": (pa.timestamp("s"), moment, "2024-03-05 14:30:00"),
        "nanos": (pa.timestamp("ns"), moment, "2024-03-05 14:30:00"),
        "zoned": (pa.timestamp("us", "UTC"), moment.replace(tzinfo=UTC), "2024-03-05 14:30:00+00"),
        "time": (pa.time64("us"), time(14, 30), "14:30:00"),
        "bytes": (pa.binary(), "é".encode(), "é"),
        "raw": (pa.binary(), b"\xff", "\\xFF"),
        "list": (pa.list_(pa.string()), ["a", "b"], '["a","b"]'),
        "object": (pa.struct([("x", pa.int64())]), {"x": 1}, '{"x":1}'),
    }
    given = pa.table({name: pa.array([value, None], type_) for name, (type_, value, _) in columns.items()})
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        opened = open_container(connection, tmp_path, READS["parquet"], [write_parquet(given)])
        rows = rows_of(connection, opened)
    assert rows == [(1, *(text for _, _, text in columns.values())), (2, *("" for _ in columns))]


@pytest.mark.parametrize("type_", [pa.float64(), pa.float32()])
def test_whole_numbers_with_gaps_between_them_are_read(tmp_path: Path, type_: pa.DataType) -> None:
    given = pa.table({"id": ["a", "b", "c"], "age": pa.array([12.0, float("nan"), 14.0], type_)})
    with duckdb.connect() as connection:
        opened = open_container(connection, tmp_path, READS["parquet"], [write_parquet(given)])
        rows = rows_of(connection, opened)
    assert rows == [(1, "a", "12"), (2, "b", ""), (3, "c", "14")]


def test_a_column_that_stands_twice_in_a_parquet_file_is_told(tmp_path: Path) -> None:
    twice = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["id", "id"])
    with duckdb.connect() as connection, pytest.raises(UnreadableError, match="'id' is there 2 times"):
        open_container(connection, tmp_path, READS["parquet"], [write_parquet(twice)], ["id"])


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ({"a.csv": b"x", "b.csv": b"y"}, "holds 2 files that fit `member: *.csv` (of 2 in all)"),
        ({"a.txt": b"x"}, "holds 0 files that fit `member: *.csv` (of 1 in all)"),
    ],
)
def test_a_pattern_fits_exactly_one_file_of_an_archive(tmp_path: Path, members: dict[str, bytes], told: str) -> None:
    with duckdb.connect() as connection, pytest.raises(UnreadableError) as caught:
        open_container(connection, tmp_path, READS["csv.zip"], [write_zip(members)])
    assert caught.value.finding_code == "missing_member"
    assert told in caught.value.message
    assert caught.value.next_step == finding_kinds()["missing_member"].next_step


def test_a_path_in_an_archive_leads_nowhere(tmp_path: Path) -> None:
    content = write_zip({"../../../escaped.csv": write_csv([HEADER, *TEXTS])})
    with duckdb.connect() as connection:
        opened = open_container(connection, tmp_path / "in", READS["csv.zip"], [content])
        assert opened.n_records == 3
    assert not list(tmp_path.rglob("escaped*"))
    assert {path.name for path in tmp_path.iterdir()} == {"in"}
