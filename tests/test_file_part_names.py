"""The name of a sheet or of a file in an archive, read as a column: what it tells stands nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from schemas.text.problem import MappingError
from tests.test_file_parts import ALL, DECISIONS, EXPORT, archive, book, contacts, ingest
from tests.tiny_counts import REASONS
from tests.tiny_source import TinySource

NO_SEX: list[Any] = ["id", "day", "why"]
SHEETS = '{workbook: {sheet: "*", sheets: each}, key: sex}'
MEMBERS = '{csv: {encoding: utf-8}, packed: zip, member: "*.csv", members: each, key: sex}'


def tables(ending: str = "") -> dict[str, list[list[Any]]]:
    return {
        f"Girl{ending}": [NO_SEX, [1, "2024-01-05", "Hit"], [2, "2024-01-06", "Hit"]],
        f"Boy{ending}": [NO_SEX, [3, "2024-02-05", "Hit"]],
    }


@pytest.mark.parametrize("read", [SHEETS, MEMBERS])
def test_the_name_of_each_part_is_a_column_of_its_records(tmp_path: Path, read: str) -> None:
    is_book = "workbook" in read
    name, content = ("c_2024-03-01.xlsx", book(tables())) if is_book else ("c_2024-03-01.zip", archive(tables(".csv")))

    source, found = ingest(tmp_path, read, name, content)

    assert contacts(source) == [*ALL[:2], ("2024-02-05", "unknown")], "Boy is not decided"
    assert "new_column" not in found


def test_a_header_that_stands_again_in_a_sheet_is_no_record_there_either(tmp_path: Path) -> None:
    sheets = tables()
    sheets["Girl"].insert(2, NO_SEX)

    source, _ = ingest(tmp_path, SHEETS, "c_2024-03-01.xlsx", book(sheets))

    assert source.query("select n_rows, n_rows_used from delivery") == [(4, 3)]
    assert source.query("select count(*) from rejected_row") == [(0,)]


def test_a_column_of_that_name_holds_the_file(tmp_path: Path) -> None:
    sheets: dict[str, list[list[Any]]] = {"Jan": [[*NO_SEX, "Sex"], [1, "2024-01-05", "Hit", "Girl"]]}

    source, found = ingest(tmp_path, SHEETS, "c_2024-03-01.xlsx", book(sheets))

    assert source.query("select status_code from delivery") == [("held",)]
    assert "(sheet 1): there is a column 'sex' already" in found["missing_column"][0].sentence


COUNTS = """\
files: "r_*.xlsx"
read: {workbook: {sheet: "*", sheets: each}, key: month}
row: count
arrives: {as: replaces_period, slot: "r_(%Y).xlsx"}
period: {column: day, format: iso}
count: n
reasons: why
"""


def test_a_name_that_nothing_reads_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="nothing reads it"):
        TinySource.write(tmp_path, COUNTS, REASONS).run()


@pytest.mark.parametrize("read", ["{csv: {encoding: utf-8}, key: month}", "{workbook: {}, key: month}"])
def test_a_file_of_one_part_has_no_name_to_read(tmp_path: Path, read: str) -> None:
    with pytest.raises(MappingError, match="sheets: each"):
        TinySource.write(tmp_path, EXPORT.format(read=read), DECISIONS).run()
