"""Records are left out by days in whatever form a file writes them; a bound that reads none of the texts is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny_counts import REASONS
from tests.tiny_source import TinySource

CONTACTS = """\
files: "c_*.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: no
arrives: {as: additions}
date: {column: day, format: FORM}
fields: {channel: {never: not asked}, gender: {never: not asked}}
reasons: {cell: why}
leave_out: [{RULE, because: another system from then on}]
"""
COUNTS = """\
files: "r_*.csv"
read: {csv: {encoding: utf-8}}
row: count
arrives: {as: additions}
period: {column: month, format: "%m/%Y"}
count: n
reasons: why
leave_out: [{RULE, because: another system from then on}]
"""
SAID = "select state_code, sentence from lake_finding where finding_code = 'unread_bounds'"
OLD_DAYS = ("2023-12-30", "2023-12-31", "2024-01-01", "2024-01-02")


def write(folder: Path, export: str, rule: str, form: str = "iso") -> TinySource:
    return TinySource.write(folder, export.replace("RULE", rule).replace("FORM", form), REASONS)


@pytest.mark.parametrize(
    ("form", "days"),
    [
        ("iso", OLD_DAYS),
        ('"%d/%m/%Y"', ("30/12/2023", "31/12/2023", "01/01/2024", "02/01/2024")),
        ('"%d %b %Y"', ("30 Dec 2023", "31 Dec 2023", "01 Jan 2024", "02 Jan 2024")),
        ("excel", ("45290", "45291", "45292", "45293")),
    ],
)
def test_contacts_of_a_range_of_days_are_left_out(tmp_path: Path, form: str, days: tuple[str, ...]) -> None:
    tiny = write(tmp_path, CONTACTS, "column: day, from: 2024-01-01", form)
    tiny.put("c_1.csv", "no,day,why\n" + "".join(f"{no},{day},Test\n" for no, day in enumerate(days, 1)))

    tiny.ingest()

    assert tiny.query("select contact_date::varchar from contact order by 1") == [("2023-12-30",), ("2023-12-31",)]
    assert tiny.query("select n_rows, n_ignored from delivery") == [(4, 2)]
    assert tiny.query(SAID) == []


def test_so_are_counts_of_a_range_of_months(tmp_path: Path) -> None:
    tiny = write(tmp_path, COUNTS, "column: month, from: 2024-01-01")
    tiny.put("r_1.csv", "month,why,n\n12/2023,Rape,3\n01/2024,Rape,4\n02/2024,Rape,5\n")

    tiny.ingest()

    assert tiny.query("select sum(n_contacts) from reported_count") == [(3,)]
    assert tiny.query(SAID) == []


CLOSED = ("30/12/2023", "01/01/2024", "02/01/2024")


@pytest.mark.parametrize("export", [CONTACTS, COUNTS], ids=["contacts", "counts"])
def test_a_column_whose_days_no_bound_reads_is_said(tmp_path: Path, export: str) -> None:
    tiny = write(tmp_path, export, "column: closed, from: 2024-01-01")
    rows = [f"{no},2023-0{no}-01,Rape,{closed},0{no}/2023,3\n" for no, closed in enumerate(CLOSED, 1)]
    tiny.put("c_1.csv" if export is CONTACTS else "r_1.csv", "no,day,why,closed,month,n\n" + "".join(rows))

    tiny.ingest()

    [(state, sentence)] = tiny.query(SAID)
    assert state == "warn"
    assert "`leave_out` compares closed with ISO days, and 3 of 3 filled cells are no such text" in sentence


def test_words_beside_numbers_are_usual(tmp_path: Path) -> None:
    """Ages with a few words: what is a number is compared, and the rest is a note."""
    tiny = write(tmp_path, CONTACTS, "column: age, from: 18")
    ages = ("17", "18", "19", "unknown", "12")
    rows = [f"{no},2023-01-0{no},Rape,{age}\n" for no, age in enumerate(ages, 1)]
    tiny.put("c_1.csv", "no,day,why,age\n" + "".join(rows))

    tiny.ingest()

    assert tiny.query("select count(*) from contact") == [(3,)]
    [(state, _)] = tiny.query(SAID)
    assert state == "pass"


def test_a_condition_within_a_field_is_said_too(tmp_path: Path) -> None:
    export = CONTACTS.replace("gender: {never: not asked}", "gender: {when: {column: age, to: 17}, gives: F}")
    tiny = write(tmp_path, export.replace("leave_out: [{RULE, because: another system from then on}]\n", ""), "")
    tiny.put("c_1.csv", "no,day,why,age\n1,2023-01-01,Rape,12 years\n2,2023-01-02,Rape,9 years\n")

    tiny.ingest()

    [(state, sentence)] = tiny.query(SAID)
    assert state == "warn" and "2 of 2 filled cells are no such text: what hangs on it is not told" in sentence
