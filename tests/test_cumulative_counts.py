"""Counts since the year began, which add up to far too many, are told from counts of each period by itself."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path

import pytest

from tests.tiny_source import TinySource

EXPORT = """\
files: "r_*.csv"
read: {csv: {encoding: utf-8}}
row: count
arrives: {as: replaces_period, slot: "r_(SLOT).csv"}
period: {column: month, format: "%Y-%m"}
count: n
reasons: why
"""
REASONS = "reason,Fear,mapped,mental_health.mood,,,narrower,,,,,\nreason,Hit,mapped,violence.physical,,,equal,,,,,\n"
HIT, FEAR = (14, 9, 17, 12, 8, 15, 11, 19), (3, 5, 2, 6, 4, 1, 5, 3)
GROWING = (10, 12, 11, 14, 15, 15, 18, 17)


def rows(year: int, hit: Sequence[int], fear: Sequence[int], first: int = 1) -> str:
    lines = (
        f"{year}-{month:02},Hit,{more}\n{year}-{month:02},Fear,{less}\n"
        for month, (more, less) in enumerate(zip(hit, fear, strict=True), first)
    )
    return "".join(lines)


def said(source: TinySource) -> list[tuple[str, str]]:
    source.ingest()
    return source.query("select state_code, sentence from lake_finding where finding_code = 'cumulative_counts'")


def write(folder: Path, slot: str = "%Y") -> TinySource:
    return TinySource.write(folder, EXPORT.replace("SLOT", slot), REASONS)


def test_counts_since_the_year_began_are_said(tmp_path: Path) -> None:
    source = write(tmp_path)
    for year in (2023, 2024):
        hit, fear = list(accumulate(HIT)), list(accumulate(FEAR))
        source.put(f"r_{year}.csv", "month,why,n\n" + rows(year, hit, fear))

    for _ in range(2):
        [(state, sentence)] = said(source)
        assert state == "warn" and "(2023 to 2024)" in sentence and "last periods count 268, first ones 34" in sentence


def test_so_are_those_of_a_file_a_month(tmp_path: Path) -> None:
    source = write(tmp_path, "%Y-%m")
    for month, numbers in enumerate(zip(accumulate(HIT), accumulate(FEAR), strict=True), 1):
        hit, fear = numbers
        source.put(f"r_2024-{month:02}.csv", "month,why,n\n" + rows(2024, [hit], [fear], month))

    assert len(said(source)) == 1


@pytest.mark.parametrize(
    ("hit", "fear"),
    [(HIT, FEAR), (GROWING, GROWING), (tuple(accumulate(HIT))[:3], tuple(accumulate(FEAR))[:3]), ((7,) * 8, (2,) * 8)],
    ids=["each by itself", "a line that grows", "too few", "always alike"],
)
def test_other_counts_are_not(tmp_path: Path, hit: Sequence[int], fear: Sequence[int]) -> None:
    source = write(tmp_path)
    source.put("r_2024.csv", "month,why,n\n" + rows(2024, hit, fear))

    assert said(source) == []


def test_a_helpline_that_only_grew_does_not_begin_anew_in_january(tmp_path: Path) -> None:
    """Every month is higher than the one before it, also the first of the second year."""
    source = write(tmp_path)
    grown = [4 * 1.3**month for month in range(16)]
    for year, months in ((2023, grown[:8]), (2024, grown[8:])):
        source.put(f"r_{year}.csv", "month,why,n\n" + rows(year, list(map(int, months)), [3 * int(n) for n in months]))

    assert said(source) == []


def test_one_year_in_which_many_counts_stay_alike_is_no_growth_since_it_began(tmp_path: Path) -> None:
    source = write(tmp_path)
    steps = [2, 2, 5, 5, 9, 9, 14, 14, 20, 20, 31, 31]
    source.put("r_2024.csv", "month,why,n\n" + rows(2024, [n * 3 for n in steps], steps[:3] + list(range(6, 15))))

    assert said(source) == []


def test_it_is_asked_not_said(tmp_path: Path) -> None:
    source = write(tmp_path)
    source.put("r_2024.csv", "month,why,n\n" + rows(2024, list(accumulate(HIT)), list(accumulate(FEAR))))

    [(_, sentence)] = said(source)

    assert "do these periods count since the year began?" in sentence
