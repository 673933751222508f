"""A scan finds what a mapping can declare: no header, long delimiters, escapes, parts that look alike; and a run of the
`read:` that it proposes reads as many records.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from schemas.mapping.read import Read
from tests.container_files import write_csv, write_zip
from tests.test_file_parts import FEB, HEADER, JAN, OTHER, Table, book
from warehouse.read.table import open_table
from warehouse.scan.profile import TableProfile
from warehouse.scan.scan import scan_files
from warehouse.store.run import silent


def scan(folder: Path, name: str, content: bytes) -> tuple[TableProfile, ...]:
    (folder / name).write_bytes(content)
    (profile,) = scan_files([folder / name]).files
    assert profile.problem == ""
    return profile.tables


BODY = "".join(f"{n},2024-01-{n % 28 + 1:02},{'Phone' if n % 2 else 'Chat'},{n % 18}\n" for n in range(1, 60))
LONG = "id||day||note\n" + "".join(f"{n}||2024-01-05||\n" for n in range(1, 60))
ESCAPED = "id,day,note\n" + "".join(f'{n},2024-01-05,"said \\"no, {n}\\""\n' for n in range(1, 60))


@pytest.mark.parametrize(
    ("content", "declared", "n_columns"),
    [
        (BODY, {"header_row": 0, "delimiter": ","}, 4),
        (LONG, {"delimiter": "||"}, 3),
        (ESCAPED, {"delimiter": ",", "escape": "\\"}, 3),
    ],
)
def test_what_it_proposes_reads_every_record(
    tmp_path: Path, content: str, declared: dict[str, object], n_columns: int
) -> None:
    (table,) = scan(tmp_path, "c.csv", content.encode())

    assert {key: table.read["csv"].get(key) for key in declared} == declared
    assert (table.n_rows, table.rejected, len(table.columns)) == (59, {}, n_columns)
    with duckdb.connect() as connection:
        read = Read.model_validate(table.read)
        opened = open_table(connection, tmp_path / "c.csv", read, None, {}, "t", silent, tmp_path / "work")
    assert (opened.n_records, opened.n_rejected, len(opened.header)) == (59, 0, n_columns)


@pytest.mark.parametrize("content", ["a,b\n1,x||y\n2,z\n", "a|b|c\n1||2\n3||4\n", "a||b\n"])
def test_a_pair_of_marks_is_no_long_delimiter(tmp_path: Path, content: str) -> None:
    (table,) = scan(tmp_path, "c.csv", content.encode())

    assert table.read["csv"]["delimiter"] != "||"


@pytest.mark.long
def test_sheets_and_members_that_look_alike_are_said(tmp_path: Path) -> None:
    feb: Table = [[*HEADER[::-1]], ["Hit", "Girl", "2024-02-05", 3]]
    sheets = scan(tmp_path, "m.xlsx", book({"Jan": JAN, "Feb": feb, "Notes": [["a", "b"], [1, 2]]}))
    members = scan(tmp_path, "m.zip", write_zip({"1.csv": write_csv(JAN), "2.csv": write_csv(feb)}))
    others = scan(tmp_path, "o.xlsx", book({"Jan": JAN, "Feb": FEB, "Notes": OTHER}))

    assert [
        sum("2 of 3 sheets have the same columns: `sheets: each`" in note for note in one.notes) for one in sheets
    ] == [
        1,
        1,
        0,
    ]
    assert all(any("2 of 2 files in it have the same columns" in note for note in one.notes) for one in members)
    assert not any("same columns" in note for one in others for note in one.notes)
