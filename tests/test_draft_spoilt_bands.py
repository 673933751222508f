"""What a spreadsheet made of bands and shares is never drafted as if it were sure."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.suggest.age import read_years
from tests.drafting import draft_files, write_csv


@pytest.mark.parametrize("text", ["Oct-14", "12-Oct", "10-Dec", "oct.-14", "12. Okt", "2024-10-12 00:00:00", "3-mars"])
def test_a_date_that_was_a_band_names_no_years(text: str) -> None:
    """`Oct-14` was 10-14, and is no age of 14."""
    assert read_years(text) is None


@pytest.mark.parametrize("text", ["10-14", "over 18", "18-plus", "14 ans", "12-лет", "14-years", "under 12"])
def test_bands_in_words_do(text: str) -> None:
    assert read_years(text) is not None


def drafted_numbers(folder: Path, cells: list[list[str]]) -> list[str]:
    rows = [[f"2024-{month:02}", *row] for month, row in enumerate(cells, 1)]
    drafted = draft_files(folder, [write_csv(folder / "in" / "r.csv", [["month", "Bullying", "Rape", "Grief"], *rows])])
    return [one for one in drafted.questions if "three digits behind it" in one]


def test_numbers_with_three_decimals_are_asked_about(tmp_path: Path) -> None:
    cells = [[f"{20 + n / 10:.3f}", f"{33 - n / 7:.3f}", f"{n + 1}.250"] for n in range(12)]
    (asked,) = drafted_numbers(tmp_path, cells)
    assert "which count nothing" in asked


def test_thousands_with_numbers_below_are_not(tmp_path: Path) -> None:
    cells = [[f"1.{200 + n}", str(800 + 3 * n), f"2.{700 - n}"] for n in range(12)]
    assert drafted_numbers(tmp_path, cells) == []
