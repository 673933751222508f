"""What a structure once lost, doubled or misread in silence: each with the smallest input that shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.mapping.registry import load_registry
from schemas.text.problem import MappingError
from tests.tiny_source import TinySource

PLAIN = """\
files: "d_*.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: id
arrives: {as: updates, newest: {by: version}}
date: {column: day, format: iso}
fields: {channel: {never: not asked}, age: age}
setting: place
reasons: {cell: reason, delimiter: ";"}
"""
DECISIONS = """\
reason,Extortion,mapped,violence.sexual.extortion,,,equal,,,,,
reason,Threats,mapped,violence.harassment,,,equal,,,,,
setting,Internet,mapped,online,,,equal,,,,,
setting,Home,mapped,offline,,,equal,,,,,
"""
HEAD = "id,version,day,age,place,reason\n"
REASONS = "select reason_code, setting_code, n_source_values from contact_reason order by all"
COUNTS = "select sum(n_rows), sum(n_rows_used), sum(n_superseded), sum(n_ignored), sum(n_rejected) from delivery"


def ingest(folder: Path, export: str, *rows: str, head: str = HEAD) -> TinySource:
    tiny = TinySource.write(folder, export, DECISIONS)
    tiny.put("d_1.csv", head + "".join(f"{row}\n" for row in rows))
    tiny.ingest()
    return tiny


def sentences(tiny: TinySource) -> dict[str, str]:
    return {row["finding_code"]: row["sentence"] for row in tiny.rows("select * from lake_finding")}


def unmapped(tiny: TinySource, field: str = "reason") -> list[str]:
    query = f"select source_value from source_value where outcome_code = 'unmapped' and field = '{field}' order by all"
    return [value for (value,) in tiny.query(query)]


def test_a_row_per_reason_whose_newest_version_is_left_out_is_no_contact(tmp_path: Path) -> None:
    export = PLAIN.replace("row: contact", "row: reason") + "leave_out: [{column: age, is: 99, because: a test}]\n"
    tiny = ingest(tmp_path, export, "a,1,2024-01-01,9,,Threats", "b,1,2024-01-01,9,,Threats")
    tiny.put("d_2.csv", HEAD + "a,2,2024-01-01,99,,Threats\nb,2,2024-01-01,9,,Threats\nb,2,2024-01-01,99,,Extortion\n")
    tiny.ingest()
    assert tiny.query("select count(*), sum(n_reasons) from contact") == [(1, 1)]
    assert tiny.query(COUNTS) == [(5, 1, 2, 2, 0)]


def test_a_reason_told_once_for_each_suspect_keeps_every_setting_and_value(tmp_path: Path) -> None:
    export = PLAIN.replace("row: contact", "row: reason\nonce_per: [reason]")
    rows = ("a,1,2024-01-01,9,,Threats", "a,1,2024-01-01,9,Internet,Threats", "a,1,2024-01-01,9,Internet,Threats")
    tiny = ingest(tmp_path, export, *rows, "a,1,2024-01-01,9,,Extortion")
    assert tiny.query(REASONS) == [
        ("violence.harassment", "online", 1),
        ("violence.sexual.extortion", "unknown", 1),
    ]


def test_records_of_one_contact_that_disagree_are_told(tmp_path: Path) -> None:
    export = PLAIN.replace("row: contact", "row: reason")
    tiny = ingest(tmp_path, export, "a,1,2024-01-01,9,,Threats", "a,1,2024-01-01,14,,Extortion")
    assert "1 of 1 contact disagree" in sentences(tiny)["split_contacts"]


def test_versions_within_one_file_are_told(tmp_path: Path) -> None:
    export = PLAIN.replace("row: contact", "row: reason")
    tiny = ingest(tmp_path, export, "a,1,2024-01-01,9,,Threats", "a,2,2024-01-01,9,,Extortion")
    assert "1 contact stands in it in 2 versions" in sentences(tiny)["several_versions"]


def test_a_number_that_is_none_is_in_no_range(tmp_path: Path) -> None:
    export = PLAIN + "leave_out: [{column: age, from: 26, because: adults}]\n"
    tiny = ingest(tmp_path, export, "a,1,2024-01-01,NaN,,", "b,1,2024-01-01,inf,,", "c,1,2024-01-01,30,,")
    assert tiny.query(COUNTS) == [(3, 2, 0, 1, 0)]


@pytest.mark.parametrize(("written", "declared"), [("ΕΛΕΓΧΟΣ", "Ελεγχος"), ("ΕΛΕΓΧΟΣ", "ΕΛΕΓΧΟΣ"), ("İPTAL", "İPTAL")])
def test_words_of_every_alphabet_are_compared_by_one_hand(tmp_path: Path, written: str, declared: str) -> None:
    export = PLAIN + f"leave_out: [{{column: place, is: {declared}, because: a test}}]\n"
    tiny = ingest(tmp_path, export, f"a,1,2024-01-01,9,{written},")
    # A capital sigma at the end of a word is small σ for the engine; folded it is that of `Ελεγχος`, too.
    assert tiny.query(COUNTS) == [(1, 0, 0, 1, 0)]


def test_ids_made_of_two_columns_are_never_alike(tmp_path: Path) -> None:
    export = PLAIN.replace("id: id", 'id: {joined: [id, age], with: "-", some: yes}')
    tiny = ingest(tmp_path, export, "A-1,1,2024-01-01,2,,", "A,1,2024-01-01,1-2,,", "A,1,2024-01-01,,,")
    assert tiny.query("select count(*) from contact") == [(3,)]


def test_an_id_with_invisible_marks_is_the_same_contact(tmp_path: Path) -> None:
    tiny = ingest(tmp_path, PLAIN, "a,1,2024-01-01,9,,", "a\u200b,2,2024-01-01,9,,", '"a\t",3,2024-01-01,9,,')
    assert tiny.query("select count(*) from contact") == [(1,)]


def test_a_column_with_a_readers_own_name_is_a_column(tmp_path: Path) -> None:
    export = PLAIN.replace("age: age", "age: Row_Number")
    tiny = ingest(tmp_path, export, "a,1,2024-01-01,9,,", head=HEAD.replace("age", "Row_Number"))
    assert tiny.query("select age_years from contact") == [(9,)]


def test_two_headers_that_fold_alike_keep_contacts_apart(tmp_path: Path) -> None:
    export = PLAIN.replace("id: id\n", "").replace("as: updates, newest: {by: version}", "as: overlaps")
    tiny = ingest(tmp_path, export, "x,1,2024-01-01,9,,", "y,1,2024-01-01,9,,", head="año,ano,day,age,place,reason\n")
    tiny.put("d_2.csv", "año,ano,day,age,place,reason\nx,1,2024-01-01,9,,\ny,2,2024-01-01,9,,\n")
    tiny.ingest()
    assert tiny.query("select count(*) from contact") == [(3,)]


def test_a_form_of_a_day_that_fits_only_in_letters_gives_way_to_the_next(tmp_path: Path) -> None:
    export = PLAIN.replace("format: iso", 'format: ["%d/%m/%Y", "%d/%m/%y"]')
    tiny = ingest(tmp_path, export, "a,1,05/03/24,9,,", "b,1,05/03/2024,9,,")
    assert tiny.query("select count(distinct contact_date), min(contact_year) from contact") == [(1, 2024)]


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("['Grief, Bullying at home', 'Bullying, online']", ["Bullying, online", "Grief, Bullying at home"]),
        ("[Grief, Abuse (online)]", ["Abuse (online)", "Grief"]),
        ('["a", nil]', ["a"]),
        ("{l'école, b}", ["b", "l'école"]),
        ('["x, y"]', ["x, y"]),
    ],
)
def test_a_list_in_brackets_is_cut_where_a_program_would(tmp_path: Path, cell: str, values: list[str]) -> None:
    export = PLAIN.replace('delimiter: ";"', "brackets: yes")
    tiny = ingest(tmp_path, export, f'a,1,2024-01-01,9,,"{cell.replace(chr(34), chr(34) * 2)}"')
    assert unmapped(tiny) == values


def test_an_item_begins_where_its_form_does_also_with_blanks_in_it(tmp_path: Path) -> None:
    export = PLAIN.replace('delimiter: ";"', 'delimiter: ",", form: "* - *"')
    tiny = ingest(tmp_path, export, 'a,1,2024-01-01,9,,"Home life - Quarrels, fights, School - Marks"')
    assert unmapped(tiny) == ["Home life > Quarrels, fights", "School > Marks"]


def test_a_place_of_a_tree_that_holds_plain_text_is_a_reject(tmp_path: Path) -> None:
    export = PLAIN.replace("utf-8}}", "utf-8}, json_cells: reason}").replace(
        'cell: reason, delimiter: ";"', "tree: reason.c"
    )
    tiny = ingest(tmp_path, export, 'a,1,2024-01-01,9,,"{""c"": ""Grief""}"', 'b,1,2024-01-01,9,,"{""c"": {}}"')
    assert tiny.query("select row_number, reject_code from rejected_row") == [(1, "bad_form")]


def test_an_id_cannot_stand_in_a_companion(tmp_path: Path) -> None:
    companion = "companions: {n: {files: n.csv, read: {csv: {encoding: utf-8}}, key: id, holds: one}}\n"
    export = PLAIN.replace("id: id\n", "id: {beside: n, take: x}\n" + companion)
    tiny = TinySource.write(tmp_path, export, DECISIONS)
    with pytest.raises(MappingError, match="not in a companion"):
        load_registry(tiny.folder / "mappings")
