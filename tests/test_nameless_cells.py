"""Cells under no name are counted and said, and a column without a name can be read by its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny_source import TinySource

EXPORT = """\
files: "c_*.csv"
read: {{csv: {{encoding: utf-8{more}}}}}
row: contact
id: no
arrives: {{as: additions}}
date: {{column: day, format: iso}}
fields: {{channel: {{never: not asked}}, gender: {{never: not asked}}, age: {{never: not asked}}}}
reasons: {{cell: {why}}}
"""


def found(
    folder: Path, content: str, why: str = "why", more: str = ""
) -> tuple[TinySource, list[tuple[int | None, int | None]]]:
    source = TinySource.write(
        folder, EXPORT.format(why=why, more=more), "reason,Hit,mapped,violence.physical,,,equal,,,,,\n"
    )
    source.put("c_1.csv", content)
    findings = source.ingest()[2].findings
    return source, [(one.numerator, one.denominator) for one in findings if one.finding_code == "nameless_cells"]


@pytest.mark.parametrize("header", ["no,day,why,,", "no,day,why, ,\u200b", "no,,day,why,"])
def test_they_are_counted(tmp_path: Path, header: str) -> None:
    cells = {"no": "1", "day": "2024-03-01", "why": "Hit"}
    rows = [[cells.get(name, filled) for name in header.split(",")] for filled in ("", "x", " ")]
    text = header + "\n" + "".join(",".join([str(n), *row[1:]]) + "\n" for n, row in enumerate(rows))

    assert found(tmp_path, text)[1] == [(1, 3)]


def test_where_they_are_blank_nothing_is_said(tmp_path: Path) -> None:
    assert found(tmp_path, "no,day,why,,\n1,2024-03-01,Hit,,\n2,2024-03-02,Hit, ,\n")[1] == []


def test_a_declared_delimiter_at_the_end_is_none(tmp_path: Path) -> None:
    text = "no,day,why,\n1,2024-03-01,Hit,\n"

    assert found(tmp_path, text, more=", trailing_delimiter: yes")[1] == []


def test_one_is_read_by_its_place(tmp_path: Path) -> None:
    source, nameless = found(tmp_path, "no,day,,,\n1,2024-03-01,,Hit,\n2,2024-03-02,x,Hit,\n", why='"#4"')

    assert source.query("select reason_code, count(*) from contact_reason group by all") == [("violence.physical", 2)]
    assert nameless == [(1, 2)]


def test_a_column_that_has_a_name_is_not_read_by_its_place(tmp_path: Path) -> None:
    source, _ = found(tmp_path, "no,day,why\n1,2024-03-01,Hit\n", why='"#3"')

    assert source.query("select status_code from delivery") == [("held",)]
