"""What a source's decisions cover is counted as a person would count it, contact by contact."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tiny_source import SOURCE_ID, TinySource
from warehouse.review.source import SourceReview, review_source
from warehouse.store.engine import engine

EXPORT = """\
files: "contacts_*.csv"
read: {csv: {encoding: utf-8, delimiter: ";"}}
row: contact
id: id
arrives: {as: updates, newest: {by: "contacts_(%Y-%m-%d).csv"}}
date: {column: day, format: "%Y-%m-%d"}
fields: {channel: channel, gender: sex, platform: {cell: apps, delimiter: "|"}}
setting: place
reasons: {cell: reasons, delimiter: "|"}
"""
DECISIONS = """\
channel,tel,mapped,voice,,,,,,,,
gender,x,missing,,,,,,,,,
gender,girl,mapped,girl,,,,2024-01-01,,,,
platform,insta,mapped,social_network.instagram,,,,,,,,
setting,net,mapped,online,,,,,,,,
reason,always,mapped,family.general,,,,,,,,
reason,later,mapped,violence.bullying,,,,2024-01-01,,,,
reason,test,ignored,,,,,,,a test,,
reason,maybe,suggested,violence.neglect,,,,,,,,
reason,nowhere,mapped,violence.physical,,,,,,,,
reason,test ended,ignored,,,,,,2022-12-31,over,,
"""
MEANS = {
    ("channel", "tel"): "mapped",
    ("gender", "x"): "missing",
    ("platform", "insta"): "mapped",
    ("setting", "net"): "mapped",
    ("reason", "always"): "mapped",
    ("reason", "test"): "ignored",
}
SINCE_2024 = {("gender", "girl"), ("reason", "later")}
DAYS = (date(2023, 6, 1), date(2023, 12, 31), date(2024, 1, 1), date(2024, 6, 1))

Contact = tuple[date, str, str, list[str], str, list[str]]


def lists_of(*values: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), max_size=4)


CONTACTS: st.SearchStrategy[list[Contact]] = st.lists(
    st.tuples(
        st.sampled_from(DAYS),
        st.sampled_from(["tel", "chat", ""]),
        st.sampled_from(["girl", "x", ""]),
        lists_of("insta", "other app"),
        st.sampled_from(["net", "here", ""]),
        lists_of("always", "later", "test", "maybe", "new", "newer"),
    ),
    min_size=1,
    max_size=12,
)


def write(folder: Path, contacts: list[Contact], decisions: str = DECISIONS) -> TinySource:
    source = TinySource.write(folder, EXPORT, decisions)
    rows = [
        ";".join([str(number), str(day), channel, sex, "|".join(apps), place, "|".join(reasons)])
        for number, (day, channel, sex, apps, place, reasons) in enumerate(contacts)
    ]
    source.put("contacts_2024-07-01.csv", "\n".join(["id;day;channel;sex;apps;place;reasons", *rows]) + "\n")
    source.ingest()
    return source


def review(source: TinySource, most: int = 100) -> SourceReview:
    run = source.run()
    with engine(source.layout.work) as connection:
        return review_source(connection, source.layout, run.registry.sources[SOURCE_ID], run.registry.codes, most)


def values_of(contact: Contact) -> list[tuple[str, str]]:
    _, channel, sex, apps, place, reasons = contact
    one = [("channel", channel), ("gender", sex), ("setting", place)]
    many = [("platform", app) for app in apps] + [("reason", reason) for reason in reasons]
    return [(field, value) for field, value in one + many if value]


def outcome(day: date, field: str, value: str) -> str:
    if (field, value) in SINCE_2024:
        return "mapped" if day >= date(2024, 1, 1) else "unmapped"
    return MEANS.get((field, value), "unmapped")


@pytest.mark.long
@settings(max_examples=8)
@given(CONTACTS)
def test_coverage_is_what_a_person_counts(contacts: list[Contact]) -> None:
    n_values: Counter[tuple[str, str]] = Counter()
    n_contacts: Counter[tuple[str, str]] = Counter()
    n_recorded: Counter[str] = Counter()
    at_stake: Counter[tuple[str, str]] = Counter()
    open_of_contact: list[set[tuple[str, str]]] = []
    for contact in contacts:
        told = [(field, value, outcome(contact[0], field, value)) for field, value in values_of(contact)]
        n_values.update((field, what) for field, _, what in told)
        n_contacts.update({(field, what) for field, _, what in told})
        n_recorded.update({field for field, _, _ in told})
        open_of_contact.append({(field, value) for field, value, what in told if what == "unmapped"})
        at_stake.update(open_of_contact[-1])

    with TemporaryDirectory() as folder:
        source = write(Path(folder), contacts)
        found = review(source)
        lake = source.query("select field, outcome_code, sum(n_values)::bigint from source_value group by all")

    assert found.n_contacts == len(contacts)
    assert {(one.field, one.outcome_code): one.n_values for one in found.counts} == n_values
    assert {(one.field, one.outcome_code): one.n_values for one in found.counts} == {row[:2]: row[2] for row in lake}
    assert {(one.field, one.outcome_code): one.n_contacts for one in found.counts} == n_contacts
    assert {one.field: one.n_recorded for one in found.counts} == n_recorded
    assert {(one.field, one.source_value): one.n_contacts for one in found.open_values} == at_stake
    stakes = [one.n_contacts for one in found.open_values]
    assert stakes == sorted(stakes, reverse=True)
    assert found.n_with_open == sum(bool(values) for values in open_of_contact)
    decided: set[tuple[str, str]] = set()
    for one in found.open_values:
        decided.add((one.field, one.source_value))
        assert one.n_settled == sum(bool(values) and values <= decided for values in open_of_contact)


A_CONTACT: Contact = (DAYS[0], "tel", "x", ["insta"], "net", ["always", "later", "maybe"])


def test_decisions_that_no_value_needs_are_named(tmp_path: Path) -> None:
    found = review(write(tmp_path, [A_CONTACT, (DAYS[1], "tel", "girl", [], "", ["test", "test ended"])]))

    assert [(one.line, one.field, one.source_value) for one in found.unfired] == [
        (4, "gender", "girl"),  # the only girl was before its first day
        (8, "reason", "later"),
        (11, "reason", "nowhere"),
        (12, "reason", "test ended"),
    ]


def test_an_age_written_otherwise_fires_the_decision_on_its_number(tmp_path: Path) -> None:
    export = EXPORT.replace("gender: sex", "age: sex")
    source = TinySource.write(tmp_path, export, "age,99,missing,,,,,,,,,\nage,98,missing,,,,,,,,,\n")
    source.put("contacts_2024-07-01.csv", "id;day;channel;sex;apps;place;reasons\n1;2024-01-01;;099;;;\n")
    source.ingest()

    assert [one.source_value for one in review(source).unfired] == ["98"]


def test_an_edit_is_seen_before_anything_is_run(tmp_path: Path) -> None:
    source = write(tmp_path, [A_CONTACT])
    before = source.lake_bytes()
    assert not review(source).is_mapping_changed

    source = TinySource.write(tmp_path, EXPORT, DECISIONS.replace("maybe,suggested", "maybe,mapped"))
    found = review(source)

    assert found.is_mapping_changed
    assert [one.source_value for one in found.open_values] == ["later"]
    assert source.lake_bytes() == before


def test_a_newer_version_of_a_contact_counts_once(tmp_path: Path) -> None:
    source = write(tmp_path, [A_CONTACT])
    source.put("contacts_2024-08-01.csv", "id;day;channel;sex;apps;place;reasons\n0;2024-06-01;chat;;;;new|new\n")
    source.ingest()
    found = review(source)

    assert found.n_contacts == 1
    assert {(one.field, one.source_value, one.n_values, one.n_contacts) for one in found.open_values} == {
        ("channel", "chat", 1, 1),
        ("reason", "new", 2, 1),
    }


def test_without_staged_contacts_the_coverage_of_the_lake_is_told(tmp_path: Path) -> None:
    source = write(tmp_path, [A_CONTACT, A_CONTACT])
    exact = review(source)
    shutil.rmtree(source.lake / "staged")
    found = review(source)

    assert [(one.field, one.outcome_code, one.n_values) for one in found.counts] == [
        (one.field, one.outcome_code, one.n_values) for one in exact.counts
    ]
    assert found.n_with_open is None
    assert {one.n_settled for one in found.open_values} == {None}
    assert exact.n_with_open == 2


def test_a_conflict_of_setting_is_counted_by_reason(tmp_path: Path) -> None:
    decisions = DECISIONS.replace(
        "reason,always,mapped,family.general,,", "reason,always,mapped,violence.bullying,offline,label"
    )
    found = review(
        write(tmp_path, [(DAYS[3], "", "", [], "net", ["always"]), (DAYS[3], "", "", [], "", ["always"])], decisions)
    )

    assert [(one.reason_code, one.n_conflicts, one.n_reasons) for one in found.conflicts] == [
        ("violence.bullying", 1, 2)
    ]


def test_only_so_much_of_the_worklist_is_read_as_was_asked_for(tmp_path: Path) -> None:
    found = review(write(tmp_path, [(DAYS[0], "chat", "", ["other app"], "here", ["new", "newer"])]), most=2)

    assert found.n_open == 5
    assert [one.place for one in found.open_values] == [1, 2]
