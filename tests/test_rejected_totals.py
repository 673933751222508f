"""A row of totals that is rejected is called one, with `leave_out` as the next step."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from schemas.finding import Finding
from tests.tiny_counts import REASONS
from tests.tiny_source import TinySource

CONTACTS = """\
files: "c_*.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: id
arrives: {as: additions}
date: {column: day, format: iso}
fields: {channel: {never: not asked}}
reasons: {cell: why}
"""
COUNTS = """\
files: "c_*.csv"
read: {csv: {encoding: utf-8}}
row: count
arrives: {as: replaces_period}
period: {column: day, format: "%Y-%m-%d"}
count: id
reasons: why
"""
ROWS = "id,day,why\n1,2024-01-01,Rape\n2,2024-01-02,Rape\n"


def rejects(folder: Path, rows: str, export: str = CONTACTS, name: str = "c_1.csv") -> Finding:
    tiny = TinySource.write(folder, export, REASONS)
    tiny.put(name, rows)
    (one,) = [one for one in tiny.ingest()[1].findings if one.finding_code == "rejected_rows"]
    return one


@pytest.mark.parametrize("export", [CONTACTS, COUNTS])
@pytest.mark.parametrize("row", ["2,Total,", "Total: 2,,", ",Gesamtsumme,2", "3,,Итого"])
def test_a_row_of_totals_is_called_one(tmp_path: Path, export: str, row: str) -> None:
    one = rejects(tmp_path, f"{ROWS}{row}\n", export)
    assert one.form_code == "totals"
    assert "1 of all is a row of totals, to be left out with `leave_out`" in one.sentence
    assert "`footer_rows`" in one.next_step


@pytest.mark.parametrize("row", ["3,soon,Rape", "4,,Both", "5,Total,Rape"])
def test_another_record_is_not(tmp_path: Path, row: str) -> None:
    one = rejects(tmp_path, f"{ROWS}{row}\n")
    assert one.form_code == "many"
    assert "totals" not in one.sentence


def test_beside_others_it_is_said_and_the_rest_is_asked(tmp_path: Path) -> None:
    one = rejects(tmp_path, f"{ROWS}3,soon,Rape\n2,Total,\n")
    assert (one.form_code, one.numerator) == ("many", 2)
    assert "1 of all is a row of totals" in one.sentence


def test_an_object_in_the_place_of_a_count_says_what_to_name(tmp_path: Path) -> None:
    export = COUNTS.replace("c_*.csv", "c_*.json").replace("csv: {encoding: utf-8}", "json: array")
    rows = [{"day": "2024-01-01", "why": "Rape", "id": {"girls": 3, "boys": 4}}]
    one = rejects(tmp_path, json.dumps(rows), export, "c_1.json")
    assert "1 of them is an object or a list: name the paths to the numbers within, `id.girls`" in one.sentence


@pytest.mark.parametrize("export", [CONTACTS, COUNTS])
def test_blank_rows_are_called_blank_and_can_be_left_out(tmp_path: Path, export: str) -> None:
    rows = ROWS + ",,\n" * 300
    one = rejects(tmp_path / "1", rows, export)
    assert (one.form_code, one.numerator) == ("blank", 300)
    assert "300 of all are blank in all columns that are read" in one.sentence
    assert "`filled: no`" in one.next_step

    left_out = export + "leave_out: [{column: day, filled: no, because: blank rows}]\n"
    tiny = TinySource.write(tmp_path / "2", left_out, REASONS)
    tiny.put("c_1.csv", rows)
    assert [one for one in tiny.ingest()[1].findings if one.finding_code == "rejected_rows"] == []


def test_beside_few_others_both_ways_are_named(tmp_path: Path) -> None:
    many = "".join(f"{n},2024-01-03,Rape\n" for n in range(10, 30))
    one = rejects(tmp_path, f"{ROWS}{many}3,soon,Rape\n2,Total,\n")
    assert one.form_code == "some_totals"
    assert "`leave_out`" in one.next_step and "corrected" in one.next_step
