"""Marks of direction before a label, as programs for right-to-left scripts write them, hide no separator."""

from __future__ import annotations

from pathlib import Path

from tests.drafting import day, draft_files, write_csv

WHY = ("التنمر", "الحزن", "الإهمال", "الهروب")
PLACES = ("البيت", "الإنترنت", "المدرسة")
MARK = "\u200f"


def test_each_reason_counts(tmp_path: Path) -> None:
    rows = [["رقم الحالة", "التاريخ", "المكان", "السبب"]]
    for i in range(120):
        both = i % 4 == 0
        cell = MARK + WHY[i // 4 % 4] + (f"؛ {WHY[(i // 4 + 1) % 4]}" if both else "")
        rows.append([f"C{i}", day(i).isoformat(), PLACES[i % 3], cell])
    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls_2023.csv", rows)])

    assert drafted.content["reasons"] == {"cell": "السبب", "delimiter": "؛"}
    assert drafted.content["setting"] == "المكان"
    drafted.accept({("reason", why): "mental_health.mood" for why in WHY})
    drafted.answer_as_guessed()
    assert drafted.run() == ()
    query = "select sum(n_values) from source_value where field = 'reason' and outcome_code = 'mapped'"
    assert drafted.query(query) == [(150,)]
