"""A footer is declared once: a later file that ends without one loses no record without a word."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from schemas.finding import Finding
from schemas.mapping.read import Read
from tests.container_files import write_xlsx
from warehouse.read.table import open_table
from warehouse.store.run import silent

HEADER = "id;day;sex;reason\n"
RECORDS = "1;2024-01-01;F;Abuse\n2;2024-01-02;;Bullying\n3;2024-01-03;F;Abuse\n"
"""One of them has no sex."""


def said(folder: Path, name: str, content: bytes, read: dict[str, object]) -> list[tuple[str, int | None]]:
    (folder / name).write_bytes(content)
    with duckdb.connect() as connection:
        table = open_table(
            connection, folder / name, Read.model_validate(read), ["id", "reason"], {}, "read", silent, folder
        )
        kept = connection.execute(f"select count(*) from {table.relation}").fetchone()
        assert kept is not None and kept[0] + table.n_ignored + table.n_rejected == table.n_records
        return [(one.finding_code, one.numerator) for one in table.remarks if _is_asked(one)]


def _is_asked(one: Finding) -> bool:
    return one.state_code == "warn"


@pytest.mark.parametrize(
    ("end", "n_footer", "n_like"),
    [
        ("", 1, 1),
        ("Total;;;3\n", 1, 0),
        ("Total;3;3;3\n", 1, 0),
        (";;;3\n", 1, 0),
        (";;3;3\n", 1, 0),
        ("printed on 2024-02-01;;;\n", 1, 0),
        ("4;2024-01-04;;Abuse\n", 1, 1),
        ("4;2024-01-04;F;Abuse\nTotal;;;4\n", 2, 1),
        ("4;2024-01-04;Both;All\n", 1, 1),
        (" ;Sum;3;3\n", 1, 0),
        (";;;\nprinted on 2024-02-01;;;\n;;;\n", 2, 0),
    ],
)
@pytest.mark.parametrize("quoted", ["", '"6"x;;;\n'], ids=["fast", "record by record"])
def test_a_record_that_is_left_out_and_looks_like_the_others_is_a_warning(
    tmp_path: Path, end: str, n_footer: int, n_like: int, quoted: str
) -> None:
    content = HEADER + quoted + RECORDS + end
    found = said(
        tmp_path, "a.csv", content.encode(), {"csv": {"encoding": "utf-8", "delimiter": ";", "footer_rows": n_footer}}
    )
    assert found == ([("record_in_footer", n_like)] if n_like else [])


@pytest.mark.parametrize("quoted", ["", '"6"x;;;\n'], ids=["fast", "record by record"])
def test_a_remark_among_the_records_tells_nothing_of_what_a_record_fills(tmp_path: Path, quoted: str) -> None:
    content = HEADER + quoted + RECORDS + "office closed;;;\n" + "printed on 2024-02-01;;;\n"
    csv = {"encoding": "utf-8", "delimiter": ";", "footer_rows": 1}
    assert said(tmp_path, "a.csv", content.encode(), {"csv": csv}) == []


def test_a_file_of_a_footer_alone_has_no_record_to_be_like(tmp_path: Path) -> None:
    csv = {"encoding": "utf-8", "delimiter": ";", "footer_rows": 1}
    assert said(tmp_path, "a.csv", f"{HEADER}1;2024-01-01;F;Abuse\n".encode(), {"csv": csv}) == []


@pytest.mark.parametrize(("last", "n_like"), [(["Total", "", 3], 0), ([3, "Abuse", 1], 1)])
def test_so_is_the_last_row_of_a_sheet(tmp_path: Path, last: list[object], n_like: int) -> None:
    rows: list[list[object]] = [["id", "reason", "n"], [1, "Abuse", 1], [2, "Bullying", 1], last]
    found = said(tmp_path, "a.xlsx", write_xlsx(rows), {"workbook": {"sheet": "Contacts", "footer_rows": 1}})
    assert found == ([("record_in_footer", n_like)] if n_like else [])
