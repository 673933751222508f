"""A month in words, or a quarter, in a file's name: its counts are never drafted as those of the whole year."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.draft.names import find_pattern
from tests.drafting import draft_files, write_csv
from tests.test_draft_counts import CODES, WHY, Rows, counted

NUMBERS = ((31, 45), (17, 29), (52, 38), (13, 7))
DECIDED = dict(zip(WHY, CODES, strict=True))


@pytest.mark.parametrize("headers", [("Number",), pytest.param(("Girls", "Boys"), marks=pytest.mark.long)])
def test_a_tally_of_a_month_in_words_is_counts_of_that_month_and_asked_about(
    tmp_path: Path, headers: tuple[str, ...]
) -> None:
    rows: Rows = [["Reason", *headers]]
    rows += [[why, *both[: len(headers)]] for why, both in zip(WHY, NUMBERS, strict=True)]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tallies_January 2024.csv", rows)])

    assert drafted.content["row"] == "count" and "QUESTION" in drafted.line("row")
    assert drafted.content["period"] == {"whole_file": "2024-01"} and "is it 2024-01" in drafted.line("period")
    assert counted(drafted, DECIDED) == sum(sum(both[: len(headers)]) for both in NUMBERS)
    days = drafted.query("select distinct period_start::varchar, period_end::varchar from reported_count")
    assert days == [("2024-01-01", "2024-01-31")]


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("tallies_January 2024.csv", "2024-01"),
        ("enero-2024.xlsx", "2024-01"),
        ("Mar2024.csv", "2024-03"),
        ("Meldungen_2024_Dezember.csv", "2024-12"),
        ("counts_Q2_2024.csv", "2024-Q2"),
        ("2024 статистика март.csv", "2024-03"),
    ],
)
def test_what_a_name_tells_beside_its_year(name: str, part: str) -> None:
    found = find_pattern([name])
    assert (found.part, found.caught, found.files) == (part, "", name)


@pytest.mark.parametrize(
    "name", ["data_set_extract_2024.csv", "calls_2024.csv", "march_hare_2024-05.csv", "mar_x_2024.csv"]
)
def test_other_words_are_no_months(name: str) -> None:
    found = find_pattern([name])
    assert found.caught and not found.part


def test_two_readings_are_none(tmp_path: Path) -> None:
    """Two months in a name are a span, or one of them says something else."""
    found = find_pattern(["January to March 2024.csv"])
    assert not found.part and not found.caught
