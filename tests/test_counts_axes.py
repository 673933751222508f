"""Axes of counts: blocks of columns that count the same contacts, and axes that are none of ours, never add up wrongly."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.mapping.registry import load_registry
from schemas.text.problem import MappingError
from tests.tiny_source import TinySource
from warehouse.store.manifest import read_source_manifest
from warehouse.store.run import SourceHeldError

HEAD = """\
files: "*.csv"
read: {csv: {encoding: utf-8}}
row: count
arrives: {as: replaces_period}
period: {column: month, format: "%Y-%m"}
"""
BLOCKS = HEAD + 'across: [{prefix: "Why: ", gives: reason}, {columns: [Girls, Boys], gives: gender}]\n'
DECISIONS = """\
reason,Why: Grief,mapped,mental_health.mood,,,,,,,,
reason,Why: Rows,mapped,violence.physical,,,,,,,,
reason,Grief,mapped,mental_health.mood,,,,,,,,
reason,Rows,mapped,violence.physical,,,,,,,,
"""
GENDERS = "gender,Girls,mapped,girl,,,,,,,,\ngender,Boys,mapped,boy,,,,,,,,\n"
CALLERS = HEAD + (
    "count: n\nreasons: why\nfields: {other: who}\n"
    "other: {axis: caller, labels: {mother: [Mère, Maman], teacher: Teacher, child: Child}}\n"
)
ROWS = "month,why,who,n\n2024-01,Grief,MÈRE,30\n2024-01,Grief,teacher,4\n2024-01,Grief,,1\n2024-01,Rows,Maman,2\n"


def test_two_blocks_of_the_same_contacts_are_two_axes(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, BLOCKS, DECISIONS + GENDERS)
    tiny.put("r.csv", "month,Why: Grief,Why: Rows,Girls,Boys,Note\n2024-01,5,7,8,4,free text\n2024-02,1,,1,,\n")
    tiny.ingest()
    assert tiny.query("select axes, reason_code, gender_code, n_contacts from reported_count order by all") == [
        ("gender", None, "boy", 4),
        ("gender", None, "girl", 1),
        ("gender", None, "girl", 8),
        ("reason", "mental_health.mood", None, 1),
        ("reason", "mental_health.mood", None, 5),
        ("reason", "violence.physical", None, 7),
    ]
    # 13 contacts in counts, not 26: the blocks count the same ones
    manifest = read_source_manifest(tiny.layout, "tiny")
    assert manifest is not None
    assert manifest.n_counted == 13
    assert tiny.query("select finding_code, state_code from lake_finding") == [("new_column", "pass")]
    assert tiny.query("select n_rows, n_rows_used from delivery") == [(2, 2)]
    assert not any(step.changed for step in tiny.ingest())


def test_a_cell_beside_the_blocks_tells_of_both(tmp_path: Path) -> None:
    tiny = TinySource.write(
        tmp_path, BLOCKS + "setting: where\n", DECISIONS + GENDERS + "setting,Net,mapped,online,,,,,,,,\n"
    )
    tiny.put("r.csv", "month,where,Why: Grief,Why: Rows,Girls,Boys\n2024-01,Net,5,7,8,4\n")
    tiny.ingest()
    assert tiny.query("select axes, sum(n_contacts)::bigint from reported_count group by all order by all") == [
        ("reason, setting", 12),
        ("setting, gender", 12),
    ]


def test_a_column_in_two_blocks_is_refused_where_it_is_seen(tmp_path: Path) -> None:
    export = HEAD + "across: [{prefix: Why, gives: reason}, {prefix: 'Why: R', gives: gender}]\n"
    tiny = TinySource.write(tmp_path, export, DECISIONS)
    tiny.put("r.csv", "month,Why: Grief,Why: Rows\n2024-01,5,7\n")
    tiny.ingest()
    (finding,) = tiny.rows("select * from lake_finding")
    assert (finding["finding_code"], finding["state_code"]) == ("missing_column", "fail")
    assert "two blocks of `across`: 'Why: Rows'" in finding["sentence"]


def test_who_called_is_an_axis_of_its_own_and_no_gender(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, CALLERS, DECISIONS)
    tiny.put("r.csv", ROWS + "2024-01,Rows,Cousin Bob,3\n")
    tiny.ingest()
    columns = "axes, reason_code, gender_code, other_axis, other_label, n_contacts"
    assert tiny.query(f"select {columns} from reported_count order by all") == [
        ("reason, other", "mental_health.mood", None, "caller", "mother", 30),
        ("reason, other", "mental_health.mood", None, "caller", "teacher", 4),
        ("reason, other", "mental_health.mood", None, "caller", "unknown", 1),
        ("reason, other", "violence.physical", None, "caller", "mother", 2),
        ("reason, other", "violence.physical", None, "caller", "unknown", 3),
    ]
    (finding,) = tiny.rows("select * from lake_finding")
    assert (finding["finding_code"], finding["numerator"], finding["denominator"]) == ("undeclared_labels", 1, 5)
    released = str([tiny.rows("from reported_count"), tiny.rows("from source_value"), finding])
    assert "Bob" not in released


def test_figures_by_reason_add_up_over_the_other_axis_once(tmp_path: Path) -> None:
    """The same counts without that axis give the same figures by reason."""
    figures = "select reason_code, sum(n_contacts)::bigint from reported_count group by all order by all"
    given = []
    for name, export in (("with", CALLERS), ("without", CALLERS.split("fields:")[0])):
        (tmp_path / name).mkdir()
        tiny = TinySource.write(tmp_path / name, export, DECISIONS)
        tiny.put("r.csv", ROWS)
        tiny.ingest()
        given.append(tiny.query(figures))
    assert given[0] == given[1] == [("mental_health.mood", 35), ("violence.physical", 2)]


def test_a_header_may_tell_the_other_axis(tmp_path: Path) -> None:
    export = HEAD + 'across: {split: " / ", gives: [reason, other]}\nother: {axis: province, labels: [North, South]}\n'
    tiny = TinySource.write(tmp_path, export, DECISIONS)
    tiny.put("r.csv", "month,Grief / North,Grief / South,Rows / East\n2024-01,5,7,1\n")
    tiny.ingest()
    assert tiny.query("select other_axis, other_label, n_contacts from reported_count order by all") == [
        ("province", "North", 5),
        ("province", "South", 7),
        ("province", "unknown", 1),
    ]


def test_a_total_over_the_other_axis_is_seen(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, CALLERS, DECISIONS)
    tiny.put("r.csv", ROWS + "2024-01,Grief,All,35\n")
    with pytest.raises(SourceHeldError, match="total_beside_parts"):
        tiny.ingest()


@pytest.mark.parametrize(
    ("part", "instead", "said"),
    [
        ("other: {axis: caller", "#", "`other` says what an axis is"),
        ("fields: {other: who}\n", "", "`other` says what an axis is"),
        ("axis: caller", "axis: Caller name", "axis"),
        ("teacher: Teacher", "teacher: Maman", "stands under `labels` twice"),
        ("count: n\n", "across: [{columns: [a], gives: gender}, {columns: [a], gives: setting}]\n", "stands in two blocks"),
        ("count: n\n", "across: [{gives: gender}, {gives: setting}]\n", "one at most is the rest"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(part: str, instead: str, said: str, tmp_path: Path) -> None:
    assert CALLERS.count(part) == 1
    TinySource.write(tmp_path, CALLERS.replace(part, instead), "")
    with pytest.raises(MappingError, match=said):
        load_registry(tmp_path / "mappings")
