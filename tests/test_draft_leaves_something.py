"""A draft never ends with nothing written: what cannot be drafted is a question in a folder that loads and is held."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from schemas.mapping.registry import load_registry
from tests.drafting import SOURCE_ID, day, draft_files, write_csv

ODD: dict[str, bytes] = {
    "broken.xlsx": b"PK\x03\x04 not a workbook",
    "empty.csv": b"",
    "header.csv": b"id,date,reason\n",
    "headerless.csv": b"".join(b"%d,2023-01-%02d,Phone,Grief\n" % (n, n % 28 + 1) for n in range(80)),
    "report.pdf": b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n",
    "page.csv": b"<html><body><table><tr><td>id</td></tr></table></body></html>\n",
    "noday.csv": b"reason\n" + b"Grief\nAbuse\n" * 40,
    "cut.json": b'{"results": [{"id": 1, "day": "2023-01',
    "twice.csv": b"id,date,reason,reason\n"
    + b"".join(b"%d,2023-01-%02d,Grief,Abuse\n" % (n, n % 28 + 1) for n in range(60)),
    "mixed.csv": b"id;date;reason\n1;2023-01-02;Grief\n" * 3 + b"\xff\xfe\x00\x01\x02",
}
JARGON = re.compile(r"footer|times \d|Tuple|pydantic|suggested ;|/\.draft-|/tmp|Error\b|NoneType")


@pytest.mark.few(4)
@pytest.mark.parametrize("name", ODD)
def test_an_odd_file_leaves_a_folder_that_loads_and_is_held(tmp_path: Path, name: str) -> None:
    path = tmp_path / "in" / name
    path.parent.mkdir()
    path.write_bytes(ODD[name])

    drafted = draft_files(tmp_path, [path])

    assert drafted.questions
    mapping = load_registry(drafted.settings.mappings).sources[SOURCE_ID]
    assert mapping.exports and mapping.questions
    assert drafted.run() in (("open_questions",), ("no_file",))
    told = [*drafted.made.notes, *drafted.questions, drafted.text.replace("footer_rows", "")]
    assert not [line for line in told if JARGON.search(line)]
    # Nothing but the folder is left.
    assert sorted(one.name for one in drafted.settings.mappings.iterdir()) == ["_exports", SOURCE_ID]


def test_a_file_that_cannot_be_read_is_named_beside_others(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [["id", "date of call", "reason"], *([n + 1, day(n), "Grief"] for n in range(60))]
    good = write_csv(tmp_path / "in" / "calls_2023.csv", rows)
    (tmp_path / "in" / "calls_2024.xlsx").write_bytes(ODD["broken.xlsx"])

    drafted = draft_files(tmp_path, [good, tmp_path / "in" / "calls_2024.xlsx"])

    assert any("calls_2024.xlsx" in question for question in drafted.questions)
    assert any("calls_2024.xlsx" in note for note in drafted.made.notes)
    assert drafted.content["files"] == "calls_*.csv"


def test_a_column_called_question_holds_nobody(tmp_path: Path) -> None:
    rows: list[Sequence[object]] = [["Case ID", "Date of call", "QUESTION_1"]]
    rows += [[f"C{n:04}", day(n), ("Grief", "Bullying")[n % 2]] for n in range(80)]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls_2023.csv", rows)])

    assert drafted.content["reasons"] == {"cell": "QUESTION_1"}
    drafted.say_who()
    path = drafted.export
    lines = [re.sub(r"  # QUESTION:.*$", "", line) for line in drafted.drafted_text.splitlines()]
    path.write_text("\n".join(lines).replace('"QUESTION: ', '"').replace("# QUESTION:", "#") + "\n", encoding="utf-8")
    assert drafted.questions == []
    assert drafted.run() == ()
