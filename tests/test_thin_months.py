"""A month with hardly a contact beside months with many is asked about: the first or the last file may be cut off. That a
helpline began, grew, or exported in the middle of a month is none.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.finding import Finding
from tests.tiny_source import TinySource

EXPORT = """\
files: "c_*.csv"
read: {csv: {encoding: utf-8}}
row: contact
id: no
arrives: {as: replaces_period, slot: "c_(%Y-%m).csv"}
date: {column: day, format: iso}
fields: {channel: {never: not asked}}
reasons: {cell: why}
"""
UPDATES = EXPORT.replace('replaces_period, slot: "c_(%Y-%m).csv"', "updates, newest: {by: received}")
COUNTS = """\
files: "c_*.csv"
read: {csv: {encoding: utf-8}}
row: count
arrives: {as: replaces_all}
period: {column: month, format: "%Y-%m"}
across: {columns: [a, b], gives: reason}
"""
DECISIONS = (
    "reason,Hit,mapped,violence.physical,,,equal,,,,,\n"
    "reason,a,mapped,violence.harassment,,,equal,,,,,\nreason,b,mapped,violence.physical,,,equal,,,,,\n"
)


def asked(tiny: TinySource) -> list[tuple[str, str, int | None]]:
    """The form of each question, its months, how many stand in them."""
    found: tuple[Finding, ...] = tiny.ingest()[2].findings
    thin = [one for one in found if one.finding_code == "thin_month"]
    assert all(one.state_code == "warn" and one.question for one in thin)
    return [(one.form_code, one.sentence.split(" has ")[0].split(",")[0], one.numerator) for one in thin]


def of_contacts(folder: Path, numbers: dict[str, int], export: str = EXPORT, days: range = range(1, 29)) -> TinySource:
    """A file a month; `days`: on which the contacts of each stand."""
    tiny = TinySource.write(folder, export, DECISIONS)
    for month, n in numbers.items():
        rows = [f"{month}/{one},{month}-{days[one % len(days)]:02d},Hit" for one in range(n)]
        tiny.put(f"c_{month}.csv", "\n".join(["no,day,why", *rows, ""]))
    return tiny


def of_counts(folder: Path, numbers: dict[str, int]) -> TinySource:
    tiny = TinySource.write(folder, COUNTS, DECISIONS)
    tiny.put("c_1.csv", "\n".join(["month,a,b", *(f"{month},{n},{n}" for month, n in numbers.items()), ""]))
    return tiny


@pytest.mark.parametrize(("make", "what"), [(of_contacts, "contacts"), (of_counts, "counts")])
@pytest.mark.parametrize(
    ("numbers", "form", "months", "place"),
    [
        ([10, 100, 110, 95], "first", "2024-01", 0),
        ([100, 110, 95, 10], "last", "2024-04", 3),
        ([100, 110, 9, 95, 90], "between", "2024-03", 2),
        ([100, 110, 9, 8, 95, 90], "between", "2024-03 to 2024-04", 2),
    ],
)
def test_a_month_with_a_tenth_is_asked_about(
    tmp_path: Path, make: object, what: str, numbers: list[int], form: str, months: str, place: int
) -> None:
    assert callable(make)
    tiny = make(tmp_path, {f"2024-{month:02d}": n for month, n in enumerate(numbers, start=1)})
    n_months = 2 if " to " in months else 1
    n = sum(numbers[place : place + n_months]) * (2 if what == "counts" else 1)
    assert asked(tiny) == [(f"{form}_{what}", months, n)]


@pytest.mark.parametrize(
    "numbers", [[8, 20, 45, 70, 100], [100, 70, 45, 20, 8], [2, 20, 21, 20], [60, 100, 110], [9, 100]]
)
def test_growth_and_small_numbers_are_not(tmp_path: Path, numbers: list[int]) -> None:
    assert asked(of_contacts(tmp_path, {f"2024-{month:02d}": n for month, n in enumerate(numbers, start=1)})) == []


def test_a_service_that_began_late_in_the_month_is_not(tmp_path: Path) -> None:
    tiny = of_contacts(tmp_path, {"2024-02": 100, "2024-03": 110, "2024-04": 95})
    tiny.put("c_2024-01.csv", "no,day,why\n" + "".join(f"x{n},2024-01-{28 + n % 4},Hit\n" for n in range(10)))

    assert asked(tiny) == []


def test_an_export_early_in_the_month_is_not_unless_its_name_says_the_month(tmp_path: Path) -> None:
    numbers = {"2024-01": 100, "2024-02": 110, "2024-03": 95}
    rows = "no,day,why\n" + "".join(f"x{n},2024-04-0{1 + n % 3},Hit\n" for n in range(10))
    early, whole = (of_contacts(tmp_path / name, numbers, one) for name, one in (("a", UPDATES), ("b", EXPORT)))
    for tiny in (early, whole):
        tiny.put("c_2024-04.csv", rows)

    assert asked(early) == []
    assert asked(whole) == [("last_contacts", "2024-04", 10)]


def test_months_without_a_contact_are_asked_about_and_the_question_goes_with_the_file(tmp_path: Path) -> None:
    tiny = of_contacts(tmp_path, {"2024-01": 100, "2024-02": 90, "2024-04": 95, "2024-05": 100})
    assert asked(tiny) == [("between_contacts", "2024-03", 0)]
    rows = "".join(f"x{n},2024-03-{1 + n % 28:02d},Hit\n" for n in range(90))
    tiny.put("c_2024-03.csv", "no,day,why\n" + rows)

    assert asked(tiny) == []
