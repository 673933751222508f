"""A key that a list does not hold is no value: an id never stands as a gender, an age or a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.mapping.registry import load_registry
from schemas.text.problem import MappingError
from tests.tiny_source import TinySource

EXPORT = """\
files: "facts.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: fact
companions:
  persons: {files: persons.csv, read: {csv: {encoding: utf-8}}, key: person, holds: one}
  topics: {files: topics.csv, read: {csv: {encoding: utf-8}}, key: [list, code], of: [list, topic], holds: one}
arrives: {as: updates, newest: {by: received}}
date: {column: day, format: iso}
fields:
  channel: {never: not asked}
  gender: {coded: {beside: persons, take: sex}, labels: {1: f, 2: m}}
  age: {first_of: [{beside: persons, take: age}, {beside: persons, take: years}]}
  platform: {beside: persons, take: {cell: apps, delimiter: ";"}}
reasons: {beside: topics, take: {levels: [main, sub]}}
"""
DECISIONS = """\
reason,Violence > Threats,mapped,violence.harassment,,,equal,,,,,
gender,f,mapped,girl,,,equal,,,,,
gender,m,mapped,boy,,,equal,,,,,
platform,Instagram,mapped,social_network.instagram,,,equal,,,,,
"""
FACTS = "1,2024-01-01,71203344,a,1\n2,2024-01-02,71205599,a,9\n3,2024-01-03,71201111,b,1\n4,2024-01-04,,,\n"
PERSONS = "71203344,1,9,,Instagram\n71201111,,,,\n"
TOPICS = "a,1,Violence,Threats\n"


def ingest(folder: Path, export: str = EXPORT) -> TinySource:
    tiny = TinySource.write(folder, export, DECISIONS)
    tiny.put("facts.csv", "fact,day,person,list,topic\n" + FACTS)
    tiny.put("persons.csv", "person,sex,age,years,apps\n" + PERSONS)
    tiny.put("topics.csv", "list,code,main,sub\n" + TOPICS)
    tiny.ingest()
    return tiny


def values(tiny: TinySource) -> list[tuple[object, ...]]:
    return tiny.query("select field, source_value, outcome_code from source_value order by all")


KNOWN = [
    ("age", "9", "mapped"),
    ("gender", "f", "mapped"),
    ("platform", "Instagram", "mapped"),
    ("reason", "Violence > Threats", "mapped"),
]


@pytest.mark.parametrize("declared", ["", ", where_absent: missing"])
def test_what_a_list_does_not_hold_is_missing(tmp_path: Path, declared: str) -> None:
    tiny = ingest(tmp_path, EXPORT.replace("holds: one", f"holds: one{declared}"))
    assert values(tiny) == KNOWN
    query = "select gender_code, age_years, n_reasons from contact order by contact_date"
    assert tiny.query(query) == [("girl", 9, 1), ("unknown", None, 0), ("unknown", None, 0), ("unknown", None, 0)]


def test_it_is_said_with_numbers(tmp_path: Path) -> None:
    tiny = ingest(tmp_path)
    query = "select numerator, denominator, sentence from lake_finding where finding_code = 'missing_reference'"
    found = tiny.query(query)
    assert sorted((n, of) for n, of, _ in found) == [(1, 3), (1, 3), (2, 3)]
    text = " ".join(sentence for _, _, sentence in found)
    assert "something that the companion persons does not hold (column person)" in text
    assert "something under which the companion persons holds nothing (column person)" in text
    assert "something that the companion topics does not hold (column list, topic)" in text
    assert "7120" not in text


def test_no_byte_of_the_lake_holds_the_key(tmp_path: Path) -> None:
    tiny = ingest(tmp_path)
    tables = ("contact", "contact_reason", "contact_attribute", "source_value", "lake_finding")
    rows = [row for table in tables for row in tiny.query(f"select * from {table}")]
    staged = list(tiny.lake.rglob("staged/*.parquet"))
    assert staged
    for path in staged:
        rows += tiny.query(f"select columns(*)::varchar from read_parquet('{path}')")
    assert "7120" not in repr(rows)


def test_a_short_code_may_stand_for_itself_by_declaration(tmp_path: Path) -> None:
    export = EXPORT.replace("of: [list, topic], holds: one", "of: [list, topic], holds: one, where_absent: value")
    tiny = ingest(tmp_path, export)
    assert values(tiny) == sorted([*KNOWN, ("reason", "a 9", "unmapped"), ("reason", "b 1", "unmapped")])
    query = "select sentence from lake_finding where finding_code = 'missing_reference' and sentence like '%topics%'"
    ((sentence,),) = tiny.query(query)
    assert "as the mapping says" in sentence


def test_a_list_that_came_again_whole_gives_the_values(tmp_path: Path) -> None:
    tiny = ingest(tmp_path)
    tiny.put("persons.csv", "person,sex,age,years,apps\n" + PERSONS + "71205599,2,,11,\n")
    tiny.ingest()
    query = "select gender_code, age_years from contact order by contact_date limit 2"
    assert tiny.query(query) == [("girl", 9), ("boy", 11)]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("key: person,", "key: person, of: fact, where_absent: value,"), "an id is never a value"),
        (("key: person, holds: one", "key: person, holds: many, where_absent: value"), "goes with `holds: one`"),
    ],
)
def test_an_id_is_refused_as_a_value(tmp_path: Path, change: tuple[str, str], complaint: str) -> None:
    tiny = TinySource.write(tmp_path, EXPORT.replace(*change), DECISIONS)
    with pytest.raises(MappingError, match=complaint):
        load_registry(tiny.folder / "mappings")
