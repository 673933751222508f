"""A file of counts that was copied under another year's name is said: its numbers are those of the year before."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny_source import EVERY_SIZE, TinySource

EXPORT = """\
files: "r_*.csv"
read: {csv: {encoding: utf-8}}
row: count
arrives: {as: replaces_period, slot: "r_(%Y).csv"}
period: {column: month, format: "%m", year: slot}
count: n
reasons: why
"""
REASONS = "reason,Fear,mapped,mental_health.mood,,,narrower,,,,,\nreason,Hit,mapped,violence.physical,,,equal,,,,,\n"
HIT, FEAR = (14, 9, 17, 12, 8, 15), (3, 5, 2, 6, 4, 1)
SAID = "select state_code, sentence from lake_finding where finding_code = 'copied_counts'"


def rows(hit: tuple[int, ...] = HIT, fear: tuple[int, ...] = FEAR) -> str:
    lines = (
        f"{month:02},Hit,{one}\n{month:02},Fear,{two}\n"
        for month, (one, two) in enumerate(zip(hit, fear, strict=True), 1)
    )
    return "month,why,n\n" + "".join(lines)


def write(folder: Path) -> TinySource:
    source = TinySource.write(folder, EXPORT, REASONS, EVERY_SIZE)
    source.put("r_2022.csv", rows())
    return source


@pytest.mark.parametrize("again", [rows(), rows((14, 9, 17, 12, 8, 16))], ids=["as it was", "one corrected"])
def test_a_copy_is_said_and_counts(tmp_path: Path, again: str) -> None:
    source = write(tmp_path)
    source.put("r_2023.csv", again)

    for _ in range(2):
        source.ingest()
        [(state, sentence)] = source.query(SAID)
        assert state == "warn"
        assert "r_2023.csv:" in sentence and "had in 2022 (r_2022.csv). Both years are counted." in sentence
    assert source.query("select count(distinct period_start) from reported_count") == [(12,)]


def test_so_is_a_year_of_rows_within_one_file(tmp_path: Path) -> None:
    export = EXPORT.replace('replaces_period, slot: "r_(%Y).csv"', "replaces_all")
    export = export.replace('format: "%m", year: slot', 'format: "%m/%Y"')
    source = TinySource.write(tmp_path, export, REASONS)
    years = [
        rows().split("\n", 1)[1].replace(",Hit", f"/{year},Hit").replace(",Fear", f"/{year},Fear")
        for year in (2022, 2023)
    ]
    source.put("r_all.csv", "month,why,n\n" + "".join(years))

    source.ingest()

    assert len(source.query(SAID)) == 1


@pytest.mark.parametrize(
    ("hit", "fear"),
    [((13, 9, 18, 14, 8, 15), FEAR), ((3, 4, 1, 2, 4, 1), (0, 1, 2, 2, 4, 1)), ((20,) * 6, (10,) * 6)],
    ids=["another year", "small counts", "quotas"],
)
def test_other_years_are_not(tmp_path: Path, hit: tuple[int, ...], fear: tuple[int, ...]) -> None:
    source = write(tmp_path)
    if hit != (13, 9, 18, 14, 8, 15):
        source.put("r_2022.csv", rows(hit, fear))
    source.put("r_2023.csv", rows(hit, fear))

    source.ingest()

    assert source.query(SAID) == []


def test_a_copy_that_was_sent_again_with_its_own_numbers_is_no_copy(tmp_path: Path) -> None:
    source = write(tmp_path)
    source.put("r_2023.csv", rows())
    source.ingest()
    source.put("r_2023.csv", rows((10, 11, 15, 9, 12, 20), (4, 4, 3, 7, 2, 5)))
    source.ingest()

    assert source.query(SAID) == []
