"""Years of the Buddhist calendar, of four digits and of two, are read as ours: in contacts and in counts, as a draft says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.drafting import draft_files, write_csv
from tests.test_draft_counts import CODES, WHY, Rows, counted
from tests.tiny_source import TinySource
from warehouse.scan.date_forms import SHORT_BUDDHIST

NAMES = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
DAYS = [date(2024, 2, 26) + timedelta(days=step) for step in range(60)]
"""With the 29 February, which no year of ours that ends in 67 has."""

Spelled = Callable[[date], str]
WAYS: dict[str, tuple[Spelled, str]] = {
    "four digits": (lambda one: f"{one.day:02}/{one.month:02}/{one.year + 543}", "%d/%m/%Y"),
    "two digits": (lambda one: f"{one.day:02}/{one.month:02}/{one.year - 1957}", "%d/%m/%y"),
    "two digits first": (lambda one: f"{one.year - 1957}-{one.month:02}-{one.day:02}", "%y-%m-%d"),
    "named": (lambda one: f"{one.day} {NAMES[one.month - 1]} {one.year + 543}", "%d %B %Y"),
    "with a time": (lambda one: f"{one.day}/{one.month}/{one.year - 1957} 09:30", "%d/%m/%y %H:%M"),
}


def is_asked(line: str) -> bool:
    return SHORT_BUDDHIST in line


@pytest.mark.parametrize("way", WAYS)
def test_contacts(tmp_path: Path, way: str) -> None:
    spell, form = WAYS[way]
    rows: Rows = [["id", "Date", "Reason"], *([f"C{i}", spell(one), WHY[i % 4]] for i, one in enumerate(DAYS))]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls.csv", rows)])

    assert (drafted.content["date"]["format"], drafted.content["date"]["calendar"]) == (form, "buddhist")
    assert is_asked(drafted.line("date")) == ("two" in way or "time" in way)
    drafted.answer_as_guessed()
    assert drafted.run() == ()
    assert [day for (day,) in drafted.query("select contact_date from contact order by 1")] == DAYS


@pytest.mark.parametrize("way", [way for way in WAYS if way != "with a time"])
def test_counts_of_days(tmp_path: Path, way: str) -> None:
    spell, form = WAYS[way]
    rows: Rows = [["Day", *WHY], *([spell(one), 12, 7, 31, 5] for one in DAYS)]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "counts.csv", rows)])

    period = drafted.content["period"]
    assert (period["format"], period["calendar"], is_asked(drafted.line("period"))) == (form, "buddhist", "two" in way)
    assert counted(drafted, dict(zip(WHY, CODES, strict=True))) == 55 * len(DAYS)
    told = drafted.query("select distinct period_start from reported_count order by 1")
    assert [day for (day,) in told] == DAYS


MONTHLY: dict[str, tuple[list[str], Callable[[int, int], list[str]]]] = {
    "a code": (["เดือน"], lambda year, month: [f"{year + 543}-{month:02}"]),
    "a name and a year": (["เดือน"], lambda year, month: [f"{NAMES[month - 1]} {year + 543}"]),
    "two columns": (["ปี", "เดือน"], lambda year, month: [str(year + 543), NAMES[month - 1]]),
}


@pytest.mark.parametrize("way", MONTHLY)
def test_counts_of_months(tmp_path: Path, way: str) -> None:
    header, spell = MONTHLY[way]
    rows: Rows = [[*header, "สาเหตุ", "จำนวน"]]
    rows += [
        [*spell(year, month), why, month + n]
        for year in (2023, 2024)
        for month in range(1, 5)
        for n, why in enumerate(WHY)
    ]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "tally.csv", rows)])

    assert counted(drafted, dict(zip(WHY, CODES, strict=True))) == sum(int(str(row[-1])) for row in rows[1:])
    query = "select distinct period_start::varchar, period_end::varchar from reported_count order by 1"
    assert drafted.query(query)[4] == ("2024-01-01", "2024-01-31") and len(drafted.query(query)) == 8


def test_months_as_columns_with_the_year_beside_them(tmp_path: Path) -> None:
    rows: Rows = [["ปี", "สาเหตุ", *NAMES]]
    rows += [
        [2566 + year, why, *(n + year + month for month in range(12))] for year in (0, 1) for n, why in enumerate(WHY)
    ]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "months.csv", rows)])

    assert (drafted.content["period"]["year"], drafted.content["period"]["calendar"]) == ("ปี", "buddhist")
    whole = sum(int(str(cell)) for row in rows[1:] for cell in row[2:])
    assert counted(drafted, dict(zip(WHY, CODES, strict=True))) == whole
    assert drafted.query("select max(period_start)::varchar from reported_count") == [("2024-12-01",)]


@pytest.mark.parametrize("year", ["24", "12", "99"])
def test_other_years_of_two_digits_stay_ours(tmp_path: Path, year: str) -> None:
    rows: Rows = [["id", "Date", "Reason"], *([f"C{i}", f"{i % 28 + 1:02}/03/{year}", WHY[i % 4]] for i in range(60))]

    drafted = draft_files(tmp_path, [write_csv(tmp_path / "in" / "calls.csv", rows)])

    assert "calendar" not in drafted.content["date"]


@pytest.mark.parametrize(
    ("form", "text", "day"),
    [
        ("%Y%m%d", "25670229", "2024-02-29"),
        ("%d/%m/%y", "29/02/67", "2024-02-29"),
        ("%d/%m/%y", "29/02/68", None),
        ("%d/%m/%y", "05/03/2567", None),
        ("iso", "2567-02-29", "2024-02-29"),
        ("iso", "2024-02-29", "2024-02-29"),
    ],
)
@pytest.mark.parametrize("row", ["contact", "count"])
def test_each_form(tmp_path: Path, row: str, form: str, text: str, day: Any) -> None:
    keys = f'{{column: day, format: "{form}", calendar: buddhist}}'
    rest = {
        "contact": f"id: id\ndate: {keys}\nfields: {{channel: {{never: not asked}}}}\nreasons: {{cell: why}}\n",
        "count": f"period: {keys}\ncount: id\nreasons: why\n",
    }
    export = 'files: "c_*.csv"\nread: {csv: {encoding: utf-8}}\narrives: {as: additions}\n'
    decisions = "reason,Grief,mapped,mental_health.mood,,,equal,,,,,\n"
    tiny = TinySource.write(tmp_path, f"{export}row: {row}\n{rest[row]}", decisions)
    tiny.put("c_1.csv", f"id,day,why\n1,{text},Grief\n")
    tiny.ingest()
    name, table = ("contact_date", "contact") if row == "contact" else ("period_start", "reported_count")
    assert tiny.query(f"select {name}::varchar from {table}") == ([(day,)] if day else [])
