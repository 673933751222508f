"""Columns that are filled down: any name, pages that begin anew, and files of any length."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.tiny_counts import COUNTS, LONG, long
from warehouse.read.fill import LOST, spell_fill

FILLED = LONG.replace('delimiter: ";"}}', 'delimiter: ";"}, filled_down: [period, why]}')


def fill(columns: list[str], rows: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        filled = spell_fill(columns, rows, "unnest([]::bigint[])", "n")
        return connection.execute(f"select * exclude (n, {LOST}) from ({filled}) order by n").fetchall()


@pytest.mark.parametrize("name", ["group_0", "lost_column", "is_refused"])
def test_a_column_may_have_any_name(name: str) -> None:
    rows = f"select * from (values ('a', 1), ('', 2), ('b', 3)) as t(\"{name}\", n)"

    assert fill([name], rows) == [("a",), ("a",), ("b",)]


def test_what_is_filled_is_planned_without_looking_at_all_records_above_for_each() -> None:
    """`count(*) filter` over a window is quadratic: 400,000 records took more than 40 s, and take 0.3 s."""
    assert "filter (where" not in spell_fill(["a"], "select 1", "unnest([]::bigint[])", "n")


def test_a_header_that_stands_again_as_the_file_spells_it_begins_no_group(tmp_path: Path) -> None:
    source = long(
        tmp_path,
        "2022Q1;Bullying;F;;Net;3",
        "PERIOD;Why;G;;Place;",
        ";;F;;Net;4",
        export=FILLED,
    )

    source.ingest()

    assert source.query(COUNTS.format("period_start::varchar, reason_code, n_contacts")) == [
        ("2022-01-01", "violence.bullying", 7)
    ]
