"""A header that stands in the middle of a file, as where files were put together, is no contact and no reject."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.drafting import day, draft_files
from tests.tiny_source import TinySource

EXPORT = """\
files: "c_*.csv"
read: {{csv: {{encoding: utf-8}}}}
row: {row}
{id}arrives: {{as: additions}}
date: {{column: day, format: iso}}
fields: {{channel: {{never: not asked}}, gender: sex, age: {{never: not asked}}}}
reasons: {{cell: why}}
"""
HEADER = "no,day,sex,why\n"


@pytest.mark.parametrize(("row", "id_"), [("contact", "id: no\n"), ("contact", ""), ("reason", "id: no\n")])
def test_it_is_ignored(tmp_path: Path, row: str, id_: str) -> None:
    source = TinySource.write(tmp_path, EXPORT.format(row=row, id=id_), "gender,sex,mapped,girl,,,equal,,,,,\n")
    source.put("c_1.csv", f"{HEADER}1,2024-03-01,sex,why\n\ufeff{HEADER}2,2024-03-02,boy,\n{HEADER}{HEADER}")
    source.ingest()

    counts = "select n_rows, n_rows_used, n_ignored, n_rejected from delivery"
    assert source.query(counts) == [(5, 2, 3, 0)]
    assert source.query("select count(*) from contact") == [(2,)]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("kind", ["contacts", "counts"])
def test_a_draft_of_files_that_were_put_together_has_the_names_of_columns(tmp_path: Path, kind: str, mark: str) -> None:
    if kind == "contacts":
        header = "Case ID,Date of call,Reason\n"
        body = [f"C{n},{day(n)},{('Grief', 'Bullying')[n % 2]}\n" for n in range(80)]
    else:
        header = "Month,Grief,Bullying,Neglect\n"
        body = [f"20{20 + n // 12}-{n % 12 + 1:02},{n + 3},{n * 7 % 31},{n * 5 % 17}\n" for n in range(24)]
    path = tmp_path / "in" / "calls.csv"
    path.parent.mkdir()
    half = len(body) // 2
    path.write_text(mark + header + "".join(body[:half]) + mark + header + "".join(body[half:]), encoding="utf-8")

    drafted = draft_files(tmp_path, [path])

    assert drafted.content["row"] == kind.removesuffix("s")
    assert "once more among the records" in drafted.text
    drafted.answer_as_guessed()
    assert drafted.run() == ()
    counts = "select n_rows, n_rows_used, n_ignored, n_rejected from delivery"
    assert drafted.query(counts) == [(len(body) + 1, len(body), 1, 0)]
