"""Reasons in a list of objects: each object tells its own, and nothing else of it is kept anywhere in the lake."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tiny_source import TinySource

NAME = "Quentina Brzoza"
EXPORT = """\
files: "e_*.json"
read: {json: array}
row: contact
id: no
arrives: {as: updates, newest: {by: "e_(%Y-%m-%d).json"}}
date: {column: on, format: iso}
fields: {channel: by, gender: sex, age: age}
reasons: REASONS
"""
DECISIONS = """\
channel,Call,mapped,voice,,,equal,,,,,
gender,Girl,mapped,girl,,,equal,,,,,
reason,Debt,mapped,physical_health.general,,,equal,,,,,
reason,Hunger,mapped,violence.neglect,,,equal,,,,,
reason,Threats,mapped,violence.emotional,,,equal,,,,,
"""
SETTINGS = "setting,Chat room,mapped,online,,,equal,,,,,\nsetting,Street,mapped,offline,,,equal,,,,,\n"
EVENTS = [
    {"who": NAME, "what": "Threats", "where": "Chat room"},
    {"who": NAME, "what": ["Debt", "Hunger"], "where": "Street"},
    {"who": NAME, "what": None},
]


def write(folder: Path, reasons: str, *contacts: object) -> TinySource:
    tiny = TinySource.write(
        folder, EXPORT.replace("REASONS", reasons), DECISIONS + (SETTINGS if "place" in reasons else "")
    )
    rows = [
        {"no": number, "on": f"2024-05-{number:02d}", "by": "Call", "sex": "Girl", "age": 9, "events": one, "tree": one}
        for number, one in enumerate(contacts, 1)
    ]
    (tiny.inbox / "e_2024-05-31.json").write_text(json.dumps(rows), encoding="utf-8")
    return tiny


def bytes_below(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_each_object_tells_its_reasons_and_their_setting(tmp_path: Path) -> None:
    tiny = write(tmp_path, "{each: events, take: what, place: where}", EVENTS, EVENTS[0], [], None)
    tiny.ingest()
    found = tiny.query("select reason_code, setting_code, count(*) from contact_reason group by all order by all")
    assert found == [
        ("physical_health.general", "not_applicable", 1),
        ("violence.emotional", "online", 2),
        ("violence.neglect", "offline", 1),
    ]
    assert tiny.query("select count(*) from contact") == [(4,)]


def test_a_path_that_is_no_list_of_objects_is_a_reject(tmp_path: Path) -> None:
    tiny = write(tmp_path, "{each: events, take: what}", EVENTS, "Threats")
    tiny.ingest()
    assert tiny.query("select n_contacts, n_rejected from delivery") == [(1, 1)]


@pytest.mark.parametrize(
    ("reasons", "told"),
    [("{each: events, take: kind}", "events[].kind"), ("{each: events, take: what, place: at}", "events[].at")],
)
def test_a_key_that_no_object_has_is_said(tmp_path: Path, reasons: str, told: str) -> None:
    findings = [one for result in write(tmp_path, reasons, EVENTS, []).ingest() for one in result.findings]
    assert {one.sentence for one in findings if one.finding_code == "missing_column"} == {
        f"e_2024-05-31.json: no document holds {told}."
    }


@pytest.mark.parametrize("reasons", ["{each: events, take: what}", "{tree: tree}"])
def test_what_is_not_read_within_a_cell_is_kept_nowhere_in_the_lake(tmp_path: Path, reasons: str) -> None:
    held = EVENTS if "each" in reasons else {"Violence": ["Threats"], "remark": f"call {NAME}"}
    tiny = write(tmp_path, reasons, held)
    tiny.ingest()
    assert tiny.query("select count(*) from contact") == [(1,)]
    lake = tmp_path / "warehouse" / "lake"
    assert b"Threats" in bytes_below(lake) or tiny.query("select count(*) from source_value")[0][0]
    assert NAME.encode() not in bytes_below(lake)
    staged = [path for path in lake.rglob("*.parquet") if "staged" in str(path)]
    assert staged
    for path in staged:
        assert not tiny.query(f"select * from read_parquet('{path}') t where cast(t as varchar) like '%{NAME}%'")
