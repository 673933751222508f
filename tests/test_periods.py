"""A period that came again: the newer file counts, but not where it holds far less; and days outside a file's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.finding import Finding
from schemas.mapping.period import days_of
from tests.tiny_source import SOURCE, TinySource

EXPORT = """\
files: "calls_*.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: no
arrives: {as: replaces_period, slot: "calls_(%Y-%m).csv"}
date: {column: day, format: iso}
fields: {channel: {never: not asked}, gender: {never: not asked}, age: {never: not asked}}
reasons: {cell: why}
"""
COUNTS = """\
files: "calls_*.csv"
read: {csv: {encoding: utf-8}}
row: count
arrives: {as: replaces_period, slot: "calls_(%Y-%m).csv"}
period: {column: day, format: iso}
count: n
reasons: why
setting: {never: not told}
fields: {}
"""


def rows(n: int, month: str = "2024-01", first: int = 1) -> str:
    return "no,day,why\n" + "".join(
        f"{number},{month}-{number % 28 + 1:02},Hit\n" for number in range(first, first + n)
    )


@pytest.fixture
def source(tmp_path: Path) -> TinySource:
    return TinySource.write(tmp_path, EXPORT, "reason,Hit,mapped,violence.physical,,,equal,,,,,\n")


def found(source: TinySource, code: str) -> list[Finding]:
    return [finding for finding in source.ingest()[2].findings if finding.finding_code == code]


def states(source: TinySource) -> list[tuple[str, int]]:
    return source.query("select status_code, n_rows from delivery order by n_rows")


def n_contacts(source: TinySource) -> int:
    [(n,)] = source.query("select count(*) from contact")
    return int(n)


def test_half_or_less_is_held_and_what_came_before_stays(source: TinySource) -> None:
    source.put("calls_2024-01.csv", rows(40))
    source.ingest()
    source.put("calls_2024-01.csv", rows(4))

    for _ in range(2):
        [shrunk] = found(source, "shrunk_replacement")
        assert (shrunk.state_code, shrunk.numerator, shrunk.denominator, shrunk.value) == ("fail", 36, 40, 0.9)
        assert "came again with 4 records, 40 before" in shrunk.sentence
        assert "shrunk_held" in shrunk.sentence
        assert n_contacts(source) == 40
        assert states(source) == [("held", 4), ("used", 40)]


def test_a_whole_file_behind_it_replaces_both(source: TinySource) -> None:
    for n in (40, 4, 38):
        source.put("calls_2024-01.csv", rows(n))
        source.ingest()

    assert n_contacts(source) == 38
    assert states(source) == [("superseded", 4), ("used", 38), ("superseded", 40)]
    assert found(source, "shrunk_replacement") == []


def test_a_third_less_counts_and_is_remarked(source: TinySource) -> None:
    source.put("calls_2024-01.csv", rows(40))
    source.ingest()
    source.put("calls_2024-01.csv", rows(26))

    [shrunk] = found(source, "shrunk_replacement")

    assert (shrunk.state_code, shrunk.numerator) == ("warn", 14)
    assert n_contacts(source) == 26


def test_less_than_a_third_less_is_not(source: TinySource) -> None:
    source.put("calls_2024-01.csv", rows(40))
    source.ingest()
    source.put("calls_2024-01.csv", rows(27))

    assert found(source, "shrunk_replacement") == []


def test_where_it_is_declared_the_small_one_counts(tmp_path: Path) -> None:
    limits = "thresholds: {shrunk_held: 1, because: the line was closed"
    declared = SOURCE.replace("thresholds: {rejected: 1, rejected_held: 1, because: rejects are what is tested", limits)
    source = TinySource.write(tmp_path, EXPORT, "reason,Hit,mapped,violence.physical,,,equal,,,,,\n", declared)
    source.put("calls_2024-01.csv", rows(40))
    source.ingest()
    source.put("calls_2024-01.csv", rows(4))

    [shrunk] = found(source, "shrunk_replacement")

    assert shrunk.state_code == "warn"
    assert n_contacts(source) == 4


def test_a_period_that_came_again_empty_is_held(source: TinySource) -> None:
    source.put("calls_2024-01.csv", rows(3))
    source.ingest()
    source.put("calls_2024-01.csv", rows(0))

    assert [one.state_code for one in found(source, "shrunk_replacement")] == ["fail"]
    assert n_contacts(source) == 3


@pytest.mark.parametrize(("first", "last"), [("Hit", "Sad"), ("Sad", "Hit")])
def test_of_a_period_in_two_formats_the_contacts_that_came_last_count(tmp_path: Path, first: str, last: str) -> None:
    other = EXPORT.replace(".csv", ".txt")
    codes = {"Hit": "violence.physical", "Sad": "mental_health.mood"}
    decisions = "".join(f"reason,{label},mapped,{code},,,equal,,,,,\n" for label, code in codes.items())
    both = TinySource.write(tmp_path, f"{EXPORT}---\n{other}", decisions)
    for name, label in (("calls_2024-01.csv", first), ("calls_2024-01.txt", last)):
        both.put(name, rows(8).replace("Hit", label))
        both.ingest()

    assert both.query("select distinct reason_code from contact_reason") == [(codes[last],)]


def test_a_period_that_comes_empty_at_once_is_said(source: TinySource) -> None:
    """Nothing would be left of it but a line of the table of deliveries: no year, no figure, no word."""
    source.put("calls_2024-02.csv", rows(0))
    (finding,) = found(source, "no_contacts")
    assert (finding.state_code, finding.sentence) == ("warn", "calls_2024-02.csv holds no record.")


def test_january_under_the_name_of_february_is_said(source: TinySource) -> None:
    source.put("calls_2024-01.csv", rows(5))
    source.put("calls_2024-02.csv", rows(6, "2024-01", 10) + "99,2024-02-29,Hit\n")

    [outside] = found(source, "days_outside_period")

    assert (outside.file_name, outside.numerator, outside.denominator) == ("calls_2024-02.csv", 6, 7)
    assert "outside 2024-02; the days in it go from 2024-01-11 to 2024-02-29" in outside.sentence


def test_counts_of_another_period_are_said_too(tmp_path: Path) -> None:
    source = TinySource.write(tmp_path, COUNTS, "reason,Hit,mapped,violence.physical,,,equal,,,,,\n")
    source.put("calls_2024-02.csv", "day,why,n\n2024-01-31,Hit,4\n2024-02-01,Hit,5\n")

    [outside] = found(source, "days_outside_period")

    assert (outside.numerator, outside.denominator) == (1, 2)


@pytest.mark.parametrize(
    ("slot", "days"),
    [
        ("2023", "2023-01-01 2023-12-31"),
        ("2023-12", "2023-12-01 2023-12-31"),
        ("2024-02", "2024-02-01 2024-02-29"),
        ("2024-02-29", "2024-02-29 2024-02-29"),
        ("2024-02-29T10", ""),
        ("", ""),
    ],
)
def test_the_days_of_a_name(slot: str, days: str) -> None:
    found = days_of(slot)

    assert (f"{found[0]} {found[1]}" if found else "") == days
