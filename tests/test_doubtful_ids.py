"""Ids that are no ids: words for nothing, numbers that a spreadsheet rewrote, numbers that begin anew every year."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.finding import Finding
from tests.tiny_source import TinySource

EXPORT = """\
files: "c_*.csv"
read: {{csv: {{encoding: utf-8}}}}
row: contact
id: {id}
arrives: {arrives}
date: {{column: day, format: iso}}
fields: {{channel: {{never: not asked}}, gender: {{never: not asked}}, age: {{never: not asked}}}}
reasons: {{cell: why}}
"""
UPDATES = '{as: updates, newest: {by: "c_(%Y-%m-%d).csv"}}'
HIT = "reason,Hit,mapped,violence.physical,,,equal,,,,,\n"


def make(folder: Path, id_: str = "no", arrives: str = UPDATES) -> TinySource:
    return TinySource.write(folder, EXPORT.format(id=id_, arrives=arrives), HIT)


def put(source: TinySource, day: str, ids: list[str], year: str = "2024") -> None:
    rows = "".join(f"{one},{year}-{month + 1:02}-05,Hit\n" for month, one in enumerate(ids))
    source.put(f"c_{day}.csv", f"no,day,why\n{rows}")


def doubts(source: TinySource) -> list[Finding]:
    found = source.ingest()[2].findings
    return [one for one in found if one.finding_code == "doubtful_ids"]


def said(findings: list[Finding]) -> list[tuple[str | None, str, int | None, int | None]]:
    return [(one.file_name, one.state_code, one.numerator, one.denominator) for one in findings]


def n_contacts(source: TinySource) -> int:
    [(n,)] = source.query("select count(*) from contact")
    return int(n)


def test_numbers_that_begin_anew_every_year_are_said(tmp_path: Path) -> None:
    source = make(tmp_path)
    put(source, "2024-12-31", ["1", "2", "3"])
    put(source, "2025-12-31", ["1", "2"], "2025")

    [again] = doubts(source)

    assert said([again]) == [("c_2024-12-31.csv", "warn", 2, 2)]
    assert "id_within: slot" in again.question
    codes = [(one.finding_code, one.state_code) for one in source.ingest()[2].findings]
    assert ("duplicate_delivery", "pass") not in codes
    assert ("doubtful_ids", "warn") in codes


def test_a_correction_some_days_later_is_none(tmp_path: Path) -> None:
    source = make(tmp_path)
    put(source, "2024-12-31", ["1", "2", "3"])
    source.put("c_2025-01-31.csv", "no,day,why\n1,2024-02-20,Hit\n")

    assert doubts(source) == []


@pytest.mark.parametrize("nothing", ["N/A", "-", " – ", "None", "n.a."])
def test_a_word_for_nothing_is_a_blank_and_replaces_nothing(tmp_path: Path, nothing: str) -> None:
    source = make(tmp_path, arrives="{as: additions}")
    put(source, "2024-01-31", ["1", nothing, "2", nothing])
    put(source, "2024-02-29", ["3", nothing])

    source.ingest()

    assert n_contacts(source) == 6


def test_with_updates_a_record_that_has_none_is_a_reject(tmp_path: Path) -> None:
    source = make(tmp_path)
    put(source, "2024-01-31", ["1", "N/A"])
    source.ingest()

    assert source.query("select row_number, reject_code from rejected_row") == [(2, "no_id")]


@pytest.mark.parametrize("nothing", ["0", "000", "99999"])
def test_a_number_for_nothing_that_replaces_another_is_said(tmp_path: Path, nothing: str) -> None:
    source = make(tmp_path)
    put(source, "2024-01-31", ["11", nothing])
    put(source, "2024-02-29", ["12", nothing])

    assert said(doubts(source)) == [("c_2024-01-31.csv", "warn", 1, 1)]


def put_row(source: TinySource, file_day: str, numbers: range, day: str = "2024-03-05") -> None:
    rows = "".join(f"{number},{day},Hit\n" for number in numbers)
    source.put(f"c_{file_day}.csv", f"no,day,why\n{rows}")


def test_numbers_in_a_row_that_a_file_repeats_are_ids(tmp_path: Path) -> None:
    source = make(tmp_path)
    put_row(source, "2024-04-30", range(1, 100))
    put_row(source, "2024-05-31", range(1, 121))

    assert doubts(source) == []
    assert n_contacts(source) == 120


def test_a_number_in_a_row_whose_contact_has_another_day_is_said(tmp_path: Path) -> None:
    source = make(tmp_path)
    put_row(source, "2024-04-30", range(90, 121))
    put_row(source, "2024-05-31", range(90, 121), "2024-03-06")

    assert said(doubts(source)) == [("c_2024-04-30.csv", "warn", 1, 31)]


def test_zero_never_is_one_of_a_row(tmp_path: Path) -> None:
    source = make(tmp_path)
    put_row(source, "2024-04-30", range(0, 5))
    put_row(source, "2024-05-31", range(0, 5))

    assert said(doubts(source)) == [("c_2024-04-30.csv", "warn", 1, 5)]


def test_where_it_stands_once_it_is_an_id(tmp_path: Path) -> None:
    source = make(tmp_path)
    put(source, "2024-01-31", ["0", "1"])

    assert doubts(source) == []
    assert n_contacts(source) == 2


def test_numbers_that_a_spreadsheet_rounded_are_said(tmp_path: Path) -> None:
    source = make(tmp_path, arrives="{as: additions}")
    put(source, "2024-01-31", ["1.23457E+11", '"1,23457E+11"', "2E7", "123457000000"])

    assert said(doubts(source)) == [("c_2024-01-31.csv", "warn", 2, 4)]


@pytest.mark.parametrize(("first", "second"), [("00123", "123"), ("123", "123.0"), ("123.0", "123")])
def test_ids_that_were_rewritten_are_said_and_are_one_by_declaration(tmp_path: Path, first: str, second: str) -> None:
    for folder, id_, n in (("as_they_are", "no", 2), ("normalised", "{whole_number: no}", 1)):
        source = make(tmp_path / folder, id_)
        put(source, "2024-01-31", [first])
        put(source, "2024-02-29", [second])

        found = doubts(source)

        assert n_contacts(source) == n
        assert len(found) == (n == 2)
        assert not found or "whole_number" in found[0].question


def test_numbers_that_grow_longer_have_lost_no_zeros(tmp_path: Path) -> None:
    source = make(tmp_path)
    put(source, "2024-01-31", ["00123", "99998"])
    put(source, "2024-02-29", ["100001", "99999"])

    assert doubts(source) == []


def test_ids_whose_letters_are_others_now_are_said(tmp_path: Path) -> None:
    source = make(tmp_path)
    put(source, "2024-01-31", ["ab1", "ab2", "7c-3"])
    put(source, "2024-02-29", ["cd1", "cd2"])
    assert doubts(source) == []
    put(source, "2024-03-31", ["AB1", "AB2", "7C-3"])

    assert said(doubts(source)) == [("c_2024-03-31.csv", "warn", 3, 3)]
    assert n_contacts(source) == 8


def test_ids_of_both_letters_and_of_two_kinds_are_as_they_are(tmp_path: Path) -> None:
    source = make(tmp_path)
    put(source, "2024-01-31", ["aB1", "Xy2", "abc", "QZ9"])
    put(source, "2024-02-29", ["A-1", "A-2", "A-3"])
    put(source, "2024-03-31", ["1", "2", "3"])

    assert doubts(source) == []


def test_no_id_stands_in_a_sentence(tmp_path: Path) -> None:
    source = make(tmp_path)
    put(source, "2024-01-31", ["4711.0", "8.15E+11", "004712"])
    put(source, "2025-01-31", ["4711", "12"], "2025")

    text = " ".join(one.sentence + one.question for one in doubts(source))

    assert not any(id_ in text for id_ in ("4711", "8.15", "4712"))


def test_letters_of_files_that_share_no_day_are_no_sign(tmp_path: Path) -> None:
    source = make(tmp_path)
    put(source, "2024-12-31", ["A001", "A002", "A003"])
    put(source, "2025-12-31", ["b001", "b002", "b003"], "2025")

    assert doubts(source) == []


def test_the_file_in_which_letters_changed_is_said_and_no_other_as_more_come(tmp_path: Path) -> None:
    source = make(tmp_path)
    put(source, "2024-01-31", ["AB1", "AB2", "AB3"])
    put(source, "2024-02-29", ["ab1", "ab2", "ab3"])
    assert said(doubts(source)) == [("c_2024-02-29.csv", "warn", 3, 3)]

    for day in ("2024-03-31", "2024-04-30"):
        put(source, day, ["ab1", "ab2", "ab3", f"cd{day[6]}"][: int(day[6])])
        assert said(doubts(source)) == [("c_2024-02-29.csv", "warn", 3, 3)]


def test_letters_of_a_file_that_counts_no_longer_are_no_sign(tmp_path: Path) -> None:
    source = make(tmp_path, arrives='{as: replaces_all, newest: {by: "c_(%Y-%m-%d).csv"}}')
    put(source, "2024-01-31", ["AB1", "AB2", "AB3"])
    put(source, "2024-02-29", ["ab1", "ab2", "ab3"])

    assert doubts(source) == []
    assert n_contacts(source) == 3
