"""Digits of other scripts, kinds of blanks and marks that nobody sees: in dates and counts they are read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from schemas.text.sql import literal, plain_digits
from tests.tiny_source import TinySource

EXPORT = """\
files: "c_*.csv"
read: {{csv: {{encoding: utf-8}}}}
row: contact
id: no
arrives: {{as: additions}}
date: {{column: day, format: {form}}}
fields: {{channel: {{never: not asked}}, gender: {{never: not asked}}, age: age}}
reasons: {{cell: why}}
"""
COUNTS = """\
files: "r_*.csv"
read: {csv: {encoding: utf-8, delimiter: ;}}
row: count
arrives: {as: additions}
period: {column: month, format: "%Y-%m"}
count: n
number: {thousands: ","}
reasons: why
setting: {never: not told}
fields: {}
"""
HIT = "reason,Hit,mapped,violence.physical,,,equal,,,,,\n"


@pytest.mark.parametrize(
    ("form", "cell"),
    [
        ("iso", "٢٠٢٤-٠٣-٢٣"),
        ("iso", "۲۰۲۴-۰۳-۲۳"),
        ("iso", "२०२४-०३-२३"),
        ("iso", "２０２４-０３-２３"),
        ("iso", "\u200e2024-03-23"),
        ('"%d/%m/%Y"', "๒๓/๐๓/๒๐๒๔"),
        ('"%d/%m/%Y %H:%M"', "23/03/2024\u202f10:00"),
        ('"%d/%m/%Y %H:%M"', "23/03/2024\u00a010:00"),
    ],
)
def test_a_date_is_read(tmp_path: Path, form: str, cell: str) -> None:
    source = TinySource.write(tmp_path, EXPORT.format(form=form), HIT)
    source.put("c_1.csv", f"no,day,age,why\n1,{cell},١٢,Hit\n2,{cell},12,Hit\n")
    source.ingest()

    assert source.query("select contact_date, age_years from contact") == [(date(2024, 3, 23), 12)] * 2


@pytest.mark.parametrize(("cell", "n"), [("١٢", 12), ("1,234", 1234), ("1,23,456", 123456), ("12,34,567", 1234567)])
def test_a_count_is_read(tmp_path: Path, cell: str, n: int) -> None:
    source = TinySource.write(tmp_path, COUNTS, HIT)
    source.put("r_1.csv", f"month;why;n\n٢٠٢٤-٠٣;Hit;{cell}\n")
    source.ingest()

    assert source.query("select period_start, n_contacts from reported_count") == [(date(2024, 3, 1), n)]


@pytest.mark.parametrize("cell", ["1,2,3", "1,23", "12,345,6", "123,45,678"])
def test_what_is_grouped_in_no_known_way_is_a_reject(tmp_path: Path, cell: str) -> None:
    source = TinySource.write(tmp_path, COUNTS, HIT)
    source.put("r_1.csv", f"month;why;n\n2024-03;Hit;{cell}\n")
    source.ingest()

    assert source.query("select reject_code from rejected_row") == [("bad_count",)]


def test_ascii_stays_as_it_is() -> None:
    text = "".join(map(chr, range(33, 127)))

    assert duckdb.execute(f"select {plain_digits(literal(text))}").fetchall() == [(text,)]
