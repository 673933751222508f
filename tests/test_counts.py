"""Counts that a source delivers as counts: every record has one fate, no number is lost or doubled in silence."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from tests.tiny_counts import COUNTS, HEADER, LONG, REASON_AND_GENDER, REASONS, WIDE, long, wide
from tests.tiny_source import SOURCE, TinySource, codes_of

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


@pytest.mark.parametrize(("declared", "cell"), [("<5", "<\u0665"), ("<\u0665", "\u200f<5")])
def test_what_is_suppressed_is_known_in_any_digits(tmp_path: Path, declared: str, cell: str) -> None:
    export = LONG.replace('["<5", "*"]', f'["{declared}"]')
    tiny = long(tmp_path, f"2022Q1;Bullying;F;;;{cell}", "2022Q2;Bullying;F;;;99", export=export)
    tiny.ingest()
    assert tiny.query("select n_rows_used, n_rejected from delivery") == [(2, 0)]


@pytest.mark.parametrize("rows", [(), ("2022Q1;Total;F;;;3",)])
def test_a_file_of_which_nothing_counts_is_remarked_on(tmp_path: Path, rows: tuple[str, ...]) -> None:
    _, staged, _ = long(tmp_path, *rows).ingest()
    assert ("no_contacts", "warn") in codes_of(staged.findings)


def test_a_file_that_tells_no_number_at_all_is_remarked_on(tmp_path: Path) -> None:
    tiny = long(tmp_path, "2022Q1;Bullying;F;;;*")
    _, staged, _ = tiny.ingest()
    assert codes_of(staged.findings) == [("no_contacts", "warn"), ("suppressed_counts", "warn")]
    assert tiny.query("select n_rows, n_rows_used, status_code from delivery") == [(1, 1, "used")]
    assert tiny.query("select count(*) from reported_count") == [(0,)]


# ---------------------------------------------------------------- wide


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
    found = tiny.query("select finding_code, numerator from lake_finding where state_code <> 'pass'")
    assert found == [("unmapped_values", 1)]


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


# ---------------------------------------------------------------- laws


cells = st.one_of(st.integers(0, 10**6).map(str), st.sampled_from(["", "<5", "x", "-1", "12.0", "1e3"]))
table = st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=8)


@pytest.mark.long
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
