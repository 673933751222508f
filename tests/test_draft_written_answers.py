"""Reasons among which somebody wrote texts of their own (`Other: ...`) are never drafted as sure."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drafting import day, draft_files, write_csv

WHY = ("Bullying", "Grief", "Neglect", "Sexual abuse", "Family conflict")
ASKED = "did somebody write them"


def _file(folder: Path, delimiter: str, written: int, text: str = "a neighbour, number {}, came by again") -> Path:
    rows: list[list[object]] = [["id", "Date", "What was the problem?"]]
    for i in range(120):
        items = [WHY[i % 5], *([WHY[(i + 1) % 5]] if delimiter and i % 4 == 0 else [])]
        if i < written:
            own = text.format(i).replace(", ", " ")
            items = [*items, own] if delimiter else [own]
        rows.append([f"C{i}", day(i), delimiter.join(items)])
    return write_csv(folder / "in" / "calls_2023.csv", rows)


@pytest.mark.parametrize("delimiter", [", ", ";", ""])
def test_texts_that_hardly_come_again_are_asked_about(tmp_path: Path, delimiter: str) -> None:
    drafted = draft_files(tmp_path, [_file(tmp_path, delimiter, written=7)])

    line = drafted.line("reasons")
    assert f"7 long texts stand in fewer than 5 records each: {ASKED}" in line
    assert "neighbour" not in drafted.drafted_text


@pytest.mark.parametrize("delimiter", [", ", ""])
def test_a_few_rare_labels_are_not(tmp_path: Path, delimiter: str) -> None:
    drafted = draft_files(tmp_path, [_file(tmp_path, delimiter, written=2)])

    assert ASKED not in drafted.drafted_text


@pytest.mark.parametrize("delimiter", [", ", ""])
def test_nor_are_short_ones(tmp_path: Path, delimiter: str) -> None:
    drafted = draft_files(tmp_path, [_file(tmp_path, delimiter, written=7, text="Theft {}")])

    assert ASKED not in drafted.drafted_text
