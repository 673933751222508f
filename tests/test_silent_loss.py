"""What once was lost, doubled or given a meaning without a word: each with the smallest input that shows it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from schemas.mapping.registry import load_registry
from schemas.text.problem import MappingError
from tests.tiny_source import SOURCE, TinySource
from warehouse.publish.release import ReleaseRefusedError
from warehouse.publish.step import publish

CSV = """\
files: "d_*.csv"
read: {csv: {encoding: ENCODING, delimiter: ","}}
row: ROW
id: id
arrives: {as: updates, newest: {by: version}}
date: {column: day, format: iso}
fields: {channel: {never: not asked}, age: age}
setting: place
reasons: {cell: reason}
leave_out: [{column: kind, is: test, because: training}]
"""
JSON = """\
files: "*.json"
read: {json: one_per_file}
row: contact
id: id
arrives: {as: updates, newest: {by: at}}
date: {column: at, format: iso}
fields: {channel: {never: not asked}}
reasons: {tree: [new, old]}
"""
DECISIONS = """\
reason,Extortion,mapped,violence.sexual.extortion,,,equal,,,,,
reason,Threats,mapped,violence.harassment,,,equal,,,,,
reason,Main > Sub,mapped,violence,,,equal,,,,,
reason,Main,mapped,violence,,,equal,,,,,
"""
OF_CSV = (
    "setting,Internet,mapped,online,,,equal,,,,,\nsetting,Home,mapped,offline,,,equal,,,,,\nage,99,missing,,,,,,,,,\n"
)
HEAD = "id,version,day,age,place,reason,kind\n"


def of_csv(folder: Path, *rows: str, row: str = "contact", encoding: str = "utf-8") -> TinySource:
    export = CSV.replace("ROW", row).replace("ENCODING", encoding)
    tiny = TinySource.write(folder, export, DECISIONS.replace("reason,Main", "reason,Major") + OF_CSV)
    tiny.put("d_1.csv", HEAD + "".join(f"{one}\n" for one in rows))
    return tiny


def values_of_tree(folder: Path, *trees: str) -> list[tuple[object, ...]]:
    tiny = TinySource.write(folder, JSON, DECISIONS)
    for number, tree in enumerate(trees):
        tiny.put(f"{number}.json", f'{{"id": {number}, "at": "2024-01-0{number + 1}T10:00:00Z", {tree}}}')
    tiny.ingest()
    return tiny.query("select source_value, outcome_code from source_value where field = 'reason' order by all")


def test_a_contact_whose_newest_version_is_left_out_is_no_contact(tmp_path: Path) -> None:
    tiny = of_csv(tmp_path, "a,1,2024-01-01,9,Home,Threats,", "b,1,2024-01-01,9,Home,Threats,")
    tiny.ingest()
    tiny.put("d_2.csv", HEAD + "a,2,2024-01-01,9,Home,Threats,test\n")
    tiny.ingest()
    assert tiny.query("select count(*) from contact") == [(1,)]
    assert tiny.query("select sum(n_superseded), sum(n_ignored) from delivery") == [(1, 1)]


def test_in_a_row_per_reason_the_place_is_the_reasons_own(tmp_path: Path) -> None:
    tiny = of_csv(tmp_path, "a,1,2024-01-01,9,Home,Threats,", "a,1,2024-01-01,9,Internet,Extortion,", row="reason")
    tiny.ingest()
    assert tiny.query("select reason_code, setting_code from contact_reason order by all") == [
        ("violence.harassment", "offline"),
        ("violence.sexual.extortion", "online"),
    ]


@pytest.mark.parametrize(
    "day", ["2024-01-01T02:00:00 UTC", "2024-01-01T02:00:00 Europe/Madrid", "2024-01-01T02:00:00+99:00"]
)
def test_a_zone_that_is_not_read_is_no_date(tmp_path: Path, day: str) -> None:
    tiny = of_csv(tmp_path, f"a,1,{day},9,Home,Threats,", "b,1,2024-01-01,9,Home,Threats,")
    tiny.ingest()
    assert tiny.query("select reject_code from rejected_row") == [("bad_date",)]


@pytest.mark.parametrize(("older", "newer"), [("9", "10"), ("2024-01-01", "2024-01-01T00:00:01")])
def test_the_greater_version_wins(tmp_path: Path, older: str, newer: str) -> None:
    rows = [f"a,{newer},2024-01-01,9,Home,Threats,", f"a,{older},2024-01-01,8,Home,Threats,"]
    tiny = of_csv(tmp_path, *rows)
    tiny.ingest()
    assert tiny.query("select age_years from contact") == [(9,)]


def test_a_version_that_is_no_version_is_rejected(tmp_path: Path) -> None:
    tiny = of_csv(tmp_path, "a,1.10,2024-01-01,9,Home,Threats,", "b,1,2024-01-01,9,Home,Threats,")
    tiny.ingest()
    assert tiny.query("select reject_code from rejected_row") == [("bad_version",)]


@pytest.mark.parametrize("age", ["99", "099", "99.0"])
def test_a_number_that_means_missing_means_it_in_every_spelling(tmp_path: Path, age: str) -> None:
    tiny = of_csv(tmp_path, f"a,1,2024-01-01,{age},Home,Threats,")
    tiny.ingest()
    assert tiny.query("select age_years, population_code from contact") == [(None, "unknown")]


def test_who_is_never_asked_for_an_age_has_no_population(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, JSON, DECISIONS)
    tiny.put("1.json", '{"id": 1, "at": "2024-01-01", "new": {}}')
    tiny.ingest()
    assert tiny.query("select population_code, age_band_code from contact") == [(None, None)]


@pytest.mark.parametrize(
    ("tree", "values"),
    [
        ('"new": {"Main": [null, "Sub"]}', [("Main > Sub", "mapped")]),
        ('"new": {"Main": true}', [("Main", "mapped")]),
        ('"new": {"Main": {"Sub": "yes"}}', [("Main > Sub=?", "unmapped")]),
        ('"new": {"Main": {"Sub": {"Deeper": true}}}', [("Main > Sub=?", "unmapped")]),
        ('"new": {"Main": {"Sub": false}, "x": false, "y": null}', []),
        ('"new": {}, "old": {"Main": {"Sub": true}}', [("Main > Sub", "mapped")]),
    ],
)
def test_nothing_ticked_in_a_tree_is_dropped(tmp_path: Path, tree: str, values: list[tuple[object, ...]]) -> None:
    assert values_of_tree(tmp_path, tree) == values


def test_a_path_that_no_document_has_is_told(tmp_path: Path) -> None:
    assert values_of_tree(tmp_path, '"moved": {"Main": ["Sub"]}') == []
    tiny = TinySource(tmp_path)
    query = "select state_code from lake_finding where finding_code = 'missing_column'"
    assert tiny.query(query) == [("warn",)]


def test_many_small_files_cannot_be_ordered_by_a_name_that_they_do_not_have(tmp_path: Path) -> None:
    for by in ("received", "x_(%Y-%m-%d).json"):
        tiny = TinySource.write(tmp_path, JSON.replace("newest: {by: at}", f'newest: {{by: "{by}"}}'), DECISIONS)
        with pytest.raises(MappingError, match="order them by a path"):
            load_registry(tiny.folder / "mappings")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_line_that_is_no_header_is_not_told(tmp_path: Path, encoding: str) -> None:
    tiny = of_csv(tmp_path, encoding=encoding)
    tiny.put("d_1.csv", "Ana Gomez,Ana Gomez,+34 600,rue,plase,agee,raison\n" * 3)
    findings = [finding for result in tiny.ingest() for finding in result.findings]
    assert {finding.finding_code for finding in findings} == {"missing_column"}
    for word in ("Ana", "Gomez", "600", "plase"):
        assert not any(word in finding.sentence for finding in findings)


def test_a_mark_of_utf8_under_another_encoding_holds_the_file(tmp_path: Path) -> None:
    tiny = of_csv(tmp_path, encoding="cp1252")
    tiny.put("d_1.csv", b"\xef\xbb\xbf" + (HEAD + "a,1,2024-01-01,9,Home,Menaces \xc3\xa9,\n").encode())
    findings = [finding for result in tiny.ingest() for finding in result.findings]
    assert {finding.finding_code for finding in findings} == {"wrong_encoding"}


def test_a_source_that_lost_its_mapping_stops_the_release(tmp_path: Path) -> None:
    tiny = of_csv(tmp_path, "a,1,2024-01-01,9,Home,Threats,")
    tiny.ingest()
    run = tiny.run()
    shutil.copytree(tiny.folder / "mappings" / "tiny", tiny.folder / "mappings" / "other")
    (tiny.folder / "mappings" / "other" / "source.yaml").write_text(SOURCE, encoding="utf-8")
    shutil.rmtree(tiny.folder / "mappings" / "tiny")
    with pytest.raises(ReleaseRefusedError, match="tiny: what came from there is in the lake"):
        publish(TinySource(tiny.folder).run(), "test")
    assert run.layout.source_manifest("tiny").exists()


def test_a_period_that_was_emptied_or_renamed_is_told(tmp_path: Path) -> None:
    export = CSV.replace(
        "arrives: {as: updates, newest: {by: version}}", 'arrives: {as: replaces_period, slot: "d_(%Y)*.csv"}'
    )
    export = export.replace("ROW", "contact").replace("ENCODING", "utf-8")
    tiny = TinySource.write(tmp_path, export, DECISIONS.replace("reason,Main", "reason,Major") + OF_CSV)
    tiny.put("d_2024north.csv", HEAD + "a,1,2024-01-01,9,Home,Threats,\n")
    tiny.ingest()
    tiny.put("d_2024south.csv", HEAD + "b,1,2024-01-01,9,Home,Threats,\n")
    tiny.ingest()
    said = "select state_code, sentence from lake_finding where finding_code = '{}'"
    [(state, sentence)] = tiny.query(said.format("doubtful_replacement"))
    assert state == "warn" and "both stand for the period 2024" in sentence
    tiny.put("d_2024south.csv", HEAD)
    tiny.ingest()
    [(state, sentence)] = tiny.query(said.format("shrunk_replacement"))
    assert state == "fail" and "came again with 0 records, 1 before" in sentence
    assert tiny.query("select count(*) from contact") == [(1,)]
