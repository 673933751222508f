"""`once_per`: of records that repeat a reason the first of each key counts, and what the others tell is counted."""

from __future__ import annotations

from pathlib import Path

from tests.tiny_source import TinySource, codes_of

EXPORT = """\
files: "charges_*.csv"
read: {csv: {encoding: utf-8}}
row: reason
id: event
once_per: [victim, charge]
arrives: {as: replaces_period, slot: "charges_(%Y).csv"}
date: {column: day, format: iso}
fields: {channel: {never: not asked}, platform: app}
setting: place
reasons: {cell: reason, delimiter: ";"}
"""
DECISIONS = """\
reason,Threats,mapped,violence.harassment,,,equal,,,,,
reason,Beating,mapped,violence.physical,,,equal,,,,,
reason,Extortion,mapped,violence.sexual.extortion,,,equal,,,,,
setting,Net,mapped,online,,,equal,,,,,
setting,Home,mapped,offline,,,equal,,,,,
"""
HEAD = "event,victim,charge,day,app,place,reason\n"
REASONS = "select reason_code, setting_code, n_source_values from contact_reason order by all"
N_RECORDED = "select n_reasons_recorded from contact order by contact_date"


def ingest(folder: Path, rows: str, export: str = EXPORT) -> TinySource:
    tiny = TinySource.write(folder, export, DECISIONS)
    tiny.put("charges_2024.csv", HEAD + rows)
    tiny.ingest()
    return tiny


def unlike(tiny: TinySource) -> list[tuple[object, ...]]:
    query = """
        select numerator, denominator from lake_finding
        where finding_code = 'split_contacts' and sentence like '%once_per%'"""
    return tiny.query(query)


def test_the_first_record_of_each_key_counts_whatever_the_others_tell(tmp_path: Path) -> None:
    rows = "1,a,1,2024-01-01,,Net,Threats\n1,a,1,2024-01-01,,Net,Extortion\n1,a,1,2024-01-01,,Net,Threats\n"
    tiny = ingest(tmp_path, rows)
    assert tiny.query(REASONS) == [("violence.harassment", "online", 1)]
    assert unlike(tiny) == [(1, 3)]


def test_a_setting_that_differs_is_told_and_not_counted(tmp_path: Path) -> None:
    rows = "1,a,1,2024-01-01,,Net,Threats\n1,a,1,2024-01-01,,Home,Threats\n"
    tiny = ingest(tmp_path, rows)
    assert tiny.query(REASONS) == [("violence.harassment", "online", 1)]
    assert unlike(tiny) == [(1, 2)]


def test_a_record_that_only_says_the_same_again_is_said_nothing_of(tmp_path: Path) -> None:
    rows = "1,a,1,2024-01-01,,,Threats\n1,a,1,2024-01-01,,Net,Threats\n1,b,1,2024-01-01,,Net,Extortion\n"
    tiny = ingest(tmp_path, rows)
    expected = [("violence.harassment", "online", 1), ("violence.sexual.extortion", "online", 1)]
    assert tiny.query(REASONS) == expected
    assert unlike(tiny) == []


def test_every_part_of_a_key_tells_reasons_apart(tmp_path: Path) -> None:
    rows = "".join(
        f"1,{victim},{charge},2024-01-01,,Net,Threats\n"
        for victim, charge in (("a", "1"), ("a", "2"), ("b", "1"), ("a", "1"), ("a1", ""), ("a", ""), ("", "1"))
    )
    assert ingest(tmp_path, rows).query(N_RECORDED) == [(6,)]


def test_keys_of_one_contact_say_nothing_of_another(tmp_path: Path) -> None:
    rows = "1,a,1,2024-01-01,,Net,Threats\n2,a,1,2024-01-02,,Net,Beating\n"
    assert ingest(tmp_path, rows).query(N_RECORDED) == [(1,), (1,)]


def test_the_first_that_tells_a_reason_is_the_first(tmp_path: Path) -> None:
    rows = "1,a,1,2024-01-01,,Net,\n1,a,1,2024-01-01,,Net,Threats;Extortion\n1,a,1,2024-01-01,,Net,Beating\n"
    tiny = ingest(tmp_path, rows)
    expected = [("violence.harassment", "online", 1), ("violence.sexual.extortion", "online", 1)]
    assert tiny.query(REASONS) == expected
    assert unlike(tiny) == [(1, 2)]


def test_where_the_whole_key_is_blank_each_reason_counts_once(tmp_path: Path) -> None:
    rows = "1,,,2024-01-01,,,Threats\n1,,,2024-01-01,,,Beating\n1,,,2024-01-01,,Net,Threats\n1,,,2024-01-01,,Home,Threats\n"
    tiny = ingest(tmp_path, rows + "1,,,2024-01-01,,Home,Threats\n")
    assert tiny.query(REASONS) == [
        ("violence.harassment", "offline", 1),
        ("violence.harassment", "online", 1),
        ("violence.physical", "offline", 1),
    ]
    assert unlike(tiny) == []


def test_a_record_that_is_left_out_or_rejected_is_no_first(tmp_path: Path) -> None:
    export = EXPORT + "leave_out: [{column: app, is: test, because: a test}]\n"
    rows = "1,a,1,2024-01-01,test,Net,Threats\n1,a,1,soon,,Net,Extortion\n1,a,1,2024-01-01,,Net,Beating\n"
    assert [reason for reason, *_ in ingest(tmp_path, rows, export).query(REASONS)] == ["violence.physical"]


def test_a_period_that_comes_again_is_counted_anew(tmp_path: Path) -> None:
    tiny = ingest(tmp_path, "1,a,1,2024-01-01,,Net,Threats\n1,a,1,2024-01-01,,Net,Threats\n")
    tiny.put("charges_2024.csv", HEAD + "1,a,1,2024-01-01,,Net,Beating\n1,a,1,2024-01-01,,Net,Beating\n")
    tiny.ingest()
    assert tiny.query(REASONS) == [("violence.physical", "offline", 1)]
    assert unlike(tiny) == []


def test_a_contact_whose_records_lie_in_two_files_is_that_of_the_newer_and_it_is_said(tmp_path: Path) -> None:
    export = EXPORT.replace('replaces_period, slot: "charges_(%Y).csv"', "additions")
    tiny = ingest(tmp_path, "1,a,1,2024-01-01,,Net,Threats\n", export)
    tiny.put("charges_2025.csv", HEAD + "1,a,1,2024-01-01,,Net,Beating\n1,b,1,2024-01-01,,Net,Threats\n")
    _, staged, _ = tiny.ingest()
    assert tiny.query(N_RECORDED) == [(2,)]
    assert ("duplicate_delivery", "warn") in codes_of(staged.findings)


def test_versions_of_a_contact_have_keys_of_their_own(tmp_path: Path) -> None:
    export = EXPORT.replace('replaces_period, slot: "charges_(%Y).csv"', "updates, newest: {by: app}")
    export = export.replace(", platform: app", "")
    rows = "1,a,1,2024-01-01,1,Net,Threats\n1,a,1,2024-01-01,2,Net,Beating\n1,a,1,2024-01-01,2,Net,Extortion\n"
    tiny = ingest(tmp_path, rows, export)
    assert [reason for reason, *_ in tiny.query(REASONS)] == ["violence.physical"]
    assert unlike(tiny) == [(1, 3)]
