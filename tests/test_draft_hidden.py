"""What a person who opens a workbook does not see is asked about before it is read."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

from tests.drafting import day, draft_files


def test_hidden_columns_and_sheets_are_asked_about(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "calls.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("Calls", "Old"):
            page = book.add_worksheet(name)
            page.write_row(0, 0, ["id", "date", "channel", "note", "reason"])
            for n in range(60 if name == "Calls" else 20):
                page.write_row(n + 1, 0, [f"K{n:03}", day(n).isoformat(), "Chat", "xy"[n % 2], "Bullying"])
        page.hide()
        book.worksheets()[0].set_column(3, 3, None, None, {"hidden": True})

    questions = draft_files(tmp_path, [path]).questions

    assert any("1 column is hidden (D)" in one for one in questions)
    assert any("'Old' (20 records, with something hidden)" in one for one in questions)
