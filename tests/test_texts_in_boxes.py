"""What somebody wrote beside tick boxes never stands in the lake, whether the column was blank when it was drafted or not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drafting import Drafted, day, draft_files, write_csv

WHY = ("Bullying", "Grief", "Neglect", "Sexual abuse")
WRITTEN = "a man whom she knows waits there"
NAME = "calls_2023.csv"


def _deliver(folder: Path, beside: str, cells: dict[int, str]) -> Path:
    rows: list[list[object]] = [["id", "Date", *(f"Reason: {why}" for why in WHY), f"Reason: {beside}"]]
    for i in range(60):
        boxes = ["x" if i % (k + 2) == 0 else "" for k in range(len(WHY))]
        rows.append([f"C{i}", day(i), *boxes, cells.get(i, "")])
    return write_csv(folder / "in" / NAME, rows)


def _values(drafted: Drafted) -> dict[str, int]:
    return dict(drafted.query("select source_value, n_values from source_value where field = 'reason'"))


@pytest.mark.parametrize("beside", ["notes", "other (specify)"])
def test_a_blank_column_for_notes_is_no_box(tmp_path: Path, beside: str) -> None:
    drafted = draft_files(tmp_path, [_deliver(tmp_path, beside, {})])

    assert drafted.content["reasons"]["except"] == [f"Reason: {beside}"]
    assert any("called like a note" in asked and beside in asked for asked in drafted.questions)
    drafted.answer_as_guessed()
    _deliver(tmp_path, beside, {3: WRITTEN})
    assert drafted.run() == ()
    assert set(_values(drafted)) == set(WHY)


def test_a_blank_box_is_one_and_a_text_there_is_told_without_its_words(tmp_path: Path) -> None:
    drafted = draft_files(tmp_path, [_deliver(tmp_path, "Other", {})])

    assert "except" not in drafted.content["reasons"]
    drafted.answer_as_guessed()
    _deliver(tmp_path, "Other", {3: WRITTEN, 4: "x", 5: "perhaps", 6: f"{WRITTEN}, and another"})
    assert drafted.run() == ()
    found = _values(drafted)
    assert {value: n for value, n in found.items() if value not in WHY} == {
        "Other": 1,
        "Other=perhaps": 1,
        "Other=(a text)": 2,
    }
    lake = drafted.settings.warehouse / "lake"
    assert not [path for path in lake.rglob("*") if path.is_file() and b"whom she knows" in path.read_bytes()]
