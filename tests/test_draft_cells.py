"""What a drafted decisions.csv says of a label is safe in a spreadsheet, and is the label when it is read."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from pipelines.draft.decisions_text import add_rows
from schemas.mapping.decision import read_decisions
from tests.drafting import TODAY, day, draft_files, write_csv

LABELS = (
    '=HYPERLINK("http://x.example","y")',
    "+cmd|' /C calc'!A0",
    "@SUM(A1:A9)",
    "-2+3",
    "'=odd",
    "Grief",
    "- other",
)


def test_no_cell_begins_a_formula_and_every_label_is_found_again(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [["Case ID", "Date of call", "Reason"]]
    rows += [[f"C{n:04}", day(n), LABELS[n % len(LABELS)]] for n in range(210)]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls_2023.csv", rows)])

    path = drafted.folder / "decisions.csv"
    with path.open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell.lstrip()[:1] in ("=", "+", "@") or cell == "-2+3"]
    decisions, problems = read_decisions(path, "decisions.csv")
    assert not problems
    assert {one.source_value for one in decisions if one.field == "reason"} == set(LABELS)


def test_rows_that_are_added_are_safe_as_well(tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text("field,source_value,outcome,code,setting,basis,fit,from,to,note,by,on\n", encoding="utf-8")

    add_rows(path, [["reason", LABELS[0], "suggested", "", "", "", "", "", "", "x", "", TODAY.isoformat()]])

    assert path.read_text(encoding="utf-8").splitlines()[1].startswith("reason,\"'=HYPERLINK")
