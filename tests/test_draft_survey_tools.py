"""Exports of survey tools: names over several rows, ticks that hold their label, repeated groups, codes without labels."""

from __future__ import annotations

import json
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from tests.container_files import write_xlsx, write_zip
from tests.drafting import draft_files, write_csv
from warehouse.scan import scan_files
from warehouse.scan.container import UnknownFileError, container_of

WHY = ("Bullying", "Sexual abuse", "Grief", "Neglect")
CHANNELS = ("Phone", "Webchat")


def test_rows_that_name_the_columns_again_are_header(tmp_path: Path) -> None:
    """Qualtrics: a short name, the question, its id in JSON; a tick is the label; `Other` is free text."""
    boxes = [f"Q4_{n}" for n in range(1, 6)]
    rows: list[list[object]] = [
        ["StartDate", "ResponseId", "Q1", "Q2", *boxes],
        ["Start Date", "Response ID", "How old is the child?", "Channel", *(f"Why? - {why}" for why in (*WHY, "Text"))],
        [json.dumps({"ImportId": f"QID{n}"}) for n in range(9)],
    ]
    for n in range(60):
        ticks = [why if n % (2 + place) == 0 else "" for place, why in enumerate(WHY)]
        other = f"what child {n} told us of it" if n % 3 == 0 else ""
        rows.append([f"2023-{1 + n % 12:02}-05 10:00:{n:02}", f"R_{n:09}a", 8 + n % 9, CHANNELS[n % 2], *ticks, other])

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "line_2023.csv", rows)])

    assert drafted.content["read"]["csv"]["header_rows"] == "3"
    assert drafted.content["fields"]["age"].startswith("Q1 How old is the child?")
    assert drafted.content["reasons"]["gives"] == "cell"
    drafted.answer_as_guessed()
    assert drafted.run() == ()
    told = Counter(why for n in range(60) for place, why in enumerate(WHY) if n % (2 + place) == 0)
    assert (
        dict(
            drafted.query(
                "select source_value, sum(n_contacts)::integer from source_value where field = 'reason' group by 1"
            )
        )
        == told
    )
    assert drafted.query("select count(*) from contact") == [(60,)]


def test_a_first_record_of_texts_is_no_header(tmp_path: Path) -> None:
    """One column of numbers is too little to tell a second row of names from a record in which it is not known."""
    rows: list[list[object]] = [["Date", "Age", "Channel", "Reason"], ["not known", "unknown", "Phone", "Grief"]]
    rows += [[f"2023-01-{1 + n % 28:02}", 8 + n % 9, CHANNELS[n % 2], WHY[n % 4]] for n in range(40)]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls_2023.csv", rows)])

    assert "header_rows" not in drafted.content["read"]["csv"]


def test_numbered_columns_of_codes_are_asked_about_and_no_levels(tmp_path: Path) -> None:
    """And a header is one, though its last column is seldom filled."""
    rows: list[list[object]] = [["CASEID", "CDATE", "V1", "V2", "V3_1", "V3_2"]]
    for n in range(80):
        rows.append([n + 1, f"{1 + n % 28:02}.05.2023", 7 + n % 9, 1 + n % 3, 1 + n % 8, *([9] if n % 30 == 0 else [])])

    path = tmp_path / "in" / "data_2023.xlsx"
    path.parent.mkdir()
    path.write_bytes(write_xlsx(rows))

    drafted = draft_files(tmp_path, [path])

    assert drafted.content["id"] == "CASEID"
    assert "levels" not in drafted.content["reasons"]
    assert any("('V1', 'V2')" in question for question in drafted.questions)


def test_a_question_within_a_group_of_a_form_is_no_group_of_ages(tmp_path: Path) -> None:
    rows: list[list[object]] = [["_id", "start", "grp_child/age", "why"]]
    rows += [[900 + n, f"2023-05-{1 + n % 28:02}", 7 + n % 9, WHY[n % 4]] for n in range(60)]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "form_2023.csv", rows)])

    assert drafted.content["fields"]["age"] == "grp_child/age"


@pytest.mark.parametrize(
    ("texts", "form"),
    [
        ([f"23/{1 + n % 12:02}/{1 + n % 28:02}" for n in range(60)], "%y/%m/%d"),
        ([f"{1 + n % 28:02}/{1 + n % 12:02}/23" for n in range(60)], "%d/%m/%y"),
        ([f"2023年{1 + n % 12}月{1 + n % 28}日" for n in range(60)], "%Y年%m月%d日"),
    ],
)
def test_years_of_two_digits_lie_together_and_letters_part_a_date(tmp_path: Path, texts: list[str], form: str) -> None:
    rows: list[list[object]] = [["Date", "Reason"]]
    rows += [[text, WHY[n % 4]] for n, text in enumerate(texts)]
    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls.csv", rows)])

    assert drafted.content["date"] == {"column": "Date", "format": form}


@pytest.mark.parametrize("comma", ["،", "、", "；"])
def test_commas_of_other_scripts_part_reasons(tmp_path: Path, comma: str) -> None:
    rows: list[list[object]] = [["Date", "Reasons"]]
    several = [pair for size in (1, 2, 3) for pair in combinations(WHY, size)]
    rows += [[f"2023-05-{1 + n % 28:02}", comma.join(several[n % len(several)])] for n in range(60)]
    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls.csv", rows)])

    assert drafted.content["reasons"] == {"cell": "Reasons", "delimiter": comma}


def test_digits_as_wide_as_letters_do_not_hide_japanese(tmp_path: Path) -> None:
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    lines = ["番号,相談日,性別,相談内容"]
    lines += [
        f"{str(n).translate(wide)},2023/5/{1 + n % 28},{'女男'[n % 2]},{('ｲｼﾞﾒ', '性的虐待', '死別')[n % 3]}"
        for n in range(300)
    ]
    path = tmp_path / "soudan.csv"
    path.write_bytes("\n".join(lines).encode("cp932"))

    (table,) = scan_files([path]).files[0].tables

    assert [column.name for column in table.columns] == ["番号", "相談日", "性別", "相談内容"]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"$FL3@(#) SPSS DATA FILE", "an SPSS file"),
        (b"\x72\x02\x01\x00\x04\x00", "a Stata file"),
        (b"\x00\x01\x00\x00Standard Jet DB\x00", "an Access database"),
        (b"\x00\x01\x00\x00Standard ACE DB\x00", "an Access database"),
        (b"HEADER RECORD*******LIBRARY HEADER", "a SAS file"),
        (write_zip({"[Content_Types].xml": b"", "xl/workbook.bin": b""}), "a binary workbook"),
        (write_zip({"[Content_Types].xml": b"", "word/document.xml": b""}), "a Word document"),
    ],
)
def test_what_is_no_export_is_named_with_the_next_step(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "calls_2023.dat"
    path.write_bytes(content)
    with pytest.raises(UnknownFileError, match=rf"is {what}.* Ask for CSV"):
        container_of(path)


def test_remarks_of_one_cell_at_the_end_are_no_records(tmp_path: Path) -> None:
    """A report of Salesforce: a blank line, its name, a copyright and who made it."""
    rows: list[list[object]] = [["Case Number", "Opened", "Origin", "Reason"]]
    rows += [[f"{n:08}", f"2023-05-{1 + n % 28:02}", CHANNELS[n % 2], WHY[n % 4]] for n in range(60)]
    rows += [[], ["Contacts of 2023"], ["Copyright (c) an invented company"], ["Generated by an officer"]]
    path = write_csv(tmp_path / "in" / "report_2023.csv", rows)

    drafted = draft_files(tmp_path, [path])

    assert drafted.content["read"]["csv"]["footer_rows"] == "3"
    drafted.answer_as_guessed()
    assert drafted.run() == ()
    assert drafted.query("select n_rows_used, n_ignored, n_rejected from delivery") == [(60, 3, 0)]
