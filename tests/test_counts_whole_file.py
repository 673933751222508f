"""Counts of which nothing in the file tells the period stand in that of the file; years may begin in any month."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.text.problem import MappingError
from tests.tiny_source import TinySource

EXPORT = """\
files: "r_*.csv"
read: {csv: {encoding: utf-8}}
row: count
arrives: {as: replaces_period, slot: "r_(%Y).csv"}
period: {PERIOD}
count: n
reasons: why
"""
HIT = "reason,Hit,mapped,violence.physical,,,equal,,,,,\n"
DAYS = "select period_start::varchar, period_end::varchar, n_contacts::bigint from reported_count order by all"


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("whole_file: slot", "2023-01-01", "2023-12-31"),
        ("whole_file: 2022-Q3", "2022-07-01", "2022-09-30"),
        ('column: p, format: "%Y/%f", year_begins: 4', "2022-04-01", "2023-03-31"),
    ],
)
def test_the_period_of_counts(tmp_path: Path, period: str, first: str, last: str) -> None:
    tiny = TinySource.write(tmp_path, EXPORT.replace("PERIOD", period), HIT)
    tiny.put("r_2023.csv", "p,why,n\n2022/23,Hit,5\n")
    tiny.ingest()

    assert tiny.query(DAYS) == [(first, last, 5)]


@pytest.mark.parametrize(
    "period",
    [
        'whole_file: slot, format: "%Y"',
        "whole_file: slot, column: p",
        "whole_file: 2023-13",
        'column: p, format: "%Y/%f"',
        'column: p, format: "%Y", year_begins: 4',
        'column: p, format: "%Y-%m/%f", year_begins: 4',
        'column: p, format: "%Y/%f", year_begins: 1',
    ],
)
def test_a_period_that_is_none_is_refused(tmp_path: Path, period: str) -> None:
    tiny = TinySource.write(tmp_path, EXPORT.replace("PERIOD", period), HIT)
    tiny.put("r_2023.csv", "p,why,n\n2022/23,Hit,5\n")

    with pytest.raises(MappingError):
        tiny.ingest()
