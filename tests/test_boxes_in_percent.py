"""Boxes of 0 and 1 in a workbook whose cells have the format of shares: `0%` is no tick, and `100%` one."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import xlsxwriter

from tests.drafting import day, draft_files
from tests.tiny_source import EVERY_SIZE, TinySource

WHY = ("Bullying", "Neglect", "Grief")
EXPORT = """\
files: "c_*.xlsx"
read: {workbook: {sheet: "*"}}
row: contact
id: Case ID
arrives: {as: replaces_period, slot: "c_(%Y).xlsx"}
date: {column: Date of call, format: iso}
fields: {channel: {never: not asked}}
reasons: {ticked: "Reason: ", yes: ["1"], no: ["0"]}
"""
DECISIONS = "".join(f"reason,Reason: {why},mapped,mental_health.mood,,,equal,,,,,\n" for why in WHY)


def write(form: str, n: int = 60) -> bytes:
    """Boxes of which the last is never ticked."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet, shown = book.add_worksheet("S"), book.add_format({"num_format": form})
        sheet.write_row(0, 0, ("Case ID", "Date of call", *(f"Reason: {why}" for why in WHY)))
        for i in range(n):
            sheet.write_row(i + 1, 0, (f"C{i:03}", day(i).isoformat()))
            sheet.write_row(i + 1, 2, (int(i % 2 == 0), int(i % 3 == 0), 0), shown)
    return content.getvalue()


@pytest.mark.parametrize("form", ["0", "0%", "0.00%"])
def test_a_run_takes_no_empty_box_for_a_reason(tmp_path: Path, form: str) -> None:
    tiny = TinySource.write(tmp_path, EXPORT, DECISIONS, EVERY_SIZE)
    tiny.put("c_2023.xlsx", write("0", 40))
    tiny.ingest()
    tiny.put("c_2023.xlsx", write(form))
    tiny.ingest()
    found = dict(tiny.query("select source_value, n_values from source_value where field = 'reason'"))
    assert found == {"Reason: Bullying": 30, "Reason: Neglect": 20}


@pytest.mark.parametrize("form", ["0", "0%"])
def test_a_draft_reads_all_of_them(tmp_path: Path, form: str) -> None:
    path = tmp_path / "in" / "calls_2023.xlsx"
    path.parent.mkdir()
    path.write_bytes(write(form))

    drafted = draft_files(tmp_path, [path])

    assert drafted.content["reasons"] == {"ticked": "Reason: ", "gives": "rest"}
    drafted.answer_as_guessed()
    assert drafted.run() == ()
    found = dict(drafted.query("select source_value, n_values from source_value where field = 'reason'"))
    assert found == {"Bullying": 30, "Neglect": 20}
