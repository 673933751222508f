"""Words of rules, boxes and flags are known as values are: in another spelling a rule is not passed over in silence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.tiny_source import TinySource

EXPORT = """\
files: "c_*.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: no
arrives: {as: updates, newest: {by: received}}
date: {column: day, format: iso}
fields: {channel: {never: not asked}, contact_type: TYPE}
reasons: REASONS
"""
DECISIONS = (
    "reason,Hit,mapped,violence.physical,,,equal,,,,,\ncontact_type,Silent,mapped,non_counselling.silent,,,,,,,,\n"
    "contact_type,Talk,mapped,counselling,,,,,,,,\n"
)
RULE = "{first_of: [{when: {column: kind, is: WORD}, gives: Silent}, {always: Talk}]}"
KINDS = "select contact_type_code, count(*)::integer from contact group by all order by all"
OPEN = "select source_value from source_value where outcome_code = 'unmapped' order by all"


def take(
    folder: Path, cells: Sequence[str], kind: str = "{always: Talk}", reasons: str = "{cell: why}", more: str = ""
) -> TinySource:
    export = EXPORT.replace("TYPE", kind).replace("REASONS", reasons) + more
    source = TinySource.write(folder, export, DECISIONS)
    lines = "".join(f'{no},2024-03-{no:02},Hit,"{cell}"\n' for no, cell in enumerate(cells, 1))
    source.put("c_1.csv", "no,day,why,kind\n" + lines)
    source.ingest()
    return source


NUMBERS = ("1.0", "1", "1.00", "0.0", "10", "1.5", "")
WORDS = (
    "test call",
    "TEST  call",
    "Test\u00a0call ",
    "Te\u200bst call",
    "Tést call",
    "Test\ncall",
    "tests call",
    "Test",
)


@pytest.mark.parametrize(("word", "cells", "n"), [("1", NUMBERS, 3), ("Test call", WORDS, 5), ("1.0", NUMBERS, 3)])
def test_a_rule_knows_its_word_in_every_spelling(tmp_path: Path, word: str, cells: Sequence[str], n: int) -> None:
    left_out = take(tmp_path / "a", cells, more=f'leave_out: [{{column: kind, is: "{word}", because: a test}}]\n')
    kept = take(tmp_path / "b", cells, more=f'leave_out: [{{column: kind, is_not: "{word}", because: no test}}]\n')
    ruled = take(tmp_path / "c", cells, RULE.replace("WORD", f'"{word}"'))

    assert left_out.query("select n_ignored from delivery") == [(n,)]
    assert kept.query("select n_rows_used, n_ignored from delivery") == [(n, len(cells) - n)]
    assert ruled.query(KINDS) == [("counselling", len(cells) - n), ("non_counselling.silent", n)]


def test_marks_of_other_scripts_tell_words_apart(tmp_path: Path) -> None:
    source = take(tmp_path, ["กก", "ก่ก", "ПОЙ", "пои"], more="leave_out: [{column: kind, is: [กก, пой], because: x}]\n")

    assert source.query("select n_ignored from delivery") == [(2,)]


def test_what_hides_nothing_is_not_told_of_a_flag(tmp_path: Path) -> None:
    """Of a flag whose words for no are not said, another cell says nothing: what stands behind it answers."""
    source = take(tmp_path, ["Nein", "-", "yes"], "{first_of: [{flags: {kind: Silent}}, {always: Talk}]}")

    assert source.query(KINDS) == [("counselling", 2), ("non_counselling.silent", 1)]
    assert source.query(OPEN) == []


def test_accents_tell_words_apart(tmp_path: Path) -> None:
    source = take(tmp_path, ["Bố", "bo", "BỎ", "Bà"], more="leave_out: [{column: kind, is: [Bỏ, Ba], because: x}]\n")

    assert source.query("select n_ignored from delivery") == [(1,)]


def test_boxes_know_numbers_as_programs_write_them(tmp_path: Path) -> None:
    source = take(tmp_path, ["1.0", "0.0", "", "2.0", "1"], reasons="{ticked: kind, yes: ['1'], no: ['0']}")

    assert source.query("select source_value, n_contacts from source_value where field = 'reason' order by all") == [
        ("kind", 2),
        ("kind=2.0", 1),
    ]


def test_a_flag_that_is_neither_yes_nor_no_is_told(tmp_path: Path) -> None:
    source = take(tmp_path, ["Oui", "non", "1.0", "0.0", "", "no"], "{flags: {kind: Silent}, no: ['0', 'no']}")

    assert source.query(KINDS) == [("non_counselling.silent", 1), ("unknown", 5)]
    assert source.query(OPEN) == [("kind=Oui",), ("kind=non",)]


def test_codes_are_known_with_a_fraction_of_nothing(tmp_path: Path) -> None:
    source = take(tmp_path, ["1.0", "2", "3.0"], "{coded: kind, labels: {1: Silent, 2: Talk}}")

    assert source.query(OPEN) == [("3.0",)]
    assert source.query(KINDS) == [("counselling", 1), ("non_counselling.silent", 1), ("unknown", 1)]


def test_a_range_knows_digits_of_every_script(tmp_path: Path) -> None:
    source = take(tmp_path, ["91", "٩٢", "9", "x"], more="leave_out: [{column: kind, from: 90, because: a test}]\n")

    assert source.query("select n_ignored from delivery") == [(2,)]
