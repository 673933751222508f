"""A month between others of which no file of counts tells anything is asked about; one that is told blank, suppressed or as
part of a longer period is none.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.finding import Finding
from tests.tiny_source import TinySource

COUNTS = """\
files: "c_*.csv"
read: {csv: {encoding: utf-8}}
row: count
arrives: {as: replaces_period}
period: {column: month, format: "%Y-%m"}
across: {columns: [a, b], gives: reason}
number: {suppressed: ["<5"]}
"""
DECISIONS = "reason,a,mapped,violence.harassment,,,equal,,,,,\nreason,b,mapped,violence.physical,,,equal,,,,,\n"


def put(tiny: TinySource, name: str, rows: list[str]) -> None:
    tiny.put(name, "\n".join(["month,a,b", *rows, ""]))


def untold(tiny: TinySource) -> list[tuple[str, int | None, int | None]]:
    """What the question says before and in its brackets, the year, how many months."""
    found: tuple[Finding, ...] = tiny.ingest()[2].findings
    asked = [one for one in found if one.form_code == "untold_counts"]
    assert all((one.finding_code, one.state_code) == ("thin_month", "warn") and one.question for one in asked)
    return [(one.sentence.split(" of ")[2].split(",")[0], one.contact_year, one.numerator) for one in asked]


@pytest.mark.parametrize(
    ("absent", "said"),
    [
        (["2023-08"], [("2023-08 (1 month)", 2023, 1)]),
        (["2023-11", "2023-12", "2024-01"], [("2023-11 to 2024-01 (3 months)", 2023, 3)]),
        (["2023-03", "2023-08"], [("2023-03 (1 month)", 2023, 1), ("2023-08 (1 month)", 2023, 1)]),
        # nobody knows of what lies before the first and after the last
        (["2023-01", "2024-06"], []),
    ],
)
def test_months_of_which_nothing_is_told_are_asked_about(
    tmp_path: Path, absent: list[str], said: list[tuple[str, int, int]]
) -> None:
    months = [*(f"2023-{one:02d}" for one in range(1, 13)), *(f"2024-{one:02d}" for one in range(1, 7))]
    tiny = TinySource.write(tmp_path, COUNTS, DECISIONS)
    put(tiny, "c_1.csv", [f"{one},20,20" for one in months if one not in absent])
    assert untold(tiny) == said


def test_a_later_file_that_brings_the_month_answers_it(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, COUNTS, DECISIONS)
    put(tiny, "c_1.csv", ["2023-01,20,20", "2023-02,20,20"])
    put(tiny, "c_2.csv", ["2023-04,20,20"])
    assert untold(tiny) == [("2023-03 (1 month)", 2023, 1)]
    put(tiny, "c_3.csv", ["2023-03,0,0"])
    assert untold(tiny) == []


@pytest.mark.parametrize("row", ["2023-03,<5,<5", "2023-03,,", "2023-03,0,0"])
def test_a_month_that_is_suppressed_blank_or_zero_is_told(tmp_path: Path, row: str) -> None:
    """Of a blank one another finding asks."""
    tiny = TinySource.write(tmp_path, COUNTS, DECISIONS)
    put(tiny, "c_1.csv", ["2023-01,20,20", "2023-02,20,20", row, "2023-04,20,20"])
    assert untold(tiny) == []


def test_a_month_within_a_quarter_is_told_and_a_quarter_that_lacks_is_not(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, COUNTS.replace('"%Y-%m"', '"%Y-Q%q"'), DECISIONS)
    put(tiny, "c_1.csv", ["2023-Q1,20,20", "2023-Q2,20,20", "2023-Q4,20,20"])
    assert untold(tiny) == [("2023-07 to 2023-09 (3 months)", 2023, 3)]
