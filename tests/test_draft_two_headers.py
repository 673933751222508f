"""A second row of a header that names the answers of questions with several: every box is read, none as a record."""

from __future__ import annotations

from pathlib import Path

from tests.drafting import day, draft_files, write_csv

HEADER = ["Respondent ID", "Start Date", "Why did you call?", "", "", "", "Age"]
ANSWERS = ["", "", "Bullying", "Grief", "Neglect", "Other", "Response"]


def test_answers_below_the_gaps_of_a_header(tmp_path: Path) -> None:
    rows = [HEADER, ANSWERS]
    for i in range(60):
        ticks = [name if i % (place + 2) == 0 else "" for place, name in enumerate(ANSWERS[2:5])]
        rows.append([str(10_000 + i), day(i).isoformat(), *ticks, "", f"{10 + i % 8},0"])

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "answers_2023.csv", rows, ";")])

    assert drafted.content["read"]["csv"]["header_rows"] == "2"
    drafted.answer_as_guessed()
    assert drafted.run() == ()
    found = dict(drafted.query("select source_value, n_values from source_value where field = 'reason'"))
    assert found == {"Bullying": 30, "Grief": 20, "Neglect": 15}
    assert drafted.query("select count(*) from contact") == [(60,)]
    assert drafted.query("select count(*) from rejected_row") == [(0,)]


def test_a_record_with_gaps_stays_one(tmp_path: Path) -> None:
    rows = [["id", "Date", "Reason", "", ""], *([str(i), day(i).isoformat(), "Grief", "x", "y"] for i in range(60))]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls_2023.csv", rows)])

    assert "header_rows" not in drafted.content["read"]["csv"]
