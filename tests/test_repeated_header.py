"""A header that stands in the middle of a file, as where files were put together, is no contact and no reject."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny_source import TinySource

EXPORT = """\
files: "c_*.csv"
read: {{csv: {{encoding: utf-8}}}}
row: {row}
{id}arrives: {{as: additions}}
date: {{column: day, format: iso}}
fields: {{channel: {{never: not asked}}, gender: sex, age: {{never: not asked}}}}
reasons: {{cell: why}}
"""
HEADER = "no,day,sex,why\n"


@pytest.mark.parametrize(("row", "id_"), [("contact", "id: no\n"), ("contact", ""), ("reason", "id: no\n")])
def test_it_is_ignored(tmp_path: Path, row: str, id_: str) -> None:
    source = TinySource.write(tmp_path, EXPORT.format(row=row, id=id_), "gender,sex,mapped,girl,,,equal,,,,,\n")
    source.put("c_1.csv", f"{HEADER}1,2024-03-01,sex,why\n{HEADER}2,2024-03-02,boy,\n{HEADER}{HEADER}")
    source.ingest()

    counts = "select n_rows, n_rows_used, n_ignored, n_rejected from delivery"
    assert source.query(counts) == [(5, 2, 3, 0)]
    assert source.query("select count(*) from contact") == [(2,)]
