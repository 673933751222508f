"""Counts that a source delivers as counts: every record has one fate, no number is lost or doubled in silence."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from tests.tiny_source import EVERY_SIZE, SOURCE, TinySource, codes_of
from warehouse.store.manifest import read_source_manifest
from warehouse.store.run import SourceHeldError

LONG = """\
files: "r_*.csv"
read: {csv: {encoding: utf-8, delimiter: ";"}}
row: count
arrives: {as: replaces_period, slot: "r_(%Y)*.csv"}
period: {column: period, format: ["%YQ%q", "%Y"]}
count: n
reasons: why
fields: {gender: sex, age_band: age}
setting: where
leave_out: [{column: why, is: Total, because: a total}]
number: {thousands: ".", suppressed: ["<5", "*"]}
"""
DECISIONS = """\
gender,F,mapped,girl,,,,,,,,
gender,?,missing,,,,,,,,,
age_band,10 to 12,mapped,age_10_12,,,,,,,,
setting,Net,mapped,online,,,,,,,,
setting,School,mapped,offline,,,,,,,,
reason,Bullying,mapped,violence.bullying,,,,,,,,
reason,Cyberbullying,mapped,violence.bullying,online,label,,,,,,
reason,Blackmail,mapped,violence.sexual.extortion,online,list,,,,,,
reason,Rape,mapped,violence.sexual.abuse,,,,,,,,
reason,Beaten and sad,mapped,violence.physical,,,,,,,,
reason,Beaten and sad,mapped,mental_health.mood,,,,,,,,
reason,Test,ignored,,,,,,,training,,
reason,None,missing,,,,,,,,,
"""
REASONS = "".join(line for line in DECISIONS.splitlines(keepends=True) if line.startswith("reason,"))
REASON_AND_GENDER = "".join(
    line for line in DECISIONS.splitlines(keepends=True) if line.startswith(("reason,", "gender,"))
)
HEADER = "period;why;sex;age;where;n\n"
COUNTS = "select {} from reported_count order by all"


def long(folder: Path, *rows: str, name: str = "r_2022.csv", export: str = LONG, source: str = SOURCE) -> TinySource:
    tiny = TinySource.write(folder, export, DECISIONS, source)
    tiny.put(name, HEADER + "".join(f"{row}\n" for row in rows))
    return tiny


# ---------------------------------------------------------------- records


def test_every_record_has_one_fate_and_what_is_not_used_says_why(tmp_path: Path) -> None:
    tiny = long(
        tmp_path,
        "2022Q1;Bullying;F;10 to 12;;1.204",
        "2022Q1;Total;;;;9999",
        ";Bullying;F;;;1",
        "2022Q7;Bullying;F;;;1",
        "1999;Bullying;F;;;1",
        "2050;Bullying;F;;;1",
        "2022Q1;;F;;;1",
        "2022Q1;Bullying;F;;;",
        "2022Q1;Bullying;F;;;-1",
        "2022Q1;Bullying;F;;;1.5",
        "2022Q1;Bullying;F;;;a few",
        "2022Q1;Bullying;F;;;<5",
        "2022Q1;Bullying;F;;1",
    )
    _, staged, _ = tiny.ingest()
    expected = [
        (3, "no_period", "period"),
        (4, "bad_period", "period"),
        (5, "period_before_source", "period"),
        (6, "period_in_future", "period"),
        (7, "no_reason", "why"),
        (8, "no_count", "n"),
        (9, "bad_count", "n"),
        (10, "bad_count", "n"),
        (11, "bad_count", "n"),
    ]
    found = tiny.query("select row_number, reject_code, column_name from rejected_row order by all")
    assert found[:-1] == expected
    assert found[-1][0] == 13
    counts = tiny.query("select n_rows, n_rows_used, n_superseded, n_ignored, n_rejected, n_contacts from delivery")
    assert counts == [(13, 2, 0, 1, 10, 0)]
    assert tiny.query(COUNTS.format("n_contacts, gender_code, age_band_code")) == [(1204, "girl", "age_10_12")]
    assert codes_of(staged.findings) == [("rejected_rows", "pass"), ("suppressed_counts", "warn")]
    (rejected, suppressed) = staged.findings
    assert "a few" not in rejected.sentence
    assert "first at row 9, column n" in rejected.sentence
    assert (suppressed.numerator, suppressed.denominator) == (1, 2)


def test_a_file_of_too_many_rejects_is_held_and_the_others_go_on(tmp_path: Path) -> None:
    strict = SOURCE.replace("rejected_held: 1", "rejected_held: 0.4")
    tiny = long(tmp_path, "2022Q1;Bullying;F;;;x", "2022Q1;Bullying;F;;;1", source=strict)
    tiny.put("r_2021.csv", HEADER + "2021;Bullying;F;;;7\n")
    tiny.ingest()
    assert tiny.query("select file_name, status_code from delivery order by all") == [
        ("r_2021.csv", "used"),
        ("r_2022.csv", "held"),
    ]
    assert tiny.query(COUNTS.format("period_start, n_contacts")) == [(date(2021, 1, 1), 7)]


def test_counts_that_say_the_same_are_one_row_and_a_true_zero_stays(tmp_path: Path) -> None:
    tiny = long(tmp_path, "2022Q1;Bullying;F;;;3", "2022Q1;Bullying;F;;;4", "2022Q2;Bullying;F;;;0")
    tiny.ingest()
    assert tiny.query(COUNTS.format("period_start, period_end, n_contacts")) == [
        (date(2022, 1, 1), date(2022, 3, 31), 7),
        (date(2022, 4, 1), date(2022, 6, 30), 0),
    ]


def test_a_number_may_stand_for_what_is_suppressed(tmp_path: Path) -> None:
    export = LONG.replace('["<5", "*"]', '"999"')
    long(tmp_path, "2022Q1;Bullying;F;;;999", "2022Q2;Bullying;F;;;99", export=export).ingest()
    assert TinySource(tmp_path).query(COUNTS.format("n_contacts")) == [(99,)]


def test_a_file_that_tells_no_number_at_all_is_remarked_on(tmp_path: Path) -> None:
    tiny = long(tmp_path, "2022Q1;Bullying;F;;;*")
    _, staged, _ = tiny.ingest()
    assert codes_of(staged.findings) == [("no_contacts", "warn"), ("suppressed_counts", "warn")]
    assert tiny.query("select n_rows, n_rows_used, status_code from delivery") == [(1, 1, "used")]
    assert tiny.query("select count(*) from reported_count") == [(0,)]


# ---------------------------------------------------------------- wide


WIDE = """\
files: "r_*.csv"
read: {csv: {encoding: utf-8, delimiter: ";"}}
row: count
arrives: {as: additions}
period: {from: from, to: to, format: "%d/%m/%Y"}
across: {ACROSS}
fields: {gender: sex}
"""


def wide(folder: Path, across: str, *lines: str, decisions: str = DECISIONS) -> TinySource:
    tiny = TinySource.write(folder, WIDE.replace("ACROSS", across), decisions)
    tiny.put("r_1.csv", "".join(f"{line}\n" for line in lines))
    return tiny


def test_columns_by_prefix_give_their_whole_header_and_a_blank_cell_is_no_count(tmp_path: Path) -> None:
    decisions = "gender,F,mapped,girl,,,,,,,,\nreason,motif_a,mapped,violence.bullying,,,,,,,,\n"
    tiny = wide(
        tmp_path,
        "prefix: motif_, except: [motif_total], gives: reason",
        "from;to;sex;motif_a;motif_b;motif_total;note",
        "01/07/2021;30/06/2022;F;5;;5;free text",
        "01/07/2022;31/12/2022;F;;;;",
        "01/07/2022;30/06/2022;F;1;;;",
        "01/01/2023;31/01/2023;F;0;2;2;",
        "01/02/2023;28/02/2023;F;1;many;;",
        decisions=decisions,
    )
    tiny.ingest()
    assert tiny.query(COUNTS.format("period_start, period_end, n_contacts")) == [
        (date(2021, 7, 1), date(2022, 6, 30), 5),
        (date(2023, 1, 1), date(2023, 1, 31), 0),
    ]
    assert tiny.query("select n_rows, n_rows_used, n_rejected from delivery") == [(5, 3, 2)]
    rejected = tiny.query("select row_number, reject_code, column_name from rejected_row order by all")
    assert rejected == [(3, "bad_period", "from, to"), (5, "bad_count", "motif_b")]
    values = tiny.query("select contact_year, source_value, outcome_code, n_values, n_contacts from source_value "
                        "where field = 'reason' order by all")  # fmt: skip
    assert values == [
        (2021, "motif_a", "mapped", 1, 5),
        (2023, "motif_a", "mapped", 1, 0),
        (2023, "motif_b", "unmapped", 1, 2),
    ]


def test_listed_columns_may_tell_gender_without_any_reason(tmp_path: Path) -> None:
    lines = ("from;to;sex;F;?", "01/01/2022;31/01/2022;x;5;1")
    export = WIDE.replace("fields: {gender: sex}\n", "").replace("ACROSS", "columns: [F, '?'], gives: gender")
    tiny = TinySource.write(tmp_path, export, "gender,F,mapped,girl,,,,,,,,\n")
    tiny.put("r_1.csv", "\n".join(lines) + "\n")
    tiny.ingest()
    assert tiny.query(COUNTS.format("reason_code, setting_code, gender_code, n_contacts, decision_id")) == [
        (None, None, "girl", 5, None),
        (None, None, "unknown", 1, None),
    ]
    assert tiny.query("select finding_code, numerator from lake_finding") == [("unmapped_values", 1)]


def test_months_may_stand_across(tmp_path: Path) -> None:
    export = """\
files: "r_*.csv"
read: {csv: {encoding: utf-8}}
row: count
arrives: {as: replaces_period, slot: "r_(%Y).csv"}
period: {format: "%Y-%m"}
across: {except: [Total], gives: period}
reasons: why
leave_out: [{column: why, filled: no, because: rows between blocks are empty}]
"""
    tiny = TinySource.write(tmp_path, export, REASONS)
    tiny.put("r_2022.csv", "why,2022-01,2022-02,Total\nBullying,3,4,7\n,,,\nRape,,1,1\n")
    tiny.ingest()
    assert tiny.query(COUNTS.format("period_start, period_end, reason_code, n_contacts")) == [
        (date(2022, 1, 1), date(2022, 1, 31), "violence.bullying", 3),
        (date(2022, 2, 1), date(2022, 2, 28), "violence.bullying", 4),
        (date(2022, 2, 1), date(2022, 2, 28), "violence.sexual.abuse", 1),
    ]
    assert tiny.query("select n_rows, n_rows_used, n_ignored, n_rejected from delivery") == [(3, 2, 1, 0)]


def test_a_crosstab_in_a_workbook_has_merged_header_cells(tmp_path: Path) -> None:
    export = """\
files: "r_*.xlsx"
read: {workbook: {sheet: "Cases*", header_row: 2, header_rows: 2, merged: fill}}
row: count
arrives: {as: additions}
period: {column: Quarter, format: "Q%q %Y"}
across: {except: Total, gives: [reason, gender]}
"""
    tiny = TinySource.write(tmp_path, export, REASON_AND_GENDER)
    with xlsxwriter.Workbook(str(tiny.inbox / "r_1.xlsx")) as workbook:
        sheet = workbook.add_worksheet("Cases 2022")
        sheet.write(0, 0, "Contacts by reason")
        sheet.merge_range(1, 0, 2, 0, "Quarter")
        sheet.merge_range(1, 1, 1, 2, "Bullying")
        sheet.merge_range(1, 3, 1, 4, "Beaten and sad")
        sheet.write_row(2, 1, ["F", "?", "F", "?", "Other"])
        sheet.write(1, 5, "Other")
        sheet.merge_range(1, 6, 2, 6, "Total")
        sheet.write_row(3, 0, ["Q1 2022", 3, 1, 0, None, 8, 12])
    tiny.ingest()
    assert tiny.query(COUNTS.format("reason_code, gender_code, n_contacts")) == [
        ("mental_health.mood", "girl", 0),
        ("violence.bullying", "girl", 3),
        ("violence.bullying", "unknown", 1),
        ("violence.physical", "girl", 0),
    ]
    told = tiny.query("select field, source_value from source_value where outcome_code = 'unmapped' order by all")
    assert told == [("gender", "Other"), ("reason", "Other")]


@pytest.mark.parametrize(
    ("across", "header", "named"),
    [
        ("split: ' | ', gives: [reason, gender]", "from;to;sex2;Bullying | F;Notes", "'sex2', 'Notes'"),
        ("prefix: motif_, gives: reason", "from;to;sex;other", "motif_..."),
        ("columns: [a, b], gives: reason", "from;to;sex;a", "'b'"),
        ("except: [a], gives: reason", "from;to;sex;a", "no column is a category"),
    ],
)
def test_a_header_that_does_not_tell_what_it_should_holds_the_file(
    across: str, header: str, named: str, tmp_path: Path
) -> None:
    export = WIDE.replace("ACROSS", across)
    if "gender]" in across:
        export = export.replace("fields: {gender: sex}\n", "")
    tiny = TinySource.write(tmp_path, export, "")
    tiny.put("r_1.csv", f"{header}\n01/01/2022;31/01/2022;1;2;3\n")
    _, staged, _ = tiny.ingest()
    assert codes_of(staged.findings) == [("missing_column", "fail")]
    assert named in staged.findings[0].sentence


# ---------------------------------------------------------------- meaning


CONTACTS = """\
files: "contacts_*.csv"
read: {csv: {encoding: utf-8, delimiter: ";"}}
row: contact
id: id
arrives: {as: additions}
date: {column: day, format: "%Y-%m-%d"}
fields: {channel: {never: not exported}, gender: sex}
setting: where
reasons: {cell: why}
---
"""


@pytest.mark.parametrize("remit", ["general", "online_safety"])
def test_a_count_has_the_setting_that_a_contact_of_the_same_words_has(remit: str, tmp_path: Path) -> None:
    """Label, place, list, remit; a place makes no bodily act online, and none that the reason cannot have."""
    source = SOURCE.replace("cadence:", f"remit: {remit}\ncadence:")
    words = [
        (why, where)
        for why in ("Cyberbullying", "Bullying", "Blackmail", "Rape", "Penetration", "Beaten and sad")
        for where in ("", "Net", "School", "Somewhere")
    ]
    decisions = DECISIONS + "reason,Penetration,mapped,violence.sexual.assault,,,,,,,,\n"
    tiny = TinySource.write(tmp_path, CONTACTS + LONG, decisions, source)
    contacts = [f"{place};2022-01-01;{place};{why};{where}" for place, (why, where) in enumerate(words)]
    tiny.put("contacts_1.csv", "\n".join(["id;day;sex;why;where", *contacts]) + "\n")
    counts = [f"2022;{why};;;{where};{10**place}" for place, (why, where) in enumerate(words[:12])]
    counts += [f"2021;{why};;;{where};{10**place}" for place, (why, where) in enumerate(words[12:])]
    tiny.put("r_2022.csv", HEADER + "\n".join(counts) + "\n")
    tiny.ingest()
    by_contacts = tiny.query("select reason_code, setting_code, count(*) from contact_reason group by all order by all")
    # each count is a power of ten of its own: its digits tell which of the records it sums
    digits = "list_sum(list_transform(string_split(cast(n_contacts as varchar), ''), lambda d: cast(d as integer)))"
    by_counts = tiny.query(
        f"select reason_code, setting_code, sum({digits})::bigint from reported_count group by all order by all"
    )
    assert by_counts == by_contacts
    assert len({setting for _, setting, _ in by_counts}) == 4


def test_a_label_of_several_codes_counts_under_each_and_others_are_told(tmp_path: Path) -> None:
    tiny = long(
        tmp_path,
        "2022Q1;Beaten and sad;F;;;2",
        "2022Q1;Test;F;;;30",
        "2022Q1;None;F;;;40",
        "2022Q1;New label;?;;;50",
    )
    _, _, harmonised = tiny.ingest()
    assert tiny.query(COUNTS.format("reason_code, setting_code, n_contacts")) == [
        ("mental_health.mood", "not_applicable", 2),
        ("violence.physical", "offline", 2),
    ]
    values = tiny.query("select source_value, outcome_code, n_contacts from source_value where field = 'reason'")
    assert sorted(values) == [
        ("Beaten and sad", "mapped", 2),
        ("New label", "unmapped", 50),
        ("None", "missing", 40),
        ("Test", "ignored", 30),
    ]
    (finding,) = [one for one in harmonised.findings if one.finding_code == "unmapped_values"]
    assert "50 contacts" in finding.sentence
    assert (finding.numerator, finding.denominator, finding.contact_year) == (1, 4, 2022)


def test_a_conflict_of_setting_is_a_finding(tmp_path: Path) -> None:
    tiny = long(tmp_path, "2022Q1;Cyberbullying;F;;School;2", "2022Q1;Bullying;F;;School;2")
    _, _, harmonised = tiny.ingest()
    (finding,) = [one for one in harmonised.findings if one.finding_code == "setting_conflicts"]
    assert (finding.numerator, finding.denominator) == (1, 2)


def test_a_decision_with_days_is_asked_for_the_first_day_of_the_period(tmp_path: Path) -> None:
    tiny = long(tmp_path, "2022Q1;Old;F;;;1", "2022Q2;Old;F;;;2")
    decisions = (
        "reason,Old,mapped,violence.bullying,,,,,2022-03-31,,,\nreason,Old,mapped,violence.physical,,,,2022-04-01,,,,\n"
    )
    TinySource.write(tmp_path, LONG, decisions)
    tiny.ingest()
    assert tiny.query(COUNTS.format("reason_code, n_contacts")) == [("violence.bullying", 1), ("violence.physical", 2)]


def test_more_unmapped_than_the_source_allows_holds_it(tmp_path: Path) -> None:
    limited = SOURCE.replace("because: rejects", "unmapped: 0.2, because: rejects")
    tiny = long(tmp_path, "2022Q1;Bullying;F;;;1", source=limited)
    tiny.ingest()
    before = tiny.lake_bytes()
    tiny.put("r_2022.csv", HEADER + "2022Q1;New label;F;;;1\n")
    with pytest.raises(SourceHeldError, match="threshold_broken"):
        tiny.ingest()
    assert tiny.query(COUNTS.format("n_contacts")) == [(1,)]
    kept = {name: content for name, content in tiny.lake_bytes().items() if "/2022-" in name}
    assert all(kept[name] == content for name, content in before.items() if "/2022-" in name)


# ---------------------------------------------------------------- deliveries


def test_a_newer_file_of_a_period_replaces_the_older_whole(tmp_path: Path) -> None:
    tiny = long(tmp_path, "2022Q1;Bullying;F;;;1", "2022Q2;Bullying;F;;;2", "2022Q1;Total;;;;3")
    tiny.ingest()
    tiny.put("r_2022.csv", HEADER + "2022Q1;Bullying;F;;;10\n")
    tiny.ingest()
    assert tiny.query(COUNTS.format("n_contacts")) == [(10,)]
    columns = "status_code, n_rows, n_rows_used, n_superseded, n_ignored"
    deliveries = tiny.query(f"select {columns} from delivery order by status_code")
    assert deliveries == [("superseded", 3, 0, 2, 1), ("used", 1, 1, 0, 0)]
    assert "overlapping_counts" not in [row[0] for row in tiny.query("select finding_code from lake_finding")]


def test_the_order_of_arrival_and_the_number_of_threads_change_no_byte(tmp_path: Path) -> None:
    export = LONG.replace('slot: "r_(%Y)*.csv"', 'slot: "r_(%Y)_*.csv", newest: {by: "r_*_(%Y-%m-%d).csv"}')
    files = {
        "r_2022_2023-01-05.csv": "2022Q1;Bullying;F;;;1\n2022Q2;Cyberbullying;?;10 to 12;;3\n",
        "r_2022_2023-02-05.csv": "2022Q1;Bullying;F;;;2\n2022Q2;Beaten and sad;F;;School;4\n",
        "r_2021_2023-01-05.csv": "2021;Bullying;F;;;0\n2021;New;F;;;<5\n",
    }
    lakes = []
    for place, (names, threads) in enumerate(((sorted(files), "1"), (sorted(files, reverse=True), "2"))):
        (tmp_path / str(place)).mkdir()
        tiny = TinySource.write(tmp_path / str(place), export, DECISIONS)
        for name in names:
            tiny.put(name, HEADER + files[name])
            done = tiny.ingest_in_process({"HARMONISE_THREADS": threads})
            assert done.returncode == 0, done.stderr
        lakes.append(tiny.lake_bytes())
        assert tiny.query(COUNTS.format("n_contacts")) == [(0,), (2,), (4,), (4,)]
    assert {name: lakes[0][name] for name in lakes[0] if name != "stage.json"} == {
        name: lakes[1][name] for name in lakes[1] if name != "stage.json"
    }
    before = tiny.lake_bytes()
    assert not any(step.changed for step in tiny.ingest())
    assert tiny.lake_bytes() == before


@pytest.mark.parametrize(
    ("second", "n_repeated"),
    [
        ("period;why;sex;age;where;n\n2022;Bullying;F;;;9\n", 3),
        ("period;why;sex;age;where;n\n2022Q2;Bullying;F;;;9\n", 2),
        ("period;why;sex;age;where;n\n2022Q3;Bullying;F;;;9\n", None),
    ],
)
def test_periods_that_other_counts_cover_are_a_finding(second: str, n_repeated: int | None, tmp_path: Path) -> None:
    export = LONG.replace('{as: replaces_period, slot: "r_(%Y)*.csv"}', "{as: additions, adds_up: an office each}")
    tiny = long(tmp_path, "2022Q1;Bullying;F;;;1", "2022Q2;Bullying;F;;;2", export=export)
    tiny.put("r_again.csv", second)
    _, _, harmonised = tiny.ingest()
    found = [
        (one.numerator, one.denominator) for one in harmonised.findings if one.finding_code == "overlapping_counts"
    ]
    assert found == ([(n_repeated, 3)] if n_repeated else [])


def test_two_tables_of_one_period_that_tell_different_things_do_not_overlap(tmp_path: Path) -> None:
    head = 'row: count\narrives: {as: additions}\nread: {csv: {encoding: utf-8}}\nperiod: {column: p, format: "%Y"}\n'
    export = f'files: "a*.csv"\n{head}count: n\nreasons: why\n---\nfiles: "b*.csv"\n{head}count: n\nfields: {{gender: sex}}\n'
    tiny = TinySource.write(tmp_path, export, REASON_AND_GENDER)
    tiny.put("a.csv", "p,why,n\n2022,Bullying,3\n")
    tiny.put("b.csv", "p,sex,n\n2022,F,2\n")
    _, _, harmonised = tiny.ingest()
    assert codes_of(harmonised.findings) == []
    assert tiny.query(COUNTS.format("reason_code, gender_code, n_contacts")) == [
        ("violence.bullying", None, 3),
        (None, "girl", 2),
    ]


def test_counts_that_can_no_longer_be_read_hold_the_source(tmp_path: Path) -> None:
    tiny = long(tmp_path, "2022Q1;Bullying;F;;;1")
    tiny.ingest()
    TinySource.write(tmp_path, LONG.replace("count: n", "count: number"), DECISIONS)
    with pytest.raises(SourceHeldError, match="lost_delivery"):
        tiny.ingest()
    assert tiny.query(COUNTS.format("n_contacts")) == [(1,)]


# ---------------------------------------------------------------- contacts and counts of one source


def test_a_source_may_send_contacts_and_counts_of_the_same_year(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, CONTACTS + LONG, DECISIONS, EVERY_SIZE)
    tiny.put("contacts_1.csv", "id;day;sex;why;where\n1;2022-05-01;F;Bullying;\n2;2023-01-01;F;Rape;\n")
    tiny.ingest()
    only_contacts = tiny.lake_bytes()
    tiny.put("r_2022.csv", HEADER + "2022Q1;Bullying;F;;;5\n2022Q1;New;F;;;6\n")
    tiny.put("r_2021.csv", HEADER + "2021;Bullying;F;;;7\n")
    tiny.ingest()
    assert tiny.query("select contact_year, count(*) from contact group by all order by all") == [(2022, 1), (2023, 1)]
    assert tiny.query(COUNTS.format("period_start, n_contacts")) == [(date(2021, 1, 1), 7), (date(2022, 1, 1), 5)]
    values = tiny.query("select contact_year, source_value, outcome_code, n_values, n_contacts from source_value "
                        "where field = 'reason' order by all")  # fmt: skip
    assert values == [
        (2021, "Bullying", "mapped", 1, 7),
        (2022, "Bullying", "mapped", 2, 6),
        (2022, "New", "unmapped", 1, 6),
        (2023, "Rape", "mapped", 1, 1),
    ]
    manifest = read_source_manifest(tiny.layout, "tiny")
    assert manifest is not None and manifest.years[2022].counts["source_value"] == 3
    after = tiny.lake_bytes()
    # The coverage of 2022 is of both now; all other files stay as they are.
    same = [name for name in only_contacts if name.startswith(("contact", "source_value/2023"))]
    assert len(same) == 7
    assert all(after[name] == only_contacts[name] for name in same)
    assert not any(step.changed for step in tiny.ingest())
    for name in ("r_2022.csv", "r_2021.csv"):
        tiny.put(name, HEADER + "2022Q1;Total;;;;1\n")
    tiny.ingest()
    left = {
        name: content for name, content in tiny.lake_bytes().items() if name.startswith(("contact", "source_value"))
    }
    tables = ("contact", "source_value")
    assert left == {name: only_contacts[name] for name in only_contacts if name.startswith(tables)}
    assert tiny.query("select count(*) from reported_count") == [(0,)]


def test_late_contacts_are_in_the_coverage_of_a_year_that_also_has_counts(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, CONTACTS + LONG, DECISIONS)
    tiny.put("contacts_1.csv", "id;day;sex;why;where\n1;2022-05-01;F;Bullying;\n")
    tiny.put("r_2022.csv", HEADER + "2022Q1;Bullying;F;;;5\n")
    tiny.ingest()
    tiny.put("contacts_2.csv", "id;day;sex;why;where\n3;2022-06-01;F;Bullying;\n")
    tiny.ingest()
    assert tiny.query("select n_values, n_contacts from source_value where field = 'reason'") == [(3, 7)]


# ---------------------------------------------------------------- laws


cells = st.one_of(st.integers(0, 10**6).map(str), st.sampled_from(["", "<5", "x", "-1", "12.0", "1e3"]))
table = st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=8)


@given(table)
def test_no_count_is_lost_or_made_whatever_stands_in_the_cells(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    """Law 1, against a count by hand: records by fate, and the sum of the counts of the used ones."""
    labels = ("Bullying", "Beaten and sad", "New")
    export = WIDE.replace("ACROSS", f"columns: [{', '.join(labels)}], gives: reason") + 'number: {suppressed: "<5"}\n'
    tiny = TinySource.write(tmp_path_factory.mktemp("counts"), export, REASON_AND_GENDER)
    lines = [f"01/01/2022;31/01/2022;F;{';'.join(row)}" for row in rows]
    tiny.put("r_1.csv", "\n".join(["from;to;sex;" + ";".join(labels), *lines]) + "\n")
    tiny.ingest()
    used = [row for row in rows if not {"x", "-1", "1e3"} & set(row)]
    numbers: dict[str, list[int]] = {
        label: [int(float(row[place])) for row in used if row[place] not in ("", "<5")]
        for place, label in enumerate(labels)
    }
    fates = tiny.query("select n_rows, n_rows_used, n_superseded, n_ignored, n_rejected from delivery")
    assert fates == [(len(rows), len(used), 0, 0, len(rows) - len(used))]
    reported: dict[str, Any] = dict(
        tiny.query("select reason_code, sum(n_contacts)::bigint from reported_count group by all")
    )
    expected = {
        "violence.bullying": "Bullying",
        "violence.physical": "Beaten and sad",
        "mental_health.mood": "Beaten and sad",
    }
    assert reported == {code: sum(numbers[label]) for code, label in expected.items() if numbers[label]}
    coverage = tiny.query("select source_value, n_values, n_contacts from source_value where field = 'reason'")
    assert sorted(coverage) == sorted((label, len(ns), sum(ns)) for label, ns in numbers.items() if ns)


def test_half_finished_decisions_hold_a_source_by_default(tmp_path: Path) -> None:
    """From fifty reasons on more than one in ten undecided is too many; of fewer a share says little."""
    decided = [f"2022Q{1 + number % 4};Bullying;F;;;1" for number in range(45)]
    tiny = long(tmp_path, *decided, "2022Q1;Unheard;F;;;1")
    tiny.ingest()
    tiny.put("r_2022.csv", HEADER + "".join(f"{row}\n" for row in [*decided, *["2022Q1;Unheard;F;;;1"] * 6]))
    with pytest.raises(SourceHeldError, match="nobody has decided yet what"):
        tiny.ingest()
