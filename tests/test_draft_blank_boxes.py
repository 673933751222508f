"""Boxes that nobody has ticked yet are drafted beside those that somebody has: the first tick is a reason, and read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.drafting import day, draft_files, write_csv

WHY = ("Bullying", "Grief", "Neglect", "Sexual abuse", "Sexual abuse notes")
CELLS: dict[str, Callable[[str, bool], str]] = {
    "x": lambda label, ticked: "x" if ticked else "",
    "0 and 1": lambda label, ticked: str(int(ticked)),
    "its label": lambda label, ticked: label if ticked else "",
}


@pytest.mark.parametrize("n_used", [2, 3])
@pytest.mark.parametrize("cell", CELLS)
def test_a_blank_box_is_one(tmp_path: Path, cell: str, n_used: int) -> None:
    spell = CELLS[cell]

    def rows(n: int, n_filled: int) -> list[list[str]]:
        made = [["id", "Date", *WHY]]
        for i in range(n):
            boxes = [spell(why, i % (k + 2) == 0) if k < n_filled else "" for k, why in enumerate(WHY)]
            made.append([f"C{i}", day(i).isoformat(), *boxes])
        return made

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls_2023.csv", rows(90, n_used))])

    assert drafted.content["reasons"]["boxes"] == list(WHY[:4])
    assert "some of them blank" in drafted.line("reasons")
    drafted.answer_as_guessed()
    write_csv(tmp_path / "in" / "calls_2023.csv", rows(100, 4))
    assert drafted.run() == ()
    found = dict(drafted.query("select source_value, n_values from source_value where field = 'reason'"))
    assert found == {why: len(range(0, 100, place + 2)) for place, why in enumerate(WHY[:4])}


@pytest.mark.parametrize(
    ("names", "cadence"),
    [
        (["c_2024-01.csv", "c_2024-02.csv"], "monthly"),
        (["c_202401.csv"], "monthly"),
        (["c_2023.csv", "c_2024.csv"], "yearly"),
        (["c_2024-01-31.csv"], "yearly"),
        (["calls.csv"], "yearly"),
    ],
)
def test_how_often_files_come_is_guessed_by_the_periods_in_their_names(
    tmp_path: Path, names: list[str], cadence: str
) -> None:
    rows = [["id", "Date", "Reason"], *([f"C{i}", f"2024-01-{i % 28 + 1:02}", "Grief"] for i in range(60))]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / name, rows) for name in names])

    text = (drafted.folder / "source.yaml").read_text(encoding="utf-8")
    line = next(one for one in text.splitlines() if one.startswith("cadence:"))
    assert line.startswith(f"cadence: {cadence}  # QUESTION")
