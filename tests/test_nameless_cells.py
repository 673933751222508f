"""Cells under no name are counted and said, and a column without a name can be read by its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny_counts import REASONS, WIDE
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
GRID = """\
files: "c_*.csv"
read: {csv: {encoding: utf-8}}
row: count
arrives: {as: additions}
period: {format: ["%Y-%m", "%Y -%m"]}
across: {gives: period}
reasons: "#1"
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


def test_so_are_those_of_a_file_that_is_read_record_by_record(tmp_path: Path) -> None:
    text = "no,day,why,,\n1,2024-03-01,Hit,,\n2,2024-03-02,Hit\n3,2024-03-03,Hit,,x\n"

    assert found(tmp_path, text, more=", short_rows: fill")[1] == [(1, 3)]


@pytest.mark.parametrize("short", ["", "3,2024-03-03,Hit\n"], ids=["fast", "record by record"])
def test_a_footer_is_no_record(tmp_path: Path, short: str) -> None:
    text = f"no,day,why,,\n1,2024-03-01,Hit,,x\n2,2024-03-02,Hit,,\n{short}Total,2,,,2\n"

    assert found(tmp_path, text, more=", short_rows: fill, footer_rows: 1")[1] == [(1, 3 if short else 2)]


@pytest.mark.parametrize("short", ["", "2022-03;1;2\n"], ids=["fast", "record by record"])
def test_so_are_those_of_counts(tmp_path: Path, short: str) -> None:
    export = WIDE.replace("{from: from, to: to", "{column: Month").replace("%d/%m/%Y", "%Y-%m")
    export = export.replace("fields: {gender: sex}\n", "").replace(
        "{ACROSS}", "{columns: [Rape, Bullying], gives: reason}"
    )
    source = TinySource.write(tmp_path, export.replace("utf-8,", "utf-8, short_rows: fill,"), REASONS)
    source.put("r_1.csv", f"Month;Rape;Bullying;\n2022-01;1;2;9\n2022-02;1;2;\n{short}")

    findings = source.ingest()[1].findings

    told = [(one.state_code, one.numerator) for one in findings if one.finding_code == "nameless_cells"]
    assert told == [("warn", 1)]


def test_one_is_read_by_its_place(tmp_path: Path) -> None:
    source, nameless = found(tmp_path, "no,day,,,\n1,2024-03-01,,Hit,\n2,2024-03-02,x,Hit,\n", why='"#4"')

    assert source.query("select reason_code, count(*) from contact_reason group by all") == [("violence.physical", 2)]
    assert nameless == [(1, 2)]


@pytest.mark.parametrize(
    ("export", "content"),
    [
        (GRID, ",2022-01,2022-02,\nRape,3,4,\nRape,,1,\n"),
        (GRID.replace("utf-8", "utf-8, header_rows: 2"), ",2022,2022\n,-01,-02\nRape,3,4\nRape,,1\n"),
        (
            EXPORT.replace("id: no\n", "").format(more="", why='"#2"'),
            "day,,sex\n2024-03-01,Rape,F\n2024-03-02,Rape,F\n",
        ),
    ],
    ids=["a grid with a blank corner", "of two rows", "contacts without ids"],
)
def test_so_is_one_where_all_columns_are_read(tmp_path: Path, export: str, content: str) -> None:
    source = TinySource.write(tmp_path, export, REASONS)
    source.put("c_1.csv", content)

    findings = source.ingest()[1].findings

    assert source.query("select n_rows_used, n_rejected from delivery") == [(2, 0)]
    assert "nameless_cells" not in [one.finding_code for one in findings]


def test_a_column_that_has_a_name_is_not_read_by_its_place(tmp_path: Path) -> None:
    source, _ = found(tmp_path, "no,day,why\n1,2024-03-01,Hit\n", why='"#3"')

    assert source.query("select status_code from delivery") == [("held",)]
