"""Where the columns of the reasons have one name, another column is not taken for them, and somebody is asked."""

from __future__ import annotations

from pathlib import Path

from tests.drafting import day, draft_files, write_csv

WHY = ("Bullying", "Grief", "Neglect")
PLACES = ("Home", "Online", "School")


def _draft(folder: Path, header: list[str]) -> tuple[dict[str, object], str]:
    rows: list[list[object]] = [["id", "Date", *header]]
    rows += [[f"C{i}", day(i), PLACES[i % 3], WHY[i % 3], WHY[(i + 1) % 3]] for i in range(60)]
    drafted = draft_files(folder, [write_csv(folder / "in" / "calls_2023.csv", rows)])
    return drafted.content, drafted.line("reasons")


def test_no_other_column_is_guessed(tmp_path: Path) -> None:
    content, line = _draft(tmp_path, ["Where", "Reason", "Reason"])

    assert set(content["reasons"]) == {"never"}  # type: ignore[call-overload]
    assert "columns 4, 5" in line and "They speak of reasons" in line
    assert content["setting"] == "Where"


def test_a_column_that_speaks_of_reasons_is(tmp_path: Path) -> None:
    content, line = _draft(tmp_path, ["Reason", "Problem", "Problem"])

    assert content["reasons"] == {"cell": "Reason"}
    assert "They speak of reasons" in line
