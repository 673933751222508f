"""Accents tell words apart in many languages: a decision with its own accents wins over one that only folds alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny_source import TinySource
from warehouse.store.run import SourceHeldError

EXPORT = """\
files: "c_*.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: no
arrives: {as: additions}
date: {column: day, format: iso}
fields:
  channel: {never: not asked}
  gender: {never: not asked}
  age: {never: not asked}
  perpetrator_relation: who
reasons: {cell: why}
"""
ROW = "perpetrator_relation,{},{},{},,,equal,,,{},,\n"


def make(folder: Path, *decisions: tuple[str, str]) -> TinySource:
    rows = "".join(ROW.format(value, "mapped" if code else "missing", code, "") for value, code in decisions).replace(
        "missing,,,,equal", "missing,,,,"
    )
    source = TinySource.write(folder, EXPORT, rows)
    words = ["Ba", "Bà", "Bá", "BA\u0300", "ba"]
    source.put("c_1.csv", "no,day,who,why\n" + "".join(f"{n},2024-03-01,{word},\n" for n, word in enumerate(words)))
    return source


def codes(source: TinySource) -> list[tuple[str, int]]:
    return source.query(
        "select value_code, count(*) from contact_attribute where attribute_code = 'perpetrator_relation' group by all "
        "order by all"
    )


def passed(source: TinySource) -> list[int | None]:
    return [one.numerator for one in source.ingest()[2].findings if one.finding_code == "accents_passed_over"]


@pytest.fixture(scope="module")
def known() -> tuple[str, str, str]:
    from schemas.vocabulary.code import load_codes

    names = [code for code in load_codes().list_of("perpetrator_relation").codes if code != "unknown"]
    return names[0], names[1], names[2]


def test_each_may_have_its_own_decision(tmp_path: Path, known: tuple[str, str, str]) -> None:
    source = make(tmp_path, ("Ba", known[0]), ("Bà", known[1]), ("Bá", known[2]))

    assert passed(source) == []
    assert sorted(codes(source)) == sorted([(known[0], 2), (known[1], 2), (known[2], 1)])


def test_one_decision_still_speaks_of_all_and_that_is_said(tmp_path: Path, known: tuple[str, str, str]) -> None:
    source = make(tmp_path, ("Ba", known[0]))

    assert passed(source) == [2]
    assert codes(source) == [(known[0], 5)]


def test_where_two_are_decided_apart_the_third_is_open(tmp_path: Path, known: tuple[str, str, str]) -> None:
    source = make(tmp_path, ("Ba", known[0]), ("Bà", known[1]))

    assert passed(source) == []
    assert sorted(codes(source)) == sorted([(known[0], 2), (known[1], 2)])
    assert source.query("select source_value, n_values from source_value where outcome_code = 'unmapped'") == [
        ("Bá", 1)
    ]


def test_two_rows_that_say_the_same_are_one_too_many(tmp_path: Path, known: tuple[str, str, str]) -> None:
    from schemas.text.problem import MappingError

    source = make(tmp_path, ("Ba", known[0]), ("Bà", known[0]))

    with pytest.raises((MappingError, SourceHeldError), match="one row is enough"):
        source.ingest()
