"""What a format may say of records, ids and days, each shown on the smallest file."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.mapping.registry import load_registry
from schemas.text.problem import MappingError
from tests.tiny_source import TinySource

EXPORT = """\
files: "d_*.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: id
arrives: {as: replaces_period, slot: "d_(%Y).csv"}
date: {column: day, format: iso}
fields: {channel: {never: not asked}, age: age}
reasons: {cell: reason}
"""
DECISIONS = "reason,Extortion,mapped,violence.sexual.extortion,,,equal,,,,,\n"
HEAD = "id,day,age,reason\n"


def ingest(folder: Path, export: str, *files: str, decisions: str = DECISIONS) -> TinySource:
    tiny = TinySource.write(folder, export, decisions)
    for number, content in enumerate(files):
        tiny.put(f"d_{2024 + number}.csv", content)
    tiny.ingest()
    return tiny


@pytest.mark.parametrize(
    ("condition", "n_left_out"),
    [
        ("{column: age, is: [9, 14]}", 2),
        ("{column: age, is_not: [9]}", 3),
        ("{column: age, from: 10, to: 17}", 1),
        ("{column: age, to: 9}", 1),
        ("{column: day, from: 2024-02-01}", 1),
        ("{column: age, filled: no}", 1),
        ("{column: {first_of: [age, id]}, is: C}", 1),
    ],
)
def test_records_are_left_out_by_equality_membership_range_and_presence(
    tmp_path: Path, condition: str, n_left_out: int
) -> None:
    rows = "a,2024-01-05,9,Extortion\nb,2024-01-05,14,\nc,2024-01-05,,\nd,2024-02-05,unknown,\n"
    rule = condition.removesuffix("}") + ", because: invented}"
    tiny = ingest(tmp_path, EXPORT + f"leave_out: [{rule}]\n", HEAD + rows)
    counts = "select n_rows, n_rows_used, n_ignored, n_rejected from delivery"
    assert tiny.query(counts) == [(4, 4 - n_left_out, n_left_out, 0)]


def test_several_forms_of_a_day_in_one_file(tmp_path: Path) -> None:
    export = EXPORT.replace("format: iso", 'format: ["%d/%m/%Y", "%Y-%m-%d", excel]')
    rows = "a,05/01/2024,9,\nb,2024-01-06,9,\nc,45298,9,\nd,soon,9,\n"
    tiny = ingest(tmp_path, export, HEAD + rows)
    days = [str(row[0]) for row in tiny.query("select contact_date from contact order by all")]
    assert days == ["2024-01-05", "2024-01-06", "2024-01-07"]
    assert tiny.query("select row_number, reject_code from rejected_row") == [(4, "bad_date")]


def test_years_of_another_calendar_and_months_in_roman_numbers(tmp_path: Path) -> None:
    export = EXPORT.replace("{column: day, format: iso}", '{column: day, format: "%d/%m/%Y", calendar: buddhist}')
    tiny = ingest(tmp_path / "a", export, HEAD + "a,29/02/2567,9,\nb,5/3/2566,9,\n")
    days = "select contact_date from contact order by all"
    assert [str(day) for (day,) in tiny.query(days)] == ["2023-03-05", "2024-02-29"]
    piece = '{{part: day, by: "-", take: {0}}}'
    roman = f"{{coded: {piece.format(2)}, labels: {{II: 2, III: 3}}}}"
    whole = f'{{joined: [{piece.format(1)}, {roman}, {piece.format(3)}], with: "-"}}'
    export = EXPORT.replace("{column: day, format: iso}", f'{{column: {whole}, format: "%d-%m-%Y"}}')
    tiny = ingest(tmp_path / "b", export, HEAD + "a,5-III-2024,9,\nb,6-II-2024,9,\n")
    assert [str(day) for (day,) in tiny.query(days)] == ["2024-02-06", "2024-03-05"]


def test_a_month_without_its_day_is_told(tmp_path: Path) -> None:
    tiny = ingest(tmp_path, EXPORT.replace("format: iso", 'format: "%m/%Y"'), HEAD + "a,03/2024,9,\n")
    assert tiny.query("select count(*) from lake_finding where finding_code = 'coarse_dates'") == [(1,)]


def test_an_age_from_a_birth_date_is_that_of_the_day_of_the_contact(tmp_path: Path) -> None:
    export = EXPORT.replace("age: age", 'age: {age_at: age, format: "%d/%m/%Y"}')
    rows = "a,2024-03-05,06/03/2010,\nb,2024-03-06,06/03/2010,\nc,2024-03-05,06/03/2030,\n"
    tiny = ingest(tmp_path, export, HEAD + rows)
    assert tiny.query("select age_years from contact order by contact_date, age_years") == [(13,), (None,), (14,)]
    unmapped = "select source_value from source_value where outcome_code = 'unmapped'"
    assert tiny.query(unmapped) == [("bad birth date",)]


@pytest.mark.parametrize(("within", "n_contacts"), [("source", 2), ("slot", 3), ("format", 2)])
def test_an_id_holds_where_the_mapping_says(tmp_path: Path, within: str, n_contacts: int) -> None:
    files = (HEAD + "1,2024-01-05,9,Extortion\n", HEAD + "1,2025-01-05,14,\n2,2025-01-05,14,\n")
    tiny = ingest(tmp_path, EXPORT + f"id_within: {within}\n", *files)
    assert tiny.query("select count(*) from contact") == [(n_contacts,)]


def test_an_id_may_be_made_of_several_columns(tmp_path: Path) -> None:
    export = EXPORT.replace("id: id\n", 'id: {joined: [id, age], with: "-"}\n')
    tiny = ingest(tmp_path, export, HEAD + "1,2024-01-01,9,\n1,2024-01-01,10,\n")
    assert tiny.query("select count(*) from contact") == [(2,)]


def test_tables_and_documents_of_one_source_are_read_in_one_run(tmp_path: Path) -> None:
    documents = EXPORT.replace("d_*.csv", "d_*.json").replace("(%Y).csv", "(%Y).json")
    documents = documents.replace("csv: {encoding: utf-8}", "json: lines")
    tiny = TinySource.write(tmp_path, f"{EXPORT}---\n{documents}", DECISIONS)
    for year in (2021, 2022):
        tiny.put(f"d_{year}.csv", HEAD + f"t{year},{year}-01-05,9,Extortion\n")
        document = f'{{"id": "j{year}", "day": "{year}-01-05", "reason": "Extortion"}}'
        tiny.put(f"d_{year}.json", document + "\n")
    tiny.ingest()
    assert tiny.query("select count(*), sum(n_reasons) from contact") == [(4, 4)]


def test_a_cell_that_should_hold_json_and_does_not_is_a_reject(tmp_path: Path) -> None:
    export = EXPORT.replace("utf-8}}", "utf-8}, json_cells: reason}").replace("cell: reason", "cell: reason.why")
    rows = 'a,2024-01-05,9,"{""why"": ""Extortion""}"\nb,2024-01-05,9,"{""why"": "\nc,2024-01-05,9,\n'
    tiny = ingest(tmp_path, export, HEAD + rows)
    assert tiny.query("select reject_code, row_number from rejected_row") == [("bad_form", 2)]
    assert tiny.query("select n_reasons from contact order by n_reasons") == [(0,), (1,)]


def test_all_boxes_that_say_no_can_be_told_from_nobody_answered(tmp_path: Path) -> None:
    export = EXPORT.replace("cell: reason", "boxes: [reason], all_no: nothing ticked")
    decisions = "reason,nothing ticked,missing,,,,,,,,,\nreason,reason,mapped,violence,,,equal,,,,,\n"
    rows = "a,2024-01-05,9,0\nb,2024-01-05,9,\nc,2024-01-05,9,1\n"
    tiny = ingest(tmp_path, export, HEAD + rows, decisions=decisions)
    values = "select source_value, outcome_code, n_contacts from source_value where field = 'reason' order by all"
    assert tiny.query(values) == [("nothing ticked", "missing", 1), ("reason", "mapped", 1)]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("id: id\n", "id: id\nonce_per: [reason]\n"), "goes with `row: reason`"),
        (("cell: reason", "beside: needs, take: need"), "names no companion"),
        (("id: id\n", "id: id\ncompanions: {n: {files: n.csv, read: {csv: {encoding: utf-8}}, key: id, holds: one}}\n"),
         "read by nothing"),
        (("csv: {encoding: utf-8}", "csv: {encoding: utf-8}, parquet: {}"), "exactly one of"),
        (("csv: {encoding: utf-8}", "json: document"), "where do the records stand"),
        (("cell: reason", "cell: reason, form: no star"), "at least two"),
        (("age: age", "age: {when: {column: age, is: 1, filled: yes}, gives: x}"), "exactly one thing"),
        (("age: age", "age: {when: {column: age, from: tall}, gives: x}"), "numbers or ISO days"),
        (("age: age", "age: {first_of: [age, {tree: age}]}"), "exactly one of"),
        (("format: iso", 'format: "%d-I-%Y"'), "tells the year"),
        (("format: iso", "format: dd/mm/yyyy"), "has letters"),
        (("format: iso", 'format: "%d/%m/%Y %Q"'), "no letter of a date"),
        (("d_(%Y).csv", "d_*.csv"), "in brackets"),
        (("d_(%Y).csv", "d_(%Q).csv"), "in brackets"),
    ],
)  # fmt: skip
def test_what_the_engine_cannot_do_is_refused_at_load(tmp_path: Path, change: tuple[str, str], complaint: str) -> None:
    tiny = TinySource.write(tmp_path, EXPORT.replace(*change), DECISIONS)
    with pytest.raises(MappingError, match=complaint) as told:
        load_registry(tiny.folder / "mappings")
    assert "export.yaml:" in str(told.value)
