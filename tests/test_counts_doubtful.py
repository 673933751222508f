"""Counts that could be read in two ways: no number, category or repeated row is guessed at in silence, no cell is
told.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from tests.tiny_counts import long
from tests.tiny_source import TinySource

LONG = """\
files: "r_*.csv"
read: {csv: {encoding: utf-8, delimiter: ";"}}
row: count
arrives: {as: additions}
period: {column: q, format: "%YQ%q"}
count: n
reasons: why
fields: {gender: sex}
"""
WIDE = LONG.replace("count: n\nreasons: why\nfields: {gender: sex}\n", "across: {ACROSS}\n")
LABELS = "reason,Grief,mapped,mental_health.mood,,,,,,,,\nreason,Totally sad,mapped,mental_health.anxiety,,,,,,,,\n"
GENDER = "gender,F,mapped,girl,,,,,,,,\ngender,M,mapped,boy,,,,,,,,\n"


def ingest(folder: Path, export: str, decisions: str, content: str) -> TinySource:
    tiny = TinySource.write(folder, export, decisions)
    tiny.put("r_1.csv", content)
    tiny.ingest()
    return tiny


# ---------------------------------------------------------------- numbers


NUMBERS: dict[str, dict[str, int | None]] = {
    "": {
        "12": 12, "0": 0, "12.0": 12, "12,0": 12,
        "1.000": None, "1,000": None, "1.00": None, "1 000": None, "1.5": None, "1.": None,
    },
    ".": {"1.000": 1000, "1000,0": 1000, "1.0": None, "1,000": None},
    ",": {"1,000": 1000, "1000.0": 1000, "1,0": None, "1.000": None},
    " ": {"1\u202f000": 1000, "12,0": 12},
    "'": {"1'000": 1000},
}  # fmt: skip
"""Declared mark of thousands -> cell -> the number that it is; None: it is rejected."""


@pytest.mark.parametrize("thousands", NUMBERS)
def test_only_a_whole_number_is_a_count(thousands: str, tmp_path: Path) -> None:
    """A quarter a cell, and one that is good in any case."""
    cells = NUMBERS[thousands] | {"7": 7}
    rows = [f"{2016 + place // 4}Q{place % 4 + 1};Grief;F;{text}\n" for place, text in enumerate(cells)]
    export = LONG + f'number: {{thousands: "{thousands}"}}\n'
    tiny = ingest(tmp_path, export, LABELS + GENDER, "q;why;sex;n\n" + "".join(rows))
    found = tiny.query("select n_contacts from reported_count order by period_start")
    rejected = tiny.query("select row_number, reject_code, column_name from rejected_row order by row_number")
    assert found == [(number,) for number in cells.values() if number is not None]
    bad = [place for place, number in enumerate(cells.values(), 1) if number is None]
    assert rejected == [(place, "bad_count", "n") for place in bad]


# ---------------------------------------------------------------- except


@pytest.mark.parametrize(
    ("excluded", "header", "kept"),
    [
        ("Total", "Grief;Totally sad;Total", ["Grief", "Totally sad"]),
        ("total", "Grief;Totally sad; TOTAL ", ["Grief", "Totally sad"]),
        ("'Grand total'", "Grief;Totally sad;Grand\u00a0 Total", ["Grief", "Totally sad"]),
        ("Total*", "Grief;Totally sad;Total 2024", ["Grief"]),
        ("[Total, 'tot. *']", "Grief;Tot. girls;Total", ["Grief"]),
    ],
)
def test_a_category_whose_header_only_begins_like_a_total_counts(
    excluded: str, header: str, kept: list[str], tmp_path: Path
) -> None:
    export = WIDE.replace("ACROSS", f"except: {excluded}, gives: reason")
    tiny = ingest(tmp_path, export, LABELS, f"q;{header}\n2024Q1;1;2;3\n")
    assert [value for (value,) in tiny.query("select source_value from source_value order by all")] == kept


def test_one_part_of_a_header_may_be_a_total(tmp_path: Path) -> None:
    export = WIDE.replace("ACROSS", "except: Total, split: '|', gives: [reason, gender]")
    header = "q;Grief | F;Grief | M;Grief | Total;Totally sad | F;Total | F;Total"
    tiny = ingest(tmp_path, export, LABELS + GENDER, f"{header}\n2024Q1;1;2;3;4;5;15\n")
    assert tiny.query("select reason_code, gender_code, n_contacts from reported_count order by all") == [
        ("mental_health.anxiety", "girl", 4),
        ("mental_health.mood", "boy", 2),
        ("mental_health.mood", "girl", 1),
    ]


def test_one_row_of_a_header_may_be_a_total(tmp_path: Path) -> None:
    export = WIDE.replace("ACROSS", "except: Total, gives: [reason, gender]").replace(
        'csv: {encoding: utf-8, delimiter: ";"}', "workbook: {header_rows: 2, merged: fill}"
    )
    tiny = TinySource.write(tmp_path, export.replace("r_*.csv", "r_*.xlsx"), LABELS + GENDER)
    with xlsxwriter.Workbook(str(tiny.inbox / "r_1.xlsx")) as workbook:
        sheet = workbook.add_worksheet("2024")
        sheet.merge_range(0, 0, 1, 0, "q")
        sheet.merge_range(0, 1, 0, 2, "Grief")
        sheet.merge_range(0, 3, 0, 4, "Totally sad")
        sheet.merge_range(0, 5, 0, 6, "Total")
        sheet.write_row(1, 1, ["F", "Total", "F", "M", "F", "M"])
        sheet.write_row(2, 0, ["2024Q1", 1, 3, 4, 5, 6, 7])
    tiny.ingest()
    assert tiny.query("select reason_code, gender_code, n_contacts from reported_count order by all") == [
        ("mental_health.anxiety", "boy", 5),
        ("mental_health.anxiety", "girl", 4),
        ("mental_health.mood", "girl", 1),
    ]


# ---------------------------------------------------------------- repeated rows


def test_rows_that_count_the_same_add_up_and_are_told(tmp_path: Path) -> None:
    rows = (
        "Q1;Grief;F;5",
        "Q1;Grief;F;5",
        "Q1;Grief;F;6",
        "Q1;Grief;;5",
        "Q1;Grief;;4",
        "Q2;Grief;F;5",
        "Q1;Grief;M;5",
    )
    content = "q;why;sex;n\n" + "".join(f"2024{row}\n" for row in rows)
    tiny = ingest(tmp_path, LONG, LABELS + GENDER, content)
    counts = "select period_start::varchar, gender_code, n_contacts from reported_count order by all"
    assert tiny.query(counts) == [
        ("2024-01-01", "boy", 5),
        ("2024-01-01", "girl", 16),
        ("2024-01-01", "unknown", 9),
        ("2024-04-01", "girl", 5),
    ]
    (finding,) = tiny.rows("select * from lake_finding")
    assert (finding["finding_code"], finding["state_code"]) == ("repeated_counts", "warn")
    assert (finding["numerator"], finding["denominator"], finding["file_name"]) == (5, 7, "r_1.csv")
    assert "5 of 7 counts" in finding["sentence"]
    assert "2 of them also have the same number" in finding["sentence"]
    assert finding["question"]
    assert "Grief" not in finding["sentence"]


def test_the_same_rows_of_offices_across_are_told_and_blank_ones_are_not(tmp_path: Path) -> None:
    export = WIDE.replace("ACROSS", "gives: reason")
    tiny = ingest(tmp_path, export, LABELS, "q;Grief;Totally sad\n2024Q1;1;\n2024Q1;2;3\n2024Q2;;\n2024Q2;;\n")
    found = tiny.query("select finding_code, numerator, denominator from lake_finding order by all")
    assert found == [("blank_periods", 1, 2), ("repeated_counts", 2, 3)]


def test_rows_that_tell_anything_apart_are_not_repeated(tmp_path: Path) -> None:
    rows = "2024Q1;Grief;F;5\n2024Q1;Grief;M;5\n2024Q2;Grief;F;5\n2024Q1;Totally sad;F;5\n"
    tiny = ingest(tmp_path, LONG, LABELS + GENDER, "q;why;sex;n\n" + rows)
    assert tiny.query("select finding_code from lake_finding") == []


# ---------------------------------------------------------------- a record in place of the header

NO_COLUMN = """\
files: "r_*.csv"
read: {csv: {encoding: utf-8, delimiter: ";"}}
row: count
arrives: {as: additions}
period: {format: "%Y"}
across: {split: "|", gives: [reason, period]}
"""
SECRETS = ("Invented", "Person", "called", "her son")


def told(tiny: TinySource) -> str:
    """Every finding and every place of a rejected record, as text."""
    return str([*tiny.rows("select * from lake_finding"), *tiny.rows("select * from rejected_row")])


def test_a_file_without_a_header_tells_the_places_of_its_columns_only(tmp_path: Path) -> None:
    tiny = ingest(tmp_path, NO_COLUMN, "", "Invented Person;called about her son;7\nx;1;2\n")
    (finding,) = tiny.rows("select * from lake_finding")
    assert finding["finding_code"] == "missing_column"
    assert "1, 2, 3" in finding["sentence"]
    assert not [word for word in SECRETS if word in told(tiny)]


@pytest.mark.parametrize(
    "across", ["split: '|', gives: [reason, period]", "prefix: Inv, split: '|', gives: [reason, period]"]
)
def test_a_reject_of_such_a_file_tells_the_place_too(across: str, tmp_path: Path) -> None:
    """The first record has the form of a header: its cells are values, and the reject still names none of them."""
    export = NO_COLUMN.replace('split: "|", gives: [reason, period]', across)
    tiny = ingest(tmp_path, export, "", "Invented Person | 2024;Invented son | 2024\n1;called\n")
    places = tiny.query("select row_number, reject_code, column_name from rejected_row")
    assert places == [(1, "bad_count", "2")]
    assert not [word for word in SECRETS if word in told(tiny)]


def test_what_the_reader_rejects_in_such_a_file_tells_the_place_too(tmp_path: Path) -> None:
    tiny = TinySource.write(tmp_path, NO_COLUMN, "")
    tiny.put("r_1.csv", b"Invented Person | 2024;Invented son | 2024\n1;2\n1;\xff\n")
    tiny.ingest()
    assert tiny.query("select row_number, step, column_name from rejected_row") == [(2, "read", "2")]
    assert not [word for word in SECRETS if word in told(tiny)]


def test_a_header_that_has_a_declared_column_is_told_by_name(tmp_path: Path) -> None:
    export = WIDE.replace("ACROSS", "split: '|', gives: [reason, gender]")
    tiny = ingest(tmp_path, export, LABELS + GENDER, "q;Grief | F;Notes\n2024Q1;1;2\n")
    (finding,) = tiny.rows("select * from lake_finding")
    assert "'Notes'" in finding["sentence"]


@pytest.mark.parametrize(("last", "n_said"), [(0, 1), (1, 0)])
def test_a_file_of_nothing_but_zeros_is_told(tmp_path: Path, last: int, n_said: int) -> None:
    tiny = long(tmp_path, "2022Q1;Bullying;F;;;0", f"2022Q2;Bullying;F;;;{last}")
    tiny.ingest()
    query = "select sentence from lake_finding where finding_code = 'no_contacts'"
    assert [sentence for (sentence,) in tiny.query(query)] == ["r_2022.csv: 2 counts are told, and all are 0."] * n_said


def test_a_label_in_other_capitals_counts_the_same_thing(tmp_path: Path) -> None:
    tiny = long(tmp_path, "2022;Bullying;F;10 to 12;Net;5", "2022;BULLYING ;f;10 to 12;net;7")
    found = [one for one in tiny.ingest()[1].findings if one.finding_code == "repeated_counts"]
    assert [(one.state_code, one.numerator) for one in found] == [("warn", 2)]
    assert tiny.query("select sum(n_contacts) from reported_count") == [(12,)]
