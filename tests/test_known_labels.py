"""A label that holds the separator of its list stays whole where it is known, and nothing of a cell is ever lost."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.constructs.cell import Cell
from schemas.constructs.whole_labels import split_around, whole_label
from tests.tiny_source import TinySource

EXPORT = """\
files: "k_*.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: id
arrives: {as: updates, newest: {by: "k_(%Y-%m-%d).csv"}}
date: {column: day, format: iso}
fields: {channel: by, gender: sex, age: age}
reasons: REASONS
"""
ANSWERS = "channel,Call,mapped,voice,,,equal,,,,,\ngender,Girl,mapped,girl,,,equal,,,,,\n"
PLAIN = "reason,Debt,mapped,physical_health.general,,,equal,,,,,\n"
WHOLE = 'reason,"Hunger, cold or debt",mapped,violence.neglect,,,equal,,,,,\n'
HEAD = "id,day,by,sex,age,why\n"


def write(folder: Path, reasons: str, decisions: str, *cells: str) -> TinySource:
    tiny = TinySource.write(folder, EXPORT.replace("REASONS", reasons), ANSWERS + decisions)
    rows = "".join(f'{number},2024-03-0{number},Call,Girl,12,"{cell}"\n' for number, cell in enumerate(cells, 1))
    (tiny.inbox / "k_2024-03-31.csv").write_text(HEAD + rows, encoding="utf-8")
    return tiny


def values_of(tiny: TinySource) -> list[str]:
    query = "select source_value from source_value where field = 'reason' order by all"
    return [row[0] for row in tiny.query(query)]


def split(cell: str, delimiter: str, labels: list[str]) -> list[str]:
    sql = split_around("$1", delimiter, [whole_label(label, delimiter, None) for label in labels])
    row = duckdb.execute(f"select list_transform({sql}, lambda v: trim(v))", [cell]).fetchone()
    assert row is not None
    return list(row[0])


def test_a_label_with_a_decision_stays_whole_beside_others_and_beside_itself(tmp_path: Path) -> None:
    cells = ("Debt, Hunger, cold or debt", "hunger,  COLD or debt,Debt", "Hunger, cold or debt, Hunger, cold or debt")
    tiny = write(tmp_path, '{cell: why, delimiter: ","}', PLAIN + WHOLE, *cells)
    tiny.ingest()
    found = tiny.query("select contact_id, reason_code from contact_reason order by all")
    assert len({contact for contact, _ in found}) == 3
    assert sorted(code for _, code in found) == ["physical_health.general"] * 2 + ["violence.neglect"] * 3


def test_a_decision_that_comes_later_changes_what_was_staged(tmp_path: Path) -> None:
    tiny = write(tmp_path, '{cell: why, delimiter: ","}', PLAIN, "Hunger, cold or debt", "Debt")
    tiny.ingest()
    assert len(tiny.query("select * from contact_reason where reason_code = 'violence.neglect'")) == 0
    TinySource.write(tmp_path, EXPORT.replace("REASONS", '{cell: why, delimiter: ","}'), ANSWERS + PLAIN + WHOLE)
    tiny.ingest()
    assert len(tiny.query("select * from contact_reason where reason_code = 'violence.neglect'")) == 1


def test_a_suggestion_parts_nothing_and_joins_nothing(tmp_path: Path) -> None:
    tiny = write(tmp_path, '{cell: why, delimiter: ","}', WHOLE.replace("mapped", "suggested"), "Hunger, cold or debt")
    tiny.ingest()
    assert len(values_of(tiny)) == 2


def test_a_label_is_known_under_its_heading_and_by_its_levels(tmp_path: Path) -> None:
    rows = 'reason,"Home > Hunger, cold",mapped,violence.neglect,,,equal,,,,,\n'
    below = '{all_of: {Home: {cell: why, delimiter: ","}}}'
    tiny = write(tmp_path / "a", below, rows, "Hunger, cold")
    tiny.ingest()
    assert [value.lower() for value in values_of(tiny)] == ["home > hunger, cold"]
    tiny = write(tmp_path / "b", '{cell: why, delimiter: ",", path: "/"}', rows, "Debt, Home / Hunger, cold")
    tiny.ingest()
    assert [value.lower() for value in values_of(tiny)] == ["debt", "home > hunger, cold"]


def test_a_label_can_be_named_before_there_is_a_decision(tmp_path: Path) -> None:
    tiny = write(
        tmp_path, '{cell: why, delimiter: ",", whole: "Hunger, cold or debt"}', "", "Hunger, cold or debt, Debt"
    )
    tiny.ingest()
    assert len(values_of(tiny)) == 2
    with pytest.raises(ValueError, match="`whole` goes with `delimiter`"):
        Cell(cell="why", whole="a, b")


WORD = st.text(alphabet="abé.(*\\", min_size=1, max_size=4).map(str.strip).filter(bool)
LABEL = st.lists(WORD, min_size=1, max_size=11)


@given(st.lists(LABEL, min_size=1, max_size=4), st.data(), st.sampled_from([",", ";", "||", ", ", "\\", "."]))
def test_whatever_is_known_no_text_is_lost_and_the_only_label_of_its_words_stays_whole(
    labels: list[list[str]], data: st.DataObject, delimiter: str
) -> None:
    known = [delimiter.join(word.replace(delimiter.strip(), "x") for word in label) for label in labels]
    chosen = data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=4))
    cell = delimiter.join(chosen)
    found = split(cell, delimiter, [label for label in known if delimiter in label])
    kept = [piece.strip().casefold() for piece in delimiter.join(found).split(delimiter)]
    assert kept == [piece.strip().casefold() for piece in cell.split(delimiter)]
    one = known[0]
    assert split(one, delimiter, [one] if delimiter in one else []) == [one.strip()]
