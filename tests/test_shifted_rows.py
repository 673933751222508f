"""A row with the right number of cells under the wrong headers is a reject; rare answers alone are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny_source import TinySource

EXPORT = """\
files: "d.csv"
read: {csv: {encoding: utf-8}}
row: ROW
id: id
arrives: {as: additions}
date: {column: day, format: iso}
fields: {channel: channel, gender: sex, age: age}
setting: place
reasons: {cell: reason}
"""
DECISIONS = """\
reason,Extortion,mapped,violence.sexual.extortion,,,equal,,,,,
channel,Phone,mapped,voice,,,equal,,,,,
channel,Chat,mapped,chat,,,equal,,,,,
gender,F,mapped,girl,,,equal,,,,,
gender,M,mapped,boy,,,equal,,,,,
setting,Home,mapped,offline,,,equal,,,,,
"""
HEAD = "id,day,note,channel,sex,age,place,more,reason\n"


def rows(n: int) -> str:
    sound = ("a{0},2024-01-05,,Phone,F,14,Home,,Extortion\n", "a{0},2024-01-05,,Chat,M,9,Home,,Extortion\n")
    return "".join(sound[number % 2].format(number) for number in range(n))


def ingest(folder: Path, content: str, row: str = "contact") -> TinySource:
    tiny = TinySource.write(folder, EXPORT.replace("ROW", row), DECISIONS)
    tiny.put("d.csv", HEAD + content)
    tiny.ingest()
    return tiny


@pytest.mark.parametrize("row", ["contact", "reason"])
@pytest.mark.parametrize(
    "shifted",
    ["z,2024-01-05,,x,Phone,F,14,Home,Extortion\n", "z,2024-01-05,Phone,F,14,Home,,,Extortion\n"],
    ids=["right", "left"],
)
def test_a_shifted_row_is_rejected_with_its_number(tmp_path: Path, shifted: str, row: str) -> None:
    tiny = ingest(tmp_path, rows(40) + shifted + rows(0), row)
    assert tiny.query("select row_number, reject_code from rejected_row") == [(41, "shifted")]
    assert tiny.query("select count(*) from contact") == [(40,)]
    assert tiny.query("select count(*) from source_value where outcome_code = 'unmapped'") == [(0,)]
    (told,) = tiny.query("select sentence from lake_finding where finding_code = 'rejected_rows'")
    assert "shifted 1, first at row 41" in told[0]


def test_two_rare_answers_are_no_shift(tmp_path: Path) -> None:
    tiny = ingest(tmp_path, rows(40) + "z,2024-01-05,,Telex,Other,14,Moon,,Extortion\n")
    assert tiny.query("select count(*) from rejected_row") == [(0,)]
    assert tiny.query("select count(*) from source_value where outcome_code = 'unmapped'") == [(3,)]


def test_a_word_for_nothing_in_two_columns_is_no_shift(tmp_path: Path) -> None:
    told = rows(40).replace(",Home,", ",?,")
    tiny = ingest(tmp_path, told.replace("M,9", "M,?") + "z,2024-01-05,,Phone,?,?,Home,,Extortion\n")
    assert tiny.query("select count(*) from rejected_row") == [(0,)]


def test_a_small_file_proves_nothing(tmp_path: Path) -> None:
    tiny = ingest(tmp_path, rows(5) + "z,2024-01-05,,x,Phone,F,14,Home,Extortion\n")
    assert tiny.query("select count(*) from rejected_row") == [(0,)]
