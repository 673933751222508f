"""What nobody reads is said: every column by name, and those that look like answers as a warning."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from schemas.finding import Finding
from tests.tiny_counts import DECISIONS, HEADER, LONG, REASON_AND_GENDER, WIDE
from tests.tiny_source import TinySource

EXPORT = """\
files: "c_*.{ending}"
read: {read}
row: contact
{id}arrives: {{as: additions}}
date: {{column: day, format: iso}}
fields: {{channel: {{never: not asked}}, gender: {{never: not asked}}, age: {{never: not asked}}}}
{ignored}reasons: {reasons}
"""
CSV = "{csv: {encoding: utf-8}}"
TICKED = '{ticked: "Why - "}'


def make(
    folder: Path, id_: str = "id: no\n", ignored: str = "", reasons: str = TICKED, ending: str = "csv"
) -> TinySource:
    read = CSV if ending == "csv" else "{parquet: {}}"
    text = EXPORT.format(id=id_, ignored=ignored, reasons=reasons, ending=ending, read=read)
    return TinySource.write(folder, text, "reason,Why - Grief,mapped,mental_health.mood,,,equal,,,,,\n")


def unread(source: TinySource) -> list[tuple[str, int | None, str]]:
    found = [one for one in source.ingest()[2].findings if one.finding_code == "new_column"]
    return [(one.state_code, one.numerator, one.sentence) for one in found]


def test_each_is_named_and_what_looks_like_answers_is_a_warning(tmp_path: Path) -> None:
    source = make(tmp_path, reasons="{cell: Why}")
    source.put(
        "c_1.csv", "no,day,Why,Told somebody,Note,Site\n1,2024-03-01,Hit,Sí,secret words,A\n2,2024-03-02,Hit,,,B\n"
    )

    assert unread(source) == [
        ("warn", 1, "c_1.csv: 1 column that is not read looks like answers or boxes: 'Told somebody'."),
        ("pass", 2, "c_1.csv: 2 columns are not read: 'Note', 'Site'."),
    ]


def test_of_a_file_that_is_read_record_by_record_too(tmp_path: Path) -> None:
    source = make(tmp_path, reasons="{cell: Why}")
    source.put(
        "c_1.csv", 'no,day,Why,Told,Note\n1,2024-03-01,"Hit"x,yes,a\n2,2024-03-02,Hit,yes,b\n3,2024-03-02,Hit,,\n'
    )

    assert [(state, "'Told'" in sentence) for state, _, sentence in unread(source)] == [("warn", True), ("pass", False)]


def test_without_an_id_too(tmp_path: Path) -> None:
    source = make(tmp_path, id_="", reasons="{cell: Why}")
    source.put("c_1.csv", "no,day,Why,Note\n17,2024-03-01,Hit,a\n")

    assert unread(source) == [
        ("pass", 2, "c_1.csv: 2 columns are not read but to tell records apart: 'no', 'Note'."),
    ]


def test_a_column_that_begins_as_a_block_does_is_a_warning(tmp_path: Path) -> None:
    source = make(tmp_path)
    source.put("c_1.csv", "no,day,Why - Grief,Why: Hit,Why / who says,Site\n1,2024-03-01,1,maybe,a teacher,A\n")

    assert [(state, n) for state, n, _ in unread(source)] == [("warn", 2), ("pass", 1)]


def test_twenty_boxes_of_another_block_are_all_named(tmp_path: Path) -> None:
    names = [f"Help - {number}" for number in range(20)]
    source = make(tmp_path)
    source.put("c_1.csv", ",".join(["no,day,Why - Grief", *names]) + "\n1,2024-03-01,1" + ",1" * 20 + "\n")

    [(state, n, sentence)] = unread(source)

    assert (state, n) == ("warn", 20)
    assert all(repr(name) in sentence for name in names)


def test_what_is_declared_as_known_is_not_said(tmp_path: Path) -> None:
    source = make(tmp_path, ignored='ignored_columns: [note, "Help – *"]\n')
    source.put("c_1.csv", "no,day,Why - Grief,Note,Help - a,Help - b,Site\n1,2024-03-01,1,x,1,0,A\n")

    assert unread(source) == [("pass", 1, "c_1.csv: 1 column is not read: 'Site'.")]


@pytest.mark.parametrize("reasons", ["{}", "{{all_of: [{}]}}"])
def test_what_a_block_leaves_out_is_known_wherever_the_block_stands(tmp_path: Path, reasons: str) -> None:
    source = make(tmp_path, reasons=reasons.format('{ticked: "Why - ", except: ["Why - who"]}'))
    source.put("c_1.csv", "no,day,Why - Grief,Why - who says\n1,2024-03-01,1,1\n")

    assert unread(source) == []


def test_where_all_is_read_nothing_is_said(tmp_path: Path) -> None:
    source = make(tmp_path)
    source.put("c_1.csv", "no,day,Why - Grief\n1,2024-03-01,1\n")

    assert unread(source) == []


def test_no_cell_stands_in_a_sentence(tmp_path: Path) -> None:
    source = make(tmp_path, reasons="{cell: Why}")
    source.put("c_1.csv", "no,day,Why,Note\n1,2024-03-01,Hit,Anna called\n")

    findings: tuple[Finding, ...] = source.ingest()[2].findings

    assert not any("Anna" in one.sentence + one.question for one in findings)


@pytest.mark.parametrize("type_", ["double", "float"])
def test_a_nan_of_a_parquet_file_is_a_blank(tmp_path: Path, type_: str) -> None:
    source = make(tmp_path, reasons="{cell: why}", ending="parquet")
    path = source.inbox / "c_1.parquet"
    query = f"select * from (values ('1', '2024-03-01', 'nan'::{type_}), ('2', '2024-03-02', 7::{type_})) as t(no, day, why)"
    duckdb.execute(f"copy ({query}) to '{path}' (format parquet)")

    source.ingest()

    assert source.query("select source_value, n_values from source_value where field = 'reason'") == [("7", 1)]


@pytest.mark.parametrize("form", ["Why {}", "why/{}/kind"])
def test_a_further_number_of_columns_that_are_read_is_a_warning(tmp_path: Path, form: str) -> None:
    names = [form.format(number) for number in (1, 2, 3)]
    source = make(tmp_path, reasons=f"{{listed: [{names[0]}, {names[1]}]}}")
    source.put("c_1.csv", f"no,day,{','.join(names)},Site 3\n1,2024-03-01,Hit,,Fear,A\n")

    assert [(state, n, names[2] in sentence) for state, n, sentence in unread(source)] == [
        ("warn", 1, True),
        ("pass", 1, False),
    ]


@pytest.mark.parametrize(
    ("extra", "cells", "export", "warned"),
    [
        ("not said", ("4", "7"), "", True),
        ("Total", ("4", "7"), "", False),
        ("remark", ("a word", ""), "", False),
        ("not said", ("4", "7"), "ignored_columns: [not said]\n", None),
        ("not said", ("<5", "7", "9"), "number: {suppressed: [<5]}\n", True),
    ],
)
def test_a_column_of_numbers_that_no_count_reads_is_a_warning(
    tmp_path: Path, extra: str, cells: tuple[str, ...], export: str, warned: bool | None
) -> None:
    """It may count contacts that no other column counts: a gender that the form did not have before."""
    across = "{columns: [Bullying, Rape], gives: reason}"
    source = TinySource.write(tmp_path, WIDE.replace("{ACROSS}", across) + export, REASON_AND_GENDER)
    rows = [f"0{n}/01/2022;0{n}/01/2022;F;3;2;{cell}\n" for n, cell in enumerate(cells, start=1)]
    source.put("r_1.csv", f"from;to;sex;Bullying;Rape;{extra}\n" + "".join(rows))

    found = [one for one in source.ingest()[1].findings if one.finding_code == "new_column"]

    assert [one.state_code for one in found] == ([] if warned is None else ["warn" if warned else "pass"])
    assert all(extra in one.sentence for one in found)


@pytest.mark.parametrize(
    ("read", "across", "content"),
    [
        (
            "",
            "{columns: [Rape], gives: reason}",
            "from;to;sex;Rape;more\n01/01/2022;01/01/2022;F;1;7\n02/01/2022;02/01/2022;F;1\n",
        ),
        (
            "",
            '{except: ["N/K"], split: "|", gives: [reason, other]}',
            "from;to;sex;Rape|a;Rape|N/K\n01/01/2022;01/01/2022;F;1;7\n",
        ),
        (
            ", header_rows: 2",
            '{except: ["N/K"], gives: [reason, other]}',
            "from;to;sex;Rape;Rape\n;;;a;N/K\n01/01/2022;01/01/2022;F;1;7\n",
        ),
    ],
    ids=["record by record", "split", "two rows"],
)
def test_numbers_that_no_count_reads_are_told_from_what_is_left_out(
    tmp_path: Path, read: str, across: str, content: str
) -> None:
    """A short row has a file read record by record: its numbers are a warning as before. What `except` names by a part
    of its header is known.
    """
    other = "other: {axis: kind, labels: [a]}\n" if "other" in across else ""
    export = WIDE.replace("{ACROSS}", across).replace("utf-8,", f"utf-8, short_rows: fill{read},") + other
    source = TinySource.write(tmp_path, export, REASON_AND_GENDER)
    source.put("r_1.csv", content)

    found = [one for one in source.ingest()[1].findings if one.finding_code == "new_column"]

    assert [one.state_code for one in found] == ([] if other else ["warn"])


def test_what_is_left_out_at_the_end_of_a_file_of_counts_is_said(tmp_path: Path) -> None:
    source = TinySource.write(tmp_path, LONG.replace('delimiter: ";"', 'delimiter: ";", footer_rows: 1'), DECISIONS)
    source.put("r_2022.csv", f"{HEADER}2022Q1;Bullying;F;10 to 12;Net;3\n2022Q2;Bullying;F;10 to 12;Net;4\n")

    found = [one for one in source.ingest()[1].findings if one.finding_code == "left_out_footer"]

    assert [(one.state_code, one.numerator) for one in found] == [("pass", 1)]
