"""What a contact has once, taken from a companion with several records of it: said as split records are."""

from __future__ import annotations

from pathlib import Path

from tests.tiny_source import TinySource

EXPORT = """\
files: "events_*.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: event
companions:
  victims: {files: "victims_(%Y).csv", read: {csv: {encoding: utf-8}}, key: event, holds: many}
arrives: {as: replaces_period, slot: "events_(%Y).csv"}
date: {column: day, format: iso}
fields: {channel: {never: not asked}, gender: {beside: victims, take: sex}, age: {beside: victims, take: age}}
reasons: {cell: act}
"""
DECISIONS = """\
reason,Threats,mapped,violence.harassment,,,equal,,,,,
reason,Beating,mapped,violence.physical,,,equal,,,,,
gender,f,mapped,girl,,,equal,,,,,
gender,m,mapped,boy,,,equal,,,,,
"""
EVENTS = "".join(f"{event},2024-03-0{event},Threats\n" for event in range(1, 6))
VICTIMS = "1,f,9\n2,f,10\n2,m,11\n2,f,10\n3,m,12\n3,m,12\n4,f,\n4,,13\n"
"""Of five events one has two sexes and two ages, one says the same twice, one is told in halves, one has nobody."""


def ingest(folder: Path, victims: str = VICTIMS, export: str = EXPORT, events: str = EVENTS) -> TinySource:
    tiny = TinySource.write(folder, export, DECISIONS)
    tiny.put("events_2024.csv", "event,day,act\n" + events)
    tiny.put("victims_2024.csv", "event,sex,age\n" + victims)
    tiny.ingest()
    return tiny


def split(tiny: TinySource) -> list[tuple[object, ...]]:
    query = "select numerator, denominator, sentence from lake_finding where finding_code = 'split_contacts'"
    return tiny.query(query)


def test_contacts_that_disagree_and_records_that_are_not_seen_are_counted(tmp_path: Path) -> None:
    ((n_differ, n_contacts, sentence),) = split(ingest(tmp_path))
    assert (n_differ, n_contacts) == (1, 5)
    assert "companion victims" in str(sentence)
    # Two more of event 2, one of event 3; of event 4 each gives one answer.
    assert "3 records are not seen" in str(sentence)


def test_the_first_that_is_filled_counts(tmp_path: Path) -> None:
    tiny = ingest(tmp_path)
    query = "select gender_code, age_years from contact order by contact_date"
    assert tiny.query(query) == [("girl", 9), ("girl", 10), ("boy", 12), ("girl", 13), ("unknown", None)]


def test_records_that_say_nothing_are_not_seen_either(tmp_path: Path) -> None:
    ((n_differ, _, sentence),) = split(ingest(tmp_path, "1,f,9\n1,,\n2,,\n2,,\n"))
    assert n_differ == 0
    assert "2 records are not seen" in str(sentence)


def test_one_record_a_contact_is_said_nothing_of(tmp_path: Path) -> None:
    assert split(ingest(tmp_path, "1,f,9\n2,,\n3,m,12\n")) == []


def test_contacts_that_are_left_out_are_not_counted(tmp_path: Path) -> None:
    ((n_differ, n_contacts, sentence),) = split(
        ingest(tmp_path, export=EXPORT + "leave_out: [{column: event, is: 2, because: a test}]\n")
    )
    assert (n_differ, n_contacts) == (0, 4)
    assert "1 record is not seen" in str(sentence)


def test_answers_that_stand_each_on_a_record_of_its_own_are_all_seen(tmp_path: Path) -> None:
    question = "{beside: victims, take: {when: {column: sex, is: %s}, take: age}}"
    fields = f"gender: {question % 'GENDER'}, age: {question % 'AGE'}"
    export = EXPORT.replace("gender: {beside: victims, take: sex}, age: {beside: victims, take: age}", fields)
    told = "1,GENDER,f\n1,AGE,9\n1,WEATHER,rain\n2,AGE,10\n2,AGE,11\n"
    ((n_differ, _, sentence),) = split(ingest(tmp_path, told, export))
    assert n_differ == 1
    assert "1 record is not seen" in str(sentence)


def test_records_whose_reasons_are_read_too_are_unseen_where_they_disagree(tmp_path: Path) -> None:
    export = EXPORT.replace("{beside: victims, take: age}", "age")
    export = export.replace("reasons: {cell: act}", "reasons: {beside: victims, take: {cell: age}}")
    tiny = ingest(
        tmp_path,
        "1,f,Threats\n1,f,Beating\n2,f,Threats\n2,m,Beating\n2,,Beating\n",
        export.replace("age: age", "age: act"),
        "1,2024-03-01,9\n2,2024-03-02,9\n",
    )
    ((n_differ, n_contacts, sentence),) = split(tiny)
    assert (n_differ, n_contacts) == (1, 2)
    assert "1 record is not seen" in str(sentence)
    assert tiny.query("select sum(n_reasons) from contact") == [(4,)]


def test_a_list_whose_key_stands_twice_with_other_answers_is_a_split_contact(tmp_path: Path) -> None:
    tiny = ingest(tmp_path, export=EXPORT.replace("holds: many", "holds: one"))
    ((n_differ, n_contacts, _),) = split(tiny)
    assert (n_differ, n_contacts) == (1, 5)
    assert tiny.query("select count(*) from lake_finding where finding_code = 'repeated_reference'") == [(1,)]


def test_a_companion_that_came_again_is_counted_anew(tmp_path: Path) -> None:
    tiny = ingest(tmp_path)
    tiny.put("victims_2024.csv", "event,sex,age\n1,f,9\n1,m,10\n2,f,10\n9,f,1\n")
    tiny.ingest()
    ((n_differ, n_contacts, sentence),) = split(tiny)
    assert (n_differ, n_contacts) == (1, 5)
    assert "1 record is not seen" in str(sentence)
    rejected = "select row_number, reject_code, file_name from rejected_row"
    assert tiny.query(rejected) == [(4, "no_parent", "victims_2024.csv (victims)")]
